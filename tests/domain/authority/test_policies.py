from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.db.utils import NotSupportedError, ProgrammingError

from firsthand.domain.authority import commands, events, queries, rules
from firsthand.domain.authority.models import ExchangeRate, PolicyVersion
from firsthand.domain.authority.rules import DEFAULT, Budget, Grant, Restriction
from firsthand.domain.journal.models import Entry
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.people.models import Person
from firsthand.domain.stores.models import Store
from tests.people import NOON, person, store, wen

pytestmark = pytest.mark.django_db

PLAIN = rules.plain(DEFAULT)
HOUR = timedelta(hours=1)


@pytest.fixture
def owner() -> Person:
    return wen()


def limit(dollars: int) -> dict:
    """Return terms by which an agent may give so much."""
    agent = Grant(role="agent", alone_minor_units=dollars * 100)
    return rules.plain(replace(DEFAULT, grants=(agent, *DEFAULT.grants[1:])))


def published(by: Person, dollars: int = 50, *, at=NOON, store_id=None, valid_from=None):
    version = commands.draft(
        name=f"up to {dollars}", terms=limit(dollars), store_id=store_id, by=by, at=at
    )
    return commands.publish(version_id=version.pk, valid_from=valid_from, by=by, at=at)


def agents_limit(place: Store, at=NOON) -> int:
    grant = queries.in_force(place.pk, at).terms.grant("agent", 0)
    assert grant is not None
    return grant.alone_minor_units // 100


def test_until_somebody_publishes_what_comes_with_the_program_holds() -> None:
    place = store()
    commands.draft(name="strict", terms=limit(1), by=wen(), at=NOON)
    found = queries.in_force(place.pk, NOON)
    assert (found.version, found.terms) == (None, DEFAULT)


def test_a_draft_keeps_what_it_was_given_and_may_be_changed(owner) -> None:
    made = commands.draft(name=" New   year ", terms=limit(70), by=owner, at=NOON)
    kept = PolicyVersion.objects.get(pk=made.pk)
    assert (kept.name, kept.terms) == ("New year", limit(70))
    chen = person("Chen", "compliance")
    commands.change_draft(
        version_id=made.pk, name="Spring", terms=limit(60), by=chen, at=NOON + HOUR
    )
    kept.refresh_from_db()
    assert (kept.name, kept.terms, kept.drafted_by_id) == ("Spring", limit(60), chen.pk)
    kinds = list(Entry.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds[-2:] == [events.DRAFTED, events.DRAFT_CHANGED]


def test_a_draft_that_is_thrown_away_is_gone_but_for_the_journal(owner) -> None:
    made = commands.draft(name="x", terms=PLAIN, by=owner, at=NOON)
    commands.discard_draft(version_id=made.pk, by=owner, at=NOON)
    assert not PolicyVersion.objects.exists()
    entry = Entry.objects.get(kind=events.DRAFT_DISCARDED)
    assert (entry.subject_id, entry.actor_id) == (made.pk, owner.pk)


@pytest.mark.parametrize("role", ["agent", "lead", "reviewer", "analyst"])
def test_whoever_spends_or_only_looks_sets_no_limits(role) -> None:
    place = store()
    somebody = person("Somebody", role, place)
    with pytest.raises(NotAllowed):
        commands.draft(name="x", terms=PLAIN, by=somebody, at=NOON)
    made = commands.draft(name="x", terms=PLAIN, by=wen(), at=NOON)
    for deed in (
        lambda: commands.publish(version_id=made.pk, valid_from=None, by=somebody, at=NOON),
        lambda: commands.discard_draft(version_id=made.pk, by=somebody, at=NOON),
        lambda: commands.record_rates(
            reference="USD", on=NOON.date(), worth={}, by=somebody, at=NOON
        ),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_what_is_published_holds_from_its_moment_on_and_not_before(owner) -> None:
    place = store()
    published(owner, 50)
    published(owner, 70, valid_from=NOON + HOUR)
    said = [agents_limit(place, NOON + gap) for gap in (-HOUR, HOUR * 0, HOUR / 2, HOUR)]
    assert said == [100, 50, 50, 70]
    entry = Entry.objects.filter(kind=events.PUBLISHED).latest("pk")
    assert entry.facts["valid_from"] == (NOON + HOUR).isoformat()
    assert len(entry.facts["terms_sha256"]) == 64


def test_a_stores_own_version_holds_before_that_of_all(owner) -> None:
    here, there = store("DE"), store("JP")
    published(owner, 30, store_id=here.pk)
    published(owner, 60, at=NOON + HOUR)
    later = NOON + 2 * HOUR
    assert (agents_limit(here, later), agents_limit(there, later)) == (30, 60)


@pytest.mark.parametrize("valid_from", [NOON - HOUR, NOON + HOUR])
def test_nothing_begins_in_the_past_or_with_another(owner, valid_from) -> None:
    published(owner, valid_from=NOON + HOUR)
    with pytest.raises(commands.ValidFromUnfit):
        published(owner, 60, valid_from=valid_from)
    assert PolicyVersion.objects.filter(published_at=None).count() == 1


def test_the_database_keeps_two_from_beginning_at_once(owner) -> None:
    published(owner)
    other = commands.draft(name="x", terms=PLAIN, by=owner, at=NOON)
    with pytest.raises(IntegrityError, match="one_version_from_one_moment"):
        PolicyVersion.objects.filter(pk=other.pk).update(
            published_by=owner, published_at=NOON, valid_from=NOON
        )


def test_a_version_that_contradicts_itself_is_drafted_but_not_published(owner) -> None:
    wrong = replace(DEFAULT, restrictions=(), grants=DEFAULT.grants[:2])
    made = commands.draft(name="x", terms=rules.plain(wrong), by=owner, at=NOON)
    with pytest.raises(commands.TermsContradict) as refused:
        commands.publish(version_id=made.pk, valid_from=None, by=owner, at=NOON)
    assert "lead nowhere" in refused.value.message
    assert "repeat claimants" in refused.value.message


def test_what_is_published_is_never_changed(owner) -> None:
    made = published(owner)
    for deed in (
        lambda: commands.change_draft(
            version_id=made.pk, name="y", terms=PLAIN, by=owner, at=NOON
        ),
        lambda: commands.discard_draft(version_id=made.pk, by=owner, at=NOON),
        lambda: commands.publish(version_id=made.pk, valid_from=None, by=owner, at=NOON),
    ):
        with pytest.raises(commands.AlreadyPublished):
            deed()


ANY_REFUSAL = (IntegrityError, InternalError, NotSupportedError, ProgrammingError)


def test_the_database_keeps_what_is_published_as_it_is(owner) -> None:
    made = published(owner)
    row = PolicyVersion.objects.filter(pk=made.pk)
    for deed in (lambda: row.update(terms=limit(9_999)), row.delete):
        with pytest.raises(ANY_REFUSAL, match="Cannot"), transaction.atomic():
            deed()
    made.refresh_from_db()
    assert made.terms == limit(50)


BAD = [
    ({"name": "  "}, commands.NameMissing, "no name"),
    ({"name": "x" * 81}, commands.NameMissing, "longer than 80"),
    ({"store_id": 999_999}, commands.UnknownStore, "no such store"),
    ({"terms": {"grants": 3}}, commands.TermsUnreadable, "at grants: 3"),
    ({"terms": PLAIN | {"limit": 1}}, commands.TermsUnreadable, "at limit"),
]


@pytest.mark.parametrize(("values", "refusal", "why"), BAD)
def test_what_cannot_be_written_is_refused(owner, values, refusal, why) -> None:
    with pytest.raises(refusal, match=why):
        commands.draft(**{"name": "x", "terms": PLAIN} | values, by=owner, at=NOON)
    assert not PolicyVersion.objects.exists()


def test_compliance_sees_and_changes_only_its_own_stores_versions(owner) -> None:
    here, there = store("DE"), store("JP")
    chen = person("Chen", "compliance", here)
    own, foreign = (
        commands.draft(name=each.name, terms=PLAIN, store_id=each.pk, by=owner, at=NOON)
        for each in (here, there)
    )
    general = published(owner)
    assert {each.pk for each in queries.versions(chen)} == {own.pk, general.pk}
    assert len(queries.versions(owner)) == 3
    with pytest.raises(PolicyVersion.DoesNotExist):
        commands.discard_draft(version_id=foreign.pk, by=chen, at=NOON)
    with pytest.raises(commands.UnknownStore):
        commands.draft(name="x", terms=PLAIN, store_id=there.pk, by=chen, at=NOON)


def test_rates_are_the_newest_until_the_day_in_the_policys_currency(owner) -> None:
    days = [date(2026, 2, day) for day in (1, 5, 9)]
    for n, day in enumerate(days):
        worth = {"EUR": Decimal(1 + n), "USD": Decimal(1)}
        noted = commands.record_rates(
            reference="USD", on=day, worth=worth, by=owner, at=NOON
        )
        assert noted == 1, "the reference itself needs none"
    commands.record_rates(
        reference="CNY", on=days[1], worth={"EUR": Decimal(7)}, by=None, at=NOON
    )
    known = queries.rates(DEFAULT, date(2026, 2, 6)).by_currency
    assert known == {"EUR": rules.Rate(Decimal(2), days[1])}


def test_a_rate_of_the_same_day_is_corrected(owner) -> None:
    for worth in ("1.2", "1.1"):
        commands.record_rates(
            reference="USD",
            on=NOON.date(),
            worth={"EUR": Decimal(worth)},
            by=owner,
            at=NOON,
        )
    assert ExchangeRate.objects.get().worth == Decimal("1.1")
    entry = Entry.objects.filter(kind=events.RATES_RECORDED).latest("pk")
    assert entry.facts["rates"] == {"EUR": "1.1"}


BAD_RATES = [
    {"EUR": Decimal(0)},
    {"EUR": Decimal(-1)},
    {"EUR": Decimal("NaN")},
    {"EUR": Decimal(10**7)},
    {"euro": Decimal(1)},
    {"eur": Decimal(1)},
]


@pytest.mark.parametrize("worth", BAD_RATES)
def test_what_is_no_rate_is_refused_and_none_of_them_noted(owner, worth) -> None:
    with pytest.raises(commands.RatesUnfit):
        commands.record_rates(
            reference="USD",
            on=NOON.date(),
            worth={"GBP": Decimal(1), **worth},
            by=owner,
            at=NOON,
        )
    assert not ExchangeRate.objects.exists()


def test_rates_of_a_day_to_come_are_refused(owner) -> None:
    with pytest.raises(commands.RatesUnfit, match="has not come"):
        commands.record_rates(
            reference="USD",
            on=NOON.date() + timedelta(days=2),
            worth={"EUR": Decimal(1)},
            by=owner,
            at=NOON,
        )


def test_a_version_is_said_in_sentences(owner) -> None:
    half = Restriction(
        reason="AFT", risk="high", most_minor_units=500, most_share=Decimal("0.255")
    )
    terms = replace(
        DEFAULT,
        grants=(*DEFAULT.grants, Grant(role="agent", level=2, alone_minor_units=12_050)),
        restrictions=(half,),
        budgets=(
            Budget(of="agent", period="day", number=owner.pk, most_minor_units=100),
            Budget(of="team", period="month", number=999_999, most_minor_units=100),
        ),
    )
    said = {section.title: section.lines for section in queries.of_terms(terms)}
    assert said["Limits by role"][-2:] == (
        "Owner: USD 100.00 for one order without asking; approves all.",
        "Agent from level 2 on: USD 120.50 for one order without asking.",
    )
    assert said["Restrictions"] == (
        "“Reason: AFT · Risk: High”: at most USD 5.00 for one order.",
        "“Reason: AFT · Risk: High”: at most 25.5 % of what was paid.",
    )
    assert said["Budgets"] == (
        "Wen: USD 1.00 a day without asking.",
        "team 999999: USD 1.00 a month without asking.",
    )
