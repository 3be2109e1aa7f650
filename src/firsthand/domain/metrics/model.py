"""What a metric is. The catalogue holds the metrics themselves."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from firsthand.domain.metrics.sources import SOURCES, Facts

Text = Mapping[str, str]  # By language: "en" and "zh-hans", both always there.
Unit = Literal["share", "seconds", "count", "ratio", "per 100"]


def text(en: str, zh: str) -> Text:
    """Return a text in both languages."""
    return {"en": en, "zh-hans": zh}


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
class Exclusion:
    """Units that are left out of a figure, and counted beside it."""

    key: str
    name: Text
    condition: str  # SQL.


@dataclass(frozen=True, kw_only=True)
class Metric(ABC):
    """One number people are judged or helped by, defined exactly once.

    Sums are made before dividing, so a team's figure is never an average of averages.
    SQL is what PostgreSQL and DuckDB both understand, over the columns of `facts`, whose
    row is called `unit`. It may use `%(as_of)s`, the moment up to which things are known.

    Attributes:
        key: stable name, `topic.metric`; kept in targets, links and exports.
        code: its number in the metric dictionary.
        names: what people call it.
        better: the direction that is an improvement; "context": none is.
        facts: what it reads, one row per unit.
        unit_name: what one unit is.
        at: SQL; the moment that decides to which day and period a unit belongs.
        ticket: SQL; the ticket behind a unit. Empty: there is none.
        agent: SQL; who is credited with a unit. Empty: nobody is.
        credit: the same in words.
        reason: SQL; the reason a unit is split by. Empty: as the facts have it.
        counted: SQL condition; the units that belong to the metric.
        exclusions: those that do not, and would be asked about.
        targets: the line of the verdict first; none: there is no verdict.
        ripe_after: so long after `at` the unit's part in the figure is certain.
        maturity: the same in words.
        window: how long an outcome is waited for.
        definition: the formula in words.
        source: where the definition comes from, for anyone who doubts it.
        version: raised whenever the definition changes.
    """

    key: str
    code: str
    names: Text
    better: Literal["higher", "lower", "corridor", "context"]
    facts: Facts
    unit_name: Text
    at: str
    ticket: str
    agent: str
    credit: Text
    targets: tuple[Target, ...] = ()
    ripe_after: timedelta
    maturity: Text
    window: timedelta = timedelta()
    definition: Text
    source: str
    example: Example
    reason: str = ""
    counted: str = "true"
    exclusions: tuple[Exclusion, ...] = ()
    version: int = 1
    # Under the first only counts are shown, under the second the value is greyed.
    min_n_shown: int = 10
    min_n_firm: int = 30
    min_n_ranked: int = 50
    unit: Unit = "share"

    @property
    def table(self) -> str:
        """Return what to select the units from, in SQL."""
        return SOURCES[self.facts].sql

    @property
    @abstractmethod
    def numerator(self) -> str:
        """Return the SQL aggregate above the line."""

    @property
    @abstractmethod
    def denominator(self) -> str:
        """Return the SQL aggregate below the line."""


@dataclass(frozen=True, kw_only=True)
class Share(Metric):
    """Units with a mark, among those that count.

    Attributes:
        hit: SQL condition; the unit has the mark for certain.
        miss: SQL condition; the unit will not have it for certain.
        running_counts: whether units that are neither yet belong to the denominator.
        provisional: SQL condition; among the running, those likely to turn out well.
        hit_when_ripe: SQL condition without `as_of`; the hits once everything is certain.
            Sums per half hour are kept of it; empty: none are.
        wait, event: SQL; how long a unit was watched (seconds) and whether something
            ended that, for the estimate of a running period. Empty: no estimate.
        event_hits: whether the event makes a unit a hit; otherwise it makes it a miss.
        watched: how long units are watched.
    """

    hit: str
    miss: str
    hit_when_ripe: str = ""
    running_counts: bool
    provisional: str = "false"
    wait: str = ""
    event: str = ""
    event_hits: bool = False
    watched: timedelta = timedelta()

    @property
    def running(self) -> str:
        """Return the SQL condition of the units whose part is not certain."""
        return f"(({self.hit}) OR ({self.miss})) IS NOT TRUE"

    @property
    def numerator(self) -> str:
        """Return the SQL aggregate above the line."""
        return f"count(*) FILTER (WHERE {self.hit})"

    @property
    def denominator(self) -> str:
        """Return the SQL aggregate below the line."""
        if self.running_counts:
            return "count(*)"
        return f"count(*) FILTER (WHERE ({self.hit}) OR ({self.miss}))"


@dataclass(frozen=True, kw_only=True)
class Wait(Metric):
    """How long units waited: the median is the value.

    Attributes:
        waited: SQL; seconds, NULL while the unit still waits at `as_of`.
        waiting_for: SQL; seconds a unit has been waiting for when it still waits.
        waited_for_agent: SQL; as `waited`, when split by people: from when the one who
            answered was given the ticket. Empty: the same.
        within_hours: the shares shown beside it.
    """

    waited: str
    waiting_for: str
    waited_for_agent: str = ""
    within_hours: tuple[int, ...]
    unit: Unit = "seconds"

    @property
    def numerator(self) -> str:
        """Return the SQL aggregate of the value: there is nothing to divide."""
        return f"percentile_cont(0.5) WITHIN GROUP (ORDER BY {self.waited})"

    @property
    def denominator(self) -> str:
        """Return the SQL aggregate of the units that are done waiting."""
        return f"count({self.waited})"


@dataclass(frozen=True, kw_only=True)
class Mean(Metric):
    """One sum per another. Units of one cluster resemble each other: the interval knows.

    Attributes:
        total: SQL; what a unit adds above the line.
        weight: SQL; what it adds below; a whole number.
        cluster: SQL; which units belong together, mostly those of a buyer.
        running: SQL condition; units whose total may still grow at `as_of`.
        running_counts: whether the value is withheld as long as some are running.
        scale: what the ratio is multiplied by.
        unit: of the value, after scaling.
    """

    total: str
    weight: str = "1"
    cluster: str = "buyer_id"
    running: str = "false"
    running_counts: bool = False
    scale: int = 1

    @property
    def numerator(self) -> str:
        """Return the SQL aggregate above the line."""
        return f"sum({self.total})"

    @property
    def denominator(self) -> str:
        """Return the SQL aggregate below the line."""
        return f"sum({self.weight})"


@dataclass(frozen=True, kw_only=True)
class Rate(Mean):
    """One sum per another of units that know fewer cuts: contacts of a reason per orders.

    Attributes:
        shared: the cuts that what is below the line has, too. By all others only what is
            above is split, and every group is held against the whole below.
    """

    shared: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Count(Metric):
    """How many units there are."""

    unit: Unit = "count"

    @property
    def numerator(self) -> str:
        """Return the SQL aggregate of the value."""
        return "count(*)"

    @property
    def denominator(self) -> str:
        """Return that nothing is divided."""
        return ""


@dataclass(frozen=True, kw_only=True)
class Portion(Metric):
    """Units of one group among those of all groups of the period; it wants a split."""

    @property
    def numerator(self) -> str:
        """Return the SQL aggregate above the line, of one group."""
        return "count(*)"

    @property
    def denominator(self) -> str:
        """Return the SQL aggregate below the line, of all groups."""
        return "count(*)"


@dataclass(frozen=True, kw_only=True)
class Snapshot(Metric):
    """How many units are in a state at an instant, and since when.

    The instant is `period_until` in its SQL: the end of the period, or `as_of` before it.

    Attributes:
        counted: SQL condition; the units in the state at the instant.
        since: SQL; when the state began.
    """

    since: str
    unit: Unit = "count"

    @property
    def numerator(self) -> str:
        """Return the SQL aggregate of the value."""
        return "count(*)"

    @property
    def denominator(self) -> str:
        """Return that nothing is divided."""
        return ""
