"""From the journal to the columns and the facts in files: the same as in the tables."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from firsthand.domain.journal import commands as journal
from firsthand.domain.journal.models import Bookmark, Entry
from firsthand.domain.metrics import commands
from firsthand.domain.metrics.bulk import batch, export, rebuild
from tests.domain.metrics.journal_story import LIN, MAYA, Story
from tests.people import NOON

pytestmark = pytest.mark.django_db(transaction=True)
# By table: columns that both have, by name there and name in the files.
SAME = {
    "issue": "opening_message_id buyer_id store_id first_ticket_id order_id resolver_id"
    " first_agent_id first_macro_id touches contacts",
    "auditissue": "opening_message_id buyer_id store_id first_agent_id",
    "contact": "first_message_id issue_id ticket_id number order_id answered_by_id"
    " is_answer_known",
    "course": "ticket_id store_id order_id answered_by_id solved_by_id reassignments"
    " times_opened_again is_answer_known",
    "solving": "entry_id ticket_id solved_by_id is_timed",
    "focus": "entry_id ticket_id agent_id seconds",
}
MOMENTS = {
    "issue": "opened_at recorded_at resolved_at failed_at settles_at failed_30_at"
    " settles_30_at returned_at escalated_at escaped_at"
    " touched_again_at",
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
    which = chance.randrange(15)
    if which < 5:
        _asks(chance, buyer, hours, ticket)
    elif which < 9:
        kind = chance.choice(["resolution", "resolution", "holding", "courtesy"])
        by = chance.choice([LIN, MAYA])
        replies.append(buyer.hears(hours, ticket=ticket, by=by, kind=kind))
    elif which == 9 and replies:
        back = chance.choice(["tickets.reply_undelivered", "tickets.reply_delivered"])
        buyer.write(back, hours, subject=chance.choice(replies))
    elif which == 10:
        of_buyer = Entry.objects.filter(buyer_id=buyer.buyer).order_by("id")
        standing = of_buyer.exclude(kind="journal.withdrawn")
        begin = chance.randrange(1 + standing.count())
        withdraw(standing[begin : begin + 1])
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
        "tickets.solved": on | {"by": LIN, "is_timed": chance.random() < 0.7},
        "tickets.assigned": on | {"by": LIN, "to": chance.choice([1, 2, None])},
        "tickets.focused": on | {"by": MAYA, "seconds": chance.randrange(5000)},
        "tickets.tagged": on
        | {
            "reason": "INS.LOG.DELAY",
            "level2": chance.choice(["INS.LOG", "AFT.RET"]),
            "l1_resolvable": False,
        },
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


def test_a_taken_back_import_leaves_no_trace_in_tables_or_files(tmp_path: Path) -> None:
    kept, gone = Story(5), Story(6)
    for story in (kept, gone):
        lives(story)
    lives(kept, ticket=2, hours=30, **{"import": 9})
    export.bring_up_to_date(tmp_path)
    commands.run_until_done()
    assert len(in_tables("issue", SAME["issue"])) == 3
    # All of one buyer, of the other what the import wrote.
    withdraw(Entry.objects.filter(Q(buyer_id=6) | Q(facts__has_key="import")))
    export.bring_up_to_date(tmp_path)
    assert batch.newest_generation(tmp_path / "facts") > 0
    commands.run_until_done()
    assert commands.compare() == []
    assert [row[1] for row in in_tables("issue", SAME["issue"])] == [5]
    for table, names in SAME.items():
        assert in_tables(table, names) == in_files(tmp_path, table, names), table
    rebuilt = in_files(tmp_path, "course", SAME["course"])
    rebuild.rebuild(tmp_path)
    assert in_files(tmp_path, "course", SAME["course"]) == rebuilt


def test_what_was_withdrawn_takes_nothing_back(tmp_path: Path) -> None:
    story = Story(5)
    story.asks(0)
    reply = story.hears(1)
    story.write("tickets.reply_undelivered", 2, subject=reply, ticket=1)
    export.bring_up_to_date(tmp_path)
    [row] = in_files(tmp_path, "contact", "answered_by_id")
    assert row[0] is None
    withdraw(Entry.objects.filter(kind="tickets.reply_undelivered"))
    export.bring_up_to_date(tmp_path)
    [row] = in_files(tmp_path, "contact", "answered_by_id")
    assert row[0] == LIN.pk


def test_a_withdrawn_reply_does_not_come_back_with_its_delivery(tmp_path: Path) -> None:
    story = Story(5)
    story.asks(0)
    reply = story.hears(1)
    withdraw(Entry.objects.filter(kind="tickets.reply_written"))
    for happened in ("tickets.reply_undelivered", "tickets.reply_delivered"):
        story.write(happened, 2, subject=reply, ticket=1)
    export.bring_up_to_date(tmp_path)
    commands.run_until_done()
    assert [row[5] for row in in_tables("contact", SAME["contact"])] == [None]
    assert in_files(tmp_path, "contact", SAME["contact"]) == in_tables(
        "contact", SAME["contact"]
    )


def lives(story: Story, *, ticket: int = 1, hours: float = 0, **facts: Any) -> None:
    """Let one of everything happen that imports write."""
    on = {"ticket": ticket, **facts}
    story.asks(hours, **on, order_id=7 + ticket)
    story.write("tickets.tagged", hours + 1, **on, subject=ticket, reason="INS.LOG.DELAY")
    story.write("tickets.assigned", hours + 1, **on, subject=ticket, to=2)
    story.write("tickets.reply_written", hours + 2, **on, by=MAYA, kind="resolution")
    story.write("tickets.solved", hours + 3, **on, subject=ticket, by=MAYA)
    story.write("tickets.focused", hours + 2, **on, subject=ticket, by=MAYA, seconds=60)
    claim = {"subject": 7 + ticket, "external_id": f"C{ticket}", **facts}
    story.write("orders.claim_opened", hours + 4, **claim)


@transaction.atomic
def withdraw(entries: QuerySet[Entry]) -> None:
    journal.withdraw(list(entries), at=NOON + timedelta(days=40), facts={})


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
