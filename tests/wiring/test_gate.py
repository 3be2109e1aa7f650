"""Whatever leaves passes the gate, with what is truly known of order and buyer."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from firsthand import wiring
from firsthand.domain.mail.models import Mailbox, OutboundMail
from firsthand.domain.people.models import Person
from firsthand.domain.policies import commands as policies
from firsthand.domain.policies.commands import Blocked
from firsthand.domain.policies.models import Allowance, Raised
from firsthand.domain.policies.queries import Outgoing, blocks, findings, in_force
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.commands import Answer
from firsthand.domain.tickets.models import HeldReply, Ticket
from firsthand.wiring import gate, gate_preview
from tests.letters import arrives, letter, mailbox
from tests.macros import published as macro_in_use
from tests.people import NOON, lin, maya, person, store
from tests.policies import LINK, published
from tests.remedies import order
from tests.sheets import there_are_reasons

pytestmark = pytest.mark.django_db
SOON = "Thank you. We will get back to you soon."


@pytest.fixture
def box() -> Mailbox:
    return mailbox(store("US"))


@pytest.fixture
def agent(box: Mailbox) -> Person:
    return lin(box.store)


@pytest.fixture
def ticket(box: Mailbox) -> Ticket:
    at = timezone.now() - timedelta(hours=1)
    arrived = arrives(box, letter("Where is my lamp?", sent_at=at), at=at)
    return Ticket.objects.get(pk=arrived.ticket_id)


def send(ticket: Ticket, by: Person, text: str, **more: object) -> commands.Asked:
    return commands.send(
        ticket_id=ticket.pk, reply=Answer(text, uuid4()), by=by, at=timezone.now(), **more
    )


def outcomes() -> set[tuple[str, str]]:
    return set(Raised.objects.values_list("rule", "outcome"))


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"undo_seconds": 10},
        {"send_at": timezone.now() + timedelta(hours=2)},
    ],
    ids=["sent", "held", "scheduled"],
)
def test_a_blocked_reply_leaves_in_no_way_and_the_attempt_is_noted(
    ticket: Ticket, agent: Person, more: dict[str, object]
) -> None:
    with pytest.raises(Blocked, match=r"lamps\.example"):
        send(ticket, agent, LINK, **more)
    assert not OutboundMail.objects.exists()
    assert not HeldReply.objects.exists()
    assert list(Raised.objects.values_list("rule", "outcome")) == [("L-06", "blocked")]


def test_a_warning_leaves_and_is_noted(ticket: Ticket, agent: Person) -> None:
    send(ticket, agent, SOON, undo_seconds=10)
    assert not Raised.objects.exists()  # It has not left.
    commands.send_held(now=lambda: timezone.now() + timedelta(minutes=1))
    assert OutboundMail.objects.count() == 1
    assert ("L-27", "warned") in outcomes()


def test_what_was_held_before_a_rule_came_is_stopped_with_the_reason(
    ticket: Ticket, agent: Person
) -> None:
    send(ticket, agent, SOON, undo_seconds=10)
    published(maya(), person("Chen", "compliance"), "L-27", severity="block")
    assert commands.send_held(now=lambda: timezone.now() + timedelta(minutes=1)) == 0
    held = HeldReply.objects.get()
    assert held.stopped_by == HeldReply.Stop.GATE
    assert ("L-27", "blocked") in outcomes()


def test_somebody_with_the_right_lets_it_leave_and_the_agent_sends_it(
    ticket: Ticket, agent: Person
) -> None:
    lead = maya(ticket.store)
    gate.allow(ticket, lead, LINK, note="The carrier's own page.", at=timezone.now())
    assert gate.check_typed(ticket, agent, LINK, at=timezone.now()).is_allowed
    assert send(ticket, agent, LINK).sent is not None
    assert outcomes() == {("L-06", "overridden")}


def test_a_note_about_an_allowed_text_is_forgotten_with_the_buyer(
    ticket: Ticket, agent: Person
) -> None:
    lead = maya(ticket.store)
    gate.allow(ticket, lead, LINK, note="Jonas asked for it.", at=timezone.now())
    chen = person("Chen", "compliance", ticket.store)
    wiring.erase_buyer(buyer_id=ticket.buyer_id, by=chen, at=timezone.now())
    assert Allowance.objects.get().note == ""


def facts(ticket: Ticket, by: Person, text: str = "It is on page 4.") -> Outgoing:
    return gate.letter_of(ticket, by, text, at=timezone.now()).outgoing


def test_what_is_not_known_is_left_open(ticket: Ticket, agent: Person) -> None:
    known = facts(ticket, agent).facts
    assert known.fulfilled_by_marketplace is None
    assert known.buyer_opted_out is None
    assert known.days_since_completion is None
    assert known.repeats_last_reply is None


def test_order_and_conversation_are_known(ticket: Ticket, agent: Person) -> None:
    bought = order(ticket.store)
    bought.fulfilment, bought.delivered_at = "FBA", timezone.now() - timedelta(days=31)
    bought.save()
    ticket.order, ticket.order_number = bought, bought.number
    ticket.save()
    send(ticket, agent, "The lamp is in the post since Monday.")
    known = facts(ticket, agent, "The lamp is in the post  since Monday.").facts
    assert known.fulfilled_by_marketplace is True
    assert known.days_since_completion == 31
    assert known.review_already_requested is False
    assert known.repeats_last_reply is True
    assert known.names_wrong_order is None
    wrong = facts(ticket, agent, "Order 111-1111111-1111111 is there.").facts
    assert wrong.names_wrong_order is True


def test_who_writes_and_whether_somebody_asked_is_known(
    ticket: Ticket, agent: Person
) -> None:
    assert (facts(ticket, agent).role, facts(ticket, agent).message_type) == (
        "agent",
        "reply",
    )
    owner = person("Wen", "owner")
    ticket.messages.update(nature="notice")
    asked = facts(ticket, owner)
    assert (asked.role, asked.message_type) == ("compliance", "proactive")


def test_a_reply_in_another_language_is_read_in_its_own(
    ticket: Ticket, agent: Person
) -> None:
    ticket.language = "ja"
    one = gate.letter_of(
        ticket, agent, "Please leave us a 5-star review, it is what we are here for.",
        at=timezone.now(),
    )  # fmt: skip
    assert one.outgoing.facts.language_fits_buyer is False
    assert blocks(findings(one.outgoing, in_force().rules, also_in=one.also_in))
    assert not blocks(findings(one.outgoing, in_force().rules))


def test_a_draft_shows_the_macros_and_replies_it_would_block_and_free(
    ticket: Ticket, agent: Person
) -> None:
    there_are_reasons()
    lead, chen = maya(ticket.store), person("Chen", "compliance", ticket.store)
    text = "Hi {{buyer_name}},\n[[Take good care of the lamp.]]"
    macro = macro_in_use(lead, chen, texts={"en": text})
    send(ticket, agent, "Take good care of it.")
    sent = ticket.messages.get(direction="outbound")
    draft = policies.change_words(
        language="en", name="insult", add=["take good care"], remove=[], by=lead, at=NOON
    )
    shown = gate_preview.preview(draft, chen, at=timezone.now())
    assert shown.rules == ("L-20",)
    assert [each.macro.macro_id for each in shown.failing] == [macro.macro_id]
    assert (shown.sent, shown.n) == (1, 1)
    assert [each.message_id for each in shown.blocked] == [sent.pk]
    policies.publish(by=chen, at=NOON)
    back = policies.change_words(
        language="en", name="insult", add=[], remove=[], by=lead, at=NOON
    )
    shown = gate_preview.preview(back, chen, at=timezone.now())
    assert (shown.blocked, shown.failing) == ([], [])
    assert [each.ticket_id for each in shown.freed] == [ticket.pk]
    stranger = person("Sun", "compliance")
    assert gate_preview.preview(back, stranger, at=timezone.now()).sent == 0
