"""Many at once: one order, one key, one approval. The books hold."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection

from firsthand.domain.orders.models import Order
from firsthand.domain.people.models import Person
from firsthand.domain.remedies import commands
from firsthand.domain.remedies.models import Remedy
from firsthand.domain.remedies.queries import books, chain
from firsthand.foundation.errors import Refused
from tests import people
from tests.people import NOON
from tests.remedies import ACCOUNT, Desk, Judge, Memory, asks, money_of, order

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def placed(transactional_db) -> Order:
    return order(people.store(), lines=(70_000, 20_000), shipping=6_000, tax=4_000)


def at_once(doings: list[Callable[[], object]], *, threads: int = 12) -> Counter[str]:
    """Do all of it side by side; count what came of it, refusals by their code."""

    def run(do: Callable[[], object]) -> str:
        try:
            do()
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(threads) as pool:
        return Counter(pool.map(run, doings))


def asking(placed: Order, by: Person, amount: int, key=None) -> Callable[[], Remedy]:
    request = asks(placed, amount, key=key or uuid4())
    return lambda: commands.request(
        request=request, account=ACCOUNT, authority=Judge(limit=10**9), by=by, at=NOON
    )


def test_two_dozen_agents_on_one_order_never_give_more_than_was_paid(placed: Order):
    agents = [people.person(f"Agent{n}", "agent", placed.store) for n in range(24)]
    rng = random.Random(7)  # noqa: S311
    amounts = [rng.randint(1, 9_000) for _number in range(96)]
    doings = [asking(placed, agents[n % 24], amount) for n, amount in enumerate(amounts)]
    came = at_once(doings)
    captured, reserved, settled, over = money_of(placed)
    accepted = sum(Remedy.objects.values_list("minor_units", flat=True))
    assert came.keys() == {"done", "remedies.more_than_is_left"}
    assert (captured, reserved, settled, over) == (100_000, accepted, 0, 0)
    assert books.books().wrong == ()
    assert chain.checked().breaks == ()
    assert chain.checked().rows == sum(came.values())  # The refusals too.


def test_one_key_in_twenty_tabs_is_one_remedy(placed: Order):
    by, one = people.lin(placed.store), uuid4()
    came = at_once([asking(placed, by, 500, key=one)] * 20)
    assert came == {"done": 20}
    assert Remedy.objects.count() == 1
    assert money_of(placed)[1] == 500


def test_one_key_for_two_orders_at_once_is_one_remedy(placed: Order):
    by, one = people.lin(placed.store), uuid4()
    other = order(placed.store, "302-2", lines=(70_000, 30_000), shipping=0, tax=0)
    came = at_once([asking(each, by, 500, key=one) for each in (placed, other) * 5])
    assert came == {"done": 5, "remedies.key_taken": 5}
    assert Remedy.objects.count() == 1


def test_of_two_who_decide_at_once_one_is_told_that_it_is_decided(placed: Order):
    lin = people.lin(placed.store)
    leads = [people.person(f"Lead{n}", "lead", placed.store) for n in range(6)]
    remedy = commands.request(
        request=asks(placed, 500), account=ACCOUNT, authority=Judge(limit=1), by=lin,
        at=NOON,
    )  # fmt: skip

    def agree(by: Person) -> Callable[[], object]:
        return lambda: commands.approve(
            remedy_id=remedy.pk, request_hash=remedy.request_hash, authority=Judge(),
            by=by, at=NOON,
        )  # fmt: skip

    def refuse(by: Person) -> Callable[[], object]:
        return lambda: commands.reject(remedy_id=remedy.pk, why="No.", by=by, at=NOON)

    came = at_once([*map(agree, leads[:3]), *map(refuse, leads[3:])])
    assert came == {"done": 1, "remedies.already_decided": 5}


def test_withdrawing_and_sending_at_once_end_in_one_of_the_two(placed: Order):
    lin = people.lin(placed.store)
    channel = Memory()
    remedies = [asking(order(placed.store, f"9-{n}"), lin, 5)() for n in range(8)]

    def withdraw(remedy: Remedy) -> Callable[[], object]:
        return lambda: commands.withdraw(remedy_id=remedy.pk, by=lin, at=NOON)

    at_once([*(Desk(channel).works for _worker in range(3)), *map(withdraw, remedies)])
    Desk(channel).works()
    ended = Counter(Remedy.objects.values_list("state", flat=True))
    assert ended["succeeded"] + ended["cancelled"] == 8
    assert len(channel.calls) == len({call.key for call in channel.calls})
    assert len(channel.calls) == ended["succeeded"]
    assert books.books().wrong == ()
