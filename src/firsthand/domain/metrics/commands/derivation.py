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
from firsthand.domain.orders import queries as orders

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


Person = tuple[int, ...]  # The numbers of all buyers that are one person, the lowest first.


def persons_among(buyers: Sequence[int]) -> list[Person]:
    """Return everybody who is one of these buyers, with all he is."""
    return sorted(set(orders.persons_of(buyers).values()))


def derive(persons: Sequence[Person]) -> Derived:
    """Read all entries of these persons, and work out their facts.

    Buyers that are one person have one set of facts, under the lowest of their numbers.
    """
    derived = derive_from(
        journal.of_buyers([person[0] for person in persons if len(person) == 1])
    )
    for members in persons:
        if len(members) > 1:
            _derive_person(members, derived)
    return derived


def _derive_person(members: Person, derived: Derived) -> None:
    entries = sorted(
        journal.of_buyers(members), key=lambda entry: (entry.happened_at, entry.pk)
    )
    if entries:
        _derive_one(members[0], entries, derived)
    if members[0] in derived.failed:
        derived.failed.update(members)


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
