"""Flows of an account at Amazon, against the fake: nothing is lost, nothing is double."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from itertools import product

import pytest
from django.db.models import QuerySet

from firsthand.connectors.amazon.fake import tokens
from firsthand.connectors.amazon.tokens import Credentials
from firsthand.domain.health.models import Reading, Snapshot
from firsthand.domain.orders.models import (
    Order,
    OrderReturn,
    Parcel,
    RefundPosting,
    Setback,
)
from firsthand.foundation import failpoints
from firsthand.foundation.failpoints import FailPointReached
from firsthand.wiring.amazon_running import Surroundings
from tests.connectors.amazon.playing import client_at, operations_called
from tests.desk import ticket
from tests.trading import HOUR, Trial, trading

pytestmark = pytest.mark.django_db
DAY = 24 * HOUR


def known(rows: QuerySet, name: str = "order__number") -> Counter[str]:
    return Counter(rows.values_list(name, flat=True))


def changed_since(trial: Trial, since: datetime, until: datetime) -> dict[str, str]:
    """Return the orders whose last change was within, by now: others are told of later."""
    told = trial.truth()["orders"]
    begin, end = (time.isoformat()[:19] for time in (since, until))
    return {number: at for number, at in told.items() if begin <= at[:19] < end}


def test_the_orders_of_two_days_come_at_once_and_those_changed_afterwards() -> None:
    with trading("DE", "FR", a_day=30) as trial:
        began = trial.now
        flow = trial.run(trial.flow("orders"), times=5)
        assert (trial.went, flow.problem_kind) == ("done", "")
        first = changed_since(trial, began - 47 * HOUR, began - HOUR / 10)
        assert first
        assert first.keys() <= known(Order.objects.all(), "number").keys()
        trial.fake.time.forward(3 * HOUR.total_seconds())
        flow = trial.run(trial.flow("orders"), times=5)
        # What is younger than three minutes may not be asked for.
        late = changed_since(trial, began, began + 2.9 * HOUR)
        times = dict(Order.objects.values_list("number", "updated_at"))
        assert late
        assert {n: times[n].isoformat()[:19] for n in late} == {
            n: at[:19] for n, at in late.items()
        }
        assert flow.complete_until is not None
        assert trial.now - flow.complete_until < HOUR / 10


def test_odd_orders_are_there_and_what_is_odd_is_counted() -> None:
    with trading("DE", "FR", a_day=20, odd_share=0.5) as trial:
        counts: Counter[str] = Counter()
        for _time in range(8):
            counts += trial.repeat(trial.flow("orders"), 1)
            trial.fake.time.forward(6 * HOUR.total_seconds())
        odd = {"unknown_status", "other_currency", "marketplace_switched"}
        assert odd <= counts.keys()
        assert Order.objects.filter(buyer=None, fulfilment="FBM").exists()
        # A switched one stays where it was first: no order is there twice.
        assert max(known(Order.objects.all(), "number").values()) == 1


def test_the_past_is_read_once_and_again_for_a_store_that_comes_later() -> None:
    with trading("DE", "FR", a_day=2) as trial:
        flow = trial.flow("back_fill")
        trial.repeat(flow, 14)
        assert set(known(Order.objects.all(), "number")) >= {
            life.number
            for life in trial.sellers.lives("shop", trial.now)
            if life.placed_at < trial.now - HOUR
        }
        searches = trial.searches()
        trial.repeat(flow, 1)
        assert trial.searches() == searches
        flow.refresh_from_db()
        flow.cursor["of"] = flow.cursor["of"][:1]
        flow.save()
        trial.repeat(flow, 1)
        assert trial.searches() > searches


@pytest.mark.parametrize("point", ["page_read", "page_kept"])
def test_a_worker_that_dies_between_two_pages_leaves_the_rest_to_the_next(
    point: str,
) -> None:
    with trading("DE", "FR", a_day=60) as trial:
        flow = trial.flow("orders")
        failpoints.arm(f"amazon_flows.{point}=raise@2")
        try:
            with pytest.raises(FailPointReached):
                trial.die(flow)
        finally:
            failpoints.arm("")
        began = trial.now
        trial.run(trial.flow("orders"), times=5)
        missing = changed_since(trial, began - 47 * HOUR, began - HOUR / 10).keys()
        numbers = known(Order.objects.all(), "number")
        assert missing <= numbers.keys()
        assert max(numbers.values()) == 1


def test_a_token_that_is_not_taken_any_more_begins_its_window_again() -> None:
    with trading("DE", "FR", a_day=60) as trial:
        flow = trial.flow("orders")
        failpoints.arm("amazon_flows.page_kept=raise@1")
        try:
            with pytest.raises(FailPointReached):
                trial.die(flow)
        finally:
            failpoints.arm("")
        flow.refresh_from_db()
        assert flow.cursor["token"]
        flow.cursor["token"] = "nonsense"
        flow.save()
        began = trial.now
        flow = trial.run(trial.flow("orders"), times=5)
        assert flow.problem_kind == ""
        wanted = changed_since(trial, began - 47 * HOUR, began - HOUR / 10).keys()
        assert wanted <= known(Order.objects.all(), "number").keys()


def test_returns_claims_and_feedback_come_with_their_orders_and_once() -> None:
    with trading("DE", "FR", a_day=15) as trial:
        for name, part in product(("returns_fba", "returns_fbm", "feedback"), ("DE", "FR")):
            # Twice: what is reported again is not there again.
            for _time in range(2):
                flow = trial.run(trial.flow(name, part), times=90)
                assert (flow.problem_kind, flow.counts.get("unknown_orders")) == ("", None)
        truth = trial.truth(trial.now - HOUR)
        assert set(truth["returns"]) <= set(known(OrderReturn.objects.all()))
        assert max(known(OrderReturn.objects.all()).values()) == 1
        claims = known(Setback.objects.filter(kind="claim"))
        assert set(truth["claims"]) <= set(claims)
        assert max(claims.values(), default=1) == 1
        rated = known(Setback.objects.filter(kind="feedback"))
        assert set(truth["feedback"]) <= set(rated)


def test_what_amazon_says_of_an_account_comes_once_and_is_what_became_of_its_orders() -> (
    None
):
    with trading("DE", "FR", a_day=40) as trial:
        for _time in range(2):
            flow = trial.run(trial.flow("health", "DE"), times=5)
            assert (trial.went, flow.problem_kind) == ("done", "")
        snapshot = Snapshot.objects.get()
        assert (snapshot.store, snapshot.status) == (trial.stores[0], "NORMAL")
        midnight = trial.now.replace(hour=0, minute=0, second=0, microsecond=0)
        placed = [
            life
            for life in trial.sellers.lives("shop", trial.now)
            if life.country == "DE" and life.placed_at < midnight and not life.is_fba
        ]
        truth = trial.truth()
        badly_rated = {one.number for one in placed if one.stars < 3} & set(
            truth["feedback"]
        )
        defects = badly_rated | {one.number for one in placed} & set(truth["claims"])
        odr = Reading.objects.get(measure="odr_fbm")
        assert (odr.n, odr.hits) == (len(placed), len(defects))
        assert defects
        # A day later there is another.
        trial.fake.time.forward(DAY.total_seconds())
        assert trial.run(trial.flow("health", "DE"), times=5).counts["judged"] == 1
        assert Snapshot.objects.count() == 2


def test_refunds_come_from_the_books_once_however_often_they_are_read() -> None:
    with trading("JP", a_day=20) as trial:
        for _time in range(2):
            flow = trial.run(trial.flow("finances"), times=60)
            assert (trial.went, flow.problem_kind) == ("done", "")
        shown = trial.truth(trial.now - HOUR / 10)["refunds"]
        postings = known(RefundPosting.objects.all())
        assert set(shown) <= set(postings)
        assert max(postings.values()) == 1
        paid = {life.number: life for life in trial.sellers.lives("shop", trial.now)}
        for posting in RefundPosting.objects.select_related("order"):
            # What the buyer got, not what the seller's account lost.
            assert posting.minor_units == paid[posting.order.number].price


def test_what_no_page_told_is_found_by_the_report_of_all_orders() -> None:
    with trading("DE") as trial:
        trial.run(trial.flow("orders"), times=5)
        lost = Order.objects.order_by("pk")[:2]
        numbers = [order.number for order in lost]
        stale = Order.objects.exclude(number__in=numbers).latest("pk")
        before = stale.updated_at
        Order.objects.filter(number__in=numbers).delete()
        Order.objects.filter(pk=stale.pk).update(updated_at=before - DAY, state="pending")
        trial.run(trial.flow("gaps", "DE"), times=20)
        assert Order.objects.filter(number__in=numbers).count() == 2
        stale.refresh_from_db()
        assert stale.updated_at >= before


def test_parcels_are_followed_until_they_have_come() -> None:
    with trading("DE", a_day=4) as trial:
        trial.repeat(trial.flow("back_fill"), 3)
        going = Order.objects.filter(state="shipped", fulfilment="FBM")
        assert Parcel.objects.filter(order__in=going).exclude(tracking_number="").exists()
        numbers = set(going.values_list("number", flat=True))
        trial.fake.time.forward(5 * DAY.total_seconds())
        trial.run(trial.flow("parcels"), times=5)
        assert not Order.objects.filter(number__in=numbers, state="shipped").exists()
        box = Parcel.objects.filter(order__number__in=numbers).first()
        assert box is not None
        assert [scan["what"] for scan in box.scans] == ["IN_TRANSIT", "DELIVERED"]
        assert box.delivered_at is not None


def test_an_order_that_a_buyer_writes_about_is_fetched_before_its_turn() -> None:
    with trading("DE", a_day=2) as trial:
        (life, *_) = trial.sellers.lives("shop", trial.now)
        flow = trial.flow("parcels")
        for number in (life.number, "999-0000000-0000000", "what I bought"):
            ticket(trial.stores[0], at=trial.now, order_number=number)
        trial.run(flow)
        assert [order.number for order in Order.objects.all()] == [life.number]
        assert operations_called(trial.fake).count("getOrder") == 2
        # What Amazon does not know is not asked for again and again.
        trial.run(trial.flow("parcels"))
        assert operations_called(trial.fake).count("getOrder") == 2


@pytest.mark.parametrize(
    ("faults", "kind"),
    [
        ("process=fatal_all", "report_failed"),
        ("download=cut_off", "document_unreadable"),
        ("getReport=html_503x3", "server_trouble"),
        ("searchOrders=role_missing", "role_missing"),
        ("searchOrders=throttledx25", "throttled"),  # A storm.
    ],
)
def test_trouble_is_seen_and_passes_and_nothing_is_missing_then(
    faults: str, kind: str
) -> None:
    name, part = ("orders", "") if "Orders" in faults else ("returns_fbm", "DE")
    with trading("DE", a_day=10, faults=faults) as trial:
        flow = trial.flow(name, part)
        seen = set()
        for _time in range(12):
            trial.repeat(flow, 1)
            flow.refresh_from_db()
            seen.add(flow.problem_kind)
        assert seen >= {kind, ""}
        assert flow.problem_kind == ""
        if name == "returns_fbm":
            told = trial.truth(trial.now - 3 * HOUR)["returns"]
            fbm = {
                life.number
                for life in trial.sellers.lives("shop", trial.now)
                if not life.is_fba
            }
            assert told.keys() & fbm <= known(OrderReturn.objects.all()).keys()


def test_a_token_that_runs_out_on_the_way_bothers_nobody() -> None:
    with trading("DE", a_day=10, faults="searchOrders=token_expiredx1") as trial:
        flow = trial.run(trial.flow("orders"), times=3)
        assert (trial.went, flow.problem_kind) == ("done", "")
        assert Order.objects.exists()


def test_after_a_permission_that_was_withdrawn_and_given_again_nothing_is_missing() -> None:
    with trading("DE", a_day=10) as trial:
        flow = trial.run(trial.flow("orders"), times=3)
        kept, well, began = flow.cursor, trial.around, trial.now
        client = client_at(trial.fake.address, credentials=Credentials(
            tokens.CLIENT_ID, tokens.CLIENT_SECRET, "Atzr|revoked"
        ))  # fmt: skip
        trial.around = Surroundings(lambda _account: client, trial.fake.time.now)
        trial.repeat(flow, 2)
        flow.refresh_from_db()
        assert (flow.problem_kind, flow.cursor) == ("permission_withdrawn", kept)
        trial.around = well
        trial.fake.time.forward(DAY.total_seconds())
        flow = trial.run(trial.flow("orders"), times=5)
        missing = changed_since(trial, began, began + DAY - HOUR / 10).keys()
        assert missing <= known(Order.objects.all(), "number").keys()
        assert flow.problem_kind == ""


def test_a_report_with_nothing_in_it_is_no_trouble() -> None:
    with trading("DE", faults="process=cancelledx1") as trial:
        flow = trial.run(trial.flow("returns_fba", "DE"), times=3)
        assert (flow.problem_kind, flow.counts.get("returns", 0)) == ("", 0)
        assert flow.complete_until is not None
