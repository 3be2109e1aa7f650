"""What is done together with an answer: chosen before, done when it leaves, told of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from firsthand.domain.journal.models import Entry
from firsthand.domain.macros import commands, queries
from firsthand.domain.macros.commands import NoSuchAction
from firsthand.domain.macros.models import MacroUse
from firsthand.domain.orders.commands import record_order
from firsthand.domain.people.models import Person
from firsthand.domain.promises.models import Promise
from firsthand.domain.reasons.models import Reason, Resolution
from firsthand.domain.remedies.models import Remedy
from firsthand.domain.tickets import commands as desk
from firsthand.domain.tickets.models import Ticket
from firsthand.wiring import REACTIONS
from tests.desk import ticket
from tests.domain.orders.test_buyers import facts
from tests.letters import mailbox
from tests.macros import published
from tests.people import NOON, lin, maya, person, store

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reasons")]
TEXT = "Hi {{buyer_name}},\n\nwe are on it and look after it as agreed.\n\n{{agent_sign}}"
TAG = {"do": "tag", "of": "INS.LOG.DELAY"}
PROMISE = {"do": "promise", "of": "eta_new"}
SNOOZE = {"do": "snooze", "hours": 24}
SOLVED, WAITING = {"do": "status", "of": "solved"}, {"do": "status", "of": "waiting"}
REMEDY = {"do": "remedy", "of": "refund"}


@pytest.fixture
def about() -> Ticket:
    shop = store("DE")
    mailbox(shop)
    return ticket(shop, language="en")


@pytest.fixture
def agent(about: Ticket) -> Person:
    return lin(about.store)


def begun(
    about: Ticket, by: Person, *actions: dict[str, Any], text: str = TEXT, **given: str
) -> commands.Prepared:
    writer = Person.objects.filter(name="Maya").first() or maya()
    guard = Person.objects.filter(name="Chen").first() or person("Chen", "compliance")
    version = published(writer, guard, texts={"en": text}, actions=actions)
    return commands.prepare(
        ticket_id=about.pk,
        macro_id=version.macro_id,
        language="en",
        given={"eta_new": "2026-03-08"} | given,
        by=by,
        at=NOON,
    )


def chosen(about: Ticket, by: Person, use: MacroUse, *numbers: int) -> UUID:
    key = uuid4()
    wanted = {use.pk: frozenset(numbers)}
    commands.choose(ticket_id=about.pk, reply_key=key, chosen=wanted, by=by)
    return key


def sent(
    about: Ticket, by: Person, text: str, key: UUID, at: datetime = NOON, **more: Any
) -> Ticket:
    """Send it, and have what follows from it done."""
    said = desk.reply(
        ticket_id=about.pk, body=text, by=by, at=at, idempotency_key=key, **more
    )
    entry = Entry.objects.get(kind="tickets.reply_written", subject_id=said.pk)
    for reaction in REACTIONS[entry.kind]:
        reaction(entry)
    about.refresh_from_db()
    return about


def done(about: Ticket, by: Person, *actions: dict[str, Any], **given: str) -> Ticket:
    """Answer with a macro, with all its actions chosen."""
    made = begun(about, by, *actions, **given)
    key = chosen(about, by, made.use, *range(len(actions)))
    return sent(about, by, made.text, key)


def became() -> list[str]:
    facts = Entry.objects.get(kind="macros.sent").facts
    return list(facts["actions"])


def test_a_tag_a_promise_and_a_snooze_are_the_writers_own_deeds(
    about: Ticket, agent: Person
) -> None:
    left = done(about, agent, TAG, PROMISE, SNOOZE)
    assert left.reason == Reason.objects.get(code="INS.LOG.DELAY")
    assert left.snoozed_until == NOON + timedelta(hours=24)
    promise = Promise.objects.get()
    # The end of the office of that day, by the buyer's clock.
    assert promise.due_at == datetime(2026, 3, 8, 17, tzinfo=UTC)
    assert promise.promised_by == agent
    own = {"tickets.tagged", "promises.confirmed", "tickets.snoozed"}
    assert set(Entry.objects.filter(kind__in=own).values_list("kind", "actor_id")) == {
        (kind, agent.pk) for kind in own
    }
    assert became() == ["tag done", "promise done", "snooze done"]


def test_nothing_is_done_before_the_answer_leaves_nor_what_was_unticked(
    about: Ticket, agent: Person
) -> None:
    made = begun(about, agent, TAG, SNOOZE)
    key = chosen(about, agent, made.use, 1)
    about.refresh_from_db()
    assert about.snoozed_until is None
    left = sent(about, agent, made.text, key)
    assert left.reason is None
    assert left.snoozed_until is not None
    assert became() == ["snooze done"]


def test_who_was_asked_nothing_has_nothing_done(about: Ticket, agent: Person) -> None:
    made = begun(about, agent, TAG)
    assert sent(about, agent, made.text, uuid4()).reason is None


def test_what_was_thrown_away_does_nothing(about: Ticket, agent: Person) -> None:
    made = begun(about, agent, TAG)
    key = chosen(about, agent, made.use, 0)
    assert sent(about, agent, "Something else entirely, and short", key).reason is None


def test_a_scheduled_answer_keeps_its_actions_while_another_leaves(
    about: Ticket, agent: Person
) -> None:
    made = begun(about, agent, TAG)
    key = chosen(about, agent, made.use, 0)
    assert sent(about, agent, "A line before it", uuid4()).reason is None
    later = NOON + timedelta(hours=2)
    assert sent(about, agent, made.text, key, at=later).reason is not None


def test_a_promise_of_the_text_itself_is_not_made_twice(
    about: Ticket, agent: Person
) -> None:
    text = "Hi {{buyer_name}}, we will send you the tracking number by {{eta_new}}."
    done(about, agent, PROMISE, text=text)
    promise = Promise.objects.get()
    assert promise.confirmed_at == NOON
    assert promise.message_id is not None


def test_a_time_of_the_text_ends_the_snooze(about: Ticket, agent: Person) -> None:
    text = "{{buyer_name}}, as said. We decide at {{decision_time}}."
    action = {"do": "snooze", "of": "decision_time"}
    left = done(about, agent, action, text=text, decision_time="2026-03-05T10:30")
    assert left.snoozed_until == datetime(2026, 3, 5, 9, 30, tzinfo=UTC)


def test_to_wait_is_to_be_out_of_sight_until_the_buyer_writes(
    about: Ticket, agent: Person
) -> None:
    assert done(about, agent, WAITING).snoozed_for == "message"


def test_to_wait_and_to_snooze_is_to_snooze(about: Ticket, agent: Person) -> None:
    assert done(about, agent, WAITING, SNOOZE).snoozed_for == "time"
    assert became() == ["status ", "snooze done"]


def test_a_ticket_is_closed_with_what_its_sheet_says(about: Ticket, agent: Person) -> None:
    about.truth, about.resolution = "valid", Resolution.objects.get(code="answered")
    about.save()
    assert done(about, agent, TAG, SOLVED).state == Ticket.State.SOLVED


def test_a_ticket_closed_with_the_reply_keeps_the_reason_chosen_then(
    about: Ticket, agent: Person
) -> None:
    made = begun(about, agent, TAG, SOLVED)
    key = chosen(about, agent, made.use, 0, 1)
    sheet = desk.Sheet("INS.LOG.WISMO", "valid", "answered")
    left = sent(about, agent, made.text, key, close_with=sheet)
    assert left.reason == Reason.objects.get(code="INS.LOG.WISMO")
    assert became() == ["tag done", "status done"]


def test_what_is_refused_is_told_and_stops_nothing_else(
    about: Ticket, agent: Person
) -> None:
    left = done(about, agent, SOLVED, TAG)
    assert (left.state, left.reason is None) == (Ticket.State.OPEN, False)
    (told,) = queries.waiting_for(agent, about)
    assert told.deed.said.startswith("A ticket is closed with its reason")
    commands.put_away(use_id=told.use_id, number=told.number, by=agent)
    assert queries.waiting_for(agent, about) == []
    with pytest.raises(NoSuchAction):
        commands.put_away(use_id=told.use_id, number=told.number, by=agent)


def test_a_buyer_who_wrote_again_is_not_closed_upon(about: Ticket, agent: Person) -> None:
    made = begun(about, agent, SOLVED)
    key = chosen(about, agent, made.use, 0)
    said = desk.reply(
        ticket_id=about.pk, body=made.text, by=agent, at=NOON, idempotency_key=key
    )
    since = {"unanswered_since": NOON, "unanswered_count": 1, "reply_due_at": NOON}
    Ticket.objects.filter(pk=about.pk).update(**since)
    (entry,) = Entry.objects.filter(kind="tickets.reply_written", subject_id=said.pk)
    for reaction in REACTIONS[entry.kind]:
        reaction(entry)
    (told,) = queries.waiting_for(agent, about)
    assert told.deed.said.startswith("The buyer wrote again")


def test_what_one_may_not_do_is_refused_as_ever(about: Ticket, agent: Person) -> None:
    made = begun(about, agent, TAG)
    key = chosen(about, agent, made.use, 0)
    said = desk.reply(
        ticket_id=about.pk, body=made.text, by=agent, at=NOON, idempotency_key=key
    )
    agent.role = "analyst"
    agent.save()
    (entry,) = Entry.objects.filter(kind="tickets.reply_written", subject_id=said.pk)
    for reaction in REACTIONS[entry.kind]:
        reaction(entry)
    about.refresh_from_db()
    assert about.reason is None
    assert became() == ["tag refused"]


def test_money_waits_for_its_form(about: Ticket, agent: Person) -> None:
    done(about, agent, REMEDY)
    assert not Remedy.objects.exists()
    (told,) = queries.waiting_for(agent, about)
    assert told.deed.said.startswith("No order is linked")


def test_a_remedy_waits_with_its_amount_until_it_is_asked_for(
    about: Ticket, agent: Person
) -> None:
    about.order = record_order(store_id=about.store_id, facts=facts(), at=NOON)
    about.save()
    text = "{{buyer_name}}, as agreed you get {{refund_amount}} back from us."
    done(about, agent, REMEDY, text=text, refund_amount="12.50")
    assert not Remedy.objects.exists()
    (told,) = queries.waiting_for(agent, about)
    assert (told.remedy, told.deed.amount) == ("refund", "12.50")


def test_an_action_that_is_none_is_refused(about: Ticket, agent: Person) -> None:
    made = begun(about, agent, TAG)
    with pytest.raises(NoSuchAction):
        chosen(about, agent, made.use, 1)
    # What others began is none of his.
    chosen(about, person("Bo", "agent", about.store), made.use, 5)
