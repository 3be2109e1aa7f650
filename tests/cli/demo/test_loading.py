from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from firsthand.cli.demo import loading, story
from firsthand.cli.demo.cast import MARKETS, PASSWORD
from firsthand.cli.demo.thread import as_html, sender_of, taken_at
from firsthand.domain.journal.models import Entry
from firsthand.domain.mail.models import (
    Attachment,
    Mailbox,
    MailIdentity,
    OutboundMail,
    RawMail,
)
from firsthand.domain.metrics.models import FirstReply, Issue
from firsthand.domain.orders.models import Buyer, Order, Setback
from firsthand.domain.orders.ports import Identity
from firsthand.domain.orders.queries import buyer_is_known_by
from firsthand.domain.people.models import Person
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets import commands, rules
from firsthand.domain.tickets.models import Cycle, Message, Ticket
from tests.letters import letter, relayed

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SMALL = 60


@pytest.fixture
def small(db: None) -> list[story.Case]:
    loading.load(seed=3, now=NOW, tickets=SMALL)
    return story.tell(seed=3, now=NOW, tickets=SMALL)


def test_the_same_seed_tells_the_same_story() -> None:
    assert story.tell(seed=5, now=NOW, tickets=40) == story.tell(
        seed=5, now=NOW, tickets=40
    )
    assert story.tell(seed=5, now=NOW, tickets=40) != story.tell(
        seed=6, now=NOW, tickets=40
    )


def test_no_two_questions_read_alike() -> None:
    cases = story.tell(seed=7, now=NOW, tickets=2000)
    asked = Counter(case.steps[0].text for case in cases)
    assert max(asked.values()) <= 3
    assert len(asked) > 1950
    assert "{" not in "".join(step.text for case in cases for step in case.steps)


def test_the_month_has_every_market_and_ends_now() -> None:
    cases = story.tell(seed=7, now=NOW, tickets=2000)
    markets = Counter(case.market.code for case in cases)
    assert set(markets) == {market.code for market in MARKETS}
    assert all(step.at < NOW for case in cases for step in case.steps)
    assert cases[0].steps[0].at < NOW - timedelta(days=29)


def test_the_queue_holds_late_tickets_urgent_ones_and_fresh_ones(small: Any) -> None:
    waiting = Ticket.objects.filter(state="open", reply_due_at__isnull=False)
    assert waiting.filter(reply_due_at__lt=NOW).exists()
    assert waiting.filter(reply_due_at__gt=NOW).exists()
    assert waiting.filter(assignee=None).exists()


def test_every_clock_is_the_one_the_thread_gives(small: Any) -> None:
    for ticket in Ticket.objects.prefetch_related("messages"):
        clock = rules.clock(
            rules.Told(
                at=message.sent_at,
                is_inbound=message.direction == "inbound",
                needs_answer=message.nature in rules.NEEDS_ANSWER
                and message.no_response_needed_at is None,
            )
            for message in ticket.messages.all()
            if message.direction != "note"
        )
        assert (ticket.unanswered_since, ticket.reply_due_at, ticket.unanswered_count) == (
            clock.since,
            clock.due_at,
            clock.waiting,
        )


def test_every_message_has_its_entry_and_every_mail_its_bytes(small: Any) -> None:
    kinds = {
        "inbound": "tickets.message_received",
        "outbound": "tickets.reply_written",
        "note": "tickets.note_written",
    }
    for direction, kind in kinds.items():
        told = Entry.objects.filter(kind=kind).values_list("subject_id", flat=True)
        written = Message.objects.filter(direction=direction).values_list("pk", flat=True)
        assert sorted(told) == sorted(written)
    inbound = Message.objects.filter(direction="inbound").count()
    assert MailIdentity.objects.count() == RawMail.objects.count() == inbound
    outbound = Message.objects.filter(direction="outbound").count()
    assert OutboundMail.objects.filter(state="sent").count() == outbound


def test_every_buyer_is_found_by_his_address(small: list[story.Case]) -> None:
    for case in small:
        kind = "amazon_alias" if case.buyer.is_alias else "email"
        ticket = Ticket.objects.get(subject=case.subject, opened_at=case.steps[0].at)
        assert buyer_is_known_by(ticket.buyer_id, Identity(kind, case.buyer.address))


def test_photos_are_pictures_and_everything_kept_belongs_to_the_shop(small: Any) -> None:
    contents = [bytes(one.blob.content) for one in Attachment.objects.select_related()]
    assert contents
    assert all(content.startswith(b"\x89PNG") for content in contents)
    assert not Buyer.objects.filter(name="").exists()
    assert all(
        address.endswith((".example", "amazon.com", "amazon.de", "amazon.co.jp"))
        for address in Ticket.objects.values_list("reply_address", flat=True)
    )


def test_the_figures_come_with_their_counts(small: Any) -> None:
    settled = Issue.objects.filter(settles_at__lt=NOW)
    assert settled.count() > SMALL // 4
    assert FirstReply.objects.count() == Ticket.objects.count()


def test_first_contacts_resolve_about_as_often_as_in_a_good_shop(db: None) -> None:
    loading.load(seed=7, now=NOW, tickets=500)
    settled = Issue.objects.filter(opened_at__lt=NOW - timedelta(days=14))
    rate = settled.filter(failed_at=None).count() / settled.count()
    assert 0.76 < rate < 0.91


def test_people_log_in_with_the_password_that_is_printed(small: Any) -> None:
    assert len(PASSWORD) >= 15
    assert Person.objects.get(email="maya@demo.example").check_password(PASSWORD)
    assert Person.objects.filter(role="agent").count() == 8


def test_a_database_with_stores_is_never_loaded_over(small: Any) -> None:
    with pytest.raises(loading.NotEmpty):
        loading.load(seed=3, now=NOW, tickets=10)
    assert Ticket.objects.count() == SMALL


def test_loaded_rows_are_what_the_commands_would_have_written(
    small: list[story.Case],
) -> None:
    """Play the cases through the commands, from the same orders, and compare."""
    loaded = _picture_of_everything()
    boxes = {box.store_id: box for box in Mailbox.objects.all()}
    stores = {store.marketplace: store.pk for store in Store.objects.all()}
    people = {p.email.partition("@")[0]: p for p in Person.objects.all()}
    _forget_the_desk()
    for case in small:
        _play(case, boxes[stores[case.market.code]], people)
    played = _picture_of_everything()
    assert len(played) == len(loaded) == SMALL
    for number, (was, becomes) in enumerate(zip(loaded, played, strict=True)):
        assert becomes == was, small[number].subject


def _play(case: story.Case, box: Any, people: dict[str, Person]) -> None:
    ticket_id = 0
    for number, step in enumerate(case.steps):
        by = people.get(step.by)
        common: dict[str, Any] = {"ticket_id": ticket_id, "by": by, "at": step.at}
        match step.kind:
            case "ask":
                mail = _mail(case, step, number)
                received = commands.receive(
                    mailbox_id=box.pk, mail=mail, raw=step.text.encode(), at=taken_at(step)
                )
                assert ticket_id in (0, received.ticket_id), "joined another conversation"
                ticket_id = received.ticket_id or 0
            case "reply":
                sent = commands.reply(
                    **common,
                    body=step.text,
                    kind=step.reply_kind,
                    close_with=step.sheet,
                    idempotency_key=uuid4(),
                )
                commands.mark_delivery(message_id=sent.pk, delivery="sent", at=step.at)
            case "note":
                commands.add_note(**common, body=step.text, idempotency_key=uuid4())
            case "assign":
                assert by is not None
                commands.assign(**common, to=by.pk, expected=None)
            case "solve":
                assert step.sheet is not None
                commands.solve(**common, sheet=step.sheet)
            case "no_response":
                commands.mark_no_response_needed(**common)


def _mail(case: story.Case, step: story.Step, number: int) -> Any:
    values: dict[str, Any] = {
        "message_id": f"{case.case_id}.{number}@mail.example",
        "references": (f"{case.case_id}.0@mail.example",),
        "from_name": case.buyer.name,
        "subject": case.subject,
        "sent_at": step.at,
        "language": case.market.language,
        "html": as_html(step.text) if step.has_html else "",
    }
    if case.by_plain_mail:
        return letter(step.text, sender=case.buyer.address, **values)
    return relayed(
        step.text,
        alias=case.buyer.address,
        case_id=case.case_id,
        order_numbers=(case.sale.number,),
        reply_to=sender_of(case),
        **values,
    )


def _forget_the_desk() -> None:
    """Empty what tickets are made of; stores, people and orders stay."""
    tables = [Attachment, OutboundMail, MailIdentity, Cycle, Message, Ticket]
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
_IDS = {"id", "ticket_id", "idempotency_key", "changed_at"}


def _picture(ticket: Ticket) -> dict[str, Any]:
    messages = list(ticket.messages.order_by("sent_at", "id"))
    place = {message.pk: number for number, message in enumerate(messages)}
    return {
        "ticket": _values(ticket),
        "messages": [_values(message) for message in messages],
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
            for entry in Entry.objects.filter(ticket_id=ticket.pk)
        ),
    }


def _values(row: Any) -> dict[str, Any]:
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in _IDS
    }


def test_orders_add_up_and_bring_setbacks(small: Any) -> None:
    for order in Order.objects.prefetch_related("lines"):
        lines = sum(line.price_minor_units for line in order.lines.all())
        extra = order.shipping_minor_units + order.tax_minor_units
        assert order.total_minor_units == lines + extra
    told = Entry.objects.filter(kind__startswith="orders.").exclude(kind="orders.recorded")
    assert told.count() == Setback.objects.count() > 0
