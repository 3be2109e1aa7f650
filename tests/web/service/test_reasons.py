"""Core reasons, as people read them."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.utils import timezone

from firsthand.domain.imports.models import ReasonText
from firsthand.domain.imports.rules.reading import reason_codes
from firsthand.domain.orders.models import Order
from firsthand.domain.people.models import Person
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets.models import Ticket
from firsthand.web.service.pictures import folded
from tests.facts import DAY, HOUR, asked, asked_often
from tests.people import lin, store, wen
from tests.sheets import there_are_reasons
from tests.web.today.test_pages import plain, shown_to

LOST, DELAY, HOWTO = "INS.LOG.LOST", "INS.LOG.DELAY", "AFT.RET.HOWTO"
CORE = "/service/reasons/"


@pytest.fixture
def german(db) -> Store:
    there_are_reasons()
    return store("DE")


def earlier(days: float = 20):
    return timezone.now() - days * DAY


def fill(place: Store) -> None:
    for reason, times in ((LOST, 60), (DELAY, 30), (HOWTO, 10)):
        asked_often(place, times, at=earlier(), reason=reason)


def test_reasons_are_ranked_with_share_cumulative_share_and_rate(german: Store) -> None:
    fill(german)
    for number in range(50):
        Order.objects.create(
            store=german, number=str(number), state="shipped", fulfilment="FBA",
            currency="EUR", total_minor_units=1, placed_at=earlier(),
        )  # fmt: skip
    page = plain(shown_to(wen(), CORE))
    assert "2 of 3 reasons bring four in five contacts" in page
    assert "1 Package lost 60 60.0 60.0 120.00 60 100.0" in page
    assert "2 Delivery late 30 30.0 90.0 60.00 30 100.0" in page
    assert "All 3 reasons 100 100.0 200.00" in page
    assert "Tagged: 100.0% of 100 contacts" in page


def test_without_orders_the_rate_is_a_dash(german: Store) -> None:
    fill(german)
    assert "Package lost 60 60.0 60.0 — 60" in plain(shown_to(wen(), CORE))


def test_the_median_first_reply_stands_beside_with_its_n(german: Store) -> None:
    for hours in (1, 3, 5):
        asked(german, at=earlier(), reason=LOST, after=hours * HOUR)
    assert "3 h 0 min n = 3" in plain(shown_to(wen(), f"{CORE}{LOST}/"))


def test_below_95_percent_of_tags_there_is_no_ranking_but_a_reason(german: Store) -> None:
    fill(german)
    asked_often(german, 6, at=earlier(), reason="")
    raw = shown_to(wen(), CORE)
    page = plain(raw)
    assert "Too few contacts have a reason to say which are the core reasons." in page
    assert "100 of 106 contacts (94.3%) are tagged" in page
    assert "Package lost" not in page
    assert 'class="cumulative"' not in raw


def test_nobody_wrote_is_said(german: Store) -> None:
    assert "Nobody wrote in these days." in plain(shown_to(wen(), CORE))


def test_beyond_the_core_is_parted_and_the_tail_is_summed_up(german: Store) -> None:
    from firsthand.domain.reasons.models import Reason

    codes = Reason.objects.filter(level=3).values_list("code", flat=True)[:27]
    for code in codes:
        asked(german, at=earlier(), reason=code)
    raw = shown_to(wen(), CORE)
    page = plain(raw)
    assert "Beyond the first five" in page
    assert "2 other reasons 2" in page
    assert raw.count('class="bar"') == 5
    assert "15 others" in page


@pytest.mark.parametrize(
    ("level", "there", "not_there"),
    [(1, "In-sale", "Package lost"), (2, "Shipping and delivery", "Package lost")],
)
def test_a_level_above_adds_its_reasons_up(
    german: Store, level: int, there: str, not_there: str
) -> None:
    fill(german)
    page = plain(shown_to(wen(), f"{CORE}?level={level}"))
    assert f"1 {there}" in page
    assert "90 90.0" in page
    assert not_there not in page


def test_channel_store_and_days_limit_what_is_counted(german: Store) -> None:
    fill(german)
    asked_often(german, 7, at=earlier(), reason=LOST, channel="email")
    asked_often(store("JP"), 5, at=earlier(70), reason=LOST)
    owner = wen()
    assert "All 3 reasons 112" in plain(shown_to(owner, f"{CORE}?days=90"))
    assert "All 1 reason 7" in plain(shown_to(owner, f"{CORE}?channel=email"))
    assert "All 3 reasons 107" in plain(shown_to(owner, CORE))
    alone = plain(shown_to(owner, f"{CORE}?days=90&store={german.pk}"))
    assert "All 3 reasons 107" in alone
    assert "All 3 reasons 107" in plain(shown_to(lin(german), f"{CORE}?days=90"))


def test_a_table_of_last_year_is_found_by_the_day_it_ends_with(german: Store) -> None:
    asked_often(german, 30, at=earlier(300), reason=LOST)
    asked_often(german, 3, at=earlier(400), reason=LOST)
    owner = wen()
    page = shown_to(owner, CORE)
    assert "The latest contact there is began on" in plain(page)
    (there,) = re.findall(r'href="(\?days=90[^"]*)">Show the 90 days', page)
    found = shown_to(owner, CORE + html.unescape(there))
    assert "All 1 reason 30" in plain(found)
    (one,) = re.findall(rf'href="({CORE}{LOST}/[^"]*)"', found)
    assert "30 contacts," in plain(shown_to(owner, html.unescape(one)))


def test_without_any_contact_a_table_is_suggested_to_who_may_bring_one(
    german: Store,
) -> None:
    assert "Bring in a table" in shown_to(wen(), CORE)
    assert "Bring in a table" not in shown_to(lin(german), CORE)


@pytest.mark.parametrize("asked_for", ["to=x", "to=9999-12-31", "to=0001-01-03"])
def test_days_that_do_not_exist_are_not_found(german: Store, asked_for: str) -> None:
    shown_to(wen(), f"{CORE}?{asked_for}", status=404)


@pytest.mark.parametrize(
    "asked_for", ["store=0", "channel=fax", "days=31", "level=4", "level=x"]
)
def test_limits_that_do_not_exist_are_not_found(german: Store, asked_for: str) -> None:
    shown_to(wen(), f"{CORE}?{asked_for}", status=404)


def test_a_reason_shows_its_parts_and_keeps_the_limits_in_its_links(german: Store) -> None:
    fill(german)
    raw = shown_to(wen(), f"{CORE}INS.LOG/?days=60&channel=amazon")
    page = plain(raw)
    assert "Shipping and delivery" in page
    assert "90 contacts," in page
    parts = page.partition("What it is made of")[2]
    assert parts.index("Package lost") < parts.index("Delivery late")
    assert "How to return" not in parts
    assert f"{CORE}{LOST}/?channel=amazon&amp;days=60" in raw


def test_a_reason_shows_the_tickets_behind_it(german: Store) -> None:
    lost = asked(german, at=earlier(), reason=LOST)
    other = asked(german, at=earlier(), reason=HOWTO)
    foreign = asked(store("JP"), at=earlier(), reason=LOST)
    for made, gist in ((lost, "mine"), (other, "of another reason"), (foreign, "foreign")):
        Ticket.objects.filter(pk=made.pk).update(gist=gist)
    page = shown_to(lin(german), f"{CORE}{LOST}/")
    assert f'href="/tickets/{lost.pk}/"' in page
    assert "of another reason" not in page
    assert "foreign" not in page


def test_a_reason_without_contacts_has_a_dash_and_says_so(german: Store) -> None:
    page = plain(shown_to(wen(), f"{CORE}{LOST}/"))
    assert "— no contact with this reason in these days" in page
    assert "No ticket has this reason in these days." in page


def test_the_weeks_of_a_reason_are_a_table_too(german: Store) -> None:
    asked_often(german, 6, at=earlier(3), reason=LOST)
    asked_often(german, 4, at=earlier(10), reason=LOST)
    page = plain(shown_to(wen(), f"{CORE}{LOST}/"))
    assert "the last 4 whole weeks" in page
    weeks = page.partition("Seven days from")[2].partition("The tickets")[0]
    assert re.findall(r"[A-Z][a-z]+ \d+ [A-Z][a-z]+ (\d+)", weeks) == ["0", "0", "4", "6"]


def test_the_reasons_of_a_table_go_by_its_words_and_lead_to_tickets(german: Store) -> None:
    codes, texts = reason_codes(("售后", "物流", "未收到货"))
    for code, text in texts.items():
        ReasonText.objects.create(code=code, level=code.count(".") + 1, text=text)
    lost = asked(german, at=earlier(), reason=codes[2])
    fill(german)
    owner = wen()
    page = shown_to(owner, CORE)
    assert "未收到货 1 " in plain(page)
    assert f'href="{CORE}{codes[2]}/"' in page
    one = shown_to(owner, f"{CORE}{codes[2]}/")
    assert f'href="/tickets/{lost.pk}/"' in one
    assert f'<a href="{CORE}{codes[0]}/">售后</a>' in one
    above = shown_to(owner, f"{CORE}{codes[0]}/")
    assert f'href="/tickets/{lost.pk}/"' in above
    assert "物流" in above.partition("What it is made of")[2]


def test_a_reason_that_never_was_is_not_found(german: Store) -> None:
    shown_to(wen(), f"{CORE}NO.SUCH/", status=404)


@pytest.mark.parametrize("address", [CORE, f"{CORE}{LOST}/"])
def test_the_pages_change_nothing(german: Store, address: str) -> None:
    client = Client()
    client.force_login(wen())
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", [CORE, f"{CORE}INS/", f"{CORE}{LOST}/"])
def test_the_pages_take_few_queries(
    german: Store, address: str, django_assert_max_num_queries
) -> None:
    fill(german)
    client = Client()
    client.force_login(wen())
    client.get(address)
    with django_assert_max_num_queries(20):
        client.get(address)


def test_everything_is_said_in_chinese(german: Store) -> None:
    fill(german)
    owner = wen()
    Person.objects.update(language="zh-hans")
    page = plain(shown_to(Person.objects.get(pk=owner.pk), CORE))
    for words in ("核心原因", "联系次数", "每百单", "3类原因中，前2类占八成联系"):
        assert words in page


FOLDED = [
    ("Lost", ("Lost",)),
    ("Marked delivered, not received", ("Marked", "delivered,", "not…")),
    ("Incomprehensibilities", ("Incomprehensibilities",)),  # A word is never cut.
    ("包裹在哪里", ("包裹在哪里",)),
    ("显示妥投但未收到", ("显示妥投但", "未收到")),
]


@pytest.mark.parametrize(("name", "lines"), FOLDED)
def test_a_name_is_folded_onto_three_short_lines(name: str, lines: tuple) -> None:
    assert folded(name) == lines
