"""Orders become known after the mails about them: both find each other all the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from firsthand import wiring
from firsthand.domain.journal.models import Entry
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.models import Ticket
from tests.letters import arrives, letter, mailbox, relayed
from tests.people import NOON, lin, store
from tests.remedies import order

pytestmark = pytest.mark.django_db
NUMBER = "301-0000001-0000001"


def react() -> None:
    for entry in Entry.objects.order_by("pk"):
        for reaction in wiring.REACTIONS.get(entry.kind, ()):
            reaction(entry)


def test_a_ticket_is_linked_when_its_order_becomes_known() -> None:
    box = mailbox(store("DE"))
    arrives(box, relayed(order_numbers=(NUMBER,)))
    arrives(box, letter())
    react()
    assert not Ticket.objects.exclude(order=None).exists()
    placed = order(box.store, NUMBER)
    react()
    react()
    assert Ticket.objects.exclude(order=None).get().order == placed
    assert Entry.objects.filter(kind="tickets.order_linked", actor_id=None).count() == 1


def test_an_order_that_became_known_while_the_mail_was_taken_is_linked_too() -> None:
    box = mailbox(store("DE"))
    placed = order(box.store, NUMBER)
    ticket_id = arrives(box, relayed(order_numbers=(NUMBER,))).ticket_id
    Ticket.objects.update(order=None)  # As the mail saw it.
    assert commands.link_named(ticket_id=ticket_id, at=NOON) == 1
    assert commands.link_named(ticket_id=ticket_id, at=NOON) == 0
    assert Ticket.objects.get().order == placed


def test_what_a_person_has_linked_stays_and_other_stores_are_left_alone() -> None:
    box, elsewhere = mailbox(store("DE")), mailbox(store("FR"))
    theirs = order(box.store, "302-1111111-1111111")
    here = arrives(box, relayed(order_numbers=(NUMBER,)))
    arrives(elsewhere, relayed(order_numbers=(NUMBER,)))
    commands.link_order(
        ticket_id=here.ticket_id,
        order_number=theirs.number,
        by=lin(box.store),
        at=NOON + timedelta(hours=1),
    )
    order(box.store, NUMBER)
    react()
    found = Ticket.objects.order_by("pk").values_list("order", flat=True)
    assert list(found) == [theirs.pk, None]


def test_a_conversation_that_names_its_order_later_is_linked_then() -> None:
    box = mailbox(store("DE"))
    placed = order(box.store, NUMBER)
    arrives(box, relayed(case_id="c-1"))
    arrives(box, relayed("It is this order.", case_id="c-1", order_numbers=(NUMBER,)))
    ticket = Ticket.objects.get()
    assert (ticket.order_number, ticket.order) == (NUMBER, placed)
    assert Entry.objects.filter(kind="tickets.order_linked").count() == 1


def test_a_later_order_number_does_not_take_the_place_of_the_first() -> None:
    box = mailbox(store("DE"))
    arrives(box, relayed(case_id="c-1", order_numbers=(NUMBER,)))
    other = relayed(case_id="c-1", order_numbers=("302-1111111-1111111",))
    arrives(box, other)
    assert Ticket.objects.get().order_number == NUMBER


def test_before_there_is_an_order_the_mail_says_which_product_it_is_about() -> None:
    box = mailbox(store("DE"))
    mail = relayed()
    arrives(box, replace(mail, relay=replace(mail.relay, asins=("B0ABCDEF12",))))
    assert Entry.objects.get(kind="tickets.message_received").facts["asins"] == [
        "B0ABCDEF12"
    ]
