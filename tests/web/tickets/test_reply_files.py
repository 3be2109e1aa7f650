"""Files added to a reply, as the page and programs do it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from firsthand.domain.mail.models import Attachment, Mailbox
from firsthand.domain.people.models import Person
from firsthand.domain.tickets.models import Message, ReplyFile, Ticket
from tests.api.test_tickets import Program
from tests.letters import arrives, mailbox, relayed
from tests.people import lin, person, store

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
PDF = b"%PDF-1.7 how to put it up"


@pytest.fixture
def box() -> Mailbox:
    return mailbox(store("DE"))


@pytest.fixture
def ticket(box: Mailbox) -> Ticket:
    sent = timezone.now() - timedelta(hours=1)
    return Ticket.objects.get(pk=arrives(box, relayed("How?", sent_at=sent)).ticket_id)


@pytest.fixture
def agent(box: Mailbox) -> Person:
    return lin(box.store)


@pytest.fixture
def desk(client: Client, agent: Person) -> Client:
    client.force_login(agent)
    return client


def adds(desk: Client, ticket: Ticket, name: str = "manual.pdf", content: bytes = PDF):
    file = {"file": SimpleUploadedFile(name, content), "purpose": "instructions"}
    return desk.post(f"/tickets/{ticket.pk}/reply-files/", file, headers=HTMX)


def replies(desk: Client, ticket: Ticket, *files: int):
    given = {
        "body": "Here it is.", "kind": "resolution", "idempotency_key": uuid4(),
        "seen_version": ticket.version, "attached": files,
    }  # fmt: skip
    return desk.post(f"/tickets/{ticket.pk}/reply/", given, headers=HTMX)


def test_a_file_is_added_stands_in_the_composer_and_leaves_with_the_reply(
    desk, ticket
) -> None:
    added = adds(desk, ticket).content.decode()
    file = ReplyFile.objects.get()
    hidden = f'name="attached" value="{file.pk}" form="reply-form"'
    assert hidden in added
    # After a reload as well.
    assert hidden in desk.get(f"/tickets/{ticket.pk}/").content.decode()
    shown = replies(desk, ticket, file.pk).content.decode()
    assert hidden not in shown
    said = Message.objects.get(direction="outbound")
    assert Attachment.objects.get().ticket_message_id == said.pk
    assert f"/tickets/{ticket.pk}/files/{Attachment.objects.get().pk}/" in shown


def test_a_held_reply_shows_its_files(desk, ticket, agent) -> None:
    Person.objects.filter(pk=agent.pk).update(undo_seconds=10)
    adds(desk, ticket)
    shown = replies(desk, ticket, ReplyFile.objects.get().pk).content.decode()
    assert "manual.pdf" in shown
    assert 'name="attached"' not in shown


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("setup.exe", b"MZ", "This kind of file is not sent"),
        ("manual.pdf", b"MZ", "This kind of file is not sent"),
        ("manual.pdf", b"", "nothing in it"),
    ],
)
def test_what_cannot_leave_is_refused_where_the_page_shows_it(
    desk, ticket, name: str, content: bytes, said: str
) -> None:
    answer = adds(desk, ticket, name, content)
    assert (answer.status_code, answer["HX-Retarget"]) == (422, "#refusal")
    assert said in answer.content.decode()
    assert not ReplyFile.objects.exists()


def test_a_file_is_removed_by_whoever_added_it_only(desk, ticket, box) -> None:
    adds(desk, ticket)
    remove = f"/tickets/{ticket.pk}/reply-files/{ReplyFile.objects.get().pk}/remove/"
    other = Client()
    other.force_login(person("Bo", "agent", box.store))
    assert other.post(remove, headers=HTMX).status_code == 404
    assert "manual.pdf" not in desk.post(remove, headers=HTMX).content.decode()
    assert not ReplyFile.objects.exists()


def test_a_reply_with_a_file_that_is_gone_keeps_its_text(desk, ticket) -> None:
    answer = replies(desk, ticket, 999_999)
    assert answer.status_code == 422
    assert "removed, sent or forgotten" in answer.content.decode()
    assert not Message.objects.filter(direction="outbound").exists()


def test_programs_add_files_and_name_them_in_a_reply(ticket, agent) -> None:
    program = Program(agent)
    address = f"tickets/{ticket.pk}/reply-files"
    client = Client(headers={"Authorization": f"Bearer {program.secret}"})
    file = {"file": SimpleUploadedFile("manual.pdf", PDF)}
    added = client.post(f"/api/v1/{address}?purpose=warranty", file)
    assert (added.status_code, added.json()["name"]) == (201, "manual.pdf")
    [listed] = program.call("GET", address).json()
    second = client.post(
        f"/api/v1/{address}", {"file": SimpleUploadedFile("b.pdf", PDF)}
    ).json()
    assert program.call("DELETE", f"{address}/{second['id']}").status_code == 204
    answer = program.call(
        "POST", f"tickets/{ticket.pk}/replies",
        {"body": "Here it is.", "files": [listed["id"]]}, Idempotency_Key=str(uuid4()),
    )  # fmt: skip
    assert answer.status_code == 201
    said = program.call("GET", f"tickets/{ticket.pk}/messages").json()[-1]
    assert [each["name"] for each in said["attachments"]] == ["manual.pdf"]
