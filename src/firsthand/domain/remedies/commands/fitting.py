"""Refuse what makes no sense, before anybody is asked whether it is allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from firsthand.domain.remedies.queries.possible import what_does_not_fit
from firsthand.domain.remedies.rules.requests import Request
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.orders.models import Order


class DoesNotFit(Refused):
    code = "remedies.does_not_fit"


def require_fit(request: Request, order: Order) -> None:
    """Refuse a request that its order cannot bear.

    Raises:
        DoesNotFit: with the reason.
    """
    wrong = what_does_not_fit(request, order)
    if wrong is not None:
        raise DoesNotFit(wrong, fix=_("Choose something else, or correct the form."))
