"""Tickets find somebody: by rules, among those present, explained, never beyond a cap."""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction

from firsthand.domain.journal.models import Entry
from firsthand.domain.people import commands as people
from firsthand.domain.people.models import Person
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.commands import _given
from firsthand.domain.tickets.models import Assignment, Ticket
from tests.desk import HOUR, ticket
from tests.letters import arrives, letter, mailbox
from tests.people import NOON, lin, maya, person, store, wen
from tests.routing import comes, knows, rule, speaks
from tests.sheets import sheet, there_are_reasons

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def german() -> Store:
    return store("DE")


@pytest.fixture
def agent(german: Store) -> Person:
    return lin(german)


@pytest.fixture
def lead(german: Store) -> Person:
    return maya(german)


def assign(at=NOON) -> int:
    return commands.assign_waiting(at=at)


def holder(one: Ticket) -> Person | None:
    return Ticket.objects.get(pk=one.pk).assignee


def waits(german: Store, **values) -> Ticket:
    return ticket(german, **({"due_in": HOUR} | values))


def test_without_a_rule_nobody_is_given_anything(german, agent) -> None:
    comes(agent)
    waits(german)
    assert assign() == 0


def test_who_is_present_gets_it_in_turn_and_is_told_why(german, agent, lead) -> None:
    made = rule(lead, german, name="Turns")
    comes(agent, lead)
    first, second, third = (waits(german, due_in=n * HOUR) for n in (1, 2, 3))
    assert assign() == 3
    assert [holder(each) for each in (first, second, third)] == [agent, lead, agent]
    given = Assignment.objects.get(ticket=first)
    assert (given.how, given.rule, given.why, given.open_tickets) == (
        "rule", made, ["turn"], 0,
    )  # fmt: skip
    entry = Entry.objects.get(kind="tickets.assigned", ticket_id=first.pk)
    assert entry.actor_id is None
    assert entry.facts == {
        "to": agent.pk, "how": "rule", "rule": made.pk, "why": ["turn"], "open_tickets": 0,
    }  # fmt: skip
    assert assign() == 0


def test_nobody_present_leaves_it_until_somebody_comes(german, agent, lead) -> None:
    rule(lead, german)
    one = waits(german)
    assert assign() == 0
    comes(agent, at=NOON - 16 * MINUTE)
    assert assign() == 0  # Gone for a quarter of an hour.
    comes(agent)
    assert assign() == 1
    assert holder(one) == agent


def test_who_works_a_ticket_is_present_and_who_is_away_is_not(german, agent, lead) -> None:
    rule(lead, german)
    one = waits(german)
    commands.record_focus(
        ticket_id=one.pk, key=uuid4(), started_at=NOON - MINUTE, ended_at=NOON, by=agent,
        at=NOON,
    )  # fmt: skip
    people.set_away(person_id=agent.pk, is_away=True, by=agent, at=NOON)
    assert assign() == 0
    people.set_away(person_id=agent.pk, is_away=False, by=agent, at=NOON)
    assert assign() == 1


def test_a_cap_counts_every_open_ticket(german, agent, lead) -> None:
    rule(lead, german, cap=2)
    comes(agent)
    ticket(german, assignee=agent)
    first, second = waits(german), waits(german, due_in=2 * HOUR)
    assert assign() == 1
    assert (holder(first), holder(second)) == (agent, None)
    commands.solve(ticket_id=first.pk, sheet=sheet(), by=agent, at=NOON)
    assert assign() == 1
    assert holder(second) == agent


def test_language_and_reason_narrow_down_and_a_must_makes_it_wait(german, lead) -> None:
    there_are_reasons()
    noor, omar = person("Noor", "agent", german), person("Omar", "agent", german)
    speaks(noor, "de")
    knows(omar, "INS.LOG")
    comes(noor, omar)
    made = rule(lead, german, steps=("language", "reason", "turn"))
    spoken, known = waits(german, language="de-AT"), waits(german, due_in=2 * HOUR)
    commands.tag(ticket_id=known.pk, sheet=sheet(), by=lead, at=NOON)
    assert assign() == 2
    assert (holder(spoken), holder(known)) == (noor, omar)
    terms = commands.RuleTerms("Desk", ("language",), german.pk, must_fit=True)
    commands.change_rule(rule_id=made.pk, terms=terms, by=lead, at=NOON)
    french = waits(german, language="fr")
    assert assign() == 0
    speaks(omar, "fr")
    assert assign() == 1
    assert holder(french) == omar


def test_a_buyer_who_returns_goes_to_whom_he_knows(german, agent, lead) -> None:
    rule(lead, german, steps=("returning", "turn"))
    comes(agent, lead)
    earlier = ticket(german, assignee=lead, solved_at=NOON - HOUR)
    again = waits(german, buyer=earlier.buyer)
    assert assign() == 1
    assert holder(again) == lead
    assert Assignment.objects.get(ticket=again).why == ["returning"]


def test_a_reopened_ticket_stays_with_its_holder_unless_he_is_away(
    german, agent, lead
) -> None:
    rule(lead, german)
    comes(agent, lead)
    box = mailbox(german)
    asked = letter()
    number = arrives(box, asked).ticket_id or 0
    commands.assign(ticket_id=number, to=lead.pk, expected=None, by=lead, at=NOON)
    commands.solve(ticket_id=number, sheet=sheet(), by=lead, at=NOON)
    again = {"references": (asked.message_id,)}
    arrives(box, letter("And?", sent_at=NOON + HOUR, **again))
    assert assign() == 0
    people.set_away(person_id=lead.pk, is_away=True, by=lead, at=NOON + 2 * HOUR)
    assert assign() == 0  # What he had before he went stays with him.
    commands.solve(ticket_id=number, sheet=sheet(), by=lead, at=NOON + 2 * HOUR)
    arrives(box, letter("Hello?", sent_at=NOON + 3 * HOUR, **again))
    comes(agent, at=NOON + 3 * HOUR)
    assert assign(NOON + 3 * HOUR) == 1
    assert Ticket.objects.get(pk=number).assignee == agent
    assert assign(NOON + 3 * HOUR) == 0


def test_what_somebody_put_back_is_not_given_to_him_again(german, agent, lead) -> None:
    rule(lead, german)
    comes(agent)
    one = waits(german)
    assign()
    commands.assign(ticket_id=one.pk, to=None, expected=agent.pk, by=agent, at=NOON)
    assert assign() == 0
    comes(lead)
    assert assign() == 1
    assert holder(one) == lead


def test_rules_are_asked_in_their_order_and_the_first_with_somebody_gives(
    german, agent, lead
) -> None:
    team = agent.teams.get()
    first = rule(lead, german, name="Team", team_id=team.pk, cap=1)
    second = rule(lead, german, name="Store")
    comes(agent, lead)
    one, two = waits(german), waits(german, due_in=2 * HOUR)
    assert assign() == 2
    by_rule = dict(Assignment.objects.values_list("ticket", "rule"))
    assert by_rule == {one.pk: first.pk, two.pk: second.pk}
    assert holder(one) == agent


def test_nobody_gets_a_ticket_of_a_store_he_does_not_see(german, agent, lead) -> None:
    japanese = store("JP")
    noor = person("Noor", "agent", japanese)
    rule(wen(), japanese)
    comes(agent, lead)
    one = waits(japanese)
    assert assign() == 0
    comes(noor)
    assert assign() == 1
    assert holder(one) == noor


def test_who_answers_first_keeps_it_and_a_rule_gives_it_to_no_other(
    german, agent, lead
) -> None:
    rule(lead, german)
    comes(agent)
    box = mailbox(german)
    number = arrives(box, letter()).ticket_id or 0
    assign()
    answers(number, lead)
    one = Ticket.objects.get(pk=number)
    assert one.assignee == lead
    taken = Assignment.objects.get(ticket=one, ended_at=None)
    assert (taken.how, taken.person, taken.came_from) == ("replied", lead, agent)
    kinds = Entry.objects.filter(ticket_id=number).order_by("pk")
    assert [each.kind for each in kinds][-1] == "tickets.assigned"
    answers(number, agent)  # The second one takes nothing.
    assert holder(one) == lead


def answers(number: int, by: Person) -> None:
    commands.reply(ticket_id=number, body="Soon.", by=by, at=NOON, idempotency_key=uuid4())


def test_whom_a_rule_gave_it_keeps_it_once_he_answered(german, agent, lead) -> None:
    rule(lead, german)
    comes(agent)
    number = arrives(mailbox(german), letter()).ticket_id or 0
    assign()
    answers(number, agent)
    answers(number, lead)
    assert Ticket.objects.get(pk=number).assignee == agent


def test_a_rule_may_leave_the_first_answer_out(german, agent, lead) -> None:
    rule(lead, german, first_reply_takes=False)
    comes(agent)
    number = arrives(mailbox(german), letter()).ticket_id or 0
    assign()
    answers(number, lead)
    assert Ticket.objects.get(pk=number).assignee == agent


def test_a_quiet_ticket_is_given_to_nobody(german, agent, lead) -> None:
    rule(lead, german)
    comes(agent)
    ticket(german)
    assert assign() == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_keep_the_cap_and_the_turns() -> None:
    german = store("DE")
    agent, lead = lin(german), maya(german)
    rule(lead, german, cap=3)
    comes(agent, lead)
    for n in range(1, 11):
        waits(german, due_in=n * HOUR)
    start = threading.Barrier(2)
    given: list[int] = []

    def work() -> None:
        try:
            start.wait(timeout=20)
            while found := commands.assign_waiting(at=NOON, limit=1):
                given.append(found)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert sum(given) == 6
    held = [Ticket.objects.filter(assignee=each).count() for each in (agent, lead)]
    assert held == [3, 3]
    assert Assignment.objects.count() == 6


@pytest.mark.django_db(transaction=True)
def test_a_ticket_somebody_is_working_on_is_left_for_later() -> None:
    german = store("DE")
    agent, lead = lin(german), maya(german)
    rule(lead, german)
    comes(agent)
    one = waits(german)
    found: list[int] = []

    def work() -> None:
        try:
            found.append(commands.assign_waiting(at=NOON))
        finally:
            connection.close()

    with transaction.atomic():
        Ticket.objects.select_for_update().get(pk=one.pk)
        beside = threading.Thread(target=work)
        beside.start()
        beside.join(timeout=20)
    assert found == [0]
    assert commands.assign_waiting(at=NOON) == 1


def test_a_new_ticket_rings_only_where_there_are_rules(
    german, lead, django_capture_on_commit_callbacks
) -> None:
    rung: list[bool] = []
    bells = list(_given._bells)
    commands.ring_for_waiting(lambda: rung.append(True))
    try:
        with django_capture_on_commit_callbacks(execute=True):
            arrives(mailbox(german), letter())
        assert not rung
        rule(lead, german)
        with django_capture_on_commit_callbacks(execute=True):
            arrives(mailbox(german, address="b@shop.example"), letter(sender="e@x.example"))
        assert rung
    finally:
        _given._bells[:] = bells
