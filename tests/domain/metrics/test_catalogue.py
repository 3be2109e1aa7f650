"""Every metric's worked example, computed."""

from __future__ import annotations

from typing import Any

import pytest

from firsthand.domain.journal.models import Entry
from firsthand.domain.metrics import rules
from firsthand.domain.metrics.commands.translation import happenings
from firsthand.domain.orders.models import Order, Parcel, Setback
from tests.domain.metrics.asking import (
    DAY,
    HOUR,
    answered,
    ask,
    four_issues,
    one,
    ordered,
    solved,
)
from tests.domain.metrics.journal_story import LIN, MAYA, Story
from tests.people import NOON, store

pytestmark = pytest.mark.django_db(transaction=True)


def test_thirty_days_count_returns_that_seven_do_not() -> None:
    four_issues()
    assert (one("fcr.issues_7d").hits, one("fcr.issues_7d").n) == (2, 4)
    figure = one("fcr.issues_30d")
    assert (figure.value, figure.hits, figure.n, figure.mature) == (0.25, 1, 4, True)
    running = one("fcr.issues_30d", as_of=NOON + 20 * DAY)
    assert (running.value, running.lower, running.upper) == (None, 0.0, 0.25)
    assert running.estimate == pytest.approx(0.25)  # Of the four watched, one is left.


def test_what_was_solved_nobody_knows_when_is_left_out_and_said() -> None:
    """A table of needs says that they were solved, and not when."""
    four_issues()
    for buyer in (6, 7):
        Story(buyer=buyer).asks(0, ticket=buyer)
        solving = {"subject": buyer, "ticket": buyer, "is_timed": False}
        Story(buyer=buyer).write("tickets.solved", 0, **solving)
    for key, hits, n in (
        ("fcr.issues_7d", 2, 4),
        ("fcr.issues_30d", 1, 4),
        ("fcr.any_order_7d", 2, 4),
        ("fcr.net_7d", 2, 4),
        ("fcr.macro_7d", 2, 3),
        ("fcr.one_touch", 1, 4),
        ("fcr.recontact_7d", 1, 3),
        ("speed.reopened_7d", 0, 0),
        ("work.tag_coverage", 0, 0),
    ):
        figure = one(key)
        assert (figure.hits, figure.n) == (hits, n), key
        assert figure.exclusions["unknown_when"] == 2, key
    for key, n, waiting in (
        ("speed.replied_24h", 6, 0),
        ("speed.first_reply_4h", 4, 0),
        ("speed.first_reply", 3, 1),
        ("speed.average_reply", 5, 1),
    ):
        figure = one(key)
        assert (figure.n, figure.open) == (n, waiting), key
        assert figure.exclusions["answer_unknown"] == 2, key
    assert (one("speed.first_resolution").n, one("volume.issues").hits) == (3, 6)
    # Nobody waits for them any more.
    assert one("backlog.open").hits == 4
    assert one("backlog.waiting").hits == 1


def test_one_reply_is_one_touch_and_two_or_an_escalation_are_not() -> None:
    answered(1, 1)
    story = Story(buyer=2)
    story.asks(0, ticket=2)
    story.hears(1, ticket=2, kind="holding")
    story.hears(2, ticket=2)
    answered(3, 2).write("tickets.escalated", 1, subject=3, ticket=3)
    figure = one("fcr.one_touch")
    assert (figure.hits, figure.n) == (1, 3)
    assert figure.value == pytest.approx(1 / 3)


def test_a_second_reply_takes_an_issue_out_whenever_it_comes() -> None:
    answered(1, 1, 24 * 9)
    assert one("fcr.one_touch", as_of=NOON + 8 * DAY).hits == 1
    assert (one("fcr.one_touch").hits, one("fcr.one_touch").misses) == (0, 1)


def test_one_touch_is_what_the_rules_say_at_every_moment() -> None:
    for buyer, hours in enumerate(((1,), (1, 3), (1, 24 * 9), (24 * 8,), (), (2,)), 1):
        answered(buyer, *hours)
    Story(buyer=1).write("tickets.escalated", 24 * 10, subject=1, ticket=1)
    Story(buyer=6).asks(24 * 12, ticket=6)
    solved(5, 5)
    entries = list(Entry.objects.all())
    for days in range(45):
        as_of = NOON + days * DAY
        known = [entry for entry in entries if entry.happened_at <= as_of]
        hits = 0
        for buyer in {entry.buyer_id for entry in known}:
            events, _ = happenings(entry for entry in known if entry.buyer_id == buyer)
            hits += sum(rules.is_one_touch(issue, as_of) for issue in rules.issues(events))
        assert one("fcr.one_touch", as_of=as_of).hits == hits, days


def test_net_leaves_out_what_the_front_line_cannot_resolve() -> None:
    for buyer, can in ((1, True), (2, True), (3, False)):
        story = answered(buyer)
        tag: dict[str, Any] = {"subject": buyer, "ticket": buyer}
        story.write("tickets.tagged", 0.5, **tag, reason="AFT.RET.HOWTO", l1_resolvable=can)
        story.hears(1, ticket=buyer)
    Story(buyer=2).asks(48, ticket=2)
    figure = one("fcr.net_7d")
    assert (figure.hits, figure.n, figure.value) == (1, 2, 0.5)
    assert figure.exclusions == {"not_resolvable": 1, "unknown_when": 0}


def test_re_tagging_gains_nothing_in_the_audit() -> None:
    story = Story(buyer=5)
    for ticket, hours, reason in ((1, 0, "AFT.RET.HOWTO"), (2, 24, "INS.LOG.WISMO")):
        story.asks(hours, ticket=ticket, reason=reason)
        story.hears(hours + 1, ticket=ticket)
    assert (one("fcr.issues_7d").hits, one("fcr.issues_7d").n) == (2, 2)
    figure = one("fcr.any_order_7d")
    assert (figure.hits, figure.n, figure.value) == (0, 1, 0.0)


def test_macros_stand_side_by_side_with_a_row_for_none() -> None:
    for buyer in (1, 2):
        story = answered(buyer)
        story.write(
            "tickets.reply_written", 1, ticket=buyer, by=LIN, kind="resolution", macro_id=12
        )
    Story(buyer=2).asks(48, ticket=2)
    answered(3)
    whole = one("fcr.macro_7d")
    assert (whole.hits, whole.n, whole.exclusions["not_answered"]) == (1, 2, 1)
    answered(4, 1)
    by_macro = ask("fcr.macro_7d", "macro")
    assert [(f.group["macro"], f.hits, f.n) for f in by_macro] == [("12", 1, 2), ("", 1, 1)]


def test_harm_is_a_claim_chargeback_or_bad_rating_within_thirty_days() -> None:
    """The example, and one nobody answered."""
    for buyer in (1, 2, 3, 4):
        answered(buyer, 1, order_id=buyer)
    Story(buyer=3).asks(72, ticket=3)
    for order, days in ((1, 5), (2, 40)):
        chargeback = {"subject": order, "external_id": str(order)}
        Story(buyer=order).write("orders.chargeback", 24 * days, **chargeback)
    Story(buyer=5).asks(0, ticket=5)
    whole = one("fcr.harm_30d")
    assert (whole.hits, whole.n, whole.exclusions["not_answered"]) == (1, 4, 1)
    running = one("fcr.harm_30d", as_of=NOON + 6 * DAY)
    assert (running.hits, running.value, running.lower) == (1, None, 0.25)
    assert running.estimate == pytest.approx(0.25)


def test_re_contact_is_counted_among_resolved_issues() -> None:
    four_issues()
    figure = one("fcr.recontact_7d")
    assert (figure.hits, figure.n, figure.exclusions["not_resolved"]) == (1, 3, 1)
    running = one("fcr.recontact_7d", as_of=NOON + 5 * DAY)
    assert running.value is None
    assert running.lower == pytest.approx(1 / 3)
    assert running.estimate == pytest.approx(1 / 3)
    assert one("fcr.recontact_7d").verdict == "too few"


def test_contacts_per_issue_and_repeat_contacts() -> None:
    for buyer in (1, 2, 3, 4):
        story = answered(buyer, 1)
        if buyer > 2:
            story.asks(20, ticket=buyer)
    figure = one("contacts.per_issue")
    assert (figure.value, figure.numerator, figure.denominator) == (1.5, 6.0, 4)
    low, high = figure.interval or (0, 0)
    assert low < 1.5 < high
    assert one("contacts.per_issue", as_of=NOON + 10 * HOUR).value == 1.0
    repeats = one("contacts.repeat_share")
    assert (repeats.hits, repeats.n) == (2, 6)


def test_average_response_leaves_out_who_still_waits_and_says_so() -> None:
    answered(1, 1)
    answered(2, 4)
    answered(3)
    figure = one("speed.average_reply")
    assert (figure.value, figure.n, figure.open) == (2.5 * 3600, 2, 1)
    assert (figure.mature, figure.exclusions["waiting"]) == (False, 1)


def test_first_and_full_resolution() -> None:
    answered(1, 2)
    answered(2, 10)
    answered(3)
    first = one("speed.first_resolution", as_of=NOON + 20 * HOUR)
    assert (first.value, first.n, first.open) == (6 * 3600, 2, 1)
    assert first.waits is not None
    assert first.waits.km_median == 10 * 3600


def test_a_ticket_that_was_opened_again_is_timed_anew() -> None:
    for buyer in (1, 2):
        answered(buyer)
    solved(1, 2)
    solved(2, 3)
    Story(buyer=2).asks(10, ticket=2)
    solved(2, 20)
    figure = one("speed.full_resolution")
    assert (figure.value, figure.n) == (11 * 3600, 2)
    assert figure.exclusions["opened_again"] == 1
    before = one("speed.full_resolution", as_of=NOON + 5 * HOUR)
    assert before.value == 2.5 * 3600  # Nobody knew yet that it would be opened again.


def test_only_buyers_reopen_and_only_within_seven_days() -> None:
    for buyer in (1, 2, 3, 4):
        answered(buyer)
        solved(buyer, 1)
    Story(buyer=2).asks(49, ticket=2)
    Story(buyer=3).asks(1 + 9 * 24, ticket=3)
    Story(buyer=4).write("tickets.reopened", 30, subject=4, ticket=4, by=LIN)
    figure = one("speed.reopened_7d")
    assert (figure.hits, figure.n, figure.value) == (1, 4, 0.25)
    running = one("speed.reopened_7d", as_of=NOON + 4 * DAY)
    assert (running.lower, running.upper, running.estimate) == (0.25, 1.0, 0.25)


def test_who_was_never_passed_on() -> None:
    for ticket, hands in ((1, ()), (2, (1,)), (3, (1, 2))):
        story = answered(ticket, 1)
        for hours, to in enumerate(hands):
            story.write("tickets.assigned", 2 + hours, subject=ticket, ticket=ticket, to=to)
        solved(ticket, 10)
    figure = one("work.not_reassigned")
    assert (figure.hits, figure.n, figure.mature) == (2, 3, True)
    assert not one("work.not_reassigned", as_of=NOON + 5 * HOUR).mature


def test_handling_time_is_time_by_the_clock_per_contact_answered() -> None:
    for ticket, minutes in ((1, 0), (2, 5)):
        answered(ticket, 1).write(
            "tickets.focused", minutes / 60, subject=ticket, ticket=ticket, by=LIN,
            seconds=600,
        )  # fmt: skip
    answered(3)
    figure = one("work.handling_time")
    assert (figure.value, figure.n, figure.numerator) == (450.0, 2, 900.0)
    assert figure.exclusions == {"not_answered": 1}
    [lin] = [f for f in ask("work.handling_time", "agent") if f.group["agent"] == "1"]
    assert (lin.value, lin.n) == (450.0, 2)


def test_volumes_count_contacts_issues_and_tickets() -> None:
    story = Story(buyer=1)
    story.asks(0)
    story.asks(1)
    story.hears(2)
    story.asks(3)
    for key, n in (("contacts", 2), ("issues", 1), ("tickets", 1)):
        figure = one(f"volume.{key}")
        assert (figure.value, figure.n, figure.unit) == (n, n, "count")
        assert (figure.interval, figure.verdict) == (None, "no target")


def test_contacts_per_agent_and_day() -> None:
    for buyer, start, by in (
        (1, 0, LIN), (2, 1, LIN), (3, 24, LIN), (4, 0, MAYA), (5, 1, MAYA), (6, 2, MAYA),
    ):  # fmt: skip
        story = Story(buyer=buyer)
        story.asks(start, ticket=buyer)
        story.hears(start + 1, ticket=buyer, by=by)
    figure = one("work.contacts_per_agent_day")
    assert (figure.value, figure.numerator, figure.n) == (2.0, 6.0, 3)


def test_reasons_share_the_contacts_of_the_period() -> None:
    for buyer, reason in enumerate(("INS.LOG.WISMO",) * 3 + ("AFT.RET.HOWTO",), 1):
        answered(buyer, reason=reason)
    shares = {f.group["reason1"]: f for f in ask("volume.reason_share", "reason1")}
    assert {name: (f.value, f.hits, f.n) for name, f in shares.items()} == {
        "INS": (0.75, 3, 4),
        "AFT": (0.25, 1, 4),
    }
    [whole] = ask("volume.reason_share")
    assert whole.value == 1.0


def test_tags_count_down_to_the_third_level() -> None:
    for buyer, reason in ((1, "INS.LOG.WISMO"), (2, "INS.LOG"), (3, None)):
        answered(buyer, reason=reason)
        solved(buyer, 1)
    figure = one("work.tag_coverage")
    assert (figure.hits, figure.n) == (1, 3)


def test_what_is_open_at_noon_by_how_old_it_is() -> None:
    for buyer, start in ((1, -1), (2, -2), (3, -24)):
        Story(buyer=buyer).asks(start, ticket=buyer)
    solved(1, -0.5)
    figure = one("backlog.open", as_of=NOON)
    assert (figure.value, figure.ages) == (2, [1, 0, 0, 1, 0, 0])
    answered(4, 1, start=-30)
    assert one("backlog.open", as_of=NOON).ages == [1, 0, 0, 2, 0, 0]
    # The contact that was answered no longer waits, though its ticket is open.
    assert one("backlog.waiting", as_of=NOON).ages == [1, 0, 0, 1, 0, 0]
    assert one("backlog.waiting", as_of=NOON - HOUR).value == 3
    by_day = {f.group["day"]: f.n for f in ask("backlog.waiting", "day", as_of=NOON + DAY)}
    assert by_day["2026-03-01"] == 1  # At the end of that day in UTC.


def test_contacts_per_100_orders_are_a_lower_bound_until_thirty_days_are_over() -> None:
    place = store("DE")
    first, _ = ordered(place, "1"), ordered(place, "2")
    story = Story(buyer=1, store=place.pk)
    for days in (2, 40):
        story.asks(24 * days, ticket=days, order_id=first.pk)
        story.hears(24 * days + 1, ticket=days)
    figure = one("orders.contacts_per_100")
    assert (figure.value, figure.numerator, figure.n) == (50.0, 1.0, 2)
    running = one("orders.contacts_per_100", as_of=NOON + 10 * DAY)
    assert (running.value, running.lower, running.open) == (None, 50.0, 2)


def test_late_deliveries_are_those_after_the_promise() -> None:
    place, promised = store("DE"), NOON + 9 * DAY
    for number, days in ((1, 8), (2, 10)):
        ordered(place, str(number), deliver_by=promised, delivered_at=NOON + days * DAY)
    ordered(place, "3", deliver_by=promised, state=Order.State.SHIPPED)
    ordered(place, "4", deliver_by=promised, state=Order.State.CANCELLED)
    figure = one("orders.late_delivery")
    assert (figure.hits, figure.n, figure.open) == (1, 2, 1)
    assert figure.exclusions == {"cancelled": 1, "no_promise": 0}


def test_late_shipments_are_those_that_left_late_or_have_not_left() -> None:
    place, limit = store("DE"), NOON + 4 * DAY
    for number, days in ((1, 3), (2, 5), (3, None)):
        order = ordered(place, str(number), ship_by=limit)
        if days is not None:
            Parcel.objects.create(
                order=order, carrier="DHL", tracking_number=str(number),
                shipped_at=NOON + days * DAY,
            )  # fmt: skip
    ordered(place, "4", ship_by=limit, fulfilment=Order.Fulfilment.FBA)
    figure = one("orders.late_shipment", as_of=NOON + 7 * DAY)
    assert (figure.hits, figure.n) == (2, 3)
    assert figure.exclusions == {"not_ours": 1, "cancelled": 0, "no_limit": 0}


def test_negative_reviews_are_one_or_two_stars() -> None:
    place = store("DE")
    for stars in (1, 2, 3, 5):
        Setback.objects.create(
            order=ordered(place, str(stars)), kind="feedback", external_id="1",
            stars=stars, happened_at=NOON,
        )  # fmt: skip
    figure = one("orders.negative_reviews")
    assert (figure.hits, figure.n, figure.value) == (2, 4, 0.5)
