"""How Italian agents say that they will do something, and what merely looks like it."""

from __future__ import annotations

from firsthand.domain.promises.rules.languages.wording import NEVER, clauses

_STAFF = (
    r"(?:team|squadra|magazzino|officina|colleg(?:a|hi|he)|responsabile|tecnic[oia]|servizio(?: (?!di consegna|postale)\w+)?|contabilità|logistica|ufficio(?: \w+)?|amministrazione"
    r"|espert[oi]|supervisore|addett[oi](?: \w+)?|specialist[ai]|ingegnere|direttore|direzione|reparto(?: \w+)?|assistenza|laboratorio|operator[ei]|personale|capo|manager|negozio|staff|supporto|spedizioni|titolare|sarta|artigiano|consulente|falegname|tappezziere|sarto|verniciatore|meccanico|elettricista|tipografo|titolare|riparatore)"
)
_THIRD = (
    r"(?:(?:DHL|UPS|FedEx|TNT|BRT|Bartolini|SDA|GLS|DPD|Poste Italiane|Poste|Amazon|PayPal|Visa|Mastercard|Klarna|Nexi)"
    r"|(?:il|la|lo|i|gli|l'|un|una|sua|vostra|tua|nostro|nostra|questo)\s*(?:\w+ )?(?:corriere|spedizioniere|vettore|trasportatore|postino|portalettere|banca|posta|dogana|fornitore|produttore|fabbrica|costruttore|marketplace|piattaforma|istituto|circuito|società (?:di spedizioni?|della carta|emittente)|emittente|assicurazione|autista|filiale|hub|deposito del corriere|tracking|tracciamento|pacco|consegna|spedizione|collo|punto di ritiro|vicino|servizio postale|servizio di consegna|carta di credito))"
)
_NEWS = r"(?:rispost[ae]|riscontro|notizi[ae]|e-?mail|mail|messaggi[oi]?|conferma|etichett[ae]|rimborso|accredito|nota di credito|fattura|numero(?: di (?:tracciamento|spedizione))?|codice|offerta|preventivo|decisione|risultat[oi]|esito|informazion[ei]|dettagli|buono|modulo|link|istruzioni|manuale|fot[oa]|video|document[oi]|copia|ricevuta|chiamata|telefonata|soluzione|spiegazion[ei]|stato|aggiornament[oi]|proposta|importo|denaro|relazione|bonifico|tracking|certificato|comunicazione|indicazioni|contatto)"
_OTHER_FIRST = r"(?:abbiamo|ho|avevamo|avevo|siamo|sono|eravamo|ero|possiamo|posso|dobbiamo|devo|vogliamo|voglio|speriamo|spero|pensiamo|penso|crediamo|credo|aspettiamo|aspetto|attendiamo|attendo|capiamo|capisco|comprendiamo|comprendo|sappiamo|so|ringraziamo|ringrazio|preghiamo|prego|chiediamo scusa|chiedo scusa|consigliamo|consiglio|suggeriamo|suggerisco|proponiamo|propongo|raccomandiamo|invitiamo|invito|desideriamo|ci scusiamo|mi scuso|scusiamo|scuso|ci dispiace|lavoriamo|lavoro|rammarichiamo|auguriamo|auguro|restiamo|resto|rimaniamo|rimango|vediamo che|vedo che|stiamo aspettando|chiudiamo|apriamo)"
_WORDS = {
    "STAFF": _STAFF,
    "THIRD": _THIRD,
    "NEWS": _NEWS,
    "OTHER": _OTHER_FIRST,
    "PRON": r"(?:(?:le|la|lo|li|gliel[aeio]|glie ne|vi|ti|ve l[aeio]|te l[aeio]|ci|mi|ne|gli|si|vi ci|me ne|ce ne|L[ae])\s+){0,3}",
    "PART": r"\w*(?:at[aoie]|ut[aoie]|it[aoie]|ess[aoie]|ers[aoie]|ort[aoie]|est[aoie]|ost[aoie]|olt[aoie]|ett[aoie]|os[aoie]|is[aoie]|us[aoie]|erso|fatt[aoie]|pront[aoie])\b",
    "BEGIN": r"^\W*(?:(?:e|ed|ma|poi|o|quindi|allora|anche|inoltre|però|perché)\b\W*)*",
    "FINITE": r"(?:ha|hanno|è|sono|sarà|saranno|dovrebbe|deve|prevede|prevedono|indica|consegna|consegnerà|passa|passerà|richiede|impiega|accredita|accrediterà|rimborsa|rimborserà|ritira|ritirerà|stima|conferma|può|effettua|effettuerà|dice|comunica|annuncia|assicura|tratta|esamina|esaminerà|risponde|risponderà|contatta|contatterà|tenta|tenterà|arriva|arriverà|promette|si|ci|vi|le|chiama|chiamerà|apre|versa|verserà|parla|aspetta|mette|va|fa|tenta|chiede|intende|ritiene|valuta|valuterà|decide|deciderà|terrà|tiene|risulta)",
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
        r"\b(?:vuole che|preferisce|desidera che|le va bene|va bene per|che ne dice|le andrebbe|può andar bene|vorrebbe che)\b",
        r"\bse (?:lo desidera|desidera|vuole|preferisce|è d'accordo|le va bene|per lei va bene|le fa piacere|lo ritiene)\b",
    ),
    waits=(
        r"<BEGIN>(?:se\b|qualora|non appena|appena(?! possibile)|quando|una volta(?! (?:ancora|di più))|a condizione|purché|nel caso|in caso|al ricevimento|alla ricezione|dopo (?=aver|che|la ricezione|il ricevimento|il rientro|la sua|l'arrivo|la restituzione)|salvo|previa|finché|fino a quando|a seguito (?:della|del)|dal momento in cui|all'arrivo|al rientro|ammesso che|ricevut[aeio]\b|in base a)",
        r"\b(?:al ricevimento|alla ricezione|dal ricevimento|dalla ricezione|dopo (?:la ricezione|il ricevimento|il rientro|la restituzione|l'arrivo|aver ricevuto|la conferma|l'approvazione)|in tal caso|in questo caso|a condizione|previa|salvo|in base a|a seconda)\b",
        r"<BEGIN>(?:(?:la|vi) preghiamo di|per favore|per cortesia|ci (?:invii|mandi|faccia|dica|confermi|risponda|comunichi|indichi)|invii|mandi|risponda|confermi|restituisca|indichi|comunichi|alleghi|scelga|faccia|compili|inviateci|mandateci|rispondete|confermateci)\b(?!.*\b(?:attendere|scusar|pazientare|notare|accettare)\b)",
    ),
    waits_after=(
        r"^\W*(?:ma )?(?:solo )?(?:se\b|qualora|non appena|appena(?! possibile)|quando|una volta|a condizione|purché|dopo (?=aver|che|la ricezione|il ricevimento|il rientro|l'arrivo)|salvo|previa)",
    ),
    wonders=(r"^\W*(?:se|quando|appena|non appena)\b",),
    tells=(r"\b(?:sapere|dire|dirò|diremo|conferm\w+|verific\w+|inform\w+|comunic\w+|scriv\w+|chied\w+|controll\w+|far\w* sapere|aggiorn\w+)\b",),
    despite=(r"\b(?:al più tardi|in ogni caso|comunque|e non oltre|ad ogni modo)\b",),
    theirs=(
        r"<THIRD>\s+(?:non\s+)?(?:\w+\s+)?<FINITE>\b",
        r"\b(?:da parte (?:del|della|di)|dal|dalla|secondo) (?:corriere|vettore|banca|fornitore|Amazon|PayPal|dogana|produttore|tracking)\b(?=.*\b(?:consegn|accredit|ritir|decid)|\W*$)",
        r"<BEGIN>(?:\x00+\s*,?\s*)?(?:la (?:preghiamo|prego|invitiamo)|vi (?:preghiamo|invitiamo)|le (?:chiediamo|chiedo)|per favore|può|potrebbe|deve|dovrà|è pregat[ao])\b",
        r"\b(?:lei|voi)\s+(?:può|deve|ha|potrà|dovrà)\b|\b(?:ha (?:tempo|diritto|\x00|fino)|hai tempo|avete tempo|può (?:rest|invi|annull|rich|recedere|farlo|sce)\w*|potrà (?:rest|invi|util|ritir|rich)\w*|deve \w+re|dispone di)\b",
        r"\b(?:ci|mi) (?:invii|mandi|faccia sapere|risponda|confermi|comunichi|scriva|contatti|fornisca|dica|indichi|inviate|mandate|scrivete)\b",
    ),
    spoils=(
        r"\b(?:ho|hai|ha|abbiamo|avete|hanno|avevo|aveva|avevamo|avevano)\s+(?:già |anche |appena |subito |\w+mente |sempre |ancora |pure |provveduto )*(?:<PART>|chiesto|scritto|messo|preso|promesso|dato|detto|visto|fatto|risolto|rimesso|letto|aperto|perso|speso|avuto)",
        r"\b(?:è|sono|siamo)\s+(?:già |appena |stat[aoie] |\w+mente )*(?:stat[aoie]|partit[aoie]|uscit[aoie]|arrivat[aoie]|andat[aoie]|rientrat[aoie]|scadut[aoie])\b",
        r"\b(?:era|erano|doveva|dovevamo|dovevo|pensavo|pensavamo|volevamo|volevo|speravamo|contavamo|aveva|avevamo|fu|furono|sarebbe|avremmo|avrei|avrebbe|avrebbero)\b",
        r"\bnon\b(?! (?:oltre|più tardi|appena|solo|si preoccupi|dimentic|manc))|\b(?:impossibile|nessun\w*|mai|senza garanzia|purtroppo non|neanche|nemmeno)\b",
        r"\b\w+(?:rei|remmo|rebbe|rebbero)\b|\b(?:forse|magari|eventualmente|spero|speriamo|sperando|probabilmente|possibilmente|salvo imprevisti)\b",
        r"\b(?:propong\w+|proponiamo|suggeriamo|suggerisco|consigliamo|consiglio|possiamo|posso|può darsi)\b(?! (?:confermar|assicurar|garantir))",
        r"\b(?:di solito|automaticamente|normalmente|generalmente|in genere|sempre|abitualmente|in media|solitamente|di norma|ogni (?:giorno|ordine|richiesta|settimana)|tutti (?:gli ordini|i resi|i messaggi|i rimborsi)|tutte le (?:richieste|e-?mail)|i nostri (?:orari|tempi)|orari\w*|apert[aoie](?! un)|(?<!verrà )(?<!verranno )chius[aoie]|valid[aoie]|disponibil[ei]|reperibil[ei]|la garanzia|scade|scadono|termina|terminano|dura|durano|autonomia|si ricarica|in ferie|in vacanza|in ufficio|assente|politica|condizioni|tempi di|in magazzino dal|attiv[aoie] (?:fino|dal)|in vigore)\b",
        r"\b(?:gli ordini|i resi|i rimborsi|le richieste|i reclami|i messaggi) (?:sono|vengono|partono|verranno|ricevut\w+|effettuat\w+)\b",
        r"\bcome (?:promesso|concordato|annunciato|richiesto|da accordi|indicato)\b|\b(?:promess[aoie]|concordat[aoie])\b",
        # What becomes of it elsewhere.
        r"\b(?:(?:arriv(?:a|erà|ano|eranno|i|are|o))(?!.*\b(?:e-?mail|mail|posta elettronica)\b)|consegnat[aoie]|consegna (?:è|sarà|prevista|stimata|avverrà)|giunger\w+|recapitat\w+|apparirà|comparirà|visibil[ei]|sul suo conto|sul vostro conto|sul conto|estratto conto|addebitat\w*|previst[ao] (?:per|la consegna|l'arrivo)|attes[ao] per|ritiro|ritirat[ao]|riceverà (?:il|la|un|una|lo) (?:nuov\w+ )?(?:pacco|articolo|prodotto|ordine|spedizione|apparecchio|pezzo)|di nuovo disponibil\w|tornerà disponibil\w|riassorti\w+|sarà da lei|sarà a casa)\b",
    ),
    ours=(
        # The future names its subject: -rò, -remo.
        r"\b\w+(?:rò|remo)\b(?<!\bpotrò)(?<!potremo)(?<!dovrò)(?<!dovremo)(?<!\bsarò)(?<!saremo)(?<!\bavrò)(?<!avremo)(?<!\bestremo)(?<!\bperò)(?<!supremo)",
        r"\b(?:sarò|saremo|avrò|avremo)\b.*\b(?:<NEWS>|a richiamar|a ricontattar|a contattar|a inviar|in grado|lieti di inviar|risolto|pront[oi])",
        r"\b(?:provvedo|provvediamo|procedo|procediamo|conto di|contiamo di|mi impegno|ci impegniamo|mi occupo|ci occupiamo|me ne occupo|ce ne occupiamo|sto \w+ndo|stiamo (?!aspettando|attendendo)\w+ndo|intendo|intendiamo|prevediamo di|prevedo di)\b",
        # The present tense: -iamo, or a first person of what we do.
        r"\b(?!<OTHER>\b)\w{2,}iamo\b(?<!richiamo)(?<!chiamo)",
        r"\b(?:invio|mando|spedisco|scrivo|chiamo|richiamo|contatto|ricontatto|rispondo|verifico|controllo|confermo|preparo|rimborso(?= (?:la|il|le|subito))|faccio|do|mando|aggiorno|informo|trasmetto|inoltro|giro|emetto|effettuo|apro|chiedo(?! scusa)|sento|passo|metto|segnalo|sollecito|torno|risolvo|sistemo|comunico|dico|prendo|guardo|esamino|stampo|correggo|annullo|ordino|allego|fornisco|organizzo|avviso|sostituisco|rispedisco|parlo|carico|misuro|traduco|porto|sottopongo|riferisco|consegno|richiedo|accredito(?= (?:la|il|le|subito))|prometto|garantisco|assicuro)\b",
        r"\b(?:il|la|lo|i|l'|un|una|nostr[oaie]|mi[oa]|uno dei nostri|una delle nostre)\s?(?:\w+ ){0,2}?<STAFF>\b(?:\s(?!che\b)\S+){0,4}?\s<PRON>(?:\w+(?:rà|ranno)|chiama|contatta|invia|spedisce|prepara|controlla|verifica|risponde|scrive|rimborsa|esamina|testa|ripara|imballa|consegna|trasmette|effettua|procede|provvede|richiama|ricontatta|si occupa|fa|mette|sta \w+ndo|manda)\b",
        r"\b(?:il|la|lo|l'|un|una|nostr[oa]|mi[oa])\s?(?:\w+ )?<STAFF>\s<PRON>(?!(?:è|ha|resta|attende|apre|chiude|sembra|pensa|stima|dispone|lavora|indica|aspetta|deve|può|vuole|dice)\b)\w+[ae]\b",
        r"\b(?:le|la|glielo|gliela|lo|li|vi|ti|mi)\s+(?!<OTHER>\b)(?!(?:mano|foto|auto|meno|modo)\b)\w{2,}o\b",
        r"\b(?:il nostro|la nostra|il mio|la mia|nostr[oa])\s(?:\w+ )?\w+\s<PRON>(?!(?:è|ha|dura|scade|vale|resta|apre|chiude|offre|prevede|richiede|termina)\b)\w+[ae]\b",
        r"\barriv\w+\b.*\b(?:e-?mail|mail|posta elettronica)\b",
        r"\b(?:verrà|verranno|sarà|saranno|viene|vengono|va|sta per essere|stanno per essere)\s+(?:\w+mente |quindi |anche |poi |\x00+ ?)*(?:<PART>|in viaggio|in spedizione|nelle mani|nella sua casella)",
        r"\b(?:parte|partono|partirà|partiranno|esce|uscirà|lascia|lascerà|segue|seguirà|seguiranno|si mette in viaggio)\b",
        r"\b(?:riceverà|avrà|otterrà|riceve|troverà|sarà (?:contattat|informat|richiamat|rimborsat|avvisat|ricontattat)\w|sentirà|riceverete|avrete|riceverai|avrai)\b.*(?:<NEWS>|da (?:noi|me|parte nostra|parte mia)|\bnostr[oaie]\b|\bmi[oa]\b|contattat|informat|richiamat|rimborsat|avvisat)",
        r"\b(?:sarà|saranno|verrà) (?:\w+mente )?(?:contattat|informat|richiamat|rimborsat|avvisat|ricontattat|aggiornat)[aoie]\b",
        r"\b(?:la mia|il mio|la nostra|il nostro|nostr[oaie]|un mio|una nostra)\s(?:prossim[ao] )?<NEWS>\b|\b<NEWS> da (?:parte (?:nostra|mia)|noi|me)\b",
        r"\b(?:l'invio|la spedizione|il rimborso|la riparazione|il bonifico|la sostituzione|il cambio|la chiamata|la risposta|la verifica|il controllo|l'accredito|la partenza|un'etichetta|l'etichetta|una mail|la conferma|una risposta|un riscontro|la fattura|il rinvio)\b.*\b(?:avverrà|sarà|è (?:previst|programmat|fissat)\w|avviene|partirà|seguirà|arriverà)\b",
        r"\bsarà (?:mia|nostra) (?:cura|premura)\b",
        r"\bmi lasci (?:verificare|controllare|parlare|sentire)\b|\bmi permetta di\b",
        r"\bavrà (?:mie|nostre) notizie\b|\bmie notizie\b|\bnostre notizie\b",
    ),
    goes_on=NEVER,
    acts=(
        r"\b(?:è|sono|ha|hanno|sarà|saranno|va|vanno|può|deve|occorre|bisogna|serve|servono|resta|dura|impiega|mette|sembra|significa|contiene|grazie|permette|riguarda|funziona|vale|richiede|verrà|viene|vengono|ci vogliono|ci vuole)\b",
        r"\b\w+(?:rà|ranno)\b",
    ),
    elliptic=(r"\b(?:<NEWS>|<PART>|nostr[oaie]|mi[oa]|<STAFF>|invio|partenza|cambio|riparazione|spedizione)\b",),
    they=(r"^\W*(?:che |e )?(?:lui |lei |egli |questi )?(?:(?:le|la|lo|li|gliel[aeo]|vi|ti|ci|si)\s+)+(?:\w+(?:rà|ranno)\b|(?:chiama|richiama|contatta|scrive|risponde|verifica)\b)(?!.*\b(?:consegn|pass|arriv|ritir)\w*)(?=.*\S)(?<!arriverà)(?<!avrà)(?<!riceverà)(?<!sarà)(?<!verrà)(?<!troverà)(?<!passerà)(?<!ripasserà)(?<!saranno)",),
    staff=(_STAFF,),
    others=(_THIRD,),
    before=(
        r"\b(?:valid[aoie]|apert[aoie]|disponibil[ei]|reperibil[ei]|(?<!verrà )(?<!verranno )chius[aoie]|garanzia|scade|in ferie|prorogat[ao]|attiv[aoie])\s+(?:solo\s+)?(?:fino al|fino alle|fino a|per|il|al|dal|dalle|entro|da)?\s*(?:il\s+)?$",
        r"\b(?:da|dal|a partire da|a partire dal|a decorrere dal|dalle|effettuat[ao] il|acquistat[ao] il|datat[ao])\s+(?:il\s+)?$",
        r"\b(?:messaggio|mail|e-mail|chiamata|ordine|fattura|pacco|lettera|richiesta|consegna|appuntamento) (?:del|di|dell'|da)\s*(?:il\s+)?$",
    ),
    after=(
        r"\s*(?:dal|dalla|dall'|dopo|dal momento|a partire)\s+(?:la |il |l'|sua |suo |che |aver |del |della )?(?:ricezione|ricevimento|rientro|arrivo|consegna|acquisto|ordine|pagamento|conferma|spedizione|restituzione|ricevuto|reso|nostro|sua|ritiro|approvazione|in cui)",
        r"\s*(?:di garanzia|di consegna|di autonomia|di recesso|di prova)\b",
    ),
)  # fmt: skip
