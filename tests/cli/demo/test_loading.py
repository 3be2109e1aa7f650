from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, get_args
from uuid import uuid4

import pytest
from django.db import connection

from firsthand.cli.demo import loading
from firsthand.cli.demo.cast import MARKETS, PASSWORD
from firsthand.cli.demo.story import Case, Step, StepKind, Story
from firsthand.cli.demo.telling import tell
from firsthand.cli.demo.thread import as_html, sender_of, taken_at
from firsthand.domain.journal.models import Bookmark, Entry
from firsthand.domain.mail.models import (
    Attachment,
    Mailbox,
    MailIdentity,
    OutboundMail,
    Quarantined,
    RawMail,
)
from firsthand.domain.mail.ports import MachineKind, RelayKind
from firsthand.domain.metrics import commands as metrics
from firsthand.domain.metrics import rules as metric_rules
from firsthand.domain.metrics.commands.rows import TABLES
from firsthand.domain.metrics.models import AgentTime, Course, HalfHour, Issue, Standing
from firsthand.domain.orders.models import Buyer, Order, Setback
from firsthand.domain.orders.ports import Identity
from firsthand.domain.orders.queries import buyer_is_known_by
from firsthand.domain.people.models import Person
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets import commands, rules
from firsthand.domain.tickets.models import Cycle, FocusInterval, Message, Ticket
from tests.letters import letter, relayed

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SIZE = loading.Size(tickets=90, days=45)


@pytest.fixture
def small(db: None) -> list[Case]:
    loading.load(seed=3, now=NOW, size=SIZE)
    return _told(seed=3).cases


def _told(*, seed: int, tickets: int = SIZE.tickets, days: int = SIZE.days) -> Story:
    return tell(seed=seed, now=NOW, tickets=tickets, days=days)


def test_the_same_seed_tells_the_same_story() -> None:
    assert _told(seed=5) == _told(seed=5)
    assert _told(seed=5) != _told(seed=6)


def test_no_two_questions_read_alike() -> None:
    cases = _told(seed=7, tickets=2000, days=30).cases
    asked = Counter(case.steps[0].text for case in cases)
    assert max(asked.values()) <= 3
    assert len(asked) > 1950
    assert "{" not in "".join(step.text for case in cases for step in case.steps)


def test_the_days_have_every_market_and_end_now() -> None:
    cases = _told(seed=7, tickets=2000, days=30).cases
    markets = Counter(case.market.code for case in cases)
    assert set(markets) == {market.code for market in MARKETS}
    assert all(step.at < NOW for case in cases for step in case.steps)
    assert cases[0].steps[0].at < NOW - timedelta(days=29)


def test_orders_never_tell_of_the_future_and_follow_their_own_order() -> None:
    story = _told(seed=8, tickets=400)
    sales = story.quiet + [case.sale for case in story.cases]
    for sale in sales:
        times = [sale.placed_at, sale.shipped_at, sale.delivered_at]
        known = [at for at in times if at is not None]
        assert known == sorted(known)
        back, setback = sale.sent_back, sale.setback
        more = [back and back.asked_at, back and back.arrived_at, setback and setback.at]
        assert all(at < NOW for at in [*known, *more] if at)
    assert any(sale.sent_back for sale in sales)


def test_all_kinds_of_things_happen_in_a_quarter() -> None:
    cases = _told(seed=7, tickets=3000, days=90).cases
    kinds: Counter[str] = Counter(step.kind for case in cases for step in case.steps)
    rare = ("bounce", "reopen", "tag", "machine", "note", "no_response")
    assert all(kinds[kind] > 3 for kind in rare), kinds
    handed_over = [s for c in cases for s in c.steps if s.kind == "assign" and s.by != s.to]
    assert len(handed_over) > len(cases) // 50
    assert any(case.is_notice for case in cases)


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
    bounced = OutboundMail.objects.filter(state="bounced").count()
    assert MailIdentity.objects.count() == inbound + bounced
    assert RawMail.objects.count() == inbound + bounced + Quarantined.objects.count()
    outbound = Message.objects.filter(direction="outbound").count()
    assert OutboundMail.objects.filter(state="sent").count() == outbound - bounced


def test_bytes_past_their_date_are_gone_as_after_a_purge(small: Any) -> None:
    kept = RawMail.objects.filter(purged_at=None)
    assert kept.exists()
    assert not kept.filter(purge_on__lte=NOW.date()).exists()
    gone = RawMail.objects.exclude(purged_at=None)
    assert gone.exists()
    assert not gone.exclude(content=None).exists()


def test_a_mail_nobody_can_read_waits_in_quarantine(small: Any) -> None:
    told = Entry.objects.filter(kind="mail.quarantined").values_list(
        "subject_id", flat=True
    )
    assert sorted(told) == sorted(Quarantined.objects.values_list("pk", flat=True))
    assert Quarantined.objects.filter(settled_at=None).exists()
    settled = Quarantined.objects.exclude(settled_at=None)
    said = Entry.objects.filter(kind="mail.quarantine_settled", actor_id__isnull=False)
    assert said.count() == settled.count() > 0


def test_every_answer_was_looked_at_before_it_was_sent(small: Any) -> None:
    looks = {(look.ticket_id, look.ended_at): look for look in FocusInterval.objects.all()}
    closing = Message.objects.filter(direction="outbound", reply_kind="resolution")
    seen = [looks.get((answer.ticket_id, answer.sent_at)) for answer in closing]
    assert sum(look is not None for look in seen) > 0.95 * len(seen)
    opened = dict(Ticket.objects.values_list("pk", "opened_at"))
    assert all(look.started_at >= opened[look.ticket_id] for look in looks.values())


def test_every_buyer_is_found_by_his_address(small: list[Case]) -> None:
    for case in small:
        kind = "amazon_alias" if case.buyer.is_alias else "email"
        ticket = Ticket.objects.get(subject=case.subject, opened_at=case.steps[0].at)
        assert buyer_is_known_by(ticket.buyer_id, Identity(kind, case.buyer.address))


def test_photos_are_pictures_and_everything_kept_belongs_to_the_shop(small: Any) -> None:
    kept = Attachment.objects.filter(blob__content__isnull=False).select_related("blob")
    contents = [bytes(one.blob.content) for one in kept]
    assert contents
    assert all(content.startswith(b"\x89PNG") for content in contents)
    assert not Buyer.objects.filter(name="").exists()
    assert all(
        address.endswith((".example", "amazon.com", "amazon.de", "amazon.co.jp"))
        for address in Ticket.objects.values_list("reply_address", flat=True)
    )


def test_the_figures_come_with_their_counts(small: Any) -> None:
    settled = Issue.objects.filter(settles_at__lt=NOW)
    assert settled.count() > SIZE.tickets // 4
    buyers_wrote = Ticket.objects.filter(machine_only=False)
    assert Course.objects.count() == buyers_wrote.count()


def test_the_facts_are_those_that_a_rebuild_gives(small: Any) -> None:
    tables = (*TABLES, AgentTime, HalfHour)
    assert all(table._base_manager.exists() for table in tables)
    loaded = [_facts(table) for table in tables]
    metrics.rebuild()
    assert [_facts(table) for table in tables] == loaded


def _facts(table: Any) -> list[dict[str, Any]]:
    fields = [field.attname for field in table._meta.concrete_fields]
    rows = table._base_manager.values(*fields)
    return sorted(({**row, "id": None} for row in rows), key=str)


def test_the_reader_of_the_journal_goes_on_behind_what_was_loaded(small: Any) -> None:
    newest = Entry.objects.latest("id")
    bookmark = Bookmark.objects.get(reader="facts")
    assert (bookmark.transaction, bookmark.entry_id) == (newest.transaction, newest.pk)
    assert Standing.objects.get().version == metric_rules.VERSION


def test_first_contacts_resolve_about_as_often_as_in_a_good_shop(db: None) -> None:
    loading.load(seed=7, now=NOW, size=loading.Size(tickets=800, days=45))
    settled = Issue.objects.filter(opened_at__lt=NOW - timedelta(days=14))
    rate = settled.filter(failed_at=None).count() / settled.count()
    assert 0.75 < rate < 0.86


def test_people_log_in_with_the_password_that_is_printed(small: Any) -> None:
    assert len(PASSWORD) >= 15
    assert Person.objects.get(email="maya@demo.example").check_password(PASSWORD)
    assert Person.objects.filter(role="agent").count() == 12


def test_a_database_with_stores_is_never_loaded_over(small: Any) -> None:
    with pytest.raises(loading.NotEmpty):
        loading.load(seed=3, now=NOW, size=loading.Size(tickets=10, days=3))
    assert Ticket.objects.count() == len(small)


def test_loaded_rows_are_what_the_commands_would_have_written(db: None) -> None:
    """Play the cases through the commands, from the same orders, and compare.

    Enough of them that everything which happens in the demonstration is among them.
    """
    size = loading.Size(tickets=300, days=40)
    loading.load(seed=2, now=NOW, size=size)
    cases = _told(seed=2, tickets=size.tickets, days=size.days).cases
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
    return relayed(
        step.text,
        alias=case.buyer.address,
        case_id=case.case_id,
        order_numbers=(case.sale.number,),
        reply_to=sender_of(case),
        **values,
    )


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
        Attachment, OutboundMail, MailIdentity, FocusInterval, Cycle, Message, Ticket,
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


def _looks_at(ticket: Ticket) -> Any:
    return FocusInterval.objects.filter(ticket=ticket).order_by("started_at", "ended_at")


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
