from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connections, transaction

from firsthand.domain.mail import commands, rules
from firsthand.domain.mail.models import Blob, Mailbox, MailIdentity, Quarantined, RawMail
from firsthand.domain.mail.ports import ParsedAttachment
from tests.letters import mailbox
from tests.people import NOON, store

RAW = b"From: a@b\r\n\r\nhello"


@pytest.fixture
def box(db) -> Mailbox:
    return mailbox(store("DE"))


def take(box: Mailbox, raw: bytes = RAW, message_id: str = "m@x") -> commands.Taken | None:
    with transaction.atomic():
        return commands.take(mailbox_id=box.pk, message_id=message_id, raw=raw, at=NOON)


def test_the_bytes_are_kept_exactly_until_their_date(box) -> None:
    take(box)
    kept = RawMail.objects.get()
    assert bytes(kept.content) == RAW
    assert kept.purge_on == (NOON + timedelta(days=rules.RAW_MAIL_DAYS)).date()


def test_the_same_mail_by_another_way_is_the_same_mail(box) -> None:
    assert take(box) is not None
    assert take(box, b"From a@b Mon Mar  2\n" + RAW.replace(b"\r\n", b"\n")) is None


WRITTEN = b"From: a@b\r\nMessage-Id: <m@x>\r\n\r\nhello"


def test_bytes_taken_before_are_known_again_by_their_id_and_content(box) -> None:
    assert not commands.was_taken(box.pk, raw=WRITTEN)
    take(box, WRITTEN)
    assert commands.was_taken(box.pk, raw=WRITTEN)
    assert commands.was_taken(box.pk, raw=WRITTEN.replace(b"\r\n", b"\n"))
    assert not commands.was_taken(box.pk, raw=WRITTEN + b" and more")
    assert not commands.was_taken(mailbox(store("FR")).pk, raw=WRITTEN)


@pytest.mark.parametrize(
    "raw",
    [
        RAW,
        b"From: a@b\n\nMessage-ID: <m@x>\n",
        b"Message-ID: <m@x>\nMessage-ID: <n@x>\n\nhello",
        b"Message-ID: <m@x> (mine)\n\nhello",
        b"Message-ID: <m <x>>\n\nhello",
        b"Message-ID: <m\xe9@x>\n\nhello",
    ],
)
def test_an_id_that_is_not_plain_to_see_is_left_to_the_parser(box, raw: bytes) -> None:
    take(box, raw)
    assert rules.written_message_id(raw) == ""
    assert not commands.was_taken(box.pk, raw=raw)


def test_the_same_id_in_another_mailbox_is_another_mail(box) -> None:
    other = mailbox(store("FR"))
    assert take(box) is not None
    assert take(other) is not None


def test_other_content_under_a_known_id_is_a_variant(box) -> None:
    first, second = take(box), take(box, RAW + b" and more")
    assert (first.is_variant, second.is_variant) == (False, True)


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_fetch_one_mail_at_once_take_it_once() -> None:
    box = mailbox(store("DE"))
    won: list[bool] = []
    ready = threading.Barrier(5)

    def fetch() -> None:
        try:
            ready.wait()
            won.append(take(box) is not None)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=fetch) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False] * 4 + [True]
    assert MailIdentity.objects.count() == RawMail.objects.count() == 1


def test_quarantine_keeps_the_bytes_and_shows_a_mail_once(box) -> None:
    first = commands.quarantine(mailbox_id=box.pk, raw=b"\0\0", why="not a mail", at=NOON)
    again = commands.quarantine(mailbox_id=box.pk, raw=b"\0\0", why="not a mail", at=NOON)
    assert again is None
    assert bytes(Quarantined.objects.get().raw.content) == b"\0\0"
    assert first is not None


def test_a_file_sent_again_after_its_purge_is_there_again(box) -> None:
    photo = ParsedAttachment("a.jpg", "image/jpeg", b"light")
    commands.attach([photo], ticket_message_id=1, at=NOON)
    commands.purge_due(on=(NOON + timedelta(days=40)).date(), at=NOON + timedelta(days=40))
    assert Blob.objects.get().content is None
    commands.attach([photo], ticket_message_id=2, at=NOON + timedelta(days=41))
    assert bytes(Blob.objects.get().content) == b"light"


def test_purging_empties_what_is_due_and_nothing_else(box) -> None:
    take(box)
    day_before = NOON + timedelta(days=rules.RAW_MAIL_DAYS - 1)
    assert commands.purge_due(on=day_before.date(), at=day_before)["raw_mails"] == 0
    day = day_before + timedelta(days=1)
    assert commands.purge_due(on=day.date(), at=day)["raw_mails"] == 1
    assert RawMail.objects.get().content is None
    assert take(box) is None, "a purged mail is still known"


def test_a_file_of_two_buyers_survives_the_erasure_of_one(box) -> None:
    manual = ParsedAttachment("manual.pdf", "application/pdf", b"manual")
    for message_id in (1, 2):
        commands.attach([manual], ticket_message_id=message_id, at=NOON)
    commands.erase_mail_of([1], at=NOON)
    assert bytes(Blob.objects.get().content) == b"manual"
    commands.erase_mail_of([2], at=NOON)
    assert Blob.objects.get().content is None
