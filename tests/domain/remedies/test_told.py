"""What is written down of a step, to the letter: journal, audit log, bell.

Others read it by these names for years. Each sentence here notices a change of the code
that no other test did.
"""

from __future__ import annotations

import json

import pytest
from django.db import connection

from firsthand.domain.journal.models import Entry
from firsthand.domain.remedies import commands, events
from firsthand.domain.remedies.commands import _moving
from firsthand.domain.remedies.commands._audit import write_audit
from firsthand.domain.remedies.models import AuditRow, Incident, OutsideRefund, Part, Remedy
from firsthand.domain.remedies.ports import Component, Kind
from firsthand.domain.remedies.rules.requests import Portion
from firsthand.domain.tickets.models import AwaitedApproval
from tests.desk import ticket
from tests.people import NOON
from tests.remedies import (
    HOUR,
    LAG,
    Desk,
    Judge,
    Memory,
    asks,
    key,
    order,
    requested,
    seen,
)


def facts_of(kind: str) -> dict:
    return Entry.objects.filter(kind=kind).latest("pk").facts


def audited(what: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
    rows = AuditRow.objects.filter(what=what).order_by("seq")
    return [(row.subject, row.actor_id, json.loads(row.facts)) for row in rows]


def test_each_state_is_journalled_with_all_its_facts(placed, lin) -> None:
    requested(placed, 300, lin, key=key(5), reason="damaged")
    facts = {
        "key": str(key(5)), "kind": "refund", "minor_units": 300, "currency": "EUR",
        "reason": "damaged", "order": placed.pk, "from": "", "requested_by": lin.pk,
    }  # fmt: skip
    assert facts_of("remedies.approved") == facts
    Desk(Memory()).works()
    assert facts_of("remedies.succeeded") == facts | {"from": "sending"}


def test_a_fact_from_outside_is_journalled_with_what_went_over(shop, placed, lin) -> None:
    commands.record_outside(
        store_id=shop.pk, order_number=placed.number, account="test.1",
        effects=[seen("X-1", 1200)], at=NOON,
    )  # fmt: skip
    assert facts_of(events.OUTSIDE) == {
        "order": placed.pk, "minor_units": 1200, "currency": "EUR",
        "over_minor_units": 200,
    }  # fmt: skip
    fact = OutsideRefund.objects.get()
    assert Incident.objects.get().facts == {
        "outside": fact.pk, "minor_units": 1200, "currency": "EUR",
        "over_minor_units": 200,
    }  # fmt: skip


@pytest.mark.parametrize("is_known_before", [False, True])
def test_what_turns_out_to_be_a_remedy_is_journalled_with_which(
    shop, placed, lin, is_known_before: bool
) -> None:
    remedy = requested(placed, 300, lin)
    desk = Desk(Memory(names_effects=False))
    desk.works()
    if is_known_before:
        commands.record_outside(
            store_id=shop.pk, order_number=placed.number, account="test.1",
            effects=desk.channel.effects, at=NOON,
        )  # fmt: skip
    desk.works(after=HOUR)
    entry = Entry.objects.get(kind=events.EXPLAINED)
    fact = OutsideRefund.objects.get()
    assert (entry.subject_id, entry.facts) == (fact.pk, {"remedy": remedy.pk})


def test_facts_of_the_log_are_one_text_whatever_order_they_are_told_in(db) -> None:
    facts = {"b": "碎了", "a": 1}
    write_audit("x.y", subject="s" * 90, actor_id=7, store_id=None, facts=facts)
    row = AuditRow.objects.get()
    assert (row.facts, row.subject) == ('{"a": 1, "b": "碎了"}', "s" * 80)


def test_a_refusal_is_in_the_log_with_what_was_asked(placed, lin, maya) -> None:
    with pytest.raises(commands.MoreThanIsLeft):
        requested(placed, 2000, lin, key=key(5))
    assert audited("remedy.request.refused") == [
        (
            str(key(5)),
            lin.pk,
            {
                "refused": "remedies.more_than_is_left", "order": placed.pk,
                "kind": "refund", "minor_units": 2000, "currency": "EUR",
            },
        )
    ]  # fmt: skip
    with pytest.raises(commands.NoSuchRemedy):
        commands.reject(remedy_id=77, why="no", by=maya, at=NOON)
    assert audited("remedy.reject.refused") == [
        ("remedy 77", maya.pk, {"refused": "remedies.no_such_remedy", "remedy": 77})
    ]
    with pytest.raises(commands.NothingStopped):
        commands.lift(stop_id=78, by=maya, at=NOON)
    assert audited("remedies.lift.refused") == [
        ("stop 78", maya.pk, {"refused": "remedies.nothing_stopped", "stop": 78})
    ]
    with pytest.raises(commands.NoSuchIncident):
        commands.close_incident(incident_id=79, found="lost", said="w", by=maya, at=NOON)
    assert audited("incident.close.refused") == [
        ("incident 79", maya.pk, {"refused": "remedies.no_such_incident", "incident": 79})
    ]


def test_who_changes_the_amount_and_is_refused_is_in_the_log(placed, lin, maya) -> None:
    waiting = requested(placed, 300, lin, judge=Judge(limit=0))
    other = asks(placed, 2000, key=key(9))
    with pytest.raises(commands.MoreThanIsLeft):
        commands.approve_changed(
            remedy_id=waiting.pk, instead=other, authority=Judge(), by=maya, at=NOON
        )
    ((subject, actor, facts),) = audited("remedy.approve.refused")
    assert (subject, actor) == (str(key(9)), maya.pk)
    assert (facts["remedy"], facts["minor_units"]) == (waiting.pk, 2000)


def test_what_two_people_say_is_journalled_and_in_the_log(placed, lin, maya, wen) -> None:
    requested(placed, 100, lin, key=key(5))
    desk = Desk(Memory(script=["nothing"]))
    desk.works()
    desk.works(after=LAG + HOUR)
    remedy = Remedy.objects.get()
    decision = commands.propose_by_hand(
        remedy_id=remedy.pk, says="succeeded", external_id=" R-7 ", why=" w ",
        evidence=" e ", by=maya, at=NOON,
    )  # fmt: skip
    assert (decision.external_id, decision.why, decision.evidence) == ("R-7", "w", "e")
    commands.confirm_by_hand(remedy_id=remedy.pk, decision_id=decision.pk, by=wen, at=NOON)
    facts = {
        "remedy": remedy.pk, "says": "succeeded", "external_id": "R-7",
        "decision": decision.pk, "order": placed.pk,
    }  # fmt: skip
    for kind, who in ((events.HAND_PROPOSED, maya), (events.HAND_CONFIRMED, wen)):
        assert facts_of(kind) == facts
        assert audited(kind) == [(str(key(5)), who.pk, facts)]
    remedy.refresh_from_db()
    assert (remedy.state_by_id, remedy.state_why) == (wen.pk, "by_two_people")


def test_the_bell_rings_for_what_can_be_sent_and_for_nothing_else(
    placed, lin, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks() as rung:
        requested(placed, 100, lin, judge=Judge(limit=0))
    assert rung == []
    with django_capture_on_commit_callbacks() as rung:
        requested(placed, 100, lin)
    assert len(rung) == 1


def test_a_bell_that_cannot_be_rung_does_not_fail_who_asks(
    placed, lin, monkeypatch, django_capture_on_commit_callbacks
) -> None:
    def broken() -> None:
        raise ConnectionError("the queue is away")

    monkeypatch.setattr(_moving, "_when_due", [broken])
    with django_capture_on_commit_callbacks(execute=True) as rung:
        requested(placed, 100, lin)
    assert rung == [broken]


def test_a_ticket_waits_as_long_as_somebody_has_yet_to_decide(shop, placed, lin) -> None:
    number = ticket(shop).pk
    remedy = requested(placed, 100, lin, judge=Judge(limit=0), ticket_id=number)
    requested(placed, 100, lin, ticket_id=number)
    requested(placed, 100, lin, judge=Judge(limit=0))  # On no ticket.
    awaited = AwaitedApproval.objects.values_list("ticket_id", "key", "since")
    assert list(awaited) == [(number, remedy.key, NOON)]
    commands.withdraw(remedy_id=remedy.pk, by=lin, at=NOON)
    assert list(awaited.all()) == []


def test_what_was_put_off_is_counted_in_its_state_and_anew_in_the_next(placed, lin) -> None:
    requested(placed, 100, lin)
    desk = Desk(Memory(script=["lost"], is_readable=False))
    desk.works()
    desk.works(after=LAG + HOUR)
    remedy = Remedy.objects.get()
    assert (remedy.state, remedy.tries) == ("unknown", 1)
    desk.channel.is_readable = True
    desk.works(after=HOUR)
    remedy.refresh_from_db()
    assert (remedy.state, remedy.tries) == ("succeeded", 0)


def test_the_judge_sees_what_was_paid_set_aside_and_went_over(shop, placed, lin) -> None:
    requested(placed, 100, lin)
    Desk(Memory()).works()
    requested(placed, 50, lin, judge=Judge(limit=0))
    judge = Judge()
    requested(placed, 1, lin, judge=judge)
    assert judge.asked[0].given == 150
    commands.record_outside(
        store_id=shop.pk, order_number=placed.number, account="test.1",
        effects=[seen("X-1", 1000)], at=NOON,
    )  # fmt: skip
    requested(
        placed, 0, lin, judge=judge, kind=Kind.RESEND,
        portions=(Portion(1, Component.PRICE, 0, 1),),
    )  # fmt: skip
    assert judge.asked[1].given == 1100


def test_pieces_of_an_order_without_cells_have_no_article_number(shop, lin) -> None:
    placed = order(shop, total=5)
    pieces = (Portion(1, Component.PRICE, 0, 2),)
    requested(placed, 0, lin, kind=Kind.RESEND, portions=pieces)
    part = Part.objects.get()
    assert (part.sku, part.quantity, part.minor_units) == ("", 2, 0)
