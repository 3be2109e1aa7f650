from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Q

from firsthand.cli.demo import loading
from firsthand.cli.demo.cast import MARKETS, PASSWORD
from firsthand.cli.demo.story import Case, Story
from firsthand.cli.demo.telling import tell
from firsthand.domain.health import queries as health
from firsthand.domain.journal.models import Bookmark, Entry
from firsthand.domain.mail.models import (
    Attachment,
    MailIdentity,
    OutboundMail,
    Quarantined,
    RawMail,
)
from firsthand.domain.metrics import commands as metrics
from firsthand.domain.metrics import rules as metric_rules
from firsthand.domain.metrics.commands.rows import TABLES
from firsthand.domain.metrics.models import (
    AgentTime,
    Course,
    DaySum,
    HalfHour,
    Issue,
    Standing,
    SummedDay,
)
from firsthand.domain.orders.models import Buyer, Order, Setback
from firsthand.domain.orders.ports import Identity
from firsthand.domain.orders.queries import buyer_is_known_by
from firsthand.domain.people.models import Person
from firsthand.domain.remedies.models import Remedy
from firsthand.domain.tickets import rules
from firsthand.domain.tickets.models import FocusInterval, Message, Ticket
from firsthand.foundation.scoping import Everything
from tests.remedies import Desk, Memory

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SIZE = loading.Size(tickets=90, days=45)


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[Case]]:
    """Load once; what each test does is taken back, and all of it at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        loading.load(seed=3, now=NOW, size=SIZE)
        yield _told(seed=3).cases
        transaction.set_rollback(True)


@pytest.fixture
def small(loaded: list[Case], db: None) -> list[Case]:
    return loaded


def _told(*, seed: int, tickets: int = SIZE.tickets, days: int = SIZE.days) -> Story:
    return tell(seed=seed, now=NOW, tickets=tickets, days=days)


def test_the_same_seed_tells_the_same_story() -> None:
    assert _told(seed=5) == _told(seed=5)
    assert _told(seed=5) != _told(seed=6)


def test_no_two_questions_read_alike() -> None:
    cases = _told(seed=7, tickets=2000, days=30).cases
    asked = Counter(case.steps[0].text for case in cases)
    assert max(asked.values()) <= 4
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
        if address  # A marketplace reads no answer to its notices.
    )


def test_the_figures_come_with_their_counts(small: Any) -> None:
    settled = Issue.objects.filter(settles_at__lt=NOW)
    assert settled.count() > SIZE.tickets // 4
    buyers_wrote = Ticket.objects.filter(machine_only=False)
    assert Course.objects.count() == buyers_wrote.count()


def test_the_facts_are_those_that_a_rebuild_gives(small: Any) -> None:
    tables = (*TABLES, AgentTime, HalfHour, DaySum, SummedDay)
    assert all(table._base_manager.exists() for table in tables)
    loaded = [_facts(table) for table in tables]
    metrics.rebuild()
    assert [_facts(table) for table in tables] == loaded


def _facts(table: Any) -> list[dict[str, Any]]:
    fields = [field.attname for field in table._meta.concrete_fields]
    rows = table._base_manager.values(*fields)
    return sorted(({**row, "id": None} for row in rows), key=str)


def test_the_reader_of_the_journal_goes_on_behind_what_was_loaded(small: Any) -> None:
    # What the commands wrote after the bulk of it is read like everything to come.
    by_commands = Q(kind__startswith="remedies.") | Q(kind__startswith="authority.")
    by_commands |= Q(kind__startswith="health.")
    newest = Entry.objects.exclude(by_commands).latest("id")
    bookmark = Bookmark.objects.get(reader="facts")
    assert not Entry.objects.filter(by_commands, pk__lt=newest.pk).exists()
    assert (bookmark.transaction, bookmark.entry_id) == (newest.transaction, newest.pk)
    assert Standing.objects.get().version == metric_rules.VERSION


def test_people_log_in_with_the_password_that_is_printed(small: Any) -> None:
    assert len(PASSWORD) >= 15
    assert Person.objects.get(email="maya@demo.example").check_password(PASSWORD)
    assert Person.objects.filter(role="agent").count() == 12


def test_a_database_with_stores_is_never_loaded_over(small: Any) -> None:
    with pytest.raises(loading.NotEmpty):
        loading.load(seed=3, now=NOW, size=loading.Size(tickets=10, days=3))
    assert Ticket.objects.count() == len(small)


def test_orders_add_up_and_bring_setbacks(small: Any) -> None:
    for order in Order.objects.prefetch_related("lines"):
        lines = sum(line.price_minor_units for line in order.lines.all())
        extra = order.shipping_minor_units + order.tax_minor_units
        assert order.total_minor_units == lines + extra
    told = Entry.objects.filter(kind__startswith="orders.").exclude(kind="orders.recorded")
    assert told.count() == Setback.objects.count() > 0


def test_remedies_stand_on_tickets_and_the_worker_sends_what_may_go_out(
    small: Any,
) -> None:
    states = set(Remedy.objects.values_list("state", flat=True))
    assert "approved" in states
    assert states <= {"approved", "cancelled", "pending_approval", "rejected"}
    assert not Remedy.objects.filter(ticket_id=None).exists()
    free = Remedy.objects.filter(state="approved").count()
    Desk(Memory(), at=NOW).works()
    assert Remedy.objects.filter(state="succeeded").count() == free


def test_every_account_has_been_judged_this_morning(small: Any) -> None:
    accounts = health.accounts(Everything(), at=NOW)
    assert accounts
    for each in accounts:
        assert each.snapshot is not None
        assert each.tightest is not None
        assert {"odr_fbm", "odr_fba"} & {one.key for one in each.standings}
