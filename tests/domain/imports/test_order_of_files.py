"""However a log is cut into files, in whatever order they come: the same is left."""

from __future__ import annotations

import csv
import tempfile
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firsthand.domain.imports.models import Row
from firsthand.domain.imports.rules import event_story, understood
from firsthand.domain.journal import queries as journal
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets.models import Cycle, Message, Ticket
from tests.chance import examples
from tests.domain.imports.bringing import import_file
from tests.people import store

COLUMNS = ("case", "at", "state", "sequence", "agent", "reason", "buyer")
MAPPING: dict[str, Any] = {
    "states": {"New": "open", "Active": "open", "Done": "solved", "?": "ignored"},
    "replies": [{"from": "New", "to": "Active"}],
}
BEGAN = datetime(2026, 1, 5, tzinfo=UTC)
# Many cases in one file: what each file costs is paid once for all of them.
CASES = [f"C{number:02}" for number in range(20)]
line = st.tuples(
    st.sampled_from(CASES),
    st.integers(0, 40).map(lambda n: (BEGAN + timedelta(minutes=n)).isoformat()),
    st.sampled_from(["New", "Active", "Done", "?"]),
    st.integers(0, 9).map(str),
    st.sampled_from(["", "Lin", "Mo"]),
    st.sampled_from(["", "Late", "Broken"]),
    st.sampled_from(["Jonas"]),
)


def left(one: Store) -> list[object]:
    """Return everything an import leaves, but for ids."""
    tickets = list(Ticket.objects.filter(store=one).order_by("subject"))
    ids = [ticket.pk for ticket in tickets]
    cycles, entries = defaultdict(list), defaultdict(list)
    ended = Cycle.objects.filter(ticket__in=ids).order_by("opened_at", "solved_at")
    for ticket_id, *cycle in ended.values_list(
        "ticket_id", "opened_at", "solved_at", "solved_by_id"
    ):
        cycles[ticket_id].append(cycle)
    for entry in journal.of_tickets(ids):
        told = (entry.kind, entry.happened_at, entry.actor_id, _but_ids(entry.facts))
        entries[entry.ticket_id].append(repr(told))
    messages = Counter(
        Message.objects.filter(ticket__in=ids).values_list("ticket_id", flat=True)
    )
    rows = Row.objects.filter(source__store=one).order_by("case", "key")
    return [
        *(
            (
                ticket.subject, ticket.state, ticket.opened_at, ticket.solved_at,
                ticket.last_message_at, ticket.assignee_id, cycles[ticket.pk],
                sorted(entries[ticket.pk]), messages[ticket.pk],
            )
            for ticket in tickets
        ),
        list(rows.values_list("case", "key", "content_hash")),
    ]  # fmt: skip


def _but_ids(facts: dict[str, object]) -> list[tuple[str, object]]:
    return sorted((k, v) for k, v in facts.items() if k != "import")


def bring(folder: Path, one: Store, name: str, lines: list[tuple[str, ...]]) -> None:
    path = folder / f"{name}.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *lines])
    import_file("events", path, one, mapping=MAPPING)


facts = st.fixed_dictionaries(
    {
        "at": st.integers(0, 9).map(lambda n: (BEGAN + timedelta(minutes=n)).isoformat()),
        "state": st.sampled_from(list(MAPPING["states"])),
    },
    optional={
        "sequence": st.integers(0, 9),
        "agent": st.integers(1, 3),
        "reason": st.sampled_from([["X1"], ["X1", "X1.X2"]]),
        "reopens": st.integers(0, 2),
    },
)


@settings(max_examples=examples(60), deadline=None)
@given(lines=st.lists(facts, min_size=1, max_size=8), order=st.randoms())
def test_a_case_tells_the_same_story_in_whatever_order_its_lines_come(lines, order) -> None:
    mapping = understood(MAPPING, kind="events")
    lines = [one | {"means": mapping.states[one["state"]]} for one in lines]
    story = event_story(lines, mapping)
    order.shuffle(lines)
    assert event_story(lines, mapping) == story


@pytest.mark.django_db
@settings(
    max_examples=examples(9),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    lines=st.lists(line, min_size=1, max_size=99, unique=True),
    parts=st.lists(st.tuples(st.integers(0, 98), st.integers(1, 99)), max_size=4),
    order=st.randoms(use_true_random=False),
)
def test_any_overlapping_parts_in_any_order_leave_what_the_whole_file_leaves(
    lines, parts, order
) -> None:
    with tempfile.TemporaryDirectory() as name, transaction.atomic():
        folder = Path(name)
        whole, cut = store("DE"), store("FR")
        bring(folder, whole, "whole", lines)
        pieces = [lines[start : start + length] for start, length in parts]
        covered = {one for piece in pieces for one in piece}
        pieces.append([one for one in lines if one not in covered])
        order.shuffle(pieces)
        for number, piece in enumerate(pieces):
            order.shuffle(piece)
            bring(folder, cut, f"part{number}", piece)
        assert left(cut) == left(whole)
        transaction.set_rollback(True)
