"""A buyer is forgotten in one way, wherever somebody asks for it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from firsthand import wiring
from firsthand.cli import main
from firsthand.domain.orders.models import Buyer
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.remedies.models import Remedy
from tests import people
from tests.people import NOON
from tests.remedies import Desk, Memory, money_of, order, requested

pytestmark = pytest.mark.django_db


@pytest.fixture
def given() -> Remedy:
    """Refund something of an order, with a note about its buyer."""
    shop = people.store()
    remedy = requested(order(shop), 300, people.lin(shop))
    Desk(Memory()).works()
    return remedy


def is_forgotten(remedy: Remedy) -> bool:
    remedy.refresh_from_db()
    buyer = Buyer.objects.get(pk=remedy.ledger.order.buyer_id)
    return buyer.erased_at is not None and remedy.note == ""


def test_his_words_about_money_go_with_him_and_the_money_stays(given: Remedy) -> None:
    order_of = given.ledger.order
    chen = people.person("Chen", "compliance", order_of.store)
    wiring.erase_buyer(buyer_id=order_of.buyer_id, by=chen, at=timezone.now())
    assert is_forgotten(given)
    assert money_of(order_of) == (1000, 0, 300, 0)


def test_who_may_not_erase_forgets_nothing(given: Remedy) -> None:
    order_of = given.ledger.order
    agent = people.person("Sun", "agent", order_of.store)
    with pytest.raises(NotAllowed):
        wiring.erase_buyer(buyer_id=order_of.buyer_id, by=agent, at=NOON)
    given.refresh_from_db()
    assert given.note


def test_the_command_line_takes_the_same_way(given: Remedy, capsys) -> None:
    buyer = given.ledger.order.buyer_id
    assert main.main(["buyer", "erase", "--id", str(buyer), "--yes"]) == 0
    assert is_forgotten(given)
    assert "Erased buyer" in capsys.readouterr().out


def test_nothing_erases_a_buyer_but_this() -> None:
    """Whoever calls the area's own command would leave words behind."""
    from pathlib import Path

    import firsthand

    package = Path(firsthand.__file__).parent
    callers = [
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if "tickets.erase_buyer(" in path.read_text(encoding="utf-8")
    ]
    assert callers == ["wiring/erasing.py"]
