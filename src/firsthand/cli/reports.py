"""`firsthand reports NAME`: the reports about authority, for the operator."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.cli.db import Commands
    from firsthand.domain.reports.queries import Report


class NoSuchReport(Refused):
    code = "reports.no_such_report"


class NotAnOption(Refused):
    code = "reports.not_an_option"


def add_parser(commands: Commands) -> None:
    parser = commands.add_parser(
        "reports", help="what agents gave on their own word, and what came of it"
    )
    parser.add_argument("name", nargs="?", metavar="NAME", help="none: list them")
    parser.add_argument("--store", type=int, metavar="NUMBER", help="of this store (all)")
    parser.add_argument("--channel", default="", help="of stores on this channel (all)")
    parser.add_argument("--days", type=int, help="how many days (as the report has it)")
    parser.add_argument("--to", type=date.fromisoformat, metavar="DAY", help="the last day")
    parser.add_argument(
        "--only", action="append", default=[], metavar="OPTION=VALUE",
        help="an option of the report, such as by=product",
    )  # fmt: skip
    parser.add_argument("--format", choices=["table", "json", "csv"], default="table")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print one report whole, or the names of all."""
    from django.utils import timezone

    from firsthand.domain.reports import queries
    from firsthand.foundation.scoping import Everything

    if args.name is None:
        for kept in queries.REPORTS.values():
            print(f"{kept.name:18} {kept.title}: {kept.says}")
        return 0
    if args.name not in queries.REPORTS:
        raise NoSuchReport(
            f"There is no report {args.name}.", fix="See `firsthand reports`."
        )
    kept = queries.REPORTS[args.name]
    asked = queries.Asked(
        store_id=args.store,
        channel=args.channel,
        days=args.days,
        last=args.to,
        options=dict(map(_option, args.only)),
    )
    wanted = queries.wanted(
        kept, asked, Everything(), at=timezone.now(), tz=ZoneInfo("UTC"), size=None
    )
    {"table": _as_table, "json": _as_json, "csv": _as_csv}[args.format](kept.make(wanted))
    return 0


def _option(typed: str) -> tuple[str, str]:
    name, sign, value = typed.partition("=")
    if not sign:
        raise NotAnOption(f"“{typed}” has no value.", fix="Write for example by=product.")
    return name, value


def _as_csv(report: Report) -> None:
    from firsthand import wiring
    from firsthand.domain.reports import queries

    for line in wiring.csv_lines(*queries.given_out(report)):
        sys.stdout.write(line)


def _as_json(report: Report) -> None:
    from firsthand.domain.reports import queries

    keys, rows = queries.given_out(report)
    found = {
        "finding": report.finding,
        "notes": list(map(str, report.notes)),
        "rows": [dict(zip(keys, row, strict=True)) for row in rows],
    }
    print(json.dumps(found, ensure_ascii=False, indent=2, default=str))


def _as_table(report: Report) -> None:
    from firsthand.domain.reports import queries

    if report.finding:
        print(f"{report.finding}\n")
    _keys, rows = queries.given_out(report)
    writer = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
    writer.writerow(column.title for column in report.columns)
    writer.writerows(["–" if cell == "" else cell for cell in row] for row in rows)
    if not rows:
        print("– (nothing was counted)")
    for note in report.notes:
        print(f"\n{note}")
