"""Splitting figures: what people, stores and products belong to, and periods."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from firsthand.domain.metrics import commands, queries, rules
from firsthand.domain.metrics.commands import half_hours
from firsthand.domain.metrics.models import Contact, Course, Issue
from firsthand.domain.metrics.queries import Figure
from firsthand.domain.metrics.queries.periods import Period, divided
from firsthand.domain.metrics.summed import BY_DAY, hits_of, told_apart
from firsthand.domain.orders.models import Product
from firsthand.domain.people.models import Team
from firsthand.foundation.scoping import Everything
from tests.domain.metrics.journal_story import LIN, MAYA, Story
from tests.people import NOON, lin, maya, store

UTC, BERLIN = ZoneInfo("UTC"), ZoneInfo("Europe/Berlin")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATER = NOON + 90 * DAY


def ask(key: str, *by: queries.Dimension, days: int = 30, **more: Any) -> list[Figure]:
    commands.run_until_done()
    asked: dict[str, Any] = {
        "person": Everything(), "since": NOON, "until": NOON + days * DAY,
        "as_of": LATER, "tz": UTC, "by": by, **more,
    }  # fmt: skip
    return queries.figures(queries.catalogue()[key], **asked)


def asked(buyer: int, place: int, hours: float = 0, by: Any = None, **facts: Any) -> None:
    story = Story(buyer=buyer, store=place)
    story.asks(hours, ticket=buyer, **facts)
    if by is not None:
        story.hears(hours + 1, ticket=buyer, by=by)


@pytest.mark.django_db(transaction=True)
def test_what_belongs_together_is_looked_up_when_it_is_asked_for() -> None:
    german, other, shop = store("DE"), store("FR"), store("JP")
    type(german).objects.filter(pk=other.pk).update(marketplace="DE")
    ada, bea = lin(german), maya(german)
    for name, people in (("Early", (ada, bea)), ("Late", (bea,))):
        team = Team.objects.create(name=name)
        team.people.set(people)
    Product.objects.create(
        store=german, sku="1", asin="B1", family="Lamps", title="44a6d2c1d306"
    )
    for buyer, place, by in ((1, german, ada), (2, other, bea), (3, shop, None)):
        asked(buyer, place.pk, by=by, asins=["B1"] if buyer < 3 else ["B2"])

    def split(cut: queries.GroupCut) -> dict[str, int]:
        return {f.group[cut]: f.n for f in ask("volume.contacts", cut)}

    assert split("marketplace") == {"DE": 2, "JP": 1}
    # Who is in two teams counts in both; nobody has answered the third.
    teams = split("team")
    assert (teams["Late"], teams[""]) == (1, 1)
    assert split("family") == {"Lamps": 2, "": 1}
    assert split("product") == {"B1": 2, "B2": 1}
    Product.objects.update(family="Lights")
    assert split("family") == {"Lights": 2, "": 1}


@pytest.mark.django_db(transaction=True)
def test_reasons_are_split_at_every_level_and_by_channel_at_once() -> None:
    for buyer, reason, channel in (
        (1, "INS.LOG.WISMO", "email"), (2, "INS.LOG.DELAY", "email"),
        (3, "INS.LOG", "chat"), (4, None, "email"),
    ):  # fmt: skip
        asked(buyer, 1, reason=reason, channel=channel)
    for cut, found in (
        ("reason1", {"INS": 3, "": 1}),
        ("reason2", {"INS.LOG": 3, "": 1}),
        ("reason3", {"INS.LOG.DELAY": 1, "INS.LOG.WISMO": 1, "": 2}),
    ):
        split = {f.group[cut]: f.n for f in ask("volume.contacts", cut)}  # type: ignore[arg-type]
        assert split == found
    both = ask("volume.contacts", "week", "reason2", "channel")
    assert [(f.group["reason2"], f.group["channel"], f.n) for f in both] == [
        ("INS.LOG", "chat", 1),
        ("INS.LOG", "email", 2),
        ("", "email", 1),
    ]
    assert both[0].group["week"] == "2026-03-02"
    only = ask("volume.contacts", only={"reason1": "INS", "channel": "email"})
    assert [f.n for f in only] == [2]
    behind = queries.tickets_behind(
        queries.catalogue()["volume.contacts"], "all", person=Everything(), since=NOON,
        until=LATER, as_of=LATER, only={"reason1": "INS", "channel": "email"},
    )  # fmt: skip
    assert sorted(behind) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_what_was_written_down_later_is_left_out() -> None:
    asked(1, 1)
    asked(2, 1)
    commands.run_until_done()
    for table in (Contact, Course, Issue):
        table.objects.filter(buyer_id=2).update(recorded_at=NOON + 20 * DAY)
        table.objects.filter(buyer_id=1).update(recorded_at=NOON)
    for key in ("fcr.issues_7d", "fcr.any_order_7d", "volume.tickets", "speed.first_reply"):
        [then] = ask(key, known_at=NOON + 10 * DAY)
        [now] = ask(key, known_at=NOON + 30 * DAY)
        assert (then.n + then.open, now.n + now.open) in {(1, 2), (1, 2)}, key
        assert then.known_at == NOON + 10 * DAY
    with pytest.raises(queries.NotRecorded):
        ask("orders.late_delivery", known_at=NOON)


@pytest.mark.django_db(transaction=True)
def test_a_rolling_window_reaches_back_before_the_period() -> None:
    for day in (-5, -1, 0, 1):
        asked(10 + day, 1, hours=24 * day)
    rolling = ask("volume.contacts", "rolling_7", days=2)
    assert [(f.group["rolling_7"], f.n) for f in rolling] == [
        ("2026-03-02", 3), ("2026-03-03", 4), ("2026-03-04", 3),
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_windows_that_overlap_come_to_what_each_comes_to_alone() -> None:
    for buyer, day in enumerate((-6, -2, 0, 0, 3, 8, 9, 20), 1):
        asked(buyer, 1 + buyer % 2, hours=24 * day, by=(LIN, MAYA)[buyer % 3 % 2])
    soon = NOON + 12 * DAY  # Some windows still run, the last have not begun.
    for by in ((), ("agent",), ("store",)):
        together = ask("fcr.issues_7d", "rolling_7", *by, days=20, as_of=soon)
        assert len(together) > 12
        for figure in together:
            alone = ask(
                "fcr.issues_7d", *by, since=figure.since, until=figure.until, as_of=soon
            )
            group = {cut: figure.group[cut] for cut in by}
            [same] = [each for each in alone if each.group == group]
            assert replace(same, group=figure.group) == figure


def names(since: datetime, until: datetime, cut: queries.PeriodCut) -> list[str]:
    return [name for name, _ in divided(since, until, BERLIN, cut)]


def test_periods_are_those_of_the_zone_and_cut_at_the_ends() -> None:
    since = datetime(2026, 3, 27, 23, 30, tzinfo=UTC)  # The 28th in Berlin.
    until = datetime(2026, 4, 2, 10, tzinfo=UTC)
    assert names(since, until, "day")[:2] == ["2026-03-28", "2026-03-29"]
    assert names(since, until, "week") == ["2026-03-23", "2026-03-30"]
    assert names(since, until, "month") == ["2026-03-01", "2026-04-01"]
    assert names(since, until, "quarter") == ["2026-01-01", "2026-04-01"]
    days = [period for _, period in divided(since, until, BERLIN, "day")]
    assert (days[0].since, days[-1].until) == (since, until)
    # The clocks went forward.
    assert days[1].until.astimezone(UTC) - days[1].since.astimezone(UTC) == 23 * HOUR
    [(_, december)] = divided(
        datetime(2026, 12, 5, tzinfo=UTC), datetime(2026, 12, 9, tzinfo=UTC), UTC, "month"
    )
    assert december == Period(
        datetime(2026, 12, 5, tzinfo=UTC), datetime(2026, 12, 9, tzinfo=UTC)
    )


def test_sums_are_kept_of_one_definition_at_a_time() -> None:
    """Sums of an older one would go on being read: raise the version with them."""
    kept = sorted(
        (metric.key, metric.at, metric.counted, metric.hit_when_ripe)
        for metrics in half_hours.KEPT
        for metric in metrics
    )
    by_day = sorted(
        (key, split, metric.at, metric.counted, hits_of(metric), told_apart(metric, split))
        for key, (metric, splits) in BY_DAY.items()
        for split in splits
    )
    fingerprint = hashlib.sha256(repr([kept, by_day]).encode()).hexdigest()[:12]
    assert (rules.VERSION, fingerprint) == (4, "f0deaf6c1ba0")
