"""Out of the queue for a while: until when, what brings a ticket back, what never may."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from firsthand.domain.journal.models import Entry
from firsthand.domain.mail.models import Mailbox
from firsthand.domain.mail.ports import MachineKind
from firsthand.domain.orders import commands as orders
from firsthand.domain.orders.models import Order, Parcel
from firsthand.domain.orders.ports import OrderFacts
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.people.models import Person
from firsthand.domain.sla.models import Clock
from firsthand.domain.tickets import commands, queries, rules
from firsthand.domain.tickets.models import Snooze, Ticket
from firsthand.domain.tickets.queries import View
from tests.letters import arrives, letter, mailbox
from tests.people import NOON, lin, maya, person, store, wen
from tests.service_levels import policy
from tests.sheets import sheet

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = NOON + HOUR  # One hour of the clock's 24 is over; Berlin shows 14:00.
NUMBER = "306-1234567-1234567"


@pytest.fixture
def box(db) -> Mailbox:
    return mailbox(store("DE"))


@pytest.fixture
def agent(box: Mailbox) -> Person:
    return lin(box.store)


@pytest.fixture
def ticket(box: Mailbox) -> Ticket:
    return Ticket.objects.get(pk=arrives(box, letter(message_id="first@b")).ticket_id)


@pytest.fixture
def answered(ticket: Ticket, agent: Person) -> Ticket:
    commands.reply(
        ticket_id=ticket.pk, body="Soon.", by=agent, at=NOW, idempotency_key=uuid4()
    )
    ticket.refresh_from_db()
    return ticket


def snooze(ticket: Ticket, by: Person, until: str = "time", **values) -> Ticket:
    """Snooze at one o'clock, for a day unless told otherwise."""
    times = {"at": NOW} | ({"wakes_at": NOW + DAY} if until == "time" else {}) | values
    commands.snooze(ticket_id=ticket.pk, until=until, by=by, **times)
    ticket.refresh_from_db()
    return ticket


def wake_due(at: datetime) -> int:
    return commands.wake_due(now=lambda: at)


def listed(view: View, person: Person, at: datetime = NOW) -> list[int]:
    return [row.id for row in queries.page_of(view, person, at=at).rows]


def why(ticket: Ticket) -> str:
    return Snooze.objects.filter(ticket=ticket).latest("pk").ended_by


def buyer_writes(box: Mailbox, at: datetime, **values) -> None:
    arrives(box, letter("And?", references=("first@b",), sent_at=at, **values))


def order(ticket: Ticket, by: Person) -> Order:
    facts = OrderFacts(
        number=NUMBER, state="shipped", fulfilment="FBM", currency="EUR", lines=(),
        total_minor_units=100, placed_at=NOON,
    )  # fmt: skip
    found = orders.record_order(store_id=ticket.store_id, facts=facts, at=NOON)
    commands.link_order(ticket_id=ticket.pk, order_number=NUMBER, by=by, at=NOW)
    return found


def test_a_snoozed_ticket_is_in_no_list_but_those_of_the_snoozed(answered, agent) -> None:
    assert listed(View.OPEN, agent) == [answered.pk]
    snooze(answered, agent)
    somebody = maya(answered.store)
    for view in (View.OPEN, View.WAITING, View.MINE, View.UNASSIGNED, View.NO_ORDER):
        assert listed(view, agent) == []
    assert listed(View.MY_SNOOZED, agent) == listed(View.SNOOZED, agent) == [answered.pk]
    assert listed(View.MY_SNOOZED, somebody) == []
    assert listed(View.SNOOZED, somebody) == [answered.pk]
    counts = queries.desk_counts(somebody, at=NOW)
    assert (counts["snoozed"], counts["my-snoozed"], counts["open"]) == (1, 0, 0)
    assert queries.desk_counts(agent, at=NOW)["my-snoozed"] == 1


def test_snoozed_tickets_are_listed_by_what_wakes_next_over_pages(agent, box) -> None:
    tickets = []
    for number in range(5):
        mail = letter(sender=f"b{number}@buyers.example", sent_at=NOON)
        tickets.append(Ticket.objects.get(pk=arrives(box, mail).ticket_id))
        commands.mark_no_response_needed(ticket_id=tickets[-1].pk, by=agent, at=NOW)
        tickets[-1].refresh_from_db()
        snooze(tickets[-1], agent, wakes_at=NOW + (5 - number) * HOUR)
    seen, after = [], ""
    while True:
        page = queries.page_of(View.SNOOZED, agent, at=NOW, after=after, size=2)
        seen += [row.id for row in page.rows]
        after = page.after
        if not after:
            break
    assert seen == [ticket.pk for ticket in reversed(tickets)]


def test_it_wakes_at_its_time_once_and_says_so(answered, agent) -> None:
    snooze(answered, agent)
    assert wake_due(NOW + DAY - timedelta(seconds=1)) == 0
    assert wake_due(NOW + DAY) == 1
    assert wake_due(NOW + DAY) == 0
    answered.refresh_from_db()
    assert (answered.snoozed_until, answered.woke_at) == (None, NOW + DAY)
    assert why(answered) == "time"
    assert Entry.objects.filter(kind="tickets.woken").count() == 1


def test_what_woke_up_stands_on_top_and_is_unread_again(answered, agent, box) -> None:
    snooze(answered, agent)
    later = arrives(box, letter(sender="b@buyers.example", sent_at=NOW + HOUR))
    commands.mark_no_response_needed(
        ticket_id=later.ticket_id or 0, by=agent, at=NOW + HOUR
    )
    commands.record_focus(
        ticket_id=answered.pk, key=uuid4(), started_at=NOW, ended_at=NOW + HOUR, by=agent,
        at=NOW + HOUR,
    )  # fmt: skip
    wake_due(NOW + DAY)
    rows = queries.page_of(View.WAITING, agent, at=NOW + DAY).rows
    assert (rows[0].id, rows[0].is_seen) == (answered.pk, False)
    assert rows[0].woke_at == NOW + DAY
    first = queries.page_of(View.WAITING, agent, at=NOW + DAY, size=1)
    second = queries.page_of(View.WAITING, agent, at=NOW + DAY, after=first.after, size=1)
    assert [row.id for row in second.rows] == [later.ticket_id]
    commands.reply(
        ticket_id=answered.pk, body="It came?", by=agent, at=NOW + DAY,
        idempotency_key=uuid4(),
    )  # fmt: skip
    answered.refresh_from_db()
    assert answered.woke_at is None


@pytest.mark.parametrize("until", ["time", "morning", "message"])
def test_any_message_of_the_buyer_wakes_it_at_once(answered, agent, box, until) -> None:
    snooze(answered, agent, until)
    buyer_writes(box, NOW + HOUR)
    answered.refresh_from_db()
    assert (answered.snoozed_until, answered.woke_at) == (None, NOW + HOUR)
    assert why(answered) == "message"
    assert listed(View.DUE_SOON, agent, NOW + 22 * HOUR) == [answered.pk]


def test_a_program_that_answers_for_the_buyer_wakes_nothing(answered, agent, box) -> None:
    snooze(answered, agent)
    buyer_writes(box, NOW + HOUR, machine=MachineKind.AUTO_REPLY)
    answered.refresh_from_db()
    assert answered.snoozed_until == NOW + DAY


def test_the_buyers_morning_is_nine_by_the_clock_of_his_marketplace(
    answered, agent
) -> None:
    snooze(answered, agent, "morning")
    assert answered.snoozed_until == datetime(2026, 3, 3, 8, 0, tzinfo=UTC)


def test_it_wakes_two_hours_before_the_marketplace_clock_runs_out(ticket, agent) -> None:
    due = NOON + DAY
    snooze(ticket, agent, wakes_at=NOW + 5 * DAY)
    assert ticket.snoozed_until == due - 2 * HOUR
    assert wake_due(due - 2 * HOUR) == 1
    assert why(ticket) == "clock"
    assert listed(View.DUE_SOON, agent, due - 2 * HOUR) == [ticket.pk]


def test_with_less_than_two_hours_left_it_stays_in_sight(ticket, agent) -> None:
    for at in (NOON + 22 * HOUR, NOON + 30 * HOUR):
        with pytest.raises(commands.ClockRunsOut):
            snooze(ticket, agent, "message", at=at)
    ticket.refresh_from_db()
    assert ticket.snoozed_until is None


def test_a_reply_that_came_back_wakes_it_before_its_clock_runs_out(answered, agent) -> None:
    snooze(answered, agent, wakes_at=NOW + 5 * DAY)
    reply = answered.messages.get(direction="outbound")
    commands.mark_delivery(message_id=reply.pk, delivery="bounced", at=NOW + HOUR)
    answered.refresh_from_db()
    assert answered.snoozed_until == NOON + 22 * HOUR
    assert Snooze.objects.get().wakes_at == NOON + 22 * HOUR


def test_one_that_came_back_too_late_for_that_wakes_it_at_once(answered, agent) -> None:
    snooze(answered, agent, wakes_at=NOW + 5 * DAY)
    reply = answered.messages.get(direction="outbound")
    commands.mark_delivery(message_id=reply.pk, delivery="bounced", at=NOW + 2 * DAY)
    answered.refresh_from_db()
    assert (answered.snoozed_until, why(answered)) == (None, "clock")


def test_the_delivery_of_all_its_parcels_wakes_it(answered, agent) -> None:
    bought = order(answered, agent)
    one, other = (
        Parcel.objects.create(order=bought, carrier="DHL", tracking_number=str(n))
        for n in range(2)
    )
    snooze(answered, agent, "delivery")
    assert answered.snoozed_until == NOW + rules.LONGEST_WAIT
    Parcel.objects.filter(pk=one.pk).update(delivered_at=NOW + HOUR)
    assert wake_due(NOW + 2 * HOUR) == 0
    Parcel.objects.filter(pk=other.pk).update(delivered_at=NOW + 2 * HOUR)
    assert wake_due(NOW + 2 * HOUR) == 1
    assert why(answered) == "delivery"


def test_without_a_parcel_under_way_none_is_waited_for(answered, agent) -> None:
    with pytest.raises(commands.NoParcelUnderWay):
        snooze(answered, agent, "delivery")
    bought = order(answered, agent)
    Order.objects.filter(pk=bought.pk).update(delivered_at=NOW)
    with pytest.raises(commands.NoParcelUnderWay):
        snooze(answered, agent, "delivery")


@pytest.mark.parametrize("away", [None, -HOUR, timedelta(0), 91 * DAY])
def test_no_time_a_past_one_and_one_too_far_are_refused(answered, agent, away) -> None:
    wakes_at = None if away is None else NOW + away
    with pytest.raises(commands.NoSuchTime):
        snooze(answered, agent, wakes_at=wakes_at)
    assert not Snooze.objects.exists()


def test_snoozing_again_chooses_anew(answered, agent) -> None:
    snooze(answered, agent)
    snooze(answered, maya(answered.store), wakes_at=NOW + 2 * DAY)
    assert answered.snoozed_until == NOW + 2 * DAY
    assert listed(View.MY_SNOOZED, agent) == []
    assert Snooze.objects.filter(ended_at=None).count() == 1


def test_waking_it_by_hand_leaves_no_mark_and_does_nothing_twice(answered, agent) -> None:
    snooze(answered, agent)
    for _ in range(2):
        commands.wake(ticket_id=answered.pk, by=agent, at=NOW + HOUR)
    answered.refresh_from_db()
    assert (answered.snoozed_until, answered.woke_at) == (None, None)
    assert Entry.objects.filter(kind="tickets.woken").count() == 1


def test_closing_ends_it_and_a_closed_ticket_is_not_snoozed(answered, agent) -> None:
    snooze(answered, agent)
    commands.solve(ticket_id=answered.pk, sheet=sheet(), by=agent, at=NOW + HOUR)
    answered.refresh_from_db()
    assert (answered.snoozed_until, answered.woke_at) == (None, None)
    assert why(answered) == "closed"
    assert wake_due(NOW + 9 * DAY) == 0
    with pytest.raises(commands.NotOpen):
        snooze(answered, agent, "message", at=NOW + 2 * HOUR)


def test_a_snoozed_ticket_that_is_merged_leaves_the_other_in_sight(
    answered, agent, box
) -> None:
    other = Ticket.objects.get(pk=arrives(box, letter("My other lamp")).ticket_id)
    snooze(answered, agent)
    commands.merge(ticket_id=answered.pk, into=other.pk, by=agent, at=NOW + HOUR)
    answered.refresh_from_db()
    assert (answered.snoozed_until, why(answered)) == (None, "closed")
    assert listed(View.OPEN, agent) == [other.pk]


def test_merging_an_open_ticket_into_a_snoozed_one_wakes_that(answered, agent, box) -> None:
    other = Ticket.objects.get(pk=arrives(box, letter("My other lamp")).ticket_id)
    snooze(answered, agent)
    commands.merge(ticket_id=other.pk, into=answered.pk, by=agent, at=NOW + HOUR)
    answered.refresh_from_db()
    assert answered.snoozed_until is None


def test_what_is_split_off_is_awake_and_the_rest_sleeps_on(answered, agent, box) -> None:
    snooze(answered, agent)
    reply = answered.messages.get(direction="outbound")
    note = commands.add_note(
        ticket_id=answered.pk, body="?", by=agent, at=NOW, idempotency_key=uuid4()
    )
    new = commands.split(
        ticket_id=answered.pk, message_ids=[reply.pk, note.pk], by=agent, at=NOW + HOUR
    )
    answered.refresh_from_db()
    # Its question has no answer any more: it sleeps no longer than that allows.
    assert answered.snoozed_until == NOON + 22 * HOUR
    assert new.snoozed_until is None


def test_the_time_to_resolve_stands_still_and_that_to_reply_does_not(ticket, box) -> None:
    owner = wen()
    policy(owner, respond_minutes=10 * 60, resolve_minutes=24 * 60)
    commands.recount_clocks(at=NOON)
    snooze(ticket, owner, wakes_at=NOW + 4 * HOUR)
    clocks = {clock.target: clock for clock in Clock.objects.all()}
    assert clocks["resolve"].due_at is None
    assert clocks["resolve"].why_paused == "snoozed"
    assert clocks["respond"].due_at == NOON + 10 * HOUR
    wake_due(NOW + 4 * HOUR)
    resolve = Clock.objects.get(target="resolve")
    assert resolve.due_at == NOON + 28 * HOUR


def test_it_wakes_before_a_reply_the_team_has_promised(ticket) -> None:
    owner = wen()
    policy(owner, respond_minutes=10 * 60)
    commands.recount_clocks(at=NOON)
    snooze(ticket, owner, wakes_at=NOW + 20 * HOUR)
    assert ticket.snoozed_until == NOON + 10 * HOUR - timedelta(minutes=30)


def test_a_store_of_others_and_a_role_without_the_right_are_kept_out(answered) -> None:
    stranger = person("Eve", "agent", store("JP"))
    analyst = person("Ada", "analyst", answered.store)
    for by, refusal in ((stranger, Ticket.DoesNotExist), (analyst, NotAllowed)):
        with pytest.raises(refusal):
            snooze(answered, by)
        with pytest.raises(refusal):
            commands.wake(ticket_id=answered.pk, by=by, at=NOW)


def test_a_ticket_somebody_works_on_is_woken_the_next_time(answered, agent) -> None:
    snooze(answered, agent)
    Ticket.objects.filter(pk=answered.pk).update(snoozed_until=NOW + 9 * DAY)
    assert wake_due(NOW + DAY) == 0
    assert wake_due(NOW + 9 * DAY) == 1
