"""Figures by agent and by store: ranked only where there is enough to rank by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from firsthand.domain.metrics import queries
from firsthand.domain.metrics.model import Share
from firsthand.domain.metrics.queries import Dimension, Figure
from firsthand.foundation.charts import Member, funnel
from firsthand.web.service import words
from firsthand.web.service.filters import Limits
from firsthand.web.service.panels import tickets_address, window_of
from firsthand.web.shared import formats


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One figure of one group, in words."""

    n: str
    value: str
    interval: str = formats.DASH
    verdict: str = ""
    mark: str = "none"
    is_firm: bool = False
    counted: int = 0
    hits: int = 0
    tickets: str = ""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One agent or store with its figures. `place` is empty where nobody is ranked."""

    key: str
    name: str
    place: str
    cells: Sequence[Cell]


@dataclass(frozen=True, kw_only=True)
class Table:
    """The ranked by the first figure, best first; then those with too little, by name."""

    ranked: Sequence[Line]
    others: Sequence[Line]
    enough: int


def table(
    metrics: Sequence[Share],
    dimension: Dimension,
    names: Mapping[str, str],
    limits: Limits,
    *,
    at: datetime,
    tz: ZoneInfo,
    is_ranked: bool = True,
) -> Table:
    """Return the figures by agent or store over the days of the page, one query each.

    Args:
        metrics: what to show; the first ranks.
        dimension: by what.
        names: of the groups by id; others are left out.
        limits: of the page.
        at: as of when.
        tz: in whose days.
        is_ranked: whether those with enough are put in order.
    """
    found = [_by_group(metric, dimension, limits, at, tz) for metric in metrics]
    first = metrics[0]
    known = {key: name for key, name in names.items() if any(key in each for each in found)}
    enough = [
        key
        for key in known
        if is_ranked and key in found[0] and found[0][key].n >= first.min_n_ranked
    ]
    sign = -1 if first.better == "higher" else 1
    ranked = sorted(enough, key=lambda key: (sign * (found[0][key].value or 0), known[key]))
    others = sorted(set(known) - set(ranked), key=known.__getitem__)

    def line(key: str, place: str) -> Line:
        cells = [
            _cell(metric, each.get(key), _tickets(metric, {dimension: key}, limits, at, tz))
            for metric, each in zip(metrics, found, strict=True)
        ]
        return Line(key=key, name=known[key], place=place, cells=cells)

    return Table(
        ranked=[line(key, str(place)) for place, key in enumerate(ranked, start=1)],
        others=[line(key, "") for key in others],
        enough=first.min_n_ranked,
    )


def compared(metric: Share, shown: Table) -> SafeString:
    """Return the first figures of a table against their n, as a drawing."""
    members = [
        Member(name=line.name, hits=line.cells[0].hits, n=line.cells[0].counted)
        for line in (*shown.ranked, *shown.others)
        if line.cells[0].counted
    ]
    return funnel(
        members,
        label=_("%(name)s of each agent against how many it is made of")
        % {"name": words.said(metric.names)},
        across_words=_("%(units)s (n)") % {"units": words.said(metric.unit_name)},
        enough=metric.min_n_ranked,
    )


def _by_group(
    metric: Share, dimension: Dimension, limits: Limits, at: datetime, tz: ZoneInfo
) -> dict[str, Figure]:
    window = window_of(metric, limits.days, at=at, tz=tz)
    figures = queries.figures(
        metric,
        person=limits.view,
        since=window.since,
        until=window.until,
        as_of=at,
        tz=tz,
        by=[dimension],
        details=False,
    )
    return {figure.group[dimension]: figure for figure in figures}


def _tickets(
    metric: Share, group: Mapping[str, str], limits: Limits, at: datetime, tz: ZoneInfo
) -> str:
    window = window_of(metric, limits.days, at=at, tz=tz)
    return tickets_address(metric, window, limits, tz, **group)


def _value(figure: Figure) -> str:
    if figure.shown in {"nothing", "counts"}:
        return f"{figure.hits}/{figure.n}" if figure.n else formats.DASH
    return formats.percent(figure.value)


def _cell(metric: Share, figure: Figure | None, tickets: str) -> Cell:
    if figure is None:
        return Cell(n="0", value=formats.DASH)
    verdict, mark = words.verdict_of(figure)
    return Cell(
        is_firm=figure.shown == "firm",
        counted=figure.n,
        hits=figure.hits,
        n=formats.number(figure.n),
        value=_value(figure),
        interval=words.span(figure),
        verdict=verdict,
        mark=mark,
        tickets=tickets,
    )
