"""Beside the order: its invoices, the marketplace's books, returns to be answered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from firsthand.domain.claims.models import ReturnAnswer
from firsthand.domain.invoices import commands
from firsthand.domain.invoices.models import InvoiceSending
from firsthand.domain.orders.models import Order
from firsthand.domain.people.models import Person
from firsthand.domain.tickets.models import Ticket
from tests.accounts import account
from tests.api.test_tickets import Program
from tests.desk import ticket as write_ticket
from tests.people import lin, person, store
from tests.remedies import Desk, Memory, order, requested

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HTMX = {"HX-Request": "true"}
PDF = b"%PDF-1.7 an invoice"


@pytest.fixture
def placed() -> Order:
    shop = store("DE")
    account(shop)
    return order(shop)


@pytest.fixture
def about(placed: Order) -> Ticket:
    return write_ticket(placed.store, order=placed, order_number=placed.number)


@pytest.fixture
def agent(placed: Order) -> Person:
    return lin(placed.store)


@pytest.fixture
def desk(client: Client, agent: Person) -> Client:
    client.force_login(agent)
    return client


def page(desk: Client, about: Ticket) -> str:
    return " ".join(desk.get(f"/tickets/{about.pk}/").content.decode().split())


def sends(desk: Client, about: Ticket, content: bytes = PDF, name: str = "R-17.pdf"):
    file = {"file": SimpleUploadedFile(name, content)}
    return desk.post(f"/tickets/{about.pk}/invoices/", file, headers=HTMX)


def test_an_invoice_is_sent_from_beside_the_order_and_its_state_stands_there(
    desk, about
) -> None:
    assert "Send the invoice" in page(desk, about)
    answer = sends(desk, about)
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert "Waits to be sent" in shown
    assert "R-17.pdf" in shown
    assert bytes(InvoiceSending.objects.get().content) == PDF
    again = sends(desk, about)
    assert (again.status_code, InvoiceSending.objects.count()) == (422, 1)
    assert "on its way to him" in again.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("R-17.docx", PDF, "no PDF"),
        ("R-17.pdf", b"<html>", "no PDF"),
        ("R-17.pdf", b"%PDF-" + b"x" * 10_000_000, "larger than 10 MB"),
    ],
)
def test_a_file_that_is_no_invoice_is_refused_with_why(
    desk, about, name: str, content: bytes, said: str
) -> None:
    answer = sends(desk, about, content, name)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not InvoiceSending.objects.exists()


def in_doubt(about: Ticket, agent: Person) -> InvoiceSending:
    at = timezone.now()
    one = commands.send_invoice(
        ticket_id=about.pk, name="R-17.pdf", content=PDF, by=agent, at=at
    )
    commands.begin_sending(one.pk, at=at)
    commands.end_sending(one.pk, commands.State.UNCLEAR, at=at)
    return one


def test_one_in_doubt_asks_whoever_works_on_it_what_he_sees(desk, about, agent) -> None:
    one = in_doubt(about, agent)
    assert "Amazon fell silent while taking it" in page(desk, about)
    settle = f"/tickets/{about.pk}/invoices/{one.pk}/settle/"
    answer = desk.post(settle, {"was_sent": "no"}, headers=HTMX)
    assert "Somebody looked: it was not sent." in answer.content.decode()
    assert desk.post(settle, {"was_sent": "yes"}, headers=HTMX).status_code == 422


def test_who_only_reads_sees_the_state_and_no_button(about, agent, placed) -> None:
    in_doubt(about, agent)
    reader = Client()
    reader.force_login(person("Ada", "analyst", placed.store))
    shown = page(reader, about)
    assert "Nobody knows whether it was sent" in shown
    assert "Send the invoice" not in shown


def test_programs_send_invoices_and_read_what_became_of_them(about, agent) -> None:
    program = Program(agent)
    address = f"tickets/{about.pk}/invoices"
    refused = program.call("POST", address)
    assert (refused.status_code, refused.json()["code"]) == (422, "invoices.no_invoice")
    client = Client(headers={"Authorization": f"Bearer {program.secret}"})
    file = {"file": SimpleUploadedFile("R-17.pdf", PDF)}
    sent = client.post(f"/api/v1/{address}", file)
    assert (sent.status_code, sent.json()["state"]) == (201, "asked")
    [listed] = program.call("GET", address).json()
    assert (listed["name"], listed["size"], listed["why"]) == ("R-17.pdf", len(PDF), "")


def test_what_the_books_prove_stands_beside_the_order_and_what_they_lack(
    desk, about, agent, placed
) -> None:
    requested(placed, 300, agent)
    Desk(Memory()).works()
    assert "In the marketplace’s books" not in page(desk, about)
    placed.postings.create(
        external_id="a", refund_id="R-99", kind="Refund", status="DEFERRED",
        currency="EUR", minor_units=100, posted_at=placed.placed_at,
        recorded_at=placed.placed_at,
    )  # fmt: skip
    shown = page(desk, about)
    for words in ("R-99", "set aside, not paid out yet", "that can take 48 hours"):
        assert words in shown
    program = Program(agent)
    [told] = program.call("GET", f"tickets/{about.pk}/case").json()["postings"]
    assert (told["refund_id"], told["status"]) == ("R-99", "DEFERRED")


def test_a_return_says_by_when_to_answer_until_somebody_has(
    desk, about, agent, placed
) -> None:
    asked = timezone.now() - 20 * HOUR
    placed.returns.create(external_id="R1", requested_at=asked)
    shown = page(desk, about)
    assert "Return to be answered" in shown
    assert "1 d 3 h left" in shown
    told = Program(agent).call("GET", f"tickets/{about.pk}/case").json()
    assert told["answer_returns_by"] is not None
    answered = f"/orders/{placed.pk}/returns/answered/"
    back = desk.post(
        answered, headers={"Referer": f"http://testserver/tickets/{about.pk}/"}
    )
    assert back["Location"].endswith(f"/tickets/{about.pk}/")
    assert ReturnAnswer.objects.get().by == agent
    shown = page(desk, about)
    assert "Return to be answered" not in shown
    assert "Noted: the return is answered." in shown
    # A second click says so, and changes nothing.
    assert desk.post(answered)["Location"] == "/claims/returns/"
    assert "No return of this order waits" in page(desk, about)


def test_returns_to_be_answered_are_a_list_of_their_own(desk, about, placed) -> None:
    empty = desk.get("/claims/returns/").content.decode()
    assert "No return waits for an answer." in empty
    placed.returns.create(external_id="R1", requested_at=timezone.now() - 30 * HOUR)
    shown = desk.get("/claims/returns/").content.decode()
    assert f'href="/tickets/{about.pk}/"' in shown
    assert "17 h 59 min left" in shown
