"""Selected tickets on the page: shown what happens, done, watched, undone."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from firsthand.domain.people.models import Person
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.models import Bulk, Cycle, Ticket
from firsthand.domain.tickets.queries import Condition
from firsthand.domain.tickets.queries import Wanted as Asked
from tests.desk import HOUR, fill, ticket
from tests.people import lin, maya, person, store
from tests.sheets import filled, there_are_reasons

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


def opened(german: Store, count: int = 3) -> list[Ticket]:
    made = [ticket(german, at=timezone.now(), due_in=HOUR) for _n in range(count)]
    for one in made:
        Cycle.objects.create(ticket=one, opened_at=one.opened_at)
    return made


def asking(tickets: list[Ticket], what: str, **wanted) -> dict:
    return {"what": what, "ticket": [f"{one.pk}:" for one in tickets], **wanted}


def words(response) -> str:
    return " ".join(response.content.decode().split())


def begun(desk: Client, body: dict) -> Bulk:
    """Return the bulk of these selected tickets, begun on the page."""
    shown = desk.post("/queue/act/", body, headers=HTMX)
    assert shown.headers["HX-Retarget"] == "#bulk-sheet", words(shown)
    bulk = Bulk.objects.latest("pk")
    response = desk.post(f"/bulk/{bulk.pk}/start/", headers=HTMX)
    assert response.headers["HX-Trigger"] == "bulk-begun"
    return bulk


def test_several_are_closed_with_one_sheet_after_it_was_shown(desk, german) -> None:
    chosen = opened(german)
    refused = desk.post("/queue/act/", asking(chosen, "close"), headers=HTMX)
    assert refused.status_code == 422
    assert words(refused).count("A ticket is closed with its reason") == 1
    Ticket.objects.filter(pk=chosen[0].pk).update(state="solved", solved_at=timezone.now())
    shown = desk.post("/queue/act/", asking(chosen, "close", **filled()), headers=HTMX)
    text = words(shown)
    assert "Close: Where is my package" in text
    assert "Do it to 2 tickets" in text
    assert "Was so already" in text
    assert Ticket.objects.filter(state="solved").count() == 1, "nothing is done yet"


def test_how_far_it_is_what_came_of_it_and_undoing_it(desk, german) -> None:
    bulk = begun(desk, asking(opened(german), "close", **filled()))
    address = f"/bulk/{bulk.pk}/"
    going = words(desk.get(f"{address}state/", headers=HTMX))
    assert "0 of 3" in going
    assert 'hx-trigger="every 1s"' in going
    commands.work_bulks(now=timezone.now)
    over = desk.get(f"{address}state/", headers=HTMX)
    assert over.headers["HX-Trigger"] == "queue-changed"
    assert "3 tickets were changed." in words(over)
    assert "every 1s" not in words(over)
    assert "0 of 3" in words(desk.post(f"{address}undo/", headers=HTMX))
    commands.work_bulks(now=timezone.now)
    assert not Ticket.objects.filter(state="solved").exists()
    page = words(desk.get(address))
    assert "Undone by Lin" in page
    assert 'action="' + f"{address}undo/" not in page
    undoing = words(desk.get(f"/bulk/{Bulk.objects.latest('pk').pk}/"))
    assert "Undo: Close: Where is my package" in undoing


def test_it_is_stopped_on_the_page(desk, german) -> None:
    bulk = begun(desk, asking(opened(german), "close", **filled()))
    stopped = desk.post(f"/bulk/{bulk.pk}/stop/", headers=HTMX)
    assert "Stopped. 0 tickets were changed." in words(stopped)
    commands.work_bulks(now=timezone.now)
    assert not Ticket.objects.filter(state="solved").exists()
    assert "Not done" in words(desk.get(f"/bulk/{bulk.pk}/"))


def test_what_was_left_out_is_given_out_as_a_table(desk, german) -> None:
    changed, other = opened(german, 2)
    bulk = begun(desk, asking([changed, other], "priority", priority="high"))
    Ticket.objects.filter(pk=changed.pk).update(subject="Another")
    commands.work_bulks(now=timezone.now)
    page = words(desk.get(f"/bulk/{bulk.pk}/"))
    assert "It changed after the preview." in page
    response = desk.get(f"/bulk/{bulk.pk}/left-out/")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert text.splitlines() == [
        "Ticket,Outcome,Why",
        f"{changed.pk},Left out,It changed after the preview.",
    ]


def test_the_whole_list_is_meant_as_its_address_narrows_it_down(desk, german) -> None:
    fill(german, 130, at=timezone.now(), is_open_every=1)
    Ticket.objects.filter(pk__in=Ticket.objects.all()[:7]).update(language="fr")
    query = "view=open&language=fr"
    assert "all 7 of this list" in words(desk.get(f"/queue/act/size/?{query}"))
    assert "all 130 of this list" in words(desk.get("/queue/act/size/?view=open"))
    body = {"what": "priority", "priority": "low", "scope": "list"}
    shown = desk.post(f"/queue/act/?{query}", body, headers=HTMX)
    assert "Do it to 7 tickets" in words(shown)
    assert desk.post("/queue/act/?view=all", body).status_code == 400
    assert desk.get("/queue/act/size/?view=all").status_code == 404
    page = words(desk.get("/queue/open/?language=fr&after=due.1.1"))
    assert 'hx-post="/queue/act/?view=open&amp;language=fr"' in page


def test_the_whole_list_is_also_a_saved_view_or_a_filter(desk, german, agent) -> None:
    fill(german, 60, at=timezone.now(), is_open_every=1)
    Ticket.objects.filter(pk__in=Ticket.objects.all()[:7]).update(language="fr")
    wanted = Asked((Condition("language", "is", "fr"),))
    view = commands.save_view(
        terms=commands.ViewTerms("French", wanted), by=agent, at=timezone.now()
    )
    for key, address in (
        (f"saved-{view.pk}", f"/queue/saved/{view.pk}/"),
        ("asked~due~language.is~fr", "/queue/asked/?language.is=fr"),
    ):
        act = f"/queue/act/?{urlencode({'view': key})}"
        assert f'hx-post="{act}"' in words(desk.get(address))
        size = desk.get(act.replace("act/", "act/size/"))
        assert "all 7 of this list" in words(size)
        body = {"what": "priority", "priority": "low", "scope": "list"}
        assert "Do it to 7 tickets" in words(desk.post(act, body, headers=HTMX))
    gone = desk.get("/queue/act/size/?view=saved-999999")
    assert "all 0 of this list" in words(gone)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"what": "put-back"}, "Assign to nobody"),
        ({"what": "no-response"}, "No response needed"),
        ({"what": "reopen"}, "There is nothing to do."),
        ({"what": "note", "note": "Recalled."}, "Notes stay when it is undone"),
        ({"what": "tag", "reason": "INS.LOG.LOST"}, "Tag: Package lost"),
        ({"what": "take"}, "Assign to Lin"),
    ],
)
def test_each_action_is_shown_in_words(desk, german, body, said) -> None:
    there_are_reasons()
    chosen = asking(opened(german, 2), **body)
    assert said in words(desk.post("/queue/act/", chosen, headers=HTMX))


def test_an_empty_note_is_refused_in_the_sheet_where_it_was_written(desk, german) -> None:
    body = asking(opened(german), "note", note=" ") | {"from": "sheet"}
    refused = desk.post("/queue/act/", body, headers=HTMX)
    assert refused.status_code == 422
    assert refused.headers["HX-Retarget"] == "#bulk-refusal"
    assert desk.post("/queue/act/", asking(opened(german), "assign")).status_code == 400


def test_an_agent_gives_tickets_to_himself_and_a_lead_to_anybody(client, german, agent):
    lead = maya(german)
    client.force_login(agent)
    assert "Maya" not in words(client.get("/queue/act/more/?view=open"))
    chosen = asking(opened(german, 2), "assign", to=lead.pk)
    assert client.post("/queue/act/", chosen).status_code == 403
    client.force_login(lead)
    sheet = words(client.get("/queue/act/more/?view=open"))
    assert "Lin" in sheet
    assert 'hx-post="/queue/act/?view=open"' in sheet


def test_without_a_script_it_is_shown_and_begun_on_pages(desk, german) -> None:
    chosen = asking(opened(german), "close", **filled())
    shown = desk.post("/queue/act/", chosen)
    address = shown.headers["Location"]
    assert "Do it to 3 tickets" in words(desk.get(address))
    assert desk.post(f"{address}start/").headers["Location"] == address
    commands.work_bulks(now=timezone.now)
    assert "What came of it" in words(desk.get(address, headers=HTMX))
    listed = words(desk.get("/bulk/"))
    assert "Close: Where is my package" in listed
    assert "3 tickets were changed." in listed


def test_others_do_not_see_it(client, german, agent) -> None:
    client.force_login(agent)
    bulk = begun(client, asking(opened(german), "close", **filled()))
    client.force_login(person("Kim", "agent", german))
    assert client.get(f"/bulk/{bulk.pk}/").status_code == 404
    assert client.post(f"/bulk/{bulk.pk}/stop/").status_code == 404
    assert "Nothing has been done to several tickets" in words(client.get("/bulk/"))
