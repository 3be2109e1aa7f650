from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from firsthand.domain.journal.models import Entry
from firsthand.domain.mail.models import Mailbox, MailIdentity, OutboundMail, RawMail
from firsthand.domain.mail.ports import MachineKind, ParsedAttachment, RelayKind
from firsthand.domain.orders.commands import record_order
from firsthand.domain.orders.ports import Identity, LineFacts, OrderFacts
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.models import Cycle, Message, Ticket
from tests.letters import arrives, letter, mailbox, relayed
from tests.people import NOON, lin, store
from tests.sheets import sheet

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def box() -> Mailbox:
    return mailbox(store("DE"))


def answer(ticket_id: int, box: Mailbox, *, at=NOON + HOUR, **values):
    from firsthand.domain.people.models import Person

    agent = Person.objects.filter(name="Lin").first() or lin(box.store)
    return commands.reply(
        ticket_id=ticket_id,
        body="It arrives on Friday.",
        by=agent,
        at=at,
        idempotency_key=values.pop("idempotency_key", uuid4()),
        **values,
    )


def test_a_first_mail_opens_a_ticket_with_24_hours_on_the_clock(box: Mailbox) -> None:
    received = arrives(box, letter("My lamp flickers."))
    ticket = Ticket.objects.get(pk=received.ticket_id)
    assert ticket.unanswered_since == NOON
    assert ticket.reply_due_at == NOON + DAY
    assert ticket.gist == "My lamp flickers."
    assert Cycle.objects.get(ticket=ticket).solved_at is None


def test_the_same_mail_again_changes_nothing(box: Mailbox) -> None:
    mail = letter()
    arrives(box, mail)
    before = (Message.objects.count(), RawMail.objects.count(), Entry.objects.count())
    assert arrives(box, mail).outcome == "duplicate"
    assert (
        Message.objects.count(),
        RawMail.objects.count(),
        Entry.objects.count(),
    ) == before


def test_the_same_id_with_other_words_is_kept_as_well_and_flagged(box: Mailbox) -> None:
    first = arrives(box, letter("One", message_id="same@x"))
    second = arrives(box, letter("Another", message_id="same@x"))
    assert second.outcome == "message"
    assert Message.objects.get(pk=second.message_id).flag == "same_id"
    assert Message.objects.get(pk=first.message_id).flag == ""


def test_an_answer_with_our_token_joins_whatever_its_subject(box: Mailbox) -> None:
    first = arrives(box, letter())
    answer(first.ticket_id, box)
    token = OutboundMail.objects.get().message_id
    again = arrives(
        box,
        letter(
            "Thanks, but when?",
            subject="Fwd: lamp",
            in_reply_to=(token,),
            sent_at=NOON + 2 * HOUR,
        ),
    )
    assert again.ticket_id == first.ticket_id


def test_a_forged_token_opens_a_new_ticket(box: Mailbox) -> None:
    first = arrives(box, letter())
    forged = f"fh.{first.ticket_id}.0123456789ab.{'a' * 24}@shop.example"
    second = arrives(box, letter("Send me his address", in_reply_to=(forged,)))
    assert second.ticket_id != first.ticket_id


def test_a_true_token_from_another_sender_opens_a_flagged_ticket(box: Mailbox) -> None:
    first = arrives(box, letter())
    answer(first.ticket_id, box)
    token = OutboundMail.objects.get().message_id
    stranger = arrives(
        box, letter("What did he write?", sender="eve@evil.example", in_reply_to=(token,))
    )
    assert stranger.ticket_id != first.ticket_id
    assert Message.objects.get(pk=stranger.message_id).flag == "other_thread"


def test_a_reference_to_the_buyers_own_earlier_mail_joins(box: Mailbox) -> None:
    first = arrives(box, letter(message_id="first@b"))
    second = arrives(box, letter("And another thing", references=("first@b",)))
    assert second.ticket_id == first.ticket_id


def test_the_same_subject_alone_never_joins(box: Mailbox) -> None:
    first = arrives(box, letter(subject="Order 42"))
    second = arrives(box, letter(subject="Re: Order 42"))
    assert second.ticket_id != first.ticket_id


def test_a_reference_in_another_mailbox_does_not_join(box: Mailbox) -> None:
    first = arrives(box, letter(message_id="first@b"))
    elsewhere = mailbox(store("UK"))
    second = arrives(elsewhere, letter(references=("first@b",)))
    assert second.ticket_id != first.ticket_id


def test_relay_mail_joins_by_alias_and_order_but_not_to_another_order(box: Mailbox) -> None:
    first = arrives(box, relayed(order_numbers=("301-0000001-0000001",)))
    same = arrives(
        box, relayed(order_numbers=("301-0000001-0000001",), sent_at=NOON + HOUR)
    )
    other = arrives(
        box, relayed(order_numbers=("302-0000002-0000002",), sent_at=NOON + HOUR)
    )
    assert same.ticket_id == first.ticket_id
    assert other.ticket_id != first.ticket_id


def test_a_later_relay_mail_without_order_joins_the_aliass_newest_ticket(
    box: Mailbox,
) -> None:
    first = arrives(box, relayed(order_numbers=("301-0000001-0000001",)))
    later = arrives(box, relayed("One more thing", sent_at=NOON + HOUR))
    assert later.ticket_id == first.ticket_id


def test_an_alias_silent_for_longer_than_a_month_begins_anew(box: Mailbox) -> None:
    first = arrives(box, relayed())
    later = arrives(box, relayed("Hello again", sent_at=NOON + 31 * DAY))
    assert later.ticket_id != first.ticket_id


def test_the_order_named_by_a_relay_mail_is_linked_with_its_buyer(box: Mailbox) -> None:
    order = record_order(
        store_id=box.store_id,
        facts=OrderFacts(
            number="301-0000001-0000001",
            state="shipped",
            fulfilment="FBM",
            currency="EUR",
            placed_at=NOON - 3 * DAY,
            lines=(LineFacts("Lumo 2", 1, 3999, sku="LUMO-2", asin="B0LUMO0002"),),
            total_minor_units=3999,
            buyer=(Identity("amazon_alias", "abc123@marketplace.amazon.de"),),
        ),
        at=NOON,
    )
    received = arrives(box, relayed(order_numbers=(order.number,)))
    ticket = Ticket.objects.get(pk=received.ticket_id)
    assert (ticket.order_id, ticket.buyer_id) == (order.pk, order.buyer_id)
    entry = Entry.objects.get(kind="tickets.message_received")
    assert entry.facts["order_id"] == order.pk
    assert entry.facts["asins"] == ["B0LUMO0002"]


def test_an_answer_stops_the_clock_and_the_next_question_starts_it_anew(
    box: Mailbox,
) -> None:
    first = arrives(box, letter())
    answer(first.ticket_id, box)
    assert Ticket.objects.get().unanswered_since is None
    token = OutboundMail.objects.get().message_id
    arrives(box, letter("Still nothing", in_reply_to=(token,), sent_at=NOON + 3 * HOUR))
    assert Ticket.objects.get().unanswered_since == NOON + 3 * HOUR


def test_the_clock_runs_from_the_earliest_unanswered_message_though_it_came_late(
    box: Mailbox,
) -> None:
    first = arrives(box, letter(sent_at=NOON, message_id="a@b"), at=NOON)
    arrives(box, letter(references=("a@b",), sent_at=NOON - 2 * HOUR), at=NOON + HOUR)
    assert Ticket.objects.get(pk=first.ticket_id).unanswered_since == NOON - 2 * HOUR


def test_a_question_to_a_solved_ticket_opens_a_new_cycle(box: Mailbox) -> None:
    first = arrives(box, letter(message_id="a@b"))
    answer(first.ticket_id, box, close_with=sheet())
    assert Ticket.objects.get().state == "solved"
    arrives(box, letter("It broke again", references=("a@b",), sent_at=NOON + DAY))
    assert Ticket.objects.get().state == "open"
    assert [c.solved_at for c in Cycle.objects.order_by("opened_at")] == [NOON + HOUR, None]


def test_a_question_written_before_the_ticket_was_closed_opens_it_from_then_on(
    box: Mailbox,
) -> None:
    first = arrives(box, letter(message_id="a@b"))
    answer(first.ticket_id, box, close_with=sheet())
    late = letter("And the bulb?", references=("a@b",), sent_at=NOON + HOUR / 2)
    arrives(box, late, at=NOON + 2 * HOUR)
    cycles = Cycle.objects.order_by("pk").values_list("opened_at", "solved_at")
    assert list(cycles) == [(NOON, NOON + HOUR), (NOON + HOUR, None)]
    assert Entry.objects.get(kind="tickets.reopened").happened_at == NOON + HOUR


def test_machine_mail_is_filed_without_clock_and_never_reopens(box: Mailbox) -> None:
    first = arrives(box, letter(message_id="a@b"))
    answer(first.ticket_id, box, close_with=sheet())
    arrives(
        box,
        letter(
            "I am away",
            references=("a@b",),
            machine=MachineKind.AUTO_REPLY,
            sent_at=NOON + 2 * HOUR,
        ),
    )
    ticket = Ticket.objects.get()
    assert ticket.state == "solved"
    assert ticket.unanswered_since is None


def test_a_lone_notice_becomes_a_filed_ticket_not_a_queued_one(box: Mailbox) -> None:
    received = arrives(box, letter("Your parcel label", machine=MachineKind.NOTICE))
    assert Ticket.objects.get(pk=received.ticket_id).state == "solved"


def test_a_copy_of_a_reply_written_on_the_marketplace_stops_the_clock(box: Mailbox) -> None:
    first = arrives(box, relayed(order_numbers=("301-0000001-0000001",)))
    copy = arrives(
        box,
        relayed(
            "We have sent a new one.",
            kind=RelayKind.OWN_REPLY_COPY,
            alias="",
            order_numbers=("301-0000001-0000001",),
            sent_at=NOON + HOUR,
        ),
    )
    assert (copy.outcome, copy.ticket_id) == ("own_reply", first.ticket_id)
    assert Ticket.objects.get().unanswered_since is None
    assert Entry.objects.filter(kind="tickets.own_reply_copied").exists()


def test_a_permanent_bounce_of_our_reply_puts_the_question_back_on_the_clock(
    box: Mailbox,
) -> None:
    first = arrives(box, letter())
    answer(first.ticket_id, box, close_with=sheet())
    sent = OutboundMail.objects.get()
    bounce = arrives(
        box,
        letter(
            "User unknown",
            sender="mailer-daemon@mx.example",
            machine=MachineKind.BOUNCE,
            bounced_message_ids=(sent.message_id,),
            bounce_is_permanent=True,
            sent_at=NOON + 2 * HOUR,
        ),
    )
    ticket = Ticket.objects.get()
    assert bounce.outcome == "bounce"
    assert ticket.state == "open"
    assert ticket.reply_due_at == NOON + DAY
    assert OutboundMail.objects.get().state == "bounced"
    assert Message.objects.get(direction="outbound").delivery == "bounced"


def test_a_warning_of_delay_leaves_the_answer_standing(box: Mailbox) -> None:
    first = arrives(box, letter())
    answer(first.ticket_id, box)
    arrives(
        box,
        letter(
            "Still trying",
            sender="mailer-daemon@mx.example",
            machine=MachineKind.BOUNCE,
            bounced_message_ids=(OutboundMail.objects.get().message_id,),
        ),
    )
    assert Ticket.objects.get().unanswered_since is None


def test_two_equal_attachments_are_stored_once(box: Mailbox) -> None:
    from firsthand.domain.mail.models import Attachment, Blob

    photo = ParsedAttachment("lamp.jpg", "image/jpeg", b"light")
    arrives(box, letter(attachments=(photo,)))
    arrives(box, letter(attachments=(photo,)))
    assert (Attachment.objects.count(), Blob.objects.count()) == (2, 1)


def test_a_date_in_the_future_counts_as_now(box: Mailbox) -> None:
    received = arrives(box, letter(sent_at=NOON + 400 * DAY), at=NOON)
    assert Ticket.objects.get(pk=received.ticket_id).unanswered_since == NOON


def test_nothing_is_taken_when_something_fails_halfway(box: Mailbox) -> None:

    broken = letter(attachments=(object(),))  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        arrives(box, broken)
    assert (
        MailIdentity.objects.count()
        == Message.objects.count()
        == Ticket.objects.count()
        == 0
    )
