"""Closing on the pages: never without the sheet, and the likeliest reasons first."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from firsthand.domain.mail.models import OutboundMail
from firsthand.domain.people.models import Person
from firsthand.domain.reasons.models import Reason, Resolution
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets.models import Cycle, Ticket
from tests.desk import ticket
from tests.people import lin, person, store
from tests.sheets import filled, there_are_reasons

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
HOUR = timedelta(hours=1)


@pytest.fixture
def german() -> Store:
    there_are_reasons()
    return store("DE")


@pytest.fixture
def agent(german: Store) -> Person:
    return lin(german)


@pytest.fixture
def desk(client: Client, agent: Person) -> Client:
    client.force_login(agent)
    return client


@pytest.fixture
def one(german: Store) -> Ticket:
    shown = ticket(german, due_in=HOUR)
    Cycle.objects.create(ticket=shown, opened_at=shown.opened_at)
    return shown


def codes(response) -> list[str]:
    return re.findall(r'data-code="([^"]+)"', response.content.decode())


@pytest.mark.parametrize("missing", ["reason", "truth", "resolution"])
def test_closing_without_the_whole_sheet_is_refused_in_words(desk, one, missing) -> None:
    sheet = filled(**{missing: ""})
    response = desk.post(f"/tickets/{one.pk}/close/", sheet, headers=HTMX)
    assert response.status_code == 422
    assert "A ticket is closed with its reason" in response.content.decode()
    assert response.headers["HX-Retarget"] == "#refusal"
    one.refresh_from_db()
    assert one.state == "open"


def test_a_reply_that_closes_without_the_sheet_is_not_sent(desk, one) -> None:
    reply = {
        "body": "On Friday.",
        "kind": "resolution",
        "idempotency_key": "00000000-0000-4000-8000-000000000001",
        "seen_version": one.version,
        "and_solve": "on",
    }
    response = desk.post(f"/tickets/{one.pk}/reply/", reply, headers=HTMX)
    assert response.status_code == 422
    assert "Nothing was sent or closed" in response.content.decode()
    assert not OutboundMail.objects.exists()


def test_a_tag_is_put_right_after_closing_and_shown(desk, one) -> None:
    desk.post(f"/tickets/{one.pk}/close/", filled(), headers=HTMX)
    better = {"reason": "INS.LOG.LOST"}
    page = desk.post(f"/tickets/{one.pk}/tag/", better, headers=HTMX).content.decode()
    assert "Tagged." in page
    assert '<span class="chip">Package lost</span>' in page
    one.refresh_from_db()
    assert (one.state, one.truth) == ("solved", "valid")


def test_the_list_of_a_ticket_has_every_reason_once_and_its_own_first(desk, one) -> None:
    Ticket.objects.filter(pk=one.pk).update(reason=Reason.objects.get(code="AFT.WAR.REG"))
    response = desk.get(f"/tickets/{one.pk}/reasons/")
    found = codes(response)
    assert found[0] == "AFT.WAR.REG"
    assert sorted(found) == sorted(
        Reason.objects.filter(level=3).values_list("code", flat=True)
    )
    assert "as now" in response.content.decode()


def test_the_list_for_several_tickets_begins_with_what_is_frequent(
    desk, german, one
) -> None:
    reason = Reason.objects.get(code="NON.MSG.THANKS")
    ticket(german, solved_at=one.opened_at, reason=reason)
    assert codes(desk.get("/queue/reasons/"))[0] == "NON.MSG.THANKS"


def test_the_list_speaks_the_readers_language_and_is_searched_in_both(
    desk, one, agent
) -> None:
    agent.language = "zh-hans"
    agent.save()
    page = desk.get(f"/tickets/{one.pk}/reasons/").content.decode()
    assert 'data-label="包裹丢失"' in page
    assert "package lost" in page


def test_the_sheet_offers_what_is_in_use_and_stands_as_the_ticket_does(desk, one) -> None:
    Resolution.objects.filter(code="declined").update(archived_at=one.opened_at)
    desk.post(f"/tickets/{one.pk}/tag/", filled(resolution="resent"), headers=HTMX)
    page = desk.get(f"/tickets/{one.pk}/").content.decode()
    sheet = page[page.index("<close-sheet") : page.index("</close-sheet")]
    assert 'value="declined"' not in sheet
    assert re.search(r'value="resent" selected', sheet)
    assert re.search(r'value="valid" checked', sheet)
    assert 'data-code="INS.LOG.WISMO"' in sheet


def test_the_queue_shows_reasons_and_narrows_to_one_with_all_below_it(desk, german) -> None:
    lost = ticket(german, due_in=HOUR, reason=Reason.objects.get(code="INS.LOG.LOST"))
    ticket(german, due_in=HOUR, reason=Reason.objects.get(code="AFT.RET.MIND"))
    everything = desk.get("/queue/open/")
    assert "Package lost" in everything.content.decode()
    shown = desk.get("/queue/open/?reason=INS.LOG")
    ids = [line.id for group in shown.context["groups"] for line in group.lines]
    assert ids == [lost.pk]
    assert "Shipping and delivery" in shown.content.decode()
    unknown = desk.get("/queue/open/?reason=NO.SUCH")
    assert len(unknown.context["groups"][0].lines) == 2


def test_who_only_reads_has_no_sheet(client, german, one) -> None:
    client.force_login(person("Ada", "analyst", german))
    for address in (f"/tickets/{one.pk}/", "/queue/open/"):
        assert "<close-sheet" not in client.get(address).content.decode()
