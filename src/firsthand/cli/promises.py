"""`firsthand promises`: what buyers were promised, and what a text would promise."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from firsthand.cli.db import Commands
    from firsthand.domain.promises.models import Promise

_BACK = timedelta(days=90)


def add_parser(commands: Commands) -> None:
    parser = commands.add_parser("promises", help="what buyers were promised")
    steps = parser.add_subparsers(required=True, metavar="STEP")
    step = steps.add_parser("list", help="owed and late, or due soon")
    step.add_argument("--days", type=int, default=1, help="how far ahead: 1")
    step.set_defaults(run=show)
    step = steps.add_parser("read", help="what a reply would promise; nothing is kept")
    step.add_argument("file", type=Path, help="the text; - reads what is piped in")
    step.add_argument("--language", required=True, metavar="CODE")
    step.add_argument("--zone", default="UTC", help="the buyer’s time zone")
    step.add_argument("--marketplace", default="", metavar="CODE", help="US, DE, …")
    step.set_defaults(run=read)


def show(args: argparse.Namespace) -> int:
    """Print what is owed, first due first; times are UTC."""
    from django.utils import timezone

    from firsthand.domain.promises import queries
    from firsthand.foundation.scoping import Everything

    at = timezone.now()
    found = queries.due_between(Everything(), at - _BACK, at + timedelta(args.days))
    for promise in found:
        print(_in_words(promise))
    print(f"{len(found)} promises are owed.")
    return 0


def _in_words(promise: Promise) -> str:
    keeper = promise.keeper.name if promise.keeper else "nobody"
    late = " (broken)" if promise.broken_at else ""
    return (
        f"{promise.due_at:%Y-%m-%d %H:%MZ}{late} ticket {promise.ticket_id}, "
        f"{promise.store.name}: {keeper}"
    )


def read(args: argparse.Namespace) -> int:
    """Print each promise of a text with when it is due by the buyer's clock."""
    from django.utils import timezone

    from firsthand.domain.promises.queries import detect

    text = sys.stdin.read() if str(args.file) == "-" else args.file.read_text("utf-8")
    zone = ZoneInfo(args.zone)
    found = detect(text, args.language, timezone.now(), args.zone, args.marketplace)
    for one in found:
        print(f"{_due(one.due, zone)}  {one.quote}")
    return 0


def _due(due: datetime | None, zone: ZoneInfo) -> str:
    return f"{due.astimezone(zone):%Y-%m-%d %H:%M}" if due else "no time named  "
