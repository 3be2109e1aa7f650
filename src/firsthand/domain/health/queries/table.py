"""An account's standings as a table: for files, programs and the command line alike."""

from __future__ import annotations

from collections.abc import Sequence

from firsthand.domain.health.queries.standing import Health, Standing

COLUMNS = (
    "store", "marketplace", "account_status", "measure", "window_days", "reported_at",
    "since", "until", "their_hits", "their_n", "their_rate", "status", "target",
    "condition", "target_is_reported", "our_hits", "our_n", "difference_points",
    "by_hits_points", "by_units_points", "added_since", "room_left", "our_latest_hits",
    "our_latest_n", "breach_early", "breach_likely", "breach_late", "forecast_n",
    "forecast_bad",
)  # fmt: skip
Cell = str | int | float


def table(healths: Sequence[Health]) -> list[list[Cell]]:
    """Return a row per measure, in the order of `COLUMNS`; nothing is empty.

    Rates and targets are 0 to 1, differences percentage points, times ISO in UTC.
    """
    return [_row(health, standing) for health in healths for standing in health.standings]


def _row(health: Health, each: Standing) -> list[Cell]:
    said, snapshot = each.said, health.snapshot
    found = said.stated if said else None
    cells: list[object] = [
        health.store.name,
        health.store.marketplace,
        snapshot.status if snapshot else None,
        each.key,
        each.days,
        said and said.snapshot.reported_at.isoformat(),
        said and said.reading.since.isoformat(),
        said and said.reading.until.isoformat(),
        found and found.counted.hits,
        found and found.counted.n,
        said and said.rate,
        said and said.reading.status,
        each.target,
        each.condition,
        ("yes" if each.is_reported_line else "no") if each.line else None,
        each.ours_then and each.ours_then.hits,
        each.ours_then and each.ours_then.n,
        *_points(each),
        each.added if said else None,
        each.headroom and each.headroom.left,
        each.ours and each.ours.hits,
        each.ours and each.ours.n,
        *_breach(each),
    ]
    return [_plain(cell) for cell in cells]


def _points(each: Standing) -> tuple[object, ...]:
    if each.difference is None:
        return (None, None, None)
    apart = each.difference
    parts = (apart.of_rates, apart.by_hits, apart.by_units)
    return tuple(round(float(part) * 100, 4) for part in parts)


def _breach(each: Standing) -> tuple[object, ...]:
    found = each.forecast
    if found is None:
        return (None,) * 5
    days = (found.early, found.likely, found.late)
    return (*(day and day.isoformat() for day in days), found.n, found.bad)


def _plain(cell: object) -> Cell:
    if cell is None:
        return ""
    return cell if isinstance(cell, (int, float)) else str(cell)
