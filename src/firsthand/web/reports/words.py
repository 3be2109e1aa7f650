"""The cells of a report, as people read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from firsthand.domain.reports.queries import Cell, Column, Kept, Report
from firsthand.foundation.charts import Member, funnel
from firsthand.foundation.money import Money
from firsthand.web.shared import formats

_DRAWN = 30  # More names than that nobody can tell apart.


@dataclass(frozen=True)
class Shown:
    """One cell: its words; the ticket it leads to, if it is one."""

    words: str
    is_number: bool = False
    ticket: int | None = None


@dataclass(frozen=True)
class Line:
    """One row; what is long, a note say, stands below it over the whole width."""

    cells: Sequence[Shown]
    below: str


def heads_of(report: Report) -> list[tuple[str, bool]]:
    """Return the heads of the columns beside each other, and which are of numbers."""
    return [(each.title, is_number(each)) for each in report.columns if each.kind != "long"]


def is_number(column: Column) -> bool:
    """Say whether the cells of a column are held against each other as numbers."""
    return column.kind in {"number", "decimal", "share", "points", "time", "money"}


def rows_of(report: Report) -> list[Line]:
    """Return a report row by row."""
    beside = [each for each in report.columns if each.kind != "long"]
    long = [each for each in report.columns if each.kind == "long"]
    return [
        Line(
            cells=[_cell(each, row.get(each.key)) for each in beside],
            below=" ".join(_words(each, row.get(each.key)) for each in long),
        )
        for row in report.rows
    ]


def _cell(column: Column, value: Cell) -> Shown:
    if column.kind == "ticket" and isinstance(value, int):
        return Shown(f"#{value}", ticket=value)
    return Shown(_words(column, value) or formats.DASH, is_number=is_number(column))


def _words(column: Column, value: Cell) -> str:
    if value is None or value == ():
        return ""
    if isinstance(value, Money):
        return formats.money(value)
    if isinstance(value, tuple):
        return " · ".join(formats.money(each) for each in value)
    if isinstance(value, datetime):
        return formats.moment(value)
    if isinstance(value, str):
        return value
    return _figure(column, value)


def _figure(column: Column, value: float) -> str:
    if column.kind == "share":
        return formats.share(value)
    if column.kind == "points":
        return _("%(points)s points") % {"points": f"{value * 100:+.1f}"}
    if column.kind == "time":
        return formats.duration(value)
    if column.kind == "decimal":
        return formats.decimals(value, 2)
    return formats.number(value)


def picture_of(report: Report, kept: Kept) -> SafeString | str:
    """Return the groups against what chance allows, where there are some to compare."""
    members: Sequence[Member] = [
        Member(name=name, hits=hits, n=n) for name, hits, n in report.funnel[:_DRAWN]
    ]
    if len(members) < 3:
        return ""
    return funnel(
        members,
        label=_("%(title)s: the rate of each against its n") % {"title": kept.title},
        across_words=_("n"),
        enough=50,
    )
