"""The ledger of promises: made, confirmed, kept or broken, handed over."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ObjectDoesNotExist

from firsthand import wiring
from firsthand.domain.journal import queries as journal
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.promises import commands, queries
from firsthand.domain.promises.models import Promise
from firsthand.domain.tickets import commands as tickets
from firsthand.domain.tickets import queries as desk
from firsthand.domain.tickets.models import Message
from tests.letters import arrives, letter, mailbox
from tests.people import NOON, lin, person, store, wen
from tests.service_levels import calendar, policy

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def box():
    return mailbox(store("DE"))


@pytest.fixture
def agent(box):
    return lin(box.store)


@pytest.fixture
def ticket_id(box) -> int:
    found = arrives(box, letter(sent_at=NOON)).ticket_id
    assert found
    return found


def declared(ticket_id: int, by, hours: float = 3) -> Promise:
    return commands.declare(ticket_id=ticket_id, due_at=NOON + hours * HOUR, by=by, at=NOON)


def writes(ticket_id: int, by, body: str, hours: float, kind="resolution") -> Message:
    """Answer, and let the reaction to it run."""
    message = tickets.reply(
        ticket_id=ticket_id, body=body, by=by, at=NOON + hours * HOUR, kind=kind,
        idempotency_key=uuid4(),
    )  # fmt: skip
    for _again in range(2):
        commands.take_reply(message_id=message.pk)
    return message


def kinds_of(ticket_id: int) -> list[str]:
    entries = journal.of_tickets([ticket_id])
    return [each.kind for each in entries if each.kind.startswith("promises.")]


def test_a_promise_is_found_in_a_reply_once_and_counts_when_it_is_confirmed(
    agent, ticket_id
) -> None:
    body = "Guten Tag, ich melde mich bis morgen um 15 Uhr bei Ihnen."
    message = writes(ticket_id, agent, body, 0.1)
    [found] = Promise.objects.all()
    assert body[found.begins : found.ends] == "bis morgen um 15 Uhr"
    assert (found.message_id, found.origin, found.is_owed) == (
        message.pk, "detected", False,
    )  # fmt: skip
    for _again in range(2):
        commands.confirm(promise_id=found.pk, by=agent, at=NOON + HOUR)
    found.refresh_from_db()
    assert found.is_owed
    assert found.due_at.astimezone(NOON.tzinfo).hour in {13, 14}  # 15:00 in Berlin.
    assert kinds_of(ticket_id) == ["promises.detected", "promises.confirmed"]


def test_the_mail_promised_for_three_and_sent_at_twelve_past_four_is_72_minutes_late(
    agent, ticket_id
) -> None:
    promise = declared(ticket_id, agent)
    assert commands.note_broken(at=promise.due_at + MINUTE) == 1
    writes(ticket_id, agent, "Hier ist es.", 3 + 72 / 60)
    promise.refresh_from_db()
    assert promise.broken_at == promise.due_at
    assert promise.kept_at == promise.due_at + 72 * MINUTE
    [kept] = [
        each for each in journal.of_tickets([ticket_id]) if each.kind.endswith("kept")
    ]
    assert kept.facts == {"late_minutes": 72}


def test_outside_germany_a_quarter_of_an_hour_is_forgiven() -> None:
    box = mailbox(store("US"))
    agent = lin(box.store)
    ticket_id = arrives(box, letter(sent_at=NOON)).ticket_id
    promise = declared(ticket_id, agent)
    assert commands.note_broken(at=promise.due_at + 15 * MINUTE) == 0
    assert commands.note_broken(at=promise.due_at + 16 * MINUTE) == 1


@pytest.mark.parametrize(
    ("kind", "kept"),
    [
        ("resolution", 2),  # The issue is answered: nothing is owed any more.
        ("holding", 1),  # "I will write by three" is kept by writing.
        ("info_request", 1),
        ("courtesy", 0),
    ],
)
def test_what_a_reply_keeps_goes_by_what_it_does_for_the_buyer(
    agent, ticket_id, kind, kept
) -> None:
    declared(ticket_id, agent, 5)
    first = declared(ticket_id, agent, 3)
    writes(ticket_id, agent, "Noch ein Wort.", 1, kind)
    done = Promise.objects.filter(kept_at__isnull=False).order_by("due_at")
    assert done.count() == kept
    assert kept == 0 or done[0].pk == first.pk


def test_a_reply_that_never_left_keeps_nothing(agent, ticket_id) -> None:
    promise = declared(ticket_id, agent)
    message = writes(ticket_id, agent, "Hier.", 1)
    promise.refresh_from_db()
    assert promise.kept_at
    commands.reopen_kept_by(message_id=message.pk, at=NOON + 2 * HOUR)
    promise.refresh_from_db()
    assert promise.is_owed


def test_the_keeper_is_reminded_once_and_the_leads_are_told_before_it_breaks(
    agent, ticket_id
) -> None:
    promise = declared(ticket_id, agent)
    before = promise.due_at - 61 * MINUTE
    assert commands.remind_due(at=before) == []
    assert commands.remind_due(at=before + MINUTE) == [promise]
    assert commands.remind_due(at=before + 2 * MINUTE) == []
    assert commands.escalate_due(at=promise.due_at - 21 * MINUTE) == []
    assert commands.escalate_due(at=promise.due_at - 20 * MINUTE) == [promise]
    assert commands.escalate_due(at=promise.due_at - MINUTE) == []


def test_of_a_short_promise_half_of_its_time_is_left_when_its_keeper_is_reminded(
    agent, ticket_id
) -> None:
    promise = declared(ticket_id, agent, 0.5)
    assert promise.remind_at == NOON + 15 * MINUTE


def test_at_the_end_of_a_shift_promises_are_given_to_a_colleague(agent, ticket_id) -> None:
    promise = declared(ticket_id, agent)
    other = person("Bo", "agent", promise.store)
    [owed] = queries.kept_by(agent, agent.pk, until=NOON + 8 * HOUR)
    given = commands.hand_over(
        promise_ids=[owed.pk], to_id=other.pk, by=agent, at=NOON + HOUR
    )
    assert given == 1
    assert queries.kept_by(other, other.pk, until=NOON + 8 * HOUR) == [promise]
    again = commands.hand_over(
        promise_ids=[owed.pk], to_id=other.pk, by=other, at=NOON + HOUR
    )
    assert again == 0


def test_what_another_has_to_see_to_is_given_away_by_leads_only(agent, ticket_id) -> None:
    promise = declared(ticket_id, agent)
    other = person("Bo", "agent", promise.store)
    with pytest.raises(NotAllowed):
        commands.hand_over(promise_ids=[promise.pk], to_id=other.pk, by=other, at=NOON)


def test_nobody_gets_a_promise_of_a_store_he_does_not_look_after(agent, ticket_id) -> None:
    promise = declared(ticket_id, agent)
    stranger = person("Cy", "agent", store("FR"))
    with pytest.raises(commands.CannotKeep):
        commands.hand_over(promise_ids=[promise.pk], to_id=stranger.pk, by=agent, at=NOON)
    with pytest.raises(ObjectDoesNotExist):
        commands.mark_kept(promise_id=promise.pk, by=stranger, at=NOON)


def test_a_promise_is_taken_back_only_before_it_is_due(agent, ticket_id) -> None:
    promise = declared(ticket_id, agent)
    with pytest.raises(commands.AlreadyDue):
        commands.withdraw(promise_id=promise.pk, by=agent, at=promise.due_at)
    commands.withdraw(promise_id=promise.pk, by=agent, at=NOON + HOUR)
    with pytest.raises(commands.NotOwed):
        commands.mark_kept(promise_id=promise.pk, by=agent, at=NOON + HOUR)


def test_what_is_no_promise_is_dismissed_and_not_found_again(agent, ticket_id) -> None:
    message = writes(ticket_id, agent, "Wir schicken es morgen los.", 0.1)
    [found] = Promise.objects.all()
    commands.dismiss(promise_id=found.pk, by=agent, at=NOON + HOUR)
    commands.take_reply(message_id=message.pk)
    assert Promise.objects.count() == 1
    with pytest.raises(commands.NotOwed):
        commands.confirm(promise_id=found.pk, by=agent, at=NOON + HOUR)


@pytest.mark.parametrize("hours", [0, -1, 24 * 367])
def test_a_promise_is_due_in_a_time_to_come(agent, ticket_id, hours) -> None:
    with pytest.raises(commands.NotATimeToCome):
        declared(ticket_id, agent, hours)


def test_what_is_promised_for_today_is_asked_for_by_the_day_of_a_zone(
    agent, ticket_id
) -> None:
    promise = declared(ticket_id, agent)
    declared(ticket_id, agent, 30)
    since, until = queries.today_in("Europe/Berlin", NOON)
    assert until - since == timedelta(hours=24)
    assert queries.due_between(agent, since, until) == [promise]
    assert list(queries.ticket_ids_promised(since, until)) == [ticket_id]


def test_a_promise_outside_the_hours_of_the_team_is_noticed(box, agent) -> None:
    owner = wen()
    policy(owner, calendar_id=calendar(owner).pk)
    ticket_id = arrives(box, letter(sent_at=NOON)).ticket_id
    ticket = desk.ticket_for(agent, ticket_id)
    office = queries.office_of(agent, ticket)
    assert office is not None
    open_at = office.after(NOON, timedelta(hours=30))
    assert queries.is_on_duty(agent, ticket, open_at)
    night = open_at.replace(hour=20)  # Four in the morning in Shenzhen.
    assert not queries.is_on_duty(agent, ticket, night)


def test_a_reply_and_a_mail_that_fails_reach_the_ledger_by_their_entries() -> None:
    names = {
        kind: [one.__name__ for one in done] for kind, done in wiring.REACTIONS.items()
    }
    assert "_take_promises" in names["tickets.reply_written"]
    assert "_owe_again" in names["mail.failed"]
    assert "_owe_again" in names["mail.bounced"]
