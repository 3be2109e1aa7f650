"""What a marketplace judges an account by: the worked examples, and their edges."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from firsthand.domain.health.rules import marketplace
from firsthand.domain.metrics import queries
from firsthand.domain.metrics.queries import Figure
from firsthand.domain.orders.models import (
    Order,
    OrderLine,
    OrderReturn,
    Parcel,
    Product,
    Setback,
)
from firsthand.domain.stores.models import Store
from tests.domain.metrics.asking import SCAN, ask, one, ordered, voted
from tests.domain.metrics.journal_story import LIN, Story
from tests.people import NOON, store

pytestmark = pytest.mark.django_db(transaction=True)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def held(order: Order, kind: str, *, after: float = 5, **values: Any) -> Setback:
    """Write down that something of a kind came so many days after the order."""
    at = order.placed_at + after * DAY
    number = Setback.objects.count()
    return Setback.objects.create(
        order=order, kind=kind, external_id=str(number), happened_at=at, **values
    )


def hits(figure: Figure) -> tuple[int, int]:
    return figure.hits, figure.n


@pytest.fixture
def place() -> Store:
    return store("DE")


@pytest.fixture
def four(place: Store) -> list[Order]:
    """The example: one star and a claim; a denied claim; three stars; nothing."""
    orders = [ordered(place, str(number)) for number in range(4)]
    held(orders[0], "feedback", stars=1)
    held(orders[0], "claim")
    held(orders[1], "claim", denied_at=NOON + 20 * DAY)
    held(orders[2], "feedback", stars=3)
    return orders


def test_an_order_with_several_defects_is_one_in_the_rate_and_one_in_each_part(
    four: list[Order],
) -> None:
    assert hits(one("health.odr")) == (1, 4)
    assert hits(one("health.odr_feedback")) == (1, 4)
    assert hits(one("health.odr_claims")) == (1, 4)
    assert hits(one("health.odr_chargebacks")) == (0, 4)


def test_a_claim_counts_until_it_is_denied_and_nothing_before_it_comes(
    four: list[Order],
) -> None:
    assert one("health.odr", as_of=NOON + 4 * DAY).hits == 0
    assert one("health.odr", as_of=NOON + 19 * DAY).hits == 2
    assert one("health.odr", as_of=NOON + 20 * DAY).hits == 1


def test_pending_orders_do_not_count_and_shipping_splits_the_rest(place: Store) -> None:
    ordered(place, "1", state="pending")
    held(ordered(place, "2", fulfilment="FBA"), "chargeback")
    ordered(place, "3")
    assert one("health.odr").exclusions == {"pending": 1}
    by = {each.group["fulfilment"]: hits(each) for each in ask("health.odr", "fulfilment")}
    assert by == {"FBA": (1, 1), "FBM": (0, 1)}


def test_the_rate_is_what_the_rule_says_at_every_moment(place: Store) -> None:
    defects = []
    for number in range(12):
        order = ordered(place, str(number), placed_at=NOON + number * 5 * DAY)
        for kind, after, stars, denied in (
            ("feedback", number % 5, 1 + number % 4, None),
            ("claim", number % 7, None, 9 if number % 2 else None),
            ("chargeback", 30, None, None),
        ):
            if number % 3 == 0 and kind != "feedback":
                continue
            came = held(
                order, kind, after=after, stars=stars,
                denied_at=order.placed_at + denied * DAY if denied else None,
            )  # fmt: skip
            defects.append(came)
    for days in range(0, 100, 7):
        as_of = NOON + days * DAY
        expected = marketplace.defective(
            (
                marketplace.Defect(
                    order=each.order.number,
                    ordered=each.order.placed_at,
                    kind=each.kind,
                    happened=each.happened_at,
                    stars=each.stars,
                    is_denied=each.denied_at is not None and each.denied_at <= as_of,
                )
                for each in defects
            ),
            since=NOON - DAY,
            until=NOON + 60 * DAY,
            as_of=as_of,
        )
        assert one("health.odr", as_of=as_of).hits == len(expected), days


def test_a_defect_leads_to_its_ticket_reason_agent_and_product(place: Store) -> None:
    order = ordered(place, "1")
    lamp = Product.objects.create(store=place, sku="L1", asin="B0LAMP0001", title="Lamp")
    OrderLine.objects.create(
        order=order, product=lamp, line_number=1, title="Lamp", quantity=1,
        price_minor_units=100,
    )  # fmt: skip
    held(order, "claim", after=30)
    ordered(place, "2")
    story = Story(buyer=1, store=place.pk)
    story.asks(24, ticket=1, order_id=order.pk, reason="INS.LOG.WISMO")
    story.hears(25, ticket=1)
    story.asks(72, ticket=2, order_id=order.pk, reason="AFT.DMG.TRANSIT")
    story.hears(73, ticket=2)
    for cut, value in (
        ("reason3", "AFT.DMG.TRANSIT"), ("agent", str(LIN.pk)), ("product", "B0LAMP0001"),
    ):  # fmt: skip
        found = {each.group[cut]: hits(each) for each in ask("health.odr", cut)}
        assert found == {value: (1, 1), "": (0, 1)}, cut
    metric = queries.catalogue()["health.odr"]
    tickets = queries.tickets_behind(
        metric, "hit", person=_Everything(), since=NOON - DAY, until=NOON + DAY,
        as_of=NOON + 90 * DAY,
    )  # fmt: skip
    assert tickets == [2]


class _Everything:
    def visible_store_ids(self) -> None:
        return None


def test_what_the_buyer_asked_to_cancel_is_not_ours(place: Store) -> None:
    sold_out, asked = (ordered(place, number, state="cancelled") for number in "12")
    ordered(place, "3")
    ordered(place, "4", state="cancelled", fulfilment="FBA")
    ordered(place, "5", state="cancelled", cancelled_by="BUYER")
    ordered(place, "6", state="cancelled", cancel_requested_at=NOON)
    story = Story(buyer=1, store=place.pk)
    story.asks(1, ticket=1, order_id=asked.pk, reason="INS.ORD.CANCEL")
    story = Story(buyer=2, store=place.pk)
    story.asks(1, ticket=2, order_id=sold_out.pk, reason="INS.LOG.WISMO")
    figure = one("health.cancelled")
    assert hits(figure) == (1, 5)
    assert figure.exclusions == {"not_ours": 1, "pending": 0}


def boxed(place: Store, number: str, *, promised: datetime, **values: Any) -> Order:
    order = ordered(place, number, deliver_by=promised)
    plain = {"carrier": "DHL", "tracking_number": number, "shipped_at": NOON}
    Parcel.objects.create(order=order, **plain | values)
    return order


def test_a_parcel_is_valid_once_a_carrier_has_seen_it(place: Store) -> None:
    for number, values in enumerate(
        (
            {"scans": SCAN},
            {"delivered_at": NOON + DAY},
            {},
            {"tracking_number": "", "scans": SCAN},
        )
    ):
        boxed(place, str(number), promised=NOON + 4 * DAY, **values)
    ordered(place, "9", deliver_by=NOON + 4 * DAY, fulfilment="FBA")
    figure = one("health.valid_tracking")
    assert (hits(figure), figure.exclusions) == ((2, 3), {"no_number": 1})


def test_on_time_is_counted_in_units_by_the_promised_day(place: Store) -> None:
    promised = NOON + 4 * DAY
    for number, quantity, days in (("1", 18, 4.3), ("2", 2, 5), ("3", 5, None)):
        order = boxed(
            place, number, promised=promised, scans=SCAN,
            delivered_at=None if days is None else NOON + days * DAY,
        )  # fmt: skip
        OrderLine.objects.create(
            order=order, line_number=1, title="Lamp", quantity=quantity,
            price_minor_units=1,
        )  # fmt: skip
    boxed(place, "4", promised=promised)
    figure = one("health.on_time_delivery")
    assert (figure.numerator, figure.denominator) == (18, 25)
    assert figure.value == pytest.approx(0.72)
    assert figure.exclusions == {"not_tracked": 1}
    assert one("health.on_time_delivery", as_of=NOON + 3 * DAY).n == 0, "not promised yet"


def test_late_answers_are_what_is_missing_to_the_reply_rate(place: Store) -> None:
    for buyer, hours in ((1, 2), (2, 24), (3, 30)):
        story = Story(buyer=buyer, store=place.pk)
        story.asks(0, ticket=buyer, channel="amazon")
        story.hears(hours, ticket=buyer)
    late, in_time = one("health.late_response"), one("speed.replied_24h")
    assert (hits(late), hits(in_time)) == ((1, 3), (2, 3))


def test_a_return_wants_somebody_to_deal_with_it_within_two_days(place: Store) -> None:
    orders = [ordered(place, str(number)) for number in range(4)]
    for order, days in zip(orders, (0, 0, 0, 40), strict=True):
        OrderReturn.objects.create(order=order, requested_at=NOON + days * DAY)
    OrderReturn.objects.filter(order=orders[2]).update(received_at=NOON + 3 * DAY)
    Story(buyer=1, store=place.pk).asks(0, ticket=1, order_id=orders[0].pk)
    Story(buyer=1, store=place.pk).hears(48, ticket=1)
    Story(buyer=2, store=place.pk).asks(0, ticket=2, order_id=orders[1].pk)
    Story(buyer=2, store=place.pk).hears(72, ticket=2)
    figure = one("health.return_dissatisfaction", as_of=NOON + 41 * DAY)
    assert hits(figure) == (2, 3), "the last one is not due yet"


def test_what_the_marketplace_decided_nobody_knows_when_is_left_out(place: Store) -> None:
    for number, status in enumerate(("Approved", "Pending", "")):
        order = ordered(place, str(number))
        OrderReturn.objects.create(order=order, requested_at=NOON, status=status)
    figure = one("health.return_dissatisfaction")
    assert (hits(figure), figure.exclusions["decided"]) == ((2, 2), 1)


def test_money_given_back_deals_with_a_return(place: Store) -> None:
    order = ordered(place, "1")
    OrderReturn.objects.create(order=order, requested_at=NOON)
    story = Story(buyer=1, store=place.pk)
    story.asks(-24, ticket=1, order_id=order.pk)
    story.write("remedies.succeeded", 24, subject=7, ticket=1, kind_of="refund")
    assert hits(one("health.return_dissatisfaction")) == (0, 1)


def test_a_bad_experience_is_a_return_one_star_or_a_word_about_the_product(
    place: Store,
) -> None:
    back, broken, starred, late = (ordered(place, str(number)) for number in range(4))
    OrderReturn.objects.create(order=back, requested_at=NOON + DAY)
    held(starred, "feedback", stars=1)
    held(late, "feedback", stars=2)
    Story(buyer=1, store=place.pk).asks(
        1, ticket=1, order_id=broken.pk, reason="AFT.QUA.DEFECT"
    )
    Story(buyer=2, store=place.pk).asks(
        1, ticket=2, order_id=late.pk, reason="INS.LOG.WISMO"
    )
    assert hits(one("health.customer_experience")) == (3, 4)


def test_claims_are_counted_by_their_day_with_those_denied(four: list[Order]) -> None:
    assert one("health.claims").value == 2
    assert one("health.claims", as_of=NOON + 90 * DAY).n == 2


def test_the_latest_vote_of_an_order_counts_and_a_quarter_is_missed(place: Store) -> None:
    voted(place, 0, order_number="1")
    voted(place, 1, order_number="1", day=1)
    voted(place, 0, order_number="2")
    for number in "34":
        voted(place, 1, order_number=number)
    voted(place, 0, conversation="c")
    figure = one("health.service_dissatisfaction")
    assert (figure.value, figure.exclusions) == (0.25, {"again": 1, "no_order": 1})
    # Before he voted again his first vote was his latest.
    assert one("health.service_dissatisfaction", as_of=NOON + 0.5 * DAY).hits == 2
    assert hits(one("health.service_rating")) == (3, 5)


def test_stars_are_bad_up_to_two_and_neutral_ones_are_a_matter_of_setting(
    place: Store,
) -> None:
    for stars, times in ((1, 6), (2, 4), (3, 10), (4, 20), (5, 60)):
        for number in range(times):
            voted(place, stars, question="stars", conversation=f"{stars}.{number}")
    assert hits(one("health.buyer_dissatisfaction")) == (10, 100)
    strict = one("health.buyer_dissatisfaction_strict")
    assert (hits(strict), strict.exclusions["neutral"]) == ((10, 90), 10)


def test_complaints_and_praise_are_of_all_tickets(place: Store) -> None:
    bad, good, both = (ordered(place, str(number)) for number in range(3))
    held(bad, "feedback", stars=2)
    held(good, "feedback", stars=5)
    held(both, "claim")
    for buyer, order, reason in (
        (1, bad, ""), (2, good, ""), (3, both, "RSK.SVC.TONE"), (4, None, "RSK.SVC.SLOW"),
        (5, None, "INS.LOG.WISMO"),
    ):  # fmt: skip
        story = Story(buyer=buyer, store=place.pk)
        story.asks(0, ticket=buyer, reason=reason, order_id=order.pk if order else None)
    assert hits(one("tickets.complaints")) == (3, 5)
    assert hits(one("tickets.praise")) == (1, 5)


def test_reviews_fall_into_three_kinds(place: Store) -> None:
    for number, stars in enumerate((1, 2, 3, 5)):
        held(ordered(place, str(number)), "feedback", after=0, stars=stars)
    assert hits(one("orders.positive_reviews")) == (1, 4)
    assert hits(one("orders.neutral_reviews")) == (1, 4)
