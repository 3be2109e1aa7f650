"""What a filter says: how it is written and read, which tickets it finds, what is gone."""

from __future__ import annotations

import random
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from firsthand.domain.orders.models import Buyer
from firsthand.domain.people.models import Person, Team
from firsthand.domain.reasons.models import Reason
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets import queries
from firsthand.domain.tickets.models import AwaitedApproval, Ticket
from firsthand.domain.tickets.queries import Condition, Sorting, Wanted
from firsthand.domain.tickets.rules.filters import (
    COMPARISONS,
    MOST_CONDITIONS,
    Wrong,
    in_order,
    joins,
    length_of,
    read,
    takes_length,
    tidy,
    written,
    wrong_with,
)
from tests.desk import DAY, HOUR, ticket
from tests.people import NOON, lin, maya, person, store, wen
from tests.sheets import there_are_reasons


def asked(*rows: str, sorting: Sorting = Sorting.DUE) -> Wanted:
    """Return what rows like "store is 3" ask for."""
    return Wanted(in_order(Condition(*row.split(" ", 2)) for row in rows), sorting)


def found(wanted: Wanted, by: Person) -> list[int]:
    reading = queries.reading_of(wanted, by, at=NOON)
    return [row.id for row in queries.page_wanted(reading, by).rows]


READABLE = [
    "store is 3", "store not 3", "channel is email", "state is notice", "assignee is me",
    "assignee not nobody", "team is 4", "reason is INS.LOG", "reason not none",
    "language is zh-Hans", "priority is urgent", "due within 4h", "due is overdue",
    "last-message older 2d", "last-message newer 9999h", "order is no", "truth is none",
    "buyer is 7",
]  # fmt: skip
UNREADABLE = [
    ("mood is bad", Wrong.FIELD),
    (" is 3", Wrong.FIELD),
    ("store within 3", Wrong.COMPARISON),
    ("order not yes", Wrong.COMPARISON),
    ("store is x", Wrong.VALUE),
    ("store is 0", Wrong.VALUE),
    ("store is ٣", Wrong.VALUE),
    ("store is 9999999999999999999", Wrong.VALUE),
    ("state is merged", Wrong.VALUE),
    ("due within 0h", Wrong.VALUE),
    ("due within 4w", Wrong.VALUE),
    ("due within overdue", Wrong.VALUE),
    ("reason is \x00", Wrong.VALUE),
    ("language is *", Wrong.VALUE),
]


@pytest.mark.parametrize("row", READABLE)
def test_every_kind_of_condition_is_read(row: str) -> None:
    assert wrong_with(Condition(*row.split(" ", 2))) is None


@pytest.mark.parametrize(("row", "wrong"), UNREADABLE)
def test_what_cannot_be_meant_is_named(row: str, wrong: Wrong) -> None:
    assert wrong_with(Condition(*row.split(" ", 2))) is wrong


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("4h", "4h"), (" 4 H ", "4h"), ("2 天", "2d"), ("12小时", "12h"), ("soon", "soon")],
)
def test_a_length_of_time_is_typed_in_either_language(typed: str, kept: str) -> None:
    assert tidy(Condition("due", "within", typed)).value == kept


@settings(max_examples=40)
@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=30)), max_size=8))
def test_no_parameter_of_an_address_is_left_out(pairs: list[tuple[str, str]]) -> None:
    conditions = read(pairs)
    assert bool(conditions) == bool(pairs)
    assert read(written(conditions)) == conditions


def test_a_parameter_without_a_comparison_makes_no_list_longer() -> None:
    (one,) = read([("store", "3")])
    assert wrong_with(one) is Wrong.COMPARISON


def test_rows_say_how_they_go_on() -> None:
    rows = asked(
        "state is open", "store is 1", "store is 2", "store not 3",
        "last-message older 1d", "last-message newer 9d",
    )  # fmt: skip
    assert joins(rows.conditions) == ["", "and", "or", "and", "and", "and"]


@pytest.fixture
def german(db) -> Store:
    return store("DE")


@pytest.fixture
def agent(german: Store) -> Person:
    return lin(german)


STATES = ("open", "snoozed")
AWAY = {"snoozed_until": NOON + DAY, "snoozed_for": "time"}


class Desk:
    """Some tickets that differ in everything a filter can ask about."""

    def __init__(self, german: Store, agent: Person) -> None:
        there_are_reasons()
        self.agent, self.lead, self.japan = agent, maya(german), store("JP")
        self.owner = wen()
        self.team = Team.objects.get(people=self.lead)
        lost, wismo = (Reason.objects.get(code=f"INS.LOG.{c}") for c in ("LOST", "WISMO"))
        choice = random.Random(7)  # noqa: S311 -- the same every time
        for n in range(60):
            state = choice.choice(
                ["open", "open", "due", "late", "snoozed", "solved", "notice"]
            )
            values: dict = {
                "due": {"due_in": choice.randint(0, 9) * HOUR},
                "late": {"due_in": -HOUR},
                "snoozed": AWAY | {"due_in": HOUR},
                "solved": {"solved_at": NOON - n * HOUR},
                "notice": {"solved_at": NOON - n * HOUR, "machine_only": True},
            }.get(state, {})
            ticket(
                choice.choice([german, self.japan]),
                channel=choice.choice(["amazon", "email"]),
                assignee=choice.choice([None, agent, self.lead]),
                reason=choice.choice([None, lost, wismo]),
                language=choice.choice(["de", "en", ""]),
                priority=choice.choice(["normal", "high"]),
                truth=choice.choice(["", "valid", "invalid"]),
                last_message_at=NOON - choice.randint(0, 5) * DAY,
                name=f"Buyer {n}",
                **values,
            )
        for each in Ticket.objects.filter(state="open").order_by("pk")[::3]:
            AwaitedApproval.objects.create(ticket=each, key=uuid4(), since=NOON)
        for each in Ticket.objects.order_by("pk")[::4]:
            each.promises.create(promise_id=each.pk, due_at=NOON + HOUR)
        self.buyer = Ticket.objects.filter(store=german).first().buyer
        self.german = german


def _state(each: Ticket) -> str:
    if each.snoozed_until is not None:
        return "snoozed"
    return "notice" if each.machine_only else each.state


def _holds(desk: Desk, each: Ticket, condition: Condition) -> bool:
    """Say whether a ticket fits, as plainly as it can be said."""
    late = each.queue_due_at is not None and each.queue_due_at < NOON
    value = condition.value
    length = length_of(value) if takes_length(condition.comparison) else DAY
    people = {"me": desk.owner.pk, "nobody": None}
    code = each.reason.code if each.reason else "none"
    plain = {
        "state": lambda: value == _state(each),
        "store": lambda: each.store_id == int(value),
        "channel": lambda: each.channel == value,
        "assignee": lambda: (
            each.assignee_id == (people[value] if value in people else int(value))
        ),
        "team": lambda: each.assignee_id == desk.lead.pk,
        "reason": lambda: code == value or code.startswith(value + "."),
        "language": lambda: each.language == value,
        "priority": lambda: each.priority == value,
        "due": lambda: (
            (late if value == "overdue" else each.queue_due_at is None)
            if condition.comparison == "is"
            else each.queue_due_at is not None and each.queue_due_at <= NOON + length
        ),
        "last-message": lambda: (
            (each.last_message_at < NOON - length) == (condition.comparison == "older")
        ),
        "order": lambda: (each.order_id is not None) == (value == "yes"),
        "truth": lambda: (each.truth or "none") == value,
        "buyer": lambda: each.buyer_id == int(value),
        "approval": lambda: each.approvals.exists() == (value == "awaited"),
        "promise": lambda: each.promises.exists() == (value != "none"),
    }[condition.field]()
    return bool(plain) != (condition.comparison == "not")


def _fits(desk: Desk, each: Ticket, wanted: Wanted) -> bool:
    fields: dict[str, list[bool]] = {}
    for condition in wanted.conditions:
        held = _holds(desk, each, condition)
        if condition.comparison in {"not", "older", "newer"}:
            if not held:
                return False
        else:
            fields.setdefault(condition.field, []).append(held)
    return all(any(held) for held in fields.values())


def test_a_filter_finds_what_it_says_whatever_is_combined(german, agent) -> None:
    """Filters made at random, each held against the tickets one by one."""
    desk = Desk(german, agent)
    values = {
        "state": ["open", "snoozed", "solved", "notice"],
        "store": [str(german.pk), str(desk.japan.pk)],
        "channel": ["amazon", "email"],
        "assignee": ["me", "nobody", str(agent.pk), str(desk.lead.pk)],
        "team": [str(desk.team.pk)],
        "reason": ["none", "INS", "INS.LOG.LOST"],
        "language": ["de", "ja"],
        "priority": ["high", "low"],
        "order": ["yes", "no"],
        "truth": ["none", "valid"],
        "buyer": [str(desk.buyer.pk)],
        "approval": ["awaited", "none"],
        "promise": ["owed", "none", "today"],
    }
    choice = random.Random(11)  # noqa: S311
    tickets = list(Ticket.objects.select_related("reason"))
    lengths = {"within": ["1h", "4h"], "older": ["1d", "3d"], "newer": ["4d"]}
    for _ in range(120):
        rows = []
        for field in choice.choices(list(COMPARISONS), k=choice.randint(1, 4)):
            comparison = choice.choice(COMPARISONS[field])
            offered = lengths.get(comparison) or values.get(field) or ["overdue", "none"]
            rows.append(f"{field} {comparison} {choice.choice(offered)}")
        wanted = asked(*rows, sorting=choice.choice(list(Sorting)))
        fits = {each.pk for each in tickets if _fits(desk, each, wanted)}
        reading = queries.reading_of(wanted, desk.owner, at=NOON)
        assert reading.problems == [], rows
        shown = queries.page_wanted(reading, desk.owner, size=100).rows
        assert sorted(row.id for row in shown) == sorted(fits), rows


@pytest.mark.parametrize("sorting", list(Sorting))
@pytest.mark.parametrize("size", [1, 3])
def test_pages_of_any_depth_follow_each_other_without_gap_or_double(
    german, agent, sorting, size
) -> None:
    same = [ticket(german, last_message_at=NOON - HOUR).pk for _ in range(4)]
    due = [ticket(german, due_in=HOUR, last_message_at=NOON - 2 * HOUR).pk for _ in "ab"]
    away = [ticket(german, **AWAY | {"snoozed_until": NOON + n * DAY}).pk for n in (1, 2)]
    done = [ticket(german, solved_at=NOON - HOUR).pk for _ in "abc"]
    notice = ticket(german, solved_at=NOON, machine_only=True).pk
    reading = queries.reading_of(
        asked("channel is amazon", sorting=sorting), agent, at=NOON
    )
    seen, after = [], ""
    for _page in range(20):
        page = queries.page_wanted(reading, agent, after=after, size=size)
        seen += [row.id for row in page.rows]
        after = page.after
        if not after:
            break
    opened = {
        Sorting.DUE: [*due, *same[::-1]],
        Sorting.LATEST: [*same[::-1], *due[::-1]],
        Sorting.OLDEST: [*due, *same],
    }[sorting]
    assert seen == [*opened, *away, *done[::-1], notice]


GONE = [
    ("mood is bad", "There is no field “mood” any more."),
    ("store within 4h", "The field “Store” cannot be compared so any more."),
    ("priority is burning", "“burning” is nothing that “Priority” can be."),
    ("store is 999999", "Store 999999 is gone, or not one you look after."),
    ("store not 999999", "Store 999999 is gone, or not one you look after."),
    ("channel not fax", "There is no channel “fax” any more."),
    ("assignee is 999999", "There is no colleague 999999 any more."),
    ("team is 999999", "There is no team 999999 any more."),
    ("reason is GONE.GONE", "There is no reason “GONE.GONE” any more."),
    ("buyer is 999999", "Buyer 999999 has no ticket in the stores you look after."),
]


@pytest.mark.parametrize(("row", "words"), GONE)
def test_what_is_gone_is_named_and_nothing_wrong_is_shown(
    german, agent, row, words
) -> None:
    ticket(german, due_in=HOUR)
    reading = queries.reading_of(asked("state is open", row), agent, at=NOON)
    (problem,) = reading.problems
    assert (problem.problem, bool(problem.fix)) == (words, True)
    assert found(reading.wanted, agent) == []
    assert queries.open_counts([reading], agent) == [None]


def test_who_left_and_which_reason_was_merged_is_said_and_found_all_the_same(
    german, agent
) -> None:
    there_are_reasons()
    gone = person("Bo", "agent", german)
    Person.objects.filter(pk=gone.pk).update(is_active=False)
    lost = Reason.objects.get(code="INS.LOG.LOST")
    held = ticket(german, assignee=gone, reason=lost).pk
    other = Reason.objects.get(code="INS.LOG.WISMO")
    Reason.objects.filter(pk=lost.pk).update(merged_into=other, archived_at=NOON)
    wanted = asked(f"assignee is {gone.pk}", "reason is INS.LOG.LOST")
    notes = [row.note for row in queries.reading_of(wanted, agent, at=NOON).rows]
    assert notes[0] == "Bo no longer works here."
    assert "was merged into" in notes[1]
    assert found(wanted, agent) == [held]
    Reason.objects.filter(pk=other.pk).update(archived_at=NOON)
    reading = queries.reading_of(asked("reason is INS.LOG.WISMO"), agent, at=NOON)
    assert "no longer in use" in reading.rows[0].note


def test_no_filter_opens_a_foreign_store(german, agent) -> None:
    japan = store("JP")
    foreign = ticket(japan, due_in=HOUR)
    for row in (f"store is {japan.pk}", f"buyer is {foreign.buyer_id}", "state is open"):
        assert found(asked(row), agent) == []
    reading = queries.reading_of(asked("state is open"), agent, at=NOON)
    assert queries.open_counts([reading], agent) == [0]
    assert found(asked(f"buyer is {foreign.buyer_id}"), wen()) == [foreign.pk]


def test_a_joined_buyer_is_found_by_either_of_his_numbers(german, agent) -> None:
    one, other = ticket(german), ticket(german)
    Buyer.objects.filter(pk=other.buyer_id).update(joined_into=one.buyer_id)
    for each in (one, other):
        assert len(found(asked(f"buyer is {each.buyer_id}"), agent)) == 2


def test_more_conditions_than_anybody_builds_show_nothing(german, agent) -> None:
    ticket(german)
    wanted = asked(*(f"due within {n}h" for n in range(1, MOST_CONDITIONS + 2)))
    reading = queries.reading_of(wanted, agent, at=NOON)
    assert (reading.is_too_long, reading.is_whole) == (True, False)
    assert found(wanted, agent) == []


def test_counts_of_all_lists_take_one_query_and_stop_at_a_hundred(german, agent) -> None:
    from tests.desk import fill

    fill(german, 120, is_open_every=1)
    wanted = [asked("state is open"), asked("language is xx"), asked("state is solved")]
    readings = queries.readings_of(wanted, agent, at=NOON)
    agent.visible_store_ids()
    with CaptureQueriesContext(connection) as queried:
        assert queries.open_counts(readings, agent) == [100, 0, None]
    assert len(queried) == 1


@pytest.mark.parametrize("sorting", list(Sorting))
def test_what_is_snoozed_is_listed_only_when_asked_for(german, agent, sorting) -> None:
    here, away = ticket(german, due_in=HOUR).pk, ticket(german, due_in=HOUR, **AWAY).pk
    opened, snoozed = (asked(f"state is {each}", sorting=sorting) for each in STATES)
    assert (found(opened, agent), found(snoozed, agent)) == ([here], [away])
    both = asked("state is open", "state is snoozed", sorting=sorting)
    assert found(both, agent) == [here, away]
    readings = queries.readings_of([opened, snoozed, both], agent, at=NOON)
    assert queries.open_counts(readings, agent) == [1, None, 1]
    whole = [set(queries.all_wanted(each, agent)) for each in readings]
    assert [len(each) for each in whole] == [1, 1, 2]


def test_next_is_the_most_urgent_other_ticket_of_the_list(german, agent) -> None:
    first, second = (ticket(german, due_in=n * HOUR, language="de").pk for n in (1, 2))
    ticket(german, due_in=-HOUR, language="en")
    reading = queries.reading_of(asked("language is de"), agent, at=NOON)
    assert queries.next_wanted(reading, agent, but=first) == second
    assert queries.next_wanted(reading, agent, but=second) == first
