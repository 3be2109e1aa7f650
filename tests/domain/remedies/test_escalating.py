"""Nobody answers in time: the role above is asked, and told once."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from firsthand.domain.journal.models import Entry
from firsthand.domain.orders.models import Order
from firsthand.domain.people.models import Person
from firsthand.domain.remedies import commands
from firsthand.domain.remedies.models import AuditRow, Remedy
from firsthand.domain.remedies.ports import Proposal
from tests.people import NOON
from tests.remedies import HOUR, Judge, requested

pytestmark = pytest.mark.django_db


@dataclass
class Steps:
    """Roles, one above the other."""

    roles: tuple[str, ...] = ("lead", "compliance", "owner")
    asked: list[Proposal] = field(default_factory=list)

    def next_above(self, proposal: Proposal, *, role: str) -> str:
        self.asked.append(proposal)
        above = self.roles[self.roles.index(role) + 1 :]
        return above[0] if above else ""


@pytest.fixture
def pending(placed: Order, lin: Person) -> Remedy:
    return requested(placed, 600, lin, judge=Judge(limit=500))


def escalate(hours: float) -> int:
    return commands.escalate_due(ladder=Steps(), at=NOON + hours * HOUR)


def test_after_half_of_its_life_the_next_role_is_asked_and_then_the_next(pending) -> None:
    assert escalate(35.9) == 0
    assert escalate(36) == 1
    pending.refresh_from_db()
    assert (pending.approval_by, pending.asks_next_at) == ("compliance", NOON + 54 * HOUR)
    assert escalate(53.9) == 0
    assert escalate(54) == 1
    assert escalate(63) == 0, "nobody is above the owner"
    pending.refresh_from_db()
    assert (pending.approval_by, pending.asks_next_at) == ("owner", None)
    rows = AuditRow.objects.filter(what="remedy.escalated", subject=str(pending.key))
    assert rows.count() == 2
    facts = {"key": str(pending.key), "order": pending.ledger_id}
    assert json.loads(rows.earliest("seq").facts) == facts | {
        "from": "lead", "to": "compliance",
    }  # fmt: skip
    told = Entry.objects.filter(kind="remedies.approval_escalated").values_list("facts")
    assert [(facts["from"], facts["to"]) for (facts,) in told] == [
        ("lead", "compliance"), ("compliance", "owner"),
    ]  # fmt: skip


def test_the_name_of_a_role_is_cut_to_what_is_kept(pending) -> None:
    ladder = Steps(roles=("lead", "r" * 60))
    assert commands.escalate_due(ladder=ladder, at=NOON + 36 * HOUR) == 1
    pending.refresh_from_db()
    assert pending.approval_by == "r" * 40


def test_whoever_was_asked_before_may_still_decide(pending, maya: Person) -> None:
    escalate(36)
    commands.approve(
        remedy_id=pending.pk, request_hash=pending.request_hash, authority=Judge(),
        by=maya, at=NOON + 37 * HOUR,
    )  # fmt: skip
    assert escalate(60) == 0


def test_what_is_decided_or_has_run_out_is_nobodys_any_more(pending, maya) -> None:
    assert escalate(72) == 0
    commands.reject(remedy_id=pending.pk, why="No.", by=maya, at=NOON)
    assert escalate(40) == 0


def test_a_clock_that_jumps_asks_nobody_twice(pending) -> None:
    assert escalate(40) == 1
    assert escalate(36) == 0, "set back"
    assert escalate(-1000) == 0


def test_another_role_is_asked_only_while_it_waits(pending, maya: Person) -> None:
    commands.reject(remedy_id=pending.pk, why="No.", by=maya, at=NOON)
    with pytest.raises(DatabaseError, match="another role"), transaction.atomic():
        Remedy.objects.filter(pk=pending.pk).update(approval_by="owner")


def test_each_role_is_told_once(pending) -> None:
    told = commands.next_to_tell(at=NOON)
    assert told is not None
    assert told.told_role == "lead"
    assert commands.next_to_tell(at=NOON) is None
    escalate(36)
    assert commands.next_to_tell(at=NOON + 36 * HOUR) == pending
    assert commands.next_to_tell(at=NOON + 36 * HOUR) is None


def test_nobody_is_told_of_what_has_run_out(pending) -> None:
    assert commands.next_to_tell(at=NOON + timedelta(hours=72)) is None
