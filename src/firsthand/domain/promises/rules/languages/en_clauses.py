"""How English agents say that they will do something, and what merely looks like it."""

from __future__ import annotations

from firsthand.domain.promises.rules.languages.wording import clauses

_STAFF = (
    r"(?:team|warehouse|workshop|colleagues?|managers?|supervisors?|technicians?|engineers?"
    r"|specialists?|packers?|department|accounts|accounting|bookkeep\w+|finance|logistics"
    r"|dispatch(?:ers)?|office|staff|lead|lab|experts?|repair shop|fulfil?ment cent(?:re|er)"
    r"|stockroom|returns (?:desk|team)|desk|support|customer service|billing|quality|crew"
    r"|product (?:team|people)|buyers?|designers?|developers?|people|shift|early shift"
    r"|night shift|depot|stock|assistant|boss|head of \w+|agents?|partner workshop|side|carpenters?|joiners?|electricians?|painters?|printers?|upholsterers?|tailors?|seamstress(?:es)?|mechanics?|fitters?|craftsm[ae]n|welders?|repairers?|owner|head office|goods-in|inspectors?)"
)
_WE = (
    r"\b(?:I|we)\b|\b(?:our|my|one of our|the|a|another)\s+(?:(?!carrier|courier|bank)[\w-]+\s+){0,2}?"
    + _STAFF
    + r"\b(?!'s)|\b(?:one of us|someone here|somebody here|(?:someone|somebody|\w+) (?:from|in|at) (?:our|my|the) (?:[\w-]+ )?"
    + _STAFF
    + r"|(?:someone|somebody) from here)\b"
)
_THIRD = (
    r"(?:UPS|USPS|FedEx|DHL|DPD|GLS|Hermes|Evri|Royal Mail|Canada Post|Australia Post|AusPost|OnTrac"
    r"|Yodel|TNT|Parcelforce|Amazon|PayPal|eBay|Visa|Mastercard|Klarna|Stripe|Apple"
    r"|(?:the|your|our|a|their|local|this|that) (?:[\w-]+ )?(?:carrier|courier|driver|post office|postman|mail ?man|bank|"
    r"card (?:issuer|company|provider)|credit card company|customs|delivery (?:service|company|partner|driver)|"
    r"shipping (?:company|partner|line)|logistics (?:company|partner|provider)|forwarder|haulier|supplier|factory|manufacturer|"
    r"vendor|marketplace|platform|payment (?:provider|service)|insurer|insurance(?: company)?|neighbou?r|police|authorit\w+|"
    r"depot|hub|sorting cent(?:re|er)|mail service|postal service|freight company|tracking(?: page)?|"
    r"issuer|airline|broker|delivery depot|local depot))"
)
_FINITE = (
    r"(?:will|'ll|is|are|has|have|had|was|were|should|must|can|could|may|might|wants?|needs?|takes?"
    r"|expects?|says?|said|plans?|intends?|delivers?|collects?|picks?|brings?|estimates?|shows?"
    r"|gives?|gave|aims?|tells?|told|promis\w+|announc\w+|hopes?|refunds?|pays?|credits?|decides?"
    r"|reviews?|answers?|reports?|arrives?|comes?|works?|calls?|rings?|posts?|holds?|keeps?"
    r"|quotes?|confirm(?:s|ed)|asks?|allows?|opens?|closes?|usually|normally|typically|now|then"
    r"|makes?|attempts?|tries|does|books?|releases?|writes?|requires?|ships?)\b"
)
_DOING = (
    r"(?:send|ship|dispatch|post|mail|e-?mail|write|call|ring|phone|text|reply|respond|answer"
    r"|get back|come back|get|refund|repay|return|credit|replace|exchange|swap|repair|fix|mend"
    r"|check|test|inspect|examine|look|review|investigate|confirm|update|inform|notify|tell|let"
    r"|give|make|prepare|pack|print|issue|process|book|cancel|change|forward|pass|hand|file|open"
    r"|raise|escalate|order|transfer|pay|provide|deliver|bring|follow|contact|reach|arrange"
    r"|organi[sz]e|finish|complete|resolve|sort|handle|deal|do|start|begin|go|put|take|have|chase"
    r"|measure|translate|upload|attach|share|submit|release|reimburse|speak|talk|ask|clear|clarify"
    r"|set|try|plan|intend|aim|mean|promise|guarantee|undertake|commit|pledge|see|move|hear"
    r"|find|dig|report|drop|fetch|collect|produce|sew|cut|engrave|paint|quote|supply)"
)
_DONE_TO = (
    r"(?:re-?)?(?:sent|shipped|dispatched|despatched|posted|mailed|e-?mailed|written|called|rung|phoned"
    r"|answered|refunded|repaid|credited|replaced|exchanged|swapped|repaired|fixed|mended|checked|tested"
    r"|inspected|examined|reviewed|investigated|confirmed|updated|informed|notified|told|given|made|prepared"
    r"|packed|packaged|wrapped|printed|issued|processed|booked|cancel?led|changed|forwarded|passed|handed|filed|opened"
    r"|raised|escalated|ordered|transferred|paid|provided|contacted|arranged|organi[sz]ed|finished|completed"
    r"|resolved|sorted|handled|dealt|done|started|put|chased|measured|translated|uploaded|attached|shared"
    r"|submitted|released|reimbursed|cleared|clarified|set|moved|corrected|activated|generated|created|"
    r"reserved|re-?stocked|scheduled|looked|taken|restored|restarted|reopened|back|produced|supplied|"
    r"quoted|returned|reversed|wired|re-?made|rebuilt|cleaned|picked|boxed|labell?ed|handed over|waived|removed|added|adjusted|amended|engraved|sewn|painted|unlocked|reset|initiated|triggered|"
    r"on (?:its|their) way|in your (?:inbox|mailbox|hands|e-?mails?)|in the (?:post|mail)|ready|under way|out the door|with the carrier|in transit)"
)
_OUR_NEWS = (
    r"(?:reply|answer|response|update|news|word|e-?mail|message|confirmation|label|refund|credit"
    r"|invoice|tracking|offer|quote|quotation|decision|verdict|result|findings|information|info"
    r"|details|code|voucher|form|link|instructions|manual|photos?|pictures?|video|documents?"
    r"|copy|receipt|statement|report|feedback|call|call-?back|solution|explanation|status"
    r"|outcome|files?|drawings?|date|plan|proposal|note|letter|letter|certificate|pdf|number)s?"
)
_PAST = (
    r"(?:\w+(?<!n)(?<!ne)(?<!ce)(?<!fe)(?<!spe)ed|sent|wrote|went|told|said|left|got|had|came|made|gave|took|spoke|did|put|"
    r"found|brought|knew|began|saw|paid|rang|met|held|kept|ran|thought|was|were|let|set)\b"
)
_ADVERBS = (
    r"(?:(?:also|then|now|just|still|already|both|all|therefore|first|of course|certainly|gladly"
    r"|however|next|personally|\w+ly|in turn|even|again|be sure to|make sure to|each|today|tomorrow"
    r"|in any case|at least)\s+)*"
)
_NEED_YOU = (
    r"(?:send|return|reply|respond|confirm|let (?:us|me) (?:know|have)|tell|choose|upload|provide"
    r"|share|attach|e-?mail|give (?!me|us)|fill|post|ship|pick|click|order|pay|drop|print|check|call|write"
    r"|answer|decide|hand|bring|keep|pack|note|forward|take|contact|get in touch|approve|accept)"
)
_WORDS = {
    "WE": _WE,
    "STAFF": _STAFF,
    "THIRD": _THIRD,
    "FINITE": _FINITE,
    "DOING": _DOING,
    "DONE_TO": _DONE_TO,
    "OUR_NEWS": _OUR_NEWS,
    "PAST": _PAST,
    "ADV": _ADVERBS,
    "NEED_YOU": _NEED_YOU,
    "BEGIN": r"^\W*(?:(?:and|but|so|then|or|also|only|but only|even)\b\W*)*",
}

CLAUSES = clauses(
    _WORDS,
    ends=(
        r"(?<!\bNo)(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bapprox)(?<!\bSt)(?<![ap]\.m)(?<!\be\.g)(?<!\bi\.e)[.](?=\s|$)",
        r"(?<=[ap]\.m)\.(?=\s+(?-i:[A-Z])|\s*$)",
        r"[!?]+(?=\s|$)",
        r"\n+",
        r";",
    ),
    cuts=(
        r"[,:](?=\s)",
        r"\s[–-]+\s",
        r"[()]",
        r"\s(?:and|but|so|because|while|whereas|although|though|which|who|that|then|since"
        r"|once|if|when|whenever|as soon as|unless|provided|until (?=you|we|I\b|your|the)"
        r"|after (?=you|we|I\b|your|the|receipt|receiving|it\b)|as (?=the|you|we|they|it)"
        r"|before (?=you|they|it\b|the (?:offer|parcel|carrier))|meaning|where|or else)\s",
    ),
    forward=(r"^\W*(?:and|but|so|then|or)\b",),
    asks=(
        r"\?\s*$",
        r"\b(?:would you (?:like|prefer|mind)|how about|what about|shall (?:we|I)|do you want)\b",
        r"\b(?:if (?:that|this) (?:suits|works|is (?:ok|okay|fine|all right|alright))|if you (?:like|agree|wish|prefer|want|would like))\b",
    ),
    waits=(
        r"<BEGIN>(?:if(?! not\b)|once(?! (?:again|more)\b)|as soon as(?! (?:possible|(?:I|we) (?:possibly )?can\b))"
        r"|when(?! I\b)|whenever|unless|provided|assuming|supposing|in case|in the event|as long as|"
        r"should (?=you|the|your|it|that|this|any|there)|upon\b|on (?:receipt|receiving|arrival)|"
        r"subject to|depending on|until (?=you|we|I\b|your|the)|following (?=your|receipt|the))",
        r"<BEGIN>after (?=you|we\b|your|receipt|receiving|it\b|the (?:item|return|parcel|photo|goods|device|payment|package|money))",
        r"\b(?:subject to|depending on|conditional on|in case of|upon (?:receipt|arrival|return)|on receipt|after receipt|following receipt|as long as|only if|in that case)\b",
        r"^\W*(?:(?:please|just|simply|kindly|so|you (?:only |just )?(?:need|have) to|all you need to do is)\s+)*<NEED_YOU>\b(?=.*\b(?:us|me|your|you|it|the|this|back|whether|a|to)\b)",
    ),
    waits_after=(
        r"^\W*(?:but )?(?:only )?(?:if(?! not\b)|once|as soon as(?! (?:possible|(?:I|we) (?:possibly )?can\b))|when(?! I\b)|whenever"
        r"|unless|provided|assuming|in case|as long as|subject to|depending|after|until|upon)\b",
    ),
    wonders=(r"^\W*(?:if|when|whether|whenever|once)\b",),
    tells=(
        r"\b(?:know|tell|confirm|check|see|find out|say|inform|notify|ask|update|clarify|decide|hear|report|write|call|text|message|e-?mail|ping|announce|share)\b",
    ),
    despite=(r"\b(?:latest|no later than|not later than|in any (?:case|event)|either way|regardless|at all events)\b",),
    theirs=(
        r"(?<!have )(?<!let )(?<!get )\b<THIRD>(?:'s [\w ]+?)?\s+<ADV><FINITE>",
        r"\b(?:by|from) (?:Amazon|PayPal|your (?:own )?(?:bank|card \w+)|the (?:bank|carrier|courier|manufacturer|supplier|customs))\b",
        r"\byou (?:can(?! (?:count|expect|rely))|need|have to|may|should (?!have|hear|get|receive)|must|only have|just)\b",
        r"^\W*(?:and |but |so |then )?(?:please|kindly)\b(?! (?:expect|rest assured|be assured|accept|find))",
    ),
    spoils=(
        # Over.
        r"(?<!will )(?<!'ll )(?<!shall )(?<!to )\b(?:have|has|had|'ve)\s+<ADV>(?:been|<PAST>|<DONE_TO>|gone|come|taken|spoken|known|seen|begun)\b",
        r"\b(?:I|we)'ve\s+<ADV>\w+",
        r"(?:<WE>)\s+<ADV><PAST>",
        r"\b(?:was|were|did|used to)\b",
        # Denied, thought of, hoped for.
        r"\bnot\b(?! (?:later|only|just))|n't\b(?! (?:forget|fail))|\b(?:cannot|unable|no way|never|it is possible|it's possible|nobody|no longer|no guarantee|without guarantee|impossible)\b",
        r"\b(?:would|could|might|hopefully|perhaps|maybe|hope|hoping|wish|suggest|propose|recommend|rather)\b|'d\b",
        r"(?-i:\bmay\b)|\b(?:can|able to)\b(?! (?:count on|expect|rely|look forward|confirm|assure|promise|guarantee))",
        r"\b(?:I|we) (?:offer|should)\b|\bshould (?:be|arrive|reach|come|take)\b",
        # What becomes of it elsewhere.
        r"\b(?:your|the) (?:bank|card (?:issuer|company|provider|statement)|bank account|account|statement)\b.*\b(?:show|appear|reach|see|post|reflect|credit|book)",
        r"\b(?:appear|show|reflect|land|be visible)(?:s|ed)? (?:up )?(?:on|in) your\b(?! (?:inbox|mail|e-?mail))",
        r"\b(?:according to|as per) (?:the )?(?:tracking|carrier|<THIRD>)",
        r"\b(?:expected|estimated|due|scheduled|planned|forecast|projected|set|likely)\b(?=[^,]*\b(?:deliver\w*|arriv\w*|collect\w*|stock)\b)",
        r"\b(?:will|'ll|to|shall|should|is|are|be)\s+<ADV>(?:arrive|be (?:delivered|collected|picked up|in stock|back in stock|with you|there|at your|on your doorstep)|delivered|reach you|land|turn up|come in|be available|be restocked|arriving|expected)\b",
        r"\b(?:delivery|arrival|collection|pick-?up|transit) (?:is|was|has been|will be|remains) <ADV>(?:scheduled|set|expected|due|planned|booked|estimated|forecast|confirmed)\b",
        r"\b(?:phones?|lines|calls|messages|mails|e-?mails|requests) are (?:answered|staffed|handled)\b|\bas (?:promised|agreed|announced|discussed|mentioned|requested)\b",
        # As it always is.
        r"\b(?:usually|normally|generally|always|automatically|typically|as a rule|in general|on average|routinely|whenever"
        r"|every (?:day|morning|week|order|parcel|evening|month|request|message|return|e-?mail)|each (?:order|request|message|return|day)"
        r"|all (?:orders|requests|messages|returns|e-?mails|refunds|enquiries|parcels)|(?:up )?to \d+ times)\b",
        r"\b(?:orders|returns|refunds|requests|messages|e-?mails|enquiries|replacements|parcels|claims|tickets) (?:are|get|ship|leave|go|placed|received|that|will (?:usually|always))\b",
        r"\b(?:our (?:policy|terms|opening hours|office hours|hours|rule|standard)|policy is|opening hours)\b",
        r"\b(?:I|we|<STAFF>|office|line|hotline|shop|chat|phone|lines)\s*(?:am|are|is|'m|'re|'s|will be|remains?|'ll be)?\s+<ADV>(?:open|closed|staffed|available|reachable|away|out of (?:the )?office|on (?:holiday|leave|vacation|duty)|off|here|back|in the office|answer(?:s|ing)? the phone)\b",
        r"\b(?:warranty|guarantee|offer|voucher|coupon|label|code|promotion|sale|discount|price|window|period|deadline|battery|manual|model|product|edition)\s+(?:is|are|runs?|lasts?|ends?|expires?|will (?:be valid|last|run|end|expire|remain)|remains?|applies|covers?|stays?|keeps?)\b",
    ),
    ours=(
        r"\b(?:I|we)(?:'ll| will| shall)\b",
        r"\b(?:I|we) <ADV>(?:will|shall|plan to|intend to|aim to|mean to|promise|guarantee|undertake|commit|pledge)\b",
        r"\b(?:I'm|I am|we're|we are) <ADV>(?:going to|about to|planning to|set to|due to|scheduled to|(?!waiting|hoping|expecting|closing|missing|looking forward|offering|running|working (?:from|mon))\w+ing)\b",
        r"(?<!if )(?<!when )\b(?:I|we) <ADV><DOING>\b(?!s)",
        r"(?:<WE>)(?:\s+\([^)]*\))?\s+(?:here\s+|there\s+)?<ADV>(?:will|'ll|shall|is going to|are going to|is (?!expected|closing)\w+ing|are \w+ing|is (?:due|set|scheduled) to|are (?:due|set|scheduled) to|<DOING>(?:e?s)\b|replies|does|goes)",
        r"^\W*(?:and |but |so )?\b(?:our|my) (?:[\w-]+ )?[\w-]+ (?:(?:will|'ll|is going to|are going to) <DOING>|<DOING>(?:e?s)?)\b",
        r"\b[A-Z]\w+ (?:from|in|of) (?:our|the) [\w ]+? (?:will|is going to)\b",
        r"(?:\bwill|'ll|\bshall|\b(?:is|are|'s) going to|\bgoing to) <ADV>(?:be|get|have been|be being) <ADV><DONE_TO>\b",
        r"\b(?:is|are|gets?|'s|'re) <ADV>(?:being )?<DONE_TO>\b(?<!been)",
        r"\b(?:due|scheduled|set|booked|planned|lined up|slated|down|on (?:the|our|my|his|her) (?:schedule|calendar|bench|list|agenda)) (?:for \x00|to be <DONE_TO>|to (?:ship|leave|go)|for (?:dispatch|despatch|shipping|shipment|repair|testing|posting|inspection|a call|your call))",
        r"\b(?:reach(?:es)?|arrives? in|lands? in|comes? to|hits?) your (?:inbox|mailbox|e-?mail)\b",
        r"\b(?:is|are|'s|'re) being <ADV>\w+(?:ed|en|wn|nt|pt|lt|ut|ne|de|ght)\b",
        r"(?:\bwill|'ll|\bshall|\bgoing to) <ADV>be <ADV>(?!(?:delivered|expected|received|closed|required|charged|needed|allowed|based|covered|limited|interested|pleased|delighted|collected|debited|available|opened|extended)\b)\w+(?:ed|wn|nt|pt|lt|ght)\b",
        r"\b(?:goes|go) (?:out|off|to the (?:post|carrier)|in the (?:post|mail)|into the (?:post|mail)|on its way)\b|\b(?:ships?|leaves? (?:our|the warehouse|us|here|the workshop|today|tomorrow|on)|follows?|heads? out)\b",
        r"(?:\bwill|'ll|\bshall) <ADV>(?:go|leave|ship|follow|head|be on (?:its|their) way|be out)\b",
        r"\byou(?:'ll| will| shall| are going to| should) <ADV>(?:have|get|receive|hear|find|see|be (?:sent|hearing|getting|contacted|refunded|notified|called|informed|given|receiving))\b.*\b(?:from (?:me|us|our|my)|hear(?:ing)?|my|our|<OUR_NEWS>|contacted|refunded|notified|called|informed|sent|money|full amount|amount)\b",
        r"\byou(?:'ll| will) <ADV>(?:know|learn|find out|hear)\b",
        r"\b(?:expect|await|look out for|watch for|count on)\b.*\b(?:from (?:me|us|our|my)|my|our|me|us|<OUR_NEWS>)\b",
        r"\b(?:hear(?:ing)?|more|reply|update|answer|news|message|e-?mail|call|word|response|confirmation) (?:back )?from (?:me|us|our)\b",
        r"\b(?:back (?:to|with) you|in touch)\b",
        r"\b(?:my|our) (?:next )?<OUR_NEWS>\b",
        r"\blet (?:me|us)\b(?! (?:know|have|hear|see if you))|\ballow me to\b",
        r"\b(?:an?|the|your|more|further|full|another) (?:[\w-]+ )?<OUR_NEWS> (?:will|to|follows?|goes)\b(?=.*\b(?:follow|go|come|be sent|be with you)\b)",
    ),
    goes_on=(r"^\W*(?:and then|and|then)\s+<ADV><DOING>\b(?! (?:us|me)\b)", r"<BEGIN>(?:will|shall|going to|'ll) <ADV>(?:<DOING>|be <DONE_TO>)\b",),
    acts=(
        r"\b(?:is|are|will|'ll|has|have|had|can|must|should|does|do|needs?|takes?|arrives?|comes?|reach(?:es)?|lasts?|runs?|ends?|expires?|works?|seems?|means?|shows?|says?|goes|wants?|requires?|opens?|closes?|covers?|happens?|helps?|remains?|stays?)\b",
        r"\b(?:you|it|he|she|they|this|there|that)(?:'s|'re|'ll)\b|\b(?:please|kindly|thanks|thank|sorry)\b",
        r"\bthey\b|\bpromised\b",
        r"(?<!and )(?<!then )\b(?:left|shipped|arrived|departed|came|went|said|told)\b",
        r"\byou (?:can|may|need|want|get|see|find|receive|return|send|order|ordered|asked|wrote|bought|mentioned)\b",
    ),
    elliptic=(r"\b(?:<OUR_NEWS>|<DONE_TO>|(?:from|by|with) (?:me|us)|to you|our|my)\b|^\W*<STAFF>\b|<WE>",),
    they=(r"^\W*(?:and )?who(?:'ll| will| is going to|is \w+ing)\b", r"\b(?:they|he|she)(?:'ll| will|'re| are| is|'s) (?!not\b)",),
    staff=(_STAFF,),
    others=(_THIRD,),
    before=(
        r"\b(?:valid|open|closed|available|good|reserved|staffed|reachable|away|out of (?:the )?office|running|in force|limited)\s+(?:only\s+)?(?:until|till|through|for|from|to|on|within)\s*(?:the\s+)?$",
        r"\b(?:since|from|as of|starting|dated|ordered on|bought on|of)\s+(?:the\s+)?$",
        r"\b(?:message|e-?mail|letter|call|order|note|request|reply|delivery|invoice|appointment|parcel|complaint|photos?) (?:of|from|on|dated)\s+(?:the\s+)?$",
    ),
    after=(
        r"\s*(?:of|after|following|upon|once)\s+(?:its|the|your|our|we|you|having|receipt|receiving|arrival|delivery|purchase|payment|confirmation|return|order\w*|approval|getting|that)\b(?!\s+(?:week|month|day)\b)",
        r"\s*from (?:receipt|arrival|delivery|purchase|the (?:date|day|moment|time)|when|your (?:return|reply|confirmation|payment|order))\b",
        r"\s*(?:delivery|shipping|return|warranty|guarantee|trial|hotline)\b",
        r"(?:'s)\b",
    ),
)  # fmt: skip
