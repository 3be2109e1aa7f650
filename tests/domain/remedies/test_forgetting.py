"""Words go with the buyer or when their time is over; amounts and the books stay."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firsthand.domain.people.models import Person
from firsthand.domain.remedies import commands
from firsthand.domain.remedies.models import HandDecision, Incident, Remedy
from firsthand.domain.remedies.ports import Kind
from tests.people import NOON
from tests.remedies import HOUR, LAG, Desk, Judge, Memory, money_of, order, requested, seen

DAY = timedelta(days=1)
ADDRESS = (("street", "Lindenweg 3"),)


def test_a_buyers_words_are_forgotten_and_his_money_is_not(shop, lin: Person, maya: Person):
    placed, other = order(shop), order(shop, "302-2")
    refused = requested(placed, 300, lin, judge=Judge(limit=1))
    commands.reject(remedy_id=refused.pk, why="Jonas is known to us.", by=maya, at=NOON)
    kept = requested(other, 100, lin)
    assert commands.forget_words_of([placed.buyer_id]) == 1
    refused.refresh_from_db()
    kept.refresh_from_db()
    assert (refused.note, refused.verdict, refused.minor_units) == ("", "", 300)
    assert kept.note == "The lamp came in pieces."
    assert money_of(placed) == (1000, 0, 0, 0)


def test_what_a_channel_still_has_to_be_told_stays_until_it_has_been(shop, lin: Person):
    placed = order(shop, state="unshipped")
    remedy = requested(placed, 0, lin, kind=Kind.ADDRESS_CHANGE, details=ADDRESS)
    commands.forget_words_of([placed.buyer_id])
    desk = Desk(Memory())
    desk.works()
    assert desk.channel.calls[0].details == ADDRESS
    commands.forget_words_of([placed.buyer_id])
    assert Remedy.objects.get(pk=remedy.pk).details == []


def test_words_past_their_time_are_purged_and_those_in_doubt_are_not(shop, lin, maya):
    done, doubtful = order(shop), order(shop, "302-2")
    requested(done, 100, lin)
    desk = Desk(Memory(script=["ok", "nothing"]))
    desk.works()
    requested(doubtful, 100, lin)
    desk.works()
    desk.works(after=LAG + HOUR)
    commands.propose_by_hand(
        remedy_id=Remedy.objects.get(ledger_id=doubtful.pk).pk, says="failed",
        external_id="", why="Not in the report.", evidence="Report 7.", by=maya, at=NOON,
    )  # fmt: skip
    assert commands.purge_due(keep_days=30, at=NOON + 29 * DAY) == 0
    assert commands.purge_due(keep_days=30, at=NOON + 40 * DAY) == 1
    assert commands.purge_due(keep_days=30, at=NOON + 40 * DAY) == 0
    assert Remedy.objects.get(ledger_id=done.pk).note == ""
    assert Remedy.objects.get(ledger_id=doubtful.pk).note
    assert HandDecision.objects.get().why


def test_what_people_said_of_a_buyer_by_hand_or_of_an_incident_is_forgotten(
    shop, lin, maya
):
    placed = order(shop)
    requested(placed, 100, lin)
    desk = Desk(Memory(script=["nothing"]))
    desk.works()
    desk.works(after=LAG + HOUR)
    commands.propose_by_hand(
        remedy_id=Remedy.objects.get().pk, says="failed", external_id="",
        why="Jonas said so.", evidence="Letter of Jonas.", by=maya, at=NOON,
    )  # fmt: skip
    commands.record_outside(
        store_id=shop.pk, order_number=placed.number, account="test.1",
        effects=[seen("X-1", 1_100)], at=NOON,
    )  # fmt: skip
    incident = Incident.objects.get()
    commands.close_incident(
        incident_id=incident.pk, found="lost", said="Jonas got both.", by=maya, at=NOON
    )
    assert commands.forget_words_of([placed.buyer_id]) == 1
    decision = HandDecision.objects.get()
    assert (decision.why, decision.evidence) == ("", "")
    incident.refresh_from_db()
    assert (incident.said, incident.found) == ("", "lost")


@pytest.mark.parametrize("days", [0, 1])
def test_an_order_delivered_lately_keeps_its_words(shop, lin: Person, days: int):
    placed = order(shop)
    placed.delivered_at = NOON + 20 * DAY
    placed.save(update_fields=["delivered_at"])
    requested(placed, 100, lin)
    Desk(Memory()).works()
    at = NOON + (50 + days) * DAY
    assert commands.purge_due(keep_days=30, at=at) == days
