"""Keep what other currencies are worth."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from firsthand.domain.authority import events
from firsthand.domain.authority.commands._common import refusals_are_noted
from firsthand.domain.authority.models import ExchangeRate
from firsthand.domain.journal import commands as journal
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

# Beyond, somebody took a rate for its inverse or forgot the point.
_LEAST, _MOST = Decimal("0.000001"), Decimal(1_000_000)


class RatesUnfit(Refused):
    code = "authority.rates_unfit"


@refusals_are_noted("record_rates")
def record_rates(
    *,
    reference: str,
    on: date,
    worth: Mapping[str, Decimal],
    by: Person | None,
    at: datetime,
) -> int:
    """Note what one unit of each currency was worth in the reference currency on a day.

    The same day again corrects it; what was decided meanwhile stays as it was decided.

    Args:
        reference: the currency of the policy.
        on: the day the rates are of; not one to come.
        worth: by currency; those not named keep their rates.
        by: who says so; None for the operator on the command line.
        at: when (UTC).

    Returns:
        How many rates were noted.

    Raises:
        NotAllowed: `by` may not change the policy.
        RatesUnfit: a currency or its worth cannot be, or the day is still to come.
    """
    if by is not None:
        require(by, Right.MANAGE_AUTHORITY)
    # Somewhere on earth it may already be the day after.
    if (on - at.date()).days > 1:
        raise RatesUnfit(
            _("The rates are of a day that has not come."), fix=_("Check the day.")
        )
    for currency, value in {reference: Decimal(1), **worth}.items():
        _refuse_unfit(currency, value)
    wanted = {code: value for code, value in worth.items() if code != reference}
    for currency, value in wanted.items():
        ExchangeRate.objects.update_or_create(
            reference=reference,
            currency=currency,
            on=on,
            defaults={"worth": value, "recorded_at": at},
        )
    facts = {
        "reference": reference,
        "on": on.isoformat(),
        "rates": {currency: str(value) for currency, value in wanted.items()},
    }
    journal.record(events.RATES_RECORDED, subject_id=0, at=at, by=by, facts=facts)
    return len(wanted)


def _refuse_unfit(currency: str, worth: Decimal) -> None:
    is_code = len(currency) == 3 and currency.isascii() and currency.isupper()
    if not is_code or not worth.is_finite() or not _LEAST <= worth <= _MOST:
        raise RatesUnfit(
            _("%(currency)s at %(worth)s is no rate.")
            % {"currency": currency[:10], "worth": str(worth)[:20]},
            fix=_("Write the currency’s three letters and what one unit of it is worth."),
        )
