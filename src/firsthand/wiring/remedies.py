"""What can be asked for and what would be said to it, by engine, policy and channel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from firsthand.domain.authority import queries as authority
from firsthand.domain.authority.queries import Prospect
from firsthand.domain.people.queries import Right
from firsthand.domain.remedies import queries as remedies
from firsthand.domain.remedies.ports import Kind
from firsthand.domain.remedies.queries import Around, OrderMoney, Possible
from firsthand.foundation.errors import Refused
from firsthand.wiring.authority import wish_of
from firsthand.wiring.channels import NoChannel, channel_of

if TYPE_CHECKING:
    from firsthand.domain.orders.models import Order
    from firsthand.domain.people.models import Person
    from firsthand.domain.remedies.rules.requests import Request
    from firsthand.domain.stores.models import Store


@dataclass(frozen=True)
class Foreseen:
    """What would happen if this were asked for now. Nothing was written.

    Attributes:
        refusal: why the engine would not take it, in words; empty where it would.
        prospect: what the policy would say.
        left_after: of the order, in minor units of its currency.
    """

    refusal: str
    prospect: Prospect
    left_after: int


def possibilities(person: Person, order: Order, money: OrderMoney) -> list[Possible]:
    """Return every kind of remedy for an order, with what stands against it now.

    Args:
        person: who would ask.
        order: with its store, lines and setbacks.
        money: of this order.
    """
    can, not_connected = _capabilities(order.store)
    around = Around(
        may_request=person.may(Right.REQUEST_REMEDIES),
        is_stopped=remedies.is_agent_stopped(person.pk),
        can=can,
        not_connected=not_connected,
        forbidden={kind: authority.never_from_here(order, kind) for kind in Kind},
    )
    return remedies.possible(order, money, around)


def foresee(
    request: Request, *, order: Order, money: OrderMoney, by: Person, at: datetime
) -> Foreseen:
    """Return what would be said to a request; what counts is what is said when it is made.

    Args:
        request: what would be asked for, perhaps not complete yet.
        order: with its store, lines and setbacks.
        money: of this order.
        by: who would ask.
        at: when (UTC).
    """
    refusal = remedies.what_does_not_fit(request, order)
    refusal = refusal or remedies.what_is_too_much(request, money)
    wish = wish_of(request, money, by=by)
    return Foreseen(
        refusal or "",
        authority.prospect(wish, order, by=by, at=at),
        money.left - request.minor_units,
    )


class ChannelCannot(Refused):
    code = "wiring.channel_cannot"


def require_channel(store: Store, kind: Kind) -> None:
    """Refuse what would wait for ever: what no channel of this store can carry out.

    Raises:
        NoChannel: the store is not connected.
        ChannelCannot: its channel cannot do this.
    """
    if kind not in channel_of(store).capabilities().kinds:
        raise ChannelCannot(
            _("The channel cannot do this."),
            fix=_("Do it in the marketplace's own pages, and note it on the ticket."),
        )


def _capabilities(store: Store) -> tuple[frozenset[Kind] | None, str]:
    try:
        return channel_of(store).capabilities().kinds, ""
    except NoChannel as problem:
        return None, f"{problem.message} {problem.fix}".strip()
