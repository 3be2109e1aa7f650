"""Claims: by when, answered by whom, decided how; and what their mails say of that."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist

from firsthand import wiring
from firsthand.domain.claims import commands, queries
from firsthand.domain.claims.models import Claim
from firsthand.domain.claims.queries import State
from firsthand.domain.journal.models import Entry
from firsthand.domain.orders.models import Parcel, Setback
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.tickets import commands as tickets
from firsthand.domain.tickets.models import Ticket
from tests import people
from tests.claims import NUMBER, claim_mail, claimed, finds, told
from tests.letters import arrives, mailbox
from tests.people import NOON
from tests.remedies import Desk, Memory, order, requested

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
IN_THREE_DAYS = "Bitte antworten Sie innerhalb von 3 Kalendertagen."


@pytest.fixture
def place():
    return people.store()


@pytest.fixture
def chen(place):
    return people.person("Chen", "compliance", place)


@pytest.fixture
def placed(place):
    return order(place, NUMBER)


def comes(place, text: str = IN_THREE_DAYS, **values) -> Ticket:
    """Have a mail of Amazon's come in and be reacted to."""
    at = values.get("at", NOON)
    box = place_box(place)
    received = arrives(box, claim_mail(text, **values), at=at)
    react()
    return Ticket.objects.get(pk=received.ticket_id)


def react() -> None:
    """Do what follows from every entry once more: at least once is the promise."""
    for entry in Entry.objects.order_by("pk"):
        for reaction in wiring.REACTIONS.get(entry.kind, ()):
            reaction(entry)


def place_box(place):
    from firsthand.domain.mail.models import Mailbox

    return Mailbox.objects.filter(store=place).first() or mailbox(place)


def test_amazons_mail_opens_a_claim_with_its_deadline(place, placed) -> None:
    ticket = comes(place)
    (setback,) = Setback.objects.all()
    claim = Claim.objects.get()
    assert (setback.kind, setback.order, setback.happened_at) == ("claim", placed, NOON)
    assert (claim.respond_by, claim.source) == (NOON + 3 * DAY, "mail")
    assert (claim.ticket_id, claim.read_from) == (
        ticket.pk,
        "innerhalb von 3 Kalendertagen",
    )
    assert Entry.objects.filter(kind="orders.claim_opened").count() == 1


def test_the_same_mail_taken_twice_is_one_claim(place, placed) -> None:
    comes(place)
    entry = Entry.objects.get(kind="tickets.claim_mail_taken")
    commands.take_mail(message_id=entry.subject_id, is_decision=False)
    assert Setback.objects.count() == Claim.objects.count() == 1
    assert Entry.objects.filter(kind="claims.deadline_set").count() == 1


def test_a_mail_joins_the_claim_a_report_has_told_of(place, placed) -> None:
    known = claimed(placed, at=NOON - HOUR)
    comes(place)
    assert Claim.objects.get().setback == known


def test_a_mail_that_says_no_time_leaves_it_unknown(place, placed) -> None:
    comes(place, "A claim was filed.")
    assert (Claim.objects.get().respond_by, Claim.objects.get().source) == (None, "")


def test_a_mail_about_an_unknown_order_waits_until_it_is_linked(place, chen) -> None:
    ticket = comes(place)
    assert not Setback.objects.exists()
    order(place, NUMBER)
    tickets.link_order(
        ticket_id=ticket.pk, order_number=NUMBER, by=people.lin(place), at=NOON + HOUR
    )
    react()
    assert Claim.objects.get().respond_by == NOON + 3 * DAY


def test_an_entered_time_gives_way_only_to_an_earlier_one(place, placed, chen) -> None:
    comes(place)
    (setback,) = Setback.objects.all()
    entered = NOON + 2 * DAY
    commands.set_deadline(setback_id=setback.pk, respond_by=entered, by=chen, at=NOON)
    comes(place, at=NOON + HOUR)
    claim = Claim.objects.get()
    assert (claim.respond_by, claim.source, claim.set_by) == (entered, "person", chen)
    comes(place, "Antworten Sie innerhalb von 12 Stunden.", at=NOON + 2 * HOUR)
    assert Claim.objects.get().respond_by == NOON + 14 * HOUR


def test_a_newer_mail_gives_a_new_time(place, placed) -> None:
    comes(place)
    comes(place, "Antworten Sie innerhalb von 5 Tagen.", at=NOON + DAY)
    assert Claim.objects.get().respond_by == NOON + 6 * DAY


def test_a_mail_of_the_decision_asks_for_the_outcome(place, placed) -> None:
    comes(place, closed=True)
    assert not Setback.objects.exists(), "of a claim nobody knew of"
    comes(place)
    comes(place, closed=True, at=NOON + DAY)
    assert Claim.objects.get().decision_mail_at == NOON + DAY
    assert Claim.objects.get().respond_by == NOON + 3 * DAY


def test_a_buyers_words_about_a_claim_open_none(place, placed) -> None:
    told(place, "I have filed an A-to-z claim, answer within 3 days!", number="1-1")
    react()
    assert not Setback.objects.exists()


def test_only_compliance_and_the_owner_answer_and_decide(place, placed) -> None:
    setback = claimed(placed)
    deeds = (
        lambda by: commands.mark_answered(setback_id=setback.pk, by=by, at=NOON),
        lambda by: commands.decide(setback_id=setback.pk, outcome="won", by=by, at=NOON),
    )
    for role in ("agent", "lead", "reviewer", "analyst"):
        somebody = people.person(role, role, place)
        for deed in deeds:
            with pytest.raises(NotAllowed):
                deed(somebody)
    owner = people.wen()
    for deed in deeds:
        deed(owner)
    assert Claim.objects.get().outcome == "won"


def test_a_claim_is_answered_once(placed, chen) -> None:
    setback = claimed(placed)
    commands.mark_answered(setback_id=setback.pk, by=chen, at=NOON)
    with pytest.raises(commands.AlreadyAnswered):
        commands.mark_answered(setback_id=setback.pk, by=chen, at=NOON)
    assert Entry.objects.get(kind="claims.answered").actor_id == chen.pk


def test_lost_may_become_won_by_an_appeal_and_won_stays(placed, chen) -> None:
    setback = claimed(placed)
    for outcome in ("lost", "won", "won"):
        commands.decide(setback_id=setback.pk, outcome=outcome, by=chen, at=NOON)
    setback.refresh_from_db()
    assert setback.denied_at == NOON
    denied = Entry.objects.get(kind="orders.claim_denied")
    assert denied.facts == {"external_id": setback.external_id}
    with pytest.raises(commands.AlreadyWon):
        commands.decide(setback_id=setback.pk, outcome="lost", by=chen, at=NOON)
    with pytest.raises(ValueError, match="perhaps"):
        commands.decide(setback_id=setback.pk, outcome="perhaps", by=chen, at=NOON)


@pytest.mark.parametrize("after", [-HOUR, timedelta(), 400 * DAY])
def test_a_time_that_can_be_none_is_refused(placed, chen, after) -> None:
    setback = claimed(placed)
    with pytest.raises(commands.NotADeadline):
        commands.set_deadline(
            setback_id=setback.pk, respond_by=NOON + after, by=chen, at=NOON
        )


def test_a_time_can_be_taken_back(placed, chen) -> None:
    setback = claimed(placed)
    for wanted in (NOON + DAY, None):
        commands.set_deadline(setback_id=setback.pk, respond_by=wanted, by=chen, at=NOON)
    assert (Claim.objects.get().respond_by, Claim.objects.get().source) == (None, "")


def test_neither_feedback_nor_another_stores_claim_is_there(placed, chen) -> None:
    stranger = people.person("Stranger", "compliance", people.store("JP"))
    from firsthand.domain.orders.commands import record_setback

    feedback = record_setback(
        order_id=placed.pk, kind="feedback", external_id="F", happened_at=NOON, stars=1
    )
    for setback, by in ((claimed(placed), stranger), (feedback, chen)):
        with pytest.raises(ObjectDoesNotExist):
            commands.mark_answered(setback_id=setback.pk, by=by, at=NOON)
        assert queries.claim_for(by, setback.pk, at=NOON) is None


def states(person, at=NOON) -> dict[str, list[str]]:
    return {
        state: [
            line.order.number for line in queries.claims_page(person, state, at=at).lines
        ]
        for state in State
    }


def test_the_list_is_by_what_runs_out_first_stated_or_assumed(place, chen) -> None:
    for number, filed, hours in (
        ("a", NOON - DAY, None), ("b", NOON, 60), ("c", NOON, 24),
        ("d", NOON - 99 * DAY, None),
    ):  # fmt: skip
        setback = claimed(order(place, number), at=filed)
        if hours:
            due = NOON + timedelta(hours=hours)
            commands.set_deadline(setback_id=setback.pk, respond_by=due, by=chen, at=NOON)
    assert states(chen) == {
        "open": ["c", "a", "b"],
        "answered": [],
        "decided": [],
        "past": ["d"],
    }
    first, second, _third = queries.claims_page(chen, State.OPEN, at=NOON).lines
    assert (first.assumed, first.respond_by) == (None, NOON + DAY)
    assert (second.respond_by, second.assumed.respond_by) == (None, NOON + 2 * DAY)
    commands.mark_answered(setback_id=first.setback.pk, by=chen, at=NOON)
    commands.decide(setback_id=second.setback.pk, outcome="lost", by=chen, at=NOON)
    assert states(chen) == {
        "open": ["b"],
        "answered": ["c"],
        "decided": ["a"],
        "past": ["d"],
    }


def test_the_checklist_says_what_is_there_and_what_is_missing(place, chen) -> None:
    lin = people.lin(place)
    ticket = told(place)
    setback = claimed(ticket.order)

    def there() -> set[str]:
        line = queries.claim_for(chen, setback.pk, at=NOON)
        return {check.item for check in line.checks if check.is_there}

    assert there() == {"photo", "buyer_words"}
    parcel = Parcel.objects.create(
        order=ticket.order, carrier="DHL", tracking_number="JJD1", shipped_at=NOON
    )
    assert there() == {"photo", "buyer_words", "tracking"}
    parcel.delivered_at = NOON
    parcel.save()
    finds(ticket, lin)
    requested(ticket.order, 300, lin)
    Desk(Memory()).works()
    line = queries.claim_for(chen, setback.pk, at=NOON)
    assert there() == {
        "photo", "buyer_words", "tracking", "delivery_scan", "finding", "earlier_refund",
    }  # fmt: skip
    assert line.lacks == []


def test_a_page_of_claims_asks_a_fixed_number_of_questions(
    place, chen, django_assert_max_num_queries
) -> None:
    for number in "abcdefgh":
        claimed(order(place, number))
    with django_assert_max_num_queries(14):
        queries.claims_page(chen, State.OPEN, at=NOON)
