"""Files that leave with a reply: added, held, taken back, sent with it or not at all."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from firsthand.connectors.sandbox.mail import AcceptsEverything
from firsthand.domain.mail import commands as mail
from firsthand.domain.mail import queries as mail_queries
from firsthand.domain.mail.models import Attachment, Blob, Mailbox, OutboundMail
from firsthand.domain.mail.ports import Letter, ParsedAttachment
from firsthand.domain.people.models import Person
from firsthand.domain.tickets import commands, queries
from firsthand.domain.tickets.commands import Answer, Asked
from firsthand.domain.tickets.models import Message, ReplyFile, Ticket
from firsthand.domain.tickets.rules.reply_files import (
    LARGEST_IN_ALL,
    MOST,
    Lack,
    lack_of,
    may_be_sent,
)
from tests.letters import arrives, letter, mailbox, relayed
from tests.people import NOON, lin, person, store

PDF = b"%PDF-1.7 how to put it up"
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
NOW = NOON + timedelta(hours=1)


@pytest.mark.parametrize(
    ("name", "content", "before", "lack"),
    [
        ("a.pdf", PDF, [], None),
        ("a.pdf", b"", [], Lack.EMPTY),
        ("a.exe", b"MZ", [], Lack.KIND),
        ("a.pdf", b"MZ", [], Lack.KIND),
        ("a.pdf", PDF, [1] * (MOST - 1), None),
        ("a.pdf", PDF, [1] * MOST, Lack.TOO_MANY),
        ("a.pdf", PDF, [LARGEST_IN_ALL - len(PDF)], None),
        ("a.pdf", PDF, [LARGEST_IN_ALL - len(PDF) + 1], Lack.TOO_LARGE),
    ],
)
def test_a_reply_takes_five_files_of_ten_megabytes_in_all(
    name: str, content: bytes, before: list[int], lack: Lack | None
) -> None:
    assert lack_of(name, content, before=before) == lack


@pytest.mark.parametrize(
    ("purpose", "channel", "is_answer", "may"),
    [
        ("asked", "amazon", True, True),
        ("asked", "amazon", False, False),
        ("instructions", "amazon", False, True),
        ("warranty", "amazon", False, True),
        ("invoice", "amazon", False, True),
        ("asked", "email", False, True),
    ],
)
def test_unasked_amazon_takes_only_instructions_warranty_and_invoice(
    purpose: str, channel: str, is_answer: bool, may: bool
) -> None:
    assert may_be_sent(purpose, channel=channel, is_answer=is_answer) == may


@pytest.fixture
def box(db) -> Mailbox:
    return mailbox(store("DE"))


@pytest.fixture
def agent(box: Mailbox) -> Person:
    return lin(box.store)


@pytest.fixture
def ticket(box: Mailbox) -> Ticket:
    return Ticket.objects.get(pk=arrives(box, relayed("How does it go up?")).ticket_id)


def adds(ticket: Ticket, by: Person, name: str = "manual.pdf", **more) -> int:
    values = {"content": PDF, "purpose": "asked", "at": NOW} | more
    return commands.add_file(ticket_id=ticket.pk, name=name, by=by, **values).pk


def asks(ticket: Ticket, by: Person, *files: int, **more) -> Asked:
    reply = Answer("Here it is.", more.pop("key", uuid4()), files=files)
    return commands.send(
        ticket_id=ticket.pk, reply=reply, by=by, **{"at": NOW, "undo_seconds": 0} | more
    )


def letters_sent(at=NOW) -> list[Letter]:
    seen: list[Letter] = []

    def compose(letter: Letter) -> bytes:
        seen.append(letter)
        return b"raw"

    mail.send_due(sender_of=lambda _b: AcceptsEverything(), compose=compose, now=lambda: at)
    return seen


def test_a_file_leaves_with_the_reply_and_hangs_on_it(ticket, agent) -> None:
    first, second = adds(ticket, agent), adds(ticket, agent, "配件.pdf", content=PDF + b"2")
    sent = asks(ticket, agent, first, second).sent
    assert sent is not None
    assert not ReplyFile.objects.exists()
    [gone] = letters_sent()
    assert [(one.name, one.content_type, one.content) for one in gone.files] == [
        ("manual.pdf", "application/pdf", PDF),
        ("配件.pdf", "application/pdf", PDF + b"2"),
    ]
    names = [file.name for file in mail_queries.attachments_of([sent.pk])]
    assert names == ["manual.pdf", "配件.pdf"]


def test_only_what_is_named_leaves_and_the_same_key_sends_nothing_more(
    ticket, agent
) -> None:
    named, key = adds(ticket, agent), uuid4()
    left = adds(ticket, agent, "other.pdf")
    for _click in range(2):
        asks(ticket, agent, named, key=key)
    assert OutboundMail.objects.count() == 1
    assert [one.id for one in queries.files_added(ticket.pk, person_id=agent.pk)] == [left]


def test_a_held_reply_keeps_its_files_from_the_next_one(ticket, agent) -> None:
    held = asks(ticket, agent, adds(ticket, agent), undo_seconds=10).held
    assert held is not None
    [waiting] = queries.files_held([held.pk])[held.pk]
    assert queries.files_added(ticket.pk, person_id=agent.pk) == []
    with pytest.raises(commands.FileGone):
        commands.reply(
            ticket_id=ticket.pk, body="Here.", by=agent, at=NOW, idempotency_key=uuid4(),
            files=[waiting.id],
        )  # fmt: skip
    assert commands.send_held(now=lambda: NOW + 11 * SECOND) == 1
    assert [one.name for one in letters_sent(NOW + 11 * SECOND)[0].files] == ["manual.pdf"]


def test_undone_the_files_are_the_writers_again(ticket, agent) -> None:
    held = asks(ticket, agent, adds(ticket, agent), undo_seconds=10).held
    assert held is not None
    commands.take_back(ticket_id=ticket.pk, held_id=held.pk, by=agent, at=NOW)
    assert len(queries.files_added(ticket.pk, person_id=agent.pk)) == 1


def test_a_reply_that_is_overtaken_gives_its_files_back(box, ticket, agent) -> None:
    asks(ticket, agent, adds(ticket, agent), undo_seconds=10)
    arrives(box, relayed("And the screws?", sent_at=NOW + SECOND))
    commands.send_held(now=lambda: NOW + 11 * SECOND)
    assert len(queries.files_added(ticket.pk, person_id=agent.pk)) == 1
    assert not OutboundMail.objects.exists()


def test_what_nobody_asked_for_does_not_leave_unless_it_may(ticket, agent) -> None:
    early = adds(ticket, agent)
    asks(ticket, agent)  # Now nothing waits for an answer.
    with pytest.raises(commands.NotToBeAttached, match="No question"):
        adds(ticket, agent)
    with pytest.raises(commands.NotToBeAttached, match="No question"):
        asks(ticket, agent, early)
    asks(ticket, agent, adds(ticket, agent, purpose="warranty"))
    assert Message.objects.filter(direction="outbound").count() == 2


def test_files_of_others_and_of_other_tickets_do_not_leave(box, ticket, agent) -> None:
    other = Ticket.objects.get(pk=arrives(box, letter("Hello")).ticket_id)
    foreign = adds(ticket, person("Bo", "agent", box.store))
    for numbers in ([foreign], [adds(other, agent)], [999_999]):
        with pytest.raises(commands.FileGone):
            asks(ticket, agent, *numbers)
    with pytest.raises(ReplyFile.DoesNotExist):
        commands.remove_file(ticket_id=ticket.pk, file_id=foreign, by=agent)


def test_a_removed_file_is_gone_with_its_bytes(ticket, agent) -> None:
    commands.remove_file(ticket_id=ticket.pk, file_id=adds(ticket, agent), by=agent)
    assert not Attachment.objects.exists()
    assert Blob.objects.get().content is None


def test_bytes_that_the_buyer_sent_too_stay_with_his_message(box, agent) -> None:
    his = ParsedAttachment("his.pdf", "application/pdf", PDF)
    took = arrives(box, relayed("See this.", attachments=(his,)))
    ticket = Ticket.objects.get(pk=took.ticket_id)
    commands.remove_file(ticket_id=ticket.pk, file_id=adds(ticket, agent), by=agent)
    assert bytes(Blob.objects.get().content) == PDF


def test_a_file_whose_bytes_were_forgotten_is_asked_for_again(ticket, agent) -> None:
    added = adds(ticket, agent)
    mail.purge_due(on=(NOW + 31 * DAY).date(), at=NOW + 31 * DAY)
    with pytest.raises(commands.FileGone):
        asks(ticket, agent, added)


def test_a_reply_never_leaves_without_the_file_it_speaks_of(ticket, agent) -> None:
    asks(ticket, agent, adds(ticket, agent))
    Blob.objects.update(content=None)
    assert letters_sent() == []
    assert OutboundMail.objects.get().state == "failed"


def test_files_are_erased_with_the_buyer(ticket, agent) -> None:
    adds(ticket, agent)
    commands.erase_buyer(buyer_id=ticket.buyer_id, by=None, at=NOW)
    assert not ReplyFile.objects.exists()
    assert Blob.objects.get().content is None


def test_files_follow_a_ticket_into_another(box, agent) -> None:
    first = arrives(box, letter("Where is my lamp?")).ticket_id
    other = arrives(box, letter("And the bulb?", sent_at=NOON + 60 * SECOND)).ticket_id
    adds(Ticket.objects.get(pk=first), agent)
    commands.merge(ticket_id=first, into=other, by=agent, at=NOW)
    assert len(queries.files_added(other, person_id=agent.pk)) == 1
