"""Find the time phrases of a text: parts by the grammar of a language, then joined."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from firsthand.domain.promises.rules.meanings import Moment
from firsthand.domain.promises.rules.zones import ZONES

# One character for one, so that places stay: full width to ASCII, odd quotes and spaces.
_EVEN = str.maketrans(
    {
        **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
        **dict.fromkeys("’ʼ‘`´", "'"),
        **dict.fromkeys("\u00a0\u202f\u2009\u3000\t", " "),
        "—": "–",
        "〜": "~",
    }
)


@dataclass(frozen=True)
class Reader:
    """How figures are to be read: 10/12 is 12 October in the USA."""

    is_month_first: bool


Build = Callable[[re.Match[str], Reader], Moment | None]
Rule = tuple[re.Pattern[str], Build]
# Patterns with what they mean, always or by what was found.
Rows = Sequence[tuple[str, Build | Moment]]


@dataclass(frozen=True)
class Grammar:
    """The time phrases of a language.

    Attributes:
        rules: parts of time phrases; of two that begin at one place the longer counts.
        joins: what may stand between two parts of one phrase.
        ranges: what stands between the two ends of a range; group `both`: a word that does
            so after `between` only ("between Monday and Friday").
        leads: what belongs to a phrase and stands before it ("by").
    """

    rules: Sequence[Rule]
    joins: re.Pattern[str]
    ranges: re.Pattern[str]
    between: re.Pattern[str]
    leads: re.Pattern[str]


@dataclass(frozen=True)
class Phrase:
    """A time phrase in a text, from `start` to `end`; `lead` is where "by" begins."""

    start: int
    end: int
    moment: Moment
    lead: int


def even(text: str) -> str:
    """Return the text with one kind of digits, quotes and spaces, no longer or shorter."""
    return text.translate(_EVEN)


def rules(words: Mapping[str, str], *tables: Rows) -> tuple[Rule, ...]:
    """Return all rules of some tables; `<NAME>` stands for the words of that name."""
    return tuple(
        (re.compile(_filled(pattern, words), re.IGNORECASE), _build(build))
        for table in tables
        for pattern, build in table
    )


def _filled(pattern: str, words: Mapping[str, str]) -> str:
    for name, expression in words.items():
        pattern = pattern.replace(f"<{name}>", expression)
    return pattern


def _build(build: Build | Moment) -> Build:
    return (lambda _found, _reader: build) if isinstance(build, Moment) else build


def phrases(text: str, grammar: Grammar, reader: Reader) -> list[Phrase]:
    """Return the time phrases of an evened text, in order of appearance."""
    found: list[Phrase] = []
    for part in _parts(text, grammar, reader):
        joined = _joined(found[-1], part, text, grammar) if found else None
        if joined is not None:
            found[-1] = joined
        else:
            found.append(part)
    return [
        replace(one, lead=_lead(text, one.start, grammar), end=_closed(text, one))
        for one in found
        if one.moment.says_when
    ]


def _parts(text: str, grammar: Grammar, reader: Reader) -> Iterator[Phrase]:
    matches = (
        (found.start(), -found.end(), found, build)
        for pattern, build in (*grammar.rules, *ZONES)
        for found in pattern.finditer(text)
        if found.end() > found.start()
    )
    reached = 0
    for start, _end, found, build in sorted(matches, key=lambda one: one[:2]):
        if start < reached:
            continue
        moment = build(found, reader)
        if moment is not None:
            reached = found.end()
            yield Phrase(start, reached, moment, start)


def _joined(before: Phrase, part: Phrase, text: str, grammar: Grammar) -> Phrase | None:
    gap = text[before.end : part.start]
    found = grammar.ranges.fullmatch(gap)
    opened = grammar.between.search(text[max(0, before.start - 20) : before.start])
    is_range = found is not None and (opened is not None or not found["both"])
    if not (is_range or grammar.joins.fullmatch(gap)):
        return None
    if before.moment.is_none and "," in gap and text[part.end : part.end + 1] not in ",:":
        return None
    if before.moment.is_near and part.moment.is_near and "," in gap:
        return None  # "it came today, tomorrow we glaze it"
    moment = before.moment.joined(part.moment, is_range=is_range)
    if moment is None:
        return None
    return Phrase(before.start, part.end, moment, before.lead)


def _closed(text: str, one: Phrase) -> int:
    """Return where the phrase ends, with the bracket that it opened."""
    is_open = text.count("(", one.start, one.end) > text.count(")", one.start, one.end)
    return one.end + (is_open and text[one.end : one.end + 1] == ")")


def _lead(text: str, start: int, grammar: Grammar) -> int:
    found = grammar.leads.search(text[max(0, start - 40) : start])
    return start if found is None else start - len(found.group())
