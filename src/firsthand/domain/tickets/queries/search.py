"""Find a ticket by what identifies it exactly: its number, an order, a buyer's address."""

from __future__ import annotations

from django.db.models import Q

from firsthand.domain.orders import queries as orders
from firsthand.domain.tickets.models import Ticket
from firsthand.domain.tickets.queries.lineage import roots_of
from firsthand.domain.tickets.queries.views import PAGE
from firsthand.foundation.scoping import SeesStores

_LARGEST_ID = 2**63 - 1


def find(person: SeesStores, text: str) -> list[int]:
    """Return the tickets `text` names exactly, latest message first, at most a page.

    Each kind of key has its own index; nothing is searched by parts of words.
    """
    wanted = text.strip().removeprefix("#")
    if not wanted.isprintable() or not 0 < len(wanted) <= 320:
        return []
    visible = Ticket.objects.all().visible_to(person)
    if "@" in wanted:
        condition = Q(buyer_id__in=orders.buyers_known_by_address(wanted))
    else:
        condition = Q(order_number=wanted)
        if wanted.isascii() and wanted.isdigit() and int(wanted) <= _LARGEST_ID:
            condition |= Q(pk__in=roots_of([int(wanted)]).values())
    found = visible.filter(condition, merged_into=None).order_by("-last_message_at", "-pk")
    return list(found.values_list("pk", flat=True)[:PAGE])
