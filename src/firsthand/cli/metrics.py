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
    from firsthand.domain.metrics.model import Metric
    from firsthand.domain.metrics.queries import Figure

DAYS = 7  # Without --from and --to: the latest week of which everything is certain.
COLUMNS = (
    "version", "unit", "group", "value", "numerator", "denominator", "n", "low", "high",
    "hits", "misses", "provisional", "open", "lower", "upper", "estimate", "mature",
    "shown", "verdict", "ages", "exclusions",
)  # fmt: skip


class NoSuchMetric(Refused):
    """The catalogue has no metric of that name."""

    code = "metrics.no_such_metric"


class NotATime(Refused):
    """What was typed is neither a day nor a moment, or the zone is unknown."""

    code = "metrics.not_a_time"


class NotASplit(Refused):
    """What was typed after --only is no cut with a value."""

    code = "metrics.not_a_split"


def add_parser(commands: Commands) -> None:
    """Add `metrics show | list | rebuild | compare | export`."""
    parser = commands.add_parser("metrics", help="show figures, build their facts afresh")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    show = actions.add_parser("show", help="show one or more figures")
    show.add_argument("keys", nargs="+", metavar="KEY", help="as `metrics list` names it")
    show.add_argument("--from", dest="since", help="first day or moment (default: a week)")
    show.add_argument("--to", dest="until", help="day or moment after the last")
    show.add_argument("--tz", default="UTC", help="zone of days without one (UTC)")
    show.add_argument("--as-of", help="what had happened by then (now)")
    show.add_argument("--known-at", help="without what was written down later (all)")
    show.add_argument(
        "--by",
        action="append",
        default=[],
        metavar="CUT",
        help="a period, and up to two others, as `metrics list` names them",
    )
    show.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="CUT=VALUE",
        help="the units with this value; without a value, those that have none",
    )
    show.add_argument("--format", choices=["table", "json", "csv"], default="table")
    actions.add_parser("list", help="list the metrics")
    actions.add_parser("rebuild", help="build all facts afresh from the journal")
    actions.add_parser("compare", help="check the facts against the journal")
    actions.add_parser("export", help="write journal and facts as Parquet files")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Do what was asked; status 1 when `compare` found a difference."""
    actions = {
        "show": _show,
        "list": _list,
        "rebuild": _rebuild,
        "compare": _compare,
        "export": _export,
    }
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
    known_at = _moment(args.known_at, tz) if args.known_at else None
    only = dict(_pair(typed) for typed in args.only)
    made: list[Figure] = []
    for key in args.keys:
        since, until = _period(args, metrics[key], as_of, tz)
        made += queries.figures(
            metrics[key],
            person=Everything(),
            since=since,
            until=until,
            as_of=as_of,
            tz=tz,
            by=tuple(dict.fromkeys(args.by)),
            only=only,
            known_at=known_at,
        )
    {"table": _as_table, "json": _as_json, "csv": _as_csv}[args.format](made)
    return 0


def _period(
    args: argparse.Namespace, metric: Metric, as_of: datetime, tz: ZoneInfo
) -> tuple[datetime, datetime]:
    """Return the period asked for; without one the latest that is certain."""
    from firsthand.domain.metrics import queries

    since, until = queries.mature_window(metric, as_of=as_of, days=DAYS)
    if args.until:
        until = _moment(args.until, tz)
        since = until - timedelta(days=DAYS)
    if args.since:
        since = _moment(args.since, tz)
        until = until if args.until else as_of
    if since >= until:
        raise NotATime("The period must end after it begins.", fix="Change --from or --to.")
    return since, until


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


def _pair(typed: str) -> tuple[str, str]:
    cut, equals, value = typed.partition("=")
    if not equals:
        raise NotASplit(f"{typed} names no value.", fix="Write for example store=1.")
    return cut, value


def _record(figure: Figure) -> dict[str, Any]:
    low, high = figure.interval or (None, None)
    record: dict[str, Any] = {
        "metric": figure.metric,
        "from": figure.since.isoformat(),
        "to": figure.until.isoformat(),
        "as_of": figure.as_of.isoformat(),
        "known_at": figure.known_at and figure.known_at.isoformat(),
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
            "p90_low": waits.p90_interval and waits.p90_interval[0],
            "p90_high": waits.p90_interval and waits.p90_interval[1],
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
        for name in ("group", "exclusions"):
            record[name] = " ".join(f"{k}={v}" for k, v in record[name].items())
        record["ages"] = " ".join(map(str, record["ages"] or ()))
        writer.writerow(record)


def _as_table(figures: list[Figure]) -> None:
    from firsthand.domain.metrics import queries

    heading = None
    names = _names(figures)
    for figure in figures:
        metric = queries.catalogue()[figure.metric]
        if figure.metric != heading:
            heading = figure.metric
            print("  ".join(filter(None, [metric.key, metric.names["en"], metric.code])))
            known = figure.known_at
            print(
                f"  as of {figure.as_of:%Y-%m-%d %H:%M %Z}"
                + (f", known at {known:%Y-%m-%d %H:%M %Z}" if known else "")
                + f", days in {figure.tz}, definition {figure.version}"
            )
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
    parts = [_value(figure, unit), f"n = {figure.n}"]
    if figure.interval and figure.shown != "counts":
        parts.append("95 %: " + " to ".join(_number(v, unit) for v in figure.interval))
    if figure.waits is not None and figure.waits.p90 is not None:
        parts += [
            f"{name} {_number(value, unit)}"
            for name, value in (("mean", figure.waits.mean), ("P90", figure.waits.p90))
            if value is not None
        ]
    if figure.provisional or figure.open:
        parts.append(f"{figure.provisional} provisional, {figure.open} open")
    parts += [f"{n} left out: {why}" for why, n in figure.exclusions.items() if n]
    if figure.ages is not None:
        parts.append(f"by age: {' '.join(map(str, figure.ages))}")
    if figure.verdict != "no target":
        parts.append(f"against the target: {figure.verdict}")
    return "; ".join(parts)


def _value(figure: Figure, unit: str) -> str:
    """Return the value, or what can be said instead."""
    if figure.shown == "counts" and unit == "share":
        return f"{figure.hits}/{figure.n}"
    if figure.value is not None:
        return _number(figure.value, unit)
    if figure.lower is None:
        return "–"
    if figure.upper is None:
        return f"not certain yet, at least {_number(figure.lower, unit)}"
    bounds = f"{_number(figure.lower, unit)} to {_number(figure.upper, unit)}"
    best = "" if figure.estimate is None else f", about {_number(figure.estimate, unit)}"
    return f"not certain yet, {bounds}{best}"


def _number(value: float, unit: str) -> str:
    if unit == "share":
        return f"{value * 100:.1f} %"
    if unit == "seconds":
        return f"{value / 3600:.2f} h"
    return f"{value:.0f}" if unit == "count" else f"{value:.2f}"


def _list(_: argparse.Namespace) -> int:
    from firsthand.domain.metrics import queries

    for metric in queries.catalogue().values():
        names = f"{metric.names['en']} / {metric.names['zh-hans']}"
        print(f"{metric.key:28} {metric.code:6} {names}")
        print(f"{'':28} {'':6} --by {', '.join(queries.cuts_of(metric))}")
    print(f"Periods to split by: {', '.join(queries.PERIOD_CUTS)}")
    return 0


def _rebuild(_: argparse.Namespace) -> int:
    from firsthand.domain.metrics import commands

    buyers = commands.rebuild()
    read = commands.run_until_done()
    print(f"Built the facts of {buyers} buyers afresh; {read} newer entries brought in.")
    return 0


def _export(_: argparse.Namespace) -> int:
    from firsthand.domain.metrics import commands
    from firsthand.settings import environment

    folder = environment.DATA_DIR / "columns"
    read = commands.write_files(folder)
    print(f"Brought in {read} entries. The facts are in {folder / 'facts'}.")
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
