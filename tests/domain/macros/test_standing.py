"""How versions fare by the figures, and what their trials come to."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firsthand.domain.macros import commands, queries
from firsthand.domain.macros.models import MacroTrial, MacroUse, MacroVersion
from firsthand.domain.metrics import commands as metrics
from firsthand.domain.people.models import Person
from firsthand.foundation.scoping import Everything
from tests.domain.metrics.journal_story import LIN, Story
from tests.macros import published, sheet
from tests.people import NOON, maya, person, store

# The journal is read from its commits.
pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)
LATER = NOON + 45 * DAY  # All outcomes of what began at noon are certain.
LOST, EASY = "INS.LOG.DELAY", "PRE.SPEC.FUNC"


@pytest.fixture
def guard(reasons: None) -> Person:
    return person("Chen", "compliance")


@pytest.fixture
def writer(guard: Person) -> Person:
    return maya()


@pytest.fixture
def control(writer: Person, guard: Person) -> MacroVersion:
    return published(writer, guard)


def answered(
    buyers: range, version: MacroVersion | None, *, reason: str = LOST, back: int = 0
) -> None:
    """Have buyers answered from a version; the first `back` of them write again."""
    for number in buyers:
        story = Story(buyer=number)
        story.asks(number % 9, ticket=number, reason=reason, order_id=number)
        facts = {"macro_id": version.pk} if version else {}
        story.write(
            "tickets.reply_written", 10, ticket=number, by=LIN, kind="resolution", **facts
        )
        if number - buyers.start < back:
            story.asks(40, ticket=number, reason=reason)


def standing(version: MacroVersion) -> queries.Fares:
    metrics.run_until_done()
    return queries.fares_of([version], Everything(), at=LATER)[version.pk]


def test_a_version_is_held_against_all_answers_to_its_reason(control: MacroVersion) -> None:
    answered(range(1, 11), control, back=2)
    answered(range(11, 21), None, back=6)
    answered(range(21, 41), None, reason=EASY)
    found = standing(control)
    assert (found.fcr.hits, found.fcr.n) == (8, 10)
    assert found.fcr.expected == pytest.approx(12 / 20)
    assert found.advice == queries.Advice.TOO_FEW
    assert found.sent == 0


def test_a_version_whose_buyers_come_back_more_often_is_to_be_mended(
    control: MacroVersion, writer: Person
) -> None:
    sent_once(control, writer)
    answered(range(1, 41), control, back=30)
    answered(range(41, 81), None)
    found = standing(control)
    assert (found.sent, found.edited_share) == (1, 0.25)
    assert (found.advice, found.why) == (queries.Advice.FIX, queries.Why.WORSE)


def sent_once(version: MacroVersion, by: Person) -> None:
    """Write down that an answer left that was made from it."""
    MacroUse.objects.create(
        version=version, store=store("DE"), ticket_id=1, person=by, language="en",
        at=NOON, sent_at=NOON, message_id=1, edited_share=0.25,
    )  # fmt: skip


def test_what_has_not_settled_yet_is_not_counted(control: MacroVersion) -> None:
    answered(range(1, 11), control, back=2)
    metrics.run_until_done()
    early = queries.fares_of([control], Everything(), at=NOON + 10 * DAY)[control.pk]
    assert early.fcr.n == 0


def test_claims_count_as_harm_whatever_came_before(control: MacroVersion) -> None:
    answered(range(1, 11), control, back=5)
    for number in (1, 9):
        Story(buyer=number).write("orders.chargeback", 100, subject=number, external_id="X")
    found = standing(control)
    assert (found.harm.hits, found.harm.n) == (2, 10)


@pytest.fixture
def trial(control: MacroVersion, writer: Person, guard: Person) -> MacroTrial:
    draft = commands.draft(
        sheet=sheet(shortcut="new"), macro_id=control.macro_id, by=writer, at=NOON
    )
    commands.submit(version_id=draft.pk, by=writer, at=NOON)
    return commands.start_trial(
        version_id=draft.pk,
        ends_on=(NOON + 7 * DAY).date(),
        by=guard,
        at=NOON - DAY,
    )


def test_a_trial_is_answered_when_all_its_outcomes_are_certain(trial: MacroTrial) -> None:
    answered(range(1, 41), trial.control, back=30)
    answered(range(41, 81), trial.challenger, back=5)
    metrics.run_until_done()
    early = queries.trial_result(trial, Everything(), at=NOON + 8 * DAY)
    assert early.evaluation.verdict == queries.Verdict.RUNNING
    result = queries.trial_result(trial, Everything(), at=LATER)
    assert (result.control.solved, result.control.settled) == (10, 40)
    assert (result.challenger.solved, result.challenger.settled) == (35, 40)
    assert result.evaluation.verdict == queries.Verdict.BETTER
    assert result.ripe_at.date() == (NOON + 21 * DAY).date()


def test_answers_after_a_trial_are_no_part_of_it(trial: MacroTrial) -> None:
    answered(range(1, 41), trial.control)
    metrics.run_until_done()
    trial.ended_at = NOON - timedelta(hours=1)
    result = queries.trial_result(trial, Everything(), at=LATER)
    assert (result.control.issues, result.challenger.issues) == (0, 0)
