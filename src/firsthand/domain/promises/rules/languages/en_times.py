"""How English agents write times."""

from __future__ import annotations

import re
from datetime import timedelta

from firsthand.domain.promises.rules import building as b
from firsthand.domain.promises.rules import meanings
from firsthand.domain.promises.rules.meanings import Moment, Part
from firsthand.domain.promises.rules.reading import Grammar, Reader, Rows, rules

NUMBERS = {
    word: float(value)
    for value, words in {
        1: "one a an", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven",
        8: "eight", 9: "nine", 10: "ten", 11: "eleven", 12: "twelve", 14: "fourteen",
        15: "fifteen", 20: "twenty", 24: "twenty-four", 25: "twenty-five", 30: "thirty",
        36: "thirty-six", 40: "forty", 45: "forty-five", 48: "forty-eight", 60: "sixty",
        72: "seventy-two", 90: "ninety",
    }.items()
    for word in words.split()
}  # fmt: skip
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
_FIGURE = (
    "(?:" + "|".join(sorted(NUMBERS, key=len, reverse=True)) + r"|\d{1,3}(?:[.,]\d{1,2})?)"
)
_HOUR = (
    "(?:1[0-2]|0?[1-9]|twelve|eleven|ten|nine|eight|seven|six|five|four|three|two|one)\\b"
)
_UNIT = r"(?:(?:business|working|work|calendar)[ -])?(?:minutes?|mins?|hours?|hrs?|days?|weeks?)"
_WORDS = {
    # "in the next two to", then the number itself.
    "SPAN": (
        r"(?:\b(?:within|in|inside|under|over(?= the (?:next|coming))|during|in less than|no later than)\s+)?"
        r"(?:(?:the|my|our|about|around|roughly|approximately|approx\.?|max\.?|maximum|at most"
        r"|no more than|not more than|less than|up to|next|coming|following|another|only|just"
        r"|a maximum of|the space of|of)\s+)*"
        rf"(?:(?<![\w.,/-]){_FIGURE}(?:[ -]?{_UNIT})?(?:(?<=\d)\s?-|\s*(?:–|to|or|and))\s*)?"
        rf"(?P<n>(?<![\w.,/:]){_FIGURE})"
    ),
    "THEN": r"\b(?!-)(?:\s+(?:from (?:now|today)|time\b|at (?:the )?(?:most|latest)))?(?!\s+(?:ago|old|earlier|later|ahead|behind|late|long)\b)",
    "BUSINESS": r"(?:business|working|work|week)[ -]?",
    "DAY": (
        r"\b(?P<day>mon(?:day)?|tues?(?:day)?|wed(?:s|nesday)?|thu(?:rs?|rsday)?|fri(?:day)?"
        r"|sat(?:urday)?|sun(?:day)?)\b(?!'s(?! (?:mail|post|run|batch|firing|van|truck|pick|collection|the day|when)))(?:\.(?=,|\s*\d|\s+(?:at|by|of|the|morning|afternoon|week)\b))?"
    ),
    "MONTH": (
        r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
        r"|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
    ),
    "D": r"(?P<d>\d{1,2})(?:st|nd|rd|th)?",
    "Y": r"(?:,?\s+(?P<y>20\d\d))?",
    "HOUR": rf"(?P<h>{_HOUR})",
    "AMPM": r"(?:(?P<am>a\.m\b\.?|am\b)|(?P<pm>p\.m\b\.?|pm\b))",
    # "between 1 and", "9 am to": the earlier end says nothing.
    "FROM": (
        rf"(?:(?:\bbetween|\bfrom)?\s*(?<![\d:./-]){_HOUR}(?:[:.]\d\d)?\s*(?:[ap]\.?m\.?)?"
        r"\s*(?:-|–|to|and|or|until)\s*)?"
    ),
    "END": r"\b(?:the\s+)?(?:very\s+)?(?:end|close)\s+of\s+",
    "SOMETIME": r"(?:at some point |some ?time |later |during |in the course of |within |late )?",
    "ALONE": (
        r"(?=\s*(?:$|[.,;!)]|on\b|today|tomorrow|this|tonight|in the|at the|your|sharp|local"
        r"|latest|mon|tue|wed|thu|fri|sat|sun|I\b|we\b|and\b|or\b|he\b|she\b|my\b|our\b|E[DS]?T\b|P[DS]?T\b|C[DS]?T\b|GMT|UK|CET|BST))"
    ),
}


def _weekday(name: str) -> int:
    return _DAYS.index(name[:3].lower())


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1


def _week_after(found: re.Match[str], _reader: Reader) -> Moment:
    first = meanings.weekday(_weekday(found["day"]))
    return Moment(day=lambda sent: first(sent) + timedelta(7), rank=b.WEEKDAY)


def _end_of(found: re.Match[str], _reader: Reader) -> Moment:
    return Moment(day=meanings.end_of_named_month(_month(found["month"])), rank=b.DATE)


# Of tomorrow, unless another day is named beside it.
_NEXT_MORNING = Moment(day=meanings.in_days(1), rank=b.WEEK, part=Part.MORNING)

_SPANS: Rows = (
    (r"<SPAN>[ -]?(?:hours?|hrs?|h)(?:'s(?= time))?(?:\s+and\s+a\s+(?P<half>half))?<THEN>", b.elapsed(timedelta(hours=1), NUMBERS)),
    (r"<SPAN>[ -]?(?:minutes?|mins?)<THEN>", b.elapsed(timedelta(minutes=1), NUMBERS)),
    (r"(?:\b(?:with)?in\s+)?(?:about\s+|the next\s+)?\bhalf\s+(?:an?\s+)hour\b(?!\s+(?:ago|ahead|behind|late|early))|\b(?:with)?in the (?:next )?half[ -]hour\b", Moment(after=timedelta(minutes=30))),
    (r"\b(?:with)?in\s+(?:a\s+)?quarter\s+of\s+an\s+hour\b", Moment(after=timedelta(minutes=15))),
    (r"\b(?:with)?in\s+three[ -]quarters\s+of\s+an\s+hour\b", Moment(after=timedelta(minutes=45))),
    (r"(?:\b(?:with)?in\s+)?(?:an|one) (?:hour and a half|and a half hours)\b", Moment(after=timedelta(minutes=90))),
    (r"\b(?:with)?in the (?:next )?hour\b", Moment(after=timedelta(hours=1))),
    (r"<SPAN>\s*<BUSINESS>days?'?<THEN>", b.business_days(NUMBERS)),
    (r"(?:\bwithin\s+)?\b(?:the\s+)?(?:very\s+)?(?:next|following|coming)\s+<BUSINESS>day\b", b.NEXT_BUSINESS_DAY),
    (r"<SPAN>[ -]?(?:calendar )?days?'?<THEN>", b.days(NUMBERS)),
    (r"\b(?:with)?in a day or (?:two|2|so)\b", Moment(day=meanings.in_days(2), rank=b.NEAR)),
    (r"<SPAN>\s*weeks?'?<THEN>", b.days(NUMBERS, each=7)),
    (r"\b(?:with)?in (?:the next |a |one )?fortnight(?:'s time)?\b", Moment(day=meanings.in_days(14), rank=b.NEAR)),
    (r"<SPAN>\s*months?'?<THEN>", b.months(NUMBERS)),
    (r"\b(?:with)?in the next week\b|\b(?:a|one) week (?:from )?today\b", Moment(day=meanings.in_days(7), rank=b.NEAR)),
    (r"\b(?:a |one )?week (?:from )?tomorrow\b", Moment(day=meanings.in_days(8), rank=b.NEAR)),
    # No time to come: how long, how often, how long ago.
    (r"\b(?:for|every|each|last|past|after|over|all|extended by|another|further)\s+(?:the\s+)?(?:next\s+|last\s+|past\s+|up to\s+|about\s+|at least\s+|another\s+|further\s+)*<SPAN>[ -]?(?:business |working )?(?:hours?|days?|weeks?|months?|minutes?)\b|\b(?:every|each) (?:morning|afternoon|evening|night|weekend|quarter)\b", b.NONE),
    (r"<SPAN>[ -](?:hours?|hrs?|days?|weeks?|months?|minutes?|business days?)\s+(?:ago|old|earlier|later|beforehand)\b", b.NONE),
    (r"(?<![\w-])(?:\d+|" + _FIGURE + r")-?(?:business-)?(?:hour|day|week|month|minute)[ -](?!or\b|from\b|at\b|and\b|to\b|i\b|we\b)[a-z]", b.NONE),
)  # fmt: skip
_DAY_RULES: Rows = (
    (r"\btonight\b|\b(?:this|today) evening\b", b.both(b.TODAY, b.part(Part.EVENING))),
    (r"\b(?:later )?this morning\b", b.both(b.TODAY, b.part(Part.MORNING))),
    (r"\b(?:later )?this afternoon\b", b.both(b.TODAY, b.part(Part.AFTERNOON))),
    (r"\bbefore (?:the day is (?:out|over|through|done)|today is over|the day ends)\b|\b(?:still|yet) today\b|\bwithin (?:the|this) day\b|\bin the course of (?:the|this) day\b|\bduring (?:the course of )?the day\b|\btoday still\b|\bwithin today\b", b.STILL_TODAY),
    (r"\b(?:on |within )?(?:the|that|this) (?:very )?same day\b|\bthat (?:very )?day\b", b.THAT_DAY),
    (r"\b(?:the|that) same (?:evening|night)\b|\bthat (?:very )?(?:evening|night)\b", b.both(b.THAT_DAY, b.part(Part.EVENING))),
    (r"\b(?:the|that) same afternoon\b|\bthat (?:very )?afternoon\b", b.both(b.THAT_DAY, b.part(Part.AFTERNOON))),
    (r"\b(?:later |at some point |some ?time )?(?:today|2day)\b(?!'s(?! (?:mail|post|run|batch|firing|van|truck|pick|collection|the day|when)))", b.TODAY),
    (r"\b(?:tomorrow|tmrw|tomorow|tommorow|tommorrow|tmr|2mor+ow|2moro)\b", b.TOMORROW),
    (r"\bthe (?:very )?(?:next|following) day\b|\bthe day after\b(?! (?:tomorrow|the|your|we|you|it))", b.LATER_DAY),
    (r"\b(?:the )?day after tomorrow\b", b.DAY_AFTER_TOMORROW),
    (r"\bfirst thing\b|\bearly doors\b", b.part(Part.MORNING)),
    (r"\b(?:first thing )?in the morning\b", _NEXT_MORNING),
    (r"\bnext\s+(?:week\s+(?:on\s+)?)?(?P<next><DAY>)", b.weekday(_weekday)),
    (r"<DAY>,?\s+(?P<next>(?:of\s+)?next\s+week\b)", b.weekday(_weekday)),
    (r"\ba week (?:on|from|this)\s+<DAY>", _week_after),
    (r"<DAY>\s+week\b", _week_after),
    (r"\bthis\s+(?:coming\s+)?(?P<this><DAY>)", b.weekday(_weekday)),
    (r"<DAY>\s+(?P<this>(?:of\s+)?this\s+week\b)", b.weekday(_weekday)),
    (r"(?:\b(?:the )?(?:coming|upcoming|following)\s+)?<DAY>(?:\s+coming\b)?", b.weekday(_weekday)),
    (r"\b<SOMETIME>(?:next|the following|the coming) week\b|<END>(?:next|the following|the coming) week\b|\bnext weekend\b", b.end_of_week(1)),
    (r"\b<SOMETIME>this week\b|<END>(?:the|this|our) (?:working |business )?week\b|\bbefore the week is (?:out|over)\b|\b(?:before|by) the weekend\b|\bwithin the week\b|\bweek'?s?[- ]end\b|\bEOW\b|\bend of week\b", b.end_of_week()),
    (r"\b(?:the )?(?:beginning|start) of next week\b|\bearly next week\b", b.begin_of_week()),
    (r"\b(?:over|at|on|during) the weekend\b|\bthis weekend\b", b.sunday()),
    (r"<END>(?:this|the|our) month\b|\b(?:the )?last day of (?:the|this) month\b|\bbefore the month is (?:out|over)\b|\bmonth'?s?[- ]end\b|\bend of month\b|\b<SOMETIME>this month\b|\bEOM\b", b.END_OF_MONTH),
    (r"<END>next month\b|\b<SOMETIME>next month\b", b.END_OF_NEXT_MONTH),
    (r"<END>(?:the|this) year\b|\byear[- ]end\b", Moment(day=meanings.end_of_named_month(12), rank=b.NEAR)),
    (r"<END><MONTH>", _end_of),
    # A greeting, which begins a sentence.
    (r"(?:(?<=^)|(?<=[.!?\n] ))(?:good )?(?:morning|afternoon|evening)(?=[!,.]|\s+(?:all|there|again|from)\b|\s+(?-i:[A-Z])\w+[,.!])", b.NONE),
    # No day to come.
    (r"\byesterday\b|\bthe day before\b|\blast (?:week|night|month|evening|year|time)\b|\bearlier (?:today|this (?:week|morning|month))\b", b.NONE),
    (r"\b(?:last|past|previous|every|each|since|since last|starting|as of|effective)\s+(?:today|tomorrow|this \w+|<DAY>)", b.NONE),
    (r"\b(?:until|till) (?:now|today)\b(?! at)|\bas of (?:today|now)\b|\bto date\b|\bso far today\b", b.NONE),
    (r"\b(?:black|cyber|good|easter|ash|palm|boxing)\s+(?:mon|fri|sun|wednes)day\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days\b", b.NONE),
    (r"\bmon(?:day)?\.?\s?(?:to|through|thru|-|–|until)\s?(?:fri|sat|sun|thu)\w*|\bday (?:by|to|after) day\b", b.NONE),
)  # fmt: skip
_DATES: Rows = (
    (r"\b(?:the\s+)?<D>\s+(?:of\s+)?<MONTH><Y>", b.dated(_month)),
    (r"\b<MONTH>\s+(?:the\s+)?<D>\b<Y>", b.dated(_month)),
    (r"\b(?P<y>20\d\d)[-/](?P<month>\d\d?)[-/](?P<d>\d\d?)\b", b.month_and_day),
    (r"(?<![\d/.])(?P<a>\d\d?)/(?P<b>\d\d?)(?:/(?P<y>20\d\d|\d\d))?(?![\d/]|\s?(?:\"|inch))", b.numeric),
    (r"(?<![\d/.-])(?P<a>\d\d?)(?P<sep>[-.])(?P<b>\d\d?)(?P=sep)(?P<y>20\d\d|\d\d)\b", b.numeric),
    (r"(?:(?<=day )|(?<=day, ))(?P<d>\d\d?)(?:st|nd|rd|th)\b", b.day_of_month),
    (r"\bthe\s+(?P<d>\d\d?)(?:st|nd|rd|th)\b(?!\s+(?:time|floor|order|reminder|attempt))", b.day_of_month),
)  # fmt: skip
_CLOCKS: Rows = (
    (r"<FROM>(?<![\d:./,])\b(?P<h>(?:0?\d|1\d|2[0-3]|" + _HOUR + r"))(?:[:.](?P<m>[0-5]\d))?\s*(?:o'clock\s*)?<AMPM>", b.clock(NUMBERS)),
    (r"(?<![\d.,/:-])(?:(?:between|from)\s+)?(?:\d\d?[:]\d\d\s*(?:-|–|to|and|until)\s*)?(?P<h>[01]\d|2[0-4])[:](?P<m>[0-5]\d)(?!\d|:)(?:\s*(?:hrs|hours|h)\b)?", b.clock(NUMBERS)),
    (r"(?<![\d.,/:-])(?:(?:between|from)\s+)?(?:\d[:]\d\d\s*(?:-|–|to|and|until)\s*)?(?P<h>\d):(?P<m>[0-5]\d)(?!\d|:)", b.clock(NUMBERS, twelve=True)),
    (r"(?<![\d.,/:-])(?P<h>[01]?\d|2[0-4])h(?P<m>[0-5]\d)\b", b.clock(NUMBERS)),
    (r"\b<HOUR>[ -](?P<m>fifteen|thirty|forty-five)\s*<AMPM>", b.clock(NUMBERS)),
    (r"(?<![\d.,/:-])(?P<h>[01]\d|2[0-4])(?P<m>[0-5]\d)\s*(?:hrs|hours|h)\b", b.clock(NUMBERS)),
    (r"(?:(?<=\bat )|(?<=\bby )|(?<=\bbefore ))(?P<h>[01]?\d|2[0-3])\.(?P<m>[0-5]\d)(?!\d)", b.clock(NUMBERS, twelve=True)),
    (r"<FROM>\b<HOUR>\s+o'clock\b", b.clock(NUMBERS, twelve=True)),
    (r"\b(?P<half>half)\s+(?:past\s+)?<HOUR>(?!\s*(?:hours?|days?))", b.clock(NUMBERS, twelve=True)),
    (r"\b(?:a\s+)?(?P<quarter>quarter)\s+past\s+<HOUR>", b.clock(NUMBERS, twelve=True)),
    (r"\b(?:a\s+)?(?P<quarter>quarter)\s+(?P<to>to|before|of)\s+<HOUR>", b.clock(NUMBERS, twelve=True)),
    (r"(?:(?<=\bby )|(?<=\bat )|(?<=\bbefore )|(?<=\buntil )|(?<=\bbetween )|(?<=\baround )|(?<=\babout ))(?:" + _HOUR + r"\s*(?:-|–|to|and|or)\s*)?<HOUR>(?:\s+sharp)?<ALONE>", b.clock(NUMBERS, twelve=True)),
    (r"\bmidnight\b", b.part(Part.MIDNIGHT)),
    (r"\b(?:12 |twelve )?(?:noon|midday)\b|\bmid-day\b|\blunch(?: ?time| break| hour)?\b", b.part(Part.NOON)),
    (r"\b(?:mid-?|late |early |mid )?mornings?\b(?!'s)", b.part(Part.MORNING)),
    (r"\b(?:mid-?|late |early |mid )?afternoon\b|\btea ?time\b", b.part(Part.AFTERNOON)),
    (r"\b(?:late |early )?(?:evening|night(?!\s+(?:shift|team|crew|desk)))\b", b.part(Part.EVENING)),
    (r"<END>(?:the |our |my |your )?(?:business|working|work|office|trading|play|shift|day|shop)(?: day| hours| week(?!))?\b|\b(?:EOD|COB|EOB|COP)\b|\b(?:end|close) of (?:day|business|play|shift)\b|\b(?:before|when) (?:we|I|the (?:office|shop|warehouse)) (?:close|closes|finish|finishes|leave|shut|clock off|go home|knock off)\b(?: for the day)?|\bbefore (?:my|our) (?:shift|day) (?:ends|is over|is out|finishes)\b|\b(?:closing|close) time\b|\bday'?s end\b", b.part(Part.CLOSE)),
    (r"\b(?:the )?(?:end|close) of (?=today|tomorrow|mon|tue|wed|thu|fri|sat|sun|the \d|\d)", b.part(Part.CLOSE)),
)  # fmt: skip
_VAGUE = (
    r"(?<!as )\b(?:very |quite |pretty |really )?(?:soon(?! as)|shortly|asap|a\.s\.a\.p\.?|promptly|immediately|momentarily|presently|swiftly)\b",
    r"\bas (?:soon|quickly|fast|promptly|early|swiftly) as (?:possible|(?:I|we) (?:possibly |ever )?can|(?:it is )?practicable|humanly possible)\b",
    r"\b(?:in|within|over|during) (?:(?:the|a) )?(?:next |coming |following |matter of )?(?:few|couple of|several|some|coming|next|following) (?:of )?(?:short )?(?:minutes|hours|days|weeks|moments|business days|working days)\b",
    r"\bin a (?:couple of|few) (?:short )?(?:moments|minutes|hours|days|weeks|business days|working days)\b",
    r"\b(?:in|within) a (?:moment|minute|second|bit|(?:little |short )?while|jiffy|tick)\b",
    r"\b(?:in|within) the (?:very )?(?:near|not too distant|foreseeable) future\b|\bin due (?:course|time)\b|\bbefore (?:too |very )?long\b",
    r"\bany (?:minute|moment|time|day|hour) now\b|\bin (?:no|good|a short|next to no) time\b|\bone of these days\b",
    r"\b(?:at|upon) (?:the|our|my|your) (?:very )?(?:earliest|first|next|soonest)(?: possible| available)? (?:convenience|opportunity|chance|moment|date|time)\b",
    r"\b(?:right|straight) ?away\b|\bat once\b|\bwithout (?:further |any |undue )?delay\b|\bas a matter of (?:urgency|priority)\b|\bwith priority\b",
    r"\b(?<!no )(?<!not )(?<!the )later(?: on)?(?=[.,;!]|$)|\ba (?:little |bit )(?:bit )?later\b|\blater on\b|\bsome ?time soon\b|\bby return\b|\bat the earliest\b|\b(?:some ?time|at some point)(?=[.,;!]|$)|\b(?:some ?time|at some point) (?:during|in) the (?:coming|next) (?:days|weeks)\b",
)  # fmt: skip
TIMES = Grammar(
    rules=rules(_WORDS, _SPANS, _DAY_RULES, _DATES, _CLOCKS, b.vague(_VAGUE)),
    joins=re.compile(
        r"[\s,()]*(?:(?:on|between|from|at|by|before|around|about|until|till|of|in|the|latest|sometime|and"
        r"(?= at)|no later than|not later than|i\.e\.,?|that is,?|namely|which is|sharp|roughly|"
        r"approximately|during|for|your|our|local|time|also)[\s,]+)*[\s,()]*",
        re.IGNORECASE,
    ),
    ranges=re.compile(
        r"\s*(?:-|–|to|or|until|through|(?P<both>and))\s*(?:on |by |at |the )?", re.IGNORECASE
    ),
    between=re.compile(r"\bbetween\s+(?:the\s+)?$", re.IGNORECASE),
    leads=re.compile(
        r"(?:\b(?:no|not) later than|\b(?:by|before|until|till|on|at|around|about|within|in"
        r"|during|for|between|the|latest))\s+(?:the\s+)?$",
        re.IGNORECASE,
    ),
)  # fmt: skip
