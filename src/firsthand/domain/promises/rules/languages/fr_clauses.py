"""How French agents say that something will be done, and what merely looks like it.

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
transporteur, livreu(?:r|se), facteur, factrice, poste(?= (?:livre|distribue|garde|a\\b|passe|va)), coursier, messagerie, société de (?:transport|livraison), chauffeur, point relais,
suivi, service de livraison, service postal, prestataire, camion, bateau, navire, porte-conteneurs, conteneur, ferry, avion, train, tournée, agence de livraison,
centre de tri, plateforme logistique, compagnie maritime, affréteur
"""
_MONEY = """
banque, caisse, émetteur, établissement bancaire, assurance, assureur, mutuelle, organisme, conseill(?:er|ère) bancaire, banquier, service de paiement,
trésor public, impôts
"""
_STRANGERS = """
douanes?, fournisseur, fabricant, usine, constructeur, marque, éditeur, importateur, grossiste, sous-traitant, marketplace, plateforme, place de marché,
mairie, commune, préfecture, police, justice, tribunal, administration, syndic, gardien, voisin(?:e)?, propriétaire, déchetterie, expert de l'assurance, médiateur, UFC
"""
_TRADES = """
maçon, plombier, électricien(?:ne)?, installateur, peintre, menuisier, jardinier, médecin, vétérinaire, architecte, garagiste, mécanicien, technicien, artisan,
comptable, mari, femme, fils, fille, mère, père, enfants?, locataire, ami(?:e)?, chef(?:fe)?, collègue, chauffagiste, carreleur, couvreur, gardien(?:ne)?, voisin(?:e)?
"""
# Ours, by what they are called, and by how such names end: luthier, fleuriste, monteuse.
_STAFF = """
équipes?, entrepôt, atelier, collègues?, responsables?, technicien(?:ne)?s?, services?, comptabilité, logistique, magasin, boutique, expert(?:e)?s?, superviseu(?:r|se),
spécialistes?, ingénieur(?:e)?s?, direction, département, SAV, support, laboratoire, bureau, chef(?:fe)?s?, manager, gestionnaires?, agent(?:e)?s?, stock, personnel, gérante?s?, patron(?:ne)?,
siège, dépôt, antenne, succursale, filiale, associée?s?, bénévoles?, apprentie?s?, stagiaires?, secrétaires?, comptables?, imprimerie, standard, quelqu'un, chimistes?, acheteuses?, acheteurs?,
artisane?s?, gens, juristes?, pôle, cellule, expédition, facturation, production, couture, caporal, mécano, forgeron(?:ne)?, maçon, vétérinaire, médecin, architecte, commercial(?:e)?,
(?!dernier|premier|entier|papier|calendrier|particulier|courrier|quartier|dossier|fichier|panier|clavier|métier|chantier|palier|escalier|janvier|février|cahier|sentier|acier|hier\\b)\\w{2,}(?:ier|ière|iste)s?\\b,
\\w+(?:fact|act|luth|grav|vernis|mont|repar|répar|tapiss|tourn|coup|dor|sabl|polis|accord|brod|impr|styl|soud|assembl|contrôl|prépar|préparat|emball|programm|conduct|décorat|rest?aurat|traduct|formul|dessinat|rédact|souffl|relieur|doreu|cordonn|modél)(?:eur|euse|rice)s?
"""
_NEWS = """
réponses?, retour, nouvelles?, mail, e-?mail, courriel, message, confirmation, étiquette, bordereau, remboursement, avoir, facture, numéro, offre, devis, décision, résultats?, informations?, infos?,
détails?, code, bon, formulaire, lien, notice, mode d'emploi, photos?, vidéo, documents?, copie, reçu, appel, solution, explications?, statut, point, mise à jour, proposition, montant, argent, rapport, compte[- ]rendu,
attestation, virement, rappel, précisions?, instructions, coup de fil, certificat, verdict, avis, conclusions?, mot, justificatif, diagnostic, bilan, plan, schéma, liste, récapitulatif
"""
# Nouns of what we do, for notes without a verb.
_DEEDS = """
envoi, renvoi, départ, échange, rappel, essai, contrôle, retrait, remplacement, retouche, recalibrage, réglage, nettoyage, devis, test, pose, coupe, reprise, réexpédition, mise en route, sortie,
remise, (?!promo|condi|garan|opéra|solu|ques|répar?ation ouverte)\\w+(?:ation|ition|ction|sion|ssage|lage|tage|rage|nage|page|ement)
"""
_NO_DEED = """
attend\\w*, espèr\\w+, espér\\w+, pens\\w+, croi[st], croy\\w+, regrett\\w+, souhait\\w+, voul\\w+, veux, voudr\\w+, propos\\w+, suggèr\\w+, suggér\\w+, recommand\\w+, conseill\\w+, comprend\\w*, compren\\w+, savons, sais,
remerci\\w+, excus\\w+, pri\\w+ de, invit\\w+, demand\\w+ de, ador\\w+, aim\\w+, ouvrons, vend\\w*, connaiss\\w+, connais, rest(?:e|ons), pouvons, peux, devons, dois, déconseill\\w+, ignor\\w+, doute\\w*, sommes (?:en|ouverts|fermés|là|joignables|absents), suis (?:en|absente?|là|joignable),
craign\\w+, crains, imagin\\w+, suppos\\w+
"""
_STATES = """
dure, durent, court(?= jusqu), expire\\w*, prend fin, se termine, se terminent, s'arrête, s'achève, coûte, contient, vaut, (?<!j')ouvre(?! (?:le|la|les|l'|un|votre|vos|cela|ça)), ouvrent, ferme, ferment, rouvre, rouvrent, fermée?s?, ouvert(?:e|s|es)?,
joignables?, disponibles?, valables?, en congés?, congé, en vacances, absente?s?, en stock, tient, tiennent, résiste, se conserve\\w*, se garde, (?<!le )(?<!du )reste(?:nt|ra)?, prend(?= (?:environ |en |généralement |\\x00)), met(?= (?:environ |\\x00|entre)), demande(?= (?:environ |d'ordinaire |\\x00)), il faut, il faut, il faudra, comptez(?! sur),
férié, jour férié, trêve, fermeture(?! éclair), c'est(?! (?:moi|nous|lui|elle|fait|prêt)), ce sont, horaires?, permanence, garanti(?:s|es)?, la garantie, sous garantie, autonomie, se charge, en grève, en révision, en panne, sèche, sèchent, macère, repose, cuit(?= en)
"""
_HABITS = """
généralement, automatiquement, habituellement, normalement, en général, toujours, d'habitude, d'ordinaire, en moyenne, en principe, en règle générale, systématiquement, régulièrement, chaque \\w+, tous les (?:jours|matins|soirs|midis|lundis|mardis|mercredis|jeudis|vendredis|samedis|dimanches|ans|mois|retours|colis|messages|achats|articles|envois|clients|\\d+|deux|trois), toutes? (?:les )?(?:demandes?|commandes?|réclamations?|retours?),
tout (?:retour|message|achat|envoi), nos (?:horaires|conditions|délais), politique, conditions générales, délai (?:de|est|légal)(?<!un délai de), usuellement, typiquement, la plupart du temps, par jour, par semaine, d'expérience
"""
_UNREAL = """
\\w+(?:rais|rait|rions|riez|raient)(?<!vrais)(?<!frais)(?<!trait)(?<!extrait)(?<!portrait)(?<!retrait)(?<!attrait), peut-être, éventuellement, j'espère, nous espérons, espérons, en espérant, probablement, sans doute(?! possible), si possible, à titre indicatif,
on verra, il se peut, pourvu que, a priori, avec un peu de chance
"""
_DENIALS = """
(?:ne|n')\\s?(?!manqu)(?:[\\w'-]+\\s){0,6}?(?:pas|plus|jamais|rien|aucun\\w*|guère|ni|personne|nulle)\\b, personne ne, rien ne, aucun\\w* \\w+ ne, pas de(?! (?:souci|problème|panique|stress|inquiétude)), pas (?:avant|moyen|possible|encore), impossible, incapable, sans garantie, malheureusement pas, sans engagement, aucune garantie,
hors de question, ce sera non, non,? désolé, trop juste, trop court, m'engage pas
"""
# What becomes of it elsewhere.
_ELSEWHERE = """
(?<!collègue )(?<!technicien )(?<!équipe )(?<!responsable )arriv\\w+(?!.*\\b(?:e-?mail|mail|courriel)\\b), livrée?s?, livraison (?:est|sera|prévue|estimée|aura), (?<!fera )(?<!ferons )(?<!ferai )(?<!faisons )(?<!faire )(?<!fais )parviendra(?!.*\\b(?:e-?mail|mail|courriel|notre part|ma part)\\b),
réceptionn\\w+, distribué\\w*, apparaîtra\\w*, apparaître, apparaît, visible\\w*, sur votre (?:compte|relevé), compte bancaire, débité, prévue? par (?!notre|nos|mon|ma|moi|nous), attendue?s? (?:le|pour|en), sera chez vous, ramassage, réapprovisionn\\w+, de retour en stock, sera là, seront là, entre vos mains, (?:est|sont|sera|seront) (?:bien )?chez vous
"""
_TELLS_US = """
écrit, écrivent, informe, informent, annonce, annoncent, indique, indiquent, signale, dit, disent, confirme, assure, prévient, promet, communique, répond, a (?:écrit|annoncé|indiqué|dit|confirmé|promis|prévenu), avertit
"""
_PARTICIPLES = r"(?:été|eu|fait|dit|mis|pris|promis|transmis|reçu|écrit|vu|rendu|ouvert|répondu|perdu|remis|prévu|su|pu|dû|voulu|attendu|fini|choisi|rempli|tenu|venu|fourni|saisi|servi|suivi|parti|sorti|rompu|offert|couvert|cuit|produit|conduit|construit|réduit|traduit|refait|repris|permis|compris|admis|repeint|peint|joint|atteint|éteint|lu|relu|cru|bu|vendu|étendu|entendu|\w+(?:é|ée|és|ées))"
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
    "NAME": NAME,
}
_WORDS = {
    **_LISTS,
    "PARTICIPLE": _PARTICIPLES,
    "OTHER": r"(?:<BRANDS>\b|\b(?:(?:la|le|l')\s?)?(?!SAV|USB|PDF|LED|IVA|TVA)(?-i:[A-Z]{4,})\b|(?:\b(?:le|la|les|un|une|du|des|au|aux|ce|cette|leur|leurs|notre|nos|votre|vos|son|sa|selon|par)\s|\b[ld]')\s?(?:\w+ )?(?:<CARRIERS>|<MONEY>|<STRANGERS>)\b|\b(?:votre|vos|ton|ta)\s<TRADES>\b)",
    "SUBJECT": r"[^\w\x00]*(?:(?!<STAFF>\b)(?:\w+|\x00+)[^\w\x00]+){0,4}?",
    "PRON": r"(?:(?:vous|le|la|les|l'|lui|leur|y|en|me|m'|nous|s'|se|n'|te|t')\s*){0,3}",
    "AND": r"(?:(?:et|mais|puis|ou|donc|ensuite|alors|aussi|car|sinon|enfin)\b[^\w\x00]*)",
    "BEGIN": r"^[^\w\x00]*<AND>*",
    "OUR_PART": r"(?:de (?:ma|notre) part|par nos soins|par mes soins|par (?:moi|nous)\b|chez nous|de chez nous|de notre côté|de mon côté|à (?:notre|l')\s?(?:atelier|entrepôt|stock|banc)|à notre charge|nos (?:murs|locaux|mains))",
    "PLEASE": r"merci (?:de |d')(?:ne |nous |bien |me |pas |vouloir |y |le |la |les )*\w+(?:er|ir|re|oir)\b",
    "IF": r"(?:si\b(?! (?:vite|tôt|possible|bien))|s'ils?\b|dès que(?! possible| (?:je|nous|on) (?:le |la )?(?:peux|pouvons|pourr|peut))|dès (?=réception|votre|l'arrivée|le retour|la réception|confirmation|validation)|lorsqu\w*|quand\b|une fois\b(?! (?:encore|de plus|par))|aussitôt qu|à condition|sous réserve|en cas d|au cas où|tant qu|pourvu qu|dans le cas où|à l'arrivée d|au retour d|à supposer|à moins qu|le jour où|au moment où|d'ici (?:à ce )?que|jusqu'à ce que|selon (?:que|le résultat)|suivant (?:que|le résultat)|en fonction d|après (?=réception|avoir reçu|votre|vérification de votre|que|retour de|validation|accord)|à réception|à compter de|suite à (?=la réception)|faute de)",
}

CLAUSES = clauses(
    _WORDS,
    ends=(
        r"(?<!\bM)(?<!\bMme)(?<!\bapprox)(?<!\bn)(?<!\bjanv)(?<!\bfévr)(?<!\bavr)(?<!\bjuil)(?<!\bsept)(?<!\boct)(?<!\bnov)(?<!\bdéc)\.(?=\s|$)",
        r"\s?[!?]+(?=\s|$)",
        r"\n+",
        r"\s?;",
    ),
    cuts=(
        r",(?=\s)",
        r"\s?:(?=\s)",
        r"\s[–-]+\s",
        r"[()]",
        r"\s(?:(?:et|mais|donc|car|puis|qui|pourquoi|comment|d'où|que(?= (?:vous|le|la|les|nous|je)\b)|afin que|pour que|parce que|puisque|alors que|tandis que|dès que(?! possible)|lorsque|quand|si(?= (?:vous|le|la|les|votre|vos|nous|elle|il|tout)\b| l')|une fois(?= (?:que|la|le|votre|vos|les|vérifi))|à condition|sous réserve)\b|qu'|s'il|après (?=réception|avoir reçu|votre|vérification|que|retour))(?<!^dès que)(?<!^tant que)",
    ),
    forward=(r"^\W*(?:et|mais|puis|donc|car)\b",),
    asks=(
        r"\?\s*$",
        r"\b(?:souhaitez-vous|voulez-vous|préférez-vous|est-ce que|cela vous convient|vous convient-il|seriez-vous|aimeriez-vous|pouvez-vous|pourriez-vous|ou vous préférez|à vous de (?:choisir|voir)|choisissez|au choix|je peux vous|nous pouvons vous)\b",
        r"\b(?:si (?:vous (?:le )?(?:souhaitez|voulez|préférez|êtes d'accord|acceptez|désirez)|cela vous (?:convient|va|arrange)|ça vous))",
    ),
    waits=(
        r"<BEGIN>(?:seulement |mais seulement |uniquement )?<IF>",
        r"\b(?:à réception|après réception|dès réception|à compter de|suivant la réception|sous réserve|selon les?|en fonction de|dans ce cas|à la réception|dès la réception|dès l'arrivée|après (?:validation|acceptation|vérification de (?:votre|vos)|(?:le |votre )?(?:retour|accord|paiement))|à condition|dépend(?:ra)?|alors seulement)\b",
        r"<BEGIN>(?:veuillez|<PLEASE>|(?!(?:patientez|excusez|sachez|rassurez|soyez|recevez|trouvez|notez|tenez|comptez|croyez|venez|chez|assez|nez|rez|voyez)\b)\w+ez(?:-(?:nous|moi|la|le|les|y|en))?\s)(?!.*\b(?:patienter|excuser|trouver|croire|noter|recevoir)\b)",
        r"\b(?:dites|faites)-(?:moi|nous)\b",
    ),
    waits_after=(
        r"^\W*(?:mais )?(?:seulement |uniquement )?<IF>",
    ),
    wonders=(r"^\W*(?:si|quand|s'il|dès que)\b",),
    tells=(r"\b(?:savoir|dire|dirai|dirons|dis|disons|dit|confirm\w+|vérifi\w+|inform\w+|indiqu\w+|préciser\w*|écri\w+|tien\w+ (?:au courant|informé\w*)|demander\w*|prévien\w+|regard\w+|voir|vois|voyons)\b",),
    despite=(r"\b(?:au plus tard|en tout cas|dans tous les cas|quoi qu'il (?:arrive|en soit)|de toute façon)\b",),
    hears=(
        r"\b(?:nous|m'|me)\s?(?:<TELLS_US>)\b|<OTHER>.*\b<TELLS_US>\b|\b(?:selon|d'après|à en croire)\b|\bvoilà ce que\b|\bparle d'un|\bc'est (?:notre|la) (?:règle|habitude)",
    ),
    theirs=(
        r"^(?!.*\b(?:je|j'|on)\b)(?!.*\bnous\s(?:vous\s)?(?:le |la |les |l')?\w+ons\b)(?!.*<OUR_PART>)<SUBJECT>(?!(?:au|aux|du|des|par|selon)\b)(?<!à )(?<!de )(?<!chez )(?<!avec )(?<!pour )(?<!dans )(?<!sur )(?<!contre )<OTHER>(?!.*\b(?:quitte|quittent|quittera|part de)\b)",
        r"\b(?:par|selon|d'après|de la part de|auprès de) <OTHER>(?=.*\b(?:livr|présent|distribu|crédit|rembours|décid))",
        r"^\W*(?:(?:et|mais|donc|alors)\W+)?(?:\x00+\W*)?(?:veuillez|<PLEASE>|je vous (?:prie|demande|invite)|nous vous (?:prions|demandons|invitons|remercions)|il vous (?:suffit|faut|reste)|n'hésitez)\b",
        r"\bvous (?:pouvez|devez|devrez|pourrez|aurez (?:jusqu'|besoin|\x00* ?pour)|disposez|bénéficiez|devriez|souhaitez|avez (?:jusqu|\x00|encore|le temps|droit)|deviez|étiez|vouliez|êtes|n'avez)\b|\bil vous reste\b|\bil (?:nous|me) (?:faut|faudra)\b",
        r"^\W*(?:(?:et|puis|mais|alors|donc)\W+)?(?:\x00+\W*)?(?!(?:patientez|rassurez|soyez|recevez|sachez|chez|assez|nez|rez|allez)\b)(?!comptez sur)(?:ne )?\w{2,}ez(?:-(?:nous|moi|la|le|les|y|en))?\b|^\W*(?:faites|dites)\b",
        r"\b(?:ils?|elles?) (?:sonner|livrer|passer|repasser|présenter)\w*\b",
    ),
    spoils=(
        r"\b(?:ai|as|avons|avez|ont|avais|avait|avions|avaient|a(?! (?:la main|lieu)))\s+(?:bien |déjà |aussi |également |tous? |toutes? |pas |immédiatement |donc |même |aussitôt |encore |\w+ment |enfin )*<PARTICIPLE>\b(?! à\b)",
        r"\b(?:est|sont|suis|sommes|êtes)\s+(?:bien |déjà |\w+ment )*(?:parti|arrivé|sorti|revenu|venu|resté|tombé|retourné|allé|devenu|intervenu|survenu|né|mort)e?s?\b",
        r"\b\w{2,}(?:ait|aient|ais)\b(?<!\bfait)(?<!\bplait)(?<!\bplaît)(?<!\bparfait)(?<!\btrait)(?<!\bextrait)(?<!\bsatisfait)(?<!\brefait)(?<!\blait)(?<!\bmais)(?<!\bfais)(?<!\bjamais)(?<!\bdésormais)(?<!\bsais)(?<!\bvais)(?<!\bfrais)(?<!\brefais)(?<!\bdélais)(?<!\bconnais)(?<!\bvrais)(?<!\banglais)(?<!\bfrançais)(?<!\bpalais)(?<!\brelais)(?<!\bmauvais)(?<!\bbiais)(?<!\bretrait)(?<!\bsouhait)(?<!\bconnait)|\b(?:avions|étions|devions|pensions|voulions|pouvions|comptions|souhaitions|espérions|prévoyions|faisions|allions|disions|attendions|tenions|venions|étiez|deviez)\b|\b(?:fut|furent|fus|il a fallu)\b",
        r"\b<DENIALS>|\b(?:ne|n')\b.*\b(?:que|qu')\s?(?:le |la )?\x00",
        r"\b(?:<UNREAL>)\b|\b(?:peut|peuvent)\b|^[^\w,;:\x00]*(?-i:Que|Qui)\b",
        r"\b(?:je|j'|nous|on)\s?<PRON>(?:<NO_DEED>)\b",
        r"\b(?:<HABITS>)\b|\bnotre (?:chat|standard|ligne|hotline|service client|boutique|magasin)\b.*\b(?:est|reste)\b|^\W*(?:les |nos |vos )?(?:commandes|retours|remboursements|demandes|réclamations|messages|cadeaux|offres|soldes|colis) (?!manquant)",
        r"\b(?:<STATES>)\b|\b(?:c'est|est|sera)\s(?:le |un )?\x00",
        r"\bcomme (?:promis|convenu|annoncé|prévu|indiqué|demandé)\b.*\bétait|\b(?:promis|annoncé|convenu)e?s?\b(?=.*\b(?:hier|était|avait)\b)",
        r"\b(?:<ELSEWHERE>)(?!.*<OUR_PART>)",
        r"\b(?:on|nous) (?:travaille|est|sommes) (?:de|jusqu|fermé|ouvert|deux|trois|en)\b",
        r"^\W*(?:je|nous|on) (?:suis|sommes|est)\b(?!.*\b(?:en mesure|prêt)\b)(?!.*<PARTICIPLE>)",
    ),
    ours=(
        r"\b(?:je|on)\s|\bj'|\bnous\s(?!\w+ez\b)|\bjvous\b",
        r"\b(?:notre|nos|mon|ma|mes)\s|<OUR_PART>",
        r"\bvous\s(?:le |la |les |l'|en |y )?(?!\w+ez\b)(?!(?:le|la|les|un|une|et|ou|de|du|à|pour|dans|avant|avec)\b)\w+|\b(?:te|t')\s?\w+|\b(?:pour|à) (?:vous|toi)\b",
        r"\bvous (?:recevrez|aurez|obtiendrez|recevez|serez|allez (?:recevoir|avoir|être)|trouverez|entendrez|saurez|verrez|avez)\b.*(?:<NEWS>|<OUR_PART>|de (?:nous|moi)\b|\w+(?:ée?s?|is|us)\b|fixée?s?)|\bvous (?:saurez|serez)\b",
        r"\b(?:le|la|les|un|une|l'|quelqu'un|cette|ce|d')\s?(?:\w+ )?<STAFF>\b|^\W*<STAFF>\s|\b(?:M\.|Mme|Mr|Monsieur|Madame)\s<NAME>|\bquelqu'un\b",
        r"\b(?:est|sont|sera|seront)\s(?:\w+\s)?prête?s?\b|\b(?:sera|seront|va être|vont être)\b|\bse fera\b|\bsera fait",
        r"\b(?:part|partent|partira|partiront|repart|repartent|repartira|quitte|quittent|quittera|quitteront|sort|sortent|sortira|suit|suivra|suivront|prendra la route)\b",
        r"\b(?:dans|sur) votre (?:boîte|messagerie|courrier|e-?mail|dossier|espace)",
    ),
    goes_on=(
        r"^\W*(?:et|puis)\W+(?:\x00+\W*)?<PRON>\w{3,}(?:e|ent|t|d|ra|ront|is|ons)\b",
    ),
    opens=(
        r"\b(?!(?:est|sont|une|notre|votre|cette|quelque|chaque|même|autre|entre|contre|comme|encore|ensemble|semaine|heure|journée|janvier|deuxième|seconde?|petite?|grande?|bonne|belle|nouvelle|toute|double|simple|libre|jaune|rouge|rose|large)\b)(?<!\bde )(?<!\ble )(?<!\bla )(?<!\bune )(?<!\bun )(?<!\bd')(?<!\bl')(?<!\bavec )(?<!\bpour )(?<!\ben )(?<!\bdu )(?<!\bdes )(?<!\bau )(?<!\baux )(?<!\bsans )(?<!\bsur )(?<!\bvotre )(?<!\bnotre )(?<!\bce )(?<!\bcette )(?<!\bles )(?<!\bpar )(?<!\bà )(?<!\bvos )(?-i:[a-zà-ÿ]{2,}(?:ent|e|t|d|ts?))\b",
        r"\b(?:est|sont|va|vont|a lieu|aura|auront|\w+(?:ra|ront|ons))\b",
    ),
    acts=(
        r"\b(?:a|ont|peut|doit|faut|merci|c'est|ce)\b",
    ),
    aside=(r"^\W*(?:bien que|même si|quoique|parce que|puisque|car|pour que|afin que|alors que|tandis que|comme)\b|^\W*(?:après|avant|avec|pour|sans|malgré|vu|depuis|suite à)\s+(?:[\w'’-]+\s*){1,4}$",),
    headline=(r"^\W*(?:(?:et|puis|le|la|l'|les|un|une|du|de|vos|votre|premi\w+|nouvelle?s?)\W*)*(?:\w+\W+){0,2}?(?:<DEEDS>|<NEWS>)\b",),
    contrasts=(r"^\W*(?:mais|plutôt)\b",),
    deadline=(r"\b(?:d'ici|au plus tard|ouvr\w+|avant|maximum|endéans)\b",),
    within=(r"\b(?:dans|sous|en|d'ici|endéans|au bout|avant|délai|max\w*|prochain\w*|quinzaine|huitaine|tard|plus)\b",),
    elliptic=(
        r"(?:\b<NEWS>|\b<DEEDS>|\b<STAFF>|\b(?!demain|hier)<PARTICIPLE>|<OUR_PART>|\bprête?s?|\bfaite?s?|\bnotre|\bmon|\bma|\bnos)\b|\b\w+(?:ée?s|ue?s)\b",
    ),
    they=(r"^\W*<AND>*(?:ils?|elles?|celui-ci|celle-ci|qui|lui)\s",),
    staff=(r"\b<STAFF>\b|\b(?:M\.|Mme|Monsieur|Madame)\s<NAME>",),
    others=(r"<OTHER>",),
    before=(
        r"\b(?:valables?|valides?|ouverts?|ouverte|disponibles?|joignables?|fermés?|garantie?|expire|absente?s?|en congés?|prolongée?|s'échangent|acceptés?|court|jusqu'à|en promotion|en soldes)\s+(?:seulement\s+)?(?:jusqu'au|jusqu'à|pendant|le|au|du|de|dès|pour)?\s*(?:le\s+)?$",
        r"\b(?:depuis|à partir de|à partir du|à compter du|du|daté\w* du|commandé\w* le|acheté\w* le|après)\s+(?:le\s+)?$|^\W*dès\s+(?:le\s+)?$(?<!^Dès )(?<!^dès )",
        r"\b(?:message|mail|e-mail|courriel|appel|commande|facture|colis|lettre|demande|livraison|rendez-vous|équipe|échange) (?:du|de|d'|de ce)\s*(?:le\s+)?$",
    ),
    after=(
        r"\s*(?:après|suivant|à compter de|à partir de|dès)\s+(?:la |le |l'|votre |vos |sa |son |que |avoir )?(?:réception|retour|arrivée|livraison|achat|commande|paiement|validation|confirmation|expédition|accord|reçu|nous|vous|envoi)",
        r"\s*(?:de garantie|de livraison|d'autonomie|de rétractation|ouvrés de délai|passée?)\b",
    ),
)  # fmt: skip
