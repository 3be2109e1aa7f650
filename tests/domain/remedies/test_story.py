"""The story of an order's money, in plain words and both languages."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import translation

from firsthand.domain.orders.models import Order
from firsthand.domain.people.models import Person
from firsthand.domain.remedies import commands
from firsthand.domain.remedies.models import Incident
from firsthand.domain.remedies.ports import Component, Kind, Taken
from firsthand.domain.remedies.queries.story import EXACT, Voice, story
from firsthand.domain.remedies.rules.requests import Portion
from tests.people import NOON
from tests.remedies import (
    ACCOUNT,
    HOUR,
    LAG,
    MINUTE,
    Desk,
    Judge,
    Memory,
    order,
    requested,
    seen,
)


def told(placed: Order, *, at=NOON) -> str:
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate; set constraints all deferred")
    return "\n".join(story(placed.pk, at=at))


def test_an_order_nobody_touched_has_no_story(placed: Order):
    assert story(placed.pk, at=NOON) == []


def test_a_voice_says_times_amounts_and_keys_its_own_way(placed: Order, lin: Person):
    requested(placed, 300, lin)
    voice = Voice(
        time=lambda moment: f"<{moment:%H:%M}>",
        money=lambda amount: f"<{amount.minor_units}>",
        key=lambda key: "<key>",
    )
    told(placed)  # What waits for the commit is written by this.
    said = "\n".join(story(placed.pk, at=NOON, voice=voice))
    assert "<12:00>: Lin asked for: Refund <300> (<key>)." in said
    assert "Still free: <700>." in said
    assert "EUR" not in said
    assert "2026" not in said


def test_the_story_says_who_did_what_and_why_and_what_is_left(
    placed: Order, lin: Person, maya: Person
):
    remedy = requested(placed, 300, lin, judge=Judge(limit=100))
    commands.approve(
        remedy_id=remedy.pk, request_hash=remedy.request_hash, authority=Judge(),
        by=maya, at=NOON,
    )  # fmt: skip
    desk = Desk(Memory(script=["lost"]))
    desk.works()
    doubtful = told(placed)
    assert "Order 302-1: the buyer paid 10.00 EUR." in doubtful
    assert "Lin asked for: Refund 3.00 EUR" in doubtful
    assert "Maya: approved; it may be sent." in doubtful
    assert "nobody knows whether it has happened, because: timed out." in doubtful
    assert "until then it is not sent again" in doubtful
    assert "Of 1 remedy it is not known whether it has happened." in doubtful
    desk.works(after=LAG + MINUTE)
    settled = told(placed)
    assert "it has happened; the channel’s id is R-1." in settled
    assert "Given back: 3.00 EUR. Set aside: 0.00 EUR. Still free: 7.00 EUR." in settled
    assert "not known" not in settled


def test_the_story_tells_of_doubt_of_facts_and_of_what_went_over(
    placed: Order, lin: Person, maya: Person
):
    requested(placed, 600, lin)
    waits = requested(placed, 100, lin)
    desk = Desk(Memory(script=["nothing"]))
    desk.works()
    desk.works(after=LAG + HOUR)
    commands.record_outside(
        store_id=placed.store_id, order_number=placed.number, account=ACCOUNT,
        effects=[seen("X-1", 500), seen("X-2", 5, currency="USD")], at=NOON,
    )  # fmt: skip
    waits.refresh_from_db()
    words = told(placed)
    assert "because: the channel’s own record does not show it." in words
    assert "Two people have to say what became of it." in words
    assert "5.00 EUR went back without us (X-1)." in words
    assert "0.05 USD went back (X-2), not counted yet." in words
    assert "taken back, because: the money went back without us." in words
    assert "incident, open: More was given back than was paid." in words
    assert "Beyond what was paid: 1.00 EUR." in words


def test_what_waits_says_for_what(placed: Order, lin: Person):
    requested(placed, 100, lin)
    requested(placed, 100, lin)
    assert told(placed).count("It is sent at 2026-03-02 12:00:00Z or soon after.") == 2
    Desk(Memory(script=["nothing"])).works()
    assert "It waits until the other remedy of this order has ended." in told(placed)


def test_as_much_again_without_a_reference_is_told_as_what_it_is_a_doubt(
    placed: Order, lin: Person
):
    remedy = requested(placed, 300, lin)
    Desk(Memory()).works()
    commands.record_outside(
        store_id=placed.store_id, order_number=placed.number, account=ACCOUNT,
        effects=[seen("X-1", 300, at=NOON + HOUR), seen("X-2", 20, at=NOON + HOUR)],
        at=NOON + HOUR,
    )  # fmt: skip
    words = told(placed)
    assert words.count("It is as much as remedy") == 1
    assert f"as remedy {remedy.key}. The channel does not say whether" in words


def test_what_people_say_by_hand_is_told_with_what_became_of_it(
    placed: Order, lin: Person, maya: Person, wen: Person
):
    remedy = requested(placed, 300, lin)
    desk = Desk(Memory(script=["nothing"]))
    desk.works()
    desk.works(after=LAG + HOUR)

    def proposes(says: str, external_id: str):
        return commands.propose_by_hand(
            remedy_id=remedy.pk, says=says, external_id=external_id, why="w",
            evidence="e", by=maya, at=NOON,
        )  # fmt: skip

    proposes("failed", "")
    waits = "2026-03-02 12:00:00Z, by hand, waits for a second person: It has not happened."
    assert waits in told(placed)
    decision = proposes("succeeded", "R-7")
    words = told(placed)
    assert "by hand and dropped again: It has not happened (—)." in words
    assert "by hand, waits for a second person: It has happened." in words
    commands.confirm_by_hand(remedy_id=remedy.pk, decision_id=decision.pk, by=wen, at=NOON)
    words = told(placed)
    assert "by hand and confirmed: It has happened (R-7)." in words
    assert "Wen: it has happened; the channel’s id is R-7." in words


def test_each_step_says_who_took_it_when_and_where_it_led(placed: Order, lin: Person):
    remedy = requested(placed, 300, lin)
    Desk(Memory()).works()
    with connection.cursor() as cursor:  # The log has the database's own clock.
        cursor.execute("set constraints all immediate; set constraints all deferred")
    voice = Voice(
        time=lambda moment: "then", money=EXACT.money, key=lambda key: str(key)[:4]
    )
    assert story(placed.pk, at=NOON, voice=voice) == [
        "Order 302-1: the buyer paid 10.00 EUR.",
        f"then: Lin asked for: Refund 3.00 EUR ({str(remedy.key)[:4]}).",
        "    then, Lin: approved; it may be sent.",
        "    then, the program: is being sent.",
        "    then, the program: it has happened; the channel’s id is R-1.",
        "Given back: 3.00 EUR. Set aside: 0.00 EUR. Still free: 7.00 EUR.",
    ]


def test_who_is_not_there_any_more_is_told_by_his_number(placed: Order, lin: Person):
    remedy = requested(placed, 300, lin)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO remedies_auditrow (what, subject, actor_id, facts)"
            " VALUES ('remedy.rejected', %s, 99999, '{}')",
            [str(remedy.key)],
        )
    assert ", #99999: not approved." in told(placed)


def test_pieces_are_told_without_an_amount(placed: Order, lin: Person):
    pieces = (Portion(1, Component.PRICE, 0, 1),)
    remedy = requested(placed, 0, lin, kind=Kind.RESEND, portions=pieces)
    assert f"Lin asked for: Replacement  ({remedy.key})." in told(placed)


def test_what_is_taken_or_unknown_says_when_it_is_looked_up(placed: Order, lin: Person):
    requested(placed, 300, lin)
    Desk(Memory(script=[lambda _told: Taken("H-1")])).works()
    looked_up = "    It is looked up at {}; until then it is not sent again."
    assert looked_up.format("2026-03-02 12:02:00Z") in told(placed)
    # What was due before is due now.
    assert looked_up.format("2026-03-02 13:00:00Z") in told(placed, at=NOON + HOUR)


def test_what_turned_out_to_be_a_remedy_is_told_as_that(placed: Order, lin: Person):
    remedy = requested(placed, 300, lin)
    desk = Desk(Memory(names_effects=False))
    desk.works()
    desk.works(after=HOUR)
    words = told(placed)
    assert f"3.00 EUR (R-1) was remedy {remedy.key} all along." in words
    assert "without us" not in words
    assert "as much as" not in words


def test_what_is_known_to_be_twice_is_an_incident_and_no_doubt(
    placed: Order, lin: Person, maya: Person
):
    requested(placed, 300, lin)
    desk = Desk(Memory())
    desk.works()
    desk.channel.effects.append(seen("R-2", 300))
    desk.works(after=HOUR)
    words = told(placed)
    assert "3.00 EUR went back without us (R-2)." in words
    assert "as much as" not in words
    (incident,) = Incident.objects.all()
    assert f"incident, open: {incident.get_kind_display()}." in words
    commands.close_incident(
        incident_id=incident.pk, found="lost", said="w", by=maya, at=NOON
    )
    assert f"incident, closed: {incident.get_kind_display()}." in told(placed)


def test_an_order_that_does_not_add_up_says_so(shop, lin: Person):
    placed = order(shop, total=5)
    with pytest.raises(commands.FiguresDoNotAddUp):
        requested(placed, 10, lin)
    commands.record_outside(
        store_id=shop.pk, order_number=placed.number, account=ACCOUNT,
        effects=[seen("X-1", 5)], at=NOON,
    )  # fmt: skip
    assert "its figures do not add up" in told(placed)


def test_the_story_is_told_in_chinese_too(placed: Order, lin: Person):
    requested(placed, 300, lin)
    Desk(Memory()).works()
    with translation.override("zh-hans"):
        words = told(placed)
    assert "订单302-1" in words
    assert "买家付了10.00 EUR" in words
    assert "asked" not in words
