"""Today, what a figure means, and the tickets it was made of: as people read them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from firsthand.domain.metrics import commands, queries
from firsthand.domain.metrics.models import Course
from firsthand.domain.people.models import Person
from firsthand.domain.people.rules import RIGHTS, Right, Role
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets.models import Ticket
from tests.desk import HOUR, ticket
from tests.people import lin, person, store, wen

DAY = timedelta(days=1)
STRIP = ("fcr.issues_7d", "speed.first_reply", "speed.replied_24h")
DASH = "—"


@pytest.fixture
def german(db) -> Store:
    return store("DE")


def shown_to(somebody: Person, address: str, *, status: int = 200) -> str:
    client = Client()
    client.force_login(somebody)
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def plain(page: str) -> str:
    """Return what is read, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.parametrize("role", list(Role))
def test_each_role_finds_what_it_may_see(german: Store, role: Role) -> None:
    page = shown_to(person("Somebody", role, german), "/")
    assert "To do now" in page
    assert ("n = 0" in page) == (Right.READ_FIGURES in RIGHTS[role])


def test_nothing_counted_is_a_dash_with_its_n_and_never_a_zero(german: Store) -> None:
    page = plain(shown_to(wen(), "/"))
    assert page.count("n = 0") == len(STRIP)
    assert page.count(DASH) >= len(STRIP)
    assert "0.0%" not in page
    assert page.count("last 7 days: nothing counted yet") == len(STRIP)


def test_what_is_urgent_stands_first_and_what_is_at_zero_does_not_stand_there(
    german: Store,
) -> None:
    agent, now = lin(german), timezone.now()
    assert "Nothing is urgent." in shown_to(agent, "/")
    ticket(german, at=now, due_in=-HOUR, name="Late", order_number="1")
    ticket(german, at=now, due_in=3 * HOUR, name="Soon", order_number="1")
    page = plain(shown_to(agent, "/"))
    assert page.index("1 Overdue") < page.index("1 Due within 4 hours")
    assert "the oldest late by 1 h 0 min, with nobody" in page
    assert "Delivery in doubt" not in page.partition("To do now")[2].partition("At work")[0]
    Ticket.objects.update(assignee=agent)
    assert "with Lin" in plain(shown_to(agent, "/"))


def test_foreign_stores_are_in_no_count_of_the_day(german: Store) -> None:
    ticket(store("JP"), at=timezone.now(), due_in=-HOUR)
    assert "Nothing is urgent." in shown_to(lin(german), "/")
    assert "Overdue" in plain(shown_to(wen(), "/")).partition("To do now")[2]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("key", sorted(queries.catalogue()))
def test_every_metric_is_explained_whole_in_both_languages(
    german: Store, key: str, language: str
) -> None:
    owner = wen()
    Person.objects.update(language=language)
    page = shown_to(Person.objects.get(pk=owner.pk), f"/figures/{key}/")
    metric = queries.catalogue()[key]
    words = (metric.names, metric.definition, metric.maturity, metric.example.result)
    for text in words:
        assert text[language].replace("’", "&#x27;")[:20].split("&")[0] in page
    assert metric.code in page
    assert ("目标" in page) == (language == "zh-hans")


NOT_THERE = [
    "/figures/no.such/",
    "/figures/no.such/tickets/",
    f"/figures/{STRIP[0]}/tickets/?outcome=maybe",
    f"/figures/{STRIP[0]}/tickets/?outcome=",
]


@pytest.mark.parametrize("address", NOT_THERE)
def test_what_no_figure_is_called_or_comes_to_is_not_found(german, address: str) -> None:
    shown_to(wen(), address, status=404)


@pytest.mark.parametrize(
    "address", [f"/figures/{STRIP[0]}/", f"/figures/{STRIP[0]}/tickets/"]
)
def test_a_figures_pages_change_nothing(german: Store, address: str) -> None:
    client = Client()
    client.force_login(wen())
    assert client.post(address).status_code == 405


def first_replies(
    place: Store, *waits: float | None, asked=timedelta(days=3)
) -> list[Ticket]:
    """Write tickets whose first answer took so many hours; None: never answered."""
    now, tickets = timezone.now(), []
    for wait in waits:
        made = ticket(place, at=now, name=f"Waited {wait}", gist=f"waited {wait} hours")
        asked_at = now - asked
        Course.objects.create(
            ticket_id=made.pk, buyer_id=made.buyer_id, store_id=place.pk, asked_at=asked_at,
            recorded_at=asked_at, times_opened_again=0, reassignments=0,
            answered_at=None if wait is None else asked_at + wait * HOUR,
            wait_seconds=None if wait is None else int(wait * 3600),
        )  # fmt: skip
        tickets.append(made)
    return tickets


BEHIND = "/figures/speed.first_reply_4h/tickets/"


def listed(page: str) -> set[str]:
    return set(re.findall(r"waited [\w.]+ hours", page))


def test_the_tickets_behind_a_figure_are_those_of_its_outcome(german: Store) -> None:
    first_replies(german, 2, 30, None)
    agent = lin(german)
    late = {"waited 30 hours", "waited None hours"}
    assert listed(shown_to(agent, BEHIND)) == late
    assert listed(shown_to(agent, f"{BEHIND}?outcome=hit")) == {"waited 2 hours"}
    assert listed(shown_to(agent, f"{BEHIND}?outcome=all")) == late | {"waited 2 hours"}
    running = shown_to(agent, f"{BEHIND}?outcome=all&period=running")
    assert listed(running) == late | {"waited 2 hours"}
    assert "provisional" in running


def test_the_tickets_behind_a_figure_are_those_of_ones_own_stores(german: Store) -> None:
    first_replies(german, 30)
    first_replies(store("JP"), 40)
    assert listed(shown_to(lin(german), BEHIND)) == {"waited 30 hours"}
    assert listed(shown_to(wen(), BEHIND)) == {"waited 30 hours", "waited 40 hours"}


def test_an_outcome_nobody_had_is_said_in_words(german: Store) -> None:
    page = shown_to(lin(german), BEHIND)
    assert "No ticket had this outcome in this period." in page


def test_a_long_list_says_that_it_is_cut(german: Store) -> None:
    first_replies(german, *[30 + number for number in range(51)])
    page = shown_to(lin(german), BEHIND)
    assert len(listed(page)) == 50
    assert "The latest 50 are shown." in page


@pytest.mark.django_db(transaction=True)
def test_figures_that_lag_say_so_until_they_do_not() -> None:
    owner = wen()
    assert "The figures lag behind" not in shown_to(owner, "/")
    later = timezone.now() + timedelta(minutes=6)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(timezone, "now", lambda: later)
        store("DE")
        assert "The figures lag behind" in shown_to(owner, "/")
        commands.run_until_done()
        assert "The figures lag behind" not in shown_to(owner, "/")
