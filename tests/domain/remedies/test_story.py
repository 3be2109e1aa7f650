"""The story of an order's money, in plain words and both languages."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import translation

from firsthand.domain.orders.models import Order
from firsthand.domain.people.models import Person
from firsthand.domain.remedies import commands
from firsthand.domain.remedies.queries.story import Voice, story
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
