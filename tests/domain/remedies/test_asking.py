"""What is asked for is written once, with its money set aside, or refused with a reason."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import uuid4

import pytest

from firsthand.domain.journal.models import Entry
from firsthand.domain.orders.commands import record_setback
from firsthand.domain.orders.models import Order
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.people.models import Person
from firsthand.domain.remedies import commands
from firsthand.domain.remedies.models import AuditRow, Cell, Ledger, Remedy
from firsthand.domain.remedies.ports import Component, Kind
from firsthand.domain.remedies.rules.requests import Portion
from tests import people
from tests.people import NOON
from tests.remedies import ACCOUNT, Judge, asks, money_of, order, requested

State = Remedy.State


def cells(placed: Order) -> list[tuple[int | None, str, int, int]]:
    rows = Cell.objects.filter(ledger_id=placed.pk).order_by("pk")
    return [(c.line_number, c.component, c.captured, c.reserved) for c in rows]


def test_the_first_touch_opens_the_ledger_from_the_orders_own_figures(
    placed: Order, lin: Person
):
    requested(placed, 1000, lin)
    assert cells(placed) == [
        (1, "price", 700, 700),
        (2, "price", 200, 200),
        (None, "shipping", 60, 60),
        (None, "tax", 40, 40),
    ]
    assert money_of(placed) == (1000, 1000, 0, 0)


def test_an_amount_without_parts_comes_pro_rata_from_what_is_left(
    placed: Order, lin: Person
):
    requested(placed, 333, lin)
    assert [reserved for *_, reserved in cells(placed)] == [233, 67, 20, 13]
    requested(placed, 667, lin)
    assert [reserved for *_, reserved in cells(placed)] == [700, 200, 60, 40]


def test_parts_come_from_the_cells_they_name(placed: Order, lin: Person):
    parts = (Portion(2, Component.PRICE, 150, 1), Portion(None, Component.SHIPPING, 60))
    remedy = requested(placed, 210, lin, portions=parts)
    assert [reserved for *_, reserved in cells(placed)] == [0, 150, 60, 0]
    assert list(remedy.parts.order_by("pk").values_list("sku", "quantity")) == [
        ("L2", 1),
        ("", 0),
    ]


def test_a_request_is_journalled_with_numbers_and_no_words(placed: Order, lin: Person):
    remedy = requested(placed, 300, lin, ticket_id=7)
    entry = Entry.objects.get(kind="remedies.approved")
    assert (entry.subject_id, entry.actor_id, entry.ticket_id) == (remedy.pk, lin.pk, 7)
    assert (entry.store_id, entry.buyer_id) == (placed.store_id, placed.buyer_id)
    assert entry.facts["minor_units"] == 300
    assert "pieces" not in json.dumps(entry.facts)


def test_the_same_request_again_finds_the_one_that_is_there(placed: Order, lin: Person):
    request = asks(placed, 300)
    given = {"account": ACCOUNT, "authority": Judge(), "by": lin}
    first = commands.request(request=request, at=NOON, **given)
    again = commands.request(request=request, at=NOON, **given)
    assert again.pk == first.pk
    assert money_of(placed) == (1000, 300, 0, 0)


@pytest.mark.parametrize(
    "changed",
    [{"minor_units": 301}, {"reason": "late"}, {"note": "Other."}, {"ticket_id": 8}],
)
def test_a_key_never_stands_for_two_requests(placed: Order, lin: Person, changed: dict):
    request = asks(placed, 300)
    given = {"account": ACCOUNT, "authority": Judge(), "by": lin, "at": NOON}
    commands.request(request=request, **given)
    with pytest.raises(commands.KeyTaken):
        commands.request(request=replace(request, **changed), **given)
    assert money_of(placed) == (1000, 300, 0, 0)


def test_parts_in_another_order_are_the_same_request(placed: Order, lin: Person):
    parts = (Portion(1, Component.PRICE, 100), Portion(2, Component.PRICE, 50))
    request = asks(placed, 150, portions=parts)
    given = {"account": ACCOUNT, "authority": Judge(), "by": lin, "at": NOON}
    first = commands.request(request=request, **given)
    turned = replace(request, portions=parts[::-1])
    assert commands.request(request=turned, **given).pk == first.pk


def test_what_needs_approval_sets_its_money_aside_at_once(placed: Order, lin: Person):
    remedy = requested(placed, 600, lin, judge=Judge(limit=500))
    assert (remedy.state, remedy.approval_by) == (State.PENDING_APPROVAL, "lead")
    assert money_of(placed) == (1000, 600, 0, 0)
    with pytest.raises(commands.MoreThanIsLeft, match=r"4\.00 EUR"):
        requested(placed, 401, lin)


def test_the_judge_sees_what_the_order_gave_before(placed: Order, lin: Person):
    judge = Judge()
    requested(placed, 300, lin)
    requested(placed, 200, lin, judge=judge)
    (proposal,) = judge.asked
    assert (proposal.captured, proposal.given, proposal.minor_units) == (1000, 300, 200)


UNFIT = [
    # what is wrong, the order, the request
    ("nothing", {}, {"minor_units": 0}),
    ("less than nothing", {}, {"minor_units": -5}),
    ("another currency", {}, {"minor_units": 100, "currency": "USD"}),
    (
        "parts that are not the amount",
        {},
        {"minor_units": 100, "portions": (Portion(1, Component.PRICE, 99),)},
    ),
    (
        "a part below nothing",
        {},
        {
            "minor_units": 100,
            "portions": (
                Portion(1, Component.PRICE, 200), Portion(2, Component.PRICE, -100),
            ),
        },
    ),
    (
        "a line twice",
        {},
        {
            "minor_units": 100,
            "portions": (
                Portion(1, Component.PRICE, 50), Portion(1, Component.PRICE, 50),
            ),
        },
    ),
    ("money for what gives none", {}, {"minor_units": 100, "kind": Kind.CANCEL}),
    ("nothing was paid yet", {"state": "pending"}, {"minor_units": 100}),
    ("cancelled on its way", {"state": "shipped"}, {"kind": Kind.CANCEL}),
    ("an address of a sent order", {}, {"kind": Kind.ADDRESS_CHANGE}),
    ("no address", {"state": "unshipped"}, {"kind": Kind.ADDRESS_CHANGE}),
    ("no pieces", {}, {"kind": Kind.RESEND}),
    (
        "more pieces than were bought",
        {},
        {"kind": Kind.RESEND, "portions": (Portion(1, Component.PRICE, 0, 3),)},
    ),
    ("credit at a marketplace", {}, {"minor_units": 100, "kind": Kind.GOODWILL_CREDIT}),
]  # fmt: skip


@pytest.mark.parametrize(("why", "of_order", "of_request"), UNFIT)
def test_what_makes_no_sense_is_refused(shop, lin: Person, why, of_order, of_request):
    placed = order(shop, **of_order)
    with pytest.raises(commands.DoesNotFit):
        requested(placed, of_request.pop("minor_units", 0), lin, **of_request)
    assert not Remedy.objects.exists()


def test_pieces_are_sent_without_money_and_without_an_open_ledger(shop, lin: Person):
    placed = order(shop, total=5)
    pieces = (Portion(1, Component.PRICE, 0, 2),)
    remedy = requested(placed, 0, lin, kind=Kind.RESEND, portions=pieces)
    assert (remedy.state, remedy.minor_units) == (State.APPROVED, 0)
    assert Ledger.objects.get().opened_at is None


def test_an_order_whose_figures_do_not_add_up_gives_no_money_until_they_do(
    shop, lin: Person
):
    placed = order(shop, total=999)
    with pytest.raises(commands.FiguresDoNotAddUp):
        requested(placed, 100, lin)
    placed = order(shop)
    requested(placed, 100, lin)
    assert money_of(placed) == (1000, 100, 0, 0)


@pytest.mark.parametrize(
    "figures", [{"lines": (-700, 1600)}, {"lines": (), "shipping": 0, "tax": 0}]
)
def test_an_order_below_nothing_or_without_lines_gives_no_money(shop, lin, figures):
    with pytest.raises(commands.FiguresDoNotAddUp):
        requested(order(shop, **figures), 10, lin)


def test_a_line_that_cost_nothing_stands_in_nobodys_way(shop, lin: Person):
    placed = order(shop, lines=(900, 0))
    requested(placed, 100, lin)
    assert cells(placed)[:2] == [(1, "price", 900, 90), (2, "price", 0, 0)]


def test_pieces_are_of_the_article_of_their_line_if_it_has_one(placed: Order, lin: Person):
    placed.lines.filter(line_number=1).update(product=None)
    pieces = tuple(Portion(line, Component.PRICE, 0, 1) for line in (2, 1))
    remedy = requested(placed, 0, lin, kind=Kind.RESEND, portions=pieces)
    parts = remedy.parts.order_by("pk").values_list("line_number", "sku")
    assert list(parts) == [(2, "L2"), (1, "")]
    skus = Cell.objects.order_by("pk").values_list("sku", flat=True)
    assert list(skus) == ["", "L2", "", ""]  # Shipping and tax are no articles.


def test_figures_that_change_later_stop_further_money(shop, lin: Person):
    requested(order(shop), 100, lin)
    with pytest.raises(commands.FiguresChanged):
        requested(order(shop, lines=(600, 300)), 100, lin)


def test_after_a_chargeback_no_refund(placed: Order, lin: Person):
    record_setback(order_id=placed.pk, kind="chargeback", external_id="c", happened_at=NOON)
    with pytest.raises(commands.DoesNotFit, match="twice"):
        requested(placed, 100, lin)


def test_an_order_of_another_store_is_not_there(placed: Order, shop):
    stranger = people.person("Kim", "agent", people.store("JP"))
    with pytest.raises(commands.NoSuchOrder):
        requested(placed, 100, stranger)


def test_who_only_reads_may_ask_for_nothing(placed: Order, shop):
    with pytest.raises(NotAllowed):
        requested(placed, 100, people.person("Omar", "reviewer", shop))


def test_a_line_that_is_not_there_gives_nothing(placed: Order, lin: Person):
    with pytest.raises(commands.NoSuchCell):
        requested(placed, 10, lin, portions=(Portion(9, Component.PRICE, 10),))
    with pytest.raises(commands.MoreThanIsLeft):
        requested(placed, 61, lin, portions=(Portion(None, Component.SHIPPING, 61),))


def test_every_refusal_is_in_the_audit_log(placed: Order, lin: Person):
    with pytest.raises(commands.MoreThanIsLeft):
        requested(placed, 1001, lin, key=uuid4())
    row = AuditRow.objects.get()
    assert (row.what, row.actor_id) == ("remedy.request.refused", lin.pk)
    assert json.loads(row.facts)["refused"] == "remedies.more_than_is_left"
    assert json.loads(row.facts)["minor_units"] == 1001


def test_an_agent_who_was_stopped_may_ask_for_nothing(
    placed: Order, lin: Person, maya: Person
):
    stopped = commands.stop(
        scope="agent", name=str(lin.pk), why="Looks odd.", by=maya, at=NOON
    )
    with pytest.raises(commands.AgentStopped):
        requested(placed, 100, lin)
    commands.lift(stop_id=stopped.pk, by=maya, at=NOON)
    requested(placed, 100, lin)
