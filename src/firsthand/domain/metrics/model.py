"""What a metric is. The catalogue holds the metrics themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

Text = Mapping[str, str]  # By language: "en" and "zh-hans", both always there.
Facts = Literal["issue", "auditissue", "contact", "course", "solving", "agenttime"]


@dataclass(frozen=True, kw_only=True)
class Target:
    """A line a figure is held against, with whose line it is."""

    value: float  # In the metric's unit.
    name: Text


@dataclass(frozen=True, kw_only=True)
class Example:
    """One worked example: what happened, and what the metric says about it."""

    story: Text
    result: Text


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One number people are judged or helped by, defined exactly once.

    Sums are made before dividing, so a team's figure is never an average of averages.
    SQL may use `%(as_of)s`, the moment up to which things are known.

    Attributes:
        key: stable name, `topic.metric`; kept in targets, links and exports.
        code: its number in the metric dictionary.
        names: what people call it.
        better: the direction that is an improvement.
        facts: the fact table it reads, one row per unit.
        unit_name: what one unit is.
        at: SQL; the moment that decides to which day and period a unit belongs.
        ticket: SQL; the ticket behind a unit.
        agent: SQL; who is credited with a unit.
        targets: the line of the verdict first.
        ripe_after: so long after `at` the unit's part in the figure is certain.
        maturity: the same in words.
        definition: the formula in words.
        source: where the definition comes from, for anyone who doubts it.
    """

    key: str
    code: str
    names: Text
    better: Literal["higher", "lower"]
    facts: Facts
    unit_name: Text
    at: str
    ticket: str
    agent: str
    targets: tuple[Target, ...]
    ripe_after: timedelta
    maturity: Text
    definition: Text
    source: str
    example: Example
    # Under the first only counts are shown, under the second the value is greyed.
    min_n_shown: int = 10
    min_n_firm: int = 30
    min_n_ranked: int = 50

    @property
    def unit(self) -> Literal["share", "seconds"]:
        """Return the unit of the value; a share is between 0 and 1."""
        return "share" if isinstance(self, Share) else "seconds"

    @property
    def table(self) -> str:
        """Return the name of the fact table in SQL."""
        return f"metrics_{self.facts}"


@dataclass(frozen=True, kw_only=True)
class Share(Metric):
    """Units that turned out well, among those that count.

    Attributes:
        hit: SQL condition; the unit has turned out well for certain.
        miss: SQL condition; the unit has turned out badly for certain.
        running_counts: whether units that are neither yet belong to the denominator.
        provisional: SQL condition; among the running, those likely to turn out well.
        hit_when_ripe: SQL condition without `as_of`; the hits once everything is certain.
        wait, event: SQL; how long a unit was watched (seconds) and whether that ended
            badly, for the estimate of a running period. Empty: there is no estimate.
        watched: how long units are watched.
    """

    hit: str
    miss: str
    hit_when_ripe: str
    running_counts: bool
    provisional: str = "false"
    wait: str = ""
    event: str = ""
    watched: timedelta = timedelta()


@dataclass(frozen=True, kw_only=True)
class Wait(Metric):
    """How long units waited: the median is the value.

    Attributes:
        waited: SQL; seconds, NULL while the unit still waits at `as_of`.
        waiting_for: SQL; seconds a unit has been waiting for when it still waits.
        within_hours: the shares shown beside it.
    """

    waited: str
    waiting_for: str
    within_hours: tuple[int, ...]
