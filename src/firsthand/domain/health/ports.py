"""What a marketplace says of an account, as connectors bring it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Part:
    """One kind of what makes up a measure: how many, and how that is judged."""

    count: int
    status: str = ""


@dataclass(frozen=True, kw_only=True)
class ReadingFacts:
    """One measure over one window. What a report does not say is None or empty.

    Attributes:
        measure: a key of `rules.MEASURES`, or as the report calls it.
        since, until: of the window, the end not in it.
        hits: units with the mark: defects, late, valid, on time.
        n: units counted.
        rate: as stated, 0 to 1.
        target: the line, 0 to 1; of mere counts, the count.
        condition: LESS_THAN, GREATER_THAN, EQUALS, or what else was said.
        status: GOOD, BAD, NONE, or what else was said.
        parts: by name.
    """

    measure: str
    since: datetime
    until: datetime
    hits: int | None = None
    n: int | None = None
    rate: Decimal | None = None
    target: Decimal | None = None
    condition: str = ""
    status: str = ""
    parts: Mapping[str, Part] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class MarketFacts:
    """What was said about an account on one marketplace.

    Attributes:
        marketplace_id: as the channel numbers it.
        status: of the account: NORMAL, AT_RISK, DEACTIVATED, or what else was said.
        rating: the account health rating's status, if any.
        readings: measures by window.
        warnings: by kind, with their status.
        document: the part of the report this was read from.
    """

    marketplace_id: str
    status: str = ""
    rating: str = ""
    readings: tuple[ReadingFacts, ...] = ()
    warnings: Mapping[str, str] = field(default_factory=dict)
    document: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class PerformanceFacts:
    """A whole report.

    Attributes:
        digest: SHA-256 of the document, in hex: the same document twice is one.
        latest: the end of the latest window; before that it cannot have been made.
        markets: the marketplaces it speaks of.
        unread: what it says that nobody here understands, by its place in it.
    """

    digest: str
    latest: datetime | None
    markets: tuple[MarketFacts, ...]
    unread: tuple[str, ...] = ()
