"""What is looked for in the audit log is found, and nothing beside it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firsthand.domain.orders.models import Order
from firsthand.domain.remedies.commands._audit import write_audit
from firsthand.domain.remedies.queries.log import GROUPS, MACHINE, Wanted, rows
from tests.remedies import requested

BY_GROUP = {
    "remedies": ["remedy.approved", "remedy.request.refused"],
    "refused": ["authority.refused", "remedy.request.refused"],
    "approvals": ["remedy.approved"],
    "by_hand": ["remedies.decision_proposed"],
    "stops": ["remedies.stop_lifted", "remedies.stopped"],
    "incidents": ["incident.closed"],
    "claims": ["claim.handed_over", "claims.pack_exported"],
    "outside": ["outside.recorded"],
    "policy": ["authority.published", "authority.refused", "people.role_changed"],
}


def write(what: str, *, actor: int | None = 7, subject: str = "x", **facts) -> None:
    write_audit(what, subject=subject, actor_id=actor, store_id=None, facts=facts)


def found(**wanted) -> list[str]:
    return sorted(row.what for row in rows(Wanted(**wanted)))


@pytest.fixture
def written(db) -> list[str]:
    kinds = sorted({kind for kinds in BY_GROUP.values() for kind in kinds})
    for kind in kinds:
        write(kind)
    return kinds


@pytest.mark.parametrize("group", BY_GROUP)
def test_each_group_has_its_kinds_of_rows(written, group) -> None:
    assert found(group=group) == BY_GROUP[group]


def test_every_group_is_tried_and_one_that_is_unknown_asks_for_nothing(written) -> None:
    assert BY_GROUP.keys() == GROUPS.keys()
    assert found() == found(group="moon") == written


def test_an_approval_by_the_program_is_nobodys_decision(db) -> None:
    write("remedy.approved", actor=None)
    write("remedy.rejected", actor=7)
    assert found(group="approvals") == ["remedy.rejected"]


def test_rows_are_found_by_who_did_it_and_newest_first(db) -> None:
    write("a.b", actor=None)
    write("c.d", actor=7)
    write("e.f", actor=7)
    assert found(actor_id=MACHINE) == ["a.b"]
    assert [row.what for row in rows(Wanted(actor_id=7))] == ["e.f", "c.d"]


def test_rows_are_found_by_subject_key_and_order(placed: Order, lin) -> None:
    remedy = requested(placed, 100, lin)
    write("a.b", subject=str(remedy.key))
    write("c.d", order=placed.pk)
    write("e.f", order=placed.pk * 10)
    write("g.h", x=1, order=placed.pk)
    write("i.j", subject="R 5")
    assert found(subject=f" {placed.number} ") == ["a.b", "c.d", "g.h"]
    assert found(subject=str(remedy.key)) == ["a.b"]
    assert found(subject="R 5") == ["i.j"]
    assert len(found(subject=" ")) == 5


def test_rows_are_found_from_one_moment_until_another(db) -> None:
    write("a.b")
    at = rows(Wanted()).get().at
    later = at + timedelta(microseconds=1)
    assert found(since=at) == found(until=later) == ["a.b"]
    assert found(until=at) == found(since=later) == []
