"""A real log of incidents becomes tickets and entries that its figures follow from."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from statistics import mean, median, quantiles

import pytest
import yaml

from firsthand.domain.imports import rules
from firsthand.domain.imports.models import Rejection
from firsthand.domain.journal import queries as journal
from firsthand.domain.journal.models import Entry
from firsthand.domain.tickets.models import Ticket
from tests.domain.imports.bringing import SERVICE_NOW, counts, import_file
from tests.people import store
from tests.shared import SHARED, needs

LOG = SHARED / "data/uci_incident_dev/incident_event_log_dev.csv.gz"
HOUR = timedelta(hours=1)
pytestmark = [
    pytest.mark.django_db,
    needs("data/uci_incident_dev/incident_event_log_dev.csv.gz"),
]


def test_every_figure_of_the_log_can_be_found_again() -> None:
    run = import_file("events", LOG, store(), mapping=SERVICE_NOW)
    assert counts(run) == {"read": 17_479, "added": 17_479}
    assert not Rejection.objects.exists()
    assert Ticket.objects.count() == 2_465
    entries: dict[str, list[Entry]] = defaultdict(list)
    for entry in Entry.objects.order_by("happened_at", "id"):
        entries[entry.kind].append(entry)
    assert len({entry.ticket_id for entry in entries["tickets.reopened"]}) == 38
    told = [entry.facts for entry in entries["tickets.history_reported"]]
    assert len(told) == 2_465
    never = [one for one in told if one["reopens"] == 0]
    stayed = [one for one in told if one["reassignments"] == 0]
    assert round(len(never) / 2_465, 4) == 0.9846
    assert round(len(stayed) / 2_465, 4) == 0.4799
    both = [one for one in never if one["reassignments"] == 0]
    assert round(len(both) / 2_465, 4) == 0.4771
    assert round(sum(one["promise_kept"] for one in told) / 2_465, 4) == 0.3444
    # The figures read the counts of hand-overs from the assignments.
    moved = [entry.facts.get("reassignments", 0) for entry in entries["tickets.assigned"]]
    assert sum(moved) == sum(one["reassignments"] for one in told)
    hours = [
        (datetime.fromisoformat(one["resolved"]) - datetime.fromisoformat(one["opened"]))
        / HOUR
        for one in told
        if "resolved" in one
    ]
    assert 2_465 - len(hours) == 76
    assert round(median(hours), 2) == 94.22
    assert round(mean(hours), 2) == 302.56
    assert round(quantiles(hours, n=10, method="inclusive")[-1], 2) == 599.27
    asked = {}
    for entry in entries["tickets.message_received"]:
        asked.setdefault(entry.ticket_id, entry.happened_at)
    replied = {}
    for entry in entries["tickets.reply_written"]:
        replied.setdefault(entry.ticket_id, entry.happened_at)
    assert round(median((replied[t] - asked[t]) / HOUR for t in replied), 2) == 24.80


def test_the_same_log_again_changes_nothing() -> None:
    one = store()
    import_file("events", LOG, one, mapping=SERVICE_NOW)
    before = Entry.objects.count()
    again = import_file("events", LOG, one, mapping=SERVICE_NOW)
    assert counts(again) == {"read": 17_479, "unchanged": 17_479}
    assert Entry.objects.count() == before


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_mapping_of_the_guide_is_the_one_tried_here(language) -> None:
    guide = Path(__file__).parents[3] / f"docs/guide/{language}/imports.md"
    blocks = guide.read_text(encoding="utf-8").split("```yaml\n")
    shown = yaml.safe_load(blocks[1].split("```")[0])
    assert shown == {"kind": "events", **SERVICE_NOW}
    rules.understood(yaml.safe_load(blocks[2].split("```")[0]), kind="orders")


def test_a_ticket_tells_the_whole_story() -> None:
    import_file("events", LOG, store(), mapping=SERVICE_NOW)
    ticket = Ticket.objects.get(subject="INC0000045")
    kinds = [entry.kind for entry in journal.of_ticket(ticket.pk)]
    assert kinds == [
        "tickets.message_received",
        "tickets.tagged",
        "tickets.solved",
        "tickets.history_reported",
    ]
    assert ticket.state == "solved"
    assert ticket.solved_at.isoformat() == "2016-02-29T11:29:00+00:00"
