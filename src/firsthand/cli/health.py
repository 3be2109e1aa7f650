"""`firsthand health`: what a marketplace reports of our account, and what we count."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.cli.db import Commands
    from firsthand.domain.health.queries import Standing
    from firsthand.domain.stores.models import Store


class NoSuchStore(Refused):
    code = "health.no_such_store"


class CannotOpen(Refused):
    code = "health.cannot_open"


def add_parser(commands: Commands) -> None:
    parser = commands.add_parser("health", help="how a marketplace judges our accounts")
    steps = parser.add_subparsers(required=True, metavar="STEP")
    step = steps.add_parser("import", help="take in a seller performance report (V2)")
    step.add_argument("file", type=Path, metavar="FILE", help="as downloaded, or .gz")
    step.add_argument(
        "--store", action="append", metavar="NAME",
        help="a store of the account; again for each (all stores)",
    )  # fmt: skip
    step.add_argument(
        "--made", type=_moment, metavar="TIME", help="when, UTC (its latest day)"
    )
    step.set_defaults(run=take_in)
    step = steps.add_parser("votes", help="take in a table of buyers’ answers")
    step.add_argument("file", type=Path, metavar="FILE", help="order, date, answer")
    step.add_argument("--store", required=True, metavar="NAME")
    step.set_defaults(run=votes)
    _add_note(steps)
    step = steps.add_parser("show", help="every measure with its room and forecast")
    step.add_argument("--store", metavar="NAME", help="of one store (all)")
    step.add_argument("--format", choices=["table", "json", "csv"], default="table")
    step.set_defaults(run=show)


def _add_note(steps: Commands) -> None:
    step = steps.add_parser("note", help="note a measure that only their page says")
    step.add_argument("measure", metavar="MEASURE", help="such as service_dissatisfaction")
    step.add_argument("--store", required=True, metavar="NAME")
    step.add_argument("--hits", type=int, required=True, help="so many,")
    step.add_argument("--n", type=int, required=True, help="of so many")
    for name in ("from", "to"):
        step.add_argument(
            f"--{name}", dest=f"{name}_day", type=date.fromisoformat, required=True,
            metavar="DAY",
        )  # fmt: skip
    step.set_defaults(run=note)


def _moment(typed: str) -> datetime:
    found = datetime.fromisoformat(typed)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def take_in(args: argparse.Namespace) -> int:
    """Import a report and say what became of it; 1 where no store was found for it."""
    from django.utils import timezone

    from firsthand import wiring
    from firsthand.domain.stores import queries as stores
    from firsthand.foundation.scoping import Everything

    try:
        content = args.file.read_bytes()
    except OSError as problem:
        raise CannotOpen(
            f"{args.file} cannot be read: {problem.strerror}.", fix="Check the path."
        ) from problem
    done = wiring.import_performance_report(
        content,
        store_ids=[_store(name).pk for name in args.store] if args.store else None,
        reported_at=args.made,
        by=None,
        at=timezone.now(),
    )
    names = {each.pk: each.name for each in stores.stores_of(Everything())}
    for store_id in done.new:
        print(f"{names[store_id]}: taken in.")
    for store_id in done.known:
        print(f"{names[store_id]}: known already.")
    for market in done.elsewhere:
        print(f"{market}: no store of ours is on it.")
    for place in done.unread:
        print(f"{place}: not understood; kept with the report.")
    return 0 if done.new or done.known else 1


def votes(args: argparse.Namespace) -> int:
    """Import a table of answers and say how many were new."""
    from django.utils import timezone

    from firsthand import wiring

    place = _store(args.store)
    new = wiring.import_votes(args.file, store_id=place.pk, at=timezone.now())
    print(f"{place.name}: {new} new answers.")
    return 0


def note(args: argparse.Namespace) -> int:
    """Note what somebody read off the marketplace's page; days are UTC."""
    from django.utils import timezone

    from firsthand.domain.health import commands
    from firsthand.domain.health.ports import ReadingFacts

    place = _store(args.store)
    reading = ReadingFacts(
        measure=args.measure,
        since=datetime.combine(args.from_day, time(), UTC),
        until=datetime.combine(args.to_day + timedelta(days=1), time(), UTC),
        hits=args.hits,
        n=args.n,
    )
    is_new = commands.note_reading(
        store_id=place.pk, reading=reading, by=None, at=timezone.now()
    )
    print(f"{place.name}: {'noted' if is_new else 'known already'}.")
    return 0


def show(args: argparse.Namespace) -> int:
    """Print every measure of the accounts."""
    from django.utils import timezone

    from firsthand import wiring
    from firsthand.domain.health import queries
    from firsthand.foundation.scoping import Everything

    at = timezone.now()
    places = (
        [_store(args.store)]
        if args.store
        else [each.store for each in queries.accounts(Everything(), at=at)]
    )
    healths = [queries.health_of(place, at=at) for place in places]
    rows = queries.table(healths)
    if args.format == "csv":
        for line in wiring.csv_lines(queries.COLUMNS, rows):
            sys.stdout.write(line)
    elif args.format == "json":
        found = [dict(zip(queries.COLUMNS, row, strict=True)) for row in rows]
        print(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        for health in healths:
            snapshot = health.snapshot
            status = snapshot.status if snapshot else "no report yet"
            print(f"{health.store.name}: {status}; {health.claims.n} claims to answer")
            for standing in health.standings:
                print(f"  {_in_words(standing)}")
    return 0


def _in_words(standing: Standing) -> str:
    found = standing.said.stated if standing.said else None
    theirs = f"{found.counted.hits} of {found.counted.n}" if found else "–"
    ours = f"{standing.ours.hits} of {standing.ours.n}" if standing.ours else "–"
    room = f"{standing.headroom.left} left" if standing.headroom else "–"
    breach = standing.forecast
    when = "–" if breach is None else f"{breach.likely or 'not within 60 days'}"
    return (
        f"{standing.key:24} {standing.days:3} d  theirs {theirs}  ours {ours}"
        f"  room {room}  breach {when}"
    )


def _store(name: str) -> Store:
    from firsthand.domain.health import queries
    from firsthand.domain.stores import queries as stores
    from firsthand.foundation.scoping import Everything

    named = stores.stores_of(Everything()).filter(name=name).first()
    found = queries.store_for(Everything(), named.pk) if named else None
    if found is None:
        raise NoSuchStore(
            f"There is no Amazon store called “{name}”.", fix="See `firsthand health show`."
        )
    return found
