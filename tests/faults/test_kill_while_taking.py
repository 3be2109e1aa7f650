"""The worker is killed at every step of taking mail in: nothing lost, nothing doubled."""

from __future__ import annotations

import signal
from itertools import count

import pytest

from firsthand.domain.journal.models import Entry
from firsthand.domain.mail.models import Mailbox, MailIdentity, Quarantined, RawMail
from firsthand.domain.tickets.models import Message, Ticket
from tests.faults import worker
from tests.faults.post import letter, real_mailbox
from tests.servers.dovecot import Dovecot

pytestmark = pytest.mark.django_db(transaction=True)
UNREADABLE = b"\x00\x01\x02\x03" * 100
STEPS = [
    "mail.take.begun",
    "mail.take.before_commit",
    "mail.take.committed",
    "mail.take.set_aside",
]
_users = count()


@pytest.mark.parametrize("step", STEPS)
def test_each_mail_becomes_exactly_one_message_whenever_the_worker_dies(
    dovecot: Dovecot, step: str
) -> None:
    user = f"killed-{next(_users)}"
    dovecot.deliver(user, letter(1), UNREADABLE, letter(2), UNREADABLE + b"\x00", letter(3))
    box = real_mailbox(user, dovecot=dovecot)
    assert worker.run("fetch", failpoint=f"{step}=kill@2") == -signal.SIGKILL
    assert worker.run("fetch") == 0
    _everything_is_there_once(box)
    assert worker.run("fetch") == 0
    _everything_is_there_once(box)


def test_a_mail_that_kills_twice_is_set_aside_and_holds_up_nobody(
    dovecot: Dovecot,
) -> None:
    user = f"killed-{next(_users)}"
    dovecot.deliver(user, *(letter(number) for number in range(1, 5)))
    box = real_mailbox(user, dovecot=dovecot)
    # The second mail first, then it again wherever a reading goes on.
    for nth, taken in ((2, 1), (1, 1)):
        failpoint = f"mail.take.before_commit=kill@{nth}"
        assert worker.run("fetch", failpoint=failpoint) == -signal.SIGKILL
        assert Message.objects.count() == taken
        assert not Quarantined.objects.exists()
    assert worker.run("fetch") == 0
    item = Quarantined.objects.get()
    assert "ended twice" in item.why
    assert bytes(item.raw.content) == letter(2)
    subjects = Ticket.objects.values_list("subject", flat=True)
    assert sorted(subjects) == ["Order 1", "Order 3", "Order 4"]
    box.refresh_from_db()
    assert (box.last_uid, box.suspected_uid, box.is_being_read) == (4, 0, False)


def test_one_death_or_deaths_over_different_mails_set_nothing_aside(
    dovecot: Dovecot,
) -> None:
    user = f"killed-{next(_users)}"
    dovecot.deliver(user, *(letter(number) for number in range(1, 7)))
    real_mailbox(user, dovecot=dovecot)
    for _death in range(3):
        failpoint = "mail.take.before_commit=kill@2"
        assert worker.run("fetch", failpoint=failpoint) == -signal.SIGKILL
    assert worker.run("fetch") == 0
    assert Message.objects.count() == 6
    assert not Quarantined.objects.exists()


def _everything_is_there_once(box: Mailbox) -> None:
    box.refresh_from_db()
    assert (box.last_uid, box.problem) == (5, "")
    subjects = Ticket.objects.values_list("subject", flat=True)
    assert sorted(subjects) == ["Order 1", "Order 2", "Order 3"]
    assert (Message.objects.count(), MailIdentity.objects.count()) == (3, 3)
    assert Quarantined.objects.count() == 2
    assert RawMail.objects.count() == 5
    received = Entry.objects.filter(kind="tickets.message_received")
    assert sorted(received.values_list("subject_id", flat=True)) == sorted(
        Message.objects.values_list("pk", flat=True)
    )
    for ticket in Ticket.objects.all():
        assert ticket.unanswered_since == ticket.messages.get().sent_at
