from __future__ import annotations

import pytest

from firsthand.domain.journal.models import Entry
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.people.models import Person
from firsthand.domain.sla import commands, queries
from firsthand.domain.sla.commands import Terms
from firsthand.domain.sla.models import Calendar, Policy, Recount
from tests.people import NOON, lin, person, store, wen
from tests.service_levels import ALWAYS, WORKDAYS, calendar, policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Person:
    return wen()


def test_a_calendar_keeps_what_it_was_given(owner) -> None:
    made = calendar(owner, holidays={"2026-10-01": "National Day"})
    kept = Calendar.objects.get(pk=made.pk)
    assert [[tuple(each) for each in day] for day in kept.week] == WORKDAYS
    assert kept.working_time().zone == "Asia/Shanghai"
    assert Entry.objects.get(kind="sla.calendar_added").actor_id == owner.pk


CONTRADICTIONS = [
    ({"week": [[]] * 7}, "no working hour"),
    ({"week": [[(540, 720), (600, 800)]] + [[]] * 6}, "cannot be reckoned"),
    ({"week": ALWAYS, "zone": "Mars/Olympus"}, "cannot be reckoned"),
    ({"week": ALWAYS, "holidays": {"2026-02-30": ""}}, "cannot be reckoned"),
    (
        {"week": ALWAYS, "holidays": {f"{y}-01-01": "" for y in range(1000, 2001)}},
        "at most 1000",
    ),
]


@pytest.mark.parametrize(("values", "why"), CONTRADICTIONS)
def test_a_calendar_that_cannot_be_is_refused_and_nothing_written(owner, values, why):
    with pytest.raises(commands.CalendarUnfit, match=why):
        calendar(owner, **values)
    assert not Calendar.objects.exists()


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "shenzhen"])
def test_a_calendar_has_a_name_of_its_own(owner, name) -> None:
    calendar(owner)
    with pytest.raises(commands.NameTaken):
        calendar(owner, name=name)


def test_a_calendar_somebody_goes_by_is_not_archived(owner) -> None:
    made = policy(owner)
    with pytest.raises(commands.CalendarInUse, match="Everybody"):
        commands.archive_calendar(calendar_id=made.calendar_id, by=owner, at=NOON)
    commands.archive_policy(policy_id=made.pk, by=owner, at=NOON)
    commands.archive_calendar(calendar_id=made.calendar_id, by=owner, at=NOON)
    with pytest.raises(commands.PolicyUnfit):
        commands.restore_policy(policy_id=made.pk, by=owner, at=NOON)


BAD_TERMS = [
    ({"respond_minutes": None, "warn_minutes": 5}, commands.PolicyUnfit, "at least one"),
    ({"respond_minutes": 0}, commands.PolicyUnfit, "of a minute to a year"),
    ({"respond_minutes": 10**9}, commands.PolicyUnfit, "of a minute to a year"),
    ({"respond_minutes": 9, "priority": "huge"}, commands.PolicyUnfit, "no such"),
    ({"respond_minutes": 9, "escalate_to": "mum"}, commands.PolicyUnfit, "no such"),
    ({"respond_minutes": 9, "calendar_id": 0}, commands.PolicyUnfit, "not in use"),
    (
        {"respond_minutes": 120, "resolve_minutes": 60},
        commands.PolicyContradicts,
        "before the reply",
    ),
    (
        {"next_reply_minutes": 120, "resolve_minutes": 60},
        commands.PolicyContradicts,
        "before the reply",
    ),
    (
        {"respond_minutes": 120, "warn_minutes": -1},
        commands.PolicyContradicts,
        "outside of a year",
    ),
]


@pytest.mark.parametrize(("terms", "refusal", "why"), BAD_TERMS)
def test_a_policy_that_contradicts_itself_is_refused(owner, terms, refusal, why) -> None:
    with pytest.raises(refusal, match=why):
        policy(owner, **terms)
    assert not Policy.objects.exists()


def test_two_policies_for_the_same_tickets_are_refused_by_name(owner) -> None:
    policy(owner, name="Pressing", priority="urgent")
    with pytest.raises(commands.PoliciesCollide, match=r"“Hurry”.*“Pressing”"):
        policy(owner, name="Hurry", priority="urgent")
    policy(owner, name="Hurry", priority="urgent", channel="email")


def test_a_change_that_makes_two_collide_is_refused_too(owner) -> None:
    policy(owner, name="Pressing", priority="urgent")
    other = policy(owner, name="Mail", channel="email")
    terms = Terms("Mail", other.calendar_id, respond_minutes=60, priority="urgent")
    with pytest.raises(commands.PoliciesCollide):
        commands.change_policy(policy_id=other.pk, terms=terms, by=owner, at=NOON)
    other.refresh_from_db()
    assert other.channel == "email"


def test_an_archived_policy_is_in_nobodys_way_until_it_comes_back(owner) -> None:
    old = policy(owner, name="Old")
    commands.archive_policy(policy_id=old.pk, by=owner, at=NOON)
    policy(owner, name="New")
    assert [each.name for each in queries.policies_in_use()] == ["New"]
    with pytest.raises(commands.PoliciesCollide):
        commands.restore_policy(policy_id=old.pk, by=owner, at=NOON)


def test_every_change_of_a_promise_asks_for_one_recount(owner) -> None:
    made = policy(owner)
    terms = Terms("Everybody", made.calendar_id, respond_minutes=60)
    commands.change_policy(policy_id=made.pk, terms=terms, by=owner, at=NOON)
    assert Recount.objects.filter(done_at=None).count() == 1
    kinds = Entry.objects.filter(kind__startswith="sla.").values_list("kind", flat=True)
    assert sorted(kinds) == [
        "sla.calendar_added",
        "sla.policy_added",
        "sla.policy_changed",
    ]


@pytest.mark.parametrize("role", ["agent", "reviewer", "analyst", "compliance"])
def test_only_leads_and_owners_promise(owner, role) -> None:
    german = store("DE")
    calendar(person("Maya", "lead", german), name="Hers")
    somebody = lin(german) if role == "agent" else person("Omar", role, german)
    with pytest.raises(NotAllowed):
        calendar(somebody)
