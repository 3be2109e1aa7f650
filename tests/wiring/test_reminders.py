"""Who is told that the time of a claim runs out, and in what words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firsthand.domain.claims import commands
from firsthand.domain.claims.models import Reminder
from firsthand.domain.orders.models import Setback
from firsthand.domain.people.models import Person
from firsthand.domain.people.ports import Notice
from firsthand.domain.tickets.models import Ticket
from firsthand.settings import environment
from firsthand.wiring import notices
from tests import approvals, people
from tests.claims import claimed
from tests.notices import Heard
from tests.people import NOON

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def claim(placed) -> Setback:
    return claimed(placed)


@pytest.fixture
def chen(place) -> Person:
    return people.person("Chen", "compliance", place)


def told(hours: float = 36) -> list[Notice]:
    """Return the notices of this hour after the claim was filed."""
    heard, at = Heard(), NOON + timedelta(hours=hours)
    notices.tell_holders([Heard(is_broken=True), heard], commands.remind(at=at), at=at)
    return heard.notices


def names(hours: float = 36) -> list[str]:
    return [each.name for each in told(hours)]


def test_who_of_compliance_has_the_ticket_is_told_alone(claim, placed, place, chen) -> None:
    people.person("Ning", "compliance", place)
    Ticket.objects.filter(pk=approvals.ticket_of(placed).pk).update(assignee=chen)
    assert names() == ["Chen"]


def test_an_agent_who_has_it_is_told_beside_all_of_compliance(
    claim, placed, place, chen, agent
) -> None:
    people.person("Ning", "compliance", place)
    people.person("Far", "compliance", people.store("JP"))
    Ticket.objects.filter(pk=approvals.ticket_of(placed).pk).update(assignee=agent)
    assert names() == ["Lin", "Chen", "Ning"]


def test_where_nobody_of_compliance_sees_the_store_the_owner_is_told(claim) -> None:
    people.wen()
    assert names() == ["Wen"]


def test_who_has_left_is_not_told(claim, placed, chen, agent) -> None:
    Ticket.objects.filter(pk=approvals.ticket_of(placed).pk).update(assignee=agent)
    Person.objects.filter(pk=agent.pk).update(is_active=False)
    assert names() == ["Chen"]


def test_it_says_by_when_in_the_readers_language_and_clock(
    claim, chen, monkeypatch
) -> None:
    monkeypatch.setattr(environment, "PUBLIC_URL", "https://desk.example.com")
    (first,) = told(36)
    assert first.subject == (
        "Half of the time to answer the claim on order 111-1 has passed"
    )
    assert "2026-03-05 20:00 (Asia/Shanghai), as far as is known" in first.body
    assert "600.00" in first.body
    assert first.link == f"https://desk.example.com/claims/{claim.pk}/"
    Person.objects.filter(pk=chen.pk).update(language="zh-hans", time_zone="Europe/Berlin")
    (second,) = told(58)
    assert second.subject == "订单111-1的索赔：答复期限只剩五分之一"
    assert "2026-03-05 13:00 (Europe/Berlin)" in second.body
    (last,) = told(72)
    assert last.subject == "订单111-1的索赔：答复期限已到"


def test_a_stated_deadline_is_not_called_an_assumption(claim, chen) -> None:
    by = NOON + 40 * HOUR
    commands.set_deadline(setback_id=claim.pk, respond_by=by, by=chen, at=NOON)
    (notice,) = told(20)
    assert "as far as is known" not in notice.body


def test_without_a_way_it_is_noted_all_the_same(claim, chen) -> None:
    at = NOON + 36 * HOUR
    assert notices.tell_holders([], commands.remind(at=at), at=at) == 0
    assert Reminder.objects.count() == 1, "the page shows it, and nobody is told late"
