"""The counts are written in SQL of their own: here each is held against its list."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from firsthand.domain.mail import commands as mail
from firsthand.domain.people.models import Person
from firsthand.domain.sla.models import Clock, Policy
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets.models import AwaitedApproval, HeldReply, Message, Snooze
from firsthand.domain.tickets.queries import View, desk_counts, today_counts
from firsthand.domain.tickets.queries.views import tickets_in
from tests.desk import DAY, HOUR, fill, ticket
from tests.letters import mailbox
from tests.people import NOON, lin, store, wen
from tests.service_levels import policy

pytestmark = pytest.mark.django_db
COUNTED = [view for view in View if view not in {View.SOLVED, View.NOTICES}]


@pytest.fixture
def german() -> Store:
    return store("DE")


def written(german: Store, *, due_in: timedelta | None = None, **values) -> None:
    values = {"direction": "outbound", "reply_kind": "resolution"} | values
    Message.objects.create(
        ticket=ticket(german, due_in=due_in), sent_at=NOON, recorded_at=NOON, **values
    )


def escalated(place: Store, told: str, **values) -> None:
    """Write a ticket whose clock somebody was told of."""
    made = ticket(place, due_in=HOUR, **values)
    Clock.objects.create(
        ticket_id=made.pk,
        store=place,
        policy=Policy.objects.get(),
        target="respond",
        since=NOON,
        due_at=NOON + HOUR,
        escalated_at=NOON,
        escalated_to=told,
    )


def unsent(german: Store, by: Person) -> None:
    HeldReply.objects.create(
        ticket=ticket(german, due_in=3 * HOUR),
        person=by,
        body="On Friday.",
        kind="resolution",
        seen_version=1,
        idempotency_key=uuid4(),
        asked_at=NOON,
        send_at=NOON + HOUR,
    )


def snoozed(place: Store, by: Person) -> None:
    Snooze.objects.create(
        ticket=ticket(place, snoozed_until=NOON + DAY, snoozed_for="time"),
        person=by,
        until="time",
        asked_at=NOON,
        wakes_at=NOON + DAY,
    )


def test_every_count_is_the_length_of_its_list(german: Store) -> None:
    other, agent, owner = store("US"), lin(german), wen()
    ticket(other, assignee=owner)
    for place in (german, other):
        fill(place, 90)
        ticket(place, due_in=2 * HOUR, assignee=agent)
        ticket(place, due_in=-HOUR, assignee=agent)
        ticket(place, assignee=agent)
        for delivery in ("unknown", "failed", "bounced", "sent"):
            for due_in in (None, 3 * HOUR):
                written(place, delivery=delivery, due_in=due_in)
        asked = {"direction": "inbound", "nature": "question", "reply_kind": ""}
        written(place, **asked, flag="same_id")
    policy(owner)
    for place, told in ((german, "lead"), (german, "assignee"), (other, "both")):
        escalated(place, told, assignee=agent)
        unsent(place, agent)
        unsent(place, owner)
        waiting = ticket(place, due_in=3 * HOUR)
        AwaitedApproval.objects.create(ticket=waiting, key=uuid4(), since=NOON)
        snoozed(place, agent)
        snoozed(place, owner)
    for person in (agent, owner):
        counts = desk_counts(person, at=NOON)
        lists = {str(view): tickets_in(view, person, at=NOON).count() for view in COUNTED}
        assert all(lists.values()), lists
        others = {"quarantine": 0, "following": 0, "mentions": 0}
        assert {name: min(n, 100) for name, n in lists.items()} | others == counts


def test_what_the_day_begins_with_is_due_soon_and_not_late(german: Store) -> None:
    agent = lin(german)
    for due_in, assignee in (
        (-HOUR / 60, None),  # late
        (HOUR / 2, None),
        (HOUR, agent),
        (4 * HOUR, None),
        (4 * HOUR + HOUR / 60, None),  # later
    ):
        ticket(german, due_in=due_in, assignee=assignee)
    counts = today_counts(agent, at=NOON)
    assert {name: counts[name] for name in ("soon", "hour", "nobody")} == {
        "soon": 3,
        "hour": 2,
        "nobody": 2,
    }


def test_quarantine_is_counted_in_ones_own_stores_to_a_hundred(german: Store) -> None:
    agent = lin(german)
    for place in (german, store("US")):
        mail.quarantine(mailbox_id=mailbox(place).pk, raw=b"\0", why="odd", at=NOON - DAY)
    assert desk_counts(agent, at=NOON)["quarantine"] == 1
    assert desk_counts(wen(), at=NOON)["quarantine"] == 2
