"""Whatever is in the journal, the tables are the same by the compiled rules as by the plain."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.db import connection

from firsthand.domain.journal.models import Bookmark, Entry, Parked
from firsthand.domain.metrics import commands
from firsthand.domain.metrics.commands import sizes
from firsthand.domain.metrics.commands.rows import TABLES
from firsthand.domain.metrics.many import fresh
from firsthand.domain.metrics.models import AgentTime, HalfHour
from tests.domain.metrics.bulk.test_export import happens
from tests.domain.metrics.journal_story import Story

pytestmark = pytest.mark.django_db(transaction=True)


def by_compiled_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sizes, "many", lambda: 1)
    monkeypatch.setattr(sizes, "MANY_AT_ONCE", 120)
    monkeypatch.setattr(fresh, "ENTRIES_AT_ONCE", 50)


def everything() -> dict[str, Any]:
    found: dict[str, Any] = {
        table.__name__: list(table._base_manager.order_by("pk").values())
        for table in (*TABLES, Parked)
    }
    for table in (HalfHour, AgentTime):
        rows = table._base_manager.values()
        found[table.__name__] = sorted(
            tuple(sorted((k, str(v)) for k, v in row.items() if k != "id")) for row in rows
        )
    for row in found["Parked"]:
        del row["id"], row["parked_at"]
    found["Parked"].sort(key=lambda row: row["entry_id"])
    return found


def test_both(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(5)
    stories = [(Story(buyer, store=1 + buyer % 2), list[int]()) for buyer in range(1, 30)]
    for step in range(600):
        happens(chance, *chance.choice(stories))
    stories[0][0].write("tickets.tagged", 1, ticket=10)
    commands.run_until_done()
    assert commands.compare() == []
    plain = everything()
    with monkeypatch.context() as patch:
        by_compiled_rules(patch)
        assert commands.compare() == []
        commands.rebuild()
        assert everything() == plain
        with connection.cursor() as cursor:
            for table in (*reversed(TABLES), HalfHour, AgentTime):
                cursor.execute(f"DELETE FROM {table._meta.db_table}")
        Parked.objects.all().delete()
        Bookmark.objects.update(era=0, transaction=0, entry_id=0)
        assert commands.run_until_done() == Entry.objects.count()
        assert everything() == plain
        assert commands.compare() == []
    assert commands.compare() == []
