from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from firsthand.domain.mail import commands as mail
from firsthand.domain.mail.models import Quarantined
from firsthand.domain.people.models import Person
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets.models import Ticket
from tests.desk import HOUR, fill, ticket
from tests.letters import mailbox
from tests.people import NOON, lin, maya, person, store
from tests.sheets import filled

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def german() -> Store:
    return store("DE")


@pytest.fixture
def agent(german: Store) -> Person:
    return lin(german)


@pytest.fixture
def desk(client: Client, agent: Person) -> Client:
    client.force_login(agent)
    return client


def soon(german: Store, name: str, due_in: timedelta, **values) -> Ticket:
    return ticket(german, at=timezone.now(), name=name, due_in=due_in, **values)


def test_the_queue_is_grouped_by_time_left_in_words(desk, german) -> None:
    soon(german, "Late", -13 * HOUR / 60)
    soon(german, "Hour", HOUR / 2)
    soon(german, "Four", 3 * HOUR)
    page = desk.get("/queue/").content.decode()
    places = [
        page.index(text)
        for text in (
            "Overdue · 1",
            "late by 13 min",
            "Within the hour · 1",
            "29 min left",
            "Within four hours · 1",
        )
    ]
    assert places == sorted(places)


def test_an_update_brings_rows_and_counts_and_no_frame(desk, german) -> None:
    soon(german, "Hour", HOUR / 2)
    part = desk.get("/queue/", headers=HTMX).content.decode()
    assert "<html" not in part
    assert 'id="desk-views" hx-swap-oob="true"' in part


def test_a_list_that_does_not_exist_is_not_found(desk) -> None:
    assert desk.get("/queue/everything/").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "store=x",
        "with=-1",
        "after=due.x.y",
        "after=due.99999999999999999.1",
        "language=%00",
        "store=999999999999999999999",
    ],
)
def test_a_strange_address_shows_the_list_instead_of_failing(desk, german, query) -> None:
    soon(german, "Hour", HOUR / 2)
    assert desk.get(f"/queue/?{query}").status_code == 200


def test_pages_follow_each_other_without_gap_or_double(desk, german) -> None:
    fill(german, 130, at=timezone.now(), is_open_every=1)
    seen, here = [], "/queue/open/"
    while here:
        response = desk.get(here)
        groups = response.context["groups"]
        seen += [line.id for group in groups for line in group.lines]
        here = response.context["further"]
    assert sorted(seen) == sorted(Ticket.objects.values_list("pk", flat=True))


def test_the_one_selected_ticket_is_taken_at_once_or_it_is_said_who_has_it(
    desk, german, agent
) -> None:
    free, held = soon(german, "Free", HOUR), soon(german, "Held", HOUR)
    Ticket.objects.filter(pk=held.pk).update(assignee=maya(german))
    response = desk.post(
        "/queue/act/", {"what": "take", "ticket": f"{free.pk}:"}, headers=HTMX
    )
    assert "This ticket is yours." in response.content.decode()
    assert response.headers["HX-Trigger"] == "queue-changed"
    refused = desk.post(
        "/queue/act/", {"what": "take", "ticket": f"{held.pk}:"}, headers=HTMX
    )
    assert refused.status_code == 422
    assert "Maya has this ticket now." in refused.content.decode()
    free.refresh_from_db()
    assert free.assignee == agent


def test_closing_what_is_closed_does_nothing_and_says_so(desk, german) -> None:
    one = soon(german, "One", HOUR)
    chosen = {"what": "close", "ticket": f"{one.pk}:"} | filled()
    assert desk.post("/queue/act/", chosen, headers=HTMX).status_code == 200
    assert desk.post("/queue/act/", chosen, headers=HTMX).status_code == 422


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"what": "take"},
        {"what": "sell", "ticket": "1:"},
        {"what": "take", "ticket": "1"},
        {"what": "take", "ticket": "x:"},
    ],
)
def test_a_bulk_deed_no_page_of_ours_sends_is_not_understood(desk, body) -> None:
    assert desk.post("/queue/act/", body).status_code == 400


def test_bulk_reaches_no_foreign_ticket_and_serves_no_reader(client, german) -> None:
    one = soon(german, "One", HOUR)
    chosen = {"what": "close", "ticket": f"{one.pk}:"} | filled()
    client.force_login(lin(store("JP")))
    assert client.post("/queue/act/", chosen).status_code == 404
    client.force_login(person("Ada", "analyst", german))
    assert client.post("/queue/act/", chosen).status_code == 403


def test_next_leads_to_the_most_urgent_other_ticket(desk, german) -> None:
    first, second = soon(german, "A", HOUR), soon(german, "B", 2 * HOUR)
    response = desk.get(f"/queue/next/?view=due-soon&but={first.pk}")
    assert response.headers["Location"].startswith(f"/tickets/{second.pk}/")
    Ticket.objects.all().delete()
    assert desk.get("/queue/next/").headers["Location"] == "/queue/due-soon/"


def test_the_search_knows_numbers_and_addresses_and_nothing_else(desk, german) -> None:
    one = soon(german, "Jonas", HOUR, order_number="306-1")
    for text in ("306-1", f"#{one.pk}", f" {one.pk} "):
        location = desk.get("/queue/", {"q": text}).headers["Location"]
        assert location == f"/tickets/{one.pk}/"
    page = desk.get("/queue/", {"q": "Jonas"}).content.decode()
    assert "Nothing is called exactly that." in page
    assert desk.get("/queue/", {"q": "9" * 40}).status_code == 200


def test_the_search_finds_nothing_in_foreign_stores(client, german) -> None:
    one = soon(german, "Jonas", HOUR, order_number="306-1")
    client.force_login(lin(store("JP")))
    for text in ("306-1", str(one.pk), "306-1\x00"):
        assert client.get("/queue/", {"q": text}).status_code == 200


@pytest.mark.parametrize("address", ["/queue/", "/queue/open/", "/queue/solved/", "/"])
def test_the_number_of_queries_does_not_grow_with_the_desk(desk, german, address) -> None:
    counted = []
    for tickets in (10, 1000):
        fill(german, tickets, at=timezone.now(), is_open_every=4)
        desk.get(address)
        with CaptureQueriesContext(connection) as asked:
            desk.get(address)
        counted.append(len(asked))
    # One more: a day may begin between the two, and its figures are asked for apart.
    assert counted[1] <= counted[0] + 1 <= 20


def test_quarantine_lists_gives_out_and_puts_aside(desk, client, german) -> None:
    box = mailbox(german)
    mail.quarantine(
        mailbox_id=box.pk, raw=b"\x00\x01", why="Nothing reads as mail", at=NOON
    )
    waiting = Quarantined.objects.get()
    assert "Nothing reads as mail" in desk.get("/quarantine/").content.decode()
    raw = desk.get(f"/quarantine/{waiting.pk}/raw/")
    assert raw.content == b"\x00\x01"
    assert raw.headers["Content-Disposition"].startswith("attachment")
    assert desk.post(f"/quarantine/{waiting.pk}/settle/").status_code == 302
    again = desk.post(f"/quarantine/{waiting.pk}/settle/", headers=HTMX)
    assert again.status_code == 422
    client.force_login(person("Yui", "agent", store("JP")))
    assert client.get(f"/quarantine/{waiting.pk}/raw/").status_code == 404
    assert client.post(f"/quarantine/{waiting.pk}/settle/").status_code == 404


def test_a_list_that_looks_again_asks_for_no_more_than_it_draws(desk, german) -> None:
    soon(german, "Hour", HOUR / 2)
    desk.get("/queue/")
    with CaptureQueriesContext(connection) as page:
        desk.get("/queue/")
    with CaptureQueriesContext(connection) as part:
        desk.get("/queue/", headers=HTMX)
    assert len(part) <= 7
    assert len(part) <= len(page) - 4
    narrowed = desk.get("/queue/?language=sv", headers=HTMX).content.decode()
    assert "No ticket here fits the filter." in narrowed
    assert 'href="/queue/due-soon/"' in narrowed


def test_what_buyers_call_themselves_is_no_html_in_a_line(desk, german) -> None:
    named = soon(german, "<b>\"Eve\" & 'Co'", HOUR / 2)
    page = desk.get("/queue/").content.decode()
    assert "&lt;b&gt;&quot;Eve&quot; &amp; &#x27;Co&#x27;" in page
    assert "<b>&quot;" not in page
    assert f'href="/tickets/{named.pk}/?view=due-soon"' in page
