"""What its writer says of the promises in a reply counts when the reply is written."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from firsthand.domain.journal import queries as journal
from firsthand.domain.promises import commands, queries
from firsthand.domain.promises.commands import Choice
from firsthand.domain.promises.models import PlannedPromise, Promise
from firsthand.domain.tickets import commands as tickets
from firsthand.domain.tickets.commands import Answer
from tests.letters import arrives, letter, mailbox
from tests.people import NOON, lin, person, store

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
# At 13:00 in Berlin.
TEXT = "Guten Tag, ich melde mich innerhalb von 24 Stunden. Der Ersatz folgt in Kürze."
WITHIN, SOON = TEXT.index("innerhalb"), TEXT.index("in Kürze")
DAY_LONG = (WITHIN, WITHIN + len("innerhalb von 24 Stunden"))
VAGUE = (SOON, SOON + len("in Kürze"))


@pytest.fixture
def box():
    return mailbox(store("DE"))


@pytest.fixture
def agent(box):
    return lin(box.store)


@pytest.fixture
def ticket_id(box) -> int:
    found = arrives(box, letter(sent_at=NOON - HOUR)).ticket_id
    assert found
    return found


def sends(ticket_id: int, by, *choices: Choice, text: str = TEXT, **values):
    """Plan and send as the composer does, in one transaction."""
    key, send_at = values.pop("key", uuid4()), values.pop("send_at", None)
    undo = values.pop("undo_seconds", 0)
    with transaction.atomic():
        commands.plan(
            ticket_id=ticket_id,
            reply_key=key,
            text=text,
            choices=choices,
            by=by,
            at=NOON,
            leaves_at=send_at or NOON + timedelta(seconds=undo),
            is_all=values.pop("is_all", True),
        )
        return tickets.send(
            ticket_id=ticket_id,
            reply=Answer(body=text, idempotency_key=key, kind="holding"),
            by=by,
            at=NOON,
            undo_seconds=undo,
            send_at=send_at,
        )


def test_what_is_ticked_counts_with_the_reply_and_is_not_found_once_more(
    agent, ticket_id
) -> None:
    sent = sends(ticket_id, agent, Choice(*DAY_LONG), Choice(*VAGUE, is_dropped=True)).sent
    kept, dropped = Promise.objects.order_by("begins")
    assert (kept.message_id, kept.due_at, kept.is_owed, kept.keeper) == (
        sent.pk, NOON + 24 * HOUR, True, agent,
    )  # fmt: skip
    assert (dropped.due_at, dropped.dismissed_at) == (None, NOON)
    commands.take_reply(message_id=sent.pk)
    assert Promise.objects.count() == 2
    assert not PlannedPromise.objects.exists()
    kinds = [each.kind for each in journal.of_tickets([ticket_id])]
    assert kinds.count("promises.confirmed") == 1
    assert kinds.index("promises.confirmed") > kinds.index("tickets.reply_written")


def test_of_a_scheduled_reply_the_time_runs_from_when_it_leaves(agent, ticket_id) -> None:
    leaves_at = NOON + 5 * HOUR
    given = [Choice(*DAY_LONG), Choice(*VAGUE, due_at=NOON + 9 * HOUR)]
    sends(ticket_id, agent, *given, send_at=leaves_at)
    assert not Promise.objects.exists()
    assert tickets.send_held(now=lambda: leaves_at) == 1
    within, soon = Promise.objects.order_by("begins")
    assert within.due_at == leaves_at + 24 * HOUR
    assert soon.due_at == NOON + 9 * HOUR
    assert queries.due_between(agent, leaves_at, leaves_at + 30 * HOUR) == [soon, within]


def test_a_reply_that_is_taken_back_promises_nothing(agent, ticket_id) -> None:
    held = sends(ticket_id, agent, Choice(*DAY_LONG), is_all=False, undo_seconds=10).held
    tickets.take_back(ticket_id=ticket_id, held_id=held.pk, by=agent, at=NOON)
    assert tickets.send_held(now=lambda: NOON + HOUR) == 0
    assert not Promise.objects.exists()
    assert commands.forget_planned(at=NOON + timedelta(days=29)) == 0
    assert commands.forget_planned(at=NOON + timedelta(days=31)) == 1


def test_a_promise_without_a_time_is_asked_for_before_anything_is_sent(
    agent, ticket_id
) -> None:
    for choices in ([Choice(*DAY_LONG)], [Choice(*DAY_LONG), Choice(*VAGUE)]):
        with pytest.raises(commands.NoTimeNamed, match="in Kürze"):
            sends(ticket_id, agent, *choices)
    with pytest.raises(commands.NoTimeNamed):
        sends(ticket_id, agent, Choice(), is_all=False)
    assert not Promise.objects.exists()
    assert not PlannedPromise.objects.exists()


def test_a_time_that_is_over_when_the_reply_leaves_is_no_time(agent, ticket_id) -> None:
    at_three = Choice(*VAGUE, due_at=NOON + 3 * HOUR)
    with pytest.raises(commands.NotATimeToCome):
        sends(ticket_id, agent, at_three, send_at=NOON + 4 * HOUR)
    # Put off later, it is over when it leaves: then it is left to be said anew.
    held = sends(ticket_id, agent, at_three, send_at=NOON + 2 * HOUR).held
    later = NOON + 4 * HOUR
    tickets.reschedule(
        ticket_id=ticket_id, held_id=held.pk, send_at=later, by=agent, at=NOON
    )
    assert tickets.send_held(now=lambda: later) == 1
    assert not Promise.objects.exists()


def test_what_is_declared_beside_the_words_counts_too(agent, ticket_id) -> None:
    due_at = NOON + 4 * HOUR
    sent = sends(ticket_id, agent, Choice(due_at=due_at), text="Guten Tag.").sent
    promise = Promise.objects.get()
    assert (promise.origin, promise.message_id, promise.begins, promise.due_at) == (
        "declared", sent.pk, None, due_at,
    )  # fmt: skip


@pytest.mark.parametrize(
    "choices",
    [
        [Choice(0, len(TEXT) + 1, due_at=NOON + HOUR)],
        [Choice(5, 5, due_at=NOON + HOUR)],
        [Choice(*VAGUE, due_at=NOON + HOUR), Choice(*VAGUE, is_dropped=True)],
        [Choice(due_at=NOON + HOUR)] * 31,
    ],
)
def test_what_is_not_in_the_text_is_refused(agent, ticket_id, choices) -> None:
    with pytest.raises(commands.NotInTheText):
        sends(ticket_id, agent, *choices, is_all=False)


def test_a_key_of_another_person_promises_nothing(agent, ticket_id, box) -> None:
    key = uuid4()
    PlannedPromise.objects.create(
        reply_key=key, person=agent, due_at=NOON + HOUR, made_at=NOON
    )
    other = person("Bo", "agent", box.store)
    tickets.reply(ticket_id=ticket_id, body="Hier.", by=other, at=NOON, idempotency_key=key)
    assert not Promise.objects.exists()
