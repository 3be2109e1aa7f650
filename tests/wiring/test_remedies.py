"""What is foretold before the click is what is said at the click."""

from __future__ import annotations

from pathlib import Path

import pytest

from firsthand import wiring
from firsthand.domain.authority import queries as authority
from firsthand.domain.orders.models import Order, Setback
from firsthand.domain.orders.queries import order_for
from firsthand.domain.people.models import Person
from firsthand.domain.remedies import commands, queries
from firsthand.domain.remedies.models import Remedy
from firsthand.domain.remedies.ports import Component, Kind
from firsthand.domain.remedies.rules.requests import Portion, Request
from firsthand.domain.remedies.rules.states import State
from firsthand.domain.stores.models import Store
from firsthand.foundation.errors import Refused
from firsthand.settings import environment
from firsthand.wiring import Foreseen
from tests import people
from tests.marketplaces import are_connected
from tests.people import NOON
from tests.remedies import asks, order
from tests.sheets import there_are_reasons

pytestmark = pytest.mark.django_db
NOTE = "Base cracked in transit, photo in message three, buyer keeps the lamp for half."
REASON = {"reason": "AFT.DMG.TRANSIT", "note": NOTE}


@pytest.fixture
def place() -> Store:
    there_are_reasons()
    return people.store("US")


@pytest.fixture
def agent(place: Store) -> Person:
    return people.lin(place)


@pytest.fixture
def dear(place: Store) -> Order:
    return order(place, lines=(50_000, 9_000), shipping=500, tax=500, currency="USD")


def foreseen(request: Request, placed: Order, by: Person) -> Foreseen:
    shown = order_for(by, placed.pk)
    assert shown is not None
    money = queries.order_money(shown)
    return wiring.foresee(request, order=shown, money=money, by=by, at=NOON)


def happened(request: Request, placed: Order, by: Person) -> str:
    try:
        remedy = commands.request(
            request=request,
            account=str(placed.store_id),
            authority=wiring.PolicyInForce(),
            by=by,
            at=NOON,
        )
    except Refused:
        return "refused"
    return remedy.state


def expected(found: Foreseen) -> str:
    decision = found.prospect.decision
    is_incomplete = bool(found.refusal or found.prospect.lacks)
    if is_incomplete or isinstance(decision, authority.Forbidden):
        return "refused"
    is_free = isinstance(decision, authority.Allowed)
    return State.APPROVED if is_free else State.PENDING_APPROVAL


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"minor_units": 10_000}, "approved"),
        ({"minor_units": 10_001}, "pending_approval"),
        ({"minor_units": 60_000}, "pending_approval"),
        ({"minor_units": 60_001}, "refused"),
        ({"minor_units": 0}, "refused"),
        ({"minor_units": 100, "currency": "EUR"}, "refused"),
        ({"minor_units": 100, "note": "ok"}, "refused"),
        ({"minor_units": 100, "kind": Kind.GOODWILL_CREDIT}, "refused"),
        ({"minor_units": 500, "portions": ((None, Component.TAX, 500, 0),)}, "approved"),
        ({"minor_units": 501, "portions": ((None, Component.TAX, 501, 0),)}, "refused"),
        ({"minor_units": 500, "portions": ((3, Component.PRICE, 500, 0),)}, "refused"),
        ({"minor_units": 500, "portions": ((1, Component.PRICE, 400, 0),)}, "refused"),
        ({"kind": Kind.RESEND, "portions": ((1, Component.PRICE, 0, 2),)}, "approved"),
        ({"kind": Kind.RESEND, "portions": ((1, Component.PRICE, 0, 3),)}, "refused"),
        ({"kind": Kind.RESEND}, "refused"),
        ({"kind": Kind.CANCEL}, "refused"),
    ],
)
def test_what_is_foretold_is_what_happens(dear, agent, wanted, said) -> None:
    portions = tuple(Portion(*each) for each in wanted.get("portions", ()))
    minor_units = wanted.get("minor_units", 0)
    other = {k: v for k, v in wanted.items() if k not in ("minor_units", "portions")}
    request = asks(dear, minor_units, portions=portions, **REASON | other)
    found = foreseen(request, dear, agent)
    assert not Remedy.objects.exists(), "nothing is written by looking"
    assert (expected(found), happened(request, dear, agent)) == (said, said)


def test_what_is_under_way_counts_in_what_is_foretold(dear, agent) -> None:
    request = asks(dear, 9_000, **REASON)
    assert foreseen(request, dear, agent).left_after == 51_000
    assert happened(request, dear, agent) == State.APPROVED
    again = foreseen(asks(dear, 2_000, **REASON), dear, agent)
    assert again.left_after == 49_000
    assert isinstance(again.prospect.decision, authority.NeedsApproval)


def test_a_claim_forbids_every_kind_and_says_who_takes_over(
    dear, agent, monkeypatch, tmp_path: Path
) -> None:
    are_connected(monkeypatch, tmp_path)
    Setback.objects.create(order=dear, kind="claim", external_id="1", happened_at=NOON)
    shown = order_for(agent, dear.pk)
    assert shown is not None
    found = wiring.possibilities(agent, shown, queries.order_money(shown))
    assert all(each.why_not for each in found)
    assert sum("compliance takes it over" in each.why_not for each in found) == 3


def test_amazon_refunds_what_it_ships_itself(dear, agent, monkeypatch, tmp_path) -> None:
    are_connected(monkeypatch, tmp_path)
    Order.objects.filter(pk=dear.pk).update(fulfilment="FBA")
    shown = order_for(agent, dear.pk)
    assert shown is not None
    found = wiring.possibilities(agent, shown, queries.order_money(shown))
    said = {each.kind: each.why_not for each in found}
    assert "Amazon ships this order" in said[Kind.REFUND]
    assert said[Kind.RESEND] == ""


def test_nothing_is_asked_for_that_no_channel_can_carry_out(
    place, monkeypatch, tmp_path
) -> None:
    with pytest.raises(wiring.NoChannel, match="not connected"):
        wiring.require_channel(place, Kind.REFUND)
    are_connected(monkeypatch, tmp_path)
    wiring.require_channel(place, Kind.REFUND)
    with pytest.raises(wiring.ChannelCannot) as refused:
        wiring.require_channel(place, Kind.GOODWILL_CREDIT)
    assert refused.value.fix
    monkeypatch.setattr(environment, "DEMO", False)
    with pytest.raises(wiring.NoChannel):
        wiring.require_channel(place, Kind.REFUND)
