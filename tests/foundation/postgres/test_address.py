from __future__ import annotations

import os

import pytest

from firsthand.foundation.postgres.address import Address, WrongAddress
from tests.conftest import server_of


def reachable() -> Address:
    """The throwaway server of this run."""
    server = server_of(os.environ["TEST_DATABASE_URL"])
    return Address(
        name="DATABASE_URL",
        host=server["HOST"],
        port=server["PORT"],
        user=server["USER"],
        password=server["PASSWORD"],
        database="postgres",
    )


def with_(**changes: str) -> Address:
    return Address(**{**vars(reachable()), **changes})


def test_every_part_of_an_address_is_read_and_decoded() -> None:
    address = Address.parse("postgres://me:p%40ss@db.example:5433/desk?sslmode=require")
    assert (address.host, address.port, address.user) == ("db.example", "5433", "me")
    assert (address.password, address.database) == ("p@ss", "desk")
    assert address.options == (("sslmode", "require"),)


def test_a_socket_folder_may_be_given_as_host() -> None:
    assert Address.parse("postgresql://me@/desk?host=/run/pg").host == "/run/pg"


def test_the_password_is_never_printed() -> None:
    assert "hidden" not in str(Address.parse("postgresql://me:hidden@db/desk"))


WRONG_FORMS = [
    # url, what the message says
    ("mysql://me@db/desk", "PostgreSQL only"),
    ("db.example/desk", "PostgreSQL only"),
    ("postgresql://me@db:port/desk", "cannot be read"),
    ("postgresql://me@db", "names no database"),
]


@pytest.mark.parametrize(("url", "says"), WRONG_FORMS)
def test_a_wrong_form_is_refused_with_the_right_one(url: str, says: str) -> None:
    with pytest.raises(WrongAddress, match=says) as refusal:
        Address.parse(url)
    assert "postgresql://" in str(refusal.value)


WRONG_FACTS = [
    # what is wrong, what the message says
    ({"password": "guessed"}, "password for .* is wrong"),
    ({"password": ""}, "wants a password"),
    ({"database": "nowhere"}, "no database nowhere"),
    ({"host": "127.0.0.1", "port": "1"}, "nothing answers at 127.0.0.1 port 1"),
    ({"host": "/nowhere"}, "no database socket in /nowhere"),
    ({"host": "no-such-host.invalid"}, "no host named no-such-host.invalid"),
]


@pytest.mark.parametrize(("change", "says"), WRONG_FACTS)
def test_what_is_wrong_is_said_with_what_to_do(change: dict[str, str], says: str) -> None:
    with pytest.raises(WrongAddress, match=says) as refusal:
        with_(**change).connect()
    assert refusal.value.fix
    assert refusal.value.message.startswith("DATABASE_URL")


def test_the_right_address_connects() -> None:
    with reachable().connect() as connection:
        assert connection.execute("select 1").fetchone() == (1,)
