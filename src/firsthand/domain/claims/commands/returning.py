"""Say that the returns asked for on an order were answered."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.claims import events
from firsthand.domain.claims.models import ReturnAnswer
from firsthand.domain.claims.queries.returns import returns_due
from firsthand.domain.journal import commands as journal
from firsthand.domain.orders import queries as orders
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person


class NothingAsked(Refused):
    code = "claims.no_return_waits"


@transaction.atomic
def answer_returns(*, order_id: int, by: Person, at: datetime) -> ReturnAnswer:
    """Note that somebody has answered, where the marketplace takes the answers.

    A report that says otherwise later is not argued with: it only ever stops the clock.

    Args:
        order_id: of whose returns.
        by: who answered.
        at: when (UTC).

    Raises:
        ObjectDoesNotExist: there is no such order in the stores `by` may see.
        NothingAsked: no return of it waits for an answer.
    """
    require(by, Right.FIND_TRUTH)
    order = orders.order_for(by, order_id)
    if order is None:
        raise ObjectDoesNotExist
    if returns_due(order, orders.notices_of(order), at=at) is None:
        raise NothingAsked(
            _("No return of this order waits for an answer."), fix=_("Reload the page.")
        )
    answer, _is_new = ReturnAnswer.objects.update_or_create(
        order=order, defaults={"store_id": order.store_id, "by": by, "at": at}
    )
    journal.record(
        events.RETURNS_ANSWERED,
        subject_id=order.pk,
        at=at,
        by=by,
        about=journal.About(store_id=order.store_id, buyer_id=order.buyer_id),
    )
    return answer
