from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, transaction

from firsthand.domain.health import commands, events
from firsthand.domain.health.commands import NotACount, NotYetMade
from firsthand.domain.health.models import Reading, Snapshot
from firsthand.domain.health.ports import ReadingFacts
from firsthand.domain.journal.models import Entry
from firsthand.wiring.health import WhichStore
from tests.health import AT, taken_in
from tests.people import store, wen
from tests.reports_of_amazon import DE, US, late, odr, report

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def told(kind: str) -> list[dict[str, Any]]:
    return [each.facts for each in Entry.objects.filter(kind=kind).order_by("pk")]


def test_a_report_comes_in_once_with_all_it_says() -> None:
    place, by = store("DE"), wen()
    document = report(orderDefectRate={"mfn": odr(7, 1000)}, moonPhase=3)
    first = taken_in(document, by=by)
    assert (first.new, first.known, first.unread) == ((place.pk,), (), (f"{DE}.moonPhase",))
    snapshot = Snapshot.objects.get()
    assert (snapshot.status, snapshot.reported_at, snapshot.by) == ("NORMAL", AT, by)
    assert snapshot.document["moonPhase"] == 3
    assert Reading.objects.get().parts["claims"] == {"count": 1, "status": "NONE"}
    again = taken_in(document, at=AT + DAY, reported_at=AT + DAY)
    assert (again.new, again.known) == ((), (place.pk,))
    assert Snapshot.objects.count() == 1
    assert told(events.REPORTED) == [
        {
            "source": "report",
            "reported_at": AT.isoformat(),
            "status": "NORMAL",
            "measures": 1,
        }
    ]


def test_a_marketplace_without_a_store_of_ours_is_named() -> None:
    store("DE")
    assert taken_in(report(market=US)).elsewhere == (US,)
    assert not Snapshot.objects.exists()


def test_of_two_stores_on_one_marketplace_somebody_says_which() -> None:
    one, _other = store("DE"), store("DE", name="Second")
    document = report(orderDefectRate={"mfn": odr(1, 100)})
    with pytest.raises(WhichStore):
        taken_in(document)
    assert taken_in(document, store_ids=[one.pk]).new == (one.pk,)
    # A report of the United States says nothing of which German store is meant.
    assert taken_in(report(market=US)).elsewhere == (US,)


def test_a_report_of_the_future_is_refused() -> None:
    store("DE")
    with pytest.raises(NotYetMade):
        taken_in(report(), reported_at=AT + DAY)


def test_without_a_time_it_was_made_at_the_end_of_its_latest_window() -> None:
    store("DE")
    taken_in(report(lateShipmentRate=late(1, 50)), reported_at=None)
    assert Snapshot.objects.get().reported_at == AT.replace(hour=0)


def test_what_was_reported_can_be_neither_changed_nor_taken_away() -> None:
    store("DE")
    taken_in(report(lateShipmentRate=late(1, 50)))
    for deed in (
        lambda: Reading.objects.update(hits=0),
        lambda: Snapshot.objects.update(status="NORMAL"),
        lambda: Reading.objects.all().delete(),
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            deed()


def test_a_turned_status_is_told_once_and_not_by_history() -> None:
    place = store("DE")
    taken_in(report(lateShipmentRate=late(1, 50)), reported_at=AT - 2 * DAY)
    bad = report(status="AT_RISK", lateShipmentRate=late(5, 50, status="BAD"))
    taken_in(bad, reported_at=AT)
    taken_in(report(status="DEACTIVATED"), reported_at=AT - 9 * DAY)
    assert told(events.STATUS_CHANGED) == [{"from": "NORMAL", "to": "AT_RISK"}]
    assert told(events.MEASURE_CHANGED) == [
        {"measure": "late_shipment", "from": "GOOD", "to": "BAD"}
    ]
    assert Snapshot.objects.filter(store=place).count() == 3


def reading(**values: Any) -> ReadingFacts:
    plain = {
        "measure": "service_dissatisfaction", "since": AT - 30 * DAY, "until": AT - DAY,
        "hits": 3, "n": 12,
    }  # fmt: skip
    return ReadingFacts(**plain | values)


def test_what_only_their_page_says_can_be_typed_in_once() -> None:
    place = store("DE")
    typed = {"store_id": place.pk, "reading": reading(), "by": None, "at": AT}
    assert commands.note_reading(**typed)
    assert not commands.note_reading(**typed)
    assert Snapshot.objects.get().source == "typed"


@pytest.mark.parametrize("wrong", [{"hits": 13}, {"n": None}, {"measure": "moon"}])
def test_more_than_there_are_cannot_be_typed_in(wrong: dict[str, Any]) -> None:
    place = store("DE")
    with pytest.raises(NotACount):
        commands.note_reading(store_id=place.pk, reading=reading(**wrong), by=None, at=AT)


def test_a_window_ends_after_it_begins_and_before_now() -> None:
    place = store("DE")
    for wrong in ({"until": AT + DAY}, {"since": AT}):
        with pytest.raises(NotYetMade):
            commands.note_reading(
                store_id=place.pk, reading=reading(**wrong), by=None, at=AT
            )
