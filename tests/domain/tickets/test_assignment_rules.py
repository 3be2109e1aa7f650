"""Leads say by which rules tickets are given, for their own stores, and no nonsense."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firsthand.domain.journal.models import Entry
from firsthand.domain.people import commands as people
from firsthand.domain.people.commands import NoSuchSkill, NotAllowed
from firsthand.domain.people.models import Person
from firsthand.domain.people.queries import looked_after_by, skills_of
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.commands import RuleTerms
from firsthand.domain.tickets.models import AssignmentRule
from firsthand.domain.tickets.queries import assignment_rules_of
from tests.people import NOON, lin, maya, person, store, wen
from tests.routing import rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def german() -> Store:
    return store("DE")


@pytest.fixture
def lead(german: Store) -> Person:
    return maya(german)


def test_a_rule_is_added_changed_archived_and_taken_into_use(german, lead) -> None:
    made = rule(lead, german, name="  One  desk ", cap=5)
    assert (made.name, made.position) == ("One desk", 1)
    terms = RuleTerms("Two", ("load", "turn"), german.pk, position=7)
    commands.change_rule(rule_id=made.pk, terms=terms, by=lead, at=NOON)
    for command in (commands.archive_rule, commands.restore_rule):
        for _ in range(2):
            command(rule_id=made.pk, by=lead, at=NOON)
    made.refresh_from_db()
    assert (made.name, made.steps, made.cap, made.position, made.archived_at) == (
        "Two", ["load", "turn"], None, 7, None,
    )  # fmt: skip
    kinds = Entry.objects.filter(actor_id=lead.pk).order_by("pk")
    assert [each.kind.rpartition("_")[2] for each in kinds] == [
        "added", "changed", "archived", "restored",
    ]  # fmt: skip


def test_another_rule_stands_behind_the_others(german, lead) -> None:
    assert [rule(lead, german, name=name).position for name in "ab"] == [1, 2]
    assert [each.name for each in assignment_rules_of(lead)] == ["a", "b"]


NONSENSE = [
    {"steps": ()},
    {"steps": ("turn", "turn")},
    {"steps": ("whim",)},
    {"cap": 0},
    {"cap": 1001},
    {"cap": -1},
    {"position": 1001},
    {"store_id": None},
    {"store_id": 999_999},
]


@pytest.mark.parametrize("terms", NONSENSE)
def test_nonsense_is_refused(german, lead, terms) -> None:
    with pytest.raises(commands.RuleUnfit):
        rule(lead, german, **terms)


def test_two_rules_have_two_names(german, lead) -> None:
    rule(lead, german, name="Desk")
    for name in ("desk", "", "x" * 81):
        with pytest.raises(commands.RuleNameTaken):
            rule(lead, german, name=name)


def test_a_lead_sees_and_changes_the_rules_of_his_own_stores_only(german, lead) -> None:
    japanese, owner = store("JP"), wen()
    noor = person("Noor", "lead", japanese)
    both = person("Both", "agent", german, japanese).teams.get()
    rule(owner, japanese, name="theirs")
    mixed = rule(owner, german, name="both", team_id=both.pk)
    assert list(assignment_rules_of(lead)) == []
    assert [each.name for each in assignment_rules_of(noor)] == ["theirs"]
    assert len(assignment_rules_of(owner)) == 2
    for team, place in ((both.pk, None), (None, japanese.pk)):
        with pytest.raises(commands.RuleUnfit):
            rule(lead, german, name="mine", team_id=team, store_id=place)
    with pytest.raises(AssignmentRule.DoesNotExist):
        commands.archive_rule(rule_id=mixed.pk, by=lead, at=NOON)


def test_agents_change_no_rules_and_nobodys_skills(german) -> None:
    agent = lin(german)
    with pytest.raises(NotAllowed):
        rule(agent, german)
    with pytest.raises(NotAllowed):
        people.set_skills(person_id=agent.pk, languages=(), reasons=(), by=agent, at=NOON)


def test_skills_are_said_whole_and_journaled(german, lead) -> None:
    agent = lin(german)
    for languages in (["de", "en"], ["de"]):
        people.set_skills(
            person_id=agent.pk, languages=languages, reasons=["INS.LOG"], by=lead, at=NOON
        )
    assert skills_of([agent.pk]) == {agent.pk: {"language": {"de"}, "reason": {"INS.LOG"}}}
    entry = Entry.objects.filter(kind="people.skills_set").latest("pk")
    assert entry.facts == {"languages": ["de"], "reasons": ["INS.LOG"]}
    for wrong in ({"languages": ["DE; drop"]}, {"reasons": ["a b"]}):
        with pytest.raises(NoSuchSkill):
            people.set_skills(
                **({"languages": [], "reasons": []} | wrong),
                person_id=agent.pk, by=lead, at=NOON,
            )  # fmt: skip


def test_a_lead_says_it_of_his_own_people_only(german, lead) -> None:
    stranger = person("Noor", "agent", store("JP"))
    assert list(looked_after_by(lead)) == [lead]
    with pytest.raises(Person.DoesNotExist):
        people.set_skills(person_id=stranger.pk, languages=(), reasons=(), by=lead, at=NOON)
    with pytest.raises(Person.DoesNotExist):
        people.set_away(person_id=stranger.pk, is_away=True, by=lead, at=NOON)


def test_who_says_twice_that_he_is_away_is_away_since_the_first_time(german, lead) -> None:
    agent = lin(german)
    later = NOON + timedelta(hours=1)
    people.set_away(person_id=agent.pk, is_away=True, by=agent, at=NOON)
    people.set_away(person_id=agent.pk, is_away=True, by=lead, at=later)
    agent.refresh_from_db()
    assert agent.away_since == NOON
    people.set_away(person_id=agent.pk, is_away=False, by=lead, at=later)
    agent.refresh_from_db()
    assert agent.away_since is None
    kinds = Entry.objects.filter(subject_id=agent.pk).values_list("kind", flat=True)
    assert list(kinds) == ["people.went_away", "people.came_back"]
    with pytest.raises(NotAllowed):
        people.set_away(person_id=lead.pk, is_away=True, by=agent, at=NOON)
