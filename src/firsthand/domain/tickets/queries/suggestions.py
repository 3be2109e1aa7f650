"""Which reasons somebody who closes a ticket most likely wants."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from firsthand.domain.reasons import queries as reasons
from firsthand.domain.tickets.models import Ticket
from firsthand.foundation.scoping import SeesStores

# Of how many tickets closed last the most frequent reasons are taken, and how many.
LATELY, OFTEN = 300, 6


class Why(StrEnum):
    """Why a reason is suggested."""

    NOW = "now"  # It is the tag in force.
    SAME_ORDER = "same_order"  # The buyer wrote about this order for it before.
    OFTEN = "often"  # Most of what was closed here lately.


@dataclass(frozen=True)
class Suggestion:
    """A reason that may be given, and why it is likely."""

    code: str
    why: Why


def suggestions(
    person: SeesStores, ticket: Ticket | None, tree: reasons.Taxonomy
) -> list[Suggestion]:
    """Return the likely reasons, likeliest first, each once.

    Args:
        person: who asks; only tickets of his stores are looked at.
        ticket: which is to be tagged; None for several at once.
        tree: the reasons. What was tagged with one that was merged suggests the other.
    """
    found: dict[str, Why] = {}
    for reason_id, why in _candidates(person, ticket):
        node = tree.today(reason_id)
        if tree.may_be_given(node):
            found.setdefault(node.code, why)
    return [Suggestion(code, why) for code, why in found.items()]


def _candidates(person: SeesStores, ticket: Ticket | None) -> Iterator[tuple[int, Why]]:
    tagged = Ticket.objects.all().visible_to(person).exclude(reason=None)
    if ticket is not None:
        if ticket.reason_id is not None:
            yield ticket.reason_id, Why.NOW
        if ticket.order_id is not None:
            same = tagged.filter(order_id=ticket.order_id, buyer_id=ticket.buyer_id)
            for earlier in same.exclude(pk=ticket.pk).order_by("-opened_at", "-pk")[:5]:
                yield earlier.reason_id or 0, Why.SAME_ORDER
        tagged = tagged.filter(store_id=ticket.store_id)
    lately = tagged.filter(state=Ticket.State.SOLVED, machine_only=False)
    lately = lately.order_by("-solved_at", "-pk")
    counted = Counter(lately.values_list("reason_id", flat=True)[:LATELY])
    for reason_id, _n in counted.most_common(OFTEN):
        yield reason_id or 0, Why.OFTEN
