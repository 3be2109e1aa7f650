"""How somebody stands: what holds for him, what he has used, what he may do now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet, Sum

from firsthand.domain.authority import rules
from firsthand.domain.authority.models import Draw, Spent
from firsthand.domain.authority.queries.policies import InForce, in_force, rates
from firsthand.domain.orders import queries as orders
from firsthand.domain.people import queries as people
from firsthand.domain.stores import queries as stores
from firsthand.foundation.money import Money
from firsthand.foundation.postgres.standing import StandingList
from firsthand.foundation.scoping import Everything

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person, Team

# What ends a claim or chargeback in nobody's favour is still one that was made.
_CLAIMS = ("claim", "chargeback")


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What somebody wants to give, for which order. The other fields: `rules.Use`."""

    store_id: int
    order_number: str
    buyer_id: int | None
    kind: str
    amount: Money
    given: tuple[Money, ...] = ()
    order_total: Money | None = None
    reason: str = ""
    risk: str = ""
    fulfilment: str = ""
    level: int = 0
    mastery: int = 0
    has_claim: bool = False
    has_chargeback: bool = False
    is_defence: bool = False
    has_note: bool = False
    ticket_id: int | None = None


@dataclass(frozen=True)
class Holders:
    """Whose budgets a use is taken from."""

    agent_id: int
    team_id: int | None


@dataclass(frozen=True)
class Standing:
    """Everything a decision rests on, as it is at this moment."""

    use: rules.Use
    policy: InForce
    sums: rules.Sums
    rates: rules.Rates
    findings: tuple[rules.Finding, ...]
    holders: Holders
    day: date  # In the store's zone.

    def decide(self) -> rules.Decision:
        """Return what may be done."""
        return rules.decide(self.use, self.policy.terms, self.sums, self.rates)

    @cached_property
    def left_today_minor_units(self) -> int | None:
        """Return what is left of the tightest budget; None without one."""
        return min((each.left_minor_units for each in self.sums.budgets), default=None)


def standing(
    asking: Asking, *, by: Person, at: datetime, policy: InForce | None = None
) -> Standing:
    """Return how somebody stands who wants to give something.

    A page shows it before the click; what counts is what `commands.ask` finds then.

    Args:
        asking: what is to be given, for which order.
        by: who wants it.
        at: when (UTC).
        policy: what holds for the store then, where it was read just now; None: to be read.
    """
    store = stores.store_numbered(asking.store_id)
    day = at.astimezone(ZoneInfo(store.time_zone)).date()
    policy = policy or in_force(store.pk, at)
    known = rates(policy.terms, day)
    buyers = persons(asking.buyer_id)
    found = findings(buyers, terms=policy.terms, known=known, at=at)
    holders = Holders(by.pk, team_of(by, store.pk))
    use = rules.Use(
        kind=asking.kind,
        amount=asking.amount,
        given=asking.given,
        order_total=asking.order_total,
        reason=asking.reason,
        risk=asking.risk,
        channel=store.channel,
        marketplace=store.marketplace,
        fulfilment=asking.fulfilment,
        role=by.role,
        level=asking.level,
        mastery=asking.mastery,
        flags=frozenset(each.flag for each in found),
        has_claim=asking.has_claim,
        has_chargeback=asking.has_chargeback,
        is_defence=asking.is_defence,
        has_note=asking.has_note,
        sets_limits=policy.is_set_by(by.pk),
    )
    sums = _sums(policy.terms, holders, buyers, day=day, at=at)
    return Standing(use, policy, sums, known, found, holders, day)


def persons(buyer_id: int | None) -> tuple[int, ...]:
    """Return all the buyers that are the same person, by number; none of nobody."""
    return () if buyer_id is None else orders.persons_of([buyer_id])[buyer_id]


def team_of(person: Person, store_id: int) -> int | None:
    """Return the team by which somebody looks after a store, the oldest of several."""
    return next((team.pk for team in _teams(person.pk, store_id)), None)


@StandingList
def _teams(person_id: int, store_id: int) -> QuerySet[Team]:
    return people.teams_on(store_id).filter(people=person_id).order_by("pk")


def findings(
    buyers: tuple[int, ...], *, terms: rules.Terms, known: rules.Rates, at: datetime
) -> tuple[rules.Finding, ...]:
    """Return what a person's history shows, over all stores and channels he bought by.

    `buyers` are all that he is. Whoever decides may not see some of those stores: show him
    how many, and by which channels, not the orders.
    """
    history = orders.orders_of_buyers(Everything(), buyers)
    incidents = [
        rules.Incident(
            kind=setback.kind,
            number=f"{order.number} {setback.external_id}",
            at=setback.happened_at,
            channel=order.store.channel,
            was_denied=setback.denied_at is not None,
        )
        for order in history
        for setback in order.setbacks.all()
        if setback.kind in _CLAIMS
    ]
    bought = [
        rules.Bought(
            number=order.number,
            at=order.placed_at,
            total=Money(order.currency, order.total_minor_units),
        )
        for order in history
        if order.state != "cancelled"
    ]
    return rules.findings(incidents, bought, terms=terms.flags, rates=known, at=at)


def _sums(
    terms: rules.Terms,
    holders: Holders,
    buyers: tuple[int, ...],
    *,
    day: date,
    at: datetime,
) -> rules.Sums:
    numbers = {rules.Of.AGENT: holders.agent_id, rules.Of.TEAM: holders.team_id or 0}
    spent = _spent(holders, terms.currency, day)
    budgets = [
        rules.Spent(of, period, most, spent.get((of, numbers[of], period), 0))
        for of, period, most in rules.budgets_for(terms, holders.agent_id, holders.team_id)
    ]
    windows = [
        (window, _within(window, holders.agent_id, buyers, terms.currency, at))
        for window in terms.windows
        if window.of == rules.Of.AGENT or buyers
    ]
    return rules.Sums(tuple(budgets), tuple(windows))


def _spent(holders: Holders, currency: str, day: date) -> dict[tuple[str, int, str], int]:
    """Return what is spent of each budget of this day and month, by whose and which."""
    theirs = Q(of=rules.Of.AGENT, number=holders.agent_id)
    theirs |= Q(of=rules.Of.TEAM, number=holders.team_id or 0)
    now = Q()
    for period in rules.Period:
        now |= Q(period=period, begins_on=rules.begins(period, day))
    rows = Spent.objects.filter(theirs, now, currency=currency)
    return {
        (of, number, period): minor_units
        for of, number, period, minor_units in rows.values_list(
            "of", "number", "period", "minor_units"
        )
    }


def _within(
    window: rules.Window,
    agent_id: int,
    buyers: tuple[int, ...],
    currency: str,
    at: datetime,
) -> int:
    """Return what was given without asking in the hours before, by him or to them.

    # TRICKY: no upper end. A clock that was set back must not hide what was given.
    """
    since = at - timedelta(hours=window.hours)
    drawn = Draw.objects.filter(decision="allowed", currency=currency, at__gt=since)
    if window.of == rules.Of.AGENT:
        drawn = drawn.filter(agent=agent_id)
    else:
        drawn = drawn.filter(buyer_id__in=buyers)
    total = drawn.aggregate(total=Sum(F("minor_units") - F("returned_minor_units")))
    return int(total["total"] or 0)
