"""A sender given up as lost comes back with its answer: knowing beats guessing."""

from __future__ import annotations

import pytest

from firsthand.domain.orders.models import Order
from firsthand.domain.people.models import Person
from firsthand.domain.remedies import commands
from firsthand.domain.remedies.commands import sending, settling
from firsthand.domain.remedies.models import Attempt, Incident, OutsideRefund, Remedy
from firsthand.domain.remedies.ports import Answer, Declined, Done, Unclear
from firsthand.domain.remedies.rules.answers import Pace
from firsthand.domain.remedies.rules.states import State
from tests.people import NOON
from tests.remedies import HOUR, LAG, Desk, Memory, money_of, requested


@pytest.fixture
def lost(placed: Order, lin: Person) -> Remedy:
    """Return a remedy whose only sender is given up."""
    remedy = requested(placed, 100, lin)
    begins(remedy, State.APPROVED)
    assert sending.reap(at=NOON, pace=Pace()) == 1
    return remedy


def begins(remedy: Remedy, before: State) -> None:
    around = Desk(Memory(native_key=True)).around()
    assert sending.begin(remedy.pk, before=before, around=around) is not None


def comes_back(remedy: Remedy, answer: Answer, *, fence: int = 1) -> State:
    return settling.record_answer(
        remedy.pk, fence=fence, answer=answer, at=NOON + HOUR, pace=Pace(), check_after=LAG
    )


def incidents() -> list[str]:
    return list(Incident.objects.order_by("pk").values_list("kind", flat=True))


def test_a_proof_settles_what_was_unknown(lost: Remedy, placed: Order):
    assert comes_back(lost, Done("R-9")) == State.SUCCEEDED
    lost.refresh_from_db()
    assert (lost.external_id, lost.check_at) == ("R-9", NOON + HOUR + LAG)
    assert money_of(placed) == (1000, 0, 100, 0)
    attempt = Attempt.objects.get()
    assert (attempt.outcome, attempt.external_id) == ("done", "R-9")
    # Said again, it is no news; and neither is the opposite.
    for answer in (Done("R-9"), Declined("no")):
        assert comes_back(lost, answer) == State.SUCCEEDED
    assert (incidents(), OutsideRefund.objects.count()) == ([], 0)


def test_a_plain_no_of_the_only_attempt_has_it_failed(lost: Remedy, placed: Order):
    assert comes_back(lost, Declined("no such order")) == State.FAILED
    assert money_of(placed) == (1000, 0, 0, 0)
    assert Attempt.objects.get().external_id == ""


def test_an_answer_that_says_nothing_leaves_it_unknown(lost: Remedy, placed: Order):
    assert comes_back(lost, Unclear("timed out")) == State.UNKNOWN
    assert money_of(placed) == (1000, 100, 0, 0)


def test_a_proof_waits_while_another_attempt_is_under_way(lost: Remedy, placed: Order):
    begins(lost, State.UNKNOWN)
    assert comes_back(lost, Done("R-9")) == State.SENDING
    assert money_of(placed) == (1000, 100, 0, 0)
    # "Declined" of the second may only say that it is done already.
    assert comes_back(lost, Declined("twice"), fence=2) == State.SUCCEEDED
    lost.refresh_from_db()
    assert lost.external_id == "R-9"
    assert (money_of(placed), incidents()) == ((1000, 0, 100, 0), [])


def test_a_no_of_an_earlier_attempt_says_nothing_of_the_later(lost: Remedy, placed: Order):
    begins(lost, State.UNKNOWN)
    assert comes_back(lost, Declined("no such order")) == State.SENDING
    assert sending.reap(at=NOON, pace=Pace()) == 1
    lost.refresh_from_db()
    assert lost.state == State.UNKNOWN
    assert money_of(placed) == (1000, 100, 0, 0)


def test_a_no_of_an_earlier_attempt_leaves_unknown_what_became_of_the_later(
    lost: Remedy, placed: Order
):
    begins(lost, State.UNKNOWN)
    assert sending.reap(at=NOON, pace=Pace()) == 1
    assert comes_back(lost, Declined("no such order")) == State.UNKNOWN
    assert money_of(placed) == (1000, 100, 0, 0)
    assert comes_back(lost, Done("R-10"), fence=2) == State.SUCCEEDED


def test_two_attempts_that_both_happened_are_counted_and_told(lost: Remedy, placed: Order):
    begins(lost, State.UNKNOWN)
    comes_back(lost, Done("R-9"))
    assert comes_back(lost, Done("R-10"), fence=2) == State.SUCCEEDED
    assert money_of(placed) == (1000, 0, 200, 0)
    fact = OutsideRefund.objects.get()
    assert (fact.external_id, fact.minor_units, fact.currency) == ("R-9", 100, "EUR")
    incident = Incident.objects.get()
    assert (incident.kind, incident.remedy_id) == ("twice", lost.pk)
    assert incident.facts == {"outside": fact.pk}


def test_a_proof_from_what_the_record_had_disproved_is_counted_and_told(
    lost: Remedy, placed: Order
):
    Desk(Memory(is_definitive=True), at=NOON + 2 * HOUR).works()
    outcomes = Attempt.objects.order_by("fence").values_list("outcome", flat=True)
    assert list(outcomes) == ["absent", "done"]
    assert comes_back(lost, Declined("no")) == State.SUCCEEDED
    assert (list(outcomes.all()), incidents()) == (["absent", "done"], [])
    assert comes_back(lost, Done("R-9")) == State.SUCCEEDED
    assert money_of(placed) == (1000, 0, 200, 0)
    assert (list(outcomes.all()), incidents()) == (["done", "done"], ["twice"])


@pytest.mark.parametrize(("external_id", "twice"), [("R-10", 0), ("", 0), ("R-9", 1)])
def test_a_proof_after_a_success_counts_if_it_is_of_another_effect(
    lost: Remedy, placed: Order, external_id: str, twice: int
):
    begins(lost, State.UNKNOWN)
    comes_back(lost, Done("R-10"), fence=2)
    assert comes_back(lost, Done(external_id)) == State.SUCCEEDED
    assert money_of(placed) == (1000, 0, 100 + 100 * twice, 0)
    assert incidents() == ["twice"] * twice


def test_a_proof_of_what_two_people_wrote_off_is_a_fact_and_an_incident(
    lost: Remedy, placed: Order, maya: Person, wen: Person
):
    desk = Desk(Memory(), at=NOON + 2 * HOUR)
    desk.works()
    decision = commands.propose_by_hand(
        remedy_id=lost.pk, says="failed", external_id="", why="w", evidence="e",
        by=maya, at=NOON,
    )  # fmt: skip
    commands.confirm_by_hand(remedy_id=lost.pk, decision_id=decision.pk, by=wen, at=NOON)
    assert money_of(placed) == (1000, 0, 0, 0)
    Attempt.objects.filter(outcome="absent").update(outcome="lost")
    assert comes_back(lost, Done("R-9")) == State.FAILED
    assert money_of(placed) == (1000, 0, 100, 0)
    assert incidents() == ["against_decision"]
