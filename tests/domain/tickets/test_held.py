"""Replies that wait: undone, scheduled, overtaken, sent once."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connections, transaction

from firsthand.domain.journal.models import Entry
from firsthand.domain.mail.commands.outbox import NoMailbox
from firsthand.domain.mail.models import Mailbox, MailIdentity, OutboundMail
from firsthand.domain.people.models import Person
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets import commands, queries, rules
from firsthand.domain.tickets.commands import Answer, Asked
from firsthand.domain.tickets.models import Cycle, Draft, HeldReply, Message, Ticket
from firsthand.domain.tickets.queries import Preset, View
from tests.letters import arrives, letter, mailbox
from tests.people import NOON, lin, maya, person, store
from tests.sheets import sheet

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
DAY = 24 * HOUR
NOW = NOON + HOUR


@pytest.fixture
def box(db) -> Mailbox:
    return mailbox(store("DE"))


@pytest.fixture
def agent(box: Mailbox) -> Person:
    return lin(box.store)


@pytest.fixture
def ticket(box: Mailbox) -> Ticket:
    return Ticket.objects.get(pk=arrives(box, letter("Where is it?")).ticket_id)


def ask(ticket: Ticket, by: Person, body: str = "On Friday.", **values) -> Asked:
    """Press Send: at one o'clock and with ten seconds to undo, unless told otherwise."""
    given = {
        name: values.pop(name)
        for name in ("seen_version", "close_with", "kind")
        if name in values
    }
    key = values.pop("key", None) or uuid4()
    times = {"at": NOW, "undo_seconds": 10} | values
    reply = Answer(body, key, **given)
    return commands.send(ticket_id=ticket.pk, reply=reply, by=by, **times)


def held(ticket: Ticket, by: Person, body: str = "On Friday.", **values) -> HeldReply:
    asked = ask(ticket, by, body, **values)
    assert asked.held is not None
    return asked.held


def sweep(at: datetime) -> int:
    return commands.send_held(now=lambda: at)


def kinds() -> list[str]:
    since = Entry.objects.exclude(kind__in=["tickets.message_received", "mail.received"])
    found = since.filter(kind__startswith="tickets.").order_by("pk")
    return list(found.values_list("kind", flat=True))


def asks_again(box: Mailbox, at: datetime) -> None:
    first = MailIdentity.objects.order_by("pk").values_list("message_id", flat=True)[0]
    arrives(box, letter("And?", references=(first,), sent_at=at))


def test_a_held_reply_is_no_message_until_its_seconds_are_over(ticket, agent) -> None:
    waiting = held(ticket, agent)
    assert waiting.send_at == NOW + 10 * SECOND
    assert sweep(NOW + 9 * SECOND) == 0
    assert not Message.objects.filter(direction="outbound").exists()
    assert not OutboundMail.objects.exists()
    assert kinds() == []
    ticket.refresh_from_db()
    assert ticket.unanswered_count == 1

    assert sweep(NOW + 11 * SECOND) == 1
    message = Message.objects.get(direction="outbound")
    assert (message.body, message.author, message.sent_at) == (
        "On Friday.", agent, NOW + 11 * SECOND,
    )  # fmt: skip
    assert kinds() == ["tickets.reply_written"]
    ticket.refresh_from_db()
    assert (ticket.unanswered_count, ticket.assignee) == (0, agent)


def test_it_is_sent_once_however_often_somebody_looks(ticket, agent) -> None:
    waiting = held(ticket, agent)
    assert [sweep(NOW + MINUTE), sweep(NOW + MINUTE)] == [1, 0]
    assert OutboundMail.objects.count() == 1
    waiting.refresh_from_db()
    assert (waiting.state, waiting.body) == ("sent", "")


@pytest.mark.django_db(transaction=True)
def test_twenty_workers_and_clicks_send_one_mail() -> None:
    box = mailbox(store("DE"))
    agent, key = lin(box.store), uuid4()
    ticket = Ticket.objects.get(pk=arrives(box, letter()).ticket_id)

    def at_once(work) -> None:
        def run() -> None:
            try:
                work()
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    at_once(lambda: ask(ticket, agent, key=key))
    assert HeldReply.objects.count() == 1
    at_once(lambda: sweep(NOW + MINUTE))
    at_once(lambda: ask(ticket, agent, key=key))
    assert OutboundMail.objects.count() == 1


def test_what_is_taken_back_was_never_sent_and_is_a_draft_again(ticket, agent) -> None:
    waiting = held(ticket, agent, close_with=sheet())
    commands.take_back(
        ticket_id=ticket.pk, held_id=waiting.pk, by=agent, at=NOW + 5 * SECOND
    )
    assert sweep(NOW + HOUR) == 0
    assert Draft.objects.get(person=agent, is_note=False).body == "On Friday."
    assert kinds() == ["tickets.reply_taken_back"]
    assert not Message.objects.filter(direction="outbound").exists()
    assert Ticket.objects.get().state == "open"
    waiting.refresh_from_db()
    assert (waiting.state, waiting.body) == ("back", "")


def test_a_click_that_comes_late_does_not_send_what_was_taken_back(ticket, agent) -> None:
    waiting = held(ticket, agent)
    commands.take_back(ticket_id=ticket.pk, held_id=waiting.pk, by=agent, at=NOW)
    with pytest.raises(commands.WasTakenBack):
        ask(ticket, agent, key=waiting.idempotency_key)
    assert sweep(NOW + HOUR) == 0


def test_nothing_begun_meanwhile_is_lost_when_the_text_comes_back(ticket, agent) -> None:
    waiting = held(ticket, agent)
    write = {"ticket_id": ticket.pk, "is_note": False, "by": agent, "at": NOW}
    commands.save_draft(body="P.S.", **write)
    commands.take_back(ticket_id=ticket.pk, held_id=waiting.pk, by=agent, at=NOW)
    assert Draft.objects.get().body == "On Friday.\n\nP.S."


def test_sending_leaves_the_next_draft_alone(ticket, agent) -> None:
    commands.save_draft(
        ticket_id=ticket.pk, body="On Fri", is_note=False, by=agent, at=NOON
    )
    held(ticket, agent)
    assert not Draft.objects.exists()
    commands.save_draft(ticket_id=ticket.pk, body="P.S.", is_note=False, by=agent, at=NOW)
    assert sweep(NOW + MINUTE) == 1
    assert Draft.objects.get().body == "P.S."


def test_after_it_was_sent_it_cannot_be_taken_back(ticket, agent) -> None:
    waiting = held(ticket, agent)
    sweep(NOW + MINUTE)
    with pytest.raises(commands.TooLateToUndo, match="sent already"):
        commands.take_back(ticket_id=ticket.pk, held_id=waiting.pk, by=agent, at=NOW)


def test_a_lead_may_take_it_back_and_a_colleague_may_not(box, ticket, agent) -> None:
    waiting = held(ticket, agent)
    call = {"ticket_id": ticket.pk, "held_id": waiting.pk, "at": NOW}
    with pytest.raises(HeldReply.DoesNotExist):
        commands.take_back(by=person("Noor", "agent", box.store), **call)
    commands.take_back(by=maya(box.store), **call)
    assert Draft.objects.get().person == agent


def test_closing_happens_with_the_sending_and_by_the_sheet_of_then(ticket, agent) -> None:
    held(ticket, agent, close_with=sheet())
    assert Ticket.objects.get().state == "open"
    sweep(NOW + 12 * SECOND)
    closed = Cycle.objects.get()
    assert (closed.solved_at, closed.solved_by) == (NOW + 12 * SECOND, agent)
    assert closed.reason.code == "INS.LOG.WISMO"
    assert kinds() == ["tickets.tagged", "tickets.reply_written", "tickets.solved"]


def test_a_message_that_came_meanwhile_stops_it_at_once(box, ticket, agent) -> None:
    waiting = held(ticket, agent, send_at=NOW + DAY)
    asks_again(box, NOW + MINUTE)
    assert sweep(NOW + 2 * MINUTE) == 0
    waiting.refresh_from_db()
    assert (waiting.state, waiting.stopped_by) == ("stopped", "tickets.newer_message")
    assert waiting.body == "On Friday."
    assert Draft.objects.get().body == "On Friday."
    assert kinds() == ["tickets.reply_scheduled", "tickets.reply_stopped"]
    assert Entry.objects.get(kind="tickets.reply_stopped").facts == {
        "why": "tickets.newer_message"
    }
    assert sweep(NOW + 2 * DAY) == 0
    assert not OutboundMail.objects.exists()


def test_somebody_elses_answer_stops_a_scheduled_one(box, ticket, agent) -> None:
    held(ticket, agent, send_at=NOW + DAY)
    assert ask(ticket, person("Noor", "agent", box.store), "Today.", undo_seconds=0).sent
    sweep(NOW + MINUTE)
    assert HeldReply.objects.get().state == "stopped"
    assert OutboundMail.objects.get().body == "Today."


def test_two_cannot_answer_in_the_same_seconds(box, ticket, agent) -> None:
    held(ticket, agent)
    other = person("Noor", "agent", box.store)
    for seconds in (0, 10):
        with pytest.raises(commands.ReplyUnderWay, match="Lin leaves in 7 seconds"):
            ask(ticket, other, "Today.", undo_seconds=seconds, at=NOW + 3 * SECOND)
    assert sweep(NOW + MINUTE) == 1
    with pytest.raises(commands.NewerMessage):
        ask(ticket, other, "Today.", seen_version=ticket.version)
    assert OutboundMail.objects.get().body == "On Friday."


def test_one_reply_at_a_time_is_scheduled(ticket, agent) -> None:
    held(ticket, agent, send_at=NOW + DAY)
    with pytest.raises(commands.ReplyUnderWay, match="scheduled already"):
        ask(ticket, agent, send_at=NOW + 2 * DAY)


def test_answering_again_puts_the_notice_of_the_stopped_one_away(
    box, ticket, agent
) -> None:
    held(ticket, agent, send_at=NOW + DAY)
    asks_again(box, NOW + MINUTE)
    sweep(NOW + 2 * MINUTE)
    assert [each.person for each in queries.held_replies_of(ticket.pk)] == [agent]
    ask(ticket, agent, "On Monday, then.", at=NOW + HOUR)
    assert [each.body for each in queries.held_replies_of(ticket.pk)] == [
        "On Monday, then."
    ]
    assert HeldReply.objects.filter(state="done", body="").count() == 1


def test_a_notice_is_put_away_by_hand(box, ticket, agent) -> None:
    waiting = held(ticket, agent, send_at=NOW + DAY)
    asks_again(box, NOW + MINUTE)
    sweep(NOW + 2 * MINUTE)
    commands.close_notice(ticket_id=ticket.pk, held_id=waiting.pk, by=agent)
    assert queries.held_replies_of(ticket.pk) == []
    assert Draft.objects.get().body == "On Friday."


@pytest.mark.parametrize(
    ("left", "is_hurried"),
    [
        (timedelta(minutes=2), False),
        (timedelta(seconds=119), True),
        (timedelta(0), True),
        (-SECOND, False),  # Nothing is left to lose.
    ],
)
def test_the_last_two_minutes_of_the_clock_are_not_spent_waiting(
    ticket, agent, left, is_hurried
) -> None:
    due_at = Ticket.objects.get().reply_due_at
    asked = ask(ticket, agent, at=due_at - left)
    assert (asked.sent is not None, asked.is_hurried) == (is_hurried, is_hurried)


def test_who_never_undoes_is_told_of_no_hurry(ticket, agent) -> None:
    due_at = Ticket.objects.get().reply_due_at
    asked = ask(ticket, agent, at=due_at - MINUTE, undo_seconds=0)
    assert asked.sent is not None
    assert not asked.is_hurried


@pytest.mark.parametrize(
    "send_at", [NOW - HOUR, NOW + 59 * SECOND, NOW + 14 * DAY + SECOND]
)
def test_a_time_that_is_over_or_far_away_schedules_nothing(ticket, agent, send_at) -> None:
    with pytest.raises(commands.NoSuchTime):
        ask(ticket, agent, send_at=send_at)
    assert not HeldReply.objects.exists()


def test_a_scheduled_reply_is_put_off_and_brought_forward(ticket, agent) -> None:
    waiting = held(ticket, agent, send_at=NOW + HOUR)
    change = {"ticket_id": ticket.pk, "held_id": waiting.pk, "by": agent, "at": NOW}
    commands.reschedule(send_at=NOW + DAY, **change)
    assert sweep(NOW + HOUR) == 0
    commands.reschedule(send_at=NOW + 2 * HOUR, **change)
    assert sweep(NOW + 2 * HOUR) == 1
    assert kinds()[:3] == ["tickets.reply_scheduled"] * 3
    with pytest.raises(commands.TooLateToUndo):
        commands.reschedule(send_at=NOW + DAY, **change)


@pytest.mark.parametrize("is_now", [True, False])
def test_what_could_not_be_sent_is_refused_when_it_is_asked_for(
    box, ticket, agent, is_now
) -> None:
    how = {"undo_seconds": 0} if is_now else {}
    with pytest.raises(commands.NothingToSay):
        ask(ticket, agent, "  ", **how)
    with pytest.raises(commands.NewerMessage):
        ask(ticket, agent, seen_version=0, **how)
    with pytest.raises(commands.SheetIncomplete):
        ask(ticket, agent, close_with=rules.Sheet(), **how)
    Mailbox.objects.update(is_active=False)
    with pytest.raises(NoMailbox):
        ask(ticket, agent, **how)
    Store.objects.update(closed_at=NOON)
    with pytest.raises(commands.StoreClosed):
        ask(ticket, agent, **how)
    assert not HeldReply.objects.exists()


def gone(box: Mailbox, _agent: Person) -> None:
    Mailbox.objects.update(is_active=False)


def closed(box: Mailbox, _agent: Person) -> None:
    Store.objects.update(closed_at=NOON)


def elsewhere(_box: Mailbox, agent: Person) -> None:
    agent.teams.clear()


def left(_box: Mailbox, agent: Person) -> None:
    Person.objects.filter(pk=agent.pk).update(is_active=False)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (gone, "mail.no_mailbox"),
        (closed, "tickets.store_closed"),
        (elsewhere, "not_allowed"),
        (left, "not_allowed"),
    ],
)
def test_what_became_impossible_meanwhile_stops_it_and_keeps_the_text(
    box, ticket, agent, change, why
) -> None:
    held(ticket, agent)
    change(box, agent)
    assert sweep(NOW + MINUTE) == 0
    stopped = HeldReply.objects.get()
    assert (stopped.state, stopped.stopped_by, stopped.body) == (
        "stopped",
        why,
        "On Friday.",
    )
    assert Draft.objects.get(person=agent).body == "On Friday."
    assert not Message.objects.filter(direction="outbound").exists()
    assert sweep(NOW + HOUR) == 0


def test_one_that_fails_holds_up_no_other(box, agent, caplog) -> None:
    first, second = (
        Ticket.objects.get(pk=arrives(box, letter(sender=f"{name}@b.example")).ticket_id)
        for name in ("one", "two")
    )
    held(first, agent, "broken")
    held(second, agent)
    HeldReply.objects.filter(ticket=first).update(kind="no such kind")
    assert sweep(NOW + MINUTE) == 1
    assert "could not be sent" in caplog.text
    assert OutboundMail.objects.get().body == "On Friday."
    HeldReply.objects.filter(ticket=first).update(kind="resolution")
    assert sweep(NOW + MINUTE) == 1, "it comes again when it can"


def test_a_key_used_for_something_else_holds_nothing_and_shows_nothing(
    box, ticket, agent
) -> None:
    key = held(ticket, agent).idempotency_key
    colleague = person("Noor", "agent", box.store)
    other = Ticket.objects.get(pk=arrives(box, letter(sender="x@b.example")).ticket_id)
    for where, who in ((other, agent), (ticket, colleague)):
        with pytest.raises(commands.KeyUsedElsewhere):
            ask(where, who, key=key)
    assert HeldReply.objects.count() == 1


def test_erasing_the_buyer_erases_what_waits_for_him(ticket, agent) -> None:
    held(ticket, agent, send_at=NOW + DAY)
    commands.erase_buyer(buyer_id=ticket.buyer_id, by=None, at=NOW)
    assert not HeldReply.objects.exists()
    assert sweep(NOW + 2 * DAY) == 0
    assert not OutboundMail.objects.exists()


def test_next_passes_over_what_is_answered_but_not_sent(box, ticket, agent) -> None:
    other = arrives(box, letter(sender="x@b.example", sent_at=NOON + MINUTE)).ticket_id

    def next_one() -> int | None:
        return queries.next_in(View.OPEN, agent, at=NOW, but=0)

    assert next_one() == ticket.pk
    waiting = held(ticket, agent)
    assert next_one() == other
    commands.take_back(ticket_id=ticket.pk, held_id=waiting.pk, by=agent, at=NOW)
    assert next_one() == ticket.pk


def test_the_list_of_the_unsent_is_ones_own(box, ticket, agent) -> None:
    held(ticket, agent, send_at=NOW + DAY)
    colleague = person("Noor", "agent", box.store)

    def listed(who: Person) -> list[int]:
        return [row.id for row in queries.page_of(View.UNSENT, who, at=NOW).rows]

    assert (listed(agent), listed(colleague)) == ([ticket.pk], [])
    assert queries.desk_counts(agent, at=NOW)[View.UNSENT] == 1
    assert queries.undoable_by(agent.pk) == []
    asks_again(box, NOW + MINUTE)
    sweep(NOW + 2 * MINUTE)
    assert listed(agent) == [ticket.pk]
    assert [each.ticket for each in queries.undoable_by(agent.pk)] == [ticket]
    [stopped] = queries.undoable_by(agent.pk)
    assert queries.held_beside(ticket.pk, agent.pk) == ([stopped], [])
    assert queries.held_beside(ticket.pk + 1, agent.pk) == ([], [stopped])


def test_how_it_stands_is_told_to_the_operator(ticket, agent) -> None:
    held(ticket, agent)
    assert queries.held_standing(at=NOW + 30 * SECOND, grace=MINUTE) == (1, 0)
    assert queries.held_standing(at=NOW + 2 * MINUTE, grace=MINUTE) == (1, 1)


def test_the_database_lets_no_text_stay_for_nothing(ticket, agent) -> None:
    waiting = held(ticket, agent)
    with pytest.raises(IntegrityError), transaction.atomic():
        HeldReply.objects.filter(pk=waiting.pk).update(state="sent")


BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("now", "morning", "evening", "monday"),
    [
        ("2026-03-04T15:00", "2026-03-05T09:00", "2026-03-04T18:00", "2026-03-09T09:00"),
        # Half an hour before is too near to be worth scheduling.
        ("2026-03-04T08:31", "2026-03-05T09:00", "2026-03-04T18:00", "2026-03-09T09:00"),
        ("2026-03-04T08:29", "2026-03-04T09:00", "2026-03-04T18:00", "2026-03-09T09:00"),
        # The clocks go forward in the night of 29 March: nine o'clock stays nine o'clock.
        ("2026-03-28T19:00", "2026-03-29T09:00", "2026-03-29T18:00", "2026-03-30T09:00"),
        # On Sunday the next morning is Monday's.
        ("2026-03-08T12:00", "2026-03-09T09:00", "2026-03-08T18:00", None),
    ],
)
def test_times_are_offered_by_the_buyers_clock(now, morning, evening, monday) -> None:
    offered = rules.presets(at(now), BERLIN)
    wanted = {Preset.MORNING: morning, Preset.EVENING: evening, Preset.MONDAY: monday}
    assert offered == {name: at(time) for name, time in wanted.items() if time}
