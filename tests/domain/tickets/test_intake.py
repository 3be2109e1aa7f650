"""Whole mailboxes are taken in: every mail becomes something, whatever goes wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime

import psycopg
import pytest
from django.db import OperationalError

from firsthand.connectors.sandbox.mail import MailInMemory
from firsthand.domain.mail.models import Mailbox, MailIdentity, Quarantined
from firsthand.domain.mail.ports import FetchedMail, MailUnreachable, ParsedMail, Unreadable
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.commands import intake
from firsthand.domain.tickets.models import Message
from firsthand.foundation.errors import Refused
from tests.letters import letter, mailbox
from tests.people import NOON, store


@pytest.fixture
def box(db) -> Mailbox:
    return mailbox(store("DE"))


def parse(raw: bytes) -> ParsedMail:
    """Make a mail whose every word is its bytes."""
    if raw.startswith(b"unreadable"):
        raise Unreadable("nothing in it is a mail")
    if raw.startswith(b"tripping"):
        raise ZeroDivisionError("a fault of ours")
    text = raw.decode()
    return letter(text, message_id=f"{text}@x", sender=f"{text}@buyers.example")


def read(box: Mailbox, source: Callable[[Mailbox], object]) -> Counter[str]:
    return commands.read_mailbox(box, source_of=source, parse=parse, now=lambda: NOON)


def holding(*mails: bytes, validity: int = 1) -> Callable[[Mailbox], MailInMemory]:
    return lambda _box: MailInMemory(mails, uid_validity=validity)


def bodies() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("body", flat=True))


def test_what_is_no_mail_or_trips_us_is_set_aside_and_the_others_go_on(box) -> None:
    source = holding(b"one", b"unreadable", b"two", b"tripping", b"three")
    assert read(box, source) == {"message": 3, "quarantined": 2}
    assert bodies() == ["one", "two", "three"]
    reasons = Quarantined.objects.order_by("pk").values_list("why", flat=True)
    assert [("cannot be read" in why, "ZeroDivisionError" in why) for why in reasons] == [
        (True, False),
        (False, True),
    ]
    assert "a fault of ours (" in reasons[1]
    box.refresh_from_db()
    assert (box.last_uid, box.problem, box.is_being_read) == (5, "", False)


def test_a_second_reading_finds_only_what_is_new(box) -> None:
    assert read(box, holding(b"one", b"unreadable"))["message"] == 1
    assert read(box, holding(b"one", b"unreadable")) == {}
    assert read(box, holding(b"one", b"unreadable", b"two")) == {"message": 1}
    assert bodies() == ["one", "two"]


def test_a_mailbox_that_renumbers_its_mail_doubles_nothing(box) -> None:
    mails = (b"one", b"unreadable", b"two")
    read(box, holding(*mails))
    again = read(box, holding(*mails[::-1], b"three", validity=2))
    assert again == {"duplicate": 3, "message": 1}
    assert bodies() == ["one", "two", "three"]
    assert Quarantined.objects.count() == 1


class BreaksOff(MailInMemory):
    """A server that goes away after the second mail."""

    def mail_after(self, uid: int) -> Iterator[FetchedMail]:
        for mail in super().mail_after(uid):
            if mail.uid > 2:
                raise MailUnreachable("The server went away.", fix="Wait.")
            yield mail


def test_what_came_before_the_line_broke_stays_and_reading_goes_on_behind_it(box) -> None:
    mails = (b"one", b"two", b"three")
    assert read(box, lambda _box: BreaksOff(mails)) == {"message": 2, "unreachable": 1}
    box.refresh_from_db()
    assert (box.last_uid, box.problem) == (2, "The server went away. Wait.")
    assert read(box, holding(*mails)) == {"message": 1}
    box.refresh_from_db()
    assert (box.problem, bodies()) == ("", ["one", "two", "three"])


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (MailUnreachable("No such host.", fix="Check it."), "No such host. Check it."),
        (
            Refused("It cannot be decrypted.", fix="Enter it."),
            "It cannot be decrypted. Enter it.",
        ),
    ],
)
def test_a_server_never_reached_is_said_on_the_mailbox(box, problem, said) -> None:
    def unreachable(_box: Mailbox) -> MailInMemory:
        raise problem

    assert read(box, unreachable) == {"unreachable": 1}
    box.refresh_from_db()
    assert (box.problem, box.last_uid) == (said, 0)


def stopped(cause: type[psycopg.Error] | None) -> OperationalError:
    problem = OperationalError("the database stopped")
    problem.__cause__ = cause() if cause else None
    return problem


GONE = (psycopg.errors.AdminShutdown, psycopg.errors.DiskFull, None)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("cause", [psycopg.errors.DeadlockDetected, *GONE])
@pytest.mark.parametrize("times", [1, 2])
def test_a_database_that_fails_once_gets_a_second_try(
    cause: type[psycopg.Error] | None, times: int
) -> None:
    place, left = mailbox(store("DE")), [stopped(cause)] * times

    def fail_at_first() -> None:
        if left:
            raise left.pop()

    def take() -> str:
        return commands.take_in(
            mailbox_id=place.pk, raw=b"one", parse=parse, at=NOON,
            in_same_transaction=fail_at_first,
        )  # fmt: skip

    if times == 1:
        assert take() == "message"
        assert bodies() == ["one"]
    elif cause in GONE:
        # It is nobody's fault: the mail stays where it was, and nothing of it is kept.
        with pytest.raises(OperationalError):
            take()
        assert not MailIdentity.objects.exists()
        assert take() == "message"
    else:
        assert take() == "quarantined"
        assert "OperationalError" in Quarantined.objects.get().why
    assert Message.objects.count() + Quarantined.objects.count() == 1


def test_a_mail_that_is_not_whole_is_kept_as_far_as_it_came(box) -> None:
    became = commands.take_in(
        mailbox_id=box.pk, raw=b"one", parse=parse, at=NOON, set_aside_because="Too large."
    )
    assert became == intake.QUARANTINED
    item = Quarantined.objects.get()
    assert (item.why, bytes(item.raw.content)) == ("Too large.", b"one")
    again = commands.take_in(
        mailbox_id=box.pk, raw=b"one", parse=parse, at=NOON, set_aside_because="Too large."
    )
    assert again == intake.DUPLICATE


def test_the_time_of_the_last_good_reading_stays_while_there_is_a_problem(box) -> None:
    noted: list[datetime | None] = []
    for source in (lambda _box: BreaksOff((b"a", b"b", b"c")), holding()):
        read(box, source)
        noted.append(Mailbox.objects.get().fetched_at)
    assert noted == [None, NOON]
