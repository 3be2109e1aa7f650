"""Figures from sums per day are those that the facts give, to the last digit."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from firsthand.domain.metrics import commands, queries
from firsthand.domain.metrics.catalogue import ISSUES_7D
from firsthand.domain.metrics.commands import day_sums
from firsthand.domain.metrics.models import Contact, Course, DaySum, Issue, SummedDay
from firsthand.domain.metrics.queries import Figure
from firsthand.domain.metrics.summed import BY_DAY
from firsthand.foundation.scoping import Everything
from firsthand.web.service.filters import OneStore
from tests.domain.metrics.journal_story import LIN, MAYA, Story
from tests.people import NOON, store

pytestmark = pytest.mark.django_db(transaction=True)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REASONS = ["", "INS", "INS.LOG", "INS.LOG.LOST", "INS.LOG.DELAY", "AFT.RET.HOWTO"]
CUTS: list[list[queries.Dimension]] = [
    [], ["agent"], ["store"], ["channel"], ["reason1"], ["reason2"], ["reason3"],
    ["marketplace", "agent"], ["channel", "reason3"], ["agent", "reason1"],
]  # fmt: skip
TIMES: list[list[queries.Dimension]] = [[], [], ["day"], ["week"], ["rolling_7"]]
ONLY = [{}, {}, {"channel": "email"}, {"reason1": "INS"}, {"agent": "2"}, {"agent": ""}]
ZONES = ["UTC", "Asia/Kolkata", "Asia/Kathmandu", "Europe/Berlin", "America/St_Johns"]


def facts_of_forty_days(dice: random.Random, stores: list[int], many: int) -> None:
    for number in range(1, many + 1):
        at = NOON + timedelta(seconds=dice.randrange(40 * 86_400))
        if dice.random() < 0.1:  # On the very edge of a day.
            at = day_sums.day_of(at)
        reason, agent = dice.choice(REASONS), dice.choice([None, 1, 2])
        wait = dice.choice([None, 3 * HOUR, 4 * HOUR, 24 * HOUR, 30 * HOUR])
        failed = dice.choice([None, None, at + dice.random() * 14 * DAY])
        known: dict[str, Any] = {
            "buyer_id": number, "store_id": dice.choice(stores), "recorded_at": at,
            "channel": dice.choice(["email", "amazon"]), "reason": reason,
        }  # fmt: skip
        Issue.objects.create(
            **known, opening_message_id=number, first_ticket_id=number, opened_at=at,
            reason_now=reason, front_line_can_resolve=True, first_agent_id=agent,
            resolved_at=at + HOUR, failed_at=failed, failed_30_at=failed,
            settles_at=failed or at + 7 * DAY, settles_30_at=failed or at + 30 * DAY,
            touches=1, contacts=1,
        )  # fmt: skip
        answered: dict[str, Any] = {
            "ticket_id": number, "answered_by_id": agent if wait else None,
            "answered_at": at + wait if wait else None,
        }  # fmt: skip
        Course.objects.create(
            **known, **answered, asked_at=at, times_opened_again=0, reassignments=0
        )
        Contact.objects.create(
            **known, **answered, first_message_id=number, issue_id=number, started_at=at,
            number=1,
        )  # fmt: skip


def random_question(dice: random.Random, stores: list[int]) -> dict[str, Any]:
    while True:
        metric = dice.choice([metric for metric, _splits in BY_DAY.values()])
        cuts, only = dice.choice(CUTS), dice.choice(ONLY)
        known = queries.cuts_of(metric)
        if all(cut in known for cut in (*cuts, *only)):
            break
    since = NOON + timedelta(seconds=dice.randrange(-86_400, 20 * 86_400))
    return {
        "metric": metric, "by": [*dice.choice(TIMES), *cuts], "only": only,
        "since": since, "until": since + dice.random() * 25 * DAY,
        "as_of": NOON + dice.random() * 60 * DAY, "tz": ZoneInfo(dice.choice(ZONES)),
        "person": dice.choice([Everything(), OneStore(stores[0])]), "details": False,
    }  # fmt: skip


def from_facts(asked: dict[str, Any]) -> list[Figure]:
    """Ask for what was known in the end: sums do not know when that was."""
    found = queries.figures(**asked, known_at=NOON + 1000 * DAY)
    return [replace(figure, known_at=None) for figure in found]


def test_sums_give_what_the_facts_give() -> None:
    dice = random.Random(7)  # noqa: S311 -- figures, no secrets
    stores = [store("DE").pk, store("JP").pk]
    facts_of_forty_days(dice, stores, 150)
    asked = [random_question(dice, stores) for _ in range(60)]
    expected = [from_facts(question) for question in asked]

    def found() -> list[list[Figure]]:
        return [queries.figures(**question) for question in asked]

    assert found() == expected  # Nothing is summed yet.
    day_sums.count_all()
    assert not day_sums.differences()
    assert found() == expected
    some = [day for day in SummedDay.objects.all() if dice.random() < 0.3]
    SummedDay.objects.filter(pk__in=[day.pk for day in some]).update(holds=False)
    DaySum.objects.filter(starts_at__in=[day.pk for day in some]).update(n=999)
    assert found() == expected  # Doubtful days are read from the facts.
    assert not day_sums.differences()
    SummedDay.objects.update(holds=True)
    assert found() != expected  # The sums are really used.
    assert day_sums.differences()
    day_sums.count_all()
    assert found() == expected


def test_what_happens_to_a_buyer_makes_his_days_doubtful_and_then_right() -> None:
    def by(cut: queries.Dimension, only: dict[str, str] | None = None) -> dict[str, int]:
        commands.run_until_done()
        assert not SummedDay.objects.filter(holds=False).exists()
        assert not commands.compare()
        asked: dict[str, Any] = {
            "metric": ISSUES_7D, "by": [cut], "only": only, "person": Everything(),
            "since": day_sums.day_of(NOON), "until": day_sums.day_of(NOON) + 9 * DAY,
            "as_of": NOON + 90 * DAY, "tz": ZoneInfo("UTC"), "details": False,
        }  # fmt: skip
        assert queries.figures(**asked) == from_facts(asked)
        return {figure.group[cut]: figure.n for figure in queries.figures(**asked)}

    first, second = Story(buyer=1), Story(buyer=2)
    first.asks(0, ticket=1, reason="INS.LOG.LOST", channel="email")
    second.asks(30, ticket=2, reason="INS.LOG.LOST")
    assert by("agent") == {"": 2}
    first.hears(1, ticket=1, by=LIN)
    second.hears(31, ticket=2, by=MAYA)
    assert by("agent") == {"1": 1, "2": 1}
    assert by("reason3") == {"INS.LOG.LOST": 2}
    assert by("agent", {"channel": "email"}) == {"1": 1}
    sums = DaySum.objects.filter(metric=ISSUES_7D.key, split="agent").order_by("starts_at")
    untouched = sums[1].pk
    first.asks(80, ticket=1, reason="INS.LOG.LOST")  # A return: another outcome.
    assert by("agent") == {"1": 1, "2": 1}
    assert [(one.n, one.hits) for one in sums] == [(1, 0), (1, 1)]
    assert sums[1].pk == untouched
    SummedDay.objects.all().delete()
    DaySum.objects.all().delete()
    commands.rebuild()
    assert [(one.n, one.hits) for one in sums] == [(1, 0), (1, 1)]


def test_a_day_is_doubtful_until_nothing_more_waits() -> None:
    for number in range(1, 4):
        Story(buyer=number).asks(number, ticket=number)
    assert commands.build_facts(limit=1) == 1
    assert not SummedDay.objects.get().holds
    assert DaySum.objects.count() == 0
    commands.run_until_done()
    assert SummedDay.objects.get().holds
    assert sum(DaySum.objects.filter(metric=ISSUES_7D.key).values_list("n", flat=True)) == 6


def test_the_start_of_a_day_is_that_of_utc() -> None:
    late = datetime(2026, 3, 2, 23, 59, tzinfo=ZoneInfo("America/St_Johns"))
    assert day_sums.day_of(late) == datetime(2026, 3, 3, tzinfo=ZoneInfo("UTC"))


def test_sums_that_hold_are_brought_along_and_no_day_is_looked_at_again() -> None:
    first, second = Story(buyer=1), Story(buyer=2)
    first.asks(0, ticket=1, reason="INS.LOG.LOST")
    second.asks(30, ticket=2, reason="INS.LOG.DELAY")
    commands.run_until_done()
    another = Contact.objects.get(buyer_id=2)
    another.pk, another.buyer_id = 99, 3
    another.save()  # Of a day that is counted again it would be a part.
    first.hears(1, ticket=1, by=LIN)
    second.hears(31, ticket=2, by=MAYA)
    first.asks(80, ticket=1, reason="INS.LOG.LOST")
    commands.run_until_done()
    assert len(day_sums.differences()) == 1
    another.delete()
    assert not day_sums.differences()
    assert not SummedDay.objects.filter(holds=False).exists()


def test_a_sum_that_cannot_be_right_makes_its_day_doubtful_and_is_made_again() -> None:
    story = Story(buyer=1)
    story.asks(0, ticket=1, reason="INS.LOG.LOST")
    commands.run_until_done()
    kept = DaySum.objects.filter(metric=ISSUES_7D.key)
    kept.update(n=0, hits=0)  # Less than is to be taken off.
    story.hears(1, ticket=1, by=LIN)
    commands.run_until_done()
    assert not day_sums.differences()
    kept.delete()
    story.asks(80, ticket=1, reason="INS.LOG.LOST")  # A return: another outcome.
    commands.run_until_done()
    assert not day_sums.differences()
    assert not SummedDay.objects.filter(holds=False).exists()
