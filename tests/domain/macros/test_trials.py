"""Two versions tried against each other, by lot."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from firsthand.domain.macros import commands, queries
from firsthand.domain.macros.commands.trials import NothingToTryAgainst, TrialUnfit
from firsthand.domain.macros.commands.writing import OnTrial
from firsthand.domain.macros.models import MacroTrial, MacroVersion
from firsthand.domain.macros.rules.trials import is_challenged
from firsthand.domain.people.models import Person
from tests.macros import published, sheet
from tests.people import NOON, maya, person

END = date(2026, 4, 1)


def test_each_conversation_is_drawn_once_and_the_shares_are_kept() -> None:
    drawn = [is_challenged(1, number, 0.3) for number in range(10_000)]
    assert 0.28 < sum(drawn) / len(drawn) < 0.32
    assert drawn == [is_challenged(1, number, 0.3) for number in range(10_000)]
    other = [is_challenged(2, number, 0.3) for number in range(10_000)]
    both = sum(one and two for one, two in zip(drawn, other, strict=True))
    assert 0.07 < both / len(drawn) < 0.11


@pytest.fixture
def writer(reasons: None) -> Person:
    return maya()


@pytest.fixture
def guard(db: None) -> Person:
    return person("Chen", "compliance")


@pytest.fixture
def control(writer: Person, guard: Person) -> MacroVersion:
    return published(writer, guard)


@pytest.fixture
def challenger(control: MacroVersion, writer: Person) -> MacroVersion:
    version = commands.draft(
        sheet=sheet(shortcut="new"), macro_id=control.macro_id, by=writer, at=NOON
    )
    return commands.submit(version_id=version.pk, by=writer, at=NOON)


def started(challenger: MacroVersion, guard: Person) -> MacroTrial:
    return commands.start_trial(version_id=challenger.pk, ends_on=END, by=guard, at=NOON)


def test_while_two_are_tried_the_lot_decides_which_one_a_conversation_gets(
    control: MacroVersion, challenger: MacroVersion, guard: Person
) -> None:
    trial = started(challenger, guard)
    [ready] = queries.ready(at=NOON)
    drawn = {number: queries.drawn_for(ready, number)[0] for number in range(60)}
    assert set(drawn.values()) == {control.pk, challenger.pk}
    for number, version_id in drawn.items():
        is_new = is_challenged(trial.pk, number, 0.5)
        assert version_id == (challenger.pk if is_new else control.pk)


def test_the_winner_stays_and_the_other_ends(
    control: MacroVersion, challenger: MacroVersion, guard: Person
) -> None:
    trial = started(challenger, guard)
    later = NOON + timedelta(days=9)
    with pytest.raises(TrialUnfit):
        commands.end_trial(trial_id=trial.pk, winner_id=0, by=guard, at=later)
    commands.end_trial(trial_id=trial.pk, winner_id=challenger.pk, by=guard, at=later)
    control.refresh_from_db()
    assert (control.state, control.ended_at) == ("ended", later)
    assert [each.version_id for each in queries.ready(at=later)] == [challenger.pk]
    with pytest.raises(MacroTrial.DoesNotExist):
        commands.end_trial(trial_id=trial.pk, winner_id=control.pk, by=guard, at=later)


def test_while_two_are_tried_nothing_else_happens_to_the_macro(
    control: MacroVersion, challenger: MacroVersion, guard: Person, writer: Person
) -> None:
    started(challenger, guard)
    with pytest.raises(OnTrial):
        commands.retire(version_id=control.pk, by=guard, at=NOON)
    with pytest.raises(OnTrial):
        commands.archive(macro_id=control.macro_id, by=guard, at=NOON)
    third = commands.draft(sheet=sheet(), macro_id=control.macro_id, by=writer, at=NOON)
    commands.submit(version_id=third.pk, by=writer, at=NOON)
    with pytest.raises(OnTrial):
        commands.publish(version_id=third.pk, by=guard, at=NOON)
    with pytest.raises(NothingToTryAgainst):
        started(third, guard)


@pytest.mark.parametrize("more", [{"share": 0.0}, {"share": 1.0}, {"ends_on": NOON.date()}])
def test_a_trial_needs_both_sides_and_some_time(
    more: dict, challenger: MacroVersion, guard: Person
) -> None:
    asked = {"version_id": challenger.pk, "ends_on": END, "by": guard, "at": NOON} | more
    with pytest.raises(TrialUnfit):
        commands.start_trial(**asked)


def test_nobody_tries_his_own_and_nothing_against_nothing(
    challenger: MacroVersion, writer: Person, guard: Person
) -> None:
    with pytest.raises(TrialUnfit):
        started(challenger, writer)
    alone = commands.draft(sheet=sheet(), by=writer, at=NOON)
    commands.submit(version_id=alone.pk, by=writer, at=NOON)
    with pytest.raises(NothingToTryAgainst):
        started(alone, guard)
