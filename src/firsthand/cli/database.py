"""Have the database up while a command runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

from firsthand.foundation.postgres import roles
from firsthand.foundation.postgres.address import Address
from firsthand.foundation.postgres.cluster import RUNNER, Cluster, check_durability
from firsthand.settings import database as settings
from firsthand.settings import environment


@dataclass(frozen=True)
class Database:
    """A database that answers.

    Attributes:
        runner: how the program reaches it.
        owner: how migrations, backup and restore do.
        cluster: our own server; None when DATABASE_URL names another.
        version: of the server, as it says itself.
    """

    runner: Address
    owner: Address
    cluster: Cluster | None
    version: str

    @property
    def has_two_roles(self) -> bool:
        return self.runner.user != self.owner.user

    def lines(self) -> list[str]:
        """Describe in lines for an operator which database is in use."""
        if self.cluster is None:
            lines = [f"Database: {self.runner} (PostgreSQL {self.version})."]
        else:
            lines = [
                f"Database: {self.runner.database} in its own PostgreSQL {self.version}, "
                f"data in {self.cluster.home}.",
                "This is for one machine and a small team; "
                "set DATABASE_URL to use a server of your own.",
            ]
            if self.cluster.user is not None:
                lines.append(
                    "As PostgreSQL refuses to run as root, it runs as the account "
                    f"{self.cluster.user.pw_name}."
                )
        if not self.has_two_roles:
            lines.append(
                "The program runs as the owner of the tables; set DATABASE_OWNER_URL to "
                "an owner and DATABASE_URL to a lesser role to protect the journal."
            )
        return lines


@contextmanager
def running() -> Iterator[Database]:
    """Have the database up: found, or our own cluster started and stopped afterwards.

    Raises:
        WrongAddress: DATABASE_URL is wrong, and what about it.
        ClusterProblem: our own cluster cannot start, and why.
    """
    if environment.DATABASE_URL:
        with settings.runner().connect() as connection:
            found = _checked(connection, None)
        settings.INSTALLATION.prepare(own_database=False)
        yield found
        return
    settings.INSTALLATION.prepare(own_database=True)
    cluster = settings.INSTALLATION.cluster()
    cluster.is_throwaway = environment.THROWAWAY_DATABASE
    cluster.start()
    try:
        _ensure_database(cluster)
        with settings.owner().connect() as connection:
            found = _checked(connection, cluster)
        yield found
    finally:
        cluster.stop()


def _ensure_database(cluster: Cluster) -> None:
    with psycopg.connect(cluster.conninfo(), autocommit=True) as connection:
        if cluster.is_ours_to_stop or not _exists(connection, settings.OWN_DATABASE):
            roles.ensure(
                connection,
                password=cluster.password(RUNNER),
                database=settings.OWN_DATABASE,
            )


def _exists(connection: psycopg.Connection, database: str) -> bool:
    found = connection.execute("select 1 from pg_database where datname = %s", [database])
    return found.fetchone() is not None


def _checked(connection: psycopg.Connection, cluster: Cluster | None) -> Database:
    if not environment.THROWAWAY_DATABASE:
        check_durability(connection)
    version = connection.info.server_version
    return Database(
        runner=settings.runner(),
        owner=settings.owner(),
        cluster=cluster,
        version=f"{version // 10_000}.{version % 10_000}",
    )
