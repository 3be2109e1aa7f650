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
from firsthand.domain.remedies.models import Incident, OutsideRefund, Remedy
from firsthand.domain.remedies.ports import Kind
from firsthand.domain.remedies.queries.books import books
from tests import people
from tests.remedies import HOUR, money_of, order, requested
from tests.servers.sandbox import Stage, in_threads

SHOP, MARKET, ASYNC, FEED = Market.SHOP, Market.MARKET, Market.ASYNC, Market.FEED
REFUND, RETURNLESS, CANCEL = Kind.REFUND, Kind.RETURNLESS_REFUND, Kind.CANCEL
DONE, NO, DOUBT = "succeeded", "failed", "needs_human"
AMOUNT = 300
MOST_ROUNDS = 12


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
    known_ids: int


def ends(market: Market, what: Kind, plan: str, *, beside: int = 0) -> Ended:
    """Ask for a remedy, and let hours pass until nothing more happens by itself.

    Args:
        market: the kind of marketplace.
        what: the kind of remedy.
        plan: what goes wrong there.
        beside: how much is paid at its own desk as well, once the remedy is done.
    """
    shop = people.store()
    placed = order(shop)
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
                stage.pay_outside(placed.number, beside, currency="EUR")
            remedy.refresh_from_db()
            if is_at_rest(remedy):
                break
            passed += HOUR
            stage.let_time_pass(HOUR)
        else:
            raise AssertionError(f"it does not come to rest: {remedy.state}")
        truth = stage.truth(placed.number)
    return how_it_is(remedy, placed, truth)


def is_at_rest(remedy: Remedy) -> bool:
    return remedy.state in (DONE, NO, DOUBT) and remedy.check_at is None


def how_it_is(remedy, placed, truth) -> Ended:
    assert books().wrong == ()
    _captured, reserved, settled, over = money_of(placed)
    ids = {fact.external_id for fact in OutsideRefund.objects.all()}
    return Ended(
        state=str(remedy.state),
        settled=settled,
        reserved=reserved,
        over=over,
        paid=tuple(effect.minor_units for effect in truth if effect.minor_units),
        done=tuple(effect.kind for effect in truth),
        incidents=tuple(Incident.objects.order_by("pk").values_list("kind", flat=True)),
        known_ids=len({remedy.external_id, *ids} - {""}),
    )


@pytest.fixture(autouse=True)
def _fresh(transactional_db):
    yield
    connection.close()


GOES_WELL = [
    (market, what, plan)
    for plan, markets in {
        "": (SHOP, MARKET, ASYNC, FEED),
        "act=apply_then_500": (SHOP, MARKET, ASYNC, FEED),
        "act=apply_late": (MARKET, FEED),
        "act=throttled": (MARKET, FEED),
        "read=page_repeats": (MARKET, FEED),
        "process=no_report": (FEED,),
        "process=fatal_all": (FEED,),
        "process=stuck_applied": (ASYNC,),
    }.items()
    for market in markets
    for what in (REFUND,)
] + [
    (market, what, plan)
    for plan in ("", "act=apply_then_500")
    for market, what in [
        (FEED, RETURNLESS), (MARKET, RETURNLESS), (MARKET, CANCEL), (FEED, CANCEL),
        (SHOP, CANCEL),
    ]
]  # fmt: skip


@pytest.mark.parametrize(("market", "what", "plan"), GOES_WELL)
def test_what_happened_is_found_and_counted_once(market, what, plan):
    ended = ends(market, what, plan)
    amount = 0 if what is CANCEL else AMOUNT
    assert len(ended.done) == 1
    assert sum(ended.paid) == amount
    assert (ended.state, ended.settled, ended.reserved) == (DONE, amount, 0)
    assert (ended.over, ended.incidents) == (0, ())
