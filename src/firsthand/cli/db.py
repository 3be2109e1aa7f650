"""`firsthand db`: status, migrate, backup, restore."""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from firsthand.cli import database
from firsthand.foundation.postgres import backup
from firsthand.settings.database import INSTALLATION

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_parser(commands: Commands) -> None:
    parser = commands.add_parser(
        "db", help="the database: status, migrate, backup, restore"
    )
    steps = parser.add_subparsers(required=True, metavar="STEP")
    step = steps.add_parser("status", help="which database is in use, and how it is")
    step.set_defaults(run=status, needs_django=False)
    step = steps.add_parser("migrate", help="bring its tables up to date")
    step.set_defaults(run=migrate)
    step = steps.add_parser("backup", help="write database and keys to one file")
    step.add_argument("file", type=Path)
    step.set_defaults(run=back_up)
    step = steps.add_parser("restore", help="put a backup into an empty database")
    step.add_argument("file", type=Path)
    step.add_argument(
        "--replace", action="store_true", help="throw away what the database holds now"
    )
    step.set_defaults(run=restore, needs_django=False)


def status(args: argparse.Namespace) -> int:  # noqa: ARG001
    """Print which database is in use, how large it is and how many entries it holds."""
    with database.running() as found:
        print("\n".join(found.lines()))
        with found.owner.connect() as connection:
            size = connection.execute(
                "select pg_size_pretty(pg_database_size(current_database()))"
            ).fetchone()
            if backup.is_empty(connection):
                print("It is empty.")
                return 0
            entries = connection.execute("select count(*) from journal_entry").fetchone()
            era = connection.execute("select max(id) from journal_era").fetchone()
        assert size is not None
        assert entries is not None
        assert era is not None
        print(f"{size[0]}, {entries[0]} journal entries, era {era[0]}.")
    return 0


def migrate(args: argparse.Namespace) -> int:
    """Bring the tables up to date, with a backup first."""
    from firsthand.cli import schema

    print("\n".join(schema.bring_up_to_date(args.database)) or "It is up to date.")
    return 0


def back_up(args: argparse.Namespace) -> int:
    """Write the database and the keys to one file that only we can read."""
    from firsthand.cli import schema

    schema.write_backup(args.file.absolute(), args.database)
    size = args.file.stat().st_size / 1_000_000
    print(f"Wrote {args.file} ({size:.1f} MB). It holds the keys: keep it as safe as them.")
    return 0


def restore(args: argparse.Namespace) -> int:
    """Put a backup into an empty database, with its keys, and open a new journal era."""
    with database.running() as found, tempfile.TemporaryDirectory() as folder:
        opened = backup.open_backup(args.file, folder=Path(folder))
        backup.restore(
            opened.dump,
            address=found.owner,
            replace=args.replace,
            afterwards=_open_era(),
            before_commit=lambda: _put_keys(opened.keys),
        )
        print(f"Restored {args.file} of {opened.about.get('made_at')}.")
        print("\n".join(_up_to_date(found)))
    return 0


def _open_era() -> str:
    """Return the SQL that opens the era: readers must not take old numbers for new ones.

    In the restore's own transaction, so that nothing can run between the two.
    """
    return "insert into public.journal_era (why) values ('restored from a backup');"


def _put_keys(keys: dict[str, str]) -> None:
    """Put the backup's keys in place; other ones that were here are kept beside them."""
    folder = INSTALLATION.keys
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    for name, content in keys.items():
        path = folder / name
        if path.exists() and path.read_text() != content:
            path.rename(folder / f"{name}.before-restore-{stamp}")
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(content)


def _up_to_date(found: database.Database) -> list[str]:
    import django

    django.setup()
    from firsthand.cli import schema

    return schema.bring_up_to_date(found)
