from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from firsthand.domain.health.models import Snapshot
from firsthand.domain.orders.models import Order, Setback
from firsthand.domain.people.models import Person
from firsthand.domain.stores.models import Store
from tests.health import taken_in
from tests.people import lin, maya, person, store, wen
from tests.reports_of_amazon import MONTH, content, late, odr, report

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _log_in_takes_one_step(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def place() -> Store:
    return store("DE")


def client_of(somebody: Person) -> Client:
    client = Client()
    client.force_login(somebody)
    return client


def shown_to(somebody: Person, address: str) -> str:
    answer = client_of(somebody).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def window(days: int) -> dict[str, str]:
    """Return a window that ended yesterday, as a report writes it."""
    today = timezone.now().date()
    return {
        "reportingDateFrom": f"{today - days * DAY}T00:00Z",
        "reportingDateTo": f"{today - DAY}T23:59Z",
    }


def reported(**metrics: Any) -> None:
    taken_in(report(**metrics), reported_at=timezone.now(), at=timezone.now())


def sold_lately(place: Store) -> None:
    """Write ten orders a day for a month, five of them bad and one with a claim."""
    now = timezone.now()
    orders = Order.objects.bulk_create(
        Order(
            store=place, number=str(number), state="delivered", fulfilment="FBM",
            currency="EUR", total_minor_units=1, placed_at=now - (number % 30 + 1) * DAY,
        )
        for number in range(300)
    )  # fmt: skip
    for order in orders[:5]:
        Setback.objects.create(
            order=order, kind="feedback", external_id="1", stars=1, happened_at=now - DAY
        )


def test_the_list_names_the_measure_with_the_least_room(place: Store) -> None:
    reported(
        orderDefectRate={"mfn": odr(7, 1000)}, lateShipmentRate=late(1, 100), moon=1
    )  # fmt: skip
    page = shown_to(wen(), "/health/")
    assert "Order defect rate, shipped by us (FBM)" in page
    assert "2 more defects" in page
    assert "normal" in page
    assert 'aria-current="page">Account health' in page


def test_a_report_can_be_uploaded_by_whoever_may_import(place: Store) -> None:
    leader = maya(place)

    def uploaded(document: bytes, **values: Any):
        file = SimpleUploadedFile("health.json", document)
        return client_of(leader).post("/health/", {"file": file, **values}, follow=True)

    whole = content(report(lateShipmentRate=late(1, 100)))
    assert "Taken in for 1 store." in uploaded(whole).content.decode()
    assert "known already" in uploaded(whole, store=place.pk).content.decode()
    cut = uploaded(whole[:-9])
    assert cut.status_code == 422
    assert "cut off or damaged" in cut.content.decode()
    elsewhere = uploaded(content(report(market="ATVPDKIKX0DER"))).content.decode()
    assert "nothing was taken in" in elsewhere
    assert Snapshot.objects.get().by == leader
    assert client_of(lin(place)).post("/health/").status_code == 403


def test_an_account_is_shown_with_room_difference_forecast_and_policies(
    place: Store,
) -> None:
    sold_lately(place)
    violation = {
        "reportingDateRange": MONTH, "defectsCount": 2, "status": "BAD", "targetValue": 0,
        "targetCondition": "EQUALS",
    }  # fmt: skip
    reported(
        orderDefectRate={"mfn": odr(2, 300, reportingDateRange=window(60))},
        listingPolicyViolations=violation,
        warningStates=[{"warningType": "spammingSellerMessaging", "status": "BAD"}],
        accountHealthRating={"ahrStatus": "WARNED"},
    )
    page = shown_to(wen(), f"/health/{place.pk}/")
    for words in (
        "0.67%", "2 of 300", "under 1%", "none: the next one crosses it", "5 of 300",
        "+1.00", "crossed;", "Listing policy violations", "Warning about messages",
        "warned",
    ):  # fmt: skip
        assert words in page, words


def test_a_measure_shows_what_makes_the_difference_and_what_feeds_it(place: Store) -> None:
    sold_lately(place)
    reported(orderDefectRate={"mfn": odr(2, 250, reportingDateRange=window(60))})
    page = shown_to(wen(), f"/health/{place.pk}/odr_fbm/?days=60")
    for words in (
        "We know 50 units more in this window", "We count the mark on 3 units more",
        "Negative feedback", "Who last answered", "without a ticket or tag",
        "No ticket is known about these units.", "of them against us",
    ):  # fmt: skip
        assert words in page, words
    assert "Who last answered" not in shown_to(lin(place), f"/health/{place.pk}/odr_fbm/")


@pytest.mark.parametrize(
    "key",
    ["odr_fba", "late_shipment", "valid_tracking", "service_rating", "invoice_defects"],
)
def test_a_measure_without_a_report_or_any_order_is_shown_in_both_languages(
    key: str, place: Store
) -> None:
    owner = wen()
    assert "No report speaks of it." in shown_to(owner, f"/health/{place.pk}/{key}/")
    Person.objects.update(language="zh-hans")
    owner = Person.objects.get(pk=owner.pk)
    assert "账户健康" in shown_to(owner, f"/health/{place.pk}/{key}/")


def test_the_table_can_be_taken_out_by_whoever_may(place: Store) -> None:
    reported(lateShipmentRate=late(1, 100))
    analyst = person("Ada", "analyst", place)
    answer = client_of(analyst).get(f"/health/{place.pk}/measures.csv")
    text = b"".join(answer.streaming_content).decode()
    assert "late_shipment,30," in text
    assert client_of(lin(place)).get(f"/health/{place.pk}/measures.csv").status_code == 403


def test_only_amazon_stores_have_an_account(place: Store) -> None:
    Store.objects.filter(pk=place.pk).update(channel="shop")
    assert client_of(wen()).get(f"/health/{place.pk}/").status_code == 404
    assert "You look after no Amazon store." in shown_to(wen_again(), "/health/")


def wen_again() -> Person:
    return Person.objects.get(name="Wen")


@pytest.mark.parametrize("days", ["x", "-1", "99999"])
def test_a_length_that_is_none_is_not_found(days: str, place: Store) -> None:
    answer = client_of(wen()).get(f"/health/{place.pk}/odr_fbm/?days={days}")
    assert answer.status_code == 404
