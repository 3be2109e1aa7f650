"""What a story hides is found by whoever looks at the figures, as the desk shows them."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from firsthand.cli.demo import loading, story_file
from firsthand.domain.metrics import queries
from firsthand.domain.metrics.queries import Figure
from firsthand.domain.people.models import Person
from firsthand.foundation.scoping import Everything

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SIZE = loading.Size(tickets=2500, days=90)
QUALITY = "AFT.QUA"
CALM, CHANGED = (80, 45), (30, 14)  # Days before today.


def _load(story: Path) -> None:
    effects = story_file.read(story, now=NOW)
    loading.load(seed=7, now=NOW, size=SIZE, effects=effects)


def _figures(key: str, days: tuple[int, int], by: str, **only: str) -> dict[str, Figure]:
    found = queries.figures(
        queries.catalogue()[key],
        person=Everything(),
        since=NOW - timedelta(days=days[0]),
        until=NOW - timedelta(days=days[1]),
        as_of=NOW,
        tz=ZoneInfo("UTC"),
        by=(by,),  # type: ignore[arg-type]
        only=only,
    )
    return {figure.group[by]: figure for figure in found}


def _solved_at_first(market: str) -> dict[str, float]:
    """Return the share solved at first contact, by agent."""
    emails = dict(Person.objects.values_list("pk", "email"))
    found = _figures("fcr.issues_7d", (90, 14), "agent", marketplace=market)
    return {
        emails[int(agent)].partition("@")[0]: figure.hits / (figure.hits + figure.misses)
        for agent, figure in found.items()
        if agent and figure.n > 30
    }


def _defects_per_day(days: tuple[int, int]) -> dict[str, float]:
    """Return how many contacts a day are about quality, by the product's name."""
    count: defaultdict[str, float] = defaultdict(float)
    for asin, figure in _figures(
        "volume.contacts", days, "product", reason2=QUALITY
    ).items():
        count[asin[6:8]] += figure.n / (days[0] - days[1])
    return count


def _most_defects_more() -> str:
    """Return of which product complaints about quality rose most, and more than twice."""
    before, since = _defects_per_day(CALM), _defects_per_day(CHANGED)
    most = max(since, key=lambda name: since[name] - before[name])
    assert since[most] > 2 * before[most]
    return most


def _late(days: tuple[int, int], market: str) -> float:
    figure = _figures("orders.late_delivery", days, "marketplace")[market]
    return figure.hits / figure.n


def _worst(of: dict[str, float]) -> str:
    return min(of, key=lambda name: of[name])


def test_the_three_causes_of_the_default_story_are_found(db: None) -> None:
    _load(story_file.DEFAULT)
    # In Germany, where one parcel in three goes by Hermes, more of them come late.
    assert _late(CHANGED, "DE") > 1.8 * _late(CALM, "DE")
    assert _late(CHANGED, "US") < 1.5 * _late(CALM, "US")
    # Complaints about quality pile up on the teapot.
    assert _most_defects_more() == "BR"
    # Nils solves less at first contact than anybody else.
    rates = _solved_at_first("DE")
    others = [rate for name, rate in rates.items() if name != "nils"]
    assert _worst(rates) == "nils"
    assert rates["nils"] < sum(others) / len(others) - 0.08


def test_another_story_is_found_in_place_of_it(db: None, tmp_path: Path) -> None:
    story = tmp_path / "story.yaml"
    story.write_text(
        """\
- {kind: slower_delivery, dimension: marketplace, value: JP, from: 34, to: 13, strength: 2}
- {kind: defect, dimension: product, value: LUMO-GLOW, from: 34, to: 13, strength: 6}
- {kind: more_recontacts, dimension: agent, value: felix, from: 90, to: 0, strength: 2.5}
""",
        encoding="utf-8",
    )
    _load(story)
    assert _late(CHANGED, "JP") > 3 * _late(CALM, "JP")
    assert _late(CHANGED, "DE") < 2 * _late(CALM, "DE")
    assert _most_defects_more() == "GL"
    assert _worst(_solved_at_first("DE")) == "felix"
