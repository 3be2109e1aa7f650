"""Turn the entries of buyers into rows, by what the rules find out."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from firsthand.domain.journal import queries as journal
from firsthand.domain.metrics.commands.making_rows import About, rows_of
from firsthand.domain.metrics.commands.rows import Facts
from firsthand.domain.metrics.commands.translation import happenings

if TYPE_CHECKING:
    from firsthand.domain.journal.models import Entry

logger = logging.getLogger(__name__)


@dataclass
class Derived:
    """What the entries of some buyers come to.

    Attributes:
        facts: the rows.
        unreadable: entries left out, with the reason.
        failed: buyers of whom nothing could be worked out; their facts stay as they are.
    """

    facts: Facts = field(default_factory=Facts)
    unreadable: dict[int, str] = field(default_factory=dict)
    failed: set[int] = field(default_factory=set)


def derive(buyers: Sequence[int]) -> Derived:
    """Read all entries of these buyers, and work out their facts."""
    return derive_from(journal.of_buyers(buyers))


def derive_from(entries: Iterable[Entry]) -> Derived:
    """Work out facts from entries that come buyer by buyer; nothing is read or written."""
    derived = Derived()
    for buyer_id, of_buyer in groupby(entries, key=attrgetter("buyer_id")):
        _derive_one(buyer_id, list(of_buyer), derived)
    return derived


def _derive_one(buyer_id: int, entries: list[Entry], derived: Derived) -> None:
    events, unreadable = happenings(entries)
    derived.unreadable |= unreadable
    try:
        # All of them or none: half a buyer's facts would be wrong.
        rows = list(rows_of(buyer_id, events, About.of(entries)))
    except Exception as problem:
        # The rules have a mistake that this buyer brings out. It is for a person to see,
        # and no reason to keep the figures of everybody else from moving.
        logger.exception("The facts of buyer %s cannot be worked out", buyer_id)
        derived.failed.add(buyer_id)
        derived.unreadable[entries[-1].pk] = f"{type(problem).__name__}: {problem}"
    else:
        derived.facts.put(rows)
