"""Somebody else agrees to exactly what was asked for, in time; or it is free again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firsthand.domain.orders.models import Order
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.people.models import Person
from firsthand.domain.remedies import commands, queries
from firsthand.domain.remedies.models import HandDecision, Remedy
from firsthand.foundation.errors import Refused
from tests import people
from tests.people import NOON
from tests.remedies import (
    HOUR,
    LAG,
    MINUTE,
    Desk,
    Judge,
    Memory,
    asks,
    money_of,
    order,
    requested,
)

State = Remedy.State
Says = HandDecision.Says


@pytest.fixture
def pending(placed: Order, lin: Person) -> Remedy:
    return requested(placed, 600, lin, judge=Judge(limit=500), ticket_id=7)


def approve(remedy: Remedy, by: Person, *, at=NOON, judge=None, shown: str = "") -> Remedy:
    return commands.approve(
        remedy_id=remedy.pk,
        request_hash=shown or remedy.request_hash,
        authority=judge or Judge(),
        by=by,
        at=at,
    )


def test_what_was_approved_is_sent(pending: Remedy, maya: Person, placed: Order):
    approve(pending, maya)
    Desk(Memory()).works()
    pending.refresh_from_db()
    assert (pending.state, pending.approved_by) == (State.SUCCEEDED, maya)
    assert money_of(placed) == (1000, 0, 600, 0)


def test_nothing_is_sent_while_it_waits(pending: Remedy):
    desk = Desk(Memory())
    desk.works()
    assert desk.channel.calls == []


def test_another_request_than_was_shown_is_not_approved(pending: Remedy, maya: Person):
    with pytest.raises(commands.AnotherRequest):
        approve(pending, maya, shown="0" * 64)


def test_nobody_approves_what_he_asked_for(placed: Order, maya: Person):
    own = requested(placed, 600, maya, judge=Judge(limit=500))
    with pytest.raises(commands.OwnRequest):
        approve(own, maya)


def test_an_agent_approves_nothing(pending: Remedy, shop):
    with pytest.raises(NotAllowed):
        approve(pending, people.person("Bo", "agent", shop))


def test_a_lead_of_another_store_does_not_see_it(pending: Remedy):
    with pytest.raises(commands.NoSuchRemedy):
        approve(pending, people.person("Kai", "lead", people.store("JP")))


def test_the_approvers_own_limit_applies_and_he_sees_the_orders_money(
    pending: Remedy, maya: Person
):
    judge = Judge(approver_limit=599)
    with pytest.raises(Refused, match="Too much"):
        approve(pending, maya, judge=judge)
    (proposal,) = judge.asked
    assert (proposal.given, proposal.minor_units) == (0, 600)
    assert proposal.request_hash == pending.request_hash


def test_it_is_decided_once(pending: Remedy, maya: Person, wen: Person):
    approve(pending, maya)
    with pytest.raises(commands.AlreadyDecided):
        approve(pending, wen)
    with pytest.raises(commands.AlreadyDecided):
        commands.reject(remedy_id=pending.pk, why="No.", by=wen, at=NOON)


def test_a_double_click_decides_once_and_finds_what_it_decided(
    pending: Remedy, maya: Person, placed: Order, lin: Person
):
    assert approve(pending, maya).pk == approve(pending, maya).pk == pending.pk
    with pytest.raises(commands.AlreadyDecided):
        approve(pending, maya, shown="0" * 64)
    Desk(Memory()).works()
    assert approve(pending, maya).state == State.SUCCEEDED
    other = requested(placed, 100, lin, judge=Judge(limit=0))
    for _click in range(2):
        said = commands.reject(remedy_id=other.pk, why="No.", by=maya, at=NOON)
        assert (said.pk, said.state, said.verdict) == (other.pk, State.REJECTED, "No.")


def test_what_is_rejected_or_withdrawn_is_free_again(
    placed: Order, lin: Person, maya: Person
):
    one = requested(placed, 600, lin, judge=Judge(limit=500))
    commands.reject(remedy_id=one.pk, why="Send a new lamp.", by=maya, at=NOON)
    assert money_of(placed) == (1000, 0, 0, 0)
    two = requested(placed, 600, lin)
    commands.withdraw(remedy_id=two.pk, by=lin, at=NOON)
    assert money_of(placed) == (1000, 0, 0, 0)


def test_another_agent_withdraws_nothing_and_a_lead_does(
    placed: Order, lin: Person, maya: Person, shop
):
    remedy = requested(placed, 600, lin)
    with pytest.raises(NotAllowed):
        commands.withdraw(
            remedy_id=remedy.pk, by=people.person("Bo", "agent", shop), at=NOON
        )
    commands.withdraw(remedy_id=remedy.pk, by=maya, at=NOON)


def test_what_has_left_is_not_withdrawn(placed: Order, lin: Person):
    remedy = requested(placed, 300, lin)
    Desk(Memory(script=["nothing"])).works()
    with pytest.raises(commands.LeftAlready):
        commands.withdraw(remedy_id=remedy.pk, by=lin, at=NOON)


def test_an_approval_nobody_gives_in_three_days_runs_out(
    pending: Remedy, maya: Person, placed: Order
):
    late = NOON + timedelta(hours=72)
    with pytest.raises(commands.TooLate):
        approve(pending, maya, at=late)
    assert commands.expire_due(at=late - MINUTE) == 0
    assert commands.expire_due(at=late) == 1
    assert money_of(placed) == (1000, 0, 0, 0)


def test_an_approval_nobody_uses_in_three_days_is_void(
    pending: Remedy, maya: Person, placed: Order
):
    approve(pending, maya)
    stopped = commands.stop(scope="all", name="", why="Drill.", by=maya, at=NOON)
    desk = Desk(Memory())
    desk.works(after=72 * HOUR)
    pending.refresh_from_db()
    assert (pending.state, desk.channel.calls) == (State.EXPIRED, [])
    commands.lift(stop_id=stopped.pk, by=maya, at=NOON)
    desk.works()
    assert desk.channel.calls == []


def test_another_amount_voids_the_request_and_stands_as_one_of_its_own(
    pending: Remedy, maya: Person, lin: Person, placed: Order
):
    instead = asks(placed, 450, ticket_id=7)
    given = {"remedy_id": pending.pk, "authority": Judge(), "by": maya, "at": NOON}
    new = commands.approve_changed(instead=instead, **given)
    pending.refresh_from_db()
    assert (pending.state, pending.state_why) == (State.REJECTED, "replaced")
    assert (new.state, new.requested_by, new.approved_by) == (State.APPROVED, lin, maya)
    assert money_of(placed) == (1000, 450, 0, 0)
    assert commands.approve_changed(instead=instead, **given).pk == new.pk
    assert (new.needs_approval, new.approval_why, new.approval_by) == (
        True, "over_limit", "lead",
    )  # fmt: skip
    assert (new.expires_at, new.approved_at) == (NOON + timedelta(hours=72), NOON)
    assert (new.account, new.approved_hash) == (pending.account, new.request_hash)


@pytest.mark.parametrize("other", [{"ticket_id": 8}, {"ticket_id": None}, {"order_id": 0}])
def test_another_amount_is_for_the_same_order_and_ticket(
    pending: Remedy, maya: Person, placed: Order, other: dict
):
    instead = asks(placed, 450, **{"ticket_id": 7} | other)
    with pytest.raises(commands.AnotherRequest):
        commands.approve_changed(
            remedy_id=pending.pk, instead=instead, authority=Judge(), by=maya, at=NOON
        )
    pending.refresh_from_db()
    assert pending.state == State.PENDING_APPROVAL


def test_the_approvers_own_limit_applies_to_another_amount_too(
    pending: Remedy, maya: Person, placed: Order
):
    judge = Judge(approver_limit=449)
    given = {"remedy_id": pending.pk, "by": maya, "at": NOON, "authority": judge}
    with pytest.raises(Refused, match="Too much"):
        commands.approve_changed(instead=asks(placed, 450, ticket_id=7), **given)
    assert money_of(placed) == (1000, 600, 0, 0)
    (proposal,) = judge.asked
    assert (proposal.given, proposal.minor_units) == (0, 450)
    instead = asks(placed, 449, ticket_id=7)
    assert commands.approve_changed(instead=instead, **given).state == State.APPROVED


def test_nobody_agrees_to_another_amount_of_what_he_asked_for(placed: Order, maya: Person):
    own = requested(placed, 600, maya, judge=Judge(limit=500))
    with pytest.raises(commands.OwnRequest):
        commands.approve_changed(
            remedy_id=own.pk, instead=asks(placed, 450), authority=Judge(), by=maya, at=NOON
        )


def test_a_pending_remedy_is_known_of_its_ticket(pending: Remedy, lin: Person):
    assert queries.tickets_with_open_remedies([7, 8]) == {7}
    commands.withdraw(remedy_id=pending.pk, by=lin, at=NOON)
    assert queries.tickets_with_open_remedies([7, 8]) == set()


@pytest.fixture
def doubtful(placed: Order, lin: Person) -> Remedy:
    remedy = requested(placed, 300, lin)
    desk = Desk(Memory(script=["nothing"]))
    desk.works()
    desk.works(after=LAG + HOUR)
    remedy.refresh_from_db()
    assert remedy.state == State.NEEDS_HUMAN
    return remedy


def propose(remedy: Remedy, by: Person, **values) -> HandDecision:
    defaults = {
        "says": Says.SUCCEEDED,
        "external_id": "R-77",
        "why": "Seen in the settlement report.",
        "evidence": "Report of 3 March, line 14.",
    }
    return commands.propose_by_hand(
        remedy_id=remedy.pk, by=by, at=NOON, **defaults | values
    )


@pytest.mark.parametrize(
    ("says", "external_id", "state", "settled"),
    [(Says.SUCCEEDED, "R-77", "succeeded", 300), (Says.FAILED, "", "failed", 0)],
)
def test_two_people_settle_what_nobody_knows(
    doubtful: Remedy, maya, wen, placed: Order, says, external_id, state, settled
):
    decision = propose(doubtful, maya, says=says, external_id=external_id)
    doubtful.refresh_from_db()
    assert doubtful.state == State.NEEDS_HUMAN
    confirmed = {"remedy_id": doubtful.pk, "decision_id": decision.pk, "at": NOON}
    with pytest.raises(commands.SecondPersonNeeded):
        commands.confirm_by_hand(by=maya, **confirmed)
    commands.confirm_by_hand(by=wen, **confirmed)
    doubtful.refresh_from_db()
    assert (doubtful.state, doubtful.external_id) == (state, external_id)
    assert money_of(placed) == (1000, 0, settled, 0)
    # What people say is held against the record a day later.
    assert doubtful.check_at == (NOON + timedelta(days=1) if settled else None)
    decision.refresh_from_db()
    assert (decision.confirmed_by, decision.confirmed_at) == (wen, NOON)
    with pytest.raises(commands.NotInDoubt):
        commands.confirm_by_hand(by=wen, **confirmed)


@pytest.mark.parametrize(
    "missing",
    [
        {"why": " "},
        {"evidence": ""},
        {"external_id": ""},
        {"says": Says.FAILED, "external_id": "R-77"},
    ],
)
def test_a_decision_without_reason_evidence_or_proof_is_none(
    doubtful: Remedy, maya: Person, missing: dict
):
    with pytest.raises(commands.IncompleteDecision):
        propose(doubtful, maya, **missing)


def test_the_id_of_another_remedy_proves_nothing(
    doubtful: Remedy, maya: Person, lin: Person, shop
):
    desk = Desk(Memory())
    requested(order(shop, "302-2"), 10, lin)
    desk.works()
    with pytest.raises(commands.IncompleteDecision):
        propose(doubtful, maya, external_id="R-1")
    assert propose(doubtful, maya, external_id="R-2").external_id == "R-2"


def test_a_new_proposal_drops_the_one_before(doubtful: Remedy, maya, wen, shop):
    first = propose(doubtful, maya)
    propose(doubtful, wen, says=Says.FAILED, external_id="")
    with pytest.raises(commands.SecondPersonNeeded):
        commands.confirm_by_hand(
            remedy_id=doubtful.pk,
            decision_id=first.pk,
            by=people.person("Chen", "compliance", shop),
            at=NOON,
        )


def test_only_what_needs_a_person_is_decided_by_hand(pending: Remedy, maya: Person):
    with pytest.raises(commands.NotInDoubt):
        propose(pending, maya)
