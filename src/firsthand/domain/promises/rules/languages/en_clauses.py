"""How English agents say that they will do something, and what merely looks like it.

An action still to come is ours, unless the clause says that somebody else acts, or that it
is over, denied, in doubt, always so, or done by a thing itself.
"""

from __future__ import annotations

from firsthand.domain.promises.rules.languages import en_words as words
from firsthand.domain.promises.rules.languages.wording import any_of, clauses


def _of(*concepts: str) -> str:
    return any_of(*concepts).replace("_", r"[ -]")


_STAFF = _of(words.STAFF)
_WE = (
    r"\b(?:I|we)\b|\b(?:our|my|one of our|the|a|another)\s+(?:(?!carrier|courier|bank)[\w-]+\s+){0,2}?"
    + _STAFF
    + r"\b(?!'s)|\b(?:one of us|someone here|somebody here|(?:someone|somebody|\w+) (?:from|in|at) (?:our|my|the) (?:[\w-]+ )?"
    + _STAFF
    + r"|(?:someone|somebody)(?: from here)?|(?-i:Accounts|Billing|Shipping|Dispatch|Finance|Warehouse|Logistics|Support|Returns))\b"
)
_THIRD = (
    r"(?:\b"
    + _of(words.THIRD_NAMES)
    + r"\b|\b(?:the|your|our|a|an|their|local|this|that|my)\s+(?:(?!team|desk)[\w-]+\s+)?"
    + _of(words.THIRD_NOUNS)
    + r"\b|(?-i:\bCustoms\b)|\b(?:supplier|vendor|sender|courier|carrier)\b)"
)
_PAST = (
    r"(?:(?!(?:need|feed|speed|succeed|proceed|exceed|indeed)\b)\w{2,}ed|sent|wrote|went|told|said|left|got|had|came|made|gave|took|spoke|did|"
    r"found|brought|knew|began|saw|paid|rang|met|held|kept|ran|thought|was|were|ended|forgot)\b"
)
_ADVERBS = (
    r"(?:(?:also|then|now|just|still|already|both|all|therefore|first|of course|certainly|gladly|no doubt"
    r"|however|next|personally|\w+ly|in turn|even|again|be sure to|make sure to|each|today|tomorrow|here|there"
    r"|in any case|at least|either way|\x00)\s+)*"
)
_NAME = r"(?-i:\b(?!(?:Please|Thanks|Thank|Sorry|Hello|Hi|Dear|The|This|That|These|Those|It|They|He|She|You|We|Your|Our|My|His|Her|Their|If|When|Once|After|Orders?|Returns?|Refunds?|Replies|Messages|Phones?)\b)[A-Z][a-z]+\b)"
_WORDS = {
    "WE": _WE,
    "STAFF": _STAFF,
    "THIRD": _THIRD,
    "DOING": _of(words.DOING),
    "DONE": _of(words.DONE),
    "NEWS": _of(words.NEWS) + "s?",
    "THINGS_DO": _of(words.THINGS_DO),
    "HOURS": _of(words.HOURS),
    "STATES": _of(words.STATES),
    "VALIDITY": _of(words.VALIDITY),
    "HABIT": _of(words.HABIT),
    "MAYBE": _of(words.MAYBE),
    "BID": _of(words.BID),
    "PAST": _PAST,
    "NAME": _NAME,
    "ADV": _ADVERBS,
    "WILL": r"(?:will|'ll|shall|(?:is|are|am|'s|'re|'m) going to|(?:is|are|am|'s|'re|'m) (?:about|due|set|scheduled|planning|to) (?:to )?|gonna)",
    "BE": r"(?:is|are|am|'s|'re|'m|be|gets?|being)",
    "READY": (
        r"(?:ready|done|active|live|finished|yours|with you|back with you|on (?:its|their) way|en route|out(?! of)|in the (?:post|mail)|in your (?:inbox|mailbox|hands|messages|e-?mails?)"
        r"|under way|out the door|with the carrier|history|gone|all set|good to go|up for|the day|back on your)"
    ),
    "BEGIN": r"^\W*(?:(?:and|but|so|then|or|also|only|but only|even|yes|yep|ok|okay|well|next|now)\b\W*)*",
}
CLAUSES = clauses(
    _WORDS,
    ends=(
        r"(?<!\bNo)(?<!\bno)(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bapprox)(?<!\bSt)(?<![ap]\.m)(?<!\be\.g)(?<!\bi\.e)[.](?=\s|$)",
        r"(?<=[ap]\.m)\.(?=\s+(?-i:[A-Z])|\s*$)",
        r"[!?]+(?=\s|$)",
        r"\n+",
        r";",
    ),
    cuts=(
        r"[,:=](?=\s)",
        r"\s[–-]+\s",
        r"[()]",
        r"\s(?:and|but|so|because|bc|while|whereas|although|though|which|who|whose|that|then|since"
        r"|once|if|when|whenever|as soon as|soon as|unless|provided|until (?=you|we|I\b|your|the)"
        r"|after (?=you|we|I\b|your|the|receipt|receiving|it\b|which)|as (?=the|you|we|they|it)"
        r"|before (?=you|they|it\b|the (?:offer|parcel|carrier))|meaning|where|or else)\s",
    ),
    forward=(r"^\W*(?:and|but|so|then|or)\b",),
    asks=(
        r"(?<!ok)(?<!okay)(?<!right)\?\s*$",
        r"\b(?:would you (?:like|prefer|mind)|how about|what about|shall (?:we|I)|do you want|any objections?)\b",
        r"\b(?:if (?:that|this|\x00|\w+day) (?:suits|works|helps|is (?:ok|okay|fine|all right|alright))|if you (?:like|agree|wish|prefer|want|would like))\b",
    ),
    waits=(
        r"<BEGIN>(?:if(?! not\b)|once(?! (?:again|more)\b)|(?:as )?soon as(?! (?:possible|(?:I|we) (?:possibly )?can\b))"
        r"|when(?! I\b)|whenever|unless|provided|assuming|supposing|in case|in the event|as long as|"
        r"should (?=you|the|your|it|that|this|any|there)|upon\b|on (?:receipt|receiving|arrival)|had (?=you|we|I\b|the|it|our)|"
        r"subject to|depending on|until (?=you|we|I\b|your|the)|following (?=your|receipt|the)|the (?:day|moment|minute) (?=your|you|the)|with your \w+ we would)",
        r"<BEGIN>after (?=you|we\b|your|receipt|receiving|it\b|the (?:item|return|parcel|photo|goods|device|payment|package|money))",
        r"\b(?:subject to|depending on|conditional on|in case of|upon (?:receipt|arrival|return)|on receipt|after receipt|following receipt|as long as|only if|in that case|nothing happens before)\b",
        # Bidding the buyer: "say the word, and it leaves tomorrow".
        r"^\W*(?:(?:please|just|simply|kindly|so|you (?:only |just )?(?:need|have) to|all you need to do is)\s+)*<BID>\b(?=.*\b(?:us|me|your|you|it|the|this|back|whether|a|to|nothing)\b)(?!.*\b(?:I|we)(?:'ll|\b))",
        # What others say is about them.
        r"(?:<THIRD>|(?<!whatever )(?<!what )\bthey\b)(?:\s*\([^)]*\))?\s+<ADV>(?:says?|said|told|tells|reckons?|wrote|promised|assured|had assured|estimates?|announced|quoted|thinks?|thought|mentioned)\W*(?:us|me)?\W*$",
        r"\b(?:unable|cannot|can't|not|won't|don't|never|wish)\b.*\b(?:promise|guarantee|say|sure|know|swear|tell)(?: you)?\W*$",
        r"\b(?:told by|heard from (?!our)|according to|as per|per|word from) (?:<THIRD>|the|our)\b|\bhad word\b|\bnotice says\b",
    ),
    waits_after=(
        r"^\W*(?:but )?(?:only )?(?:if(?! not\b)|once|(?:as )?soon as(?! (?:possible|(?:I|we) (?:possibly )?can\b))|when(?! the\b.*unlocks)|whenever"
        r"|unless|provided|assuming|in case|as long as|subject to|depending|after(?! which)|until|upon)\b",
        r"^\W*(?:says|say|said|according to|so says) (?:the|<THIRD>|our)|^\W*(?:but )?(?:no|without) (?:guarantee|promise)",
    ),
    wonders=(r"^\W*(?:if|when|whether|whenever|once)\b",),
    tells=(
        r"\b(?:know|tell|confirm|check|see|find out|say|inform|notify|ask|update|clarify|decide|hear|report|write|call|text|message|e-?mail|ping|announce|share)\b",
    ),
    despite=(r"\b(?:latest|no later than|not later than|in any (?:case|event)|either way|regardless|at all events|whatever)\b",),
    theirs=(
        r"<BEGIN>(?:(?:on|at|by|in|and|from)?\s*\x00\W*)?<THIRD>(?!'s (?:fault|mistake))(?!\s+(?:label|number|refund|claim|fee|papers))",
        r"^(?!.*\b(?:I|we)(?:'ll| will| are going to| shall)\b).*<THIRD>(?:'s [\w ]+?)?\s+<ADV>(?:will|'ll|is|are|has|have|had|should|must|can|could|may|might|wants?|needs?|takes?|expects?|says?|said|plans?|delivers?|collects?|picks?|brings?|estimates?|decides?|pays?|reviews?|posts?|promised|needs)\b(?<!have )",
        r"\b(?:by|from) (?:Amazon|PayPal|your (?:own )?(?:bank|card \w+)|the (?:bank|carrier|courier|manufacturer|supplier|customs))\b",
        r"\byou (?:can(?! (?:count|expect|rely|find|see))|(?:need|want)(?= (?:to|it|us|this|a|an|the|your|by|\x00))|have (?:to|until|till)|may|might|could|must|only have|just|wanted|asked|ordered|wrote|bought|mentioned|told|said|were|are (?:away|free|home|ready)|send|return|pick)\b(?! (?:for )?(?:will|is|gets?|are|lands|goes|ships|was|has)\b)|\byou (?:should )(?!have|hear|get|receive)",
        r"\byou'd\b|(?:\b(?:we|I|team)(?:'ll| will|'m| am|'re| are)?(?: going to| gonna)?\s+|\bto )(?:need|want|require|request|ask)\b(?=.*(?:\b(?:you|your)\b|\ban?\b))",
        r"^\W*(?:and |but |so |then )?(?:please|kindly|pls)\b(?! (?:expect|rest assured|be assured|accept|find|allow (?:me|us)|be patient|bear|give (?:me|us)|wait))",
        r"^\W*(?:(?:just|so|then|but|or|simply|next time|next|first)\s+)*<BID>\b(?!.*\b(?:I|we)(?:'ll|\b))",
    ),
    spoils=(
        # Over.
        r"(?<!will )(?<!'ll )(?<!shall )(?<!to )(?<!should )\b(?:have|has|had|'ve)\s+<ADV>(?!(?:been )?(?:booked|scheduled|arranged|planned|reserved)\b[^,]*\b(?:for|on) \x00)(?:been|<PAST>|<DONE>|gone|come|taken|spoken|known|seen|begun)\b(?!\s+(?:by|in|on|\x00)?\s*\x00\s*$)",
        r"\b(?:I|we)'ve\s+<ADV>(?!(?:been )?(?:booked|scheduled|arranged|planned|reserved)\b[^,]*\b(?:for|on) \x00)\w+",
        r"(?:<WE>|<NAME>|(?<!have )(?<!get )(?<!had )(?<!want )\b(?:he|she|they|it|who|you|both|all (?:two|three|four|five|of (?:us|them))))\s+<ADV>(?:both |all three )?<PAST>(?! (?:by|from) us)(?! (?:for |about |on )?(?:will|is|gets?|are|lands|goes|ships|leaves|follows|comes)\b)",
        r"\b(?:was|were|did|used to|as (?:promised|agreed|announced|discussed|mentioned|requested))\b",
        # Denied, in doubt.
        r"\bnot\b(?! (?:later|only|just|a problem))|(?<!\w)(?:<MAYBE>)(?!\w)",
        r"\b(?:can|able to)\b(?! (?:count on|expect|rely|look forward|confirm|assure|promise|guarantee|send|do\b|ship|possibly)|$)|(?-i:\bmay\b)",
        # As it always is, when we are there, until when it holds.
        r"(?<!\w)<HABIT>(?!\w)|(?<!\w)<VALIDITY>(?!\w)",
        r"(?<![\w-])<HOURS>(?!\w)",
        r"(?:\b(?:is|are|am|be|remains?|stays?|being)|'s|'m|'re)\s+<ADV><STATES>(?![\w-])(?! \w+ing\b)",
        r"\b(?:takes?|lasts?|needs?) (?:about |around |up to |some |another )?\x00",
        # What becomes of it elsewhere.
        r"\bback (?:with|to) us\b",
        r"\b(?:your|the) (?:bank|card (?:issuer|company|provider|statement)|bank account|statement)\b.*\b(?:show|appear|reach|see|post|reflect|credit|book)",
        r"\b(?:appear|show|reflect|land|be visible)(?:s|ed)? (?:up )?(?:on|in) your\b(?! (?:inbox|mail|e-?mail|messages|order))|\boff your statement",
        r"\b(?:expected|estimated|planned|forecast|projected|likely|scheduled|due)\b(?=[^,]*\b(?:deliver\w*|arriv\w*|collect\w*|stock|by August)\b)|(?:'s|is|was|are) (?:scheduled|expected|due|down) for \x00",
        r"\b(?:will|'ll|to|shall|should|is|are|be|'s)\s+<ADV>(?:arrive|be (?:delivered|collected|picked up|in stock|back in stock|there|at your|on your doorstep|fully)|delivered|reach you|turn up|come in|be available|be restocked|arriving|expected)\b(?!.*\b(?:by us|our own)\b)",
        r"^(?!.*\b(?:we|I|our)\b).*(?<!-)\b(?:delivery|arrival|collection|pick-?up|transit|shipment)\b(?! note| address| slip)(?=.*(?:\x00|\b(?:is|was|has been|will be|remains|by)\b))",
    ),
    ours=(
        r"\b(?:I|we)\s+<ADV>(?!(?:am|are|have|had|can|do|know|think|believe|like|love|want|need|expect|understand|regret|appreciate|apologi[sz]e|thank|offer|ask|see|hear|say|mean)\b)\w+",
        r"\b(?:I|we)(?:'ll| will| shall|'m|'re| am| are)\b(?= <ADV>(?:\w+ing\b|\w+))(?! <ADV>(?:<STATES>|waiting|hoping|expecting|missing|offering|sorry|afraid|happy|glad|here|back|in\b))",
        r"(?:<WE>|<NAME>|\b(?:he|she|they|who))(?:\s+\([^)]*\))?(?:\s+(?:here|there|he|she))?(?:'s|'re|'ll|\s+<ADV>(?:<WILL>|<DOING>(?:e?s)?|(?:is|are) \w+ing|replies|does|goes|(?!is\b|has\b|was\b|<THINGS_DO>\b)\w+(?:s|es)))\b(?! <ADV>(?:<STATES>|be (?:able|valid)))",
        r"(?:<WILL>) <ADV>(?:be|get|have been|be being) <ADV>(?:<DONE>|<READY>|\w+(?:ed|wn|nt|pt|lt|ght)|\w+ing)\b",
        r"\b(?:is|are|gets?|'s|'re|am|being) <ADV>(?:being |to be )?(?:<DONE>|<READY>)\b",
        r"\b(?:is|are|gets?|'s|'re) <ADV>(?:re-?)?(?!(?:clos|locat|bas|interest|delay|us|need|allow|limit|expect|requir|suppos|cover|includ|delight|pleas|worri|tir|staff|exhaust|relat|attach|concern|pack)ed\b)\w{2,}ed\b",
        r"\b(?:is|are|'s|'re|am|'m) <ADV>(?!missing|waiting|running|working|holding|lying|sitting|closing|hoping|leaking|being\b)\w+ing\b|\b(?:is|are|'s|'re) being <ADV>\w+(?:ed|en|wn|nt|pt|lt|ut|ne|de|ght)\b",
        r"\b(?:due|scheduled|set|booked|planned|lined up|slated|down|on (?:the|our|my|his|her) (?:schedule|calendar|bench|list|agenda)) (?:for \x00|to be <DONE>|to (?:ship|leave|go|call)|for (?:dispatch|despatch|shipping|shipment|repair|testing|posting|inspection|a call|your call))|\bto (?:be <DONE>|follow)\b",
        r"\b(?:goes|go|going|hits?|lands?|comes?(?! out)|coming|reach(?:es)?|arrives? in|leav(?:es?|ing)|ships?|shipping|posts?|follows?|heads?|heading|returns? to you) (?:out|off|in|to|into|on|back|your|through|up|with|here|us|our|from|the|over|via|this|today|tomorrow|at|tonight|\x00+)(?!\w)",
        r"(?:<WILL>) <ADV>(?:go|leave|ship|follow|head|come|land|hit|<DOING>)\b",
        r"\byou(?:'ll| will| shall| are going to| should)? <ADV>(?:have|get|receive|hear|find|see|know|learn|be (?:sent|hearing|getting|contacted|refunded|notified|called|informed|given|receiving|having))\b",
        r"\b(?:expect|await|look out for|watch for|count on)\b",
        r"\b(?:back (?:to|with|at|on) you|in touch|from (?:me|us|our|my)|by (?:me|us)|(?:on|from) our side|end of story)\b",
        r"\blet (?:me|us)\b(?! (?:know|have|hear|see if you))|\ballow (?:me|us)\b|\b(?:give|allow) (?:me|us)\b(?=.*\x00)|\bbear with\b",
        r"\b(?:ship|shipping|dispatch|despatch|repair|call|refund) (?:date|day|slot)\b",
    ),
    goes_on=(
        r"<BEGIN>(?:and then|and|then)?\s*(?:<WILL>) <ADV>\w+",
        r"^\W*(?:and then|and|then|but|or)\s+<ADV><DOING>(?:e?s)?\b(?! (?:us|me)\b)",
    ),
    acts=(
        r"\b(?:is|are|am|will|'ll|has|have|had|can|must|should|does|do|stuck|says?|wants?)\b",
        r"(?<!\w)<THINGS_DO>(?!\w)",
        r"\b(?:you|it|he|she|they|this|there|that|I|we)(?:'s|'re|'ll|'m)\b|\b(?:please|thanks|thank|sorry|apologies|greetings|happy|welcome|enjoy|congrat\w+)\b",
        r"(?<!and )(?<!then )\b(?:left|shipped|arrived|departed|came|went|said|told|gave|picked|asked|spoke|called|wrote|collected|scanned)\b",
        r"^\W*(?:that |what |if )?you \w+",
    ),
    elliptic=(r"",),
    they=(r"^\W*(?:and )?who(?:'ll|\s+\w+)\b", r"<BEGIN>(?:(?:on|at|by|in)?\s*\x00\W*)?(?:they|he|she)(?:(?:'ll|'re|'s)?\s+<ADV>)(?!not\b)\w+",),
    staff=(_STAFF, _NAME),
    others=(_THIRD,),
    before=(
        r"\b(?:valid|open|closed|available|good|reserved|staffed|reachable|away|out of (?:the )?office|running|in force|limited)\s+(?:only\s+)?(?:until|till|through|for|from|to|on|within)\s*(?:the\s+)?$",
        r"\b(?:since|from|as of|starting|dated|ordered on|bought on|(?<!course )of)\s+(?:the\s+)?$",
        r"\b(?:message|e-?mail|letter|call|order|note|request|reply|delivery|invoice|appointment|parcel|complaint|photos?) (?:of|from|dated)\s+(?:the\s+)?$",
        r"\b(?:good|nice|happy|lovely|great|pleasant|merry|wonderful|long|bank holiday|promised|said)\s+$",
    ),
    note=(
        r"(?:\b(?!(?:the|and|but|by|on|at|latest|for|from|before|until|then|so|in|no|not|later|than|or|with|that|this|of|to|you|as|well)\b)[a-z][\w'-]+\b.*){2}",
    ),
    idle=(r"(?<!\w)<HABIT>(?!\w)|(?<!\w)<VALIDITY>(?!\w)|(?<![\w-])<HOURS>(?!\w)|\b(?:hours|warranty)\b|\b(?:ground|standard|express|shipping|delivery|transit)(?: times?)?\W*$",),
    after=(
        r"\s*(?:of|after|following|upon|once)\s+(?:its|the|your|our|we|you|having|receipt|receiving|arrival|delivery|purchase|payment|confirmation|return|order\w*|approval|getting|that)\b(?!\s+(?:week|month|day)\b)",
        r"\s*from (?:receipt|arrival|delivery|purchase|the (?:date|day|moment|time)|when|your (?:return|reply|confirmation|payment|order))\b",
        r"\s*(?:delivery|shipping|return|warranty|guarantee|trial|hotline|greetings|on, )\b",
        r"\s*(?:ahead|behind|early|late|old)\b",
        r"(?:'s)\b(?! (?:mail|post|run|batch|firing|van|truck|pick|collection|the day|when))",
    ),
)  # fmt: skip
