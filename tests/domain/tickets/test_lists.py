"""The lists of the desk: what is in them, their order, their pages, their counts."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.domain.mail import commands as mail
from firsthand.domain.orders.commands import buyer_for
from firsthand.domain.orders.models import Order
from firsthand.domain.orders.ports import Identity
from firsthand.domain.people.models import Person
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets import queries
from firsthand.domain.tickets.models import Draft, FocusInterval, Message, Ticket
from firsthand.domain.tickets.queries import Filters, View
from firsthand.domain.tickets.queries.counts import CAP
from firsthand.domain.tickets.rules import Band, band
from tests.desk import DAY, HOUR, ticket
from tests.letters import mailbox
from tests.people import NOON, lin, maya, person, store, wen

MINUTE = timedelta(minutes=1)


@pytest.fixture
def german(db) -> Store:
    return store("DE")


@pytest.fixture
def agent(german: Store) -> Person:
    return lin(german)


def listed(view: View, by: Person, **more) -> list[int]:
    return [row.id for row in queries.page_of(view, by, at=NOON, **more).rows]


def said(on: Ticket, **values) -> Message:
    values = {
        "direction": "inbound",
        "nature": "question",
        "body": "x",
        "sent_at": NOON,
        "recorded_at": NOON,
    } | values
    return Message.objects.create(ticket=on, **values)


def test_each_list_holds_what_it_is_named_for(german, agent) -> None:
    made = {
        "late": ticket(german, due_in=-HOUR),
        "now": ticket(german, due_in=0 * HOUR, assignee=agent, assigned_at=NOON),
        "soon": ticket(german, due_in=4 * HOUR),
        "later": ticket(german, due_in=4 * HOUR + MINUTE, order=order_of(german)),
        "quiet": ticket(german, assignee=agent, assigned_at=NOON),
        "asleep": ticket(
            german, due_in=8 * HOUR, snoozed_until=NOON + 6 * HOUR, snoozed_for="time"
        ),
        "done": ticket(german, solved_at=NOON - HOUR),
        "notice": ticket(german, solved_at=NOON - HOUR, machine_only=True),
    }
    names = {found.pk: name for name, found in made.items()}
    found = {view: [names[pk] for pk in listed(view, agent)] for view in View}
    opened = ["late", "now", "soon", "later", "quiet"]
    assert found == {
        View.OVERDUE: ["late"],  # Due this very moment is not yet late.
        View.DUE_SOON: ["late", "now", "soon"],
        View.ESCALATED: [],
        View.MINE: ["now", "quiet"],
        View.UNASSIGNED: ["late", "soon", "later"],
        View.OPEN: opened,
        View.NO_ORDER: ["late", "now", "soon", "quiet"],
        View.WAITING: ["quiet"],
        View.MY_SNOOZED: [],
        View.SNOOZED: ["asleep"],
        View.APPROVAL: [],
        View.UNSENT: [],
        View.UNDELIVERED: [],
        View.FLAGGED: [],
        View.SOLVED: ["done"],
        View.NOTICES: ["notice"],
    }


def order_of(german: Store, number: str = "306-1") -> Order:
    return Order.objects.create(
        store=german,
        number=number,
        state="shipped",
        fulfilment="FBM",
        currency="EUR",
        total_minor_units=1,
        placed_at=NOON,
    )


UNDELIVERED = [
    # how the reply fared, whether its question waits again, is it listed
    ("unknown", False, True),
    ("unknown", True, True),
    ("failed", True, True),
    ("bounced", True, True),
    ("failed", False, False),  # Made good by a later answer.
    ("sent", True, False),
    ("waiting", True, False),
]


@pytest.mark.parametrize(("delivery", "waits", "is_listed"), UNDELIVERED)
def test_undelivered_is_what_still_needs_a_person(
    german, agent, delivery, waits, is_listed
) -> None:
    found = ticket(german, due_in=HOUR) if waits else ticket(german)
    said(found, direction="outbound", nature="", reply_kind="resolution", delivery=delivery)
    assert listed(View.UNDELIVERED, agent) == ([found.pk] if is_listed else [])


def test_a_reply_in_doubt_on_a_closed_ticket_is_listed_at_the_end(german, agent) -> None:
    done, due = ticket(german, solved_at=NOON - HOUR), ticket(german, due_in=HOUR)
    for each in (done, due):
        said(
            each, direction="outbound", nature="", reply_kind="holding", delivery="unknown"
        )
    assert listed(View.UNDELIVERED, agent) == [due.pk, done.pk]


def test_flagged_tickets_are_listed_while_they_are_open(german, agent) -> None:
    for found in (ticket(german), ticket(german, solved_at=NOON)):
        said(found, flag=Message.Flag.SAME_ID_OTHER_CONTENT)
    said(ticket(german))
    assert len(listed(View.FLAGGED, agent)) == 1


def walk(view: View, by: Person, size: int, **more) -> list[int]:
    """Return the ids of all pages, one after the other."""
    ids, after = [], ""
    for _page in range(100):
        page = queries.page_of(view, by, at=NOON, size=size, after=after, **more)
        assert 0 < len(page.rows) <= size or not ids
        ids += [row.id for row in page.rows]
        after = page.after
        if not after:
            return ids
    raise AssertionError("the pages never end")


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
def test_pages_border_on_each_other_among_equal_times_and_across_runs(
    german, agent, size
) -> None:
    due = [ticket(german, due_in=HOUR).pk for _ in range(5)]
    first = ticket(german, due_in=MINUTE).pk
    quiet = [ticket(german, last_message_at=NOON - HOUR).pk for _ in range(4)]
    newest = ticket(german, last_message_at=NOON).pk
    assert walk(View.OPEN, agent, size) == [first, *due, newest, *reversed(quiet)]


@pytest.mark.parametrize("size", [1, 2, 4])
def test_what_was_closed_at_one_moment_is_paged_without_gap(german, agent, size) -> None:
    done = [ticket(german, solved_at=NOON - HOUR).pk for _ in range(5)]
    assert walk(View.SOLVED, agent, size) == done[::-1]


def test_a_page_that_ends_with_a_run_leads_to_the_next_run(german, agent) -> None:
    due = [ticket(german, due_in=HOUR).pk for _ in range(2)]
    quiet = ticket(german).pk
    page = queries.page_of(View.OPEN, agent, at=NOON, size=2)
    assert [row.id for row in page.rows] == due
    assert listed(View.OPEN, agent, after=page.after) == [quiet]


def test_a_full_last_page_leads_nowhere(german, agent) -> None:
    for _ in range(2):
        ticket(german, due_in=HOUR)
    assert queries.page_of(View.OPEN, agent, at=NOON, size=2).after == ""


def test_a_ticket_answered_between_two_pages_hides_no_other(german, agent) -> None:
    due = [ticket(german, due_in=n * HOUR).pk for n in range(1, 5)]
    page = queries.page_of(View.DUE_SOON, agent, at=NOON, size=2)
    Ticket.objects.filter(pk=due[1]).update(
        reply_due_at=None, unanswered_since=None, unanswered_count=0
    )
    assert listed(View.DUE_SOON, agent, after=page.after) == due[2:]


BROKEN_MARKS = [
    "", "due", "due.1", "due.x.1", "nope.1.1", "due.1.1.1", "due.-1.1", "due..", "..",
    "due.\u0661.1", f"due.{'9' * 18}.1", f"due.1.{'9' * 30}", "quiet.1.1", "\x00",
]  # fmt: skip


@pytest.mark.parametrize("mark", BROKEN_MARKS)
def test_a_strange_mark_begins_at_the_top(german, agent, mark) -> None:
    due = ticket(german, due_in=-HOUR).pk
    assert listed(View.OVERDUE, agent, after=mark) == [due]


@given(st.text(max_size=40), st.sampled_from(list(View)))
def test_no_mark_whatever_is_a_fault(mark: str, view: View) -> None:
    from firsthand.domain.tickets.queries.runs import place

    found = place(mark)
    assert found is None or found[2] >= 0


def test_filters_narrow_a_list_together(german) -> None:
    japan, owner = store("JP"), wen()
    agent = lin(german)
    wanted = ticket(german, due_in=HOUR, language="de", assignee=agent, assigned_at=NOON).pk
    ticket(german, due_in=HOUR, language="en", assignee=agent, assigned_at=NOON)
    ticket(german, due_in=HOUR, language="de")
    ticket(japan, due_in=HOUR, language="de")
    both = Filters(store_id=german.pk, language="de", assignee_id=agent.pk)
    assert listed(View.OPEN, owner, filters=both) == [wanted]
    assert len(listed(View.OPEN, owner, filters=Filters(language="de"))) == 3
    assert len(listed(View.OPEN, owner, filters=Filters())) == 4
    assert walk(View.OPEN, owner, 1, filters=Filters(store_id=german.pk))[0] == wanted


def test_a_filter_opens_no_foreign_store(german, agent) -> None:
    japan = store("JP")
    foreign = ticket(japan, due_in=HOUR)
    assert listed(View.OPEN, agent, filters=Filters(store_id=japan.pk)) == []
    assert queries.rows_of([foreign.pk], agent) == []
    assert queries.ticket_for(agent, foreign.pk) is None


def test_a_line_carries_what_the_list_shows(german, agent) -> None:
    found = ticket(german, due_in=HOUR, language="de", order_number="306-1", name="Jonas")
    (row,) = queries.page_of(View.OPEN, agent, at=NOON).rows
    assert (row.id, row.marketplace, row.time_zone) == (found.pk, "DE", "Europe/Berlin")
    assert (row.buyer, row.order_number, row.language) == ("Jonas", "306-1", "de")
    assert (row.due_at, row.unanswered_count) == (NOON + HOUR, 1)
    assert (row.assignee_id, row.assignee, row.solved_at) == (None, None, None)


def looked(at_ticket: Ticket, by: Person, *, until) -> None:
    FocusInterval.objects.create(
        ticket=at_ticket, person=by, key=uuid4(), started_at=until - HOUR, ended_at=until
    )


def test_a_ticket_is_seen_by_whom_looked_after_the_last_message(german, agent) -> None:
    found = ticket(german, last_message_at=NOON - HOUR)
    lead = maya(german)
    looked(found, agent, until=NOON - HOUR)
    looked(found, lead, until=NOON - HOUR - MINUTE)

    def seen(by: Person) -> bool:
        return queries.rows_of([found.pk], by)[0].is_seen

    assert (seen(agent), seen(lead)) == (True, False)


def test_next_is_the_most_urgent_other_ticket(german, agent) -> None:
    first, second = ticket(german, due_in=HOUR), ticket(german, due_in=2 * HOUR)

    def after(but: int) -> int | None:
        return queries.next_in(View.OPEN, agent, at=NOON, but=but)

    assert (after(first.pk), after(second.pk), after(0)) == (second.pk, first.pk, first.pk)
    second.delete()
    assert after(first.pk) is None


def test_counts_agree_with_the_lists(german, agent) -> None:
    ticket(german, due_in=-HOUR)
    ticket(german, due_in=HOUR, assignee=agent, assigned_at=NOON)
    ticket(german, order=order_of(german))
    said(ticket(german, solved_at=NOON), delivery="")
    counts = queries.desk_counts(agent, at=NOON)
    for view in View:
        if view.value in counts:
            assert counts[view.value] == len(listed(view, agent)), view


def test_counts_stop_at_a_hundred(german, agent) -> None:
    from tests.desk import fill

    fill(german, CAP + 5, is_open_every=1)
    counts = queries.desk_counts(agent, at=NOON)
    assert (counts["open"], counts["unassigned"], counts["mine"]) == (CAP, CAP, 0)


def test_quarantined_mail_is_counted_for_those_who_see_the_store(german, agent) -> None:
    mail.quarantine(mailbox_id=mailbox(german).pk, raw=b"?", why="empty", at=NOON)
    assert queries.desk_counts(agent, at=NOON)["quarantine"] == 1
    assert queries.desk_counts(maya(store("JP")), at=NOON)["quarantine"] == 0


def test_somebody_without_stores_has_an_empty_desk(german) -> None:
    ticket(german, due_in=HOUR)
    newcomer = person("Petra", "agent")
    assert set(queries.desk_counts(newcomer, at=NOON).values()) == {0}
    assert set(queries.today_counts(newcomer, at=NOON).values()) == {0}
    assert all(listed(view, newcomer) == [] for view in View)
    assert queries.on_duty(newcomer, at=NOON) == []
    assert queries.find(newcomer, "306-1") == []


def test_the_day_begins_with_what_is_due_soon_and_not_late(german, agent) -> None:
    ticket(german, due_in=-MINUTE)
    ticket(german, due_in=0 * HOUR)
    ticket(german, due_in=HOUR, assignee=agent, assigned_at=NOON)
    ticket(german, due_in=4 * HOUR)
    ticket(german, due_in=5 * HOUR)
    counts = queries.today_counts(agent, at=NOON)
    assert (counts["soon"], counts["hour"], counts["nobody"]) == (3, 2, 2)


BANDS = [
    # minutes left, band; the reader's day ends in six hours
    (None, Band.NO_CLOCK),
    (-1, Band.OVERDUE),
    (0, Band.HOUR),
    (60, Band.HOUR),
    (61, Band.FOUR_HOURS),
    (240, Band.FOUR_HOURS),
    (241, Band.TODAY),
    (359, Band.TODAY),
    (360, Band.LATER),
]


@pytest.mark.parametrize(("minutes", "expected"), BANDS)
def test_the_groups_of_the_queue_by_time_left(minutes, expected) -> None:
    due = None if minutes is None else NOON + minutes * MINUTE
    assert band(due, now=NOON, tomorrow=NOON + 6 * HOUR) == expected


@given(st.lists(st.integers(-3000, 3000), min_size=2, max_size=2), st.integers(0, 1440))
def test_less_time_is_never_a_less_urgent_group(minutes: list[int], day: int) -> None:
    urgency = list(Band)
    sooner, later = (
        urgency.index(band(NOON + m * MINUTE, now=NOON, tomorrow=NOON + day * MINUTE))
        for m in sorted(minutes)
    )
    assert sooner <= later


def test_who_is_on_duty_is_told_by_recent_attention(german, agent) -> None:
    lead, gone = maya(german), person("Zoe", "agent", german)
    held = ticket(german, due_in=HOUR, assignee=agent, assigned_at=NOON)
    ticket(german, assignee=agent, assigned_at=NOON)
    ticket(german, solved_at=NOON, assignee=agent, assigned_at=NOON)
    looked(held, agent, until=NOON - 14 * MINUTE)
    looked(held, lead, until=NOON)
    looked(held, gone, until=NOON - 15 * MINUTE)
    found = queries.on_duty(agent, at=NOON)
    assert found == [queries.OnDuty("Lin", 2, 1), queries.OnDuty("Maya", 0, 0)]


def test_attention_in_a_foreign_store_is_not_told(german, agent) -> None:
    japan = store("JP")
    looked(ticket(japan), person("Kai", "agent", japan), until=NOON)
    assert queries.on_duty(agent, at=NOON) == []
    assert [each.name for each in queries.on_duty(wen(), at=NOON)] == ["Kai"]


def test_a_ticket_is_found_by_number_order_and_address(german, agent) -> None:
    jonas = buyer_for([Identity("email", "jonas@buyers.example")], at=NOON)
    old = ticket(german, buyer=jonas, order_number="306-1", last_message_at=NOON - DAY)
    new = ticket(german, buyer=jonas, order_number="306-1", last_message_at=NOON)
    both = [new.pk, old.pk]
    for text in ("306-1", " 306-1 ", "Jonas@buyers.example"):
        assert queries.find(agent, text) == both
    for text in (str(old.pk), f"#{old.pk}", f" #{old.pk} "):
        assert queries.find(agent, text) == [old.pk]


STRANGE = ["", " ", "#", "306", "jonas", "x" * 400, "\x00", "1\x001", str(2**63), "²", "@"]


@pytest.mark.parametrize("text", STRANGE)
def test_what_names_no_ticket_finds_none(german, agent, text) -> None:
    ticket(german, order_number="306-1")
    assert queries.find(agent, text) == []


def test_a_search_gives_at_most_a_page(german, agent) -> None:
    for _ in range(52):
        ticket(german, order_number="306-1")
    assert len(queries.find(agent, "306-1")) == 50


def test_a_thread_is_read_in_the_order_of_what_was_said(german) -> None:
    found = ticket(german)
    late, early = said(found, sent_at=NOON), said(found, sent_at=NOON - HOUR)
    same = said(found, sent_at=NOON - HOUR)
    assert queries.thread_of(found.pk) == [early, same, late]
    assert set(queries.message_ids_of(found.pk)) == {late.pk, early.pk, same.pk}
    assert queries.message_of(found.pk, late.pk) == late
    assert queries.message_of(ticket(german).pk, late.pk) is None


def test_a_draft_is_shown_to_its_writer_alone(german, agent) -> None:
    found, lead = ticket(german), maya(german)
    for is_note in (True, False):
        Draft.objects.create(
            ticket=found, person=agent, is_note=is_note, body="half a", saved_at=NOON
        )
    assert set(queries.drafts_of(found.pk, person_id=agent.pk)) == {True, False}
    assert queries.drafts_of(found.pk, person_id=lead.pk) == {}


def test_a_buyers_other_tickets_are_shown_latest_first_in_ones_own_stores(
    german, agent
) -> None:
    this = ticket(german)
    older = ticket(german, buyer=this.buyer, opened_at=NOON - 3 * DAY)
    newer = ticket(german, buyer=this.buyer, opened_at=NOON - 2 * DAY)
    ticket(store("JP"), buyer=this.buyer)
    ticket(german)
    assert queries.other_tickets_of_buyer(agent, this) == [newer, older]
    assert queries.other_tickets_of_buyer(agent, this, limit=1) == [newer]
    assert len(queries.other_tickets_of_buyer(wen(), this)) == 3
