"""Bring the database's tables to what this program expects, safely."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.core.management import call_command
from django.db import DatabaseError, ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor

from firsthand import __version__
from firsthand.cli.database import Database
from firsthand.foundation.errors import Refused
from firsthand.foundation.postgres import backup, roles
from firsthand.foundation.postgres.address import Address
from firsthand.settings import database as settings

KEPT_BACKUPS = 5
_ONE_AT_A_TIME = 4_711_002  # The advisory lock of migrations.


class NewerSchema(Refused):
    code = "schema.newer"


class OlderSchema(Refused):
    code = "schema.older"


class MigrationFailed(Refused):
    code = "schema.failed"


def refuse_unready() -> None:
    """Refuse to run on tables that are newer or older than this program.

    Raises:
        NewerSchema: a newer program has changed them.
        OlderSchema: they still have to be brought up to date.
    """
    executor = MigrationExecutor(connection)
    _refuse_newer(executor)
    if _pending(executor):
        raise OlderSchema(
            "The database is not up to date with this program.",
            fix="Run `firsthand db migrate`; `firsthand serve` does it by itself.",
        )


def wait_until_ready() -> None:
    """Wait while another process brings the tables up to date.

    Raises:
        NewerSchema: a newer program has changed them.
    """
    while True:
        try:
            refuse_unready()
        except (OlderSchema, ProgrammingError):
            # On the very first start the tables are there before we may read them.
            connection.close()
            time.sleep(0.3)
        else:
            return


def bring_up_to_date(database: Database) -> list[str]:
    """Back up if there is something to change, migrate, and grant; say what was done.

    Raises:
        NewerSchema: a newer program has changed the tables; nothing was touched.
        MigrationFailed: a step failed; the steps before it stay.
    """
    done = []
    with database.owner.connect(autocommit=True) as guard, _django_as(database.owner):
        guard.execute("select pg_advisory_lock(%s)", [_ONE_AT_A_TIME])
        executor = MigrationExecutor(connection)
        _refuse_newer(executor)
        if steps := _pending(executor):
            kept = None if backup.is_empty(guard) else _back_up_before(database)
            if kept:
                done.append(f"Backed up to {kept}.")
            _migrate(kept)
            done.append(f"Database brought up to date in {steps} steps.")
        if database.has_two_roles:
            roles.grant(guard, runner=database.runner.user)
    return done


def write_backup(file: Path, database: Database) -> None:
    """Write a backup of the database and the keys to `file`."""
    about = {
        "program": __version__,
        "server": database.version,
        "database": database.owner.database,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    backup.write(file, address=database.owner, keys=settings.INSTALLATION.keys, about=about)


@contextmanager
def _django_as(owner: Address) -> Iterator[None]:
    """Have Django work as the owner in the block, and as before afterwards."""
    settings_before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(owner.django())
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(settings_before)


def _refuse_newer(executor: MigrationExecutor) -> None:
    ours = executor.loader.disk_migrations
    # A step may be recorded as taken that others have replaced since.
    replaced = {name for step in ours.values() for name in step.replaces}
    unknown = set(executor.loader.applied_migrations) - set(ours) - replaced
    if unknown:
        newest = ", ".join(sorted(f"{app}.{name}" for app, name in unknown)[:3])
        raise NewerSchema(
            "A newer program has already changed this database "
            f"({newest} are unknown to Firsthand {__version__}).",
            fix="Start the newer program, or restore a backup made before the upgrade.",
        )


def _pending(executor: MigrationExecutor) -> int:
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _back_up_before(database: Database) -> Path:
    folder = settings.INSTALLATION.backups
    folder.mkdir(mode=0o700, exist_ok=True)
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    file = folder / f"{database.owner.database}-before-{__version__}-{stamp}.tar"
    write_backup(file, database)
    ours = sorted(folder.glob(f"{database.owner.database}-before-*.tar"), key=_age)
    for old in ours[:-KEPT_BACKUPS]:
        old.unlink()
    return file


def _age(file: Path) -> float:
    return file.stat().st_mtime


def _migrate(kept: Path | None) -> None:
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as problem:
        raise MigrationFailed(
            f"Bringing the database up to date failed: {str(problem).strip()}.",
            fix=f"The data before it is in {kept}." if kept else "",
        ) from problem
