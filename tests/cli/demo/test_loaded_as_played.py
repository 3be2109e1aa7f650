"""What is loaded at once, against what the desk's own commands make of the same story."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, get_args
from uuid import uuid4

from django.db import connection

from firsthand.cli.demo import loading
from firsthand.cli.demo.story import Case, Step, StepKind
from firsthand.cli.demo.telling import tell
from firsthand.cli.demo.thread import as_html, sender_of, taken_at
from firsthand.domain.journal.models import Entry
from firsthand.domain.macros.models import MacroUse
from firsthand.domain.mail.models import (
    Attachment,
    Mailbox,
    MailIdentity,
    OutboundMail,
)
from firsthand.domain.mail.ports import MachineKind, RelayKind
from firsthand.domain.metrics.models import Issue
from firsthand.domain.people.models import Person
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.models import (
    Assignment,
    Cycle,
    FocusInterval,
    Message,
    Ticket,
)
from tests.letters import letter, relayed

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def test_first_contacts_resolve_about_as_often_as_in_a_good_shop(db: None) -> None:
    loading.load(seed=7, now=NOW, size=loading.Size(tickets=800, days=45))
    settled = Issue.objects.filter(opened_at__lt=NOW - timedelta(days=14))
    rate = settled.filter(failed_at=None).count() / settled.count()
    assert 0.75 < rate < 0.86


def test_loaded_rows_are_what_the_commands_would_have_written(db: None) -> None:
    """Play the cases through the commands, from the same orders, and compare.

    Enough of them that everything which happens in the demonstration is among them.
    """
    size = loading.Size(tickets=100, days=40)
    with connection.cursor() as cursor:  # No message has the number of its ticket.
        cursor.execute(
            "select setval(pg_get_serial_sequence('tickets_message', 'id'), 1000000)"
        )
    loading.load(seed=31, now=NOW, size=size)
    cases = tell(seed=31, now=NOW, tickets=size.tickets, days=size.days).cases
    kinds = {step.kind for case in cases for step in case.steps}
    assert kinds == set(get_args(StepKind))
    loaded = _picture_of_everything()
    boxes = {box.store_id: box for box in Mailbox.objects.all()}
    stores = {store.marketplace: store.pk for store in Store.objects.all()}
    people = {p.email.partition("@")[0]: p for p in Person.objects.all()}
    _forget_the_desk()
    for case in cases:
        _play(case, boxes[stores[case.market.code]], people)
    played = _picture_of_everything()
    assert len(played) == len(loaded) == len(cases)
    for was, becomes in zip(loaded, played, strict=True):
        assert becomes == was, was["ticket"]["subject"]


def _play(case: Case, box: Any, people: dict[str, Person]) -> None:
    ticket_id = 0
    for number, step in enumerate(case.steps):
        if step.is_mail:
            received = commands.receive(
                mailbox_id=box.pk,
                mail=_mail(case, step, number),
                raw=f"{case.case_id}.{number}".encode(),
                at=taken_at(step),
            )
            assert ticket_id in (0, received.ticket_id), "joined another conversation"
            ticket_id = received.ticket_id or 0
        elif step.kind == "bounce":
            _bounce(ticket_id, step, box)
        else:
            _work(ticket_id, step, people)


def _work(ticket_id: int, step: Step, people: dict[str, Person]) -> None:
    common: dict[str, Any] = {"ticket_id": ticket_id, "by": people[step.by], "at": step.at}
    match step.kind:
        case "reply":
            _begin(ticket_id, step, people)
            sent = commands.reply(
                **common,
                body=step.text,
                kind=step.reply_kind,
                close_with=step.sheet,
                idempotency_key=uuid4(),
            )
            MacroUse.objects.filter(ticket_id=ticket_id, sent_at=None).delete()
            commands.mark_delivery(message_id=sent.pk, delivery="sent", at=step.at)
        case "note":
            commands.add_note(**common, body=step.text, idempotency_key=uuid4())
        case "assign":
            holder = Ticket.objects.get(pk=ticket_id).assignee_id
            commands.assign(**common, to=people[step.to].pk, expected=holder)
        case "focus":
            assert step.until is not None
            times: dict[str, Any] = {"started_at": step.at, "ended_at": step.until}
            seen = commands.record_focus(
                **common | {"at": step.until}, **times, key=uuid4()
            )
            assert seen
        case "tag" | "solve":
            assert step.sheet is not None
            act = commands.tag if step.kind == "tag" else commands.solve
            act(**common, sheet=step.sheet)
        case "reopen":
            commands.reopen(**common)
        case "no_response":
            commands.mark_no_response_needed(**common)


def _begin(ticket_id: int, step: Step, people: dict[str, Person]) -> None:
    """Begin the answer from the version that the loaded one was made from, if any."""
    was = MacroUse.objects.filter(person=people[step.by], sent_at=step.at).first()
    if was is None:
        return
    MacroUse.objects.create(
        version=was.version, store=was.store, ticket_id=ticket_id, person=was.person,
        language=was.language, at=was.at, made=step.made,
    )  # fmt: skip


def _bounce(ticket_id: int, step: Step, box: Any) -> None:
    message = Message.objects.filter(ticket_id=ticket_id, direction="outbound").latest("pk")
    outbound = OutboundMail.objects.get(ticket_message_id=message.pk)
    mail = letter(
        "The mailbox could not be found.",
        sender="mailer-daemon@mail.example",
        machine=MachineKind.BOUNCE,
        bounced_message_ids=(outbound.message_id,),
        bounce_is_permanent=True,
    )
    commands.receive(mailbox_id=box.pk, mail=mail, raw=b"bounce", at=taken_at(step))


def _mail(case: Case, step: Step, number: int) -> Any:
    values: dict[str, Any] = {
        "message_id": f"{case.case_id}.{number}@mail.example",
        "references": (f"{case.case_id}.0@mail.example",),
        "from_name": case.buyer.name,
        "subject": case.subject,
        "sent_at": step.at,
        "language": case.market.language,
        "html": as_html(step.text) if step.has_html else "",
    }
    if step.nature == "notice":
        return _notice(case, step, values)
    if step.nature == "auto_reply":
        values["machine"] = MachineKind.AUTO_REPLY
    if case.by_plain_mail:
        return letter(step.text, sender=case.buyer.address, **values)
    mail = relayed(
        step.text,
        alias=case.buyer.address,
        case_id=case.case_id,
        order_numbers=(case.sale.number,),
        **values,
    )
    return replace(mail, from_address=sender_of(case), reply_to=sender_of(case))


def _notice(case: Case, step: Step, values: dict[str, Any]) -> Any:
    notice = relayed(
        step.text,
        alias="",
        kind=RelayKind.RETURN_REQUEST,
        order_numbers=(case.sale.number,),
        **values | {"references": (), "from_name": "Amazon"},
    )
    return replace(notice, from_address=f"notices@{case.market.domain}")


def _forget_the_desk() -> None:
    """Empty what tickets are made of; stores, people and orders stay."""
    tables = [
        Attachment, OutboundMail, MailIdentity, FocusInterval, Assignment, Cycle, Message,
        Ticket,
    ]  # fmt: skip
    for model in tables:
        model._base_manager.all().delete()
    with connection.cursor() as cursor:  # The journal lets nobody delete a row.
        cursor.execute("truncate journal_entry cascade")


def _picture_of_everything() -> list[dict[str, Any]]:
    """Return each ticket with all that hangs on it, without ids that may differ."""
    return [
        _picture(ticket)
        for ticket in Ticket.objects.order_by("opened_at", "subject", "gist")
    ]


# Different each time: what numbers a row, and when it was written by the real clock.
_IDS = {"id", "ticket_id", "idempotency_key", "changed_at", "key"}


def _picture(ticket: Ticket) -> dict[str, Any]:
    messages = list(ticket.messages.order_by("sent_at", "id"))
    place = {message.pk: number for number, message in enumerate(messages)}
    return {
        "ticket": _values(ticket),
        "messages": [_values(message) for message in messages],
        "looks": [_values(look) for look in _looks_at(ticket)],
        "assignments": [_values(each) for each in ticket.assignments.order_by("at")],
        "cycles": [_values(cycle) for cycle in ticket.cycles.order_by("opened_at")],
        "journal": sorted(
            (
                entry.happened_at,
                entry.kind,
                entry.version,
                entry.actor_id,
                place.get(entry.subject_id) if entry.subject_id != ticket.pk else "ticket",
                entry.store_id,
                entry.buyer_id,
                str(sorted(entry.facts.items())),
            )
            # Remedies are asked for with the commands either way; what the send gate
            # thought of old letters is not told.
            for entry in Entry.objects.filter(ticket_id=ticket.pk)
            if not entry.kind.startswith(("remedies.", "authority.", "policies."))
        ),
    }


def _looks_at(ticket: Ticket) -> Any:
    return FocusInterval.objects.filter(ticket=ticket).order_by("started_at", "ended_at")


def _values(row: Any) -> dict[str, Any]:
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in _IDS
    }
