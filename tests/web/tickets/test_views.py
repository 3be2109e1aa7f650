"""Filters and saved views on their pages: built, shared, saved, mended."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from firsthand.domain.people.models import Person, Team
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.commands import ViewTerms
from firsthand.domain.tickets.models import SavedView, Ticket
from firsthand.domain.tickets.queries import Condition, Wanted
from firsthand.web.shared import formats
from tests.desk import HOUR, fill, ticket
from tests.letters import arrives, letter, mailbox
from tests.people import NOON, lin, maya, person, store, wen
from tests.sheets import there_are_reasons

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


def soon(german: Store, name: str, hours: float, **values) -> Ticket:
    return ticket(german, at=timezone.now(), name=name, due_in=hours * HOUR, **values)


def rows(*conditions: str, **more: object) -> dict[str, object]:
    """Return a filled-in builder: rows like "store is 3"."""
    parts = [condition.split(" ", 2) for condition in conditions]
    names = ("field", "comparison", "value")
    columns = {name: [part[n] for part in parts] for n, name in enumerate(names)}
    return columns | more


def saved(by: Person, *conditions: str, name: str = "Mine", **more) -> SavedView:
    wanted = Wanted(tuple(Condition(*each.split(" ", 2)) for each in conditions))
    terms = ViewTerms(name, wanted, **more)
    return commands.save_view(terms=terms, by=by, at=NOON)


def shown(client: Client, address: str) -> list[int]:
    groups = client.get(address).context["groups"]
    return [line.id for group in groups for line in group.lines]


def test_a_filter_in_the_address_lists_its_tickets_in_words(desk, german) -> None:
    late = soon(german, "Late", -1, language="de").pk
    soon(german, "English", 1, language="en")
    address = f"/queue/asked/?store.is={german.pk}&language.is=de&due.within=2d"
    page = desk.get(address)
    assert shown(desk, address) == [late]
    for words in ("Store: Lumo DE", "Language: German", "Due within: 2 days"):
        assert words in page.content.decode()
    assert "late by" in page.content.decode()


def test_a_condition_is_taken_away_by_its_own_link(desk, german) -> None:
    wanted = soon(german, "A", 1, language="de").pk, soon(german, "B", 2).pk
    page = desk.get("/queue/asked/?language.is=de&state.is=open")
    (first, second) = page.context["chips"]
    assert (first.without, second.without) == (
        "/queue/asked/?language.is=de",
        "/queue/asked/?state.is=open",
    )
    assert shown(desk, second.without) == list(wanted)


def test_a_ticket_of_the_list_leads_back_to_it_and_on_to_its_next(desk, german) -> None:
    first, second = (soon(german, name, n, language="de") for n, name in enumerate("ab", 1))
    soon(german, "Other", 0.5, language="en")
    page = desk.get("/queue/asked/?language.is=de&order=oldest").content.decode()
    key = "asked~oldest~language.is~de"
    assert f"/tickets/{first.pk}/?view={key}" in page
    page = desk.get(f"/tickets/{first.pk}/?view={key}").content.decode()
    assert f"?view={key}" in page
    following = desk.get(f"/queue/next/?view={key}&but={first.pk}").headers["Location"]
    assert following == f"/tickets/{second.pk}/?view={key}"
    Ticket.objects.all().delete()
    home = desk.get(f"/queue/next/?view={key}").headers["Location"]
    assert home == "/queue/asked/?language.is=de&order=oldest"


def test_next_in_a_saved_view_stays_in_it(desk, german, agent) -> None:
    first, second = (soon(german, name, n, language="de") for n, name in enumerate("ab", 1))
    soon(german, "Other", 0.5)
    view = saved(agent, "language is de")
    following = desk.get(f"/queue/next/?view=saved-{view.pk}&but={first.pk}")
    assert following.headers["Location"] == f"/tickets/{second.pk}/?view=saved-{view.pk}"
    gone = desk.get("/queue/next/?view=saved-999999")
    assert gone.headers["Location"] == "/queue/"


@pytest.mark.parametrize(
    "query",
    [
        "mood.is=bad", "store=3", "store.is=999999", "store.is=%00", "due.within=4w",
        "x" * 300, "state.is=merged", "language.is=de&language.is=%27%3B--",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_meant_says_so_and_lists_nothing(
    desk, german, query
) -> None:
    soon(german, "Hour", 1, language="de")
    page = desk.get(f"/queue/asked/?{query}")
    assert page.status_code == 200
    assert 'class="problem" role="alert"' in page.content.decode()
    assert "Nothing is shown until the filter is mended." in page.content.decode()
    assert page.context["groups"] == []


def test_an_address_that_asks_for_nothing_leads_to_the_builder(desk) -> None:
    assert desk.get("/queue/asked/").headers["Location"] == "/queue/filter/"


def test_the_builder_leads_to_the_address_of_what_was_built(desk, german) -> None:
    there_are_reasons()
    built = rows(
        "reason is INS.LOG", "due within 4 小时", f"store is {german.pk}", do="show",
        order="latest",
    )  # fmt: skip
    where = desk.post("/queue/filter/", built).headers["Location"]
    assert where == (
        f"/queue/asked/?store.is={german.pk}&reason.is=INS.LOG&due.within=4h&order=latest"
    )
    again = desk.get(where.replace("asked", "filter")).content.decode()
    assert 'value="4h"' in again
    assert '<option value="INS.LOG" selected>' in again


def test_rows_are_added_taken_away_and_asked_about_another_field(desk, german) -> None:
    def conditions(**what: object) -> list[tuple[str, str, str]]:
        built = rows("state is open", "language is de") | what
        part = desk.post("/queue/filter/", built, headers=HTMX)
        assert b"<html" not in part.content
        return [tuple(vars(row.condition).values()) for row in part.context["rows"]]

    first = ("state", "is", "open")
    assert conditions(do="add")[2:] == [("store", "is", "")]
    assert conditions(do="remove-1") == [first]
    changed = conditions(field=["state", "last-message"])
    assert changed == [first, ("last-message", "older", "")]


def test_a_row_left_empty_or_wrong_is_named_and_everything_typed_stays(desk) -> None:
    built = rows("store is ", "due within soon", do="show", name="My view")
    page = desk.post("/queue/filter/", built)
    assert page.status_code == 422
    words = page.content.decode()
    assert "Choose a value." in words
    assert "“soon” is nothing that “Due” can be." in words
    assert 'value="My view"' in words
    assert desk.post("/queue/filter/", {"do": "show"}).status_code == 422


def test_a_buyer_is_named_by_his_address_and_kept_by_his_number(desk, german) -> None:
    box = mailbox(german)
    arrives(box, letter(sender="jonas@buyers.example"))
    buyer_id = Ticket.objects.get().buyer_id
    for typed in ("Jonas@buyers.example", f"#{buyer_id}"):
        built = desk.post("/queue/filter/", rows(f"buyer is {typed}", do="show"))
        assert built.headers["Location"] == f"/queue/asked/?buyer.is={buyer_id}"
    unknown = desk.post("/queue/filter/", rows("buyer is no@body.example", do="show"))
    assert unknown.status_code == 422


def test_the_builder_names_no_buyer_of_a_foreign_store(client, german) -> None:
    arrives(mailbox(german), letter(sender="jonas@buyers.example"))
    client.force_login(lin(store("JP")))
    built = rows("buyer is jonas@buyers.example", do="show")
    assert client.post("/queue/filter/", built).status_code == 422


def test_a_view_is_saved_stands_in_the_rail_and_is_counted_there(desk, german) -> None:
    for n in range(3):
        soon(german, f"{n}", n, language="de")
    built = rows("language is de", do="save-new", name="German", pinned="yes")
    where = desk.post("/queue/filter/", built).headers["Location"]
    view = SavedView.objects.get()
    assert where == f"/queue/saved/{view.pk}/"
    page = desk.get("/queue/").content.decode()
    assert f'<a href="{where}">German' in page
    assert (
        f'<a href="{where}" aria-current="page">German' in desk.get(where).content.decode()
    )
    assert desk.get("/queue/counts/").json() == {str(view.pk): "3"}
    # A part of the page brings the desk's counts, and leaves the saved ones alone.
    assert b"pinned-views" not in desk.get("/queue/", headers=HTMX).content


def test_what_the_rail_cannot_count_is_a_dash(desk, german, agent) -> None:
    closed = saved(agent, "state is solved", name="Closed", is_pinned=True)
    broken = saved(agent, "state is open", name="Broken", is_pinned=True)
    SavedView.objects.filter(pk=broken.pk).update(conditions=[["mood", "is", "bad"]])
    assert desk.get("/queue/counts/").json() == {
        str(closed.pk): formats.DASH,
        str(broken.pk): formats.DASH,
    }


def test_a_view_is_changed_in_place_or_saved_as_another(desk, agent) -> None:
    view = saved(agent, "language is de")
    address = f"/queue/filter/?saved={view.pk}&language.is=de"
    assert 'value="Mine"' in desk.get(address).content.decode()
    changed = rows("language is fr", name="French", do="save")
    desk.post(f"/queue/filter/?saved={view.pk}", changed)
    view.refresh_from_db()
    assert (view.name, view.conditions) == ("French", [["language", "is", "fr"]])
    taken = desk.post(f"/queue/filter/?saved={view.pk}", changed | {"do": "save-new"})
    assert taken.status_code == 422
    assert "missing, too long, or taken" in taken.content.decode()
    assert desk.get("/queue/filter/?saved=999999").status_code == 404
    assert desk.get("/queue/filter/?saved=x").status_code == 404


def test_a_view_of_a_team_is_changed_by_its_lead_and_copied_by_others(
    client, german, agent
) -> None:
    lead = maya(german)
    team = Team.objects.get(people=lead)
    team.people.add(agent)
    view = saved(lead, "language is de", team_id=team.pk)
    client.force_login(agent)
    page = client.get(f"/queue/filter/?saved={view.pk}&language.is=de").content.decode()
    assert "Save the changes" not in page
    own = rows("language is de", name="Mine", do="save-new")
    client.post(f"/queue/filter/?saved={view.pk}", own)
    assert SavedView.objects.filter(owner=agent, name="Mine").exists()
    for refused in (
        client.post(f"/queue/filter/?saved={view.pk}", own | {"do": "save"}),
        client.post("/queue/filter/", own | {"team": team.pk}),
        client.post(f"/queue/saved/{view.pk}/delete/"),
    ):
        assert refused.status_code == 403
    client.force_login(lead)
    page = client.get(f"/queue/filter/?saved={view.pk}&language.is=de").content.decode()
    assert f'<option value="{team.pk}" selected>' in page
    assert "Save the changes" in page


def test_nobody_opens_another_persons_view(client, german, agent) -> None:
    view = saved(agent, "language is de")
    for other in (maya(german), wen()):
        client.force_login(other)
        assert client.get(f"/queue/saved/{view.pk}/").status_code == 404
        assert client.post(f"/queue/saved/{view.pk}/delete/").status_code == 404
        assert client.get("/queue/counts/").json() == {}


def test_a_team_view_lists_to_each_only_his_own_stores(client, german, agent) -> None:
    japan, owner = store("JP"), wen()
    tickets = soon(german, "A", 1).pk, soon(japan, "B", 2).pk
    team = Team.objects.get(people=agent)
    view = saved(owner, "state is open", team_id=team.pk)
    foreign = saved(owner, f"store is {japan.pk}", name="Japan", team_id=team.pk)
    client.force_login(owner)
    assert shown(client, f"/queue/saved/{view.pk}/") == list(tickets)
    client.force_login(agent)
    assert shown(client, f"/queue/saved/{view.pk}/") == [tickets[0]]
    page = client.get(f"/queue/saved/{foreign.pk}/").content.decode()
    assert f"Store {japan.pk} is gone, or not one you look after." in page


def test_a_broken_view_opens_and_the_builder_shows_what_to_mend(
    desk, german, agent
) -> None:
    view = saved(agent, "state is open")
    broken = [["state", "is", "open"], ["store", "is", "999999"], ["mood", "is", "bad"]]
    SavedView.objects.update(conditions=broken)
    soon(german, "A", 1)
    page = desk.get(f"/queue/saved/{view.pk}/")
    assert "Store 999999 is gone" in page.content.decode()
    assert page.context["groups"] == []
    mend = desk.get(page.context["change_url"])
    assert [bool(row.problem) for row in mend.context["rows"]] == [False, True, True]
    part = desk.post(
        "/queue/filter/",
        rows("state is open", "store is 999999", "mood is bad", do="remove-2"),
        headers=HTMX,
    )
    assert [row.condition.field for row in part.context["rows"]] == ["state", "store"]
    assert "999999" in desk.get("/queue/saved/").content.decode()


def test_a_deleted_view_leaves_its_list_open(desk, agent) -> None:
    view = saved(agent, "language is de")
    gone = desk.post(f"/queue/saved/{view.pk}/delete/", follow=True)
    assert gone.redirect_chain[-1][0] == "/queue/asked/?language.is=de"
    assert "The view “Mine” is deleted." in gone.content.decode()
    assert not SavedView.objects.exists()


def test_the_page_of_views_has_ready_made_ones_that_work(desk) -> None:
    page = desk.get("/queue/saved/")
    ready = page.context["ready"]
    names = [each.name for each in ready]
    assert names[:4] == ["Due soon", "Overdue", "No order linked", "My snoozed"]
    assert "Language: German" in names
    for each in ready:
        listed = desk.get(each.url)
        assert listed.status_code == 200, each.name
        if each.save_url:
            assert desk.get(each.save_url).status_code == 200
            assert listed.context["reading"].is_whole, each.name


def test_the_desks_own_list_is_the_beginning_of_a_filter(desk, german) -> None:
    page = desk.get(f"/queue/no-order/?store={german.pk}&language=de")
    assert page.context["change_url"] == (
        f"/queue/filter/?state.is=open&store.is={german.pk}&language.is=de&order.is=no"
    )


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("state.is=open&order=latest", "latest message first"),
        ("state.is=open&state.is=snoozed", "least time left first"),
        ("state.is=snoozed&order=latest", "what wakes next first"),
        ("state.is=notice", "latest closed first"),
    ],
)
def test_a_list_says_its_order_as_it_is(desk, query: str, order: str) -> None:
    page = desk.get(f"/queue/asked/?{query}")
    assert str(page.context["view_order"]) == order


def test_how_high_rows_are_is_kept_for_the_person(desk, agent) -> None:
    assert 'data-density="compact"' in desk.get("/queue/").content.decode()
    came_from = {"Referer": "http://testserver/queue/open/"}
    answer = desk.post("/queue/density/", {"density": "roomy"}, headers=came_from)
    assert answer.headers["Location"] == "http://testserver/queue/open/"
    assert 'data-density="roomy"' in desk.get("/queue/").content.decode()
    agent.refresh_from_db()
    assert agent.density == "roomy"
    assert desk.post("/queue/density/", {"density": "tiny"}).status_code == 400


def test_pages_of_a_filter_follow_each_other_to_any_depth(desk, german) -> None:
    fill(german, 130, at=timezone.now(), is_open_every=2)
    seen, here = [], "/queue/asked/?channel.is=amazon&order=latest"
    while here:
        response = desk.get(here)
        seen += [line.id for group in response.context["groups"] for line in group.lines]
        here = response.context["further"]
    assert sorted(seen) == sorted(Ticket.objects.values_list("pk", flat=True))


def test_a_view_costs_the_queue_one_query_however_many_there_are(
    desk, german, agent
) -> None:
    desk.get("/queue/")
    counted = []
    for n in range(3):
        with CaptureQueriesContext(connection) as asked:
            desk.get("/queue/")
        counted.append(len(asked))
        saved(agent, "language is de", name=f"view {n}", is_pinned=True)
    assert counted[0] == counted[1] == counted[2]
    pinned = [one["sql"] for one in asked if "tickets_savedview" in one["sql"]]
    assert len(pinned) == 1


def test_who_may_only_read_builds_and_saves_for_himself(client, german) -> None:
    client.force_login(person("Ada", "analyst", german))
    built = rows("language is de", do="save-new", name="German")
    assert client.post("/queue/filter/", built).status_code == 302
    assert client.get("/queue/asked/?language.is=de").status_code == 200
