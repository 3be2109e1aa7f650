"""What was found about a ticket, about an order, about all of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q

from firsthand.domain.claims.models import Finding
from firsthand.domain.tickets import queries as tickets
from firsthand.foundation.scoping import SeesStores, StoreScoped

# Of the table of all findings, in this order. Codes and numbers, no words of people.
COLUMNS = (
    "finding", "ticket", "order", "store", "said", "truth", "true_reason", "bases",
    "found_by", "found_at", "stands",
)  # fmt: skip


def findings_of(ticket_id: int) -> list[Finding]:
    """Return all that was found on a ticket, the newest first, each with what it rests on.

    Of merged tickets too, which stand within it. Whoever asks has been shown the ticket.
    """
    return list(_whole().filter(ticket_id__in=tickets.numbers_of(ticket_id)))


def findings_of_order(person: SeesStores, order_id: int) -> list[Finding]:
    """Return what was found about an order that `person` may see, the newest first.

    As it was linked when it was found, or its ticket is now.
    """
    about = tickets.tickets_of_orders([order_id]).get(order_id, [])
    numbers = [number for each in about for number in tickets.numbers_of(each)]
    seen = _whole().visible_to(person)
    return list(seen.filter(Q(order_id=order_id) | Q(ticket_id__in=numbers)))


def standing_finding(ticket_id: int, said_id: int) -> Finding | None:
    """Return what stands of a ticket for what the buyer says: what nothing has replaced."""
    numbers = tickets.numbers_of(ticket_id)
    found = Finding.objects.filter(ticket_id__in=numbers, said_id=said_id)
    return found.filter(replaced_by=None).order_by("-at", "-pk").first()


def table(person: SeesStores) -> Iterator[tuple[str | int | datetime, ...]]:
    """Yield every finding `person` may see as a row of `COLUMNS`, oldest number first."""
    seen = Finding.objects.all().visible_to(person).order_by("pk")
    rows = seen.select_related("order", "store", "said", "true_reason", "replaced_by")
    for each in rows.prefetch_related("bases").iterator(chunk_size=500):
        yield (
            each.pk, each.ticket_id, each.order.number if each.order else "",
            each.store.name, each.said.code, each.truth,
            each.true_reason.code if each.true_reason else "",
            " ".join(sorted({basis.kind for basis in each.bases.all()})),
            each.by_id, each.at, "no" if hasattr(each, "replaced_by") else "yes",
        )  # fmt: skip


def _whole() -> StoreScoped[Finding]:
    found = Finding.objects.all().select_related("by", "said", "true_reason", "replaced_by")
    return found.prefetch_related("bases").order_by("-at", "-pk")
