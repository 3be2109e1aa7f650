"""Turn happenings into columns. Texts become places in lists of words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from firsthand.domain.metrics import rules
from firsthand.domain.metrics.bulk import arrays as a
from firsthand.domain.metrics.bulk.reading import COLUMNS, SCHEMA

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
NATURES = ("question", "info_supplied", "thanks_only", "auto_reply", "spam", "notice")
REPLIES = ("resolution", "info_request", "holding", "courtesy")
SAID_OF_FRONT_LINE = (None, False, True)
KINDS: dict[type[Any], int] = {
    rules.Merged: a.MERGED,
    rules.Tagged: a.TAGGED,
    rules.OrderLinked: a.ORDER_LINKED,
    rules.Asked: a.ASKED,
    rules.Reopened: a.REOPENED,
    rules.Assigned: a.ASSIGNED,
    rules.Escalated: a.ESCALATED,
    rules.Replied: a.REPLIED,
    rules.Solved: a.SOLVED,
    rules.Escaped: a.ESCAPED,
    rules.Focused: a.FOCUSED,
}
Row = dict[str, int]


class Vocabulary:
    """Lists of words that only grow: what has a place keeps it. Place 0 is none."""

    def __init__(self) -> None:
        self.reasons: dict[str, int] = {"": 0}
        self.products: dict[str, int] = {"": 0}
        self.sets: dict[tuple[str, ...], int] = {(): 0}
        self.sessions: dict[str, int] = {"": 0}
        self.channels: dict[str, int] = {"": 0}

    def products_of(self, asins: frozenset[str]) -> int:
        """Return the place of a set of products, its members by the alphabet."""
        members = tuple(sorted(asins))
        for one in members:
            place(self.products, one)
        return place(self.sets, members)


def place(words: dict[Any, int], word: Any) -> int:  # noqa: ANN401 -- texts, or sets of them
    """Return the place of a word, which gets the next one if it is new."""
    return words.setdefault(word, len(words))


def row_of(buyer: int, event: rules.Event, known: Vocabulary) -> Row:
    """Return the columns of one event, as `arrays.Events` explains them."""
    row = dict.fromkeys(COLUMNS, 0)
    row |= {
        "buyer": buyer,
        "happened_at": micros(event.at),
        "recorded_at": micros(event.at),
        "kind": KINDS[type(event)],
        "key": event.key,
        "ticket": getattr(event, "ticket", 0),
        "order_id": getattr(event, "order", None) or 0,
        "nature": a.TIMED if getattr(event, "is_timed", True) else a.UNTIMED,
        "actor": getattr(event, "agent", None) or 0,
        "reason": place(known.reasons, getattr(event, "reason", None) or ""),
        "session": place(known.sessions, getattr(event, "session", None) or ""),
    }
    return row | _more(event, known)


def _more(event: Any, known: Vocabulary) -> Row:  # noqa: ANN401 -- keys are numbers here
    more: Row = {}
    match event:
        case rules.Asked():
            more["products"] = known.products_of(event.asins)
            more["nature"] = NATURES.index(event.nature)
            more["other"] = int(not event.front_line_can_resolve)
        case rules.Replied():
            more["nature"], more["other"] = REPLIES.index(event.kind), int(event.macro or 0)
        case rules.Merged():
            more["other"] = int(event.into)
        case rules.Assigned():
            more["other"], more["session"] = int(event.to or 0), event.reassignments
        case rules.Tagged():
            more["nature"] = SAID_OF_FRONT_LINE.index(event.front_line_can_resolve)
            more["other"] = place(known.reasons, event.topic or "")
        case rules.Escaped():
            more["nature"] = a.WHY.index(event.way)
        case rules.Focused():
            more["other"] = event.seconds
    return more


def micros(at: datetime) -> int:
    """Return a moment as microseconds since 1970 (UTC)."""
    return (at - EPOCH) // MICROSECOND


def table_of(rows: list[Row]) -> pa.Table:
    """Return rows as the columns of the files."""
    columns = [pa.array([row[field.name] for row in rows], field.type) for field in SCHEMA]
    return pa.Table.from_arrays(columns, schema=SCHEMA)
