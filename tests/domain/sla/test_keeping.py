"""Clocks kept by the tickets' own commands, in their transaction."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from firsthand.domain.journal.models import Entry
from firsthand.domain.mail.models import Mailbox
from firsthand.domain.people.models import Person
from firsthand.domain.sla import commands as sla
from firsthand.domain.sla.commands import Terms
from firsthand.domain.sla.models import Clock
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.models import Ticket
from tests.letters import arrives, letter, mailbox
from tests.people import NOON, lin, store, wen
from tests.service_levels import calendar, policy
from tests.sheets import sheet

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def box() -> Mailbox:
    return mailbox(store("DE"))


@pytest.fixture
def agent(box: Mailbox) -> Person:
    return lin(box.store)


@pytest.fixture
def owner() -> Person:
    return wen()


def opened(box: Mailbox, at: datetime = NOON) -> Ticket:
    return Ticket.objects.get(pk=arrives(box, letter(sent_at=at)).ticket_id)


def replied(ticket: Ticket, agent: Person, hours: float, kind: str = "resolution"):
    return commands.reply(
        ticket_id=ticket.pk,
        body="Here.",
        by=agent,
        at=NOON + hours * HOUR,
        idempotency_key=uuid4(),
        kind=kind,
    )


def recount(at: datetime = NOON) -> list[int]:
    done = []
    while (tickets := commands.recount_clocks(at=at, limit=2)) is not None:
        done.append(tickets)
    return done


def outcomes() -> list[tuple[str, str]]:
    return list(Clock.objects.order_by("pk").values_list("target", "outcome"))


def kinds() -> list[str]:
    entries = Entry.objects.filter(kind__startswith="sla.", ticket_id__isnull=False)
    return list(entries.order_by("pk").values_list("kind", flat=True))


def test_without_a_policy_there_is_only_the_marketplace_clock(box) -> None:
    ticket = opened(box)
    assert (ticket.team_due_at, ticket.team_target) == (None, "")
    assert ticket.queue_due_at == ticket.reply_due_at == NOON + 24 * HOUR
    assert not Clock.objects.exists()


def test_the_nearest_of_both_clocks_is_what_the_queue_is_sorted_by(box, owner) -> None:
    policy(owner, respond_minutes=120, resolve_minutes=480)
    ticket = opened(box)
    assert (ticket.team_due_at, ticket.team_target) == (NOON + 2 * HOUR, "respond")
    assert ticket.queue_due_at == NOON + 2 * HOUR
    assert ticket.reply_due_at == NOON + 24 * HOUR


def test_a_reply_in_time_keeps_the_promise_and_says_so_in_the_journal(
    box, owner, agent
) -> None:
    policy(owner)
    ticket = opened(box)
    replied(ticket, agent, 2)
    assert outcomes() == [("respond", "met")]
    entry = Entry.objects.get(kind="sla.met")
    assert entry.ticket_id == ticket.pk
    assert entry.facts["target"] == "respond"
    ticket.refresh_from_db()
    assert ticket.queue_due_at is None


def test_a_late_reply_misses_it_once(box, owner, agent) -> None:
    policy(owner)
    ticket = opened(box)
    assert sla.note_missed(at=NOON + 2 * HOUR) == 0  # Due this moment is not late.
    assert sla.note_missed(at=NOON + 3 * HOUR) == 1
    assert sla.note_missed(at=NOON + 3 * HOUR) == 0
    replied(ticket, agent, 4)
    assert outcomes() == [("respond", "missed")]
    assert kinds() == ["sla.missed"]
    assert Clock.objects.get().missed_at == NOON + 2 * HOUR


def test_a_new_message_after_a_holding_reply_starts_the_next_clock(box, owner, agent):
    policy(owner, respond_minutes=120, next_reply_minutes=60)
    ticket = opened(box)
    replied(ticket, agent, 1, kind="holding")
    ticket.refresh_from_db()
    assert ticket.queue_due_at is None
    again = letter("And now?", sent_at=NOON + 2 * HOUR)
    arrives(box, again)  # Another mail of his without a thread: a ticket of its own.
    Ticket.objects.exclude(pk=ticket.pk).delete()
    outbound = ticket.messages.get(direction="outbound")
    answer = letter(
        "And now?",
        sent_at=NOON + 3 * HOUR,
        in_reply_to=(message_id_of(outbound.pk),),
    )
    assert arrives(box, answer).ticket_id == ticket.pk
    ticket.refresh_from_db()
    assert (ticket.team_target, ticket.team_due_at) == ("next_reply", NOON + 4 * HOUR)
    assert ticket.reply_due_at == NOON + 27 * HOUR


def message_id_of(ticket_message_id: int) -> str:
    from firsthand.domain.mail.models import OutboundMail

    return OutboundMail.objects.get(ticket_message_id=ticket_message_id).message_id


def test_no_response_needed_drops_the_promise_before_it_runs_out(box, owner, agent):
    policy(owner)
    ticket = opened(box)
    commands.mark_no_response_needed(ticket_id=ticket.pk, by=agent, at=NOON + HOUR)
    assert outcomes() == [("respond", "dropped")]
    assert kinds() == ["sla.dropped"]


def test_after_it_ran_out_that_no_longer_helps(box, owner, agent) -> None:
    policy(owner)
    ticket = opened(box)
    commands.mark_no_response_needed(ticket_id=ticket.pk, by=agent, at=NOON + 3 * HOUR)
    assert outcomes() == [("respond", "missed")]


def test_a_reply_that_comes_back_lets_the_clock_run_again(box, owner, agent) -> None:
    policy(owner)
    ticket = opened(box)
    message = replied(ticket, agent, 1)
    commands.mark_delivery(
        message_id=message.pk, delivery="bounced", at=NOON + HOUR * 3 / 2
    )
    ticket.refresh_from_db()
    assert ticket.team_due_at == NOON + 2 * HOUR
    assert outcomes() == [("respond", "")]
    assert kinds() == ["sla.met", "sla.resumed"]


def test_closing_ends_the_time_to_resolve(box, owner, agent) -> None:
    policy(owner, respond_minutes=60, resolve_minutes=600)
    ticket = opened(box)
    replied(ticket, agent, 0.5, kind="holding")
    commands.solve(ticket_id=ticket.pk, sheet=sheet(), by=agent, at=NOON + 2 * HOUR)
    assert outcomes() == [("respond", "met"), ("resolve", "met")]
    ticket.refresh_from_db()
    assert (ticket.team_due_at, ticket.queue_due_at) == (None, None)


def test_while_it_is_the_buyers_turn_the_clock_stands_still_and_says_why(
    box, owner, agent
) -> None:
    policy(owner, respond_minutes=60, resolve_minutes=600)
    ticket = opened(box)
    replied(ticket, agent, 0.5, kind="info_request")
    clock = Clock.objects.get(target="resolve")
    assert (clock.due_at, clock.why_paused) == (None, "buyer")
    assert clock.left_seconds == 9.5 * 3600
    ticket.refresh_from_db()
    assert ticket.team_due_at is None


def test_a_priority_may_bring_another_promise(box, owner, agent) -> None:
    policy(owner, respond_minutes=600)
    policy(owner, name="Pressing", priority="urgent", respond_minutes=30)
    ticket = opened(box)
    commands.set_priority(ticket_id=ticket.pk, priority="urgent", by=agent, at=NOON)
    ticket.refresh_from_db()
    assert ticket.team_due_at == NOON + HOUR / 2
    assert Clock.objects.get().policy.name == "Pressing"


def test_a_tag_may_bring_another_promise(box, owner, agent) -> None:
    from firsthand.domain.reasons.models import Reason

    told = sheet()
    reason = Reason.objects.get(code=told.reason)
    policy(owner, respond_minutes=600)
    policy(owner, name="That reason", reason_id=reason.parent_id, respond_minutes=45)
    ticket = opened(box)
    assert ticket.team_due_at == NOON + 10 * HOUR
    commands.tag(ticket_id=ticket.pk, sheet=told, by=agent, at=NOON)
    ticket.refresh_from_db()
    assert ticket.team_due_at == NOON + HOUR * 3 / 4


def test_a_changed_policy_moves_all_open_tickets_in_batches(box, owner) -> None:
    made = policy(owner)
    tickets = [
        arrives(box, letter(sender=f"b{n}@buyers.example")).ticket_id for n in range(5)
    ]
    assert recount() == [2, 2, 1, 0]
    terms = Terms("Everybody", made.calendar_id, respond_minutes=30)
    sla.change_policy(policy_id=made.pk, terms=terms, by=owner, at=NOON)
    assert recount() == [2, 2, 1, 0]
    due = set(Ticket.objects.filter(pk__in=tickets).values_list("queue_due_at", flat=True))
    assert due == {NOON + HOUR / 2}
    assert Clock.objects.count() == 5
    last = Entry.objects.filter(kind="sla.recounted").latest("pk")
    assert last.facts == {"tickets": 5}


def test_a_recount_that_was_cut_off_goes_on_where_it_ended(box, owner) -> None:
    for n in range(4):
        arrives(box, letter(sender=f"b{n}@buyers.example"))
    policy(owner)
    assert commands.recount_clocks(at=NOON, limit=2) == 2
    assert Clock.objects.count() == 2
    assert recount() == [2, 0]
    assert Clock.objects.count() == 4
    assert commands.recount_clocks(at=NOON) is None


def test_a_change_in_the_middle_of_a_recount_begins_it_anew(box, owner) -> None:
    for n in range(3):
        arrives(box, letter(sender=f"b{n}@buyers.example"))
    policy(owner)
    assert commands.recount_clocks(at=NOON, limit=2) == 2
    policy(owner, name="Amazon", channel="amazon")
    assert recount() == [2, 1, 0]


def test_a_holiday_entered_later_moves_the_due_times(box, owner) -> None:
    hours = calendar(owner)
    policy(owner, calendar_id=hours.pk, respond_minutes=60)
    ticket = opened(box)  # Monday, 20:00 in Shenzhen.
    assert ticket.team_due_at == NOON + 14 * HOUR  # Tuesday at ten.
    sla.change_calendar(
        calendar_id=hours.pk,
        name="Shenzhen",
        time_zone="Asia/Shanghai",
        week=hours.week,
        holidays={"2026-03-03": "Day off"},
        by=owner,
        at=NOON,
    )
    recount()
    ticket.refresh_from_db()
    assert ticket.team_due_at == NOON + 38 * HOUR


def test_more_time_takes_a_miss_back(box, owner) -> None:
    made = policy(owner)
    opened(box)
    sla.note_missed(at=NOON + 3 * HOUR)
    terms = Terms("Everybody", made.calendar_id, respond_minutes=600)
    sla.change_policy(policy_id=made.pk, terms=terms, by=owner, at=NOON + 3 * HOUR)
    recount(at=NOON + 3 * HOUR)
    assert kinds() == ["sla.missed", "sla.resumed"]
    assert Clock.objects.get().missed_at is None


def test_archiving_the_last_policy_drops_its_clocks(box, owner) -> None:
    made = policy(owner)
    ticket = opened(box)
    sla.archive_policy(policy_id=made.pk, by=owner, at=NOON)
    recount()
    ticket.refresh_from_db()
    assert ticket.team_due_at is None
    assert outcomes() == [("respond", "dropped")]


def test_a_clock_is_escalated_before_it_runs_out_and_never_twice(box, owner) -> None:
    policy(owner, warn_minutes=30, escalate_to="lead")
    opened(box)
    assert sla.escalate_due(at=NOON + HOUR) == 0
    assert sla.escalate_due(at=NOON + HOUR * 3 / 2) == 1
    assert sla.escalate_due(at=NOON + 2 * HOUR) == 0
    entry = Entry.objects.get(kind="sla.escalated")
    assert entry.facts["to"] == "lead"


def test_an_answered_clock_is_not_escalated_nor_one_that_tells_nobody(
    box, owner, agent
) -> None:
    policy(owner, warn_minutes=30)
    replied(opened(box), agent, 1)
    policy(owner, name="Quiet", channel="email", respond_minutes=90, escalate_to="")
    opened(box)
    assert sla.escalate_due(at=NOON + 20 * HOUR) == 0


def test_clocks_of_another_teams_store_are_not_shown(box, owner, agent) -> None:
    from firsthand.domain.sla import queries

    policy(owner)
    ticket = opened(box)
    stranger = lin_of_another_store()
    assert len(queries.clocks_of(agent, ticket.pk)) == 1
    assert queries.clocks_of(stranger, ticket.pk) == []


def lin_of_another_store() -> Person:
    from tests.people import person

    return person("Bo", "agent", store("FR"))


def test_a_merged_ticket_owes_nothing_and_what_it_owed_is_owed_by_the_other(
    box, owner, agent
) -> None:
    policy(owner)
    ticket = opened(box, NOON + HOUR)
    other = opened(box)
    merging = {"ticket_id": other.pk, "into": ticket.pk}
    commands.merge(**merging, by=agent, at=NOON + HOUR * 3 / 2)
    ticket.refresh_from_db()
    other.refresh_from_db()
    assert (ticket.team_due_at, other.team_due_at) == (NOON + 2 * HOUR, None)
    running = Clock.objects.filter(ended_at=None)
    assert [clock.ticket_id for clock in running] == [ticket.pk]
    commands.unmerge(ticket_id=other.pk, by=agent, at=NOON + HOUR * 3 / 2)
    ticket.refresh_from_db()
    other.refresh_from_db()
    assert (ticket.team_due_at, other.team_due_at) == (NOON + 3 * HOUR, NOON + 2 * HOUR)
