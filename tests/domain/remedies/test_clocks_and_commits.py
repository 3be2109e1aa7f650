"""A clock that is set, a commit whose answer is lost: still once, and true in the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from firsthand.domain.remedies import commands
from firsthand.domain.remedies.models import Remedy
from firsthand.domain.remedies.queries import books, chain
from tests import people
from tests.people import NOON
from tests.remedies import (
    ACCOUNT,
    HOUR,
    LAG,
    MINUTE,
    Desk,
    Memory,
    key,
    money_of,
    order,
    requested,
    seen,
)

BACK = -5 * HOUR


@pytest.mark.parametrize("is_definitive", [False, True])
@pytest.mark.parametrize("jump", [BACK, 30 * HOUR], ids=["back", "ahead"])
def test_a_clock_that_jumps_after_a_lost_answer_sends_nothing_again(
    placed, lin, is_definitive: bool, jump: timedelta
) -> None:
    requested(placed, 100, lin)
    desk = Desk(Memory(script=["lost"], is_definitive=is_definitive))
    desk.works()
    happened_at = desk.channel.effects[0].at
    desk.works(after=jump)
    for _time in range(4):
        desk.works(after=LAG + HOUR)
    assert desk.at > happened_at
    assert len(desk.channel.calls) == len(desk.channel.effects) == 1
    assert Remedy.objects.get().state == "succeeded"
    assert money_of(placed)[1:] == (0, 100, 0)


@pytest.mark.parametrize("is_known", [False, True])
def test_a_clock_of_ours_that_is_fast_does_not_have_it_paid_again(
    shop, placed, lin, is_known: bool
) -> None:
    requested(placed, 100, lin)
    older = seen("R-old", 100, at=NOON - HOUR)
    desk = Desk(Memory(is_definitive=True, effects=[older], script=["nothing"]))
    if is_known:  # It was a fact before: then it is not this remedy's doing.
        commands.record_outside(
            store_id=shop.pk, order_number=placed.number, account=ACCOUNT,
            effects=desk.channel.effects, at=NOON - MINUTE,
        )  # fmt: skip
    desk.works()
    desk.works(after=LAG + HOUR)
    assert Remedy.objects.get().state == ("succeeded" if is_known else "needs_human")
    assert len(desk.channel.calls) == (2 if is_known else 1)


def test_a_clock_that_is_set_back_does_not_make_an_approval_last(placed, lin) -> None:
    remedy = requested(placed, 100, lin)
    desk = Desk(Memory(), at=remedy.requested_at + BACK)
    desk.works()
    assert desk.channel.calls == []  # Not due by this clock: it waits, and is not lost.
    desk.works(after=-BACK)
    assert len(desk.channel.calls) == 1
    assert Remedy.objects.get().state == "succeeded"


def losing(nth: int) -> Callable[[], None]:
    """Have the n-th commit from now on reach the database, and its answer not reach us."""
    commit, count = connection._commit, 0

    def lossy() -> None:
        nonlocal count
        commit()
        count += 1
        if count == nth:
            connection.connection.close()
            raise OperationalError("server closed the connection unexpectedly")

    connection._commit = lossy

    def as_before() -> None:
        connection._commit = commit

    return as_before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("nth", [1, 2, 3, 4])
def test_a_commit_whose_answer_is_lost_while_sending_is_done_once(nth: int) -> None:
    shop = people.store()
    placed = order(shop)
    requested(placed, 100, people.lin(shop))
    desk = Desk(Memory(native_key=True))
    as_before = losing(nth)
    try:
        for _time in range(5):
            try:
                desk.works(after=2 * HOUR)
            except OperationalError:
                connection.close()
    finally:
        as_before()
    assert len(desk.channel.effects) == 1
    assert Remedy.objects.get().state == "succeeded"
    assert money_of(placed)[1:] == (0, 100, 0)
    assert books.books().wrong == ()
    assert chain.checked().breaks == ()


@pytest.mark.django_db(transaction=True)
def test_a_request_whose_commit_is_not_answered_is_found_by_the_same_form() -> None:
    shop = people.store()
    placed, lin = order(shop), people.lin(shop)
    as_before = losing(1)
    try:
        with pytest.raises(OperationalError):
            requested(placed, 100, lin, key=key(7))
    finally:
        as_before()
    connection.close()
    assert requested(placed, 100, lin, key=key(7)) == Remedy.objects.get()
    assert money_of(placed)[1:] == (100, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_sending_and_its_answer_are_on_the_disk_however_the_server_is_set() -> None:
    shop = people.store()
    remedy = requested(order(shop), 100, people.lin(shop))
    commit, committed = connection._commit, []

    def watched() -> None:
        with connection.cursor() as cursor:
            cursor.execute("select current_setting('synchronous_commit')")
            remedy.refresh_from_db()
            committed.append((remedy.state, cursor.fetchone()[0]))
        commit()

    with connection.cursor() as cursor:
        cursor.execute("set synchronous_commit = off")
    connection._commit = watched
    try:
        Desk(Memory()).works()
    finally:
        connection._commit = commit
    waited_for = [state for state, setting in committed if setting == "on"]
    assert waited_for == ["sending", "succeeded"]
