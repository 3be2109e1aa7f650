"""A channel may answer with one id and list under another: the money is one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from firsthand.domain.journal.models import Entry
from firsthand.domain.orders.models import Order
from firsthand.domain.people.models import Person
from firsthand.domain.remedies import commands
from firsthand.domain.remedies.models import Incident, OutsideRefund, Remedy
from firsthand.domain.remedies.ports import Answer, Done, Instruction, Kind
from firsthand.domain.remedies.queries.books import books
from tests.people import NOON
from tests.remedies import (
    ACCOUNT,
    HOUR,
    LAG,
    MINUTE,
    Desk,
    Memory,
    money_of,
    requested,
    seen,
)

State = Remedy.State


@pytest.fixture(autouse=True)
def _books_are_right(db):
    yield
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
    assert books().wrong == ()


def feed(**values) -> Desk:
    return Desk(Memory(names_effects=False, **values))


def explained() -> dict[str, str]:
    """Return whose each listed id is, by the id that proved it; "" if nobody's."""
    facts = OutsideRefund.objects.order_by("external_id")
    return {
        fact.external_id: fact.explained_by.external_id if fact.explained_by else ""
        for fact in facts
    }


def incidents() -> list[str]:
    return list(Incident.objects.order_by("pk").values_list("kind", flat=True))


@pytest.mark.parametrize("kind", [Kind.REFUND, Kind.RETURNLESS_REFUND])
def test_what_is_listed_under_another_id_is_counted_once(
    placed: Order, lin: Person, kind: Kind
):
    remedy = requested(placed, 300, lin, kind=kind)
    desk = feed()
    desk.works()
    desk.works(after=HOUR)
    assert money_of(placed) == (1000, 0, 300, 0)
    remedy.refresh_from_db()
    assert (remedy.external_id, remedy.check_at) == ("FEED-1", None)
    assert (explained(), incidents()) == ({"R-1": "FEED-1"}, [])
    fact = OutsideRefund.objects.get()
    assert not fact.is_counted
    (entry,) = Entry.objects.filter(kind__startswith="remedies.outside")
    assert (entry.kind, entry.subject_id) == ("remedies.outside_explained", fact.pk)


@pytest.mark.parametrize("fast", [timedelta(seconds=-6), timedelta(hours=-2)])
def test_a_clock_of_ours_that_is_fast_has_nothing_counted_twice(
    placed: Order, lin: Person, fast: timedelta
):
    requested(placed, 300, lin)
    desk = feed()
    desk.channel.script.append(lambda told: late(desk.channel, told, fast))
    desk.works()
    desk.works(after=3 * HOUR)
    assert money_of(placed) == (1000, 0, 300, 0)
    assert (explained(), incidents()) == ({"R-1": "FEED-1"}, [])


def test_what_was_somebody_elses_before_stays_so(placed: Order, lin: Person):
    desk = feed()
    desk.channel.effects.append(seen("R-0", 300, at=NOON - HOUR))
    commands.record_outside(
        store_id=placed.store_id, order_number=placed.number, account=ACCOUNT,
        effects=desk.channel.effects, at=NOON,
    )  # fmt: skip
    requested(placed, 300, lin)
    desk.channel.script.append(lambda _told: Done("FEED-1"))  # Listed much later.
    desk.works()
    desk.works(after=HOUR)
    assert money_of(placed) == (1000, 0, 600, 0)
    assert explained() == {"R-0": ""}


def late(channel: Memory, told: Instruction, by: timedelta) -> Answer:
    """Carry it out, by the channel's own clock."""
    channel.at += by
    channel.does(told)
    channel.at -= by
    return Done("FEED-1")


def test_it_takes_no_reservation_from_anybody(placed: Order, lin: Person):
    requested(placed, 600, lin)
    desk = feed()
    desk.works()
    waiting = requested(placed, 400, lin)
    Remedy.objects.filter(pk=waiting.pk).update(due_at=NOON + 10 * HOUR)
    desk.works(after=HOUR)
    waiting.refresh_from_db()
    assert waiting.state == State.APPROVED
    assert (money_of(placed), incidents()) == ((1000, 400, 600, 0), [])


def test_a_report_that_brings_it_first_is_explained_and_not_counted_any_more(
    placed: Order, lin: Person
):
    requested(placed, 300, lin)
    desk = feed()
    desk.works()
    commands.record_outside(
        store_id=placed.store_id, order_number=placed.number, account=ACCOUNT,
        effects=desk.channel.effects, at=NOON,
    )  # fmt: skip
    assert money_of(placed) == (1000, 0, 600, 0)
    desk.works(after=HOUR)
    assert money_of(placed) == (1000, 0, 300, 0)
    assert (explained(), incidents()) == ({"R-1": "FEED-1"}, [])


def test_a_report_that_brings_it_after_the_check_has_the_order_checked_again(
    placed: Order, lin: Person
):
    requested(placed, 300, lin)
    desk = feed()
    desk.works()
    happened, desk.channel.effects = desk.channel.effects, []  # Listed late.
    desk.works(after=HOUR)
    desk.channel.effects = happened
    commands.record_outside(
        store_id=placed.store_id, order_number=placed.number, account=ACCOUNT,
        effects=happened, at=desk.at,
    )  # fmt: skip
    desk.works(after=HOUR)
    assert money_of(placed) == (1000, 0, 300, 0)
    assert (explained(), incidents()) == ({"R-1": "FEED-1"}, [])


def test_two_equal_remedies_have_one_each(placed: Order, lin: Person):
    desk = feed()
    for _ in range(2):
        requested(placed, 300, lin, at=desk.at)
        desk.works(after=MINUTE)
    desk.works(after=HOUR)
    desk.works(after=HOUR)
    assert money_of(placed) == (1000, 0, 600, 0)
    assert explained() == {"R-1": "FEED-1", "R-2": "FEED-2"}
    assert incidents() == []


def test_two_listed_for_one_remedy_are_both_counted_and_an_incident(
    placed: Order, lin: Person
):
    remedy = requested(placed, 300, lin)
    desk = feed()
    desk.works()
    desk.channel.effects.append(seen("R-2", 300, at=NOON + MINUTE))
    desk.works(after=HOUR)
    assert money_of(placed) == (1000, 0, 600, 0)
    assert (explained(), incidents()) == ({"R-1": "FEED-1", "R-2": ""}, ["twice"])
    assert Incident.objects.get().remedy == remedy
    requested(placed, 100, lin, at=desk.at)  # Its check looks at the order once more.
    desk.works()
    desk.works(after=HOUR)
    assert money_of(placed) == (1000, 0, 700, 0)
    assert incidents() == ["twice"]


@pytest.mark.parametrize(
    "other",
    [
        seen("X-1", 299, at=NOON),
        seen("X-1", 300, at=NOON - HOUR),
        seen("X-1", 300, at=NOON, kind=Kind.GOODWILL_CREDIT),
    ],
)
def test_what_does_not_fit_is_a_fact_and_nothing_is_wrong(
    placed: Order, lin: Person, other
):
    requested(placed, 300, lin)
    desk = feed(effects=[other])
    desk.works()
    desk.works(after=HOUR)
    assert money_of(placed) == (1000, 0, 300 + other.minor_units, 0)
    assert (explained(), incidents()) == ({"R-2": "FEED-1", "X-1": ""}, [])


def test_an_unknown_remedy_does_not_take_what_is_listed_of_an_earlier_one(
    placed: Order, lin: Person
):
    desk = feed(script=["ok", "nothing"])
    requested(placed, 300, lin)
    desk.works()
    # Before the first is held against the record the second goes out, and is lost.
    second = requested(placed, 300, lin, at=desk.at)
    desk.works()
    desk.works(after=LAG + HOUR)
    second.refresh_from_db()
    assert (second.state, second.state_why) == (State.NEEDS_HUMAN, "not_in_record")
    assert explained() == {"R-1": "FEED-1"}
    assert money_of(placed) == (1000, 300, 300, 0)


def test_an_unknown_remedy_finds_its_own_beside_an_earlier_one(placed: Order, lin: Person):
    desk = feed(script=["ok", "lost"])
    requested(placed, 300, lin)
    desk.works()
    second = requested(placed, 300, lin, at=desk.at)
    desk.works(after=MINUTE)
    desk.works(after=LAG + HOUR)
    second.refresh_from_db()
    assert (second.state, second.external_id) == (State.SUCCEEDED, "R-2")
    assert explained() == {"R-1": "FEED-1"}
    desk.works(after=HOUR)
    assert (money_of(placed), incidents()) == ((1000, 0, 600, 0), [])


def test_nobody_can_say_by_hand_that_it_was_another_remedys_listed_one(
    placed: Order, lin: Person, maya: Person
):
    desk = feed(script=["ok", "nothing"])
    requested(placed, 300, lin)
    desk.works()
    second = requested(placed, 300, lin, at=desk.at)
    desk.works()
    desk.works(after=LAG + HOUR)
    with pytest.raises(commands.IncompleteDecision):
        commands.propose_by_hand(
            remedy_id=second.pk, says="succeeded", external_id="R-1", why="w",
            evidence="e", by=maya, at=desk.at,
        )  # fmt: skip


def test_where_ids_are_the_same_nothing_is_explained_by_its_looks(
    placed: Order, lin: Person
):
    requested(placed, 300, lin)
    desk = Desk(Memory(effects=[]))
    desk.works()
    desk.channel.effects.append(seen("X-1", 300, at=NOON + MINUTE))
    desk.works(after=HOUR)
    assert (money_of(placed), explained()) == ((1000, 0, 600, 0), {"X-1": ""})
