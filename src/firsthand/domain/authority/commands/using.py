"""Use authority: ask whether somebody may, take it from his budgets, give it back.

All of it inside the transaction of whoever carries the use out: the decision, the budgets
and what follows are committed together or not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from firsthand.domain.authority import events, rules
from firsthand.domain.authority.models import Draw, Spent
from firsthand.domain.authority.queries import using
from firsthand.domain.authority.queries.policies import InForce
from firsthand.domain.authority.queries.using import Asking, Holders
from firsthand.domain.journal import commands as journal
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

_MOST_LOOKS = 5


class BudgetSpent(Refused):
    code = "authority.budget_spent"


class MoreThanDrawn(Refused):
    code = "authority.more_than_drawn"


@dataclass(frozen=True)
class Asked:
    """What was said to a use, and under which version; None: the program’s own."""

    decision: rules.Decision
    version_id: int | None


def ask(
    *,
    key: UUID,
    asking: Asking,
    by: Person,
    at: datetime,
    policy: InForce | None = None,
) -> Asked:
    """Decide whether somebody may give this on his own word; if so, take it.

    Until the commit nobody else is decided about for the same agent or buyer: uses that
    come at once are summed up one after the other. What is forbidden leaves no trace here.

    Args:
        key: the remedy's; one draw each.
        asking: what is to be given, for which order.
        by: who wants it. That he may work on this store's tickets was asked before.
        at: when (UTC).
        policy: what holds for the store then, where it was read just now; None: to be read.
    """
    assert connection.in_atomic_block, "ask() belongs inside the remedy's transaction"
    _hold(by, asking)
    standing, decision, budgets = _decided(asking, by=by, at=at, policy=policy)
    version = standing.policy.version
    if not isinstance(decision, rules.Forbidden):
        _write(key, asking, standing, decision, budgets, by=by, at=at)
    return Asked(decision, version.pk if version else None)


def _decided(
    asking: Asking, *, by: Person, at: datetime, policy: InForce | None
) -> tuple[using.Standing, rules.Decision, list[int]]:
    """Return the decision with the budgets it was taken from.

    Between the look and the taking a colleague may have used up the team's budget. Then it
    is looked at again, and the decision says so.

    Raises:
        BudgetSpent: others take and give back between every look and the taking.
    """
    for looks in count(1):
        standing = using.standing(asking, by=by, at=at, policy=policy)
        decision = standing.decide()
        if not isinstance(decision, rules.Allowed) or not decision.amount_minor_units:
            return standing, decision, []
        try:
            taken = reserve(
                terms=standing.policy.terms,
                holders=standing.holders,
                minor_units=decision.amount_minor_units,
                day=standing.day,
            )
        except BudgetSpent:
            if looks == _MOST_LOOKS:
                raise
        else:
            return standing, decision, taken
    raise AssertionError


def reserve(
    *, terms: rules.Terms, holders: Holders, minor_units: int, day: date
) -> list[int]:
    """Take an amount from every budget that agent and team have; from all or from none.

    The rows are moved in one order everywhere, so that two never wait for each other.

    Args:
        terms: the policy.
        holders: whose budgets.
        minor_units: of the policy's currency, more than 0.
        day: in the store's zone.

    Returns:
        The sums it was added to, to give it back to.

    Raises:
        BudgetSpent: a budget does not hold it; nothing was taken.
    """
    assert minor_units > 0, minor_units
    budgets = list(rules.budgets_for(terms, holders.agent_id, holders.team_id))
    if any(minor_units > most for _of, _period, most in budgets):
        raise _spent()
    numbers = {rules.Of.AGENT: holders.agent_id, rules.Of.TEAM: holders.team_id or 0}
    rows = [
        (of.value, numbers[of], period.value, rules.begins(period, day), most)
        for of, period, most in budgets
    ]
    with transaction.atomic():
        taken = _added(rows, minor_units, currency=terms.currency) if rows else []
        if len(taken) < len(rows):  # All or none: what was added goes with this.
            raise _spent()
    return taken


@transaction.atomic
def give_back(*, key: UUID, minor_units: int | None = None) -> int:
    """Put back what a remedy took: it was rejected, cancelled or came to less.

    Args:
        key: the remedy's.
        minor_units: of the policy's currency; None for all that is not back yet, which may
            be said any number of times.

    Returns:
        How much was put back; nothing of a remedy that was never decided on here.

    Raises:
        MoreThanDrawn: so much is not left of it.
    """
    draw = Draw.objects.select_for_update().filter(key=key).first()
    if draw is None:
        return 0
    left = (draw.minor_units or 0) - draw.returned_minor_units
    back = left if minor_units is None else minor_units
    if not 0 <= back <= left:
        raise MoreThanDrawn(
            _("More would be given back than was taken."),
            fix=_("At most %(left)d minor units are left of it.") % {"left": left},
        )
    if back:
        Draw.objects.filter(pk=draw.pk).update(
            returned_minor_units=F("returned_minor_units") + back
        )
        for number in draw.budgets:  # In the order they were taken.
            Spent.objects.filter(pk=number).update(minor_units=F("minor_units") - back)
    return back


def _added(
    rows: Sequence[tuple[str, int, str, date, int]], minor_units: int, *, currency: str
) -> list[int]:
    """Add to each sum whose budget holds that, in this order; return their ids.

    In one statement: between a look and a change somebody else could add.

    Args:
        rows: whose budget, of which period and from when, and how much that is at most.
        minor_units: what is added to each.
        currency: of all.
    """
    columns = [list(column) for column in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO authority_spent AS spent
                (of, number, period, begins_on, currency, most_minor_units, minor_units)
            SELECT of, number, period, begins_on, %s, most, %s
              FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::date[], %s::bigint[])
                   WITH ORDINALITY AS budget(of, number, period, begins_on, most, place)
             ORDER BY place
            ON CONFLICT (of, number, period, begins_on, currency) DO UPDATE
               SET minor_units = spent.minor_units + EXCLUDED.minor_units,
                   most_minor_units = EXCLUDED.most_minor_units
             WHERE spent.minor_units + EXCLUDED.minor_units <= EXCLUDED.most_minor_units
            RETURNING id
            """,
            [currency, minor_units, *columns],
        )
        return [number for (number,) in cursor.fetchall()]


def _spent() -> BudgetSpent:
    return BudgetSpent(
        _("The budget does not hold this any more."), fix=_("Ask for approval.")
    )


def _hold(by: Person, asking: Asking) -> None:
    """Let nobody else be decided about for this agent or this buyer until the commit."""
    names = [f"authority agent {by.pk}"]
    names += [f"authority buyer {number}" for number in using.persons(asking.buyer_id)[:1]]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(name, 0))"
            " FROM unnest(%s::text[]) WITH ORDINALITY AS held(name, place) ORDER BY place",
            [names],
        )


def _write(
    key: UUID,
    asking: Asking,
    standing: using.Standing,
    decision: rules.Allowed | rules.NeedsApproval,
    budgets: Sequence[int],
    *,
    by: Person,
    at: datetime,
) -> None:
    grounds = decision.grounds if isinstance(decision, rules.NeedsApproval) else ()
    version = standing.policy.version
    draw = Draw.objects.create(
        key=key,
        store_id=asking.store_id,
        agent=by,
        team_id=standing.holders.team_id,
        buyer_id=asking.buyer_id,
        order_number=asking.order_number,
        at=at,
        day=standing.day,
        use=rules.plain_use(standing.use),
        version=version,
        decision=(
            Draw.Said.NEEDS_APPROVAL
            if isinstance(decision, rules.NeedsApproval)
            else Draw.Said.ALLOWED
        ),
        grounds=[[str(each.why), dict(each.facts)] for each in grounds],
        currency=standing.policy.terms.currency,
        minor_units=decision.amount_minor_units,
        budgets=list(budgets),
    )
    _note_use(draw, asking, standing, decision, by=by)


def _note_use(
    draw: Draw,
    asking: Asking,
    standing: using.Standing,
    decision: rules.Allowed | rules.NeedsApproval,
    *,
    by: Person,
) -> None:
    grounds = decision.grounds if isinstance(decision, rules.NeedsApproval) else ()
    journal.record(
        events.USED,
        subject_id=draw.pk,
        at=draw.at,
        by=by,
        about=journal.About(asking.store_id, asking.buyer_id, asking.ticket_id),
        facts={
            "key": str(draw.key),
            "kind": asking.kind,
            "reason": asking.reason,
            "risk": asking.risk,
            "said": str(draw.decision),
            "grounds": [str(each.why) for each in grounds],
            "is_split": rules.is_split(decision),
            "has_note": asking.has_note,
            "minor_units": draw.minor_units,
            "currency": draw.currency,
            "flags": sorted(standing.use.flags),
        },
    )
