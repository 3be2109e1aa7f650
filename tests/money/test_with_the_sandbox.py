"""The machine and the sandbox marketplace: whatever goes wrong, money moves once.

Nothing between them is ours to arrange: what a marketplace really did is asked of its own
books, and has to be what the ledger says wherever that claims to know.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from firsthand.connectors.sandbox.marketplace.terms import Kind as Market
from firsthand.domain.remedies import commands
from firsthand.domain.remedies.commands import Surroundings
from firsthand.domain.remedies.models import Incident, Remedy
from firsthand.domain.remedies.ports import Kind
from firsthand.domain.remedies.queries.books import books
from tests import people
from tests.remedies import HOUR, MINUTE, money_of, order, requested
from tests.servers.sandbox import Stage, in_threads

SHOP, MARKET, ASYNC, FEED = Market.SHOP, Market.MARKET, Market.ASYNC, Market.FEED
REFUND, RETURNLESS, CANCEL = Kind.REFUND, Kind.RETURNLESS_REFUND, Kind.CANCEL
DONE, NO, DOUBT = "succeeded", "failed", "needs_human"
AMOUNT = 300
DAY = timedelta(days=1)
QUICK_ROUNDS, MOST_ROUNDS = 4, 10


@dataclass(frozen=True)
class Ended:
    """How it was in the end: here, and at the marketplace."""

    state: str
    settled: int
    reserved: int
    over: int
    paid: tuple[int, ...]
    done: tuple[str, ...]
    incidents: tuple[str, ...]


def ends(market: Market, what: Kind, plan: str, *, beside: int = 0) -> Ended:
    """Ask for a remedy, and let hours pass until nothing more happens by itself.

    Args:
        market: the kind of marketplace.
        what: the kind of remedy.
        plan: what goes wrong there.
        beside: how much is paid at its own desk as well, once the remedy is done.
    """
    shop = people.store()
    placed = order(shop, state="unshipped" if what is CANCEL else "shipped")
    passed = timedelta()

    def now() -> datetime:
        return datetime.now(UTC) + passed

    with in_threads(faults=plan) as whereabouts:
        stage = Stage(market, whereabouts)
        channel = stage.channel()
        stage.sell(placed.number, currency="EUR", captured=1000)
        around = Surroundings(channel_of=lambda _account: channel, now=now)
        amount = 0 if what is CANCEL else AMOUNT
        remedy = requested(
            placed, amount, people.lin(shop), at=now(), account="one", kind=what
        )
        for round_number in range(MOST_ROUNDS):
            commands.work_due(around)
            if beside and round_number == 0:
                # Nobody at a desk meets the very seconds of a call.
                passed += MINUTE
                stage.let_time_pass(MINUTE)
                stage.pay_outside(placed.number, beside, currency="EUR")
            remedy.refresh_from_db()
            if is_at_rest(remedy):
                break
            pause = HOUR if round_number < QUICK_ROUNDS else DAY
            passed += pause
            stage.let_time_pass(pause)
        else:
            raise AssertionError(f"it does not come to rest: {remedy.state}")
        truth = stage.truth(placed.number)
    return how_it_is(remedy, placed, truth)


def is_at_rest(remedy: Remedy) -> bool:
    return remedy.state in (DONE, NO, DOUBT) and remedy.check_at is None


def how_it_is(remedy, placed, truth) -> Ended:
    assert books().wrong == ()
    _captured, reserved, settled, over = money_of(placed)
    return Ended(
        state=str(remedy.state),
        settled=settled,
        reserved=reserved,
        over=over,
        paid=tuple(effect.minor_units for effect in truth if effect.minor_units),
        done=tuple(effect.kind for effect in truth),
        incidents=tuple(Incident.objects.order_by("pk").values_list("kind", flat=True)),
    )


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
