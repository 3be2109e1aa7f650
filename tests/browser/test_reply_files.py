"""A file that leaves with a reply, and an invoice beside the order, in a browser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from firsthand.domain.invoices.models import InvoiceSending
from firsthand.domain.mail.models import Attachment
from firsthand.domain.people.models import Person
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets.models import Draft, Message, Ticket
from tests.accounts import account
from tests.browser.conftest import Opener, keep
from tests.browser.test_pages import assert_accessible
from tests.letters import arrives, mailbox, relayed
from tests.people import lin, store
from tests.remedies import order

pytestmark = pytest.mark.django_db(transaction=True)
PDF = {"mimeType": "application/pdf", "buffer": b"%PDF-1.7 how to put it up"}


@pytest.fixture(autouse=True)
def _log_in_takes_one_step(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def german() -> Store:
    return store("DE", name="Lumo Berlin")


@pytest.fixture
def agent(german: Store) -> Person:
    return lin(german)


@pytest.fixture
def jonas(german: Store) -> Ticket:
    account(german)
    placed = order(german)
    placed.returns.create(
        external_id="R1", requested_at=timezone.now() - timedelta(hours=30)
    )
    asked = timezone.now() - timedelta(hours=3)
    mail = relayed("Wie baue ich sie auf?", language="de", sent_at=asked)
    took = arrives(mailbox(german), mail, at=asked)
    Ticket.objects.filter(pk=took.ticket_id).update(
        order=placed, order_number=placed.number
    )
    return Ticket.objects.get(pk=took.ticket_id)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_file_is_added_while_writing_and_leaves_with_what_was_written(
    opened: Opener, agent: Person, jonas: Ticket, language: str
) -> None:
    Person.objects.filter(pk=agent.pk).update(language=language)
    page = opened(f"/tickets/{jonas.pk}/", person=agent)
    page.keyboard.press("r")
    page.keyboard.insert_text("Die Anleitung")
    page.locator("#reply-files summary").click()
    page.locator("#reply-file").set_input_files([{"name": "Anleitung.pdf", **PDF}])
    page.locator("#reply-files form button.button").last.click()
    expect(page.locator("#reply-files li")).to_contain_text("Anleitung.pdf")
    # What is being written goes on, and is kept as before.
    page.locator("#reply-form textarea[name=body]").focus()
    page.keyboard.press("End")
    page.keyboard.insert_text(" hängt an.")
    with page.expect_response(lambda answer: answer.url.endswith("/draft/")):
        page.locator("h1").click()
    assert Draft.objects.get().body == "Die Anleitung hängt an."
    assert_accessible(page)
    keep(page, f"reply-file-{language}")
    page.locator("#reply-form textarea[name=body]").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator("article.message .files a")).to_have_text("Anleitung.pdf")
    said = Message.objects.get(direction="outbound")
    assert said.body == "Die Anleitung hängt an."
    assert Attachment.objects.get().ticket_message_id == said.pk
    expect(page.locator("#reply-files li")).to_have_count(0)


def test_an_invoice_is_sent_and_a_return_answered_from_beside_the_order(
    opened: Opener, agent: Person, jonas: Ticket
) -> None:
    page = opened(f"/tickets/{jonas.pk}/", person=agent)
    page.locator("#invoice-file").set_input_files([{"name": "R-17.pdf", **PDF}])
    page.get_by_role("button", name="Send the invoice").click()
    expect(page.get_by_text("Waits to be sent")).to_be_visible()
    assert InvoiceSending.objects.get().name == "R-17.pdf"
    page.get_by_role("button", name="I have answered it").click()
    expect(page.get_by_text("Noted: the return is answered.")).to_be_visible()
    expect(page.get_by_text("Return to be answered")).to_have_count(0)
