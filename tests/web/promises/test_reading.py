"""What a reply promises, listed below it while it is written, and taken when it is sent."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from firsthand.domain.people.models import Person
from firsthand.domain.promises.models import PlannedPromise, Promise
from firsthand.domain.sla import commands as sla
from firsthand.domain.tickets.models import HeldReply, Message
from tests.letters import arrives, letter, mailbox
from tests.people import lin, store, wen
from tests.service_levels import calendar, policy

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
TEXT = "\r\n Guten Tag, ich melde mich innerhalb von 24 Stunden. Der Ersatz folgt in Kürze."
DAY_LONG, VAGUE = "innerhalb von 24 Stunden", "in Kürze"


@pytest.fixture
def agent() -> Person:
    return lin(store("DE"))


@pytest.fixture
def ticket_id(agent) -> int:
    box = mailbox(agent.teams.get().stores.get())
    now = timezone.now()
    found = arrives(box, letter(sent_at=now), at=now).ticket_id
    assert found
    return found


@pytest.fixture
def desk(client: Client, agent: Person) -> Client:
    client.force_login(agent)
    return client


def typed(at: datetime) -> str:
    return f"{at.astimezone(BERLIN):%Y-%m-%dT%H:%M}"


def below(*rows: tuple[str, str, str, bool]) -> dict[str, object]:
    """Return the rows below a reply as a form brings them: quote, time, as read, ticked."""
    return {
        "promises": "read",
        "promise_quote": [row[0] for row in rows],
        "promise_due": [row[1] for row in rows],
        "promise_was": [row[2] for row in rows],
        "promise_kept": [str(n) for n, row in enumerate(rows) if row[3]],
    }


def read(desk: Client, ticket_id: int, text: str = TEXT, **given) -> str:
    answer = desk.post(f"/tickets/{ticket_id}/promises/read/", {"body": text, **given})
    assert answer.status_code == 200
    return answer.content.decode()


def send(desk: Client, ticket_id: int, text: str = TEXT, **given):
    body = {"body": text, "kind": "holding", "idempotency_key": uuid4(), "seen_version": 9}
    return desk.post(
        f"/tickets/{ticket_id}/reply/", body | given, headers={"HX-Request": "true"}
    )


def test_each_promise_is_listed_with_its_time_by_both_clocks_and_ticked(
    desk, ticket_id
) -> None:
    shown = read(desk, ticket_id)
    assert shown.count(" checked") == 2
    assert f"<q>{DAY_LONG}</q>" in shown
    assert "Berlin" in shown
    assert "Shanghai" in shown
    assert shown.count("Say by when, or untick it") == 1
    assert read(desk, ticket_id, "Guten Tag.").strip() == ""
    assert not PlannedPromise.objects.exists()


def test_what_was_filled_in_stays_when_the_text_is_read_again(desk, ticket_id) -> None:
    chosen = typed(timezone.now() + timedelta(hours=5))
    rows = below((DAY_LONG, "2026-01-01T10:00", "2026-01-01T10:00", False),
                 (VAGUE, chosen, "", True))  # fmt: skip
    shown = read(desk, ticket_id, "Hallo! " + TEXT, **rows)
    assert shown.count(" checked") == 1
    assert f'value="{chosen}"' in shown
    assert "Say by when" not in shown.replace("By when", "")
    # A row of words that are gone goes with them; a new one below is for its own time.
    alone = read(desk, ticket_id, "Guten Tag.", declare="yes", **rows)
    assert alone.count("<li>") == 1
    assert "Promised beside the words" in alone


def test_whoever_is_off_duty_then_is_warned(desk, agent, ticket_id) -> None:
    owner = wen()
    minutes = timezone.now().hour * 60
    elsewhere = [[((minutes + 300) % 1380, (minutes + 300) % 1380 + 60)]] * 7
    hours = calendar(owner, name="Others", zone="UTC", week=elsewhere)
    sla.put_on_shift(
        calendar_id=hours.pk, person_ids=[agent.pk], by=owner, at=timezone.now()
    )
    assert "After your shift" in read(desk, ticket_id)
    policy(owner, calendar_id=hours.pk)
    box = mailbox(agent.teams.get().stores.get(), address="two@shop.example")
    now = timezone.now()
    other = arrives(box, letter(sender="a@b.example", sent_at=now), at=now).ticket_id
    assert "Nobody is on duty then" in read(desk, other)


def test_what_is_ticked_counts_with_the_reply(desk, agent, ticket_id) -> None:
    due = timezone.now().replace(second=0, microsecond=0) + timedelta(hours=6)
    read_as = typed(timezone.now() + timedelta(hours=24))
    rows = below((DAY_LONG, read_as, read_as, True), (VAGUE, typed(due), "", True),
                 ("", typed(due), "", True))  # fmt: skip
    assert send(desk, ticket_id, **rows).status_code == 200
    message = Message.objects.get(direction="outbound")
    within, soon, beside = Promise.objects.order_by("begins")
    assert within.due_at == message.sent_at + timedelta(hours=24)  # To the second.
    assert message.body[soon.begins : soon.ends] == VAGUE
    assert (soon.due_at, beside.due_at, beside.origin) == (due, due, "declared")
    assert {each.keeper for each in (within, soon, beside)} == {agent}


def test_a_time_that_was_changed_counts_and_one_nobody_touched_is_read_anew(
    desk, ticket_id
) -> None:
    due = timezone.now().replace(second=0, microsecond=0) + timedelta(hours=6)
    stale = "2026-01-01T10:00"
    untouched = below((DAY_LONG, stale, stale, True))
    assert stale not in read(desk, ticket_id, **untouched)
    changed = below((DAY_LONG, typed(due), stale, True), (VAGUE, "", "", False))
    assert send(desk, ticket_id, **changed).status_code == 200
    assert Promise.objects.get(confirmed_at__isnull=False).due_at == due


def test_a_vague_promise_nobody_has_looked_at_is_asked_for_before_it_leaves(
    desk, ticket_id
) -> None:
    answer = send(desk, ticket_id, promises="read")
    assert answer.status_code == 422
    assert VAGUE in answer.content.decode()
    assert not Message.objects.filter(direction="outbound").exists()
    rows = below((VAGUE, "", "", False))
    assert send(desk, ticket_id, **rows).status_code == 200
    assert Promise.objects.get().dismissed_at
    # The other one was in no list: it is found, and waits for somebody to confirm it.


def test_a_form_that_knows_nothing_of_promises_is_asked_nothing(desk, ticket_id) -> None:
    assert send(desk, ticket_id).status_code == 200
    assert not Promise.objects.exists()


def test_of_a_held_reply_what_was_said_waits_with_it(desk, agent, ticket_id) -> None:
    Person.objects.filter(pk=agent.pk).update(undo_seconds=10)
    send_at = (timezone.now() + timedelta(days=2)).isoformat()
    due = typed(timezone.now() + timedelta(days=1))
    late = send(desk, ticket_id, send_at=send_at, **below((VAGUE, due, "", True)))
    assert late.status_code == 422  # Over by then.
    assert send(desk, ticket_id, **below((VAGUE, due, "", True))).status_code == 200
    assert PlannedPromise.objects.get().reply_key == HeldReply.objects.get().idempotency_key


def test_a_time_that_is_none_is_no_time(desk, ticket_id) -> None:
    rows = below((VAGUE, "2026-13-45T99:99", "", True))
    assert "Say by when" in read(desk, ticket_id, **rows)
    assert send(desk, ticket_id, **rows).status_code == 422
