"""From the journal to the columns and the facts in files: the same as in the tables."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.db import connection

from firsthand.domain.journal.models import Bookmark
from firsthand.domain.metrics import commands
from firsthand.domain.metrics.bulk import batch, export
from tests.domain.metrics.journal_story import LIN, MAYA, Story

pytestmark = pytest.mark.django_db(transaction=True)
# By table: columns that both have, by name there and name in the files.
SAME = {
    "issue": "opening_message_id buyer_id store_id first_ticket_id order_id resolver_id"
    " first_agent_id first_macro_id touches contacts",
    "auditissue": "opening_message_id buyer_id store_id first_agent_id",
    "contact": "first_message_id issue_id ticket_id number order_id answered_by_id",
    "course": "ticket_id store_id order_id answered_by_id solved_by_id reassignments"
    " times_opened_again",
    "solving": "entry_id ticket_id solved_by_id",
    "focus": "entry_id ticket_id agent_id seconds",
}
MOMENTS = {
    "issue": "opened_at recorded_at resolved_at failed_at settles_at failed_30_at"
    " settles_30_at returned_at escalated_at touched_again_at",
    "auditissue": "opened_at failed_at settles_30_at",
    "contact": "started_at recorded_at answered_at assigned_at",
    "course": "asked_at answered_at assigned_at solved_at",
    "solving": "asked_at solved_at opened_again_at came_back_at",
    "focus": "started_at",
}


def happens(chance: random.Random, buyer: Story, replies: list[int]) -> None:
    """Let anything happen to a buyer, everything that is taken back included."""
    hours = chance.randrange(0, 700)
    ticket = buyer.buyer * 10 + chance.randrange(3)
    which = chance.randrange(14)
    if which < 5:
        _asks(chance, buyer, hours, ticket)
    elif which < 9:
        kind = chance.choice(["resolution", "resolution", "holding", "courtesy"])
        by = chance.choice([LIN, MAYA])
        replies.append(buyer.hears(hours, ticket=ticket, by=by, kind=kind))
    elif which == 9 and replies:
        buyer.write("tickets.reply_undelivered", hours, subject=chance.choice(replies))
    else:
        _goes_on(chance, buyer, hours, ticket)


def _asks(chance: random.Random, buyer: Story, hours: int, ticket: int) -> None:
    message = buyer.asks(
        hours,
        ticket=ticket,
        asins=chance.sample(["B1", "B2", "B3"], chance.randrange(3)),
        order_id=chance.choice([None, 7, 8]),
        reason=chance.choice([None, "INS.LOG.WISMO", "AFT.RET.HOWTO"]),
        channel="email",
    )
    if chance.random() < 0.1:
        flag = {"subject": message, "ticket": ticket}
        buyer.write("tickets.no_response_needed", hours + 1, **flag)


def _goes_on(chance: random.Random, buyer: Story, hours: int, ticket: int) -> None:
    on: dict[str, Any] = {"ticket": ticket, "subject": ticket}
    claim = {"subject": 7, "external_id": chance.choice(["C1", "C2"])}
    happened: dict[str, dict[str, Any]] = {
        "tickets.solved": on | {"by": LIN},
        "tickets.assigned": on | {"by": LIN, "to": chance.choice([1, 2, None])},
        "tickets.focused": on | {"by": MAYA, "seconds": chance.randrange(5000)},
        "tickets.tagged": on | {"reason": "INS.LOG.DELAY", "l1_resolvable": False},
        "tickets.merged": on | {"into": buyer.buyer * 10},
        "orders.claim_opened": claim,
        "orders.claim_denied": claim,
    }
    kind = chance.choice(list(happened))
    buyer.write(kind, hours, **happened[kind])


def test_the_facts_in_files_are_those_in_the_tables(tmp_path: Path) -> None:
    chance = random.Random(5)  # noqa: S311 -- a fixed seed is the point
    stories = [(Story(buyer, store=1 + buyer % 2), list[int]()) for buyer in range(1, 30)]
    for step in range(400):
        happens(chance, *chance.choice(stories))
        if step % 150 == 100:
            export.bring_up_to_date(tmp_path)
    stories[0][0].write("tickets.tagged", 1, ticket=10)  # Without a reason: unreadable.
    export.bring_up_to_date(tmp_path)
    assert batch.newest_generation(tmp_path / "facts") > 0
    commands.run_until_done()
    assert commands.compare() == []
    for table, names in SAME.items():
        assert in_tables(table, names) == in_files(tmp_path, table, names), table


def test_entries_exported_twice_count_once(tmp_path: Path) -> None:
    story = Story(5)
    story.asks(0)
    story.hears(1)
    export.bring_up_to_date(tmp_path)
    before = in_files(tmp_path, "issue", SAME["issue"])
    # Killed after the files were written and before the bookmark was.
    Bookmark.objects.filter(reader="columns").update(transaction=0, entry_id=0)
    export.bring_up_to_date(tmp_path)
    assert in_files(tmp_path, "issue", SAME["issue"]) == before != []


def in_tables(table: str, names: str) -> list[Any]:
    moments = [
        f"(extract(epoch from {one}) * 1000000)::bigint" for one in MOMENTS[table].split()
    ]
    columns = ", ".join([*names.split(), *moments])
    with connection.cursor() as cursor:
        cursor.execute(f"select {columns} from metrics_{table} order by 1, 2")
        return list(cursor.fetchall())


def in_files(folder: Path, table: str, names: str) -> list[Any]:
    columns = ", ".join([*names.split(), *MOMENTS[table].split()])
    rows = batch.current(table, folder / "facts")
    return duckdb.sql(f"select {columns} from {rows} order by 1, 2").fetchall()
