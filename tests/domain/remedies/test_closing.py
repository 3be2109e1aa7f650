"""An incident is closed once, by somebody who had no part in it, with what was found."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection

from firsthand.domain.journal.models import Entry
from firsthand.domain.orders.models import Order
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.people.models import Person
from firsthand.domain.remedies import commands, queries
from firsthand.domain.remedies.models import AuditRow, Incident
from tests import people
from tests.people import NOON
from tests.remedies import ACCOUNT, HOUR, Desk, Memory, order, requested, seen

Found = Incident.Found


def raised(placed: Order) -> Incident:
    """Have more given back than was paid."""
    commands.record_outside(
        store_id=placed.store_id, order_number=placed.number, account=ACCOUNT,
        effects=[seen("X-1", 1_500)], at=NOON,
    )  # fmt: skip
    return Incident.objects.get(ledger_id=placed.pk)


def closes(incident: Incident, by: Person, **values) -> Incident:
    given = {"found": Found.LOST, "said": "A chargeback of 15.00.", "at": NOON + HOUR}
    return commands.close_incident(incident_id=incident.pk, by=by, **given | values)


def test_it_is_closed_with_what_was_found_and_the_log_says_by_whom(
    placed: Order, maya: Person
):
    incident = closes(raised(placed), maya)
    assert (incident.found, incident.closed_by_id) == (Found.LOST, maya.pk)
    assert list(queries.open_incidents(maya)) == []
    assert [each.pk for each in queries.closed_incidents(maya)] == [incident.pk]
    entry = Entry.objects.get(kind="remedies.incident_closed")
    assert entry.facts == {
        "order": placed.pk, "remedy": None, "kind": "over", "found": "lost",
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate; set constraints all deferred")
    rows = AuditRow.objects.filter(what__startswith="incident.").order_by("seq")
    assert [(row.what, row.actor_id) for row in rows] == [
        ("incident.raised", None),
        ("incident.closed", maya.pk),
    ]
    assert json.loads(rows[1].facts)["found"] == "lost"


def test_whoever_closes_second_learns_it_and_the_first_word_stands(
    placed: Order, maya: Person, wen: Person
):
    incident = closes(raised(placed), maya)
    with pytest.raises(commands.IncidentClosed):
        closes(incident, wen, found=Found.EXPLAINED)
    incident.refresh_from_db()
    assert incident.found == Found.LOST
    refused = AuditRow.objects.get(what="incident.close.refused")
    assert (refused.subject, refused.actor_id) == (f"incident {incident.pk}", wen.pk)


def test_without_words_nothing_is_closed(placed: Order, maya: Person):
    with pytest.raises(commands.NothingFound):
        closes(raised(placed), maya, said="  ")


def test_who_asked_for_the_remedy_does_not_close_what_came_of_it(
    placed: Order, maya: Person, wen: Person
):
    remedy = requested(placed, 300, maya)
    desk = Desk(Memory(echoes=True))
    desk.works()
    again = seen("R-2", 300, reference=str(remedy.key))
    desk.channel.effects.append(again)
    desk.works(after=HOUR)
    incident = Incident.objects.get(kind=Incident.Kind.TWICE)
    with pytest.raises(commands.OwnRemedy):
        closes(incident, maya)
    assert closes(incident, wen, found=Found.RECOVERED).closed_by_id == wen.pk


def test_an_agent_closes_nothing_and_nobody_another_stores(
    placed: Order, lin: Person, maya: Person
):
    incident = raised(placed)
    with pytest.raises(NotAllowed):
        closes(incident, lin)
    stranger = people.person("Noor", "lead", people.store("JP"))
    with pytest.raises(commands.NoSuchIncident):
        closes(incident, stranger)


def test_what_was_said_goes_with_the_buyer(placed: Order, maya: Person):
    closes(raised(placed), maya)
    commands.forget_words_of([placed.buyer_id])
    assert Incident.objects.get().said == ""


def test_what_was_said_goes_when_its_time_is_over(shop, maya: Person):
    closes(raised(order(shop)), maya)
    assert commands.purge_due(keep_days=30, at=NOON + 24 * 29 * HOUR) == 0
    assert commands.purge_due(keep_days=30, at=NOON + 24 * 40 * HOUR) == 1
    assert Incident.objects.get().said == ""


def test_a_check_of_log_and_ledgers_is_kept_with_what_it_found(
    placed: Order, lin: Person, maya: Person, tmp_path
):
    requested(placed, 300, lin)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate; set constraints all deferred")
    found = commands.verify(tmp_path, by=maya, at=NOON)
    assert (found.rows, found.ledgers, found.remedies, found.is_right) == (1, 1, 1, True)
    assert queries.newest_verification() == found
    with pytest.raises(NotAllowed):
        commands.verify(tmp_path, by=lin, at=NOON)


def test_a_check_names_what_is_wrong(placed: Order, lin: Person, tmp_path):
    requested(placed, 300, lin)
    with connection.cursor() as cursor:
        cursor.execute(
            "set constraints all immediate; set local session_replication_role = replica;"
            "update remedies_auditrow set facts = '{}';"
            "update remedies_ledger set over = 5;"
            "set local session_replication_role = origin"
        )
    found = commands.verify(tmp_path, by=None, at=NOON)
    assert found.breaks == [[1, "changed"]]
    assert found.wrong == [[placed.pk, "ledger"]]
    assert not found.is_right


def test_the_words_of_a_closed_incident_go_once_when_their_time_is_over(
    placed: Order, maya: Person
):
    incident = closes(raised(placed), maya)
    for days, purged in ((29, 0), (31, 1), (32, 0)):
        at = NOON + HOUR + timedelta(days=days)
        assert commands.purge_due(keep_days=30, at=at) == purged
        incident.refresh_from_db()
        assert incident.said == ("" if days > 30 else "A chargeback of 15.00.")
