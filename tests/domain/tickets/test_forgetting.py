from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from firsthand.domain.mail.models import Mailbox, MailIdentity, OutboundMail
from firsthand.domain.orders.commands import record_order
from firsthand.domain.orders.models import Product
from firsthand.domain.orders.ports import LineFacts, OrderFacts
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.models import Message, Ticket
from tests.letters import arrives, letter, mailbox
from tests.people import NOON, lin, person, store
from tests.sheets import sheet

DAY = timedelta(days=1)


@pytest.fixture
def box(db) -> Mailbox:
    return mailbox(store("DE"))


def solved_long_ago(box: Mailbox) -> Ticket:
    """Return a ticket that was solved, and purged 31 days after."""
    received = arrives(box, letter("Where is it?"))
    agent = lin(box.store)
    commands.reply(
        ticket_id=received.ticket_id,
        body="On Friday.",
        by=agent,
        at=NOON,
        idempotency_key=uuid4(),
        close_with=sheet(),
    )
    commands.purge_personal_data(keep_days=30, at=NOON + 31 * DAY)
    return Ticket.objects.get()


def bodies() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("body", flat=True))


def test_what_is_past_its_time_is_forgotten_and_only_that(box) -> None:
    received = arrives(box, letter("Where is it?"))
    commands.purge_personal_data(keep_days=30, at=NOON + 31 * DAY)
    assert bodies() == ["Where is it?"], "an open ticket is kept until it is solved"
    commands.solve(
        ticket_id=received.ticket_id, sheet=sheet(), by=lin(box.store), at=NOON + DAY
    )
    commands.purge_personal_data(keep_days=30, at=NOON + 29 * DAY)
    assert bodies() == ["Where is it?"]
    assert commands.purge_personal_data(keep_days=30, at=NOON + 31 * DAY)["tickets"] == 1
    assert bodies() == [""]


def test_a_purge_leaves_nothing_to_do_for_the_next(box) -> None:
    solved_long_ago(box)
    again = commands.purge_personal_data(keep_days=30, at=NOON + 31 * DAY)
    assert again["tickets"] == 0


def test_words_of_a_buyer_who_comes_back_after_the_purge_are_forgotten_too(box) -> None:
    ticket = solved_long_ago(box)
    known = MailIdentity.objects.get().message_id
    arrives(box, letter("Me again", references=(known,), sent_at=NOON + 40 * DAY))
    assert Ticket.objects.get(pk=ticket.pk).purged_at is None
    commands.solve(
        ticket_id=ticket.pk, sheet=sheet(), by=person("Bo", "owner"), at=NOON + 41 * DAY
    )
    commands.purge_personal_data(keep_days=30, at=NOON + 80 * DAY)
    assert set(bodies()) == {""}


@pytest.mark.parametrize("how", ["note", "draft"])
def test_what_we_write_on_a_purged_ticket_is_forgotten_too(box, how) -> None:
    ticket = solved_long_ago(box)
    agent = person("Bo", "agent", box.store)
    if how == "note":
        commands.add_note(
            ticket_id=ticket.pk, body="He rang", by=agent, at=NOON, idempotency_key=uuid4()
        )
    else:
        commands.save_draft(
            ticket_id=ticket.pk, body="Dear", is_note=False, by=agent, at=NOON
        )
    commands.purge_personal_data(keep_days=30, at=NOON + 80 * DAY)
    ticket.refresh_from_db()
    assert set(bodies()) == {""}
    assert not ticket.drafts.exists()


def test_a_reply_that_still_waits_is_not_sent_to_an_erased_buyer(box) -> None:
    received = arrives(box, letter())
    commands.reply(
        ticket_id=received.ticket_id,
        body="On Friday.",
        by=lin(box.store),
        at=NOON,
        idempotency_key=uuid4(),
    )
    commands.erase_buyer(buyer_id=Ticket.objects.get().buyer_id, by=None, at=NOON)
    assert OutboundMail.objects.get().state == "failed"
    assert Message.objects.get(direction="outbound").delivery == "failed"
    assert Ticket.objects.get().unanswered_since is None, "nobody is left to be answered"


@pytest.mark.parametrize("role", ["agent", "lead", "reviewer", "analyst"])
def test_only_compliance_and_owners_may_erase(box, role) -> None:
    arrives(box, letter())
    with pytest.raises(NotAllowed):
        commands.erase_buyer(
            buyer_id=Ticket.objects.get().buyer_id, by=person("X", role, box.store), at=NOON
        )
    assert bodies() == ["Where is my parcel?"]


def test_an_asin_learned_later_is_kept(box) -> None:
    for asin in ("", "B0LUMO0002", ""):
        record_order(
            store_id=box.store_id,
            facts=OrderFacts(
                number="301-1",
                state="shipped",
                fulfilment="FBM",
                currency="EUR",
                placed_at=NOON,
                lines=(LineFacts("Lumo 2", 1, 3999, sku="LUMO-2", asin=asin),),
                total_minor_units=3999,
            ),
            at=NOON,
        )
    assert Product.objects.get().asin == "B0LUMO0002"
