"""What became of a reply, and what that does to the question it answered."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from uuid import uuid4

import pytest

from firsthand.domain.journal.models import Entry
from firsthand.domain.mail.models import Mailbox, OutboundMail
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.people.models import Person
from firsthand.domain.tickets import commands, events
from firsthand.domain.tickets.models import Cycle, Message, Ticket
from tests.letters import arrives, letter, mailbox
from tests.people import NOON, lin, maya, person, store
from tests.sheets import sheet

HOUR = timedelta(hours=1)
FATES = [str(fate) for fate in Message.Delivery]
LOST = {"failed", "bounced"}


@pytest.fixture
def box(db) -> Mailbox:
    return mailbox(store("DE"))


@pytest.fixture
def agent(box: Mailbox) -> Person:
    return lin(box.store)


def answered(box: Mailbox, agent: Person, *, and_solve: bool = False) -> Message:
    ticket_id = arrives(box, letter()).ticket_id
    return commands.reply(
        ticket_id=ticket_id, body="On Friday.", by=agent, at=NOON + HOUR,
        idempotency_key=uuid4(), close_with=sheet() if and_solve else None,
    )  # fmt: skip


def fare(reply: Message, *fates: str) -> Ticket:
    for hour, fate in enumerate(fates, start=2):
        commands.mark_delivery(message_id=reply.pk, delivery=fate, at=NOON + hour * HOUR)
    return Ticket.objects.get()


def doubtful(box: Mailbox, agent: Person) -> tuple[Message, OutboundMail]:
    reply = answered(box, agent)
    fare(reply, "unknown")
    OutboundMail.objects.update(state=OutboundMail.State.UNKNOWN, next_try_at=NOON)
    return reply, OutboundMail.objects.get()


def told() -> list[str]:
    kinds = (events.REPLY_UNDELIVERED, events.REPLY_DELIVERED)
    return list(
        Entry.objects.filter(kind__in=kinds).order_by("pk").values_list("kind", flat=True)
    )


@pytest.mark.parametrize("second", FATES)
@pytest.mark.parametrize("first", FATES)
def test_a_question_waits_exactly_while_its_answer_is_lost(
    box, agent, first: str, second: str
) -> None:
    reply = answered(box, agent)
    ticket = fare(reply, first, second)
    reply.refresh_from_db()
    assert reply.delivery == second
    assert (ticket.unanswered_since is not None) == (second in LOST)
    assert ticket.unanswered_since in {None, NOON}, "the clock never starts anew"
    # The journal tells each change once, in turn.
    was_lost = [False, first in LOST, second in LOST]
    changes = [now for before, now in pairwise(was_lost) if before != now]
    names = {True: events.REPLY_UNDELIVERED, False: events.REPLY_DELIVERED}
    assert told() == [names[change] for change in changes]


@pytest.mark.parametrize("fate", FATES)
def test_the_same_news_twice_changes_nothing(box, agent, fate: str) -> None:
    reply = answered(box, agent)
    before = fare(reply, fate)
    entries = Entry.objects.count()
    after = fare(reply, fate)
    assert (after.version, after.changed_at) == (before.version, before.changed_at)
    assert Entry.objects.count() == entries


@pytest.mark.parametrize("fate", FATES)
def test_a_closed_ticket_is_opened_by_a_lost_answer_only(box, agent, fate: str) -> None:
    reply = answered(box, agent, and_solve=True)
    ticket = fare(reply, fate)
    assert (ticket.state == "open") == (fate in LOST)
    assert Cycle.objects.count() == (2 if fate in LOST else 1)
    # An answer that arrived after all closes nothing by itself.
    assert fare(reply, "sent").state == ticket.state


def test_a_lost_answer_leaves_what_was_answered_afterwards_alone(box, agent) -> None:
    reply = answered(box, agent)
    commands.reply(
        ticket_id=reply.ticket_id, body="And once more.", by=agent, at=NOON + 2 * HOUR,
        idempotency_key=uuid4(),
    )  # fmt: skip
    assert fare(reply, "bounced").unanswered_since is None
    assert told() == [events.REPLY_UNDELIVERED]


@pytest.mark.parametrize("was_sent", [True, False])
def test_a_person_settles_a_doubt_and_only_once(box, agent, was_sent: bool) -> None:
    reply, _mail = doubtful(box, agent)
    settle = {"ticket_id": reply.ticket_id, "message_id": reply.pk, "by": agent}
    at = NOON + 5 * HOUR
    settled = commands.settle_delivery(was_sent=was_sent, at=at, **settle)
    mail = OutboundMail.objects.get()
    assert settled.delivery == mail.state == ("sent" if was_sent else "waiting")
    if not was_sent:
        assert mail.next_try_at == at, "it goes out with the next round"
    with pytest.raises(commands.NothingInDoubt) as refused:
        commands.settle_delivery(was_sent=not was_sent, at=at, **settle)
    assert refused.value.fix
    assert OutboundMail.objects.get().state == mail.state


@pytest.mark.parametrize("fate", sorted(set(FATES) - {"unknown"}))
def test_what_is_known_is_not_for_a_person_to_say(box, agent, fate: str) -> None:
    reply = answered(box, agent)
    fare(reply, fate)
    with pytest.raises(commands.NothingInDoubt):
        commands.settle_delivery(
            ticket_id=reply.ticket_id,
            message_id=reply.pk,
            was_sent=False,
            by=agent,
            at=NOON,
        )


def test_a_doubt_is_settled_on_its_own_ticket_by_who_may_work_it(box, agent) -> None:
    reply, mail = doubtful(box, agent)
    other = arrives(box, letter(sender="other@buyers.example")).ticket_id
    refusals = [
        (other, reply.pk, agent, commands.NothingInDoubt),
        (reply.ticket_id, 999_999, agent, commands.NothingInDoubt),
        (reply.ticket_id, reply.pk, maya(store("JP")), Ticket.DoesNotExist),
        (reply.ticket_id, reply.pk, person("Ada", "analyst", box.store), NotAllowed),
    ]
    for ticket_id, message_id, by, refusal in refusals:
        with pytest.raises(refusal):
            commands.settle_delivery(
                ticket_id=ticket_id, message_id=message_id, was_sent=True, by=by, at=NOON
            )
    mail.refresh_from_db()
    assert mail.state == "unknown"


def test_a_reply_of_which_no_mail_is_known_is_in_nobodys_doubt(box, agent) -> None:
    reply, mail = doubtful(box, agent)
    mail.delete()
    with pytest.raises(commands.NothingInDoubt):
        commands.settle_delivery(
            ticket_id=reply.ticket_id, message_id=reply.pk, was_sent=True, by=agent, at=NOON
        )
