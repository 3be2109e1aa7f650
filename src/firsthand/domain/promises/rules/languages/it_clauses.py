"""How Italian agents say that something will be done, and what merely looks like it.

Anything that happens on a day of the calendar is a promise, unless the clause says who else
does it or that it is none: the lists below, by concept.
"""

from __future__ import annotations

from firsthand.domain.promises.rules.languages.wording import (
    BRANDS,
    NAME,
    clauses,
    words,
)

_CARRIERS = """
corriere, corrieri, spedizioniere, vettore, trasportatore, autotrasportatore, postino, portalettere, poste?(?= (?:consegna|recapita|passa)), fattorino, autista, hub, tracking, tracciamento,
punto di ritiro, servizio postale, servizio di consegna, camion, furgone, nave, traghetto, cargo, compagnia(?: di navigazione)?, aereo, treno, container, giro, società di spedizioni?, centro di smistamento
"""
_MONEY = """
banca, istituto, circuito, emittente, società (?:della carta|emittente), assicurazione, carta di credito, assicuratore, gestore della carta, agenzia delle entrate, cassa
"""
_STRANGERS = """
dogana, fornitore, fornitrice, produttore, produttrice, fabbrica, costruttore, casa madre, marketplace, piattaforma, marchio, editore, importatore, grossista, subfornitore, comune, polizia, carabinieri, tribunale,
amministratore(?: di condominio)?, condominio, portiere, vicin[oa], vicini, proprietario, isola ecologica, perito dell'assicurazione, notaio, prefettura
"""
_TRADES = """
muratore, idraulico, elettricista, installatore, imbianchino, falegname, giardiniere, medico, veterinario, architetto, meccanico, tecnico, commercialista, marito, moglie, figli[oa], figli, madre, padre, inquilino, amic[oa],
capo, collega, caldaista, piastrellista, portinai[oa], vicin[oa]
"""
_STAFF = """
team, squadra, magazzino, officina, colleg(?:a|hi|he), responsabile, tecnic[oia], servizio, contabilità, logistica, ufficio, amministrazione, espert[oi], esperta, supervisor[ea]?, addett[oai], ingegnere, direttore, direttrice,
direzione, reparto, assistenza, laboratorio, operator[ei], operatrice, personale, capo\\w*, manager, negozio, bottega, staff, supporto, spedizioni, titolare, sart[oa], artigian[oai], consulente, sede, filiale, succursale, sartoria, vetreria,
tintoria, falegnameria, tipografia, fonderia, deposito, perit[oa], dottor(?:e|essa)?, geometra, grafic[oa], chimic[oa], avvocat[oa], socia, socio, apprendista, tirocinante, stagista, segretari[oa], ragionier[ea], commercialista, qualcuno,
cuoc[oa], fabbr[oa], orafo, orafa, meccanic[oa], elettricista, falegname, architett[oa], veterinari[oa], gente, ragazz[oi], gestione, fatturazione, produzione, suocera, moglie,
(?!interior|superior|maggior|miglior|peggior|minor|valor|color|error|favor|sapor|odor|calor|motor|sensor|fattor|settor|tenor|cantier|quartier|mestier|pensier|bicchier|cartellier|fior|cuor|\\w*ior\\b)\\w{2,}(?:ista|isti|iste|tore|tori|trice|trici|iere|iera|aio|aia|ciaio|ino d'officina)\\b
"""
_NEWS = """
rispost[ae], riscontro, notizi[ae], e-?mail, mail, messaggi[oi]?, conferma, etichett[ae], rimborso, accredito, nota di credito, fattura, numero, codice, offerta, preventivo, decisione, risultat[oi], esito, informazion[ei], dettagli,
buono, modulo, link, istruzioni, manuale, fot[oa], video, document[oi], copia, ricevuta, chiamata, telefonata, soluzione, spiegazion[ei], stato, aggiornament[oi], proposta, importo, denaro, soldi, relazione, bonifico, certificato,
comunicazione, indicazioni, verdetto, parere, verbale, riepilogo, rapporto, bozza, schema, lista, elenco, chiarezza
"""
_DEEDS = """
invio, reinvio, partenza, cambio, ritiro, controllo, verifica, prova, test, collaudo, reso, montaggio, taglio, stampa, ristampa, consegna al corriere, uscita, avvio, reimballo, imballo, richiamo, revisione, pratica chiusa, rifacimento,
\\w+(?:zione|sione|aggio|amento|imento|atura|itura)
"""
# First persons that are no deed to come.
_NO_DEED = """
possiamo, posso, dobbiamo, devo, vogliamo, voglio, speriamo, spero, pensiamo, penso, crediamo, credo, aspettiamo, aspetto, attendiamo, attendo, capiamo, capisco, comprendiamo, comprendo, sappiamo, so, ringraziamo, ringrazio, preghiamo, prego,
chiediamo scusa, chiedo scusa, consigliamo, consiglio, suggeriamo, suggerisco, proponiamo, propongo, raccomandiamo, raccomando, invitiamo, invito, desideriamo, scusiamo, scuso, rammarichiamo, auguriamo, auguro, restiamo, (?<!il )(?<!un )resto, rimaniamo, rimango,
chiudiamo(?! (?:la|il|lo|le|i|gli|l'))(?!.*\\b(?:pratica|conto|contabilità)\\b), temiamo, temo, dubito, dubitiamo, siamo (?:chiusi|aperti|fermi|in ferie|qui|operativi|presenti), immagino, supponiamo, rispondiamo dalle, lavoriamo(?! (?:la|il|lo|al|alla|sul|sulla))
"""
_STATES = """
dura, durano, scade, scadono, termina, terminano, finisce(?!\\s\\x00+\\s(?:sul|nel|in|dal|tra)), finiscono, cessa, costa, contiene, vale, valgono, apre(?! (?:il|la|lo|i|le|gli|l'|lei|lui|un|una)), chiude(?! (?:il|la|lo|i|le|gli|l'|un|una))(?!.*\\b(?:pratica|file)\\b), aprono, chiudono, riapre, riaprono,
apert[aoie](?! un), (?<!verrà )(?<!verranno )(?<!viene )(?<!pratica )(?<!pratica è )chius[aoie], valid[aoie], disponibil[ei], reperibil[ei], la garanzia, in garanzia, autonomia, si ricarica, ricaric\\w+, in ferie, in vacanza, assente, assenti, resiste, si conserva, conservat[oa], resta, restano, rimane,
impiega(?= (?:circa |\\x00|da|tre|due)), bastano, basta, occorr(?:e|ono), ci vogliono, ci vuole, festa, festivo, ferie, chiusura, orari\\w*, in sciopero, è ferm[oa], siamo fermi, si spegne, si accende, bloccato, in vigore, attiv[aoie] (?:fino|dal), è in formazione, in trasferta, in stock, c'è (?!lei|lui), ci sono (?!io)
"""
_HABITS = """
di solito, automaticamente, normalmente, generalmente, in genere, sempre, abitualmente, in media, mediamente, solitamente, di norma, di regola, per legge, in linea di massima, ogni (?!caso)\\w+, tutti i (?:giorni|lunedì|martedì|mercoledì|giovedì|venerdì|sabati|mesi|resi|messaggi|pacchi|rimborsi|clienti), tutti gli (?:ordini|anni|acquisti), tutte le (?:settimane|sere|mattine|richieste|domeniche|spedizioni|e-?mail), i nostri (?:orari|tempi), politica, condizioni,
al giorno, alla settimana, per esperienza, tipicamente, regolarmente, di prassi, nei festivi
"""
_UNREAL = """
\\w+(?:rei|remmo|rebbe|rebbero|resti|reste)(?<!\\btorrei), \\w{3,}(?:asse|esse|isse|assero|essero|issero|assimo|essimo|issimo di)(?<!stesse)(?<!interesse)(?<!spesse)(?<!promesse), fosse, avesse, desse,
forse, magari, eventualmente, spero, speriamo, sperando, probabilmente, possibilmente, salvo imprevisti, può darsi, chissà, se va bene, con un po' di fortuna
"""
_DENIALS = """
non(?! (?:oltre|più tardi|appena|solo|si preoccupi|preoccup|dimentic|manc|tem|perd)), impossibile, nessun\\w*, mai, senza garanzia, purtroppo no, neanche, nemmeno, niente (?!paura|panico|problemi|di più|altro|di che), nulla, né, escluso, precluso, da escludere, è troppo presto, troppo tardi, senza impegno
"""
# What becomes of it elsewhere.
_ELSEWHERE = """
(?<!collega )(?<!tecnico )arriv(?:a|erà|ano|eranno|i|are)(?!.*\\b(?:e-?mail|mail|posta elettronica)\\b)(?!.*\\bda noi\\b), consegnat[aoie], consegna (?:è|sarà|prevista|stimata|avverrà), giunger\\w+, recapitat\\w+, apparirà, comparirà, visibil[ei], sul (?:suo|vostro) conto, estratto conto, addebitat\\w*,
previst[ao] (?:per la consegna|l'arrivo), attes[ao] per, riceverà (?:il|la|lo) (?:nuov\\w+ )?(?:pacco|articolo|prodotto|ordine|spedizione|apparecchio|pezzo), di nuovo disponibil\\w, tornerà disponibil\\w, riassorti\\w+, sarà da lei, sarà a casa
"""
_TELLS_US = """
scrive, scrivono, informa, informano, annuncia, comunica, segnala, dice, dicono, conferma, assicura, avvisa, promette, risponde, racconta, fa sapere, ha (?:scritto|comunicato|annunciato|detto|confermato|promesso|avvisato|fissato), indica
"""
_DEEDS_OF_BUYER = """
invii, mandi, lasci, provi, riprovi, controlli, stacchi, verifichi, conservi, scelga, tenga, faccia, dica, scriva, scrivi, risponda, confermi, restituisca, indichi, comunichi, alleghi, compili, invia, manda, lascia, riprova, conserva, scegli, tieni, fai, dimmi,
attenda, aspetti, legga, chiami, contatti, porti, metta, apra, chiuda, prenda, usi, ricarichi, carichi, rispedisca, imballi, consegni, firmi, rifiuti, accetti, ritiri, passi, butti, regali, guardi(?=.*\\b(?:lo|la|il|le|i|dentro|sotto|se)\\b), attendete, inviate, mandate, rispondete, confermate, tenete, lasciate, ricordi, ricarica, innaffi, monti, smonti
"""
_LISTS = {
    "BRANDS": words(BRANDS),
    "CARRIERS": words(_CARRIERS),
    "MONEY": words(_MONEY),
    "STRANGERS": words(_STRANGERS),
    "TRADES": words(_TRADES),
    "STAFF": words(_STAFF),
    "NEWS": words(_NEWS),
    "DEEDS": words(_DEEDS),
    "NO_DEED": words(_NO_DEED),
    "STATES": words(_STATES),
    "HABITS": words(_HABITS),
    "UNREAL": words(_UNREAL),
    "DENIALS": words(_DENIALS),
    "ELSEWHERE": words(_ELSEWHERE),
    "TELLS_US": words(_TELLS_US),
    "BUYERS": words(_DEEDS_OF_BUYER),
    "NAME": NAME,
}
_WORDS = {
    **_LISTS,
    "OTHER": r"(?:<BRANDS>\b|\b(?-i:Poste|Antitrust)\b|\b(?:(?:la|il|l')\s?)?(?!SAV|USB|PDF|LED|IVA)(?-i:[A-Z]{4,})\b|(?:\b(?:il|la|lo|i|gli|le|un|una|uno|sua|suo|vostra|vostro|tua|tuo|nostro|nostra|questo|questa|del|della|dei|dal|dalla|alla|al|secondo)\s|\b(?:l|un|dell|dall|all)')\s?(?:\w+ )?(?:<CARRIERS>|<MONEY>|<STRANGERS>)\b|\b(?:il suo|la sua|il tuo|la tua|suo|sua|tuo|tua)\s<TRADES>\b)",
    "PARTICIPLE": r"\w*(?:[aiu]t[aoie]|ess[aoie]|ers[aoie]|ort[aoie]|est[aoie]|ost[aoie]|olt[aoie]|ett[aoie]|[^\W\d][ao]s[aoie]|is[aoie]|us[aoie]|fatt[aoie]|pront[aoie]|itt[aoie]|ott[aoie]|int[aoie]|unt[aoie]|pert[aoie])\b",
    "SUBJECT": r"[^\w\x00]*(?:(?!<STAFF>\b)(?:\w+|\x00+)[^\w\x00]+){0,4}?",
    "PRON": r"(?:(?:le|la|lo|li|gliel[aeio]|vi|ti|ve l[aeio]|te l[aeio]|ci|mi|ne|gli|si|me ne|ce ne)\s+){0,3}",
    "AND": r"(?:(?:e|ed|ma|poi|o|quindi|allora|anche|inoltre|però|perché|altrimenti|sennò)\b[^\w\x00]*)",
    "BEGIN": r"^[^\w\x00]*<AND>*",
    "OUR_PART": r"(?:da (?:noi|me)\b|(?:da parte|a cura|a carico) (?:nostra|mia)|dal nostro|dalla nostra|nel nostro|nella nostra|sul nostro)",
    "IF": r"(?:se\b(?! (?:tutto|possibile))|qualora|ove\b|non appena|appena(?! possibile)|quando|una volta(?! (?:ancora|di più))|a condizione|purché|nel caso|in caso di|al ricevimento|alla ricezione|dopo (?=aver|che|la ricezione|il ricevimento|il rientro|la sua|l'arrivo|la restituzione|il pagamento)|salvo|previa|finché|fino a quando|a seguito d|dal momento in cui|nel momento in cui|il giorno in cui|solo il giorno in cui|all'arrivo d|al rientro d|ammesso che|ricevut[aeio]\b|firmat[oa] (?:il|la)|in base a|a meno che|posto che|supponendo|sempre che|a patto)",
}

CLAUSES = clauses(
    _WORDS,
    ends=(
        r"(?<!\bSig)(?<!\bsig)(?<!\bSig\.ra)(?<!\bn)(?<!\bca)(?<!\bgg)(?<!\bgen)(?<!\bfeb)(?<!\bapr)(?<!\bago)(?<!\bott)(?<!\bnov)(?<!\bdic)\.(?=\s|$)",
        r"[!?]+(?=\s|$)",
        r"\n+",
        r";",
    ),
    cuts=(
        r",(?=\s)",
        r":(?=\s)",
        r"\s[–-]+\s",
        r"[()]",
        r"\s(?:e|ed|ma|quindi|perché|poi|che|così|mentre|dato che|poiché|affinché|non appena|appena(?! possibile)|quando|se|una volta(?! (?:ancora|di più))|a condizione|purché|salvo|dopo (?=aver|che|la ricezione|il ricevimento|il rientro|la verifica|l'arrivo))\s",
    ),
    forward=(r"^\W*(?:e|ed|ma|poi|quindi)\b",),
    asks=(
        r"\?\s*$",
        r"\b(?:vuole che|preferisce|desidera che|le va bene|va bene per|che ne dice|le andrebbe|può andar bene|vorrebbe che|scelga lei|a lei la scelta|posso (?:proporle|offrirle|chiamarla)|possiamo (?:proporle|offrirle))\b",
        r"\bse (?:lo desidera|desidera|vuole|preferisce|è d'accordo|le va bene|per lei va bene|le fa piacere|lo ritiene|le va)\b",
    ),
    waits=(
        r"<BEGIN>(?:solo |soltanto )?<IF>",
        r"\b(?:al ricevimento|alla ricezione|dal ricevimento|dalla ricezione|dopo (?:la ricezione|il ricevimento|il rientro|la restituzione|l'arrivo|aver ricevuto|la conferma|l'approvazione|il pagamento)|in tal caso|in questo caso|a condizione|previa|salvo|in base a|a seconda|dipende)\b",
        r"<BEGIN>(?:(?:la|vi) preghiamo di|per favore|per cortesia|lei (?:dica|mandi|invii|scelga|confermi)|(?:ci |mi |ce l[oa] )?(?:<BUYERS>)(?:ci|mi|lo|la|le|li)?)\b(?!.*\b(?:attendere|scusar|pazientare|notare|accettare)\b)",
    ),
    waits_after=(
        r"^\W*(?:ma )?(?:solo )?<IF>",
    ),
    wonders=(r"^\W*(?:se|quando|appena|non appena)\b",),
    tells=(r"\b(?:sapere|dire|dirò|diremo|dico|diciamo|conferm\w+|verific\w+|inform\w+|comunic\w+|scriv\w+|chied\w+|controll\w+|far\w* sapere|aggiorn\w+|guard\w+|ved\w+)\b",),
    despite=(r"\b(?:al più tardi|in ogni caso|comunque|e non oltre|ad ogni modo)\b",),
    hears=(
        r"\b(?:ci|mi)\s(?:<TELLS_US>)\b|<OTHER>.*\b<TELLS_US>\b|\b<TELLS_US>\b\s+<OTHER>|\bsecondo (?:il|la|l'|lo|le|i)\b|\bstando a\b|\bleggo sul\b|\bcosì (?:dice|leggo|scrive)",
    ),
    theirs=(
        r"^(?!.*<OUR_PART>)(?!.*\b(?:io|noi)\b)(?!.*\w{2,}iamo\b)<SUBJECT>(?!(?:al|alla|all'|del|della|dell'|dei|dal|dalla|dall')\b)(?<!con )(?<!\ba )(?<!per )(?<!al )(?<!alla )(?<!dal )(?<!allo )<OTHER>(?!.*\b(?:lascia|parte da)\b)",
        r"\b(?:lo|la|li|le|gliel[oaie]) \w+[ae] <OTHER>",
        r"\b(?:da parte (?:del|della|di)|secondo) (?:corriere|vettore|banca|fornitore|Amazon|PayPal|dogana|produttore|tracking)\b",
        r"^\W*(?:la (?:preghiamo|prego|invitiamo)|vi (?:preghiamo|invitiamo)|le (?:chiediamo|chiedo) di|per favore|può|potrebbe|deve|dovrà|è pregat[ao])\b",
        r"\b(?:lei|voi|tu)\s+(?:può|deve|ha|potrà|dovrà|puoi|devi|hai)\b|\b(?:ha (?:tempo|diritto|\x00|fino|ancora)|hai tempo|avete tempo|può (?:rest|invi|annull|rich|recedere|farlo|sce)\w*|potrà (?:rest|invi|util|ritir|rich)\w*|deve \w+re|dispone di|serve che lei)\b|\b(?:ci|mi) (?:serve|servono|occorre|occorrono)\b",
        r"^\W*(?:<AND>+\W*)?(?:(?:ci|mi|ce|me|si|ne|lei|lo|la|li|le)\s+){0,2}(?:<BUYERS>)(?:ci|mi|lo|la|le|li)?\b|\b(?:ci|mi) (?:<BUYERS>|dovrebbe|deve)\b",
        r"\b(?:suo|sua|tuo|tua)\b.*\b(?:lo|la|li|le) (?:guardi|controlli|verifichi|faccia|veda)\b",
    ),
    spoils=(
        r"\b(?:ho|hai|ha|abbiamo|avete|hanno|avevo|aveva|avevamo|avevano|avevi)\s+(?:già |anche |appena |subito |\w+mente |sempre |ancora |pure |poi |solo |bene )*(?!pront)(?:<PARTICIPLE>|chiesto|scritto|messo|preso|promesso|dato|detto|visto|fatto|risolto|rimesso|letto|aperto|perso|speso|avuto|chiuso|risposto|finito|spedito|venduto|superato)\b",
        r"\b(?:è|sono|siamo|sei)\s+(?:già |appena |\w+mente )*(?:stat[aoie]|partit[aoie]|uscit[aoie]|arrivat[aoie]|andat[aoie]|rientrat[aoie]|scadut[aoie]|passat[aoie]|mancat[aoie]|tornat[aoie]|rimast[aoie]|venut[aoie]|nat[aoie]|success[aoie]|riuscit[aoie]|cominciat[aoie]|cambiat[aoie]|diventat[aoie]|slittat[aoie]|saltat[aoie]|cadut[aoie])\b",
        r"\b\w{3,}(?:avo|avi|ava|avamo|avano|evo|evi|eva|evamo|evano|ivo|iva|ivamo|ivano)\b(?<!\bbravo)(?<!\bbrava)(?<!\bbravi)(?<!\bnuova)(?<!attiva)(?<!attivo)(?<!tiva)(?<!tivo)(?<!tivi)(?<!siva)(?<!sivo)(?<!\barriva)(?<!\barrivano)(?<!\bscriva)(?<!scrivo)(?<!\bscrivano)(?<!\bricevo)(?<!\brilevo)(?<!\brileva)(?<!\bdevo)(?<!\bprova)(?<!\btrova)(?<!\btrovano)(?<!\bprovano)(?<!\blevo)(?<!\bsalva)(?<!\bserva)(?<!\barrivi)(?<!\bscrivi)(?<!\bchiavi)(?<!\bvivo)(?<!\barrivo)|\b(?:era|erano|ero|fu|furono|fece|dissi|disse|arrivò|partì|riparò|mandò|spedì|scrisse|promise|promisi)\b|\b\w{3,}(?:ammo|emmo|immo|arono|erono|irono)\b",
        r"\b<DENIALS>\b",
        r"\b(?:<UNREAL>)\b|\b(?:può|possono)\b|^[^\w,;:\x00]*(?-i:Che|Chi(?! (?:le|la|ti|vi)))\b",
        r"\b(?:<NO_DEED>)\b(?! (?:confermar|assicurar|garantir))",
        r"\b(?:<HABITS>)\b|^\W*(?:gli |i |le )?(?:ordini|resi|rimborsi|richieste|reclami|messaggi|regali|offerte|saldi)\b",
        r"\b(?:<STATES>)\b|(?:\bè|\bsarà|\bsono)\s(?:il |la )?\x00|\b(?:siamo|sarò|saremo|sono) (?:in|a|al|nel|nella|qui|fuori)\b(?!.*<PARTICIPLE>)",
        r"\bcome (?:promesso|concordato|annunciato|da accordi)\b.*\b(?:era|ieri)\b|\b(?:promess[aoie]|concordat[aoie])\b(?=.*\b(?:era|ieri|aveva)\b)",
        r"^(?!.*<OUR_PART>).*\b(?:<ELSEWHERE>)\b",
    ),
    ours=(
        r"\b(?!(?:<NO_DEED>)\b)\w{2,}iamo\b|\b(?:io|noi)\b",
        # A first person of the present or the future.
        r"(?:^\W*(?:<AND>+\W*)?|\x00[^\w\x00]*)(?:<PRON>)(?!(?:<NO_DEED>|reso|caso|pacco|uno|tutto|molto|poco|questo|quello|primo|secondo|terzo|certo|presto|subito|controllo|invio|rimborso|rimpiazzo|suo|nostro|altro|tipo|pezzo|prezzo|lotto|dentro|dopo|sotto|sopra|sono|ho|entro|ricambio)\b)\w{2,}o\b|\b(?:le|la|lo|li|vi|ti|mi|ci|glie\w+|ne)\s+(?!(?:<NO_DEED>|mano|foto|auto|meno|modo|stesso|nuovo|sono|ho|nostro|suo|primo|secondo)\b)\w+o\b",
        r"\b\w{2,}(?:rò|remo)\b(?<!\bpotrò)(?<!potremo)(?<!dovrò)(?<!dovremo)(?<!\bestremo)(?<!\bperò)(?<!supremo)",
        r"\b(?:invio|mando|spedisco|scrivo|chiamo|richiamo|rispondo|verifico|controllo(?= (?:il|la|lo|le|i|gli|se))|confermo|preparo|faccio|giro|emetto|apro|sento|passo|metto|segnalo|sistemo|stampo|correggo|annullo|ordino|allego|sostituisco|rispedisco|carico|provvedo|procedo|cambio(?= (?:il|la|lo|lotto|i|le)))\b|\bsto \w+ndo\b|\bstiamo \w+ndo\b",
        r"\b(?:nostr[oaie]|mi[oae]|miei)\s|<OUR_PART>",
        r"\b(?:le|ti|vi|gliel[aeio]|gliene|te l[aeio]|ve l[aeio])\s(?:viene |verrà |vengono )?(?!(?:<NO_DEED>)\b)\w+(?:[ae]|ono|ano|rà|ranno|at[aoie])\b(?<!\bsue)(?<!\bprossime)|\b(?:la|lo)\s(?:ri)?(?:chiama|chiamerà|contatta|contatterà|avvisa|avviserà|aggiorna|aggiornerà|informa|informerà|guida|sente)\b|\w[ae] (?:lei|lui)\b|\ba (?:lei|te|voi)\b|\bper (?:lei|te|voi)\b",
        r"\b(?:il|la|lo|i|gli|le|un|una|uno|del|dal|della)\s(?:\w+ )?<STAFF>\b|\b(?:l|un|dell|dall)'<STAFF>\b|^\W*<STAFF>\s|\bqualcuno\b|\b(?:signor|signora|dottor|dottoressa|sig\.ra|sig\.) <NAME>",
        r"\b(?:verrà|verranno|sarà|saranno|viene|vengono|sta per essere|stanno per essere|va|vanno)\s+(?:[\w\x00]+ ?){0,4}(?:<PARTICIPLE>|in viaggio|in spedizione)",
        r"\b(?:parte|partono|partirà|partiranno|riparte|esce|escono|uscirà|lascia|lasciano|lascerà|segue|seguono|seguirà|seguiranno)\b",
        r"\b(?:riceverà|avrà|otterrà|riceve|troverà|ha|saprà|sentirà|riceverete|avrete|riceverai|avrai|trova)\b.*(?:\b<NEWS>|<OUR_PART>|\bnostr[oaie]\b|\bmi[oae]\b)|\bsaprà\b|\b(?:lo|la|li|le) (?:ha|avrà|hai)\b|\b(?:nella|in) (?:sua|tua) (?:casella|posta)|\bè pront[oa]\b|\bpront[oa] da noi\b",
    ),
    goes_on=(
        r"^\W*(?:e|ed|poi)\W+(?:\x00+\W*)?<PRON>\w{3,}(?:a|e|o|ono|ano|rà|iamo|rò)\b(?<!\bsuo)(?<!\bsua)(?<!\bil)",
    ),
    opens=(
        r"\b(?!(?:le|la|una|se|che|della|nella|alla|dalla|questa|sua|tua|vostra|nostra|cosa|come|dove|anche|prima|ancora|senza|sera|mattina|ora|ore|volta|altra|stessa|nuova|intera|prossima|metà|giornata|settimana|via|poi|tutte|tutta|molte|certe|due|tre|nove|sette|dieci|sono|bene|fine|pure|grazie|luce|parte di|per)\b)(?<!\bdi )(?<!\bil )(?<!\bla )(?<!\buna )(?<!\bun )(?<!\bun')(?<!\bl')(?<!\bcon )(?<!\bper )(?<!\bin )(?<!\bdel )(?<!\bdella )(?<!\bal )(?<!\balla )(?<!\bnel )(?<!\bnella )(?<!\bsua )(?<!\bsuo )(?<!\bsenza )(?<!\bquesta )(?<!\bda )(?<!\bi )(?<!\bdal )(?<!\bdalla )(?-i:[a-zà-ù]{2,}(?:[ae]|ano|ono|rà|ranno))\b",
        r"\b(?:va|vanno|fa|fanno|dà|danno|è|sono|avrà|sarà|si)\b",
    ),
    acts=(
        r"\b(?:ha|hanno|può|deve|bisogna|serve|servono)\b",
    ),
    aside=(r"^\W*(?:anche se|benché|sebbene|perché|poiché|dato che|affinché|mentre|visto che|così da)\b|^\W*(?:dopo|prima|con|per|senza|malgrado|visto|in seguito)\s+(?:[\w'’-]+\s*){1,4}$",),
    headline=(r"^\W*(?:(?:e|poi|il|la|lo|i|le|gli|un|una)\W+|l')*(?:\w+\W+){0,2}?(?:<DEEDS>|<NEWS>)\b",),
    contrasts=(r"^\W*(?:ma|bensì|però)\b",),
    deadline=(r"\b(?:entro|da qui a|lavorativ\w|al massimo|al più tardi|non oltre|ferial\w)\b",),
    within=(r"\b(?:entro|in|tra|fra|giro|arco|massimo|max|prossim\w|oltre|ne[il]\w*|tardi|primo|successiv\w)\b",),
    elliptic=(r"\b(?:<NEWS>|<DEEDS>|<PARTICIPLE>|nostr[oaie]|mi[oae]|<STAFF>|<OUR_PART>|pront[oa])\b",),
    they=(r"^\W*<AND>*(?:che|lui|lei|egli|loro|questi|chi)\s",),
    staff=(r"\b<STAFF>\b|\b(?:signor|signora|dottor|dottoressa) <NAME>",),
    others=(r"<OTHER>",),
    before=(
        r"\b(?:valid[aoie]|apert[aoie]|disponibil[ei]|reperibil[ei]|(?<!verrà )(?<!verranno )(?<!pratica )chius[aoie]|garanzia|scade|in ferie|prorogat[ao]|attiv[aoie]|si cambiano|bloccato|fino)\s+(?:solo\s+)?(?:fino al|fino alle|fino a|per|il|al|ad?|alle|dal|dalle|entro|da)?\s*(?:il\s+)?$",
        r"\b(?:da|dal|a partire da|a partire dal|a decorrere dal|dalle|effettuat[ao] il|acquistat[ao] il|datat[ao]|dopo|fino a|fino al|fino alle)\s+(?:il\s+|le\s+)?$",
        r"\b(?:messaggio|mail|e-mail|chiamata|ordine|fattura|pacco|lettera|richiesta|consegna|appuntamento|foto|turno|squadra) (?:del|della|dell[ea]|di|dell'|da)\s*(?:il\s+)?$",
    ),
    after=(
        r"\s*(?:dal|dalla|dall'|dopo|dal momento|a partire)\s+(?:la |il |l'|sua |suo |che |aver |del |della )?(?:ricezione|ricevimento|rientro|arrivo|consegna|acquisto|ordine|pagamento|conferma|spedizione|restituzione|ricevuto|reso|nostro|sua|ritiro|approvazione|in cui)",
        r"\s*(?:di garanzia|di consegna|di autonomia|di recesso|di prova)\b",
    ),
)  # fmt: skip
