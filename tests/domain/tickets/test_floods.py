from __future__ import annotations

from datetime import timedelta

import pytest

from firsthand.domain.mail.models import MailIdentity
from firsthand.domain.mail.ports import MachineKind
from firsthand.domain.tickets.models import Message, Ticket
from tests.letters import arrives, letter, mailbox
from tests.people import NOON, store

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def automatic(number: int, *, sender: str = "robot@loops.example", at=NOON):
    return letter(
        "I am away",
        sender=sender,
        machine=MachineKind.AUTO_REPLY,
        sent_at=at + number * MINUTE,
    )


def test_a_flood_of_one_machine_is_kept_on_one_filed_ticket() -> None:
    box = mailbox(store("DE"))
    for number in range(30):
        arrives(box, automatic(number))
    assert Ticket.objects.count() == 20
    assert Message.objects.count() == MailIdentity.objects.count() == 30
    assert not Ticket.objects.filter(state="open").exists()


def test_a_flood_of_one_leaves_the_tickets_of_others_alone() -> None:
    box = mailbox(store("DE"))
    for number in range(25):
        arrives(box, automatic(number))
    other = arrives(box, automatic(40, sender="other@loops.example"))
    person = arrives(box, letter("A real question", sender="robot@loops.example"))
    assert Ticket.objects.get(pk=other.ticket_id).messages.count() == 1
    assert Ticket.objects.get(pk=person.ticket_id).state == "open"


def test_the_next_day_begins_anew() -> None:
    box = mailbox(store("DE"))
    for number in range(25):
        arrives(box, automatic(number))
    later = arrives(box, automatic(0, at=NOON + 2 * DAY))
    assert Ticket.objects.get(pk=later.ticket_id).messages.count() == 1
