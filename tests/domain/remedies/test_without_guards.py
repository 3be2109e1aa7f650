"""Each guard taken away: what it forbids goes through, or what it does is missing.

So every one of them is needed, and every one would be missed: its tests fail without it.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from firsthand.domain.journal import commands as journal
from firsthand.domain.remedies import commands
from firsthand.domain.remedies.models import AuditRow, Cell, Incident, Ledger
from firsthand.domain.remedies.queries import books, chain
from tests.domain.remedies.test_guards import FORBIDDEN, SEEN_ELSEWHERE, everything
from tests.guards import PAGE, attempt, current_page, refusal_of, take_away, without
from tests.people import NOON
from tests.remedies import Desk, Memory, requested, seen

__all__ = ["everything"]

REFERENCED = "violates foreign key constraint"  # Which of several speaks first is chance.
# Behind these stands another, named here; by its own name each is missed all the same.
BEHIND = {
    "cell_is_never_deleted": REFERENCED,
    "ledger_is_never_deleted": REFERENCED,
    "outside_is_never_deleted": REFERENCED,
    "remedy_is_never_deleted": REFERENCED,
    "part_gives_something": "the parts of a remedy sum up",
    "part_is_reserved": "the parts of a remedy sum up",
}
PAST_TRIGGERS = "SET LOCAL session_replication_role = replica;"
DUPLICATE = """INSERT INTO remedies_cell (captured, reserved, settled, over, component, sku,
    ledger_id, line_number) SELECT 0, 0, 0, 0, component, sku, ledger_id, line_number
    FROM remedies_cell WHERE component = 'tax'"""
HELD = {
    "cell_never_gives_more_than_it_took": "UPDATE remedies_cell SET reserved = 10000",
    "cell_sums_are_not_negative": "UPDATE remedies_cell SET reserved = -1",
    "ledger_never_gives_more_than_it_took": "UPDATE remedies_ledger SET settled = 10000",
    "ledger_sums_are_not_negative": "UPDATE remedies_ledger SET over = -1",
    "one_cell_each": DUPLICATE,
}


def test_without_it_what_it_forbids_goes_through(everything) -> None:
    for guard in sorted({name for name, _ in FORBIDDEN}):
        tried = [statement for name, statement in FORBIDDEN if name == guard]
        with without("remedies", guard):
            refused = [told for statement in tried if (told := refusal_of(statement))]
        if guard in BEHIND:
            assert len(refused) == len(tried), guard
            assert all(BEHIND[guard] in told for told in refused), refused
        else:
            assert len(refused) < len(tried), (guard, refused)


def test_without_it_a_sum_can_be_wrong(placed, lin) -> None:
    requested(placed, 1, lin)
    settle_constraints()
    for guard, statement in HELD.items():
        assert guard in refusal_of(PAST_TRIGGERS + statement)
        with without("remedies", guard):
            assert refusal_of(PAST_TRIGGERS + statement) == ""


def ledgers_are_right() -> bool:
    return books.books().wrong == ()


def fact_is_audited() -> bool:
    return AuditRow.objects.filter(what="outside.recorded").exists()


def end_of_incident_is_audited() -> bool:
    return AuditRow.objects.filter(what="incident.closed").exists()


def policy_is_audited() -> bool:
    return AuditRow.objects.filter(what="authority.published").exists()


def log_is_whole() -> bool:
    return chain.checked().breaks == ()


DOES: dict[str, Callable[[], bool]] = {
    "cells_make_the_ledger": lambda: Ledger.objects.get().settled > 0,
    "remedy_moves_money": lambda: Cell.objects.filter(
        settled__gt=0, line_number=1
    ).exists(),
    "remedy_is_audited": ledgers_are_right,
    "outside_is_audited": fact_is_audited,
    "incident_is_audited": end_of_incident_is_audited,
    "journal_is_audited": policy_is_audited,
    "audit_is_chained": log_is_whole,
}


@pytest.mark.parametrize("guard", [None, *sorted(DOES)])
def test_without_it_what_it_does_is_missing(shop, placed, lin, guard: str | None) -> None:
    if guard is not None:
        take_away("remedies", guard)
    desk = Desk(Memory())
    if guard == "audit_is_chained":  # Without it a second row cannot even be written.
        noted = "INSERT INTO remedies_auditrow (what, subject, facts) VALUES ('', '', '')"
        attempt(noted)
    else:
        requested(placed, 100, lin)
        desk.works()
        commands.record_outside(
            store_id=shop.pk,
            order_number=placed.number,
            account="test.1",
            effects=[seen("X-1", 50)],
            at=NOON,
        )
        end_an_incident(shop, placed, lin)
        journal.record("authority.published", subject_id=1, at=NOON, by=lin)
    settle_constraints()
    for name, is_done in DOES.items():
        if guard is None or name == guard:
            assert is_done() == (guard is None), name


def end_an_incident(shop, placed, lin) -> None:
    incident = Incident.objects.create(
        kind="over", store=shop, ledger_id=placed.pk, at=NOON
    )
    incident.closed_at, incident.closed_by_id = NOON, lin.pk
    incident.found, incident.said = "explained", "Seen."
    incident.save()


def test_what_is_seen_elsewhere_is_taken_away_too() -> None:
    assert SEEN_ELSEWHERE.keys() == HELD.keys() | DOES.keys()


def settle_constraints() -> None:
    attempt("set constraints all immediate; set constraints all deferred")


def test_the_page_of_guards_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == current_page()
