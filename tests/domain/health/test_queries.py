from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest

from firsthand.domain.health import commands, queries
from firsthand.domain.health.ports import ReadingFacts
from firsthand.domain.health.queries import Health, Standing
from firsthand.domain.health.queries.own import Own, forecast_of
from firsthand.domain.health.rules import MEASURES, Counted
from firsthand.domain.metrics import commands as metrics
from firsthand.domain.orders.models import Order, OrderLine, Product, Setback
from firsthand.domain.stores.models import Store
from firsthand.domain.surveys.models import Vote
from firsthand.foundation.scoping import Everything
from tests.domain.metrics.journal_story import LIN, Story
from tests.health import AT, DAY, sold, taken_in
from tests.people import lin, store
from tests.reports_of_amazon import MONTH, late, odr, report

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place() -> Store:
    return store("DE")


def health(place: Store) -> Health:
    return queries.health_of(place, at=AT)


def standing(place: Store, key: str, *, days: int = 0) -> Standing:
    found = queries.standing_of(place, key, days=days, at=AT)
    assert found is not None
    return found


def test_a_reported_measure_stands_beside_our_count_of_the_same_window(
    place: Store,
) -> None:
    """Sixty days of five orders; two of three bad ones lie in the window."""
    sold(place, bad=(100, 40, 20))
    taken_in(report(orderDefectRate={"mfn": odr(3, 310)}))
    found = standing(place, "odr_fbm")
    assert found.said is not None
    assert found.said.stated is not None
    assert found.said.stated.counted == Counted(3, 310)
    assert found.ours_then == Counted(2, 300)
    assert found.difference is not None
    assert found.difference.of_rates == Fraction(2, 300) - Fraction(3, 310)
    assert found.difference.is_alarm
    assert found.headroom is not None
    assert found.headroom.left == 0, "three of 310 are under 1 %, four are not"


def test_what_came_since_the_report_is_told_apart(place: Store) -> None:
    sold(place, bad=(40, 2), after=1)
    taken_in(report(orderDefectRate={"mfn": odr(1, 300)}), reported_at=AT - 1.5 * DAY)
    found = standing(place, "odr_fbm")
    assert (found.ours_then, found.added) == (Counted(1, 295), 1)


def test_without_a_report_our_own_count_is_held_against_the_published_line(
    place: Store,
) -> None:
    sold(place, bad=(40, 20))
    found = standing(place, "odr_fbm")
    assert (found.said, found.is_reported_line) == (None, False)
    assert found.ours == Counted(2, 300)
    assert found.headroom is not None
    assert found.headroom.left == 0


def test_the_reports_own_line_is_the_one_that_counts(place: Store) -> None:
    taken_in(report(lateShipmentRate=late(2, 100, targetValue=0.02)))
    found = standing(place, "late_shipment")
    assert found.is_reported_line
    assert found.headroom is not None
    assert found.headroom.left == -1


def test_each_window_of_a_measure_stands_by_itself(place: Store) -> None:
    short = MONTH | {"reportingDateFrom": "2026-02-20T00:00Z"}
    said = [late(3, 100), late(2, 40, reportingDateRange=short)]
    taken_in(report(lateShipmentRateList=said))
    windows = [each.days for each in health(place).standings if each.key == "late_shipment"]
    assert windows == [30, 10]
    assert standing(place, "late_shipment", days=10).headroom is not None


def test_a_newer_report_replaces_what_an_older_one_said(place: Store) -> None:
    taken_in(report(lateShipmentRate=late(3, 100)), reported_at=AT - DAY)
    taken_in(report(orderDefectRate={"mfn": odr(1, 100)}))
    assert standing(place, "late_shipment").said is None
    commands.note_reading(
        store_id=place.pk,
        reading=ReadingFacts(
            measure="service_dissatisfaction", since=AT - 40 * DAY, until=AT - 10 * DAY,
            hits=1, n=20,
        ),
        by=None,
        at=AT,
    )  # fmt: skip
    # What was typed in stays, though a report is newer and does not speak of it.
    assert standing(place, "service_dissatisfaction").said is not None


def test_on_time_delivery_is_held_against_nobody_under_twenty_units(place: Store) -> None:
    said = {
        "reportingDateRange": MONTH, "totalUnitCount": 19, "unitOnTimeDeliveryCount": 10,
        "targetValue": 0.9, "targetCondition": "GREATER_THAN",
    }  # fmt: skip
    taken_in(report(unitOnTimeDeliveryRate=said))
    assert not standing(place, "unit_on_time_delivery").is_held
    [account] = queries.accounts(Everything(), at=AT)
    assert account.tightest is None


def test_the_measure_with_the_least_room_stands_for_the_account(place: Store) -> None:
    taken_in(
        report(
            orderDefectRate={"mfn": odr(2, 1000), "afn": odr(8, 1000)},
            lateShipmentRate=late(1, 100),
        )
    )
    [account] = queries.accounts(Everything(), at=AT)
    assert account.tightest is not None
    assert account.tightest.key == "odr_fba"


def test_nobody_sees_the_account_of_a_store_he_does_not_look_after(place: Store) -> None:
    somebody = lin(store("JP"))
    assert [each.store.name for each in queries.accounts(somebody, at=AT)] == ["Lumo JP"]
    assert queries.store_for(somebody, place.pk) is None


def test_a_rating_for_want_of_answers_stays_as_it_was(place: Store) -> None:
    for number in range(60):
        at = AT - (40 if number < 50 else 5) * DAY
        Vote.objects.create(
            store=place, question="solved", conversation=str(number), voted_at=at,
            recorded_at=at, value=int(number >= 10),
        )  # fmt: skip
    shown = standing(place, "service_rating").rating
    assert shown is not None
    assert (shown.value, shown.is_fresh) == (Fraction(4, 5), False)


def test_a_rate_that_grows_is_forecast_to_cross_its_line(place: Store) -> None:
    sold(place, bad=[*range(4, 44, 12)], after=1)
    found = standing(place, "odr_fbm")
    assert found.ours == Counted(4, 300)
    assert found.forecast is not None
    assert found.forecast.is_crossed, "four of 300 are more than 1 %"
    assert found.forecast.n == 600
    assert not standing(place, "odr_fba").forecast


def test_the_delays_of_defects_are_those_of_what_the_metric_counts(place: Store) -> None:
    """Twenty old orders with a defect after thirty days, of which a denied one is none."""
    sold(place, days=120)
    old = Order.objects.bulk_create(
        Order(
            store=place, number=f"old-{number}", state="delivered", fulfilment="FBM",
            currency="EUR", total_minor_units=1, placed_at=AT - 100 * DAY,
        )
        for number in range(21)
    )  # fmt: skip
    for order in old:
        Setback.objects.create(
            order=order, kind="claim", external_id="1", happened_at=AT - 70 * DAY
        )
    measure = MEASURES["odr_fbm"]
    own = Own(measure=measure, store_id=place.pk, tz=_utc(), at=AT)
    line = standing(place, "odr_fbm").line
    assert line is not None
    late_known = forecast_of(own, line, own.days(120), 60)
    Setback.objects.filter(order__in=old[:2]).update(denied_at=AT - DAY)
    at_once = forecast_of(own, line, own.days(120), 60)
    assert late_known is not None
    assert at_once is not None
    # With nineteen delays none is known: everything is taken to come at once.
    assert late_known.rate > at_once.rate


def _utc():
    from zoneinfo import ZoneInfo

    return ZoneInfo("UTC")


def fed(place: Store) -> Standing:
    """One bad order with a ticket, a reason, an agent and a product; one with nothing."""
    orders = {each.number: each for each in sold(place, days=30, a_day=2, bad=(20, 10))}
    bad = orders["20-0"]
    lamp = Product.objects.create(store=place, sku="L1", asin="B0LAMP0001", title="Lamp")
    OrderLine.objects.create(
        order=bad, product=lamp, line_number=1, title="Lamp", quantity=1,
        price_minor_units=1,
    )  # fmt: skip
    Setback.objects.create(
        order=bad, kind="claim", external_id="c", happened_at=AT - 15 * DAY
    )
    hours = -19 * 24
    story = Story(buyer=1, store=place.pk)
    story.asks(hours, ticket=7, order_id=bad.pk, reason="AFT.DMG.TRANSIT")
    story.hears(hours + 1, ticket=7)
    metrics.run_until_done()
    taken_in(report(orderDefectRate={"mfn": odr(4, 60)}))
    return standing(place, "odr_fbm")


def test_a_measure_is_fed_by_parts_reasons_products_agents_and_tickets(
    place: Store,
) -> None:
    found = queries.feeds(
        place, fed(place), at=AT, cuts=("reason3", "product", "agent")
    )  # fmt: skip
    assert found is not None
    assert found.bad == 2
    parts = {part.name: (part.theirs, part.ours) for part in found.parts}
    assert parts == {
        "claims": (1, Counted(1, 60)),
        "chargebacks": (0, Counted(0, 60)),
        "negative_feedback": (4, Counted(2, 60)),
    }
    for cut, value in (
        ("reason3", "AFT.DMG.TRANSIT"), ("product", "B0LAMP0001"), ("agent", str(LIN.pk)),
    ):  # fmt: skip
        groups = {each.value: each.bad for each in found.groups[cut]}
        assert groups == {value: 1, "": 1}, cut
    assert list(found.tickets) == [7]


def test_what_we_cannot_count_is_fed_by_nothing_we_know(place: Store) -> None:
    said = {
        "reportingDateRange": MONTH, "orderCount": 90,
        "invoiceDefect": {"count": 3, "status": "GOOD"},
        "targetValue": 0.05, "targetCondition": "LESS_THAN",
    }  # fmt: skip
    taken_in(report(invoiceDefectRate=said))
    found = standing(place, "invoice_defects")
    assert found.headroom is not None
    assert found.ours is None
    assert queries.feeds(place, found, at=AT, cuts=("reason3",)) is None


def test_the_table_has_a_cell_for_every_column_and_none_is_nothing(place: Store) -> None:
    fed(place)
    rows = queries.table([health(place)])
    assert {len(row) for row in rows} == {len(queries.COLUMNS)}
    row = dict(zip(queries.COLUMNS, rows[0], strict=True))
    assert (row["measure"], row["their_hits"], row["our_hits"]) == ("odr_fbm", 4, 2)
    assert row["room_left"] == -4
    assert None not in row.values()


def test_counts_of_policy_findings_are_kept_beside_the_measures(place: Store) -> None:
    said = {
        "reportingDateRange": MONTH, "defectsCount": 2, "status": "BAD", "targetValue": 0,
        "targetCondition": "EQUALS",
    }  # fmt: skip
    taken_in(report(listingPolicyViolations=said))
    [policy] = health(place).policies
    assert (policy.reading.measure, policy.reading.hits) == ("listing_policy", 2)


def test_reports_over_time_are_told_in_order(place: Store) -> None:
    for days in (1, 3, 2):
        taken_in(
            report(lateShipmentRate=late(days, 100)), reported_at=AT - timedelta(days=days)
        )
    said = queries.course_said(place.pk, "late_shipment", days=30)
    assert [each.reading.hits for _at, each in said] == [3, 2, 1]
