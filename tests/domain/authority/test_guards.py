"""The database itself holds limits, budgets and draws, whoever asks it.

Each row of `FORBIDDEN` names the trigger or constraint that stops it; without it the same
statement goes through.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from firsthand.domain.authority import commands, rules
from firsthand.domain.authority.models import Spent
from firsthand.domain.people.models import Person
from tests.domain.authority.test_using import ask, asking
from tests.guards import attempt, names, refusal_of, without
from tests.people import NOON, lin, store, wen

_DRAW = """INSERT INTO authority_draw (key, store_id, agent_id, order_number, at, day, use,
    version_id, decision, grounds, currency, minor_units, returned_minor_units, budgets)
    SELECT gen_random_uuid(), store_id, {agent}, order_number, at, day, use, version_id,
    'allowed', grounds, currency, {minor_units}, {returned}, '[]' FROM authority_draw"""
_RATE = """INSERT INTO authority_exchangerate (currency, reference, "on", worth,
    recorded_at) VALUES ('{currency}', 'USD', '2026-03-01', {worth}, now())"""
_VERSION = """INSERT INTO authority_policyversion (name, terms, drafted_by_id, drafted_at,
    changed_at, published_by_id, published_at, valid_from) SELECT 'y', terms,
    drafted_by_id, drafted_at, changed_at, published_by_id, {published_at}, {valid_from}
    FROM authority_policyversion WHERE published_at IS NOT NULL LIMIT 1"""
_SPENT = """INSERT INTO authority_spent (of, number, period, begins_on, currency,
    most_minor_units, minor_units) SELECT of, number, period, begins_on, currency,
    most_minor_units, 0 FROM authority_spent"""
PUBLISHED = "published_at IS NOT NULL"


def draw(agent: str = "agent_id", minor_units: str = "1", returned: str = "0") -> str:
    return _DRAW.format(agent=agent, minor_units=minor_units, returned=returned)


def version(published_at: str, valid_from: str) -> str:
    return _VERSION.format(published_at=published_at, valid_from=valid_from)


FORBIDDEN = [
    # what stops it, what is tried
    (
        "published_versions_stay",
        f"UPDATE authority_policyversion SET terms = '{{}}' WHERE {PUBLISHED}",
    ),
    (
        "published_versions_stay",
        "UPDATE authority_policyversion SET valid_from = valid_from + interval '1 day'"
        f" WHERE {PUBLISHED}",
    ),
    (
        "published_versions_stay",
        f"DELETE FROM authority_policyversion WHERE {PUBLISHED} AND id NOT IN"
        " (SELECT version_id FROM authority_draw)",
    ),
    (
        "published_version_says_by_whom_and_from_when",
        version("published_at", "NULL"),
    ),
    (
        "published_version_says_by_whom_and_from_when",
        "UPDATE authority_policyversion SET published_at = now(), valid_from = now()"
        " WHERE published_at IS NULL",
    ),
    (
        "version_is_not_valid_before_it_is_published",
        version("published_at", "published_at - interval '1 hour'"),
    ),
    ("one_version_from_one_moment", version("published_at", "valid_from")),
    ("one_rate_a_day", _RATE.format(currency="EUR", worth="1.2")),
    ("rate_is_worth_something", _RATE.format(currency="JPY", worth="0")),
    ("rate_is_worth_something", _RATE.format(currency="JPY", worth="-1")),
    ("one_sum_of_a_period", _SPENT),
    ("spent_is_within_the_budget", "UPDATE authority_spent SET minor_units = 10000000"),
    ("spent_is_within_the_budget", "UPDATE authority_spent SET minor_units = -1"),
    ("spent_is_within_the_budget", "UPDATE authority_spent SET most_minor_units = 1"),
    ("no_more_is_returned_than_was_drawn", draw(returned="2")),
    ("no_more_is_returned_than_was_drawn", draw(returned="-1")),
    (
        "no_more_is_returned_than_was_drawn",
        "UPDATE authority_draw SET returned_minor_units = minor_units + 1",
    ),
    ("allowed_draw_has_an_amount", draw(minor_units="NULL")),
    ("allowed_draw_has_an_amount", draw(minor_units="-1")),
    ("draws_stay", "DELETE FROM authority_draw"),
    ("draws_are_as_they_were", "UPDATE authority_draw SET minor_units = 1"),
    ("draws_are_as_they_were", "UPDATE authority_draw SET budgets = '[]'"),
    ("draws_are_as_they_were", "UPDATE authority_draw SET key = gen_random_uuid()"),
    (
        "setters_of_limits_do_not_spend",
        draw(agent="(SELECT published_by_id FROM authority_policyversion LIMIT 1)"),
    ),
]


# What a trigger says that does not give its name.
SAID = {
    "published_versions_stay": "Cannot update or delete rows",
    "draws_stay": "Cannot delete rows",
    "draws_are_as_they_were": "Cannot update rows",
    "setters_of_limits_do_not_spend": "who sets limits does not spend under them",
}


@pytest.fixture
def everything(db) -> None:
    """One row of everything: a version in force, a draft, a rate, a draw, its sums."""
    place, owner = store("US"), wen()
    agent: Person = lin(place)
    plain = rules.plain(rules.DEFAULT)
    made = commands.draft(name="x", terms=plain, by=owner, at=NOON)
    commands.publish(version_id=made.pk, valid_from=None, by=owner, at=NOON)
    commands.draft(name="a draft", terms=plain, by=owner, at=NOON)
    made = commands.draft(name="later", terms=plain, by=owner, at=NOON)
    commands.publish(
        version_id=made.pk, valid_from=NOON + timedelta(days=9), by=owner, at=NOON
    )
    commands.record_rates(
        reference="USD",
        on=NOON.date().replace(day=1),
        worth={"EUR": Decimal(1)},
        by=owner,
        at=NOON,
    )
    ask(asking(place, 5_000), agent)
    assert Spent.objects.exists()
    attempt("set constraints all immediate; set constraints all deferred")


def test_the_database_refuses_and_only_by_this_guard(everything) -> None:
    for guard, statement in FORBIDDEN:
        assert SAID.get(guard, guard) in refusal_of(statement), statement
        with without("authority", guard):
            assert refusal_of(statement) == "", statement


def test_every_trigger_and_constraint_is_tried() -> None:
    tried = {guard for guard, _ in FORBIDDEN}
    assert names("authority", "trigger") | names("authority", "constraint") == tried
