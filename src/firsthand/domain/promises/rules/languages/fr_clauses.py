"""How French agents say that they will do something, and what merely looks like it."""

from __future__ import annotations

from firsthand.domain.promises.rules.languages.wording import clauses

_STAFF = (
    r"(?:équipes?|entrepôt|atelier|collègues?|responsable|technicien(?:ne)?s?|service(?: (?!de livraison|postal|de paiement|de messagerie)\w+)*|comptabilité|logistique|magasin"
    r"|expert(?:e)?s?|superviseu(?:r|se)|préparateurs?|spécialistes?|ingénieur(?:e)?s?|direct(?:eur|rice|ion)|département|SAV|support|conseill(?:er|ère)s?|réparateurs?|laboratoire|bureau|chef(?:fe)?|manager|gestionnaire|agent(?:e)?s?|stock|personnel|côté|menuisier|tapissier|couturière|peintre|imprimeur|mécanicien|électricien|artisan|gérante?|réparatrice)"
)
_THIRD = (
    r"(?:(?:DHL|UPS|FedEx|TNT|DPD|GLS|Chronopost|Colissimo|La Poste|la Poste|Mondial Relay|Relais Colis|Amazon|PayPal|Visa|Mastercard|Klarna)"
    r"|(?:le|la|les|l'|votre|notre|un|une|ce|cette|leur)\s*(?:\w+ )?(?:transporteur|livreur|facteur|banque|poste|coursier|douanes?|messagerie|fournisseur|fabricant|usine|constructeur|marketplace|plateforme|place de marché|société de transport|organisme|assurance|prestataire|émetteur|chauffeur|dépôt|agence|point relais|suivi|colis|livraison|paquet|envoi postal|établissement bancaire|service de livraison|service postal|relais|voisin)(?:\s(?:DHL|UPS|Chronopost|GLS|DPD|Colissimo))?)"
)
_NEWS = r"(?:réponse|retour|nouvelles?|mail|e-?mail|courriel|message|confirmation|étiquette|bordereau|remboursement|avoir|facture|numéro(?: de suivi)?|offre|devis|décision|résultats?|informations?|infos?|détails?|code|bon|formulaire|lien|notice|mode d'emploi|photos?|vidéo|documents?|copie|reçu|appel|solution|explications?|statut|point|mise à jour|proposition|montant|argent|rapport|compte rendu|attestation|virement|rappel|précisions?|instructions|suivi|coup de fil|certificat)"
_DEED = r"(?:envoy|renvoy|expédi|réexpédi|rembours|remplac|échang|répar|vérifi|contrôl|test|examin|inspect|confirm|inform|préven|prév|appel|rappel|contact|recontact|écri|répond|trait|prépar|emball|imprim|émett|émis|annul|modifi|chang|corrig|transm|transfér|post|pay|crédit|vers|command|relanc|résolu|résoud|régl|communiqu|adress|fourni|effectu|lanc|finalis|termin|ouver|ouvr|fai|remis|remett|mis|mett|repris|repren|donn|livr|complét|clôtur|étudi|analys|rédig|activ|débloqu|organis|planifi|programm|réalis|mesur|tradui|télévers|partag|soumis|soumett|sort|quitt|part|déposé|dépos|confi|repart|pris|ajout|retir|génér|prolong|établi|cous|fabriqu|produit)"
_OTHER_VERBS = r"(?:attend|espèr|espér|pens|crois|croy|regrett|sommes|suis|avons|ai\b|avais|avions|serions|serais|pouvons|peux|pourr|devons|dois|souhait|voul|voud|propos|suggér|recommand|conseill|compren|sav|sais|remerci|excus|pri\w+ de|invit|demandons de|demande de|ador|aim|ferm|ouvrons|ouvre\b|vend|travaill|connaiss|rest)"
_WORDS = {
    "STAFF": _STAFF,
    "THIRD": _THIRD,
    "NEWS": _NEWS,
    "DEED": _DEED,
    "OTHER": _OTHER_VERBS,
    "PRON": r"(?:(?:vous|le|la|les|l'|lui|leur|y|en|me|m'|nous|s'|se|n')\s*){0,3}",
    "BEGIN": r"^\W*(?:(?:et|mais|puis|ou|donc|ensuite|alors|aussi|car)\b\W*)*",
    "FINITE": r"(?:va|vont|doit|devrait|doivent|a|ont|est|sont|sera|seront|prévoit|annonce|indique|livre|passe|passera|livrera|prend|prendra|demande|met|mettra|crédite|créditera|rembourse|remboursera|estime|confirme|peut|effectue|présente|présentera|dit|nous|vous|assure|traite|traitera|examine|examinera|répond|répondra|contacte|contactera|récupère|récupèrera|récupérera|enlève|enlèvera|distribue|distribuera|tente|tentera|arrive|arrivera|promet|s'engage|n'|appelle|appellera|ouvre|verse|versera|parle|dispose|compte|souhaite|garde|gardera)",
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
        r"\s(?:et|mais|donc|car|puis|qui|que(?= (?:vous|le|la|les|nous|je))|qu'|afin que|pour que|parce que|puisque|alors que|tandis que|dès que(?! possible)|lorsque|quand|si(?= (?:vous|le|la|les|votre|vos|nous|elle|il|l'))|s'il|une fois(?= (?:que|la|le|votre|vos|les|vérifi))|à condition|sous réserve|après (?=réception|avoir reçu|votre|vérification|que|retour))\s?",
    ),
    forward=(r"^\W*(?:et|mais|puis|donc|car)\b",),
    asks=(
        r"\?\s*$",
        r"\b(?:souhaitez-vous|voulez-vous|préférez-vous|est-ce que|cela vous convient|vous convient-il|seriez-vous|aimeriez-vous|pouvez-vous|pourriez-vous)\b",
        r"\b(?:si (?:vous (?:le )?(?:souhaitez|voulez|préférez|êtes d'accord|acceptez|désirez)|cela vous (?:convient|va|arrange)|ça vous))",
    ),
    waits=(
        r"<BEGIN>(?:si\b(?! (?:vite|tôt|possible))|s'il|dès que(?! possible| (?:je|nous) (?:le )?(?:peux|pouvons|pourr))|dès (?=réception|votre|l'arrivée|le retour|la réception|que|confirmation|validation)|lorsque|lorsqu'|quand|une fois|aussitôt que|à condition|sous réserve|en cas de|au cas où|après (?=réception|avoir reçu|votre|vérification de votre|que|retour de|validation)|à réception|à compter de|tant que|pourvu que|dans le cas où|suite à (?=la réception)|à l'arrivée|au retour)",
        r"\b(?:à réception|après réception|dès réception|à compter de|suivant la réception|sous réserve|selon|en fonction de|dans ce cas|à la réception|dès la réception|dès l'arrivée|après (?:validation|acceptation|vérification de (?:votre|vos))|après (?:le |votre )?retour (?:de|du)|à condition)\b",
        r"<BEGIN>(?:veuillez|merci de|merci d'|envoyez|renvoyez|répondez|confirmez|indiquez|transmettez|adressez|retournez|faites|choisissez|joignez|communiquez|dites|donnez|fournissez|appelez|contactez|précisez)\b(?!.*\b(?:patienter|excuser|trouver|croire|noter|recevoir)\b)",
    ),
    waits_after=(
        r"^\W*(?:mais )?(?:seulement )?(?:si\b|s'il|dès que(?! possible| (?:je|nous) (?:le )?(?:peux|pouvons|pourr))|lorsque|lorsqu'|quand|une fois|à condition|sous réserve|après (?=réception|avoir reçu|votre|que|retour)|dès (?=réception|votre|l'arrivée))",
    ),
    wonders=(r"^\W*(?:si|quand|s'il|dès que)\b",),
    tells=(r"\b(?:savoir|dire|dirai|dirons|confirm\w+|vérifi\w+|inform\w+|indiqu\w+|préciser\w*|écri\w+|tien\w+ (?:au courant|informé\w*)|demander\w*|prévien\w+)\b",),
    despite=(r"\b(?:au plus tard|en tout cas|dans tous les cas|quoi qu'il (?:arrive|en soit)|de toute façon)\b",),
    theirs=(
        r"<THIRD>\s+(?:\w+\s+)?<FINITE>\b(?!.*\b(?:nous|je)\s)",
        r"\b(?:par|selon|d'après|de la part de|chez|auprès de) <THIRD>(?=.*\b(?:livr|présent|distribu|crédit|rembours|décid))",
        r"<BEGIN>(?:\x00+\s*,?\s*)?(?:veuillez|merci de|merci d'|je vous (?:prie|demande|invite)|nous vous (?:prions|demandons|invitons|remercions)|pourriez-vous|pouvez-vous|il vous (?:suffit|faut|reste)|n'hésitez)\b",
        r"\bvous (?:pouvez|devez|avez|devrez|pourrez|aurez (?:jusqu'|besoin|\x00* ?pour)|disposez|bénéficiez|devriez|souhaitez|êtes|avez jusqu)\b",
        r"\b(?:envoyez|renvoyez|répondez|confirmez|retournez|faites|contactez|écrivez|appelez|prévenez)(?:-(?:nous|moi|la|le|les))?\b",
    ),
    spoils=(
        r"\b(?:ai|as|a|avons|avez|ont|avais|avait|avions|avaient)\s+(?:bien |déjà |aussi |également |tous? |pas |immédiatement |donc |même |aussitôt |encore |\w+ment )*(?:été|eu|fait|dit|mis|pris|promis|transmis|reçu|écrit|vu|rendu|ouvert|répondu|perdu|remis|prévu|su|pu|dû|voulu|attendu|\w+(?:é|ée|és|ées))\b(?! à)",
        r"\b(?:j'ai|m'a|vous a|l'a|n'a|m'avez)\s+(?:bien |déjà |aussi )*\w+",
        r"\b(?:est|sont|suis|sommes|êtes)\s+(?:bien |déjà |\w+ment )*(?:parti|partie|partis|arrivé|arrivée|sorti|sortie|revenu|revenue|venu|passé|passée|resté|tombé|retourné|allé)e?s?\b",
        r"\b(?:était|étaient|étais|devait|devions|devaient|aurait dû|aurions dû|pensions|pensais|avait|fallait|fut|comptions|souhaitions)\b",
        r"\b(?:ne|n')\s?(?!manqu).*\b(?:pas|plus|jamais|rien|aucun\w*|guère|ni)\b|\b(?:impossible|incapable|sans garantie|malheureusement pas|sans engagement|aucune garantie)\b",
        r"\b\w+(?:rais|rait|rions|raient)\b(?<!vrais)(?<!frais)(?<!trait)|\b(?:peut-être|éventuellement|j'espère|nous espérons|espérons|en espérant|probablement|sans doute|si possible|à titre indicatif)\b",
        r"\b(?:je|nous) (?:vous )?(?:propos\w+|suggèr\w+|recommand\w+|conseill\w+|peux|pouvons|souhaite|souhaitons|aimer\w+)\b",
        r"\b(?:généralement|automatiquement|habituellement|normalement|en général|toujours|d'habitude|en moyenne|chaque (?:jour|semaine|commande|demande)|tous les (?:jours|retours|messages|colis)|toutes les (?:demandes|commandes)|nos (?:horaires|conditions|délais)|horaires|ouvert(?:e|s|es)?(?! pour)|fermés?|fermée|joignables?|disponibles?|valables?|garanti(?:e|es|s)? (?:est|dure|court|de|pendant|jusqu)|en congés?|en vacances|absente?s?|politique|la garantie|expire|prend fin|se termine|dure|autonomie|se charge|en stock|délai (?:de|est)|délais)\b(?<!dans un délai)(?<!dans les délais)",
        r"\b(?:commandes|retours|remboursements|demandes|réclamations|messages) (?:sont|est|partent|reçu\w+|passé\w+|seront (?:toujours|généralement))\b",
        r"\bcomme (?:promis|convenu|annoncé|prévu|indiqué|demandé)\b|\b(?:promis|annoncé|convenu)e?s?\b",
        # What becomes of it elsewhere.
        r"\b(?:arriv\w+(?!.*\b(?:e-?mail|mail|courriel)\b)|livrée?s?|livraison (?:est |sera |prévue|estimée|aura)|(?<!fera )(?<!ferons )(?<!ferai )(?<!faisons )(?<!faire )(?:parviendra|parvenir)(?!.*\b(?:e-?mail|mail|courriel)\b)|réceptionn\w+|distribué\w*|apparaîtra\w*|apparaître|visible\w*|sur votre compte|compte bancaire|débité|prévue? (?:pour|le|par)|attendue?s? (?:le|pour|en)|sera chez vous|enlèvement|ramassage|recevrez (?:le|votre|la|les|ce|un|une) (?:nouve\w+ |bon )?(?:colis|article|produit|paquet|commande|appareil|pièce|remplacement|lampe|livraison)|réapprovisionn\w+|de retour en stock|présenté\w*|sera là|seront là)\b(?!.*\bpar nos soins\b)",
    ),
    ours=(
        # The future names its subject: -rai, -rons.
        r"\b(?!verrai\b(?=\x01))\w+(?:rai|rons)\b(?<!\benvirons)(?<!\bvrai)(?<!\bserai)(?<!\bserons)(?<!aurai)(?<!aurons)(?<!pourrons)(?<!pourrai)(?<!devrons)(?<!devrai)",
        r"\b(?:je|j'|nous)\s?<PRON>(?:serai|serons|aurai|aurons)\b.*\b(?:<DEED>\w*|mesure|retour|contact|<NEWS>)",
        r"\b(?:je|nous)\s<PRON>(?:vais|allons|compte|comptons|m'engage|engageons|prévois|prévoyons|m'occupe|occupons|m'assure|assurons|veille|veillons|tâcherai|m'en charge|tiens|tenons)\b",
        r"\b(?:je|j'|nous)\s?<PRON>(?!<OTHER>)(?!n')\w+(?:e|s|ons|x|ts|ds)\b",
        r"\bon (?:vous|s'en|va|le|la)\b",
        r"\b(?:notre|nos|mon|ma|mes|le|la|l'|les|un|une|un de nos|une de nos|l'un de nos|l'une de nos)\s?(?:\w+ )?<STAFF>\b(?:\s(?!qui\b)\S+){0,4}?\s<PRON>(?:va|vont|\w+(?:ra|ront)|rappelle|appelle|envoie|expédie|prépare|vérifie|contacte|traite|répond|écrit|rembourse|examine|contrôle|teste|répare|emballe|remet|transmet|effectue|prend|procède|revient|s'en occupe|reprend|lance|met|fait|émet)\b",
        r"\b(?:arriv\w+|parv\w+)\b.*\b(?:e-?mail|mail|courriel)\b",
        r"\b(?:notre|mon|ma|la|le|l'|un de nos|une de nos)\s?<STAFF>\s<PRON>(?!(?:est|sera|a|reste|attend|ouvre|ferme|semble|pense|estime|dispose|compte|travaille|indique|pourra|devra|confirme que)\b)\w+e\b",
        r"\b(?:sera|seront) dans votre (?:boîte|messagerie|courrier|e-?mail)",
        r"\b(?:sera|seront|va être|vont être)\s+(?:\S+ment |\x00+ ?)*\w+(?:ée?s?|ies?|is|ues?|us?|ite?s?|erte?s?|lose?s?)\b",
        r"\b(?:nos|les|mes)\s<STAFF>\s<PRON>(?!(?:sont|ont|seront|attendent|travaillent)\b)\w+(?:ent|ont)\b",
        r"^\W*(?:et |mais )?(?:\x00+\W*)?(?:notre|nos|mon|ma|mes)\s[\w-]+(?:\s(?:\w+\s){0,2}?)<PRON>\w+(?:e|ent|ra|ront)\b",
        r"\b[A-Z]\w+,? (?:de notre|du|de la|de l'|notre|ma collègue|mon collègue)[\w ']*(?:va|vous|\w+ra)\b",
        r"\b(?:sera|seront|va être|vont être|doit être|est en train d'être)\s+(?:\S+ment |bien |donc |alors |aussi |également |de nouveau |\x00+ ?)*(?:<DEED>\w*|prêt\w*|faite?s?|chez le transporteur|en route|à la poste|entre les mains)",
        r"\b(?:est|sont)\s+(?:\S+ment |\x00+ ?)*(?:<DEED>\w*(?:é|ée|és|ées|is|ise|ises))\b(?=[^,]*\x00)",
        r"\b(?:part|partent|partira|partiront|quitte|quittent|quittera|quitteront|sort|sortira|suit|suivra|suivront|prendra la route)\b",
        r"\bvous (?:recevrez|aurez|obtiendrez|recevez|serez|allez (?:recevoir|avoir|être)|trouverez|entendrez)\b.*(?:<NEWS>|de (?:nous|moi|ma part|notre part|nos)|par (?:nos soins|nous)|contact\w+|inform\w+|rappel\w+|rembours\w+|prévenu\w*|tenue?s? au courant|fixée?s?|recontact\w+)",
        r"\b(?:notre|ma|mon|nos)\s(?:prochaine? )?<NEWS>\b",
        r"\b(?:réponse|retour|nouvelles|rappel|message|mail|appel) de (?:notre|ma|nos|mon)\b",
        r"\b(?:l'envoi|l'expédition|le remboursement|la réparation|le virement|le remplacement|l'échange|le rappel|la réponse|le traitement|le contrôle|la vérification|l'avoir|l'étiquette|une étiquette|un (?:e-)?mail|la confirmation|une confirmation|une réponse|un retour|la facture|le renvoi)\b.*\b(?:aura lieu|se fera|parviendra|sera|est prévue?|interviendra|partira|suivra|vous parviendra|est programmée?)\b",
        r"\blaissez-(?:moi|nous)\b(?! savoir)|\bpermettez-(?:moi|nous)\b|\bcomptez sur (?:moi|nous)\b",
        r"\b(?:en|à) (?:réponse|retour) de ma part\b|\bde mes nouvelles\b|\bde nos nouvelles\b|\breviens vers vous\b|\brevenons vers vous\b",
    ),
    goes_on=(
        r"<BEGIN>(?:\x00+\s*)?<PRON>(?:envoie|envoyons|rappelle|rappelons|écris|écrivons|réponds|répondons|reviens|revenons|contacte|contactons|vérifie|vérifions|confirme|confirmons|expédie|expédions|transmets|transmettons|tiens|tenons|rembourse|remboursons|fais|faisons|recontacte|recontactons|appelle|appelons|informe|informons|préviens|prévenons|procède|procédons|prépare|préparons|lance|lançons|traite|traitons|effectue|effectuons)\b",
    ),
    acts=(
        r"\b(?:est|sont|a|ont|sera|seront|va|vont|peut|doit|faut|reste|dure|prend|met|arrive|semble|signifie|contient|veuillez|merci|permet|concerne|fonctionne|nécessite|il|elle|cela|ça|c'est|ce|vous \w+ez)\b",
        r"\b(?:je|nous|on)\s|\bj'",
    ),
    elliptic=(r"\b(?:<NEWS>|<DEED>\w*|<STAFF>|envoi|départ|échange|réparation)\b",),
    they=(r"\b(?:il|elle|ils|elles|celui-ci|celle-ci|qui)\s<PRON>(?!(?:sera|seront|aura|auront)\b)(?:va\s|vont\s|\w+(?:ra|ront)\b|rappelle|appelle|envoie|contacte|écrit|répond|vérifie)(?!.*\b(?:livr|pass|arriv|distribu|présent)\w*)",),
    staff=(_STAFF + r"|\b(?:M\.|Mme|Monsieur|Madame)\s[A-Z]",),
    others=(_THIRD,),
    before=(
        r"\b(?:valables?|valides?|ouverts?|ouverte|disponibles?|joignables?|fermés?|garantie?|expire|absente?s?|en congés?|prolongée?)\s+(?:seulement\s+)?(?:jusqu'au|jusqu'à|pendant|le|au|du|de|dès|pour)?\s*(?:le\s+)?$",
        r"\b(?:depuis|à partir de|à partir du|à compter du|dès|du|daté\w* du|commandé\w* le|acheté\w* le)\s+(?:le\s+)?$",
        r"\b(?:message|mail|e-mail|courriel|appel|commande|facture|colis|lettre|demande|livraison|rendez-vous) (?:du|de|d'|de ce)\s*(?:le\s+)?$",
    ),
    after=(
        r"\s*(?:après|suivant|à compter de|à partir de|dès)\s+(?:la |le |l'|votre |vos |sa |son |que |avoir )?(?:réception|retour|arrivée|livraison|achat|commande|paiement|validation|confirmation|expédition|accord|reçu|nous|vous|envoi)",
        r"\s*(?:de garantie|de livraison|d'autonomie|de rétractation|ouvrés de délai)\b",
    ),
)  # fmt: skip
