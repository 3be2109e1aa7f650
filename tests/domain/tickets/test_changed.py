"""Whatever happens to a ticket moves the time of its last change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pgtrigger
import pytest

from firsthand.domain.mail.models import Mailbox, OutboundMail
from firsthand.domain.orders import commands as orders
from firsthand.domain.orders.models import Order
from firsthand.domain.orders.ports import OrderFacts
from firsthand.domain.people.models import Person
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.models import Message, SideMessage, Ticket
from firsthand.domain.tickets.ports import Asked, History
from tests.letters import arrives, letter, mailbox
from tests.people import NOON, lin, store, wen
from tests.routing import comes, rule
from tests.service_levels import policy
from tests.sheets import sheet

pytestmark = pytest.mark.django_db
LONG_AGO = NOON - timedelta(days=1000)
NUMBER = "306-1234567-1234567"


class Desk:
    """A ticket with an answered question, a second one waiting, and an order to link."""

    def __init__(self) -> None:
        self.box: Mailbox = mailbox(store("DE"))
        self.by: Person = wen()
        asked = letter()
        self.ticket_id = arrives(self.box, asked).ticket_id or 0
        self.reply = commands.reply(body="Soon.", idempotency_key=uuid4(), **self.deed())
        again = letter(
            "And now?", references=(asked.message_id,), sent_at=NOON + timedelta(hours=1)
        )
        assert arrives(self.box, again).ticket_id == self.ticket_id
        self.references = (again.message_id,)
        facts = OrderFacts(
            number=NUMBER, state="shipped", fulfilment="FBA", currency="EUR", lines=(),
            total_minor_units=100, placed_at=NOON,
        )  # fmt: skip
        orders.record_order(store_id=self.box.store_id, facts=facts, at=NOON)

    def deed(self) -> dict:
        return {"ticket_id": self.ticket_id, "by": self.by, "at": NOON}

    def doubt(self) -> None:
        OutboundMail.objects.update(state=OutboundMail.State.UNKNOWN)
        Message.objects.filter(pk=self.reply.pk).update(delivery="unknown")


def _settle(desk: Desk) -> None:
    desk.doubt()
    commands.settle_delivery(message_id=desk.reply.pk, was_sent=True, **desk.deed())


def _reopen(desk: Desk) -> None:
    commands.solve(sheet=sheet(), **desk.deed())
    forget_changes()
    commands.reopen(**desk.deed())


def _purge(desk: Desk) -> None:
    commands.solve(sheet=sheet(), **desk.deed())
    forget_changes()
    commands.purge_personal_data(keep_days=30, at=NOON + timedelta(days=60))


def _recount(desk: Desk) -> None:
    policy(desk.by, next_reply_minutes=60)
    forget_changes()
    commands.recount_clocks(at=NOON)


def _order_named_before_it_was_known() -> int:
    Ticket.objects.update(order_number=NUMBER)
    forget_changes()
    return Order.objects.get(number=NUMBER).pk


def _name_order(desk: Desk) -> None:
    _order_named_before_it_was_known()
    assert commands.link_named(ticket_id=desk.ticket_id, at=NOON) == 1


def _record_order(desk: Desk) -> None:
    order_id = _order_named_before_it_was_known()
    store_id = desk.box.store_id
    assert commands.link_recorded(store_id=store_id, order_id=order_id, at=NOON) == 1


def _assign_waiting(desk: Desk) -> None:
    rule(desk.by, desk.box.store)
    comes(lin(desk.box.store))
    Ticket.objects.update(assignee=None)
    forget_changes()
    assert commands.assign_waiting(at=NOON) == 1


def _tell(desk: Desk) -> None:
    told = History(
        ticket_id=desk.ticket_id, store_id=desk.box.store_id, buyer_id=0, order_id=None,
        order_number="", channel="import", story=(Asked(NOON),),
    )  # fmt: skip
    commands.write_histories([told], tags={}, run=1, at=NOON)


def _other(desk: Desk) -> int:
    return arrives(desk.box, letter("And my other lamp?")).ticket_id or 0


def _merge(desk: Desk) -> None:
    merged = _other(desk)
    commands.merge(ticket_id=merged, into=desk.ticket_id, by=desk.by, at=NOON)


def _unmerge(desk: Desk) -> None:
    _merge(desk)
    forget_changes()
    merged = Ticket.objects.exclude(pk=desk.ticket_id).get()
    commands.unmerge(ticket_id=merged.pk, by=desk.by, at=NOON)


def _asked(desk: Desk) -> SideMessage:
    given = commands.ContactGiven("warehouse", "Lager", "lager@warehouse.example")
    contact = commands.add_contact(
        store_id=desk.box.store_id, given=given, by=desk.by, at=NOON
    )
    asked = {"contact_id": contact.pk, "subject": "306-1", "body": "Is it there?"}
    return commands.begin_side(**asked, idempotency_key=uuid4(), **desk.deed())


def _write_side(desk: Desk) -> None:
    side = _asked(desk).conversation_id
    forget_changes()
    commands.write_side(side_id=side, body="Well?", idempotency_key=uuid4(), **desk.deed())


def _settle_side(desk: Desk) -> None:
    side = _asked(desk).conversation_id
    forget_changes()
    commands.settle_side(side_id=side, **desk.deed())


def _mark_side(desk: Desk) -> None:
    asked = _asked(desk)
    forget_changes()
    commands.mark_side_delivery(side_message_id=asked.pk, delivery="sent")


def _step(desk: Desk) -> int:
    return commands.add_steps(texts=["Ask the carrier"], **desk.deed())[0].pk


def _tick(desk: Desk) -> None:
    step = _step(desk)
    forget_changes()
    commands.tick_step(step_id=step, is_done=True, **desk.deed())


def _remove(desk: Desk) -> None:
    step = _step(desk)
    forget_changes()
    commands.remove_step(step_id=step, **desk.deed())


def _snoozed(desk: Desk) -> None:
    commands.snooze(until="message", **desk.deed())
    forget_changes()


def _wake(desk: Desk) -> None:
    _snoozed(desk)
    commands.wake(**desk.deed())


def _wake_due(desk: Desk) -> None:
    _snoozed(desk)
    assert commands.wake_due(now=lambda: NOON + timedelta(days=40)) == 1


def _split(desk: Desk) -> Ticket:
    chosen = [desk.reply.pk]
    return commands.split(message_ids=chosen, **desk.deed())


def _unsplit(desk: Desk) -> None:
    new = _split(desk)
    forget_changes()
    commands.unsplit(ticket_id=new.pk, by=desk.by, at=NOON)


def forget_changes() -> None:
    """Set the clock of every ticket back, past the trigger."""
    with pgtrigger.ignore("tickets.Ticket:ticket_knows_when_it_changed"):
        Ticket.objects.update(changed_at=LONG_AGO)


# What each command does here to the ticket of a desk.
DEEDS: dict[str, Callable[[Desk], object]] = {
    "add_steps": _step,
    "begin_side": _asked,
    "write_side": _write_side,
    "settle_side": _settle_side,
    "mark_side_delivery": _mark_side,
    "tick_step": _tick,
    "remove_step": _remove,
    "add_note": lambda desk: commands.add_note(
        body="Ask Maya.", idempotency_key=uuid4(), **desk.deed()
    ),
    "assign": lambda desk: commands.assign(to=None, expected=desk.by.pk, **desk.deed()),
    "erase_buyer": lambda desk: commands.erase_buyer(
        buyer_id=Ticket.objects.get().buyer_id, by=desk.by, at=NOON
    ),
    "link_named": _name_order,
    "link_recorded": _record_order,
    "link_order": lambda desk: commands.link_order(order_number=NUMBER, **desk.deed()),
    "mark_delivery": lambda desk: commands.mark_delivery(
        message_id=desk.reply.pk, delivery="sent", at=NOON
    ),
    "mark_no_response_needed": lambda desk: commands.mark_no_response_needed(**desk.deed()),
    "merge": _merge,
    "pass_on": lambda desk: commands.pass_on(
        to=commands.Recipient(lin(desk.box.store).pk),
        reason="shift",
        expected=desk.by.pk,
        **desk.deed(),
    ),
    "pass_to_role": lambda desk: commands.pass_to_role(
        role=lin(desk.box.store).role, note="A claim.", expected=desk.by.pk, **desk.deed()
    ),
    "purge_personal_data": _purge,
    "assign_waiting": _assign_waiting,
    "receive": lambda desk: arrives(desk.box, letter("Hello?", references=desk.references)),
    "reopen": _reopen,
    "reply": lambda desk: commands.reply(
        body="Now.", idempotency_key=uuid4(), **desk.deed()
    ),
    "recount_clocks": _recount,
    "set_priority": lambda desk: commands.set_priority(priority="high", **desk.deed()),
    "settle_delivery": _settle,
    "snooze": lambda desk: commands.snooze(until="message", **desk.deed()),
    "split": _split,
    "tag": lambda desk: commands.tag(sheet=sheet(), **desk.deed()),
    "solve": lambda desk: commands.solve(sheet=sheet(), **desk.deed()),
    "unmerge": _unmerge,
    "wake": _wake,
    "wake_due": _wake_due,
    "unsplit": _unsplit,
    "write_histories": _tell,
}
# They change no ticket, or only by one of the above: what waits is no message yet.
NO_DEEDS = {
    "close_notice", "forget_presence", "note_presence", "read_mailbox", "record_focus",
    "reschedule", "ring_for_held", "around_reply", "follow_replies", "guard_replies",
    "save_draft", "send", "send_held",
    "take_back", "take_in",
    "add_rule", "archive_rule", "change_rule", "restore_rule", "ring_for_waiting",
    "follow", "note_at_desk", "read_all_mentions", "unfollow",  # Of the person's own.
    "add_checklist", "archive_checklist", "change_checklist", "restore_checklist",
    "add_contact", "archive_contact", "change_contact", "restore_contact",
    "join_buyers", "part_buyers",  # They change buyers.
    "forget_bulks", "preview_bulk", "ring_for_bulks", "start_bulk", "stop_bulk",
    "undo_bulk", "work_bulks",
    "change_view", "delete_view", "save_view",  # They change lists.
    # Beside the ticket.
    "await_approval", "approval_decided", "owe", "owe_no_more", "add_file", "remove_file",
}  # fmt: skip


def test_every_command_was_thought_of() -> None:
    functions = {name for name in commands.__all__ if name.islower()}
    assert functions == set(DEEDS) | NO_DEEDS


@pytest.mark.parametrize("deed", DEEDS)
def test_every_deed_moves_the_time_of_the_last_change(deed: str) -> None:
    desk = Desk()
    forget_changes()
    ticket = Ticket.objects.get()
    assert ticket.changed_at == LONG_AGO
    DEEDS[deed](desk)
    ticket.refresh_from_db()
    assert ticket.changed_at > LONG_AGO


def test_looking_at_a_ticket_and_writing_what_it_says_already_changes_nothing() -> None:
    desk = Desk()
    forget_changes()
    commands.save_draft(body="half a", is_note=False, **desk.deed())
    Ticket.objects.update(subject="My order")
    Ticket.objects.get(pk=desk.ticket_id).save()
    commands.mark_delivery(message_id=desk.reply.pk, delivery="waiting", at=NOON)
    assert set(Ticket.objects.values_list("changed_at", flat=True)) == {LONG_AGO}


def test_no_program_can_set_the_time_of_a_change() -> None:
    Desk()
    Ticket.objects.update(changed_at=LONG_AGO)
    assert Ticket.objects.filter(changed_at=LONG_AGO).count() == 0
