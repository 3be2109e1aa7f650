"""Each kind of effect is really there to be found, as strong as the story says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import mean, median
from typing import NamedTuple

import pytest

from firsthand.cli.demo import effects, story_file
from firsthand.cli.demo.effects import Effect, Effects
from firsthand.cli.demo.story import Case, Sale, Story
from firsthand.cli.demo.telling import tell

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
DAYS = 60
Touches = Callable[[dict[str, str]], bool]


def _tell(*effect: Effect, tickets: int = 1500) -> Story:
    return tell(seed=13, now=NOW, tickets=tickets, days=DAYS, effects=Effects(effect))


@pytest.fixture(scope="module")
def ordinary() -> Story:
    return _tell()


@pytest.fixture(scope="module")
def many() -> Story:
    """Return an ordinary time in which even rare things happen often enough to count."""
    return _tell(tickets=5000)


def _sales(story: Story) -> list[Sale]:
    return story.quiet + [case.sale for case in story.cases if not case.is_notice]


def _answered(story: Story) -> list[Case]:
    return [case for case in story.cases if case.answered_by]


def _contacts(story: Story, touches: Touches) -> float:
    return sum(touches(dict(case.told())) for case in story.cases if not case.is_notice)


def _defects(story: Story, touches: Touches) -> float:
    return sum(
        touches(dict(case.told())) for case in story.cases if case.reason.key == "defect"
    )


def _days_to_ship(story: Story, touches: Touches) -> float:
    return mean(
        (sale.shipped_at - sale.placed_at) / timedelta(days=1)
        for sale in story.quiet
        if sale.shipped_at and touches(sale.told())
    )


def _days_on_the_way(story: Story, touches: Touches) -> float:
    return mean(
        (sale.delivered_at - sale.shipped_at) / timedelta(days=1)
        for sale in story.quiet
        if sale.delivered_at
        and sale.shipped_at
        and touches(sale.told())
        # Of the newest only the quick ones have arrived.
        and sale.placed_at < NOW - timedelta(days=20)
    )


def _returned(story: Story, touches: Touches) -> float:
    # Long enough ago that a return would be known.
    since = NOW - timedelta(days=30)
    sold = [s for s in story.quiet if touches(s.told()) and s.placed_at < since]
    return mean(sale.sent_back is not None for sale in sold)


def _share_of(kind: str, worst: int) -> Callable[[Story, Touches], float]:
    def share(story: Story, touches: Touches) -> float:
        sold = [sale.setback for sale in _sales(story) if touches(sale.told())]
        return mean(
            one is not None and one.kind == kind and (one.stars or 0) <= worst
            for one in sold
        )

    return share


def _hours_to_answer(story: Story, touches: Touches) -> float:
    return median(
        (reply.at - case.steps[0].at) / timedelta(hours=1)
        for case in _answered(story)
        if touches(dict(case.told(case.answered_by)))
        for reply in [next(step for step in case.steps if step.kind == "reply")]
    )


def _minutes_looked(story: Story, touches: Touches) -> float:
    return mean(
        (step.until - step.at) / timedelta(minutes=1)
        for case in story.cases
        for step in case.steps
        if step.until and touches(dict(case.told(step.by)))
    )


def _wrote_again(story: Story, touches: Touches) -> float:
    def answers(case: Case) -> int:
        return sum(step.reply_kind == "resolution" for step in case.steps)

    return mean(
        answers(case) > 1
        for case in _answered(story)
        if touches(dict(case.told(case.answered_by)))
        and not any(step.kind == "bounce" for step in case.steps)
        and case.steps[0].at < NOW - timedelta(days=14)
    )


def _handed_over(story: Story, touches: Touches) -> float:
    gave_away = []
    for case in _answered(story):
        given = [n for n, step in enumerate(case.steps) if step.kind == "assign"]
        moved = next((n for n in given if case.steps[n].by != case.steps[n].to), None)
        holder = case.answered_by if moved is None else case.steps[moved - 1].by
        if touches(dict(case.told(holder))):
            gave_away.append(moved is not None)
    return mean(gave_away)


class Told(NamedTuple):
    kind: str
    dimension: str
    value: str
    strength: float
    measured: Callable[[Story, Touches], float]
    within: float = 0.25  # Of the strength.
    is_rare: bool = False  # Then it is compared with many more in an ordinary time.


TOLD = [
    Told("more_contacts", "marketplace", "DE", 2.0, _contacts, 0.1),
    Told("more_contacts", "reason", "INS.LOG", 1.6, _contacts, 0.15),
    Told("more_contacts", "language", "ja", 0.5, _contacts, 0.15),
    Told("defect", "product", "LUMO-BREW", 4.0, _defects),
    Told("defect", "family", "Kitchen", 4.0, _returned, 0.35),
    Told("defect", "store", "Lumo US", 8.0, _share_of("feedback", 2), 0.4, True),
    Told("slower_shipment", "product", "LUMO-ARC", 2.5, _days_to_ship, 0.1),
    Told("slower_delivery", "carrier", "Hermes", 2.0, _days_on_the_way, 0.1),
    Told("more_returns", "family", "Lamps", 3.0, _returned),
    Told("more_claims", "marketplace", "US", 10.0, _share_of("claim", 0), 0.5, True),
    Told(
        "more_bad_feedback", "marketplace", "DE", 8.0, _share_of("feedback", 2), 0.4, True
    ),
    Told("longer_wait", "marketplace", "JP", 2.0, _hours_to_answer, 0.35),
    Told("longer_handling", "agent", "anna", 1.8, _minutes_looked, 0.15),
    Told("more_recontacts", "agent", "nils", 3.0, _wrote_again, 0.3),
    Told("more_transfers", "agent", "felix", 6.0, _handed_over, 0.5, is_rare=True),
]


@pytest.mark.parametrize("told", TOLD, ids=lambda told: f"{told.kind}-{told.dimension}")
def test_an_effect_is_there_where_it_is_told_and_nowhere_else(
    ordinary: Story, many: Story, told: Told
) -> None:
    begins = NOW - timedelta(days=DAYS + 40)
    effect = Effect(told.kind, told.dimension, told.value, begins, NOW, told.strength)

    def touched(of: dict[str, str]) -> bool:
        return effect.touches(NOW - timedelta(days=1), of)

    def others(of: dict[str, str]) -> bool:
        return not touched(of)

    before, changed = many if told.is_rare else ordinary, _tell(effect)
    times = told.measured(changed, touched) / told.measured(before, touched)
    assert times == pytest.approx(told.strength, rel=told.within)
    elsewhere = told.measured(changed, others) / told.measured(before, others)
    assert elsewhere == pytest.approx(1, rel=max(told.within, 0.15))


def test_an_effect_ends_with_its_time(ordinary: Story) -> None:
    begins, ends = NOW - timedelta(days=40), NOW - timedelta(days=20)
    changed = _tell(Effect("more_contacts", "marketplace", "DE", begins, ends, 3.0))

    def within(story: Story) -> int:
        asked = [case.steps[0].at for case in story.cases if case.market.code == "DE"]
        return sum(begins <= at < ends for at in asked)

    def outside(story: Story) -> int:
        return sum(case.market.code == "DE" for case in story.cases) - within(story)

    assert within(changed) / within(ordinary) == pytest.approx(3, rel=0.2)
    assert outside(changed) / outside(ordinary) == pytest.approx(1, rel=0.1)


def test_a_slow_carrier_brings_late_parcels_and_questions_where_they_are(
    ordinary: Story,
) -> None:
    begins = NOW - timedelta(days=DAYS + 40)
    slow = _tell(Effect("slower_delivery", "carrier", "Hermes", begins, NOW, 2.0))

    def late(story: Story) -> float:
        sold = [s for s in story.quiet if s.carrier == "Hermes" and s.delivered_at]
        return mean(sale.is_late(NOW) for sale in sold)

    def asked_where_it_is(story: Story) -> int:
        return sum(
            case.reason.key == "parcel" and case.sale.carrier == "Hermes"
            for case in story.cases
        )

    assert late(ordinary) < 0.1
    assert late(slow) > 0.3
    assert asked_where_it_is(slow) > 1.6 * asked_where_it_is(ordinary)


def test_in_an_ordinary_time_nobody_and_nothing_stands_out(ordinary: Story) -> None:
    again = {
        agent: _wrote_again(ordinary, lambda of, agent=agent: of["agent"] == agent)  # type: ignore[misc]
        for agent in effects.values_of("agent")
    }
    assert max(again.values()) < 2.5 * mean(again.values())


def test_the_default_story_can_be_found_in_a_quarter() -> None:
    story = tell(
        seed=7,
        now=NOW,
        tickets=5000,
        days=90,
        effects=story_file.read(story_file.DEFAULT, now=NOW),
    )
    nils = _wrote_again(story, lambda of: of["agent"] == "nils")
    peers = _wrote_again(story, lambda of: of["agent"] in ("anna", "felix", "mona"))
    assert nils > 1.5 * peers
    bad = Story([c for c in story.cases if _in_days(c.sale, 30, 16)], [])
    good = Story([c for c in story.cases if _in_days(c.sale, 80, 40)], [])
    assert _defects(bad, _is_brew) / 15 > 2.5 * _defects(good, _is_brew) / 41
    slow = [s for s in story.quiet if s.carrier == "Hermes" and _in_days(s, 33, 15)]
    before = [s for s in story.quiet if s.carrier == "Hermes" and _in_days(s, 80, 40)]
    assert mean(sale.is_late(NOW) for sale in slow) > 0.3
    assert mean(sale.is_late(NOW) for sale in before) < 0.1


def _is_brew(of: dict[str, str]) -> bool:
    return of["product"] == "LUMO-BREW"


def _in_days(sale: Sale, begins: int, ends: int) -> bool:
    return begins >= (NOW.date() - sale.placed_at.date()).days >= ends
