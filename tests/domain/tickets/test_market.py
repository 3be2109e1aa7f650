"""What follows from a marketplace's own mail: facts on orders, replies that came back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firsthand.domain.mail import queries as mail_queries
from firsthand.domain.mail.models import Mailbox, OutboundMail
from firsthand.domain.mail.ports import ParsedMail, RelayFacts, RelayKind
from firsthand.domain.orders.models import Notice
from firsthand.domain.orders.ports import NoticeFacts
from firsthand.domain.tickets.commands.answer import NobodyToAnswer
from firsthand.domain.tickets.models import Message, Ticket
from firsthand.foundation.money import Money
from tests.domain.tickets.test_receive import answer
from tests.letters import arrives, letter, mailbox, relayed
from tests.people import NOON, store
from tests.remedies import order

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NUMBER, OTHER = "301-0000001-0000001", "301-0000002-0000002"


@pytest.fixture
def box() -> Mailbox:
    return mailbox(store("DE"))


def told(
    kind: RelayKind, *, numbers: tuple[str, ...] = (NUMBER,), **values: object
) -> ParsedMail:
    """Return a mail that the marketplace itself has written."""
    notice = values.pop("notice", None)
    facts = RelayFacts(kind=kind, marketplace="DE", order_numbers=numbers, notice=notice)
    defaults = {"sender": "donotreply@amazon.com", "sent_at": NOON + 2 * HOUR}
    text = str(values.pop("text", "From the marketplace."))
    return letter(text, relay=facts, **defaults | values)


def returned(**values: object) -> ParsedMail:
    notice = NoticeFacts(quantity=1, reason="Defective", comment="It hums.")
    return told(RelayKind.RETURN_REQUEST, notice=notice, **values)


def answered(box: Mailbox) -> Message:
    """Return a reply of ours to a buyer's message about the order, sent at one o'clock."""
    first = arrives(box, relayed(order_numbers=(NUMBER,)))
    reply = answer(first.ticket_id, box)
    Message.objects.filter(pk=reply.pk).update(delivery="sent")
    OutboundMail.objects.update(state="sent")
    return reply


def test_a_notice_is_kept_with_its_order_once_however_often_it_comes(box) -> None:
    second = mailbox(box.store, address="two@shop.example")
    mail = returned()
    for place in (box, box, second):
        arrives(place, mail)
    notice = Notice.objects.get()
    assert (notice.order_number, notice.kind, notice.quantity) == (NUMBER, "return", 1)
    assert (notice.reason_text, notice.comment) == ("Defective", "It hums.")
    assert Message.objects.filter(pk=notice.ticket_message_id, nature="notice").exists()


def test_a_refund_is_kept_with_its_sum(box: Mailbox) -> None:
    notice = NoticeFacts(refund=Money("EUR", 16_901))
    arrives(box, told(RelayKind.REFUND_ISSUED, notice=notice))
    assert Notice.objects.get().refund == Money("EUR", 16_901)


def test_a_notice_that_names_two_orders_is_of_neither(box: Mailbox) -> None:
    arrives(box, returned(numbers=(NUMBER, OTHER)))
    assert not Notice.objects.exists()


def test_nobody_answers_a_marketplaces_notice(box: Mailbox) -> None:
    ticket = Ticket.objects.get(pk=arrives(box, returned()).ticket_id)
    assert ticket.reply_address == ""
    with pytest.raises(NobodyToAnswer):
        answer(ticket.pk, box)


def test_a_buyer_behind_the_relay_is_answered_there_with_his_case(box: Mailbox) -> None:
    alias = "abc123+case-7@marketplace.amazon.de"
    arrives(box, relayed(alias=alias, reply_to="elsewhere@evil.example"))
    assert Ticket.objects.get().reply_address == alias


def test_a_notice_about_a_known_order_is_of_its_buyer(box: Mailbox) -> None:
    placed = order(box.store, NUMBER)
    placed.buyer = Ticket.objects.get(pk=arrives(box, letter()).ticket_id).buyer
    placed.save()
    ticket = Ticket.objects.get(pk=arrives(box, returned()).ticket_id)
    assert (ticket.order, ticket.buyer) == (placed, placed.buyer)


def test_a_reply_that_the_marketplace_names_as_undelivered_came_back(box) -> None:
    reply = answered(box)
    assert Ticket.objects.get().unanswered_since is None
    named = OutboundMail.objects.get().message_id
    arrives(box, told(RelayKind.BUYER_OPTED_OUT, bounced_message_ids=(named,), numbers=()))
    reply.refresh_from_db()
    assert reply.delivery == "bounced"
    assert OutboundMail.objects.get().state == "bounced"
    ticket = Ticket.objects.get(pk=reply.ticket_id)
    assert ticket.unanswered_since == NOON, "the question waits again"


def test_without_a_name_it_is_the_only_reply_about_the_order_that_just_left(box) -> None:
    reply = answered(box)
    arrives(box, told(RelayKind.BUYER_OPTED_OUT))
    reply.refresh_from_db()
    assert reply.delivery == "bounced"
    notice = Message.objects.get(nature="notice")
    assert notice.ticket_id == reply.ticket_id, "where the reason can be read"


@pytest.mark.parametrize("numbers", [(OTHER,), ()])
def test_a_reply_about_another_order_stands(box: Mailbox, numbers) -> None:
    reply = answered(box)
    arrives(box, told(RelayKind.BUYER_OPTED_OUT, numbers=numbers))
    reply.refresh_from_db()
    assert reply.delivery == "sent"


def test_of_two_replies_that_can_be_meant_none_is_marked(box: Mailbox) -> None:
    reply = answered(box)
    answer(reply.ticket_id, box, at=NOON + 1.5 * HOUR)
    Message.objects.filter(direction="outbound").update(delivery="sent")
    arrives(box, told(RelayKind.BUYER_OPTED_OUT))
    assert not Message.objects.filter(delivery="bounced").exists()


def test_an_older_reply_is_not_taken_for_the_refused_one(box: Mailbox) -> None:
    answered(box)
    arrives(box, told(RelayKind.BUYER_OPTED_OUT, sent_at=NOON + 3 * DAY))
    assert not Message.objects.filter(delivery="bounced").exists()


def test_that_our_address_is_not_approved_stands_with_the_mailbox_for_a_week(box) -> None:
    reply = answered(box)
    refusal = told(RelayKind.SENDER_NOT_APPROVED)
    arrives(box, refusal)
    arrives(box, told(RelayKind.SENDER_NOT_APPROVED, sent_at=NOON))
    reply.refresh_from_db()
    assert reply.delivery == "bounced"
    (found,) = mail_queries.refused_senders(at=NOON + DAY)
    assert (found, found.sender_refused_at) == (box, refusal.sent_at)
    assert mail_queries.refused_senders(at=NOON + 8 * DAY) == []


def test_the_marketplaces_copy_of_our_own_reply_is_no_second_one(box: Mailbox) -> None:
    reply = answered(box)
    copy = told(RelayKind.OWN_REPLY_COPY, text="It  arrives on\nFriday.")
    received = arrives(box, copy)
    assert (received.outcome, received.message_id) == ("own_reply", reply.pk)
    assert Message.objects.filter(direction="outbound").count() == 1
    assert arrives(box, copy).outcome == "duplicate"


@pytest.mark.parametrize(
    "values", [{"text": "Something else."}, {"sent_at": NOON + 4 * DAY}]
)
def test_what_was_written_in_seller_central_is_a_reply_of_its_own(box, values) -> None:
    answered(box)
    copied = {"text": "It arrives on Friday."} | values
    arrives(box, told(RelayKind.OWN_REPLY_COPY, **copied))
    assert Message.objects.filter(direction="outbound").count() == 2


def test_a_forged_sender_is_shown_with_the_message(box: Mailbox) -> None:
    arrives(box, letter(is_called_forged=True))
    assert Message.objects.get().get_flag_display() == (
        "The mail server calls its sender forged"
    )
