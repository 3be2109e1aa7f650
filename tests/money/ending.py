"""A remedy from the click until nothing more happens by itself, at any marketplace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from firsthand.domain.remedies import commands
from firsthand.domain.remedies.commands import Surroundings
from firsthand.domain.remedies.models import Incident, Remedy
from firsthand.domain.remedies.ports import Component, Kind
from firsthand.domain.remedies.queries.books import books
from firsthand.domain.remedies.rules.requests import Portion
from tests import people
from tests.remedies import HOUR, MINUTE, money_of, order, requested
from tests.servers.amazon import AmazonStage
from tests.servers.sandbox import Stage

DONE, NO, DOUBT = "succeeded", "failed", "needs_human"
AMOUNT = 300
DAY = timedelta(days=1)
QUICK_ROUNDS, MOST_ROUNDS = 4, 12
# These give money back; the others pieces, or nothing.
_OF_MONEY = {Kind.REFUND, Kind.RETURNLESS_REFUND}


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


def ends(stage: Stage | AmazonStage, what: Kind, *, beside: int = 0) -> Ended:
    """Ask for a remedy, and let hours pass until nothing more happens by itself.

    Args:
        stage: the marketplace, with what goes wrong there.
        what: the kind of remedy.
        beside: how much is paid at its own desk as well, once the remedy is done.
    """
    shop = people.store()
    placed = order(shop, state="unshipped" if what is Kind.CANCEL else "shipped")
    passed = timedelta()

    def now() -> datetime:
        return datetime.now(UTC) + passed

    channel = stage.channel()
    stage.sell(placed.number, currency="EUR", captured=1000)
    around = Surroundings(channel_of=lambda _account: channel, now=now)
    amount = AMOUNT if what in _OF_MONEY else 0
    pieces = (Portion(1, Component.PRICE, 0, 1),) if what is Kind.RESEND else ()
    remedy = requested(
        placed, amount, people.lin(shop),
        at=now(), account="one", kind=what, portions=pieces,
    )  # fmt: skip
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
        pause = max(due_at(remedy) - now(), HOUR if round_number < QUICK_ROUNDS else DAY)
        passed += pause
        stage.let_time_pass(pause)
    else:
        raise AssertionError(f"it does not come to rest: {remedy.state}")
    truth = stage.truth(placed.number)
    return how_it_is(remedy, placed, truth)


def due_at(remedy: Remedy) -> datetime:
    """Return when the machine has something to do about it next."""
    is_decided = remedy.state in (DONE, NO, DOUBT)
    return (remedy.check_at if is_decided else None) or remedy.due_at


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
