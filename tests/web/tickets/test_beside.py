"""Side conversations on the ticket's page, in the queue, in the settings, for programs."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from firsthand.domain.mail.models import Attachment, OutboundMail
from firsthand.domain.mail.ports import ParsedAttachment
from firsthand.domain.tickets.models import Contact, SideMessage, Ticket
from tests.api.test_tickets import Program
from tests.letters import arrives, letter, mailbox
from tests.people import lin, maya, store

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def ticket() -> Ticket:
    mail = letter(sent_at=timezone.now() - timedelta(hours=1))
    return Ticket.objects.get(pk=arrives(mailbox(store("DE")), mail).ticket_id)


@pytest.fixture
def contact(ticket: Ticket) -> Contact:
    return Contact.objects.create(
        store=ticket.store, kind="supplier", name="Lumo Works", created_at=timezone.now(),
        address="sales@works.example",
    )  # fmt: skip


@pytest.fixture
def desk(client: Client, ticket: Ticket) -> Client:
    client.force_login(lin(ticket.store))
    return client


def ask(desk: Client, ticket: Ticket, contact: Contact) -> str:
    form = {
        "contact": contact.pk,
        "subject": "306-1",
        "body": "Which batch was it?",
        "idempotency_key": uuid4(),
    }
    asked = desk.post(f"/tickets/{ticket.pk}/beside/ask/", form, headers=HTMX)
    return asked.content.decode()


def they_answer(ticket: Ticket) -> None:
    sent = OutboundMail.objects.get()
    answer = letter(
        "Batch 7.", sender="sales@works.example", in_reply_to=(sent.message_id,),
        sent_at=timezone.now(),
        attachments=(ParsedAttachment("photo.jpg", "image/jpeg", b"JPG"),),
    )  # fmt: skip
    arrives(sent.mailbox, answer)


def test_a_supplier_is_asked_answers_and_is_shown_beside_the_thread(
    desk, ticket, contact
) -> None:
    assert "Lumo Works" in desk.get(f"/tickets/{ticket.pk}/beside/sheet/").content.decode()
    assert "The buyer does not see it." in ask(desk, ticket, contact)
    assert "They answered" not in desk.get("/queue/open/").content.decode()
    they_answer(ticket)
    assert "They answered" in desk.get("/queue/open/").content.decode()
    page = desk.get(f"/tickets/{ticket.pk}/").content.decode()
    assert "Batch 7." not in page
    assert f'hx-get="/tickets/{ticket.pk}/beside/' in page
    beside = desk.get(f"/tickets/{ticket.pk}/beside/").content.decode()
    assert beside.index("Which batch was it?") < beside.index("Batch 7.")
    file = Attachment.objects.get()
    answer = desk.get(f"/tickets/{ticket.pk}/beside/files/{file.pk}/")
    assert (answer.content, answer.headers["Content-Type"]) == (
        b"JPG",
        "application/octet-stream",
    )
    assert desk.get(f"/tickets/{ticket.pk}/files/{file.pk}/").status_code == 404


def test_one_writes_on_and_settles(desk, ticket, contact) -> None:
    ask(desk, ticket, contact)
    they_answer(ticket)
    side = SideMessage.objects.all()[0].conversation_id
    form = {"body": "Thanks.", "idempotency_key": uuid4()}
    desk.post(f"/tickets/{ticket.pk}/beside/{side}/", form, headers=HTMX)
    assert SideMessage.objects.count() == 3
    desk.post(f"/tickets/{ticket.pk}/beside/{side}/settle/", headers=HTMX)
    ticket.refresh_from_db()
    assert ticket.side_state == "settled"
    empty = {"body": "", "idempotency_key": uuid4()}
    refused = desk.post(f"/tickets/{ticket.pk}/beside/{side}/", empty, headers=HTMX)
    assert refused.status_code == 422


def test_a_lead_keeps_the_contacts_of_his_store(client, ticket) -> None:
    client.force_login(maya(ticket.store))
    form = {"kind": "warehouse", "name": "Lager", "address": "lager@works.example"}
    added = client.post("/settings/contacts/add/", form | {"store": ticket.store_id})
    assert added.status_code == 302
    one = Contact.objects.get()
    buyers = form | {"address": "jonas@buyers.example"}
    refused = client.post(f"/settings/contacts/{one.pk}/", buyers)
    assert refused.status_code == 422
    assert "A buyer reads mail" in refused.content.decode()
    client.post(f"/settings/contacts/{one.pk}/", form | {"name": "Lager Ost"})
    assert "Lager Ost" in client.get("/settings/contacts/").content.decode()
    client.post(f"/settings/contacts/{one.pk}/archive/")
    one.refresh_from_db()
    assert one.archived_at is not None
    client.post(f"/settings/contacts/{one.pk}/restore/")
    one.refresh_from_db()
    assert one.archived_at is None


def test_programs_ask_and_read(ticket, contact) -> None:
    program = Program(lin(ticket.store))
    path = f"tickets/{ticket.pk}/side-conversations"
    whom = program.call("GET", f"tickets/{ticket.pk}/contacts").json()
    assert [each["name"] for each in whom] == ["Lumo Works"]
    body = {"contact": contact.pk, "subject": "306-1", "body": "Which batch?"}
    asked = program.call("POST", path, body, Idempotency_Key=str(uuid4()))
    assert (asked.status_code, asked.json()["delivery"]) == (201, "waiting")
    (side,) = program.call("GET", path).json()
    assert (side["waits"], len(side["messages"])) == (True, 1)
    program.call(
        "POST", f"{path}/{side['id']}/messages", {"body": "?"}, Idempotency_Key=str(uuid4())
    )
    assert program.call("POST", f"{path}/{side['id']}/settle").status_code == 204
    (side,) = program.call("GET", path).json()
    assert (side["waits"], len(side["messages"])) == (False, 2)
