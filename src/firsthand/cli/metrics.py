"""`firsthand metrics`: the figures as the pages show them, for the operator."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.cli.db import Commands
    from firsthand.domain.metrics.queries import Figure

DAYS = 7  # Without --from and --to: the latest week of which everything is certain.
COLUMNS = (
    "group", "value", "n", "low", "high", "hits", "misses", "provisional", "open",
    "lower", "upper", "estimate", "mature", "shown", "verdict",
)  # fmt: skip


class NoSuchMetric(Refused):
    """The catalogue has no metric of that name."""

    code = "metrics.no_such_metric"


class NotATime(Refused):
    """What was typed is neither a day nor a moment, or the zone is unknown."""

    code = "metrics.not_a_time"


def add_parser(commands: Commands) -> None:
    """Add `metrics show | list | rebuild | compare`."""
    parser = commands.add_parser("metrics", help="show figures, build their facts afresh")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    show = actions.add_parser("show", help="show one or more figures")
    show.add_argument("keys", nargs="+", metavar="KEY", help="as `metrics list` names it")
    show.add_argument("--from", dest="since", help="first day or moment (default: a week)")
    show.add_argument("--to", dest="until", help="day or moment after the last")
    show.add_argument("--tz", default="UTC", help="zone of days without one (UTC)")
    show.add_argument("--as-of", help="what was known then (now)")
    show.add_argument(
        "--by", action="append", default=[], choices=["store", "agent", "day"]
    )
    show.add_argument("--format", choices=["table", "json", "csv"], default="table")
    actions.add_parser("list", help="list the metrics")
    actions.add_parser("rebuild", help="build all facts afresh from the journal")
    actions.add_parser("compare", help="check the facts against the journal")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Do what was asked; status 1 when `compare` found a difference."""
    actions = {"show": _show, "list": _list, "rebuild": _rebuild, "compare": _compare}
    return actions[args.action](args)


def _show(args: argparse.Namespace) -> int:
    from firsthand.domain.metrics import queries
    from firsthand.foundation.scoping import Everything

    metrics = queries.catalogue()
    unknown = [key for key in args.keys if key not in metrics]
    if unknown:
        raise NoSuchMetric(
            f"There is no metric called {', '.join(unknown)}.",
            fix="See `firsthand metrics list`.",
        )
    tz = _zone(args.tz)
    as_of = _moment(args.as_of, tz) if args.as_of else datetime.now(UTC)
    made: list[Figure] = []
    for key in args.keys:
        since, until = queries.mature_window(metrics[key], as_of=as_of, days=DAYS)
        if args.until:
            until = _moment(args.until, tz)
            since = until - timedelta(days=DAYS)
        if args.since:
            since = _moment(args.since, tz)
            until = until if args.until else as_of
        made += queries.figures(
            metrics[key],
            person=Everything(),
            since=since,
            until=until,
            as_of=as_of,
            tz=tz,
            by=tuple(dict.fromkeys(args.by)),
        )
    {"table": _as_table, "json": _as_json, "csv": _as_csv}[args.format](made)
    return 0


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as wrong:
        raise NotATime(
            f"There is no time zone called {name}.", fix="Say for example Asia/Shanghai."
        ) from wrong


def _moment(typed: str, tz: ZoneInfo) -> datetime:
    try:
        at = datetime.fromisoformat(typed)
    except ValueError as wrong:
        raise NotATime(
            f"{typed} is no day and no moment.",
            fix="Write 2026-03-01 or 2026-03-01T12:00+08:00.",
        ) from wrong
    return at if at.tzinfo else at.replace(tzinfo=tz)


def _record(figure: Figure) -> dict[str, Any]:
    low, high = figure.interval or (None, None)
    record: dict[str, Any] = {
        "metric": figure.metric,
        "from": figure.since.isoformat(),
        "to": figure.until.isoformat(),
        "as_of": figure.as_of.isoformat(),
        "tz": figure.tz,
        "low": low,
        "high": high,
    }
    for name in COLUMNS:
        if name not in record:
            record[name] = getattr(figure, name)
    if figure.waits is not None:
        waits = figure.waits
        record |= {
            "mean": waits.mean,
            "p90": waits.p90,
            "km_median": waits.km_median,
            "unanswered": waits.unanswered,
            "within_hours": waits.within,
        }
    return record


def _as_json(figures: list[Figure]) -> None:
    print(json.dumps([_record(figure) for figure in figures], indent=2))


def _as_csv(figures: list[Figure]) -> None:
    records = [_record(figure) for figure in figures]
    names = list(dict.fromkeys(name for record in records for name in record))
    writer = csv.DictWriter(sys.stdout, names, lineterminator="\n")
    writer.writeheader()
    for record in records:
        record["group"] = " ".join(f"{k}={v}" for k, v in record["group"].items())
        writer.writerow(record)


def _as_table(figures: list[Figure]) -> None:
    from firsthand.domain.metrics import queries

    heading = None
    names = _names(figures)
    for figure in figures:
        metric = queries.catalogue()[figure.metric]
        if figure.metric != heading:
            heading = figure.metric
            print(f"{metric.key}  {metric.names['en']} ({metric.code})")
            print(f"  as of {figure.as_of:%Y-%m-%d %H:%M %Z}, days in {figure.tz}")
        group = " ".join(
            f"{by} {names.get((by, str(value)), value or '–')}"
            for by, value in figure.group.items()
        )
        period = f"{figure.since:%Y-%m-%d %H:%M} to {figure.until:%Y-%m-%d %H:%M}"
        print(f"  {group or period}: {_words(figure, metric.unit)}")


def _names(figures: list[Figure]) -> dict[tuple[str, str], str]:
    """Return what people call the stores and agents that figures are split by."""
    from firsthand.domain.people import queries as people
    from firsthand.domain.stores import queries as stores
    from firsthand.foundation.scoping import Everything

    agents = {int(value) for figure in figures if (value := figure.group.get("agent"))}
    named = {("agent", str(pk)): name for pk, name in people.names_of(agents).items()}
    return named | {
        ("store", str(store.pk)): store.name for store in stores.stores_of(Everything())
    }


def _words(figure: Figure, unit: str) -> str:
    """Return the figure in words; under ten units only the counts."""
    if figure.n + figure.open == 0:
        return "– (nothing was counted)"
    parts = [f"n = {figure.n}"]
    if figure.shown == "counts" and unit == "share":
        parts.insert(0, f"{figure.hits}/{figure.n}")
    elif figure.value is not None:
        parts.insert(0, _number(figure.value, unit))
        if figure.interval:
            parts.append("95 %: " + " to ".join(_number(v, unit) for v in figure.interval))
    elif figure.lower is not None and figure.upper is not None:
        bounds = f"{_number(figure.lower, unit)} to {_number(figure.upper, unit)}"
        best = (
            "" if figure.estimate is None else f", about {_number(figure.estimate, unit)}"
        )
        parts.insert(0, f"not certain yet, {bounds}{best}")
    else:
        parts.insert(0, "–")
    if figure.provisional or figure.open:
        parts.append(f"{figure.provisional} provisional, {figure.open} open")
    return "; ".join([*parts, f"against the target: {figure.verdict}"])


def _number(value: float, unit: str) -> str:
    return f"{value * 100:.1f} %" if unit == "share" else f"{value / 3600:.2f} h"


def _list(_: argparse.Namespace) -> int:
    from firsthand.domain.metrics import queries

    for metric in queries.catalogue().values():
        names = f"{metric.names['en']} / {metric.names['zh-hans']}"
        print(f"{metric.key:24} {metric.code:6} {names}")
    return 0


def _rebuild(_: argparse.Namespace) -> int:
    from firsthand.domain.metrics import commands

    buyers = commands.rebuild()
    read = commands.run_until_done()
    print(f"Built the facts of {buyers} buyers afresh; {read} newer entries brought in.")
    return 0


def _compare(_: argparse.Namespace) -> int:
    from firsthand.domain.metrics import commands

    commands.run_until_done()
    differences = commands.check(at=datetime.now(UTC))
    for found in differences:
        print(f"{found.table} {found.key}: is {found.stored}, should be {found.expected}")
    if differences:
        print(
            f"{len(differences)} facts are not what the journal says."
            " Run `firsthand metrics rebuild`.",
            file=sys.stderr,
        )
        return 1
    print("The facts are what the journal says.")
    return 0
