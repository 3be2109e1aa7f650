from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from firsthand.domain.mail.models import Mailbox
from firsthand.domain.orders import commands as orders
from firsthand.domain.orders.models import OrderReturn
from firsthand.domain.orders.ports import OrderFacts
from firsthand.domain.people.models import Person
from firsthand.domain.tickets.models import Message, Ticket
from tests.api.test_tickets import Program
from tests.letters import arrives, letter, mailbox
from tests.people import lin, store

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NUMBER = "306-1234567-1234567"


@pytest.fixture
def box() -> Mailbox:
    return mailbox(store("DE"))


@pytest.fixture
def program(box: Mailbox) -> Program:
    agent: Person = lin(box.store)
    return Program(agent)


def asked(box: Mailbox, words: str = "Where is it?", **more: object) -> int:
    sent_at = timezone.now() - HOUR
    return arrives(box, letter(words, **({"sent_at": sent_at} | more))).ticket_id or 0


def test_a_ticket_is_merged_and_its_number_leads_to_the_other(box, program) -> None:
    one, other = asked(box), asked(box, "And now?")
    merged = program.call("POST", f"tickets/{one}/merge", {"other": other})
    assert (merged.status_code, merged.json()["id"]) == (200, one)
    assert program.call("GET", f"tickets/{other}").json()["id"] == one
    said = program.call("GET", f"tickets/{other}/messages").json()
    assert [message["body"] for message in said] == ["Where is it?", "And now?"]
    listed = program.call("GET", "tickets").json()["items"]
    assert {row["id"]: row["merged_into_id"] for row in listed} == {one: None, other: one}
    parted = program.call("POST", f"tickets/{other}/unmerge")
    assert (parted.json()["id"], parted.json()["state"]) == (other, "open")


def test_tickets_of_two_buyers_are_refused_with_what_to_do(box, program) -> None:
    one, stranger = asked(box), asked(box, sender="eve@elsewhere.example")
    refused = program.call("POST", f"tickets/{one}/merge", {"other": stranger})
    assert (refused.status_code, refused.json()["code"]) == (422, "tickets.another_buyer")
    assert "two buyers" in refused.json()["message"]


def test_messages_are_split_off_and_put_back(box, program) -> None:
    one = asked(box, message_id="first@b")
    asked(box, "And a chair", references=("first@b",))
    chosen = Message.objects.get(body="And a chair").pk
    new = program.call("POST", f"tickets/{one}/split", {"messages": [chosen]})
    assert (new.status_code, new.json()["split_from_id"]) == (201, one)
    back = program.call("POST", f"tickets/{new.json()['id']}/unsplit")
    assert back.json()["id"] == one
    assert Message.objects.filter(ticket_id=one).count() == 2


def order(box: Mailbox) -> None:
    facts = OrderFacts(
        number=NUMBER, state="unshipped", fulfilment="FBM", currency="EUR", lines=(),
        total_minor_units=4990, placed_at=timezone.now() - 48 * HOUR,
        ship_by=timezone.now() + HOUR,
    )  # fmt: skip
    placed = orders.record_order(store_id=box.store_id, facts=facts, at=timezone.now())
    OrderReturn.objects.create(order=placed, requested_at=timezone.now())
    orders.record_setback(
        order_id=placed.pk, kind="claim", external_id="A1", happened_at=timezone.now()
    )
    ticket = Ticket.objects.first()
    assert ticket is not None
    placed.buyer_id = ticket.buyer_id
    placed.save()
    Ticket.objects.update(order=placed, order_number=NUMBER)


def test_a_case_holds_tickets_returns_and_claims_with_the_nearest_deadline(box, program):
    one, other = asked(box), asked(box, "And now?")
    order(box)
    case = program.call("GET", f"tickets/{other}/case").json()
    assert case["order_number"] == NUMBER
    assert {ticket["id"] for ticket in case["tickets"]} == {one, other}
    assert (len(case["returns"]), case["setbacks"][0]["kind"]) == (1, "claim")
    assert case["deadline"]["what"] == "ship"


def test_a_history_tells_what_was_spent_and_what_happened(box, program) -> None:
    one = asked(box)
    order(box)
    told = program.call("GET", f"tickets/{one}/timeline").json()
    assert told["spent"] == [{"currency": "EUR", "minor_units": 4990}]
    assert (told["orders"], told["tickets"], told["returns"], told["claims"]) == (
        1,
        1,
        1,
        1,
    )
    whats = [line["what"] for line in told["lines"]]
    assert set(whats) == {"claim", "return_asked", "asked", "ordered"}
    assert whats[-1] == "ordered"


def test_two_buyers_are_joined_and_parted(box, program) -> None:
    one, other = asked(box), asked(box, sender="j@home.example")
    Ticket.objects.update(order_number=NUMBER)
    joined = program.call("POST", f"tickets/{one}/join-buyer", {"other_ticket": other})
    assert joined.status_code == 200
    case = program.call("GET", f"tickets/{one}/case").json()
    assert {ticket["id"] for ticket in case["tickets"]} == {one, other}
    buyer = Ticket.objects.get(pk=other).buyer_id
    parted = program.call("POST", f"tickets/{one}/part-buyer", {"buyer": buyer})
    assert parted.status_code == 200
    case = program.call("GET", f"tickets/{one}/case").json()
    assert [ticket["id"] for ticket in case["tickets"]] == [one]
