"""What waits for approval, as an approver sees it: the engine and the policy together.

Pages and programs show the same. What counts is what the commands find when somebody
decides; nothing here writes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from firsthand.domain.authority import queries as authority
from firsthand.domain.authority.queries import Draw, Reach
from firsthand.domain.people import queries as people
from firsthand.domain.people.models import Person
from firsthand.domain.remedies import commands, queries
from firsthand.domain.remedies.models import Remedy
from firsthand.domain.remedies.ports import Part, Proposal
from firsthand.domain.remedies.queries.story import EXACT, Voice, story
from firsthand.domain.remedies.rules.states import RESERVING, State
from firsthand.domain.tickets import queries as tickets
from firsthand.foundation.errors import Refused
from firsthand.foundation.money import Money
from firsthand.wiring.authority import PolicyInForce

# A list for people to go through; what runs out first is on it.
MOST_LISTED = 100


@dataclass(frozen=True)
class Hindrance:
    """Why the viewer cannot approve a request.

    Attributes:
        why: in words.
        who: who can, where somebody can: names, or roles nobody has yet.
        goes_to: the role that takes it over, where nobody may approve it.
    """

    why: str
    who: str = ""
    goes_to: str = ""


@dataclass(frozen=True)
class Waiting:
    """One request that waits, on a list."""

    remedy: Remedy
    ticket: tickets.Row | None
    in_policy: Money | None  # Its amount in the policy's currency; None: no rate, no money.
    reach: Reach
    why: Sequence[str]
    hindrance: Hindrance | None
    left: timedelta  # Until it runs out; nothing of what has.

    @property
    def amount(self) -> Money | None:
        """Return what the buyer would get; None where no money moves."""
        return _amount(self.remedy)

    @property
    def is_late(self) -> bool:
        """Say whether somebody above had to be asked."""
        life = self.remedy.expires_at and self.remedy.expires_at - self.remedy.requested_at
        asks_at = self.remedy.asks_next_at
        return bool(life and (not asks_at or asks_at > self.remedy.requested_at + life / 2))

    @property
    def asked_role(self) -> str:
        """Return who is asked now, in words."""
        return authority.role_name(self.remedy.approval_by)


@dataclass(frozen=True)
class Budget:
    """What somebody has given without asking, of what he may; in the policy's currency."""

    period: str
    of: str
    given: Money
    most: Money


@dataclass(frozen=True)
class Shown:
    """One request with all that an approver has to know.

    Attributes:
        before: what the order was given or promised before, in its currency.
        left_after: what could still be given once this is.
        flags: name and evidence of what the buyer's history shows.
        earlier: the order's other remedies, the newest first.
        story: the history of the order's money, in sentences.
        told: what the channel is told, line by line.
        next_role: who is asked when nobody decides, in words; empty: nobody is above.
    """

    waiting: Waiting
    paid: Money
    before: Money
    left_after: Money
    flags: Sequence[tuple[str, str]]
    budgets: Sequence[Budget]
    earlier: Sequence[Remedy]
    story: Sequence[str]
    told: Sequence[tuple[str, str]]
    next_role: str


def waiting(
    person: Person, *, at: datetime, only: Collection[int] | None = None
) -> list[Waiting]:
    """Return what waits in the stores somebody sees, what runs out first in front.

    Args:
        person: who looks.
        at: the present (UTC); what has run out by then is left out.
        only: these remedies; None: all, `MOST_LISTED` at most.
    """
    found = queries.waiting_for_approval(person).filter(expires_at__gt=at)
    if only is not None:
        found = found.filter(pk__in=only)
    return _Reading(person, _with_order(found)[:MOST_LISTED], at).lines()


def how_many_wait(person: Person, *, at: datetime) -> int:
    """Return how many requests this person's role is asked about, his own left out."""
    found = queries.waiting_for_approval(person).exclude(requested_by=person)
    asked = found.filter(expires_at__gt=at, approval_by__in=("", person.role)).order_by()
    return asked[:MOST_LISTED].count()


def shown(
    person: Person, remedy_id: int, *, at: datetime, voice: Voice = EXACT
) -> Shown | None:
    """Return one request, decided or not; None: it is not in the stores he sees.

    Args:
        person: who looks.
        remedy_id: what was asked for.
        at: the present (UTC).
        voice: how the story of the order's money says times and amounts.
    """
    found = Remedy.objects.all().visible_to(person).filter(pk=remedy_id)
    reading = _Reading(person, _with_order(found.filter(needs_approval=True)), at)
    lines = reading.lines()
    if not lines:
        return None
    (line,) = lines
    remedy, ledger = line.remedy, line.remedy.ledger
    # What has come to nothing holds none of what the ledger says is given.
    holds = remedy.minor_units if remedy.state in RESERVING | {State.SUCCEEDED} else 0
    before = ledger.reserved + ledger.settled + ledger.over - holds
    proposal = replace(commands.proposal_to_approve(remedy, at=at), given=before)
    wish = PolicyInForce.wish(proposal)
    standing = authority.standing_of(wish, by=remedy.requested_by, at=at)
    return Shown(
        waiting=line,
        paid=Money(ledger.currency, ledger.captured),
        before=Money(ledger.currency, before),
        left_after=Money(ledger.currency, max(ledger.free, 0)),
        flags=[
            (
                str(authority.FLAGS[each.flag]),
                authority.of_finding(each, standing.policy.terms.currency),
            )
            for each in standing.findings
        ],
        budgets=_budgets(standing),
        earlier=[
            each
            for each in queries.remedies_of_order(person, ledger.pk)
            if each.pk != remedy.pk
        ],
        story=story(ledger.pk, at=at, voice=voice),
        told=_told(remedy),
        next_role=_next_role(remedy, proposal),
    )


def hindrance(person: Person, line: Waiting, *, at: datetime) -> Hindrance | None:
    """Return why this person cannot approve a request that waits; None: he can.

    Asked of the policy as an approval asks it; what the list says rests on less.
    """
    if line.hindrance is not None:
        return line.hindrance
    proposal = commands.proposal_to_approve(line.remedy, at=at)
    try:
        PolicyInForce().check_approval(proposal, by=person.pk)
    except Refused as refusal:
        return Hindrance(refusal.message, goes_to=getattr(refusal, "goes_to", ""))
    return None


def _own() -> Hindrance:
    return Hindrance(_("You asked for this yourself: somebody else has to approve it."))


def _with_order(found: QuerySet[Remedy]) -> QuerySet[Remedy]:
    return found.select_related(
        "store", "ledger__order__store", "requested_by", "approved_by"
    ).prefetch_related("ledger__order__setbacks", "ledger__order__lines", "parts")


class _Reading:
    """What many requests rest on, each looked up once."""

    def __init__(self, person: Person, found: QuerySet[Remedy], at: datetime) -> None:
        self._person, self._at = person, at
        self._remedies = list(found)
        self._reaches = authority.Reaches(person, at=at)

    def lines(self) -> list[Waiting]:
        return [self._line(remedy) for remedy in self._remedies]

    def _line(self, remedy: Remedy) -> Waiting:
        ledger = remedy.ledger
        order_sum = Money(
            ledger.currency, max(0, ledger.reserved + ledger.settled + ledger.over)
        )
        reach = self._reaches.of(remedy.store_id, order_sum)
        amount = _amount(remedy)
        return Waiting(
            remedy=remedy,
            ticket=self._tickets.get(remedy.ticket_id or 0),
            in_policy=self._reaches.converted(remedy.store_id, amount) if amount else None,
            reach=reach,
            why=self._why(remedy),
            hindrance=self._hindrance(remedy, reach),
            left=max((remedy.expires_at or self._at) - self._at, timedelta()),
        )

    @cached_property
    def _tickets(self) -> Mapping[int, tickets.Row]:
        numbers = [each.ticket_id for each in self._remedies if each.ticket_id]
        return {row.id: row for row in tickets.rows_of(numbers, self._person)}

    @cached_property
    def _draws(self) -> Mapping[UUID, Draw]:
        return authority.draws_of([each.key for each in self._remedies])

    def _why(self, remedy: Remedy) -> list[str]:
        draw = self._draws.get(remedy.key)
        if draw is None:
            return []
        return [
            authority.to_approver(each, draw.currency, requester=remedy.requested_by.name)
            for each in authority.grounds_of(draw)
        ]

    def _hindrance(self, remedy: Remedy, reach: Reach) -> Hindrance | None:
        if remedy.state != State.PENDING_APPROVAL:
            return None
        if remedy.requested_by_id == self._person.pk:
            return _own()
        claimed = authority.claim_on(remedy.ledger.order)
        if claimed is not None:
            why = authority.of_ground(claimed, reach.currency)
            return Hindrance(why, goes_to=authority.COMPLIANCE)
        if not reach.is_covered:
            return Hindrance(
                _("The order in all is beyond what you may approve."),
                who=self._who_may(remedy, reach),
            )
        return None

    def _who_may(self, remedy: Remedy, reach: Reach) -> str:
        known = self._able.setdefault(
            (remedy.store_id, reach.approvers),
            list(people.of_roles_on(reach.approvers, remedy.store_id)),
        )
        names = [each.name for each in known if each.pk != remedy.requested_by_id]
        return ", ".join(names or map(authority.role_name, reach.approvers))

    @cached_property
    def _able(self) -> dict[tuple[int, tuple[str, ...]], list[Person]]:
        return {}


def _amount(remedy: Remedy) -> Money | None:
    return Money(remedy.currency, remedy.minor_units) if remedy.minor_units else None


def _budgets(standing: authority.Standing) -> list[Budget]:
    currency = standing.policy.terms.currency
    periods = {"day": _("Today"), "month": _("This month")}
    whose = {"agent": _("his or her own"), "team": _("the team’s")}
    return [
        Budget(
            periods[each.period],
            whose[each.of],
            Money(currency, each.minor_units),
            Money(currency, each.most_minor_units),
        )
        for each in standing.sums.budgets
    ]


def _next_role(remedy: Remedy, proposal: Proposal) -> str:
    if remedy.asks_next_at is None:
        return ""
    above = PolicyInForce().next_above(proposal, role=remedy.approval_by)
    return authority.role_name(above) if above else ""


def _told(remedy: Remedy) -> list[tuple[str, str]]:
    """Return the instruction in words: what it is called, and what it says."""
    told = commands.instruction_for(remedy)
    said = [
        (_("What"), str(remedy.get_kind_display())),
        (_("Order"), told.order_number),
        (_("Account"), remedy.store.name),
    ]
    for part in told.parts:
        where = part.sku or _("The order as a whole")
        names = {"where": where, "component": _COMPONENTS[part.component]()}
        said.append((_("%(where)s, %(component)s") % names, _much(part, told.currency)))
    said += [(name, value) for name, value in told.details]
    return [*said, (_("Its key, the same each time"), told.key)]


def _much(part: Part, currency: str) -> str:
    if not part.minor_units:
        return f"× {part.quantity}"
    return authority.money(part.minor_units, currency)


_COMPONENTS = {
    "price": lambda: _("price"),
    "shipping": lambda: _("shipping"),
    "tax": lambda: _("tax"),
}
