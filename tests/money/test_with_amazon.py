"""The machine and Amazon's fake: whatever goes wrong with a feed, money moves once.

As in `test_with_the_sandbox`, what Amazon really did is asked of its own books.
"""

from __future__ import annotations

import pytest
from django.db import connection

from firsthand.domain.remedies.ports import Kind
from tests.money.ending import AMOUNT, DONE, DOUBT, NO, ends
from tests.servers.amazon import amazon

REFUND, RETURNLESS, CANCEL, RESEND = (
    Kind.REFUND,
    Kind.RETURNLESS_REFUND,
    Kind.CANCEL,
    Kind.RESEND,
)


def at_amazon(what: Kind, plan: str, **more):
    with amazon(faults=plan, skus=("L1", "L2")) as stage:
        return ends(stage, what, **more)


@pytest.fixture(autouse=True)
def _fresh(transactional_db):
    yield
    connection.close()


GOES_WELL = [
    (REFUND, ""),
    (REFUND, "act=throttled"),
    (REFUND, "act=token_expired, prepare=html_503"),
    # The answer is lost, or cannot be read: the books show it in two days.
    (REFUND, "act=apply_then_reset"),
    (REFUND, "act=garbled"),
    (REFUND, "act=apply_late"),
    # What Amazon says of a feed proves nothing: again the books show it.
    (REFUND, "process=fatal_all"),
    (REFUND, "process=stuck_applied"),
    (REFUND, "process=no_report, read=html_503x3"),
    (RETURNLESS, "act=apply_then_500"),
    (CANCEL, ""),
    (CANCEL, "act=apply_then_500"),
    (RESEND, "act=apply_then_reset"),
]


@pytest.mark.parametrize(("what", "plan"), GOES_WELL)
def test_what_happened_is_found_and_counted_once(what, plan):
    ended = at_amazon(what, plan)
    amount = AMOUNT if what in (REFUND, RETURNLESS) else 0
    assert sum(ended.paid) == amount
    assert len(ended.done) == 1
    assert (ended.state, ended.settled, ended.reserved) == (DONE, amount, 0)
    assert (ended.over, ended.incidents) == (0, ())


@pytest.mark.parametrize(
    ("what", "plan"),
    [
        (REFUND, "act=reset"),
        (REFUND, "process=stuck"),
        (REFUND, "process=fatal_none"),
        (RETURNLESS, "process=cancelled"),
        (RESEND, "act=fail_500"),
    ],
)
def test_what_nobody_can_know_waits_for_people_with_its_money_set_aside(what, plan):
    ended = at_amazon(what, plan)
    amount = AMOUNT if what in (REFUND, RETURNLESS) else 0
    assert (ended.state, ended.done) == (DOUBT, ())
    assert (ended.settled, ended.reserved, ended.over) == (0, amount, 0)
    assert ended.incidents == ()


@pytest.mark.parametrize("fault", ["fatal_half", "half_refused"])
def test_what_went_back_only_in_part_is_not_taken_for_the_whole(fault):
    ended = at_amazon(REFUND, f"process={fault}")
    assert 0 < sum(ended.paid) < AMOUNT
    assert (ended.state, ended.settled, ended.reserved) == (DOUBT, 0, AMOUNT)


@pytest.mark.parametrize("plan", ["act=refused", "process=failed"])
def test_what_was_refused_gives_its_money_free_again(plan):
    ended = at_amazon(REFUND, plan)
    assert (ended.state, ended.done) == (NO, ())
    assert (ended.settled, ended.reserved, ended.incidents) == (0, 0, ())


def test_what_amazon_does_twice_is_counted_twice_and_told():
    ended = at_amazon(REFUND, "act=apply_twice")
    assert sum(ended.paid) == 2 * AMOUNT
    assert (ended.state, ended.settled, ended.over) == (DONE, 2 * AMOUNT, 0)
    assert ended.incidents == ("twice",)


def test_what_is_paid_in_seller_central_is_counted_beside():
    ended = at_amazon(REFUND, "process=fatal_all", beside=120)
    assert sum(ended.paid) == ended.settled == AMOUNT + 120
    assert (ended.state, ended.incidents) == (DONE, ())
