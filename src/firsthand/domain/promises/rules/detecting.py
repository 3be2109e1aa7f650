"""Find the promises in a reply: what we will do, and when it is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from firsthand.domain.promises.rules.clauses import Clauses
from firsthand.domain.promises.rules.languages import (
    de_clauses,
    de_times,
    en_clauses,
    en_times,
    fr_clauses,
    fr_times,
    ja_clauses,
    ja_times,
    zh_clauses,
    zh_times,
)
from firsthand.domain.promises.rules.reading import Grammar, Reader, even, phrases

LANGUAGES: Mapping[str, tuple[Grammar, Clauses]] = {
    "en": (en_times.TIMES, en_clauses.CLAUSES),
    "de": (de_times.TIMES, de_clauses.CLAUSES),
    "fr": (fr_times.TIMES, fr_clauses.CLAUSES),
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
    reader = Reader(is_month_first=marketplace == "US")
    plain = even(text)
    zone = ZoneInfo(buyer_zone)
    return tuple(
        Detected(
            start=found.lead,
            end=found.end,
            quote=text[found.lead : found.end],
            due=found.moment.due(sent_at, zone),
        )
        for found in phrases(plain, grammar, reader)
        if clauses.is_ours(plain, found.start, found.end)
    )
