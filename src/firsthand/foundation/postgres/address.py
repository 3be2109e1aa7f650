"""Addresses of database servers: read them, try them, explain what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg
from psycopg.conninfo import make_conninfo

from firsthand.foundation.errors import Refused

OLDEST, NEWEST = 15, 18  # Versions of PostgreSQL we are tested with.
SCHEMES = ("postgresql", "postgres")


class WrongAddress(Refused):
    code = "postgres.wrong_address"


@dataclass(frozen=True)
class Address:
    """Where a database is and as whom to log in.

    Attributes:
        name: the setting it came from, for messages: DATABASE_URL.
        host: a host name, or the folder of a Unix socket.
        options: what else libpq is to know, such as `sslmode`.
    """

    name: str
    host: str
    port: str
    user: str
    password: str
    database: str
    options: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, url: str, *, name: str = "DATABASE_URL") -> Self:
        """Read postgresql://user:password@host:port/database?option=value.

        Raises:
            WrongAddress: it is something else, and what.
        """
        form = "It must look like postgresql://user:password@host:5432/database."
        try:
            parts = urlsplit(url)
            port = str(parts.port or "")
        except ValueError as problem:
            raise WrongAddress(f"{name} cannot be read: {problem}.", fix=form) from problem
        if parts.scheme not in SCHEMES:
            raise WrongAddress(
                f"{name} begins with {parts.scheme or 'no scheme'}, but Firsthand works "
                "with PostgreSQL only.",
                fix=form,
            )
        options = dict(parse_qsl(parts.query))
        host = unquote(options.pop("host", "") or parts.hostname or "")
        database = unquote(parts.path.lstrip("/"))
        if not database:
            raise WrongAddress(f"{name} names no database.", fix=form)
        return cls(
            name=name,
            host=host,
            port=options.pop("port", port),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            database=database,
            options=tuple(options.items()),
        )

    def __str__(self) -> str:
        """Say where it is, without the password."""
        where = self.host + (f":{self.port}" if self.port else "")
        return f"{self.database} on {where or 'this machine'} as {self.user or 'yourself'}"

    def libpq(self) -> dict[str, str]:
        """Return libpq's keywords; empty ones are left to its defaults."""
        words = {
            "host": self.host,
            "port": self.port,
            "user": self.user,
            "password": self.password,
            "dbname": self.database,
            "connect_timeout": "5",
            **dict(self.options),
        }
        return {word: value for word, value in words.items() if value}

    def django(self) -> dict[str, Any]:
        """Return the part of Django's DATABASES that says where and as whom."""
        return {
            "HOST": self.host,
            "PORT": self.port,
            "USER": self.user,
            "PASSWORD": self.password,
            "NAME": self.database,
            "OPTIONS": {"connect_timeout": 5, **dict(self.options)},
        }

    def connect(self, *, autocommit: bool = False) -> psycopg.Connection:
        """Log in, and make sure that it is a server we work with.

        Raises:
            WrongAddress: which part of the address is wrong and what to do.
        """
        try:
            connection = psycopg.connect(
                make_conninfo("", **self.libpq()), autocommit=autocommit
            )
        except psycopg.Error as problem:
            message, advice = _explained(self, str(problem))
            raise WrongAddress(message, fix=advice) from problem
        version = connection.info.server_version // 10_000
        if not OLDEST <= version <= NEWEST:
            connection.close()
            raise WrongAddress(
                f"{self.name} leads to PostgreSQL {version}; Firsthand works with "
                f"{OLDEST} to {NEWEST}.",
                fix="Use a server of one of these versions.",
            )
        return connection


# What libpq says, what that means, and what to do. The first match counts.
_MEANINGS = (
    ("password authentication failed", "the password for {user} is wrong", "Correct it."),
    ("no password supplied", "the server wants a password for {user}", "Add one to it."),
    ("no pg_hba.conf entry", "the server does not let {user} in from here",
     "Allow it in the server's pg_hba.conf."),
    ('role "', "the server knows no user {user}", "Correct the name, or create the user."),
    ('database "', "the server has no database {database}",
     "Create it, or correct the name."),
    ("could not translate host name", "there is no host named {host}", "Correct the name."),
    ("failed to resolve host", "there is no host named {host}", "Correct the name."),
    ("Connection refused", "nothing answers at {host} port {port}",
     "Start the server, or correct host and port."),
    ("No such file", "there is no database socket in {host}",
     "Start the server, or correct the folder."),
    ("timeout", "{host} did not answer within 5 seconds",
     "Check the host name and the firewall."),
)  # fmt: skip


def _explained(address: Address, problem: str) -> tuple[str, str]:
    facts = {
        "user": address.user or "(nobody)",
        "database": address.database,
        "host": address.host or "this machine",
        "port": address.port or "5432",
    }
    for words, meaning, advice in _MEANINGS:
        if words in problem:
            return f"{address.name}: {meaning.format(**facts)}.", advice
    return f"{address.name}: {problem.strip()}", ""
