"""The machine and the sandbox marketplace: whatever goes wrong, money moves once.

Nothing between them is ours to arrange: what a marketplace really did is asked of its own
books, and has to be what the ledger says wherever that claims to know.
"""

from __future__ import annotations

import pytest
from django.db import connection

from firsthand.connectors.sandbox.marketplace.terms import Kind as Market
from firsthand.domain.remedies.ports import Kind
from tests.money import ending
from tests.money.ending import AMOUNT, DONE, DOUBT, NO, Ended
from tests.servers.sandbox import Stage, in_threads

SHOP, MARKET, ASYNC, FEED = Market.SHOP, Market.MARKET, Market.ASYNC, Market.FEED
REFUND, RETURNLESS, CANCEL = Kind.REFUND, Kind.RETURNLESS_REFUND, Kind.CANCEL


def ends(market: Market, what: Kind, plan: str, *, beside: int = 0) -> Ended:
    with in_threads(faults=plan) as whereabouts:
        return ending.ends(Stage(market, whereabouts), what, beside=beside)


@pytest.fixture(autouse=True)
def _fresh(transactional_db):
    yield
    connection.close()


EVERYWHERE = (SHOP, MARKET, ASYNC, FEED)
GOES_WELL = [
    (market, what, plan)
    for what, plan, markets in [
        (REFUND, "", EVERYWHERE),
        (REFUND, "act=apply_then_500", EVERYWHERE),
        (REFUND, "act=apply_late", (MARKET, FEED)),
        (REFUND, "act=throttled", (FEED,)),
        (REFUND, "act=garbled", (MARKET,)),
        (REFUND, "read=page_repeats", (FEED,)),
        (REFUND, "process=fatal_all", (FEED,)),
        (REFUND, "process=stuck_applied", (ASYNC,)),
        (RETURNLESS, "", (FEED,)),
        (RETURNLESS, "act=apply_then_500", (MARKET, FEED)),
        (CANCEL, "", (SHOP, FEED)),
        (CANCEL, "act=apply_then_500", (MARKET, FEED)),
        (CANCEL, "process=no_report", (FEED,)),
        # A key makes it safe to ask again for what did not arrive.
        (REFUND, "act=reset", (SHOP,)),
        (CANCEL, "act=fail_500", (SHOP,)),
    ]
    for market in markets
]


@pytest.mark.parametrize(("market", "what", "plan"), GOES_WELL)
def test_what_happened_is_found_and_counted_once(market, what, plan):
    ended = ends(market, what, plan)
    amount = 0 if what is CANCEL else AMOUNT
    assert sum(ended.paid) == amount
    assert ended.done.count("cancel") == (what is CANCEL)
    assert (ended.state, ended.settled, ended.reserved) == (DONE, amount, 0)
    assert (ended.over, ended.incidents) == (0, ())


@pytest.mark.parametrize(
    ("market", "what", "plan"),
    [
        (MARKET, REFUND, "act=fail_500"),
        (ASYNC, REFUND, "act=reset"),
        (FEED, REFUND, "act=garbled_unapplied"),
        (FEED, RETURNLESS, "process=fatal_none"),
        (MARKET, CANCEL, "act=reset"),
    ],
)
def test_what_nobody_can_know_waits_for_people_with_its_money_set_aside(market, what, plan):
    ended = ends(market, what, plan)
    amount = 0 if what is CANCEL else AMOUNT
    assert (ended.state, ended.done) == (DOUBT, ())
    assert (ended.settled, ended.reserved, ended.over) == (0, amount, 0)
    assert ended.incidents == ()


def test_what_went_back_only_in_part_is_not_taken_for_the_whole():
    ended = ends(FEED, REFUND, "process=fatal_half")
    assert 0 < sum(ended.paid) < AMOUNT
    assert (ended.state, ended.settled, ended.reserved) == (DOUBT, 0, AMOUNT)


@pytest.mark.parametrize(
    ("market", "plan"),
    [(MARKET, "act=refused"), (ASYNC, "process=failed")],
)
def test_what_was_refused_gives_its_money_free_again(market, plan):
    ended = ends(market, REFUND, plan)
    assert (ended.state, ended.done) == (NO, ())
    assert (ended.settled, ended.reserved, ended.incidents) == (0, 0, ())


@pytest.mark.parametrize("market", EVERYWHERE)
def test_what_a_marketplace_does_twice_is_counted_twice_and_told(market):
    ended = ends(market, REFUND, "act=apply_twice")
    assert sum(ended.paid) == 2 * AMOUNT
    assert (ended.state, ended.settled, ended.over) == (DONE, 2 * AMOUNT, 0)
    assert ended.incidents == ("twice",)


@pytest.mark.parametrize("market", EVERYWHERE)
def test_what_is_paid_at_its_own_desk_is_counted_beside(market):
    ended = ends(market, REFUND, "", beside=120)
    assert sum(ended.paid) == ended.settled == AMOUNT + 120
    assert (ended.state, ended.incidents) == (DONE, ())


def test_as_much_again_at_its_own_desk_is_no_alarm_without_a_reference():
    ended = ends(MARKET, REFUND, "", beside=AMOUNT)
    assert sum(ended.paid) == ended.settled == 2 * AMOUNT
    assert (ended.state, ended.incidents) == (DONE, ())
