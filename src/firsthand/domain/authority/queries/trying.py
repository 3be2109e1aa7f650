"""What another version would have said to what people have done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from firsthand.domain.authority import rules
from firsthand.domain.authority.models import Draw, ExchangeRate

if TYPE_CHECKING:
    from firsthand.foundation.scoping import SeesStores

DAYS = 90
# The newest; a page that waits for more would not come in time.
MOST_USES = 20_000


def past_uses(
    person: SeesStores, *, at: datetime, store_id: int | None = None, days: int = DAYS
) -> Iterator[rules.PastUse]:
    """Yield what was asked for in the stores somebody sees, in the days before."""
    drawn = Draw.objects.all().visible_to(person).filter(at__gt=at - timedelta(days=days))
    if store_id is not None:
        drawn = drawn.filter(store=store_id)
    for draw in drawn.order_by("-at")[:MOST_USES]:
        yield rules.PastUse(
            key=str(draw.key),
            at=draw.at,
            day=draw.day,
            order=f"{draw.store_id} {draw.order_number}",
            agent_id=draw.agent_id,
            team_id=draw.team_id,
            buyer_id=draw.buyer_id,
            was_allowed=draw.decision == Draw.Said.ALLOWED,
            use=rules.read_use(draw.use),
        )


def try_out(
    terms: rules.Terms,
    person: SeesStores,
    *,
    at: datetime,
    store_id: int | None = None,
    days: int = DAYS,
) -> rules.DryRun:
    """Return what a version would have said to the uses of the days before."""
    uses = past_uses(person, at=at, store_id=store_id, days=days)
    return rules.dry_run(uses, terms, _rates_by_day(terms))


def _rates_by_day(terms: rules.Terms) -> Callable[[date], rules.Rates]:
    """Return what gives the rates of a day, asking the database once for all days."""
    rows = list(
        ExchangeRate.objects.filter(reference=terms.currency)
        .order_by("on")
        .values_list("currency", "worth", "on")
    )
    known: dict[date, rules.Rates] = {}

    def on(day: date) -> rules.Rates:
        if day not in known:
            newest = {c: rules.Rate(worth, of) for c, worth, of in rows if of <= day}
            known[day] = rules.Rates(terms.currency, day, newest, terms.rates_valid_days)
        return known[day]

    return on
