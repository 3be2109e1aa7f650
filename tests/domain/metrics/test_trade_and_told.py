"""Worked examples of what other systems say, of orders and of reviews, computed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from firsthand.domain.orders.models import Parcel, Setback
from tests.domain.metrics.asking import (
    DAY,
    HOUR,
    LATER,
    answered,
    ask,
    one,
    ordered,
    solved,
)
from tests.domain.metrics.journal_story import LIN, Story
from tests.people import NOON, store

pytestmark = pytest.mark.django_db(transaction=True)


def told(ticket: int, hours: float = 100, **facts: Any) -> None:
    """Another system says something of a ticket as a whole."""
    Story(buyer=ticket).write(
        "tickets.history_reported", hours, subject=ticket, ticket=ticket, **facts
    )


def test_a_count_of_another_system_holds_even_if_it_is_none() -> None:
    for ticket, counted in ((1, 0), (2, 3), (3, None)):
        story = answered(ticket, 1)
        for hours, to in ((2, 1), (3, 2)):
            story.write("tickets.assigned", hours, subject=ticket, ticket=ticket, to=to)
        solved(ticket, 10)
        if counted is not None:
            told(ticket, reassignments=counted)
    figure = one("work.not_reassigned")
    assert (figure.hits, figure.n, figure.mature) == (1, 3, True)
    # Before the other system said so, there was only what we saw.
    assert one("work.not_reassigned", as_of=NOON + 50 * HOUR).hits == 0


def test_who_opened_a_ticket_again_does_not_matter_to_never() -> None:
    for ticket in (1, 2, 3):
        answered(ticket, 1)
        solved(ticket, 2)
    Story(buyer=2).asks(30, ticket=2)
    Story(buyer=3).write("tickets.reopened", 30, subject=3, ticket=3, by=LIN)
    for ticket in (2, 3):
        solved(ticket, 40)
    figure = one("work.not_reopened")
    assert (figure.hits, figure.misses, figure.n) == (1, 2, 3)
    assert one("work.not_reopened", as_of=NOON + 20 * HOUR).hits == 3
    told(2, reopens=0)
    assert one("work.not_reopened").hits == 2


@pytest.mark.parametrize("absurd", [-3, 10**12, 2.5, "often", True, None])
def test_a_count_that_cannot_be_is_as_if_nothing_was_said(absurd: object) -> None:
    answered(1, 1)
    solved(1, 2)
    told(1, reopens=absurd, reassignments=absurd)
    for key in ("work.not_reopened", "work.not_reassigned", "work.straight_through"):
        assert (one(key).hits, one(key).n) == (1, 1), key


def test_straight_through_is_neither_passed_on_nor_opened_again() -> None:
    for ticket in (1, 2, 3):
        answered(ticket, 1)
        solved(ticket, 2)
    told(1, reopens=0, reassignments=0)
    told(2, reopens=0, reassignments=1)
    told(3, reopens=1, reassignments=0)
    figure = one("work.straight_through")
    assert (figure.hits, figure.n) == (1, 3)


def test_a_promise_is_kept_where_the_other_system_says_so() -> None:
    for ticket, kept in ((1, True), (2, True), (3, False), (4, None)):
        answered(ticket, 1)
        told(ticket, reopens=0, **({} if kept is None else {"promise_kept": kept}))
    figure = one("work.promise_kept")
    assert (figure.hits, figure.n, figure.exclusions) == (2, 3, {"not_told": 1})


def test_only_the_last_that_was_said_and_not_withdrawn_counts() -> None:
    answered(1, 1)
    told(1, promise_kept=False)
    told(1, 110, promise_kept=True)
    assert one("work.promise_kept").value == 1.0


def test_a_stated_resolution_is_measured_and_a_missing_one_is_open() -> None:
    for ticket, hours in ((1, 2), (2, 10), (3, None)):
        answered(ticket, 1)
        solved(ticket, 20)
        stated = {} if hours is None else {"resolved": (NOON + hours * HOUR).isoformat()}
        told(ticket, opened=NOON.isoformat(), **stated)
    answered(4, 1)
    figure = one("speed.told_resolution")
    assert (figure.value, figure.n, figure.open) == (6 * 3600, 2, 1)
    assert figure.exclusions == {"not_told": 1}


def test_a_mere_other_is_counted_among_tagged_tickets() -> None:
    for ticket, reason in ((1, "INS.LOG.WISMO"), (2, "INS.OTHER"), (3, None)):
        answered(ticket, 1, reason=reason)
        solved(ticket, 2)
    figure = one("work.other_share")
    assert (figure.hits, figure.n, figure.exclusions["untagged"]) == (1, 2, 1)


def test_an_order_that_came_on_the_promised_day_was_in_time_by_the_day() -> None:
    place = store("DE")
    # Midnight in Berlin, where the store is.
    promised = NOON.replace(hour=0) - HOUR + 9 * DAY
    for number, hours in ((1, -24), (2, 12), (3, 24.5), (4, 23.5)):
        at = promised + timedelta(hours=hours)
        ordered(place, str(number), deliver_by=promised, delivered_at=at)
    assert one("orders.late_delivery").hits == 3
    figure = one("orders.late_delivery_by_day")
    assert (figure.hits, figure.n) == (1, 4)
    late = {f.group["punctuality"]: f.n for f in ask("orders.cancelled", "punctuality")}
    assert late == {"late": 1, "on_time": 3}


def test_the_time_to_delivery_counts_what_is_on_its_way_apart() -> None:
    place = store("DE")
    for number, days in ((1, 4), (2, 8)):
        ordered(place, str(number), delivered_at=NOON + days * DAY)
    ordered(place, "3", state="shipped")
    ordered(place, "4", state="cancelled")
    figure = one("orders.delivery_time")
    assert (figure.value, figure.n, figure.open) == (6 * 86_400, 2, 1)
    assert figure.exclusions == {"cancelled": 1}
    assert figure.waits is not None
    assert figure.waits.km_median == 8 * 86_400


def test_cancelled_orders_are_counted_among_all() -> None:
    place = store("DE")
    for number, state in enumerate(("cancelled", "delivered", "delivered", "unshipped")):
        ordered(place, str(number), state=state)
    assert (one("orders.cancelled").hits, one("orders.cancelled").n) == (1, 4)


def test_late_among_shipped_leaves_out_what_never_left() -> None:
    place, limit = store("DE"), NOON + 4 * DAY
    for number, days in ((1, 3), (2, 5), (3, None)):
        order = ordered(place, str(number), ship_by=limit)
        if days is not None:
            Parcel.objects.create(
                order=order, carrier="DHL", tracking_number=str(number),
                shipped_at=NOON + days * DAY,
            )  # fmt: skip
    figure = one("orders.late_among_shipped")
    assert (figure.hits, figure.n) == (1, 2)
    assert figure.exclusions == {"not_shipped": 1, "no_limit": 0}


def test_reviews_are_counted_one_by_one_and_by_how_the_order_came() -> None:
    place, promised = store("DE"), NOON + 4 * DAY
    for number, (stars, days) in enumerate(((1, 9), (2, 9), (3, 2), (5, 2))):
        order = ordered(
            place, str(number), deliver_by=promised, delivered_at=NOON + days * DAY
        )
        Setback.objects.create(
            order=order, kind="feedback", external_id="1", stars=stars, happened_at=NOON
        )
    low = one("orders.low_reviews")
    assert (low.hits, low.n) == (3, 4)
    by = {
        f.group["punctuality"]: (f.hits, f.n)
        for f in ask("orders.negative_reviews", "punctuality")
    }
    assert by == {"late": (2, 2), "on_time": (0, 2)}


def four_orders_three_contacts() -> None:
    """Of one store; the buyer of the first order writes twice, another has no order."""
    place = store("DE")
    for number in range(4):
        ordered(place, str(number))
    for buyer, ticket, reason in (
        (1, 1, "INS.LOG.WISMO"), (1, 2, "AFT.RET.HOWTO"), (2, 3, "INS.LOG.WISMO"),
    ):  # fmt: skip
        story = Story(buyer=buyer, store=place.pk)
        story.asks(ticket, ticket=ticket, reason=reason)


def test_contacts_by_the_calendar_are_held_against_the_orders_of_the_same_days() -> None:
    four_orders_three_contacts()
    ordered(store("JP"), "9", placed_at=NOON - 30 * DAY)
    figure = one("orders.contacts_per_100_calendar")
    assert (figure.value, figure.numerator, figure.denominator) == (75.0, 3.0, 4)
    low, high = figure.interval or (0, 0)
    assert low < 75 < high
    [shop] = ask("orders.contacts_per_100_calendar", "store")
    assert (shop.value, shop.n) == (75.0, 4)


def test_every_reason_is_held_against_all_orders() -> None:
    four_orders_three_contacts()
    rates = {
        f.group["reason1"]: (f.value, f.n) for f in ask("volume.reason_rate", "reason1")
    }
    assert rates == {"INS": (50.0, 4), "AFT": (25.0, 4)}
    split = ask("volume.reason_rate", "store", "reason1")
    assert sorted(f.value or 0 for f in split) == [25.0, 50.0]
    assert one("volume.reason_rate").value == 75.0


def test_orders_without_a_contact_are_a_rate_of_none() -> None:
    ordered(store("DE"), "1")
    figure = one("volume.reason_rate")
    assert (figure.value, figure.n, figure.as_of) == (0.0, 1, LATER)
    assert ask("volume.reason_rate", "reason1") == []
