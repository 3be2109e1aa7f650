"""Agents, approvers, policies, channels and clocks in any order: what must hold holds.

The real commands with the policy in force, real PostgreSQL, and accounts that keep their
own books (`places`). What happens at a marketplace's own desk is always an odd amount, and
a remedy an even one, so that the truth can be told apart in the end.

`make test` takes a hundred steps, always the same; `make test-money` 20,000 or more by
its seed (`MONEY_STEPS`), and says how many there were.
"""

from __future__ import annotations

import os
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import count

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from firsthand import wiring
from firsthand.domain.authority import commands as authority
from firsthand.domain.authority import rules
from firsthand.domain.authority.models import Draw
from firsthand.domain.people.models import Person
from firsthand.domain.remedies import commands
from firsthand.domain.remedies.models import Ledger, Remedy, Stop
from firsthand.domain.remedies.ports import Component, Kind
from firsthand.domain.remedies.queries import books, chain
from firsthand.domain.remedies.rules.requests import Portion
from firsthand.domain.remedies.rules.states import FINAL, MONEY_KINDS
from firsthand.foundation.errors import Refused
from firsthand.jobs import reactions
from tests.money.cast import cast, forget_all, words
from tests.money.conftest import TALLY
from tests.money.places import STEPS, Clock, Place, SenderDies
from tests.money.seeds import RUNS_ALL, SEED
from tests.remedies import asks, key, order

pytestmark = pytest.mark.django_db(transaction=True)

LEAST_STEPS = int(os.environ.get("MONEY_STEPS") or (20_000 if RUNS_ALL else 90))
ACCOUNTS = ("key", "none", "definitive", "feed")
CURRENCIES = ("USD", "EUR", "JPY", "KWD", "GBP")  # Of the last one no rate is known.
WORTH = {"EUR": Decimal("1.1"), "JPY": Decimal("0.0068"), "KWD": Decimal("3.25")}
PAUSES = [
    timedelta(), timedelta(seconds=10), timedelta(minutes=3), timedelta(minutes=40),
    timedelta(hours=5), timedelta(hours=30), timedelta(hours=80),
]  # fmt: skip
OPEN = ("approved", "pending_approval", "sending", "unknown")
AFTER_ALL = timedelta(hours=90)
REFUND, RETURNLESS, RESEND = Kind.REFUND, Kind.RETURNLESS_REFUND, Kind.RESEND
KINDS = (REFUND, REFUND, REFUND, RETURNLESS, RESEND, Kind.CANCEL, Kind.GOODWILL_CREDIT)
number = st.integers(0, 10**6)
STEPS_RUN: Counter[str] = Counter()
REFUSALS: Counter[str] = Counter()


class Money(RuleBasedStateMachine):
    """One desk over some weeks."""

    def __init__(self) -> None:
        super().__init__()
        forget_all()
        self.clock = Clock(behind=-timedelta(hours=2))  # Fast, until it is set back.
        self.places = {name: Place(name, self.clock) for name in ACCOUNTS}
        self.orders: list[tuple] = []
        self.requests: dict[int, object] = {}
        self.agents, self.approvers, self.owner = cast()
        authority.record_rates(
            reference="USD",
            on=self.clock.ours.date(),
            worth=WORTH,
            by=self.owner,
            at=self.clock.ours,
        )
        self.an_order_comes(0, 0)
        STEPS_RUN["steps"] -= 1  # What holds before the first step is looked at, too.

    # What people do.

    @precondition(lambda self: len(self.orders) < 6)
    @rule(currency=number, account=number)
    def an_order_comes(self, currency: int, account: int) -> None:
        placed = order(
            self.agents[0].teams.get().stores.get(),
            f"302-{len(self.orders)}",
            lines=(7000, 2001),
            shipping=600,
            tax=400,
            currency=CURRENCIES[currency % len(CURRENCIES)],
        )
        place = self.places[ACCOUNTS[account % len(ACCOUNTS)]]
        self.orders.append((placed, place))

    @rule(of=number, by=number, kind=st.sampled_from(KINDS), share=st.integers(0, 60))
    def somebody_asks(self, of: int, by: int, kind: Kind, share: int) -> None:
        placed, place = self._order(of)
        amount = 0 if kind not in MONEY_KINDS else placed.total_minor_units * share // 100
        self._asks(placed, place, by, kind, amount - amount % 2)

    @rule(of=number, by=number, half=st.integers(1, 4000))
    def somebody_asks_for_a_line(self, of: int, by: int, half: int) -> None:
        placed, place = self._order(of)
        portion = Portion(1, Component.PRICE, 2 * half)
        self._asks(placed, place, by, REFUND, 2 * half, portions=(portion,))

    @rule(of=number, by=number)
    def somebody_asks_beyond_all_bounds(self, of: int, by: int) -> None:
        placed, place = self._order(of)
        beyond = 2 * placed.total_minor_units
        self._asks(placed, place, by, REFUND, beyond if by % 2 else 0)
        self._asks(placed, place, by, REFUND, 2, currency="CHF")

    @rule(of=number, by=number, kind=st.sampled_from(KINDS), share=st.integers(1, 30))
    def somebody_else_asks(self, of: int, by: int, kind: Kind, share: int) -> None:
        self.somebody_asks(of, by, kind, share)

    def _asks(self, placed, place, by: int, kind: Kind, amount: int, **more) -> None:
        if kind is RESEND:
            more["portions"] = (Portion(1, Component.PRICE, 0, 1),)
        name = len(self.requests) + 1
        request = asks(
            placed,
            amount,
            key=key(name),
            kind=kind,
            reason="AFT.DMG.TRANSIT",
            note=words(name),
            **more,
        )
        by_whom = (self.agents + self.approvers)[by % 5]
        self.requests[name] = (request, place, by_whom)
        with may_be_refused():
            self._sends_form(name)

    def _sends_form(self, name: int, **changes) -> Remedy:
        request, place, by = self.requests[name]
        return commands.request(
            request=replace(request, **changes),
            account=place.name,
            authority=wiring.PolicyInForce(),
            by=by,
            at=self.clock.ours,
        )

    @precondition(lambda self: self.requests)
    @rule(which=number)
    def the_same_form_is_sent_again(self, which: int) -> None:
        name = 1 + which % len(self.requests)
        known = Remedy.objects.filter(key=key(name)).first()
        if known is None:
            return
        assert self._sends_form(name) == known
        with pytest.raises(commands.KeyTaken):
            self._sends_form(name, reason="AFT.DMG")

    @precondition(lambda _self: is_there("pending_approval"))
    @rule(which=number, by=number, is_shown=st.integers(0, 5))
    def somebody_approves(self, which: int, by: int, is_shown: int) -> None:
        remedy = self._remedy(which, "pending_approval")
        with may_be_refused():
            commands.approve(
                remedy_id=remedy.pk,
                request_hash=remedy.request_hash if is_shown else "another",
                authority=wiring.PolicyInForce(),
                by=self._approver(by),
                at=self.clock.ours,
            )
            assert is_shown

    @precondition(lambda _self: is_there("pending_approval"))
    @rule(which=number, by=number, half=st.integers(0, 3000))
    def somebody_approves_another_amount(self, which: int, by: int, half: int) -> None:
        remedy = self._remedy(which, "pending_approval")
        name = len(self.requests) + 1
        asked, place, _by = self.requests[remedy.key.int]
        amount = 2 * half if remedy.minor_units else 0
        instead = replace(asked, key=key(name), minor_units=amount, portions=())
        self.requests[name] = (instead, place, remedy.requested_by)
        with may_be_refused():
            commands.approve_changed(
                remedy_id=remedy.pk,
                instead=instead,
                authority=wiring.PolicyInForce(),
                by=self._approver(by),
                at=self.clock.ours,
            )

    @precondition(lambda _self: is_there("pending_approval"))
    @rule(which=number, by=number)
    def somebody_rejects(self, which: int, by: int) -> None:
        remedy = self._remedy(which, "pending_approval")
        with may_be_refused():
            by_whom, at = self._approver(by), self.clock.ours
            commands.reject(remedy_id=remedy.pk, why="No.", by=by_whom, at=at)

    @precondition(lambda _self: is_there(*OPEN))
    @rule(which=number, by=number)
    def somebody_takes_it_back(self, which: int, by: int) -> None:
        remedy = self._remedy(which, *OPEN)
        with may_be_refused():
            by_whom = (self.agents + self.approvers)[by % 4]
            commands.withdraw(remedy_id=remedy.pk, by=by_whom, at=self.clock.ours)

    @rule(limit=st.integers(1, 200), uses=st.integers(1, 9), asks=st.booleans())
    def a_policy_is_published(self, limit: int, uses: int, asks: bool) -> None:
        least, most = 100 * limit, 100 * limit * uses
        restricted = rules.Restriction(kind="resend", always_asks=True)
        terms = replace(
            rules.DEFAULT,
            grants=tuple(
                replace(each, alone_minor_units=min(each.alone_minor_units, least))
                for each in rules.DEFAULT.grants
            ),
            budgets=(
                rules.Budget(of="agent", period="day", most_minor_units=most),
                rules.Budget(of="team", period="month", most_minor_units=3 * most),
            ),
            windows=(rules.Window(of="agent", hours=1, most_minor_units=most),),
            restrictions=rules.DEFAULT.restrictions[:2] + (restricted,) * asks,
        )
        with may_be_refused(), transaction.atomic():
            at, by = self.clock.ours, self.owner
            made = authority.draft(name="x", terms=rules.plain(terms), by=by, at=at)
            authority.publish(version_id=made.pk, valid_from=None, by=by, at=at)

    @rule(what=number)
    def somebody_stops_or_lifts(self, what: int) -> None:
        standing = Stop.objects.filter(lifted_at=None).first()
        lead, at = self.approvers[0], self.clock.ours
        if standing is not None and what % 3:
            commands.lift(stop_id=standing.pk, by=lead, at=at)
            return
        scope, name = [
            (Stop.Scope.ALL, ""),
            (Stop.Scope.ACCOUNT, ACCOUNTS[what % 4]),
            (Stop.Scope.AGENT, str(self.agents[what % 2].pk)),
        ][what % 3]
        commands.stop(scope=scope, name=name, why="w", by=lead, at=at)

    @precondition(lambda _self: is_there("needs_human"))
    @rule(which=number, by=number, second=number)
    def two_people_look(self, which: int, by: int, second: int) -> None:
        remedy = self._remedy(which, "needs_human")
        with may_be_refused():
            self._is_settled(remedy, self._approver(by), self._approver(second))

    # What marketplaces and clocks do.

    @rule(
        account=number,
        steps=st.lists(st.sampled_from(STEPS), min_size=1, max_size=3),
        is_readable=st.integers(0, 4),
    )
    def a_channel_will_answer(
        self, account: int, steps: list[str], is_readable: int
    ) -> None:
        place = self.places[ACCOUNTS[account % 4]]
        place.script.extend(steps)
        place.is_readable = bool(is_readable)

    @rule(of=number, half=st.integers(0, 3000))
    def money_goes_back_at_the_channels_desk(self, of: int, half: int) -> None:
        placed, place = self._order(of)
        place.pays_at_its_desk(placed.number, 2 * half + 1, placed.currency)

    @rule(of=number)
    def a_report_comes(self, of: int) -> None:
        placed, place = self._order(of)
        self._is_reported(placed, place)

    @rule(minutes=st.integers(1, 90))
    def our_clock_is_set_back(self, minutes: int) -> None:
        self.clock.behind += timedelta(minutes=minutes)

    @rule()
    def a_few_minutes_pass(self) -> None:
        self.the_worker_works(PAUSES[2], 0, [])

    @rule(
        pause=st.sampled_from(PAUSES),
        account=number,
        steps=st.lists(st.sampled_from(STEPS), max_size=4),
    )
    def the_worker_works(self, pause: timedelta, account: int, steps: list[str]) -> None:
        for place, step in enumerate(steps, start=account):
            self.places[ACCOUNTS[place % 4]].script.append(step)
        self.clock.true += pause
        self._works()

    def _works(self) -> None:
        around = commands.Surroundings(
            channel_of=self.places.__getitem__, now=lambda: self.clock.ours
        )
        with suppress(SenderDies):
            commands.work_due(around)
        reactions.read_on(at=self.clock.ours)
        self.what_came_to_nothing_is_given_back_and_nothing_else()

    # What must hold, after every step.

    @invariant()
    def the_step_is_counted(self) -> None:
        STEPS_RUN["steps"] += 1

    @invariant()
    def the_books_add_up_and_the_log_is_whole(self) -> None:
        assert books.books().wrong == ()
        assert chain.checked().breaks == ()

    @invariant()
    def nothing_was_carried_out_twice_by_us(self) -> None:
        for place in self.places.values():
            done = Counter(each.key for each in place.effects if each.key)
            done.subtract(place.by_its_own)
            assert not done or max(done.values()) <= 1, done

    @invariant()
    def no_check_of_ours_failed_and_two_pairs_of_eyes_saw_what_needed_them(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM remedies_incident WHERE kind = 'fault' UNION ALL"
                " SELECT id FROM remedies_remedy WHERE needs_approval AND CASE"
                " WHEN approved_by_id IS NULL THEN state NOT IN"
                " ('pending_approval', 'rejected', 'expired', 'cancelled')"
                " ELSE approved_by_id = requested_by_id"
                " OR approved_hash <> request_hash END"
            )
            assert cursor.fetchall() == []

    @invariant()
    def budgets_hold_exactly_what_was_drawn(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT spent.id FROM authority_spent AS spent FULL JOIN ("
                " SELECT budget::bigint AS id,"
                " sum(minor_units - returned_minor_units) AS minor_units"
                " FROM authority_draw, jsonb_array_elements_text(budgets) AS budget"
                " WHERE decision = 'allowed' GROUP BY 1) AS drawn USING (id)"
                " WHERE spent.minor_units IS DISTINCT FROM drawn.minor_units"
                " OR spent.minor_units > spent.most_minor_units"
            )
            assert cursor.fetchall() == []

    def what_came_to_nothing_is_given_back_and_nothing_else(self) -> None:
        nothing = ("rejected", "expired", "cancelled", "failed")
        gone = set(Remedy.objects.filter(state__in=nothing).values_list("key", flat=True))
        for draw in Draw.objects.filter(decision="allowed"):
            back = draw.minor_units if draw.key in gone else 0
            assert draw.returned_minor_units == back, draw.use

    # In the end.

    def teardown(self) -> None:
        """Let everything come to rest: nothing is lost, and the books are the truth."""
        for stop in Stop.objects.filter(lifted_at=None):
            at = self.clock.ours
            commands.lift(stop_id=stop.pk, by=self.approvers[0], at=at)
        for place in self.places.values():
            place.script, place.is_readable = [], True
        for _round in range(12):
            self._come_what_may()
            if not Remedy.objects.exclude(state__in=FINAL).exists():
                break
        left = Remedy.objects.exclude(state__in=FINAL)
        assert not left.exists(), [(str(each.key), each.state) for each in left]
        for placed, place in self.orders:
            self._is_reported(placed, place)
        self.clock.true += AFTER_ALL
        self._works()
        self._all_is_as_it_was()
        STEPS_RUN["examples"] += 1

    def _come_what_may(self) -> None:
        for remedy in Remedy.objects.filter(state="needs_human"):
            self._is_settled(remedy, *self.approvers[:2])
        self.clock.true += AFTER_ALL
        self._works()

    def _all_is_as_it_was(self) -> None:
        self.the_books_add_up_and_the_log_is_whole()
        self.what_came_to_nothing_is_given_back_and_nothing_else()
        for remedy in Remedy.objects.all():
            TALLY.states[f"{remedy.state} (of the state machine)"] += 1
            happened = self.places[remedy.account].happened(str(remedy.key))
            assert bool(happened) == (remedy.state == "succeeded"), remedy
        for placed, place in self.orders:
            paid = sum(seen.minor_units for seen in place.shown(placed.number))
            ledger = Ledger.objects.filter(pk=placed.pk).first()
            known = ledger.settled + ledger.over if ledger else 0
            assert known == paid, (placed.number, place.name)

    def _is_settled(self, remedy: Remedy, one: Person, other: Person) -> None:
        place = self.places[remedy.account]
        own = [seen.external_id for seen in place.happened(str(remedy.key))]
        at = self.clock.ours
        decision = commands.propose_by_hand(
            remedy_id=remedy.pk,
            says="succeeded" if own else "failed",
            external_id=own[0] if own else "",
            why="Looked it up.",
            evidence="Screenshot 7.",
            by=one,
            at=at,
        )
        commands.confirm_by_hand(
            remedy_id=remedy.pk, decision_id=decision.pk, by=other, at=at
        )

    def _is_reported(self, placed, place: Place) -> None:
        commands.record_outside(
            store_id=placed.store_id,
            order_number=placed.number,
            account=place.name,
            effects=[s for s in place.shown(placed.number) if s.kind in MONEY_KINDS],
            at=self.clock.ours,
        )

    def _order(self, which: int) -> tuple:
        return self.orders[which % len(self.orders)]

    def _approver(self, which: int) -> Person:
        return (self.approvers + self.agents)[which % 5]

    def _remedy(self, which: int, *states: str) -> Remedy:
        found = list(Remedy.objects.filter(state__in=states).order_by("pk"))
        return found[which % len(found)]


def is_there(*states: str) -> bool:
    return Remedy.objects.filter(state__in=states).exists()


class may_be_refused(suppress):  # noqa: N801 -- it reads like `suppress`
    """Let a refusal pass, and count it: what was refused has to have changed nothing."""

    def __init__(self) -> None:
        super().__init__(Refused)

    def __exit__(self, kind, refusal, trace) -> bool:
        if isinstance(refusal, Refused):
            REFUSALS[refusal.code] += 1
        return bool(super().__exit__(kind, refusal, trace))


def test_whatever_happens_in_whatever_order_what_must_hold_holds() -> None:
    most = settings(
        max_examples=25 if RUNS_ALL else 2,
        stateful_step_count=150 if RUNS_ALL else 50,
        deadline=None,
        database=None,
        # What fails is played again by its seed; to make it smaller takes too long here.
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    try:
        for round_number in count():
            if STEPS_RUN["steps"] >= LEAST_STEPS:
                break
            run_state_machine_as_test(seed(SEED + round_number)(Money), settings=most)
    finally:
        said = ", ".join(f"{n} {code}" for code, n in REFUSALS.most_common())
        TALLY.notes["state machine"] = (
            f"{STEPS_RUN['steps']} steps in {STEPS_RUN['examples']} examples, seeds from"
            f" {SEED}; refused: {said}"
        )
