"""A ticket is passed on with a reason, to a person or a team, and that is counted."""

from __future__ import annotations

import pytest

from firsthand.domain.journal.models import Entry
from firsthand.domain.metrics import commands as metrics
from firsthand.domain.metrics.models import Course
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.people.models import Person, Team
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.commands import Recipient
from firsthand.domain.tickets.commands.work import NotOnThisStore
from firsthand.domain.tickets.models import Assignment, Mention, Message, Ticket
from firsthand.domain.tickets.queries import assignments_of
from tests.desk import HOUR, ticket
from tests.letters import arrives, letter, mailbox
from tests.people import NOON, lin, maya, person, store
from tests.routing import comes, rule
from tests.sheets import sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def german() -> Store:
    return store("DE")


@pytest.fixture
def agent(german: Store) -> Person:
    return lin(german)


@pytest.fixture
def lead(german: Store) -> Person:
    return maya(german)


@pytest.fixture
def mine(german: Store, agent: Person) -> Ticket:
    return ticket(german, due_in=HOUR, assignee=agent)


def passes(one: Ticket, by: Person, to: Recipient, **values) -> Ticket:
    given = {"reason": "decision", "expected": one.assignee_id, "by": by, "at": NOON}
    return commands.pass_on(ticket_id=one.pk, to=to, **(given | values))


def test_it_is_the_others_now_and_the_reason_stands_in_thread_and_journal(
    mine, agent, lead
) -> None:
    passes(mine, agent, Recipient(lead.pk), note="He wants 50 €, @Maya")
    mine.refresh_from_db()
    assert mine.assignee == lead
    (moved,) = assignments_of(mine.pk)
    assert (moved.how, moved.came_from, moved.person, moved.reason) == (
        "passed_on", agent, lead, "decision",
    )  # fmt: skip
    assert moved.note == Message.objects.get(direction="note")
    assert Mention.objects.get().person == lead
    entry = Entry.objects.get(kind="tickets.assigned")
    assert entry.facts == {"to": lead.pk, "how": "passed_on", "reason": "decision"}
    assert entry.actor_id == agent.pk


def test_an_agent_passes_on_what_is_his_or_nobodys_and_a_lead_all(
    german, mine, agent, lead
) -> None:
    noor = person("Noor", "agent", german)
    with pytest.raises(NotAllowed):
        passes(mine, noor, Recipient(noor.pk))
    passes(ticket(german), noor, Recipient(agent.pk))
    passes(mine, lead, Recipient(noor.pk))
    mine.refresh_from_db()
    assert mine.assignee == noor


def test_who_saw_another_holder_overwrites_nobody(mine, agent, lead) -> None:
    with pytest.raises(commands.SomebodyElseTookIt, match="Lin has this ticket now"):
        passes(mine, lead, Recipient(lead.pk), expected=None)


REFUSED = [
    ({"reason": ""}, commands.NoReasonGiven),
    ({"reason": "because"}, commands.NoReasonGiven),
    ({"reason": "other", "note": "  "}, commands.NoReasonGiven),
]


@pytest.mark.parametrize(("values", "refusal"), REFUSED)
def test_without_a_reason_nothing_is_passed_on(mine, agent, lead, values, refusal) -> None:
    with pytest.raises(refusal):
        passes(mine, agent, Recipient(lead.pk), **values)
    assert not Assignment.objects.exists()


def test_nobody_is_given_what_he_cannot_see(mine, agent) -> None:
    japanese = store("JP")
    noor = person("Noor", "agent", japanese)
    with pytest.raises(NotOnThisStore):
        passes(mine, agent, Recipient(noor.pk))
    with pytest.raises(commands.NobodyChosen):
        passes(mine, agent, Recipient(team_id=noor.teams.get().pk))
    with pytest.raises(commands.NobodyChosen):
        passes(mine, agent, Recipient())
    with pytest.raises(commands.NobodyChosen):
        passes(mine, agent, Recipient(agent.pk, noor.teams.get().pk))


def test_what_is_there_already_and_what_is_closed_is_not_passed_on(
    mine, agent, lead
) -> None:
    with pytest.raises(commands.ThereAlready):
        passes(mine, agent, Recipient(agent.pk))
    commands.solve(ticket_id=mine.pk, sheet=sheet(), by=agent, at=NOON)
    with pytest.raises(commands.IsClosed):
        passes(mine, agent, Recipient(lead.pk))


def test_a_team_with_a_rule_gives_it_at_once_to_another_member(german, mine, agent) -> None:
    noor = person("Noor", "agent", german)
    team = noor.teams.get()
    team.people.add(agent)
    rule(maya(german), german, team_id=team.pk)
    comes(agent, noor)
    passes(mine, agent, Recipient(team_id=team.pk), reason="shift")
    mine.refresh_from_db()
    assert mine.assignee == noor
    hows = [(each.how, each.person, each.team) for each in assignments_of(mine.pk)]
    assert hows == [("passed_on", None, team), ("rule", noor, team)]


def test_a_team_of_which_nobody_is_there_is_waited_for_even_if_the_ticket_is_quiet(
    german, agent, lead
) -> None:
    quiet = ticket(german, assignee=agent)
    noor = person("Noor", "agent", german)
    team = Team.objects.get(people=noor)
    rule(lead, german, name="Team", team_id=team.pk)
    rule(lead, german, name="Everybody")
    comes(agent, lead)
    passes(quiet, agent, Recipient(team_id=team.pk))
    quiet.assignee = None
    with pytest.raises(commands.ThereAlready):
        passes(quiet, agent, Recipient(team_id=team.pk))
    assert commands.assign_waiting(at=NOON) == 0  # Of this team, and of no other.
    comes(noor)
    assert commands.assign_waiting(at=NOON) == 1
    quiet.refresh_from_db()
    assert quiet.assignee == noor


@pytest.mark.django_db(transaction=True)
def test_it_counts_as_a_reassignment(german, agent, lead) -> None:
    number = arrives(mailbox(german), letter()).ticket_id or 0
    commands.assign(ticket_id=number, to=agent.pk, expected=None, by=agent, at=NOON)
    passes(Ticket.objects.get(pk=number), agent, Recipient(lead.pk))
    metrics.run_until_done()
    assert Course.objects.get(ticket_id=number).reassignments == 1
