"""Whatever the journal holds, compiled and plain rules leave the same tables."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, models

from firsthand.domain.journal.models import Bookmark, Entry, Parked
from firsthand.domain.metrics import commands
from firsthand.domain.metrics.commands import day_sums, half_hours, sizes
from firsthand.domain.metrics.commands.rows import TABLES
from firsthand.domain.metrics.many import fresh, replacing
from firsthand.domain.metrics.models import (
    AgentTime,
    AuditIssue,
    DaySum,
    EightHours,
    HalfHour,
    Issue,
    Standing,
    SummedDay,
)
from tests.domain.metrics.bulk.test_export import happens, withdraw
from tests.domain.metrics.journal_story import LIN, Story
from tests.domain.metrics.test_robustness import ODD, odd
from tests.people import NOON

pytestmark = pytest.mark.django_db(transaction=True)
SUMS: tuple[type[models.Model], ...] = (HalfHour, EightHours, AgentTime)
# What nobody of ours writes, and the plain rules read all the same.
UNUSUAL: list[tuple[str, dict[str, Any]]] = [
    ("tickets.message_received", {"order_id": 0, "asins": [""], "nature": "question"}),
    ("tickets.message_received", {"order_id": 1 << 40, "reason": "", "session": ""}),
    ("tickets.assigned", {"to": 0, "reassignments": -3}),
    ("tickets.order_linked", {"order_id": -1 - (1 << 40)}),
    ("tickets.reply_written", {"kind": "resolution", "macro_id": 1 << 70}),
]


@contextmanager
def by_compiled_rules(*, at_once: int = 120, together: int = 50) -> Iterator[None]:
    """Have everything worked out by the compiled rules, in portions as small as these."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sizes, "many", lambda: 1)
        patch.setattr(sizes, "MANY_AT_ONCE", at_once)
        patch.setattr(fresh, "ENTRIES_AT_ONCE", together)
        yield


def told(seed: int, steps: int) -> list[tuple[Story, list[int]]]:
    """Write a journal with everything in it, also what cannot be read."""
    chance = random.Random(seed)  # noqa: S311 -- a fixed seed is the point
    stories = [(Story(buyer, store=1 + buyer % 2), list[int]()) for buyer in range(1, 30)]
    for _ in range(steps):
        happens(chance, *chance.choice(stories))
    for buyer, (kind, facts, about, _said) in enumerate(ODD, start=5):
        odd(kind, facts, {"ticket_id": buyer * 10} | about, buyer=buyer)
    for buyer, (kind, facts) in enumerate(UNUSUAL, start=10):
        stories[buyer - 1][0].write(kind, 30 + buyer, ticket=buyer * 10, **facts)
    # One message told twice, at two moments.
    for hours in (4, 9):
        stories[20][0].write("tickets.message_received", hours, subject=7, ticket=205)
    return stories


def everything() -> dict[str, Any]:
    """Return all that is made from the journal, but for ids of no meaning."""
    found: dict[str, Any] = {}
    for table in (*TABLES, *SUMS, Parked):
        rows = table._base_manager.values()
        left_out = {"id", "parked_at"}
        found[table.__name__] = sorted(
            str(
                sorted(
                    (name, str(value))
                    for name, value in row.items()
                    if name not in left_out
                )
            )
            for row in rows
        )
    return found


def forget_all() -> None:
    Parked.objects.all().delete()
    with connection.cursor() as cursor:
        for table in (*reversed(TABLES), *SUMS, DaySum, SummedDay):
            cursor.execute(f"DELETE FROM {table._meta.db_table}")
    Bookmark.objects.update(era=0, transaction=0, entry_id=0)


def test_both_executions_leave_the_same_however_they_come_to_it() -> None:
    stories, chance = told(5, steps=350), random.Random(6)  # noqa: S311 -- again
    commands.run_until_done()
    plain = everything()
    assert commands.compare() == []
    assert len(plain["Parked"]) >= len(ODD)
    with by_compiled_rules():
        assert commands.compare() == []
        Standing.objects.update(version=0)  # Everything is counted at the end.
        forget_all()
        commands.rebuild()
        assert everything() == plain
        forget_all()
        assert commands.run_until_done() == Entry.objects.count()
        assert everything() == plain
        # More happens to everybody, and some of it never should have.
        for _ in range(120):
            happens(chance, *chance.choice(stories))
        withdraw(Entry.objects.filter(buyer_id=stories[3][0].buyer))
        commands.run_until_done()
        assert commands.compare() == []
        together = everything()
        assert together != plain
    assert commands.compare() == []
    forget_all()
    commands.run_until_done()
    assert everything() == together


def test_unusual_buyers_are_few_and_everybody_else_goes_by_columns() -> None:
    told(7, steps=120)
    usual, unusual = set[int](), set[int]()
    with by_compiled_rules(), pytest.MonkeyPatch.context() as patch:
        right = replacing.set_aside

        def noted(buyers: list[int], derived: Any) -> None:
            usual.update(buyers)
            right(buyers, derived)

        patch.setattr(replacing, "set_aside", noted)
        patch.setattr(replacing, "replace_facts", unusual.update)
        commands.rebuild()
    assert not usual & unusual
    odd_ones = {5 + number for number in range(len(ODD))} | {
        10 + number for number in range(len(UNUSUAL))
    }
    assert odd_ones | {21} == unusual
    assert usual == set(range(1, 30)) - unusual


def test_sums_are_counted_one_by_one_or_all_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stories, chance = told(8, steps=150), random.Random(9)  # noqa: S311 -- again
    with by_compiled_rules():
        for few in (10**6, 0):
            monkeypatch.setattr(replacing, "FEW", few)
            for _ in range(60):
                happens(chance, *chance.choice(stories))
            commands.run_until_done()
            assert half_hours.differences() == []
            assert day_sums.differences() == []
            assert commands.compare() == []
    assert not SummedDay.objects.filter(holds=False).exists()


def test_what_was_tampered_with_is_found_and_put_right() -> None:
    told(10, steps=150)
    commands.run_until_done()
    Issue.objects.filter(pk=Issue.objects.earliest("pk").pk).update(contacts=9)
    gone, moved, more = AuditIssue.objects.order_by("pk")[:3]
    gone.delete()
    AuditIssue.objects.filter(pk=moved.pk).update(opening_message_id=1)
    more.opening_message_id = 2
    more.save(force_insert=True)
    expected = commands.compare()
    tables = [found.table for found in expected if "half" not in found.table]
    assert tables == ["issue", "auditissue", "auditissue", "auditissue", "auditissue"]
    assert {found.stored is None for found in expected[1:5]} == {True, False}
    assert {found.expected is None for found in expected[1:5]} == {True, False}
    with by_compiled_rules():
        found = commands.compare()
        assert sorted(found, key=str) == sorted(expected, key=str)
        commands.rebuild()
        assert commands.compare() == []


def test_a_ticket_of_two_buyers_is_the_later_ones() -> None:
    for buyer in (5, 6):
        Story(buyer).asks(buyer, ticket=1)
    with by_compiled_rules(at_once=1000, together=1000):
        commands.run_until_done()
    compiled = everything()
    commands.rebuild()
    assert everything() == compiled


def test_facts_of_buyers_nobody_knows_are_gone_after_a_rebuild() -> None:
    for buyer in (4, 6):
        Story(buyer).asks(0, ticket=buyer)
    commands.run_until_done()
    for number, buyer in enumerate((3, 5, 7), start=1):
        issue = Issue.objects.get(buyer_id=4)
        issue.pk, issue.buyer_id = number, buyer
        issue.save(force_insert=True)
    with by_compiled_rules(at_once=1):
        assert commands.rebuild() == 2
    assert sorted(Issue.objects.values_list("buyer_id", flat=True)) == [4, 6]


def test_a_portion_cut_off_leaves_facts_and_bookmark_as_they_were(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for buyer in (5, 6):
        Story(buyer).asks(0, ticket=buyer)
    with by_compiled_rules(at_once=1):
        right, portions = replacing.set_aside, list[list[int]]()

        def killed(buyers: list[int], derived: Any) -> None:
            portions.append(buyers)
            if 6 in buyers:
                raise KeyboardInterrupt
            right(buyers, derived)

        monkeypatch.setattr(replacing, "set_aside", killed)
        with pytest.raises(KeyboardInterrupt):
            commands.run_until_done()
        assert [issue.buyer_id for issue in Issue.objects.all()] == [5]
        monkeypatch.undo()
        with by_compiled_rules(at_once=1):
            assert commands.run_until_done() == 1
    assert portions == [[5], [6]]
    assert commands.compare() == []


def test_what_is_not_brought_in_yet_is_no_difference() -> None:
    early, late = Story(5), Story(6)
    early.asks(0, ticket=5)
    late.asks(0, ticket=6)
    commands.run_until_done()
    late.hears(1, ticket=6, by=LIN)
    Story(7).asks(1, ticket=7)
    with by_compiled_rules():
        assert commands.compare() == []
        Issue.objects.filter(buyer_id=5).update(opened_at=NOON + timedelta(days=1))
        tables = {found.table.split()[0] for found in commands.compare()}
    assert "issue" in tables
