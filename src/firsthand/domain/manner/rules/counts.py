"""How many hours, days, weeks, months or years a text speaks of, in seven languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

# What may stand before a unit besides figures; "a day" is one.
_NUMBERS: Mapping[str, int] = {
    word: number
    for number, words in {
        1: "one a an ein eine einem einen einer eines un une uno una 一",
        2: "two zwei deux due dos 二 两",
        3: "three drei trois tre tres 三",
        4: "four vier quatre quattro cuatro 四",
        5: "five fünf cinq cinque cinco 五",
        6: "six sechs sei seis 六",
        7: "seven sieben sept sette siete 七",
        8: "eight acht huit otto ocho 八",
        9: "nine neun neuf nove nueve 九",
        10: "ten zehn dix dieci diez 十",
        11: "eleven elf onze undici once 十一",
        12: "twelve zwölf douze dodici doce 十二",
        14: "fourteen vierzehn quatorze quattordici catorce 十四",
        15: "fifteen fünfzehn quinze quindici quince 十五",
        20: "twenty zwanzig vingt venti veinte 二十",
        24: "二十四",
        30: "thirty dreißig trente trenta treinta 三十",
        48: "四十八",
    }.items()
    for word in words.split()
}
_WORDS = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_HAN = "[一二两三四五六七八九十]+"
_FIGURE = rf"(?:(?<!\d)(?<!\d[.,:/])\d{{1,3}}|(?<![^\W\d_])(?:{_WORDS})|{_HAN})"
_TO = r" ?(?:-|~|至|到|から|bis|to|or|oder|und|and|à|a|ou|o|et|e|y|u) ?"
_HAN_DAY = r"一二三四五六日天末"
# By unit in which it is counted, and how many of it one is. Clock times are none:
# "à 14 heures", "a las 15 horas".
_UNITS: tuple[tuple[str, int, str], ...] = (
    ("minute", 1, r"min(?:ute[sn]?|uti|utos?)?\b|分钟|分(?=以内|間|後)"),
    (
        "hour",
        1,
        r"h(?:ours?|rs?)\b|Stunden?\b|heures?\b|or[ea]\b|horas?\b|个?小时|个?钟头|時間",
    ),
    # "24 h" is a span, "14 h" a clock time.
    ("hour", 1, "|".join(rf"h\b(?<={n}{gap}h)" for n in (24, 48, 72) for gap in ("", " "))),
    (
        "business day",
        1,
        r"(?:business|working|work)[ -]days?\b|(?:Werk|Arbeits)tage?n?\b"
        r"|jours? ouvr(?:é|able)s?\b|giorn[io] lavorativ[io]\b"
        r"|d[ií]as? (?:h[áa]bil(?:es)?|laborables?)\b|个?工作[日天]|営業日",
    ),
    ("day", 7, r"weeks?\b|Wochen?\b|semaines?\b|settiman[ae]\b|semanas?\b|週間"),
    ("day", 7, rf"个?(?:周|星期|礼拜)(?![{_HAN_DAY}])"),
    (
        "day",
        1,
        r"(?:calendar[ -])?days?\b|(?:Kalender)?Tag(?:en?|s|es)?\b|jours?\b|giorn[io]\b"
        r"|d[ií]as?\b|个?(?:自然)?天|日(?:間|间)|个?自然日|日(?=(?:以?内|之内|以?後|后|ほど|程度|くらい))",
    ),
    (
        "month",
        1,
        r"months?\b|Monate?[ns]?\b|mois\b|mes[ei]\b|mes(?:es)?\b|个月|[かヶカケヵ]月",
    ),
    (
        "month",
        12,
        r"years?\b|Jahre?[ns]?\b|ans?\b|années?\b|ann[io]\b|años?\b"
        r"|年(?!\d|[一二三四五六七八九十]+月)",
    ),
)
_CLOCKS = re.compile(
    r"(?:\bà|\blas?|\bl[ae]|\bvers|\bavant|\balle|\bore|\bdès) $", re.IGNORECASE
)
_PATTERNS = tuple(
    (
        unit,
        each,
        re.compile(
            rf"(?:(?P<low>{_FIGURE}){_TO})?(?P<n>{_FIGURE})[ -]?(?:{names})",
            re.IGNORECASE,
        ),
    )
    for unit, each, names in _UNITS
)


def counts(text: str, _marketplace: str) -> Iterator[tuple[int, int, str]]:
    """Yield where counts stand and what they come to: "3 to 5 business day", "14 day".

    A week is seven days and a year twelve months; hours are never days: a promise of 24
    hours is not one of a day.
    """
    taken = [False] * len(text)
    for unit, each, pattern in _PATTERNS:
        for found in pattern.finditer(text):
            start, end = found.span()
            if any(taken[start:end]) or _is_clock(text, start, unit):
                continue
            taken[start:end] = [True] * (end - start)
            most = _number(found["n"]) * each
            least = _number(found["low"]) * each if found["low"] else most
            key = f"{most}" if least >= most else f"{least} to {most}"
            yield start, end, f"{key} {unit}"


def _is_clock(text: str, start: int, unit: str) -> bool:
    return unit == "hour" and _CLOCKS.search(text[max(0, start - 8) : start]) is not None


def _number(written: str) -> int:
    word = written.lower()
    if word in _NUMBERS:
        return _NUMBERS[word]
    if word.isdecimal():
        return int(word)
    tens, has_tens, ones = word.partition("十")
    if not has_tens:
        return _NUMBERS[word[-1]]
    return 10 * (_NUMBERS[tens[-1]] if tens else 1) + (_NUMBERS[ones[0]] if ones else 0)
