"""Side conversations: asked, answered, and never anywhere near the buyer."""

from __future__ import annotations

import random
from datetime import timedelta
from uuid import uuid4

import pytest

from firsthand.domain.journal.models import Entry
from firsthand.domain.mail import queries as mail_queries
from firsthand.domain.mail.models import Mailbox, MailHour, OutboundMail, RawMail
from firsthand.domain.mail.ports import MachineKind, ParsedAttachment, ParsedMail
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.people.models import Person
from firsthand.domain.tickets import commands, queries
from firsthand.domain.tickets.commands import ContactGiven
from firsthand.domain.tickets.models import (
    Contact,
    Message,
    SideConversation,
    SideMessage,
    Ticket,
)
from tests.letters import arrives, letter, mailbox
from tests.people import NOON, lin, maya, person, store

HOUR = timedelta(hours=1)
WAREHOUSE = "lager@warehouse.example"


@pytest.fixture
def box(db) -> Mailbox:
    return mailbox(store("DE"))


@pytest.fixture
def agent(box: Mailbox) -> Person:
    return lin(box.store)


@pytest.fixture
def lead(box: Mailbox) -> Person:
    return maya(box.store)


@pytest.fixture
def ticket(box: Mailbox) -> Ticket:
    return Ticket.objects.get(pk=arrives(box, letter(message_id="first@b")).ticket_id)


@pytest.fixture
def contact(box: Mailbox, lead: Person) -> Contact:
    return added(box, lead)


def added(box: Mailbox, by: Person, address: str = WAREHOUSE, **given: str) -> Contact:
    values = {"kind": "warehouse", "name": "Lager"} | given
    return commands.add_contact(
        store_id=box.store_id, given=ContactGiven(address=address, **values), by=by, at=NOON
    )


def ask(ticket: Ticket, by: Person, contact: Contact, **values) -> SideMessage:
    given = {
        "subject": "306-1",
        "body": "Is the parcel still with you?",
        "at": NOON + HOUR,
        "idempotency_key": uuid4(),
    } | values
    return commands.begin_side(ticket_id=ticket.pk, contact_id=contact.pk, by=by, **given)


def marks(message: SideMessage) -> str:
    return OutboundMail.objects.get(side_message_id=message.pk).message_id


def answer_to(message: SideMessage, text: str = "It left on Monday.", **values):
    given = {
        "sender": WAREHOUSE,
        "in_reply_to": (marks(message),),
        "sent_at": NOON + 2 * HOUR,
    } | values
    return letter(text, **given)


def state(ticket: Ticket) -> str:
    return Ticket.objects.get(pk=ticket.pk).side_state


def test_an_answer_comes_back_into_the_side_thread_and_is_told(
    box, ticket, agent, contact
) -> None:
    asked = ask(ticket, agent, contact)
    assert state(ticket) == "asked"
    received = arrives(box, answer_to(asked))
    assert (received.outcome, received.ticket_id) == ("side", ticket.pk)
    (side,) = queries.sides_of(ticket.pk)
    assert [message.body for message in side.messages.all()] == [
        "Is the parcel still with you?",
        "It left on Monday.",
    ]
    assert state(ticket) == "answered"
    assert queries.page_of(queries.View.OPEN, agent, at=NOON).rows[0].side_state == (
        "answered"
    )
    assert Ticket.objects.count() == 1


def test_it_moves_no_clock_no_count_and_no_contact(box, ticket, agent, contact) -> None:
    shown = (
        "unanswered_since", "reply_due_at", "unanswered_count", "version", "gist",
        "last_message_at", "state", "assignee_id",
    )  # fmt: skip
    before = Ticket.objects.filter(pk=ticket.pk).values(*shown).get()
    told = Entry.objects.filter(kind="tickets.message_received").count()
    written = sum(MailHour.objects.values_list("buyers", flat=True))
    arrives(box, answer_to(ask(ticket, agent, contact)))
    assert Ticket.objects.filter(pk=ticket.pk).values(*shown).get() == before
    assert Message.objects.count() == 1
    assert Entry.objects.filter(kind="tickets.message_received").count() == told
    assert not Entry.objects.filter(kind="tickets.reply_written").exists()
    assert sum(MailHour.objects.values_list("buyers", flat=True)) == written
    box.refresh_from_db()
    assert box.last_mail_at == NOON + 2 * HOUR


def test_mails_of_a_side_thread_refer_to_each_other_and_to_nothing_else(
    box, ticket, agent, contact
) -> None:
    first = ask(ticket, agent, contact)
    came = answer_to(first)
    arrives(box, came)
    second = commands.write_side(
        ticket_id=ticket.pk, side_id=first.conversation_id, body="Thanks.", by=agent,
        at=NOON + 3 * HOUR, idempotency_key=uuid4(),
    )  # fmt: skip
    sent = OutboundMail.objects.get(side_message_id=second.pk)
    assert sent.references.split() == [marks(first), came.message_id]
    assert (sent.recipient, sent.subject) == (WAREHOUSE, "Re: 306-1")
    reply = commands.reply(
        ticket_id=ticket.pk, body="Soon.", by=agent, at=NOON + 4 * HOUR,
        idempotency_key=uuid4(),
    )  # fmt: skip
    to_buyer = OutboundMail.objects.get(ticket_message_id=reply.pk)
    assert to_buyer.references.split() == ["first@b"]


def test_neither_kind_of_mark_passes_for_the_other(ticket, agent, contact) -> None:
    mark = marks(ask(ticket, agent, contact))
    assert mail_queries.conversation_of_token(mark) is not None
    assert mail_queries.ticket_of_token(mark) is None
    assert mail_queries.ticket_of_token(mark.replace("fs.", "fh.", 1)) is None


def test_an_answer_finds_its_way_by_references_alone_and_from_a_colleague(
    box, ticket, agent, contact
) -> None:
    asked = ask(ticket, agent, contact)
    mailed = answer_to(
        asked, sender="mo@warehouse.example", in_reply_to=(), references=("x", marks(asked))
    )
    assert arrives(box, mailed).outcome == "side"
    further = letter(
        "And the second box too.", sender=WAREHOUSE, in_reply_to=(mailed.message_id,)
    )
    assert arrives(box, further).outcome == "side"
    said = SideMessage.objects.order_by("pk")
    assert [message.sender for message in said] == ["", "mo@warehouse.example", ""]


def test_what_the_buyer_writes_is_his_even_with_marks_of_a_side_thread(
    box, ticket, agent, contact
) -> None:
    asked = ask(ticket, agent, contact)
    his = answer_to(asked, "Hello?", sender="jonas@buyers.example")
    received = arrives(box, his)
    assert received.outcome == "message"
    assert SideMessage.objects.count() == 1


def test_a_mark_of_another_store_leads_nowhere(box, ticket, agent, contact) -> None:
    other = mailbox(store("JP"))
    received = arrives(other, answer_to(ask(ticket, agent, contact)))
    assert received.outcome == "message"
    assert SideMessage.objects.count() == 1


@pytest.mark.parametrize(
    "address",
    [
        "jonas@buyers.example",
        "JONAS@buyers.example",
        "abc+1@marketplace.amazon.de",
        "abc@xx.marketplace.amazon.co.jp",
    ],
)
def test_nobody_is_a_contact_at_whose_address_a_buyer_reads(
    box, ticket, lead, address
) -> None:
    with pytest.raises(commands.ContactIsBuyer):
        added(box, lead, address)


def test_an_address_that_became_a_buyers_later_is_not_written_to(
    box, ticket, agent, contact
) -> None:
    arrives(box, letter("I bought one.", sender=WAREHOUSE))
    with pytest.raises(commands.ContactIsBuyer):
        ask(ticket, agent, contact)
    assert not OutboundMail.objects.exists()


@pytest.mark.parametrize(
    ("address", "given"),
    [
        ("no address", {}),
        (WAREHOUSE, {"name": " "}),
        (WAREHOUSE, {"kind": "friend"}),
        ("help@own.example", {}),
        ("taken@warehouse.example", {}),
    ],
)
def test_a_contact_that_makes_no_sense_is_refused(box, lead, address, given) -> None:
    mailbox(store("US"), address="help@own.example")
    added(box, lead, "taken@warehouse.example")
    with pytest.raises(commands.ContactUnfit):
        added(box, lead, address, **given)


def test_asking_twice_with_one_key_asks_once(ticket, agent, contact) -> None:
    key = uuid4()
    first = ask(ticket, agent, contact, idempotency_key=key)
    assert ask(ticket, agent, contact, idempotency_key=key) == first
    assert OutboundMail.objects.count() == 1
    with pytest.raises(commands.KeyUsedElsewhere):
        ask(ticket, person("Mo", "lead", ticket.store), contact, idempotency_key=key)


def test_nothing_is_not_sent(ticket, agent, contact) -> None:
    for empty in ({"body": " "}, {"subject": " "}):
        with pytest.raises(commands.NothingToSay):
            ask(ticket, agent, contact, **empty)
    assert not SideConversation.objects.exists()


def test_an_answer_wakes_a_snoozed_ticket_and_a_program_does_not(
    box, ticket, agent, contact
) -> None:
    commands.mark_no_response_needed(ticket_id=ticket.pk, by=agent, at=NOON)
    asked = ask(ticket, agent, contact)
    commands.snooze(ticket_id=ticket.pk, until="message", by=agent, at=NOON + HOUR)
    arrives(box, answer_to(asked, "Out of office.", machine=MachineKind.AUTO_REPLY))
    assert state(ticket) == "asked"
    arrives(box, answer_to(asked))
    ticket.refresh_from_db()
    assert (ticket.snoozed_until, ticket.woke_at) == (None, NOON + 2 * HOUR)


def test_what_is_settled_is_marked_no_more(box, ticket, agent, contact) -> None:
    asked = ask(ticket, agent, contact)
    arrives(box, answer_to(asked))
    for _ in range(2):
        commands.settle_side(
            ticket_id=ticket.pk, side_id=asked.conversation_id, by=agent, at=NOON
        )
    assert state(ticket) == "settled"
    assert Entry.objects.filter(kind="tickets.side_settled").count() == 1


def test_a_mail_that_came_back_is_told_and_makes_no_ticket(
    box, ticket, agent, contact
) -> None:
    asked = ask(ticket, agent, contact)
    bounce = letter(
        "Undeliverable", sender="mailer-daemon@warehouse.example",
        machine=MachineKind.BOUNCE, bounced_message_ids=(marks(asked),),
        bounce_is_permanent=True, sent_at=NOON + 2 * HOUR,
    )  # fmt: skip
    assert arrives(box, bounce).outcome == "bounce"
    entry = Entry.objects.get(kind="mail.bounced")
    assert entry.facts == {"side_message_id": asked.pk}
    commands.mark_side_delivery(side_message_id=asked.pk, delivery="bounced")
    asked.refresh_from_db()
    assert (asked.delivery, state(ticket)) == ("bounced", "settled")
    assert Ticket.objects.count() == 1


def test_merging_takes_side_conversations_along_and_parting_gives_them_back(
    box, ticket, agent, contact
) -> None:
    other = Ticket.objects.get(pk=arrives(box, letter("My lamp")).ticket_id)
    asked = ask(ticket, agent, contact)
    commands.merge(ticket_id=ticket.pk, into=other.pk, by=agent, at=NOON + 2 * HOUR)
    assert (state(other), state(ticket)) == ("asked", "")
    assert arrives(box, answer_to(asked)).outcome == "side"
    assert state(other) == "answered"
    commands.unmerge(ticket_id=ticket.pk, by=agent, at=NOON + 3 * HOUR)
    assert (state(other), state(ticket)) == ("", "answered")


def test_erasing_the_buyer_erases_what_quotes_him(box, ticket, agent, contact) -> None:
    asked = ask(ticket, agent, contact, body="Jonas Brandt, Hauptstr. 1?")
    files = (ParsedAttachment("jonas.pdf", "application/pdf", b"%PDF"),)
    arrives(box, answer_to(asked, "Jonas got it.", attachments=files))
    commands.erase_buyer(buyer_id=ticket.buyer_id, by=None, at=NOON + 3 * HOUR)
    assert set(SideMessage.objects.values_list("body", flat=True)) == {""}
    assert SideConversation.objects.get().subject == ""
    mailed = OutboundMail.objects.get()
    assert (mailed.body, mailed.subject, mailed.state) == ("", "", "failed")
    assert not RawMail.objects.filter(content__isnull=False).exists()
    assert not mail_queries.files_beside(
        [*SideMessage.objects.values_list("pk", flat=True)]
    )


def test_rights_are_asked_for(box, ticket, agent, contact) -> None:
    with pytest.raises(NotAllowed):
        added(box, agent, "x@warehouse.example")
    stranger = person("Eve", "lead", store("JP"))
    with pytest.raises(Ticket.DoesNotExist):
        ask(ticket, stranger, contact)
    with pytest.raises(Contact.DoesNotExist):
        commands.archive_contact(contact_id=contact.pk, by=stranger, at=NOON)
    foreign = added(mailbox(stranger_store(stranger)), stranger)
    with pytest.raises(Contact.DoesNotExist):
        ask(ticket, agent, foreign)


def stranger_store(stranger: Person):
    from firsthand.domain.stores import queries as stores

    return stores.stores_of(stranger).get()


SECRET = "beside-the-thread"


class Story:
    """One desk on which everything happens in an order of chance."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 -- no secret
        place = store("DE", name=f"Lumo {seed}")
        self.box = mailbox(place)
        self.agent = person(f"Lin{seed}", "lead", place)
        self.contact = added(self.box, self.agent, f"lager{seed}@warehouse.example")
        self.buyer = f"jonas{seed}@buyers.example"
        self.at = NOON
        self.seen: list[str] = []
        self.buyer_writes()

    def tickets(self) -> list[Ticket]:
        found = Ticket.objects.filter(store=self.box.store, merged_into=None)
        return list(found.order_by("pk"))

    def ids(self) -> tuple[str, ...]:
        """Return Message-IDs as a muddled mail program would name them, of both kinds."""
        here = OutboundMail.objects.filter(mailbox=self.box)
        known = [*here.values_list("message_id", flat=True), *self.seen]
        return tuple(self.chance.sample(known, min(len(known), 3)))

    def came(self, mailed: ParsedMail) -> None:
        self.seen.append(mailed.message_id)
        arrives(self.box, mailed)

    def buyer_writes(self) -> None:
        self.came(
            letter(
                "Where is it?", sender=self.buyer, references=self.ids(), sent_at=self.at
            )
        )

    def they_write(self) -> None:
        sides = OutboundMail.objects.filter(mailbox=self.box, side_message_id__isnull=False)
        if not sides.exists():
            return
        mark = self.chance.choice(list(sides.values_list("message_id", flat=True)))
        self.came(
            letter(
                f"Ours: {SECRET}", sender=self.contact.address, in_reply_to=(mark,),
                references=self.ids(), sent_at=self.at,
            )
        )  # fmt: skip

    def we_ask(self) -> None:
        ticket = self.chance.choice(self.tickets())
        ask(
            ticket, self.agent, self.contact, body=f"Yours: {SECRET}", at=self.at,
            subject=SECRET,
        )  # fmt: skip

    def we_write_on(self) -> None:
        for side in SideConversation.objects.filter(ticket__in=self.tickets())[:1]:
            commands.write_side(
                ticket_id=side.ticket_id, side_id=side.pk, body=f"More: {SECRET}",
                by=self.agent, at=self.at, idempotency_key=uuid4(),
            )  # fmt: skip

    def we_reply(self) -> None:
        commands.reply(
            ticket_id=self.chance.choice(self.tickets()).pk, body="Soon.", by=self.agent,
            at=self.at, idempotency_key=uuid4(),
        )  # fmt: skip

    def we_merge(self) -> None:
        one, other = self.tickets()[0], self.tickets()[-1]
        commands.merge(ticket_id=one.pk, into=other.pk, by=self.agent, at=self.at)

    def goes_on(self) -> None:
        self.at += HOUR / 4
        deeds = (
            self.buyer_writes, self.they_write, self.we_ask, self.we_write_on,
            self.we_reply, self.we_merge,
        )  # fmt: skip
        self.chance.choice(deeds)()


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_no_side_text_reaches_a_buyer(seed: int) -> None:
    story = Story(seed)
    for _ in range(30):
        story.goes_on()
    beside = set()
    for sent in OutboundMail.objects.all():
        is_secret = SECRET in f"{sent.body}{sent.subject}"
        assert is_secret == (sent.side_message_id is not None)
        assert (sent.recipient == story.contact.address) == is_secret
        if is_secret:
            beside.add(sent.message_id)
    for sent in OutboundMail.objects.filter(ticket_message_id__isnull=False):
        assert not beside & {*sent.references.split(), sent.in_reply_to}
    assert beside
    for message in Message.objects.all():
        assert SECRET not in message.body
    assert not Ticket.objects.filter(gist__contains=SECRET).exists()
    assert not Ticket.objects.filter(subject__contains=SECRET).exists()
    for side in SideMessage.objects.all():
        assert SECRET in side.body
