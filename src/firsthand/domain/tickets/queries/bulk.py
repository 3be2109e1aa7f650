"""What bulks are there, how far they are, and what became of each ticket."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from firsthand.domain.people.queries import Right
from firsthand.domain.tickets.models import Bulk, BulkItem, Ticket

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person


@dataclass(frozen=True)
class Tally:
    """How many tickets of a bulk are in which state; all of them together are the list."""

    waiting: int = 0
    done: int = 0
    same: int = 0
    refused: int = 0
    changed: int = 0

    @property
    def total(self) -> int:
        """Return how many tickets there are."""
        return self.waiting + self.over

    @property
    def over(self) -> int:
        """Return with how many nothing more happens."""
        return self.done + self.same + self.left_out

    @property
    def left_out(self) -> int:
        """Return how many were refused, or had changed."""
        return self.refused + self.changed


def tally(bulk: Bulk) -> Tally:
    """Count the tickets of a bulk by their state."""
    return tallies([bulk])[bulk.pk]


def tallies(bulks: Sequence[Bulk]) -> dict[int, Tally]:
    """Count the tickets of each of these bulks by their state."""
    items = BulkItem.objects.filter(bulk__in=[bulk.pk for bulk in bulks]).order_by()
    counts: dict[int, dict[str, int]] = {bulk.pk: {} for bulk in bulks}
    rows = items.values_list("bulk_id", "state").annotate(Count("pk"))
    for bulk_id, state, count in rows:
        counts[bulk_id][state] = count
    return {pk: Tally(**found) for pk, found in counts.items()}


def bulks_for(person: Person) -> QuerySet[Bulk]:
    """Return the bulks `person` may see, newest first.

    Everybody sees his own; a lead also those of others, if he looks after the stores of all
    of its tickets. A preview is seen by nobody else.
    """
    mine = Q(by_id=person.pk)
    if person.may(Right.ASSIGN_OTHERS):
        seen = Ticket.objects.all().visible_to(person)
        foreign = BulkItem.objects.filter(bulk=OuterRef("pk")).exclude(ticket__in=seen)
        mine |= ~Q(state=Bulk.State.SHOWN) & ~Q(Exists(foreign))
    return Bulk.objects.filter(mine).select_related("by", "to").order_by("-shown_at", "-pk")


def items_of(bulk: Bulk, person: Person, *states: str) -> QuerySet[BulkItem]:
    """Return the tickets of a bulk that `person` may see, as they were listed.

    Args:
        bulk: one of `bulks_for(person)`.
        person: who looks.
        states: only those in one of these states; none: all.
    """
    seen = Ticket.objects.all().visible_to(person)
    found = BulkItem.objects.filter(bulk=bulk, ticket__in=seen)
    if states:
        found = found.filter(state__in=states)
    shown = ("ticket__buyer", "ticket__assignee", "ticket__reason")
    return found.select_related(*shown).order_by("pk")


def left_out(bulk: Bulk, person: Person) -> Iterator[BulkItem]:
    """Yield the tickets to which a bulk did nothing though it was meant to, one by one."""
    states = (BulkItem.State.REFUSED, BulkItem.State.CHANGED)
    yield from items_of(bulk, person, *states).iterator(chunk_size=1000)
