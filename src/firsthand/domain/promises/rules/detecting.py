"""Find the promises in a reply: what we will do, and when it is due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from firsthand.domain.promises.rules.clauses import Clauses
from firsthand.domain.promises.rules.languages import (
    de_clauses,
    de_times,
    en_clauses,
    en_times,
    es_clauses,
    es_times,
    fr_clauses,
    fr_times,
    it_clauses,
    it_times,
    ja_clauses,
    ja_times,
    zh_clauses,
    zh_times,
)
from firsthand.domain.promises.rules.reading import (
    Grammar,
    Phrase,
    Reader,
    even,
    phrases,
)

# No reply promises more; a text of nothing but times is not to hold anybody up.
_MOST = 40
LANGUAGES: Mapping[str, tuple[Grammar, Clauses]] = {
    "en": (en_times.TIMES, en_clauses.CLAUSES),
    "de": (de_times.TIMES, de_clauses.CLAUSES),
    "es": (es_times.TIMES, es_clauses.CLAUSES),
    "fr": (fr_times.TIMES, fr_clauses.CLAUSES),
    "it": (it_times.TIMES, it_clauses.CLAUSES),
    "ja": (ja_times.TIMES, ja_clauses.CLAUSES),
    "zh": (zh_times.TIMES, zh_clauses.CLAUSES),
}


@dataclass(frozen=True)
class Detected:
    """A promise in a text.

    Attributes:
        start, end: where its time phrase stands.
        quote: that phrase as it stands there.
        due: when it is due (UTC); None: no moment is named ("soon").
    """

    start: int
    end: int
    quote: str
    due: datetime | None


def detect(
    text: str, language: str, sent_at: datetime, buyer_zone: str, marketplace: str
) -> tuple[Detected, ...]:
    """Return the promises of a reply in order of appearance.

    Args:
        text: the reply.
        language: its language (en, zh, de, ja, fr, it, es); of any other nothing is found.
        sent_at: when it is sent; what "tomorrow" goes by.
        buyer_zone: the buyer's time zone (IANA), whose clock counts unless the text names
            another.
        marketplace: where the order was placed (US, DE ...): how figures of dates are read.
    """
    if language not in LANGUAGES:
        return ()
    grammar, clauses = LANGUAGES[language]
    plain = even(text)
    found = phrases(plain, grammar, Reader(is_month_first=marketplace == "US"))[:_MOST]
    kept: list[Phrase] = []
    for one in found:
        if clauses.is_ours(plain, one):
            kept.append(_on_the_same_day(kept, one, clauses.sentence_of(plain, one.start)))
    zone = ZoneInfo(buyer_zone)
    made = (
        Detected(
            start=one.lead,
            end=one.end,
            quote=text[one.lead : one.end],
            due=one.moment.due(sent_at, zone),
        )
        for one in kept
        if not _says_less(one, kept, clauses.clause_of(plain, one.start))
    )
    # Nobody promises what is over: "this morning", written in the evening.
    return tuple(one for one in made if one.due is None or one.due > sent_at)


def times_in(
    text: str, language: str, sent_at: datetime, buyer_zone: str, marketplace: str
) -> tuple[Detected, ...]:
    """Return every time a text names, promised or not, in order of appearance.

    Arguments as of `detect`. Parts of the day alone are none: "good morning" names no time.
    """
    if language not in LANGUAGES:
        return ()
    grammar, clauses = LANGUAGES[language]
    plain, zone = even(text), ZoneInfo(buyer_zone)
    found: list[Phrase] = []
    for one in phrases(plain, grammar, Reader(is_month_first=marketplace == "US"))[:_MOST]:
        found.append(_on_the_same_day(found, one, clauses.sentence_of(plain, one.start)))
    return tuple(
        Detected(one.start, one.end, text[one.start : one.end], due)
        for one in found
        if one.moment.day or one.moment.clock or one.moment.after
        if (due := one.moment.due(sent_at, zone)) is not None
    )


def _on_the_same_day(before: Sequence[Phrase], one: Phrase, sentence: range) -> Phrase:
    """Return the phrase; "tomorrow I will look, and write by 3 pm" is tomorrow for both."""
    if one.moment.follows is not None:
        return _after(before, one, sentence)
    near = [other for other in before if other.start in sentence and other.moment.day]
    if not near or not one.moment.is_timed:
        return one
    day = near[-1].moment
    return replace(one, moment=replace(one.moment, day=day.day, rank=day.rank))


def _after(before: Sequence[Phrase], one: Phrase, sentence: range) -> Phrase:
    """Return the phrase; "we test on Friday and ship the same day" is Friday for both."""
    days = [
        other.moment.day
        for other in before
        if other.start in sentence and other.moment.day and other.moment.follows is None
    ]
    later = one.moment.follows
    if not days or later is None:
        return one
    named = days[-1]
    day = lambda sent: named(sent) + timedelta(later)  # noqa: E731
    return replace(one, moment=replace(one.moment, day=day))


def _says_less(one: Phrase, kept: Sequence[Phrase], clause: range) -> bool:
    """Say whether a vague phrase stands beside an exact one: "at once, by 5 pm"."""
    return one.moment.is_vague and any(
        other.start in clause and not other.moment.is_vague for other in kept
    )
