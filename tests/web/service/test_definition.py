"""What a figure means, and the tickets it was made of: as people read them."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from firsthand.domain.metrics import queries
from firsthand.domain.metrics.commands import half_hours
from firsthand.domain.metrics.models import Course, Revision
from firsthand.domain.people.models import Person
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets.models import Ticket
from firsthand.web.service import words
from tests.desk import HOUR, ticket
from tests.facts import asked, asked_often
from tests.people import lin, store, wen
from tests.web.today.test_pages import plain, shown_to

DAY = timedelta(days=1)
FCR = "fcr.issues_7d"


@pytest.fixture
def german(db) -> Store:
    return store("DE")


_read: dict[tuple[str, str], str] = {}


def definition(key: str, language: str = "en") -> str:
    """Return what a metric's page says while nothing has happened; asked for once."""
    if (key, language) not in _read:
        owner = wen()
        Person.objects.update(language=language)
        owner.refresh_from_db()
        _read[key, language] = shown_to(owner, f"/figures/{key}/")
    return _read[key, language]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("key", sorted(queries.catalogue()))
def test_every_metric_is_explained_whole_in_both_languages(
    german: Store, key: str, language: str
) -> None:
    page = definition(key, language)
    metric = queries.catalogue()[key]
    words = (metric.names, metric.definition, metric.maturity, metric.example.result)
    for text in words:
        assert text[language].replace("’", "&#x27;")[:20].split("&")[0] in page
    assert metric.code in page
    assert ("目标" in page) == (language == "zh-hans")


def test_what_changed_after_it_was_certain_is_shown_where_it_may_be_seen(
    german: Store,
) -> None:
    heading = "Changed after it was certain"
    owner = wen()
    assert heading not in plain(shown_to(owner, f"/figures/{FCR}/"))
    for place in (german.pk, store("JP").pk):
        Revision.objects.create(
            metric=FCR, store_id=place, week_of=date(2026, 3, 2), old_hits=12, old_n=15,
            new_hits=11, new_n=15, why={"tickets.merged": 1}, revised_at=timezone.now(),
        )  # fmt: skip
    page = plain(shown_to(lin(german), f"/figures/{FCR}/"))
    assert heading in page
    assert page.count("12 of 15") == page.count("11 of 15") == 1
    assert heading not in plain(shown_to(owner, "/figures/fcr.issues_30d/"))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "1 left out: resolved, and nobody knows when"),
        ("zh-hans", "排除1个：已解决但解决时间未知"),
    ],
)
def test_what_is_left_out_is_said_with_why(
    german: Store, language: str, words: str
) -> None:
    agent = lin(german)
    Person.objects.update(language=language)
    agent.refresh_from_db()
    at = timezone.now() - 17 * DAY
    asked(german, at=at, after=None)  # Neither resolved nor failed: nobody knows when.
    assert words in plain(shown_to(agent, f"/figures/{FCR}/"))
    assert words not in plain(shown_to(agent, "/figures/volume.contacts/"))


NOT_THERE = [
    "/figures/no.such/",
    "/figures/no.such/tickets/",
    f"/figures/{FCR}/tickets/?outcome=maybe",
    f"/figures/{FCR}/tickets/?outcome=",
    "/figures/orders.late_delivery/tickets/",
    "/figures/volume.contacts/tickets/?outcome=miss",
    f"/figures/{FCR}/tickets/?from=2026-03-02&to=2026-03-01",
    f"/figures/{FCR}/tickets/?from=yesterday&to=today",
    f"/figures/{FCR}/tickets/?from=2026-03-02&to=9999-12-31",
    f"/figures/{FCR}/tickets/?store=999999",
    f"/figures/{FCR}/?store=none",
]


@pytest.mark.parametrize("address", NOT_THERE)
def test_what_no_figure_is_called_or_comes_to_is_not_found(german, address: str) -> None:
    shown_to(wen(), address, status=404)


@pytest.mark.parametrize("address", [f"/figures/{FCR}/", f"/figures/{FCR}/tickets/"])
def test_a_figures_pages_change_nothing(german: Store, address: str) -> None:
    client = Client()
    client.force_login(wen())
    assert client.post(address).status_code == 405


def first_replies(
    place: Store, *waits: float | None, since=timedelta(days=3)
) -> list[Ticket]:
    """Write tickets whose first answer took so many hours; None: never answered."""
    now, tickets = timezone.now(), []
    for wait in waits:
        made = ticket(place, at=now, name=f"Waited {wait}", gist=f"waited {wait} hours")
        asked_at = now - since
        Course.objects.create(
            ticket_id=made.pk, buyer_id=made.buyer_id, store_id=place.pk, asked_at=asked_at,
            recorded_at=asked_at,
            answered_at=None if wait is None else asked_at + wait * HOUR,
            wait_seconds=None if wait is None else int(wait * 3600),
            times_opened_again=0, reassignments=0,
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


def test_a_definition_shows_the_last_certain_week_with_its_n(german: Store) -> None:
    at = timezone.now() - 17 * DAY
    asked_often(german, 30, at=at)
    asked_often(german, 10, at=at, is_solved=False)
    half_hours.count_all()
    page = plain(shown_to(wen(), f"/figures/{FCR}/"))
    week = page.partition("The last certain week")[2]
    assert "75.0%" in week
    assert "n = 40 issues" in week
    assert "95% between 59.8% and 85.8%" in week


def test_a_definition_without_anything_counted_shows_a_dash(german: Store) -> None:
    week = plain(shown_to(wen(), f"/figures/{FCR}/")).partition("The last certain week")[2]
    assert week.startswith(" —")
    assert "n = 0 issues" in week


@pytest.mark.parametrize("key", sorted(queries.catalogue()))
def test_only_a_figure_made_of_tickets_leads_to_them(german: Store, key: str) -> None:
    metric, page = queries.catalogue()[key], definition(key)
    leads = f'href="/figures/{key}/tickets/' in page
    assert leads == (bool(metric.ticket) and key != "volume.reason_share")
    assert ("No tickets lie behind it" in page) == (not metric.ticket)
    if leads:
        owner = Person.objects.first() or wen()
        shown_to(owner, f"/figures/{key}/tickets/")


@pytest.mark.parametrize("key", sorted(queries.catalogue()))
def test_every_metric_says_by_what_day_it_goes(german: Store, key: str) -> None:
    page = plain(definition(key))
    dated = page.partition("Dated by")[2]
    assert dated.startswith((" The day ", " The end of the period"))


def test_a_count_is_shown_however_small_and_never_called_provisional(german: Store) -> None:
    page = plain(shown_to(wen(), "/figures/volume.contacts/"))
    assert "it was counted, not estimated" in page
    assert "Counts only" not in page
    assert "Provisional" not in page


def test_a_part_of_a_whole_is_not_shown_as_the_whole(german: Store) -> None:
    asked_often(german, 40, at=timezone.now() - DAY)
    page = plain(shown_to(wen(), "/figures/volume.reason_share/"))
    assert "100.0%" not in page.partition("The last certain week")[2]
    assert "See it by reason" in page


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(290, "4 min 50 s"), (3600, "1 h 0 min"), (0, "0 min"), (None, "—")],
)
def test_a_time_below_an_hour_has_its_seconds(seconds: float | None, said: str) -> None:
    assert words.written(queries.catalogue()["work.handling_time"], seconds) == said


def test_what_has_no_index_of_its_days_is_shown_without_its_course(german: Store) -> None:
    owner = wen()
    for key in ("backlog.open", "work.contacts_per_agent_day", "orders.negative_reviews"):
        page = shown_to(owner, f"/figures/{key}/")
        assert "day by day" not in page
        assert "n = 0" in page


def test_the_course_of_a_definition_is_a_table_too(german: Store) -> None:
    asked_often(german, 30, at=timezone.now() - 17 * DAY)
    half_hours.count_all()
    days = plain(shown_to(wen(), f"/figures/{FCR}/")).partition("day by day Day")[2]
    assert days.count(" — 0 ") == 27
    assert "100.0% 30" in days


def test_a_definition_leads_to_every_other_one(german: Store) -> None:
    page = shown_to(wen(), f"/figures/{FCR}/")
    for key in queries.catalogue():
        assert (f'href="/figures/{key}/"' in page) == (key != FCR)


def test_the_days_asked_for_are_those_shown_and_stay_in_the_links(german: Store) -> None:
    now = timezone.now()
    inside = asked(german, at=now - 30 * DAY)
    outside = asked(german, at=now - 25 * DAY)
    Ticket.objects.filter(pk=inside.pk).update(gist="inside")
    Ticket.objects.filter(pk=outside.pk).update(gist="outside")
    days = f"from={(now - 31 * DAY).date()}&to={(now - 29 * DAY).date()}"
    page = shown_to(wen(), f"/figures/{FCR}/tickets/?outcome=all&{days}")
    assert "inside" in page
    assert "outside" not in page
    assert f"?outcome=miss&amp;{days.replace('&', '&amp;')}" in page
    assert "provisional" not in page


def test_days_that_are_not_certain_yet_say_so(german: Store) -> None:
    today = timezone.now().date()
    address = f"/figures/{FCR}/tickets/?outcome=all&from={today - 5 * DAY}&to={today}"
    assert "provisional" in shown_to(wen(), address)


def test_one_store_is_shown_alone_and_never_a_foreign_one(german: Store) -> None:
    foreign = store("JP")
    first_replies(german, 30)
    first_replies(foreign, 40)
    page = shown_to(wen(), f"{BEHIND}?store={foreign.pk}")
    assert listed(page) == {"waited 40 hours"}
    assert f"&amp;store={foreign.pk}" in page
    shown_to(lin(german), f"{BEHIND}?store={foreign.pk}", status=404)
