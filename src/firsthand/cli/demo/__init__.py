"""`firsthand demo`: a shop that does not exist, with a month or a quarter of its mail.

`cast` names who takes part, `texts` what they write, `shifts` when they work. `telling`
makes a `story` of it: `sales` and what the desk made of questions (`work`), changed by the
`effects` a `story_file` asks for. `thread`, `orders` and `mail` make rows of it; `loading`
and `writing` write them, by `copying`.
"""

from __future__ import annotations

import argparse
import multiprocessing
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from firsthand.cli import database
from firsthand.foundation.errors import Refused
from firsthand.settings import database as settings
from firsthand.settings import environment

if TYPE_CHECKING:
    from firsthand.cli.db import Commands

SEED = 7


class NotTheDemo(Refused):
    code = "demo.not_the_demo"


def add_parser(commands: Commands) -> None:
    """Add `demo load`, `demo drop`, and `demo` alone: the full one into a new database."""
    parser = commands.add_parser(
        "demo",
        help="the demonstration: load, drop; alone, load the full one",
        description="Without a STEP: load the full demonstration into an empty"
        " installation, whose tables are made first.",
    )
    _add_telling(parser, seed=SEED, story=None, no_story=False)
    parser.set_defaults(run=load, full=True, if_empty=False, migrate=True)
    steps = parser.add_subparsers(metavar="STEP")
    step = steps.add_parser("load", help="fill the demonstration's own database")
    _add_telling(step)
    step.add_argument(
        "--full", action="store_true", help="90 days and 20,000 tickets, not 30 and 2,000"
    )
    step.add_argument(
        "--if-empty", action="store_true", help="do nothing when it is loaded already"
    )
    step.set_defaults(run=load, migrate=False)
    step = steps.add_parser("drop", help="throw the demonstration's database away")
    step.set_defaults(run=drop, needs_django=False)


def _add_telling(parser: argparse.ArgumentParser, **defaults: Any) -> None:
    """Add what is told; what has no default here is left as it was said before STEP."""

    def default(name: str) -> object:
        return defaults.get(name, argparse.SUPPRESS)

    parser.add_argument(
        "--seed", type=int, default=default("seed"), help="another seed, other days"
    )
    told = parser.add_mutually_exclusive_group()
    told.add_argument(
        "--story",
        type=Path,
        metavar="FILE.yaml",
        default=default("story"),
        help="what is to be found in it",
    )
    told.add_argument(
        "--no-story",
        action="store_true",
        default=default("no_story"),
        help="an ordinary time: nothing to be found",
    )


def load(args: argparse.Namespace) -> int:
    """Load the demonstration and say how to log in."""
    _refuse_real_work()
    from django.utils import timezone

    from firsthand.cli import schema
    from firsthand.cli.demo import loading, story_file
    from firsthand.cli.demo.effects import Effects

    now = timezone.now().replace(microsecond=0)
    file = args.story or story_file.DEFAULT
    effects = Effects() if args.no_story else story_file.read(file, now=now)
    if args.migrate:
        loading.refuse_filled()
    else:
        schema.refuse_unready()
    if not (args.if_empty and is_loaded()):
        began = time.monotonic()
        loaded = loading.load(
            seed=args.seed,
            now=now,
            size=loading.FULL if args.full else loading.SMALL,
            effects=effects,
            make_ready=_migrating(args.database) if args.migrate else None,
        )
        print(
            f"Loaded the demonstration: {loaded.tickets} tickets, {loaded.messages} "
            f"messages, {loaded.orders} orders, in {time.monotonic() - began:.0f} s."
        )
    for line in greeting():
        print(line)
    return 0


def _migrating(into: database.Database) -> Callable[[], None]:
    """Begin to make the tables in a second process; return what waits for them.

    That takes seconds, and telling the story keeps only one core busy. What waits raises
    what the second process was refused.
    """
    from django.db import connection

    from firsthand.cli import schema

    connection.close()  # It cannot be shared.
    told, telling = multiprocessing.Pipe(duplex=False)

    def migrate() -> None:
        try:
            telling.send(schema.bring_up_to_date(into))
        except Refused as refusal:
            telling.send(refusal)

    def wait() -> None:
        try:
            found: list[str] | Refused = told.recv()
        except EOFError:
            raise RuntimeError("the tables could not be made; see above") from None
        second.join()
        if isinstance(found, Refused):
            raise found
        for line in found:
            print(line, flush=True)
        schema.refuse_unready()

    second = multiprocessing.get_context("fork").Process(target=migrate, daemon=True)
    second.start()
    telling.close()  # Ours: when the other's is, there is nothing more to wait for.
    return wait


def is_loaded() -> bool:
    """Say whether the demonstration is in the database."""
    from firsthand.domain.stores.models import Store

    return Store.objects.exists()


def greeting() -> list[str]:
    """Return how to log in to the demonstration."""
    from firsthand.cli.demo import cast

    names = ", ".join(colleague.email for colleague in cast.COLLEAGUES[-5:])
    return [
        f"Log in as {cast.COLLEAGUES[0].email}, {names}.",
        f"Everybody's password here is: {cast.PASSWORD}",
    ]


def drop(args: argparse.Namespace) -> int:  # noqa: ARG001
    """Throw the demonstration's database away; real work is in another one."""
    _refuse_real_work()
    with database.running() as found:
        assert found.cluster is not None, "the demonstration is in our own cluster"
        address = found.cluster.conninfo()
        with psycopg.connect(address, autocommit=True) as connection:
            name = sql.Identifier(settings.OWN_DATABASE)
            connection.execute(
                sql.SQL("drop database if exists {} with (force)").format(name)
            )
    # The next demonstration numbers its stores and orders the same way.
    environment.SANDBOX_STATE.unlink(missing_ok=True)
    print("The demonstration is gone. The next start with FIRSTHAND_DEMO=1 loads it anew.")
    return 0


def _refuse_real_work() -> None:
    if not environment.DEMO:
        raise NotTheDemo(
            "This installation is set to real work, not to the demonstration.",
            fix="Unset DATABASE_URL and set FIRSTHAND_DEMO=1 to use the demonstration.",
        )
