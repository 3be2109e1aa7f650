"""How German agents write times."""

from __future__ import annotations

import re
from datetime import timedelta

from firsthand.domain.promises.rules import building as b
from firsthand.domain.promises.rules import meanings
from firsthand.domain.promises.rules.meanings import Moment, Part
from firsthand.domain.promises.rules.reading import Grammar, Rows, rules

NUMBERS = {
    word: float(value)
    for value, words in {
        1: "ein eine einem einer eines einen eins", 2: "zwei zweier", 3: "drei dreier",
        4: "vier", 5: "fünf", 6: "sechs", 7: "sieben", 8: "acht", 9: "neun", 10: "zehn",
        11: "elf", 12: "zwölf", 14: "vierzehn", 15: "fünfzehn", 20: "zwanzig",
        24: "vierundzwanzig", 30: "dreißig", 36: "sechsunddreißig", 40: "vierzig",
        45: "fünfundvierzig", 48: "achtundvierzig", 60: "sechzig", 72: "zweiundsiebzig",
        90: "neunzig", 1.5: "anderthalb eineinhalb", 2.5: "zweieinhalb",
    }.items()
    for word in words.split()
}  # fmt: skip
_DAYS = ("mo", "di", "mi", "do", "fr", "sa", "so")
_MONTHS = {
    "jan": 1, "jän": 1, "feb": 2, "mär": 3, "mae": 3, "apr": 4, "mai": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "okt": 10, "nov": 11, "dez": 12,
}  # fmt: skip
_FIGURE = (
    "(?:" + "|".join(sorted(NUMBERS, key=len, reverse=True)) + r"|\d{1,4}(?:[.,]\d{1,2})?)"
)
_HOUR = "(?:zwölf|elf|zehn|neun|acht|sieben|sechs|fünf|vier|drei|zwei|eins|ein)"
_ORDINAL_WORDS = """
erste zweite dritte vierte fünfte sechste siebte achte neunte zehnte elfte zwölfte dreizehnte vierzehnte
fünfzehnte sechzehnte siebzehnte achtzehnte neunzehnte zwanzigste einundzwanzigste zweiundzwanzigste
dreiundzwanzigste vierundzwanzigste fünfundzwanzigste sechsundzwanzigste siebenundzwanzigste
achtundzwanzigste neunundzwanzigste dreißigste einunddreißigste
"""
_ORDINALS = {f"{word}n": n for n, word in enumerate(_ORDINAL_WORDS.split(), start=1)}
_ORDINAL = f"(?:{'|'.join(_ORDINALS)})"
_WORDS = {
    "SPAN": (
        r"(?:\b(?:innerhalb|binnen|in|im Laufe|innert|spätestens in|spätestens binnen)\s+)?"
        r"(?:(?:von|der|den|die|nächsten|kommenden|folgenden|etwa|ca\.?|circa|rund|ungefähr"
        r"|maximal|max\.|höchstens|spätestens|längstens|weniger als|gut|knapp|nur|weiteren)\s+)*"
        rf"(?:(?<![\w.,/-]){_FIGURE}(?:\s+(?:Werk|Arbeits)?(?:tagen?|stunden?))?\s*(?:-|–|bis(?: zu)?|oder|und)\s*)?"
        rf"(?P<n>(?<![\w.,/:]){_FIGURE}|(?<=\d[-–]){_FIGURE})"
    ),
    "DAY": (
        r"(?P<day>(?:mon|diens|donners|frei|sams)tag|mittwoch|sonnabend|sonntag"
        r"|(?<=\b)(?:mo|di|mi|do|fr|sa|so)(?=\.,?\s*(?:den\s+)?\d))"
    ),
    "MONTH": (
        r"(?P<month>jan(?:uar)?|jänner|feb(?:ruar|er)?|märz|mär|maerz|apr(?:il)?|mai|juni?|juli?"
        r"|aug(?:ust)?|sept?(?:ember)?|okt(?:ober)?|nov(?:ember)?|dez(?:ember)?)\b\.?"
    ),
    "Y": r"(?:\s+(?P<y>20\d\d))?",
    "HOUR": rf"(?P<h>{_HOUR}|1[0-2]|0?[1-9])",
    "FROM": r"(?:(?:zwischen|von)\s+)?(?:(?<![\d.:])\d\d?(?:[:.]\d\d)?(?:\s*Uhr)?\s*(?:-|–|bis|und|oder)\s*)?",
    "CASE": r"(?:e[nrsm]?)",
    # The part of the day may be one word with the day: Freitagnachmittag.
    "PARTED": r"(?=(?:s?(?:vormittag|nachmittag|mittag|abend|morgen|früh)s?)?\b)(?!s\b)",
    "AT": r"(?:\b(?:am\s+|im Laufe des\s+|gegen\s+|zum\s+|über\s+)?(?:frühen\s+|späten\s+)?|(?<=tag)|(?<=woch))",
}


def _weekday(name: str) -> int:
    begin = name[:2].lower()
    return _DAYS.index("sa" if name.lower().startswith("sonna") else begin)


def _month(name: str) -> int:
    return _MONTHS[name[:3].lower()]


_SPANS: Rows = (
    (r"(?:(?<=\bum )|(?<=\bgegen )|(?<=\bvor ))(?P<h>[01]?\d|2[0-4])\s*h\b", b.clock(NUMBERS)),
    (r"<SPAN>\s*-?(?:Stunden?|Std\.?|h)\b(?!-)", b.elapsed(timedelta(hours=1), NUMBERS)),
    (r"<SPAN>\s*-?(?:Minuten?|Min\.?)\b(?!-)", b.elapsed(timedelta(minutes=1), NUMBERS)),
    (r"(?:\b(?:innerhalb|binnen|in)\s+)?(?:(?:der nächsten|von|einer|etwa|ca\.)\s+)*halben?\s+Stunde\b", Moment(after=timedelta(minutes=30))),
    (r"(?:\b(?:innerhalb|binnen|in)\s+)?(?:einer\s+)?Viertelstunde\b", Moment(after=timedelta(minutes=15))),
    (r"(?:\b(?:innerhalb|binnen|in)\s+)?(?:einer\s+)?Dreiviertelstunde\b", Moment(after=timedelta(minutes=45))),
    (r"\b(?:innerhalb|binnen|in) der nächsten Stunde\b", Moment(after=timedelta(hours=1))),
    (r"<SPAN>\s*-?(?:Werk|Arbeits|Geschäfts|Wochen)tag(?:en?|s|es)?\b(?!-)", b.business_days(NUMBERS)),
    (r"(?:\b(?:innerhalb|binnen) )?\b(?:des|am|zum|der|den|dem)?\s*(?:über)?(?:nächst|folgend|kommend)<CASE>\s+(?:Werk|Arbeits|Geschäfts)tag(?:e?s)?\b", b.NEXT_BUSINESS_DAY),
    (r"<SPAN>\s*-?(?:Kalender)?Tag(?:en?|es)?\b(?!-)", b.days(NUMBERS)),
    (r"<SPAN>\s*-?Wochen?\b(?!-|\w)", b.days(NUMBERS, each=7)),
    (r"\b(?:innerhalb|binnen|in) der nächsten Woche\b(?=\x00)|\bheute in einer Woche\b|\bin acht Tagen\b", Moment(day=meanings.in_days(7), rank=b.NEAR)),
    (r"\bheute in (?:vierzehn|14) Tagen\b|\bin zwei Wochen\b", Moment(day=meanings.in_days(14), rank=b.NEAR)),
    (r"<SPAN>\s*-?Monat(?:en?|s)?\b(?!-)", b.months(NUMBERS)),
    (r"\b(?:seit|vor|während|für|alle|nach|mindestens|über|um|noch|schon|bereits|die letzten|den letzten|in den letzten|die vergangenen)\s+(?:etwa |rund |ca\. |über |fast |gut |weitere |mehr als )*<SPAN>\s*-?(?:(?:Werk|Arbeits)?tag(?:en?|s)?|Stunden?|Wochen?|Minuten?|Monat(?:en?)?)\b", b.NONE),
    (r"\b" + _FIGURE + r"[ -]?(?:(?:Werk|Arbeits)?tage?s?|Stunden|Wochen|Monats?|Minuten|h)(?:-[A-ZÄÖÜ]\w+|ig\w*|frist\w*|lang\b|hotline\b|garantie\b)", b.NONE),
    (r"<SPAN>\s*(?:Tage|Stunden|Wochen|Monate)\s+(?:lang|alt|her|gültig|haltbar)\b", b.NONE),
)  # fmt: skip
_DAY_RULES: Rows = (
    (r"\b(?:noch (?:am )?heut(?:e|igen Tag)|heut(?:e|igen Tag) noch|noch im Laufe des (?:heutigen )?Tages|(?:noch )?im Laufe des (?:heutigen )?Tag(?:e?s)|noch am selben Tag|am selben Tag|taggleich|noch diesen Tag|im Tagesverlauf|heute im Tagesverlauf|tagsüber|bevor der Tag (?:um|vorbei|zu Ende) ist)\b", b.STILL_TODAY),
    (r"\bheute\b(?!\s+(?:in (?:einer|14|acht|vierzehn)))|\b(?:am )?heutigen Tag(?:e?s)?\b|\bheutigen (?=\w+tag|Abend)", b.TODAY),
    (r"\bmorgen\b(?!s\b)|\b(?:im Laufe des |am |des )?morgigen Tag(?:e?s)?\b|\bmorgigen\b|\b(?:am )?(?:nächsten|folgenden|darauffolgenden) Tag\b|\btags darauf\b", b.TOMORROW),
    (r"\bübermorgen\b", b.DAY_AFTER_TOMORROW),
    (r"\bheute Morgen\b", b.both(b.TODAY, b.part(Part.MORNING))),
    (r"\b<DAY><PARTED>(?P<next>\s+(?:der\s+)?(?:nächste|kommende|folgende)[rn]?\s+Woche\b)", b.weekday(_weekday)),
    (r"\b(?P<next>(?:nächste|kommende|folgende)[rn]?\s+Woche\s+(?:bis\s+)?(?:am\s+|den\s+|zum\s+)?<DAY>)<PARTED>", b.weekday(_weekday)),
    (r"\b<DAY>\s+in einer Woche\b", b.week_after(_weekday)),
    (r"\b(?P<this>diese[nmrs]?\s+(?:Woche\s+)?(?:am\s+)?<DAY>)<PARTED>", b.weekday(_weekday)),
    (r"\b(?:(?:kommend|nächst|folgend)e[nmrs]?\s+)?<DAY><PARTED>", b.weekday(_weekday)),
    (r"\b(?:im Laufe |in |Ende |bis Ende |gegen Ende |bis zum Ende |zum Ende |innerhalb )?(?:der )?(?:nächste|kommende|folgende)[rn]? Woche\b|\bnächstes Wochenende\b", b.end_of_week(1)),
    (r"\b(?:(?:noch |im Laufe |in |Ende |bis Ende |gegen Ende |bis zum Ende |zum Ende |innerhalb |bis Ende )*(?:dieser|diese|der laufenden|der) Woche)\b|\b(?:(?:vor|bis zum|vor dem) )(?:dem )?Wochenende\b|\bbis Wochenende\b|\b(?:zum|bis zum|am) (?:Wochenende|Wochenschluss|Ende der Woche)\b(?<!am Wochenende)|\bEnde (?:der|dieser) Woche\b|\bdiese Woche\b|\bWochenschluss\b|\bim Laufe der Woche\b", b.end_of_week()),
    (r"\b(?:Anfang|zu Beginn|Beginn|zu Anfang|Wochenanfang) (?:der )?(?:nächste|kommende)[rn]? Woche\b", b.begin_of_week()),
    (r"\b(?:Mitte) (?:der )?(?:nächste|kommende)[rn]? Woche\b", Moment(day=meanings.weekday_of(2, weeks=1), rank=b.WEEK)),
    (r"\b(?:am|übers|über das|dieses|kommendes) Wochenende\b", b.sunday()),
    (r"\b(?:bis )?(?:Ende|zum Ende|bis zum Ende) (?:des|dieses|diesen) Monats\b|\bMonatsende\b|\bEnde des laufenden Monats\b|\b(?:noch )?(?:in )?diese[nm] Monat\b|\bMonatsletzten\b|\b(?:noch )?im Laufe des Monats\b", b.END_OF_MONTH),
    (r"\bEnde (?:des )?(?:nächsten|kommenden) Monats\b|\b(?:im )?(?:nächsten|kommenden) Monat\b", b.END_OF_NEXT_MONTH),
    (r"\bEnde\s+<MONTH>", b.end_of_named_month(_month)),
    (r"\b(?:vor)?gestern(?:n?abend)?\b|\b(?:letzt|vorig|vergangen|jed|vorletzt)<CASE>\s+(?:<DAY>|Woche|Monats?|Tag|Nacht|Abend|Jahr)|\b(?:mon|diens|donners|frei|sams|sonn)tags\b|\bmittwochs\b|\btäglich\b|\bwerktags\b", b.NONE),
    (r"\b(?:per|ab) sofort\b|\b(?:seit|ab|vom|von)\s+(?:dem\s+|heute|morgen|nächster Woche|kommender Woche|<DAY>)\b(?!\s+\d+(?:[.:]\d\d)? bis)|\bbis(?:lang|her| heute(?! (?:um|abend|nachmittag|mittag|\d))| jetzt| dato)\b|\bStand heute\b|\b(?:mon|diens)tags? bis \w+tags?\b|\bmo\.?\s?[-–]\s?(?:fr|sa|do)\b|\bBlack Friday\b|\bCyber Monday\b|\bKarfreitag\b|\bOstermontag\b|\bRosenmontag\b|\bvon heute auf morgen\b", b.NONE),
)  # fmt: skip
_DATES: Rows = (
    (r"\b(?:den\s+|dem\s+|am\s+)?(?P<d>\d{1,2})\.\s*<MONTH><Y>", b.dated(_month)),
    (rf"\b(?:den\s+|dem\s+|am\s+)?(?P<d>{_ORDINAL})\s+<MONTH><Y>", b.dated(_month, _ORDINALS)),
    (r"\b(?P<y>20\d\d)-(?P<month>\d\d)-(?P<d>\d\d)\b", b.month_and_day),
    (r"(?<![\d/.,])(?P<a>\d\d?)\. ?(?P<b>\d\d?)\.(?P<y>20\d\d|\d\d(?!\d))?(?!\d)", b.numeric),
    (r"(?<![\d/.,])(?P<a>\d\d?)/(?P<b>\d\d?)/(?P<y>20\d\d|\d\d)\b", b.numeric),
    (rf"(?:(?<=\bam )|(?<=\bzum )|(?<=\bdem )|(?<=\bden ))(?P<d>{_ORDINAL})(?=\s*(?:$|[.,;!)]|[a-zäöü]))", b.named_day_of_month(_ORDINALS)),
    (r"(?:(?<=\bam )|(?<=\bzum )|(?<=\bden )|(?<=\bdem )|(?<=\bbis ))(?P<d>\d\d?)\.(?!\s*(?:\d|<MONTH>))", b.day_of_month),
)  # fmt: skip
_CLOCKS: Rows = (
    (r"<FROM>(?<![\d.,:])(?P<h>[01]?\d|2[0-4])(?:[:.](?P<m>[0-5]\d))?\s*(?:Uhr\b|h\b(?=\s|[.,;)]|$))", b.clock(NUMBERS)),
    (r"\b(?P<h>zwölf|elf|zehn|neun|acht|sieben|sechs|fünf|vier|drei|zwei|ein|vierzehn|fünfzehn|zwanzig)\s+Uhr(?:\s+(?P<m>fünfzehn|dreißig|fünfundvierzig))?\b", b.clock(NUMBERS, twelve=True)),
    (r"\b(?:zwischen\s+)?(?:\d\d?:\d\d\s*(?:-|–|bis|und)\s*)?(?<![\d:.,])(?P<h>[01]?\d|2[0-4]):(?P<m>[0-5]\d)(?![\d:])(?:\s*Uhr)?", b.clock(NUMBERS)),
    (r"\bzwischen (?:zwölf|elf|zehn|neun|acht|sieben|sechs|fünf|vier|drei|zwei|eins|ein|\d\d?) und <HOUR>(?:\s+Uhr)?\b(?!\s*(?:Tag|Stund|Werk|Woch|Minut|Uhr|[.:]\d))", b.clock(NUMBERS, twelve=True)),
    (r"\b(?P<before>halb)\s+<HOUR>\b(?!\s*(?:Tag|Jahr|Stund))(?:\s+Uhr\b)?", b.clock(NUMBERS, twelve=True)),
    (r"\b(?:viertel|Viertel)\s+(?P<quarter>nach)\s+<HOUR>\b", b.clock(NUMBERS, twelve=True)),
    (r"\b(?P<quarter>(?:viertel|Viertel))\s+(?P<to>vor)\s+<HOUR>\b", b.clock(NUMBERS, twelve=True)),
    (r"\b(?P<quarter>drei\s?)(?P<to>viertel)\s+<HOUR>\b", b.clock(NUMBERS, twelve=True)),
    (r"(?:(?<=\bum )|(?<=\bbis )|(?<=\bgegen )|(?<=\bvor ))" + rf"(?P<h>{_HOUR}|\d\d?)(?=\s*(?:$|[.,;!)]|heute|morgen|am\b|in der|abends|nachmittags|vormittags|morgens|mittags|früh))(?!\.\s*(?:\d|[JFMASOND][a-zä]))(?!,\d)", b.clock(NUMBERS, twelve=True)),
    (rf"(?<=\bum )(?P<h>{_HOUR}|\d\d?)(?=\s+[a-zäöü])(?!\s*(?:Uhr|Grad|Prozent|Euro|Cent|mal|cm|mm|kg|Stück|ein\b|und\b|oder\b))", b.clock(NUMBERS, twelve=True)),
    (r"\b(?:um\s+|bis\s+|vor\s+)?Mitternacht\b", b.part(Part.MIDNIGHT)),
    (r"<AT>(?:12 Uhr )?mittags?(?:szeit)?\b|\bzum Mittagessen\b", b.part(Part.NOON)),
    (r"<AT>vormittags?\b|\b(?:morgens|früh|frühmorgens|in der Früh(?:e)?|am (?:frühen )?Morgen)\b|(?:(?<=tag)|(?<=tag )|(?<=woch)|(?<=woch ))(?:früh|morgen)\b", b.part(Part.MORNING)),
    (r"<AT>nachmittags?\b", b.part(Part.AFTERNOON)),
    (r"<AT>abends?\b|\b(?:in der )?Nacht\b", b.part(Part.EVENING)),
    (r"\bguten? (?:Morgen|Abend|Tag|Nacht)\b|\b(?:schönen|angenehmen|guten|erfolgreichen) (?:\w+ )?(?:Tag|Abend|Nachmittag|Vormittag|Wochenende|Woche|<DAY>)\b", b.NONE),
    (r"\b(?:Dienst|Geschäfts|Laden|Büro|Schicht|Arbeits|Redaktions)(?:schluss|schluß|ende)\b|\b(?:zum|bis zum) (?:Ende (?:des|der) (?:Arbeitstag(?:e?s)|Geschäftstag(?:e?s)|Tag(?:e?s)|Schicht|Geschäftszeit)|Feierabend|Tagesende)\b|\bEnde des (?:heutigen |morgigen )?(?:Arbeits|Geschäfts|Werk)?tag(?:e?s)\b|\b(?:vor|bis|zum) (?:dem )?(?:Feierabend|Tagesende)\b|\bFeierabend\b|\bTagesende\b|\bCOB\b|\bEOD\b|\bbevor wir (?:schließen|Feierabend machen)\b", b.part(Part.CLOSE)),
)  # fmt: skip
_VAGUE = (
    r"\b(?:in Kürze|demnächst|(?<!so )bald(?:möglichst|igst|ig)?(?!\s+(?:wie|Sie|wir|ich))|möglichst bald|so bald wie möglich|so schnell wie möglich|schnellstmöglich|so rasch wie möglich|so zügig wie möglich|schnellstens|umgehend(?:st)?|ehestens|so schnell (?:es|das) (?:nur )?geht|unverzüglich|zeitnah|zeitig|alsbald|ehestmöglich|frühestmöglich|frühzeitig|sofort|prompt|asap|ASAP|zügig(?:st)?|rasch(?:est)?|baldmöglichst|sobald (?:wie )?möglich|sobald (?:es )?(?:uns )?möglich(?: ist)?|kurzfristig|in (?:absehbarer|nächster|kürzester|naher) Zeit|in den (?:nächsten|kommenden|folgenden) (?:paar )?(?:Tagen|Stunden|Wochen|Minuten)|die(?:ser)? (?:nächsten|kommenden) Tage|(?:der|in) nächste[rn]? Zeit|in Bälde|dieser Tage|in (?:ein paar|wenigen|einigen|mehreren) (?:Augenblicken|Minuten|Stunden|Tagen|Wochen|Werktagen|Arbeitstagen)|innerhalb (?:weniger|einiger|der nächsten|der kommenden) (?:Minuten|Stunden|Tage|Wochen|Werktage)|binnen (?:weniger|kurzem|kürzester)(?: (?:Stunden|Tage|Minuten|Zeit))?|gleich(?= (?:bei|noch|los|an|um|mit|per|wieder|nachher|im Anschluss|zurück|raus))|gleich nachher|jetzt gleich|gleich jetzt|jetzt sofort|nachher|später(?=[.,;!]|\s+(?:bei|noch|wieder|per|mit)|$)|im Laufe? der (?:nächsten|kommenden) (?:Tage|Wochen|Stunden)|in der Zwischenzeit(?=\x00)|bei nächster Gelegenheit|in einem (?:Moment|Augenblick)|auf dem schnellsten Wege?|demnach(?=\x00)|über kurz|in Zukunft bald|ohne (?:weitere |jede )?Verzögerung|mit Hochdruck|schnell(?=\s+(?:bei|zurück|Bescheid|zu(?:kommen|senden))))\b",
)  # fmt: skip
TIMES = Grammar(
    rules=rules(_WORDS, _SPANS, _DAY_RULES, _DATES, _CLOCKS, b.vague(_VAGUE)),
    joins=re.compile(
        r"[\s,()]*(?:(?:um|bis|bis spätestens|spätestens|gegen|vor|am|zum|den|dem|der|also|das heißt|d\.\s?h\.|ab|und zwar"
        r"|ca\.|etwa|ungefähr|im|in|nach|Ihrer|unserer|Orts|Ortszeit|zu|noch|voraussichtlich|nämlich|des|jeweils|genau|punkt|kurz)[\s,]+)*[\s,()]*",
        re.IGNORECASE,
    ),
    ranges=re.compile(r"\s*(?:-|–|bis|oder|bis zum|(?P<both>und))\s*(?:zum |am |um )?", re.IGNORECASE),
    between=re.compile(r"\bzwischen\s+(?:dem\s+)?$", re.IGNORECASE),
    leads=re.compile(
        r"(?:\b(?:bis|bis spätestens|spätestens|vor|am|um|gegen|bis zum|zum|im|in|innerhalb|binnen|zwischen|noch|bis zu|ab)\s+)+(?:de[nmr]\s+)?$",
        re.IGNORECASE,
    ),
)  # fmt: skip
