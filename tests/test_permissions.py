"""Every route, called by every role with its own and with foreign objects.

The reviewed answers stand in permissions.yaml; a route without a row fails.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import connection, transaction
from django.test import Client, RequestFactory, override_settings
from django.test.client import ClientHandler
from django.urls import URLPattern, get_resolver

from firsthand.domain.people.models import Person
from firsthand.domain.people.rules import Role
from firsthand.web.people.middleware import SEEN, STARTED
from tests.permissions import (
    BODIES,
    IDS,
    NOBODYS,
    UNKNOWN,
    World,
    build,
    id_in_address,
)

MATRIX: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "permissions.yaml").read_text(encoding="utf-8")
)
METHODS = ("GET", "POST", "PATCH", "PUT", "DELETE")
WHICH = ("own", "foreign", "unknown")
CALLERS = ("anonymous", *Role)
# What a view of Django's own kind answers to a method it does not have.
NO_SUCH_METHOD = {405, 404, 403, 302}


def routes(
    patterns: list[Any] | None = None, prefix: str = "", names: str = ""
) -> Iterator[tuple[str, str, URLPattern]]:
    """Yield every route: its full name, its address with placeholders, its pattern."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield names + (pattern.name or address), address, pattern
        else:
            inner = f"{names}{pattern.namespace}:" if pattern.namespace else names
            yield from routes(pattern.url_patterns, address, inner)


ROUTES = {name: (address, pattern) for name, address, pattern in routes()}
ROWS = [(name, method) for name, row in MATRIX.items() for method in row]


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert sorted(ROUTES) == sorted(MATRIX)


def test_no_two_routes_share_a_name() -> None:
    assert len(ROUTES) == sum(1 for _ in routes())


@pytest.mark.django_db  # Also tells pytest-django that this module needs a database.
def test_the_cast_has_every_role_and_each_sees_one_store() -> None:
    built = build()
    seen = {role: person.visible_store_ids() for role, person in built.cast.items()}
    assert seen == {role: {built.own.pk} for role in Role} | {Role.OWNER: None}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Build once; each request below is taken back, and all of it at the end."""
    with (
        django_db_blocker.unblock(),
        override_settings(
            SECOND_FACTOR_REQUIRED=False,
            DEBUG_PROPAGATE_EXCEPTIONS=True,
            ROOT_URLCONF="tests.permissions_urls",
        ),
        transaction.atomic(),
    ):
        yield build()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def cookies(world: World) -> dict[str, str]:
    """Log everybody in once, which takes longer than most answers."""
    held = {"anonymous": ""}
    for role, person in world.cast.items():
        client = Client()
        client.force_login(person)
        # Seen, for the whole length of these tests: else each request would write it down.
        session = client.session
        session[STARTED] = session[SEEN] = int(time.time()) + 15 * 60
        session.save()
        held[role] = client.cookies.output(header="")
    return held


# Built once, and asked without the client, which keeps every template of every page.
HANDLER = ClientHandler(enforce_csrf_checks=False)


def expected(row: Any, caller: str, which: str) -> Any:
    """Return the answer in the row: by caller, or for "others"; then by object."""
    answer = row
    if isinstance(answer, dict) and not set(answer) <= set(WHICH):
        answer = answer[caller] if caller in answer else answer["others"]
    return answer[which] if isinstance(answer, dict) else answer


def address_of(name: str, world: World, caller: Person | None, which: str) -> str:
    address, pattern = ROUTES[name]
    for key, converter in pattern.pattern.converters.items():
        if which == "unknown" or key not in IDS:
            value = UNKNOWN.get(key, NOBODYS)
        else:
            value = id_in_address(key, world, caller, which)
        kind = next(
            part for part in address.split("<")[1:] if part.partition(">")[0].endswith(key)
        )
        address = address.replace("<" + kind.partition(">")[0] + ">", str(value))
        assert converter is not None
    return "/" + address


def answer(cookies: str, method: str, address: str, body: dict[str, Any]) -> Any:
    """Return the status, or "log-in" when that is where the answer leads."""
    asking = RequestFactory()
    asking.cookies.load(cookies)
    if method in {"GET", "POST"}:
        request = getattr(asking, method.lower())(address, body)
    else:
        request = asking.generic(method, address, content_type="application/json")
    response = HANDLER(request.environ)
    if response.streaming:
        b"".join(response.streaming_content)  # Which closes what it comes from.
    where = response.headers.get("Location", "")
    if response.status_code == 302 and where.startswith("/log-in/?next="):
        return "log-in"
    return response.status_code


@pytest.mark.parametrize(("name", "method"), ROWS)
def test_the_answers_are_the_reviewed_ones(
    name: str, method: str, world: World, cookies: dict[str, str]
) -> None:
    found, wanted = {}, {}
    for caller in CALLERS:
        asked: dict[str, Any] = {}  # The same thing is the same for every `which`.
        for which in WHICH:
            body = BODIES[name](world, which) if name in BODIES and method != "GET" else {}
            address = address_of(name, world, world.cast.get(caller), which)
            if (same := f"{address} {body}") not in asked:
                with transaction.atomic():
                    asked[same] = answer(cookies[caller], method, address, body)
                    # What would fail only at the commit, which the rollback spares.
                    connection.check_constraints()
                    transaction.set_rollback(True)
            found[caller, which] = asked[same]
            wanted[caller, which] = expected(MATRIX[name][method], caller, which)
    assert found == wanted


@pytest.mark.parametrize("caller", CALLERS)
def test_whoever_is_turned_away_reads_why(
    caller: str, world: World, cookies: dict[str, str]
) -> None:
    client = Client()
    client.cookies.load(cookies[caller])
    with override_settings(ROOT_URLCONF="firsthand.urls"):
        nowhere = client.get("/nowhere/")
        turned_away = client.get("/settings/people/")
    assert nowhere.status_code == 404
    assert "Nothing to see at this address" in nowhere.content.decode()
    allowed = expected(MATRIX["settings_people"]["GET"], caller, "own")
    assert turned_away.status_code == (302 if allowed == "log-in" else allowed)
    if allowed == 403:
        assert "Your role does not allow this" in turned_away.content.decode()


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_a_method_without_a_row_does_nothing(
    name: str, world: World, cookies: dict[str, str]
) -> None:
    same = [other for other in MATRIX if ROUTES[other][0] == ROUTES[name][0]]
    there = {method for other in same for method in MATRIX[other]}
    for method in METHODS:
        # Django's form views take PUT for POST, behind the same checks.
        if method in there or (method == "PUT" and "POST" in there):
            continue
        address = address_of(name, world, world.cast["owner"], "own")
        with transaction.atomic():
            status = answer(cookies["owner"], method, address, {})
            transaction.set_rollback(True)
        assert status in NO_SUCH_METHOD, (name, method, status)


WITH_NUMBER = sorted(
    name for name, (address, _pattern) in ROUTES.items() if "<int:" in address
)


@pytest.mark.parametrize("number", [0, 2**63, 10**30])
@pytest.mark.parametrize("name", WITH_NUMBER)
def test_a_number_no_table_can_hold_is_not_there(
    name: str, number: int, world: World, cookies: dict[str, str]
) -> None:
    address = ROUTES[name][0]
    address = "/" + re.sub(r"<int:\w+>", str(number), address)
    for method in MATRIX[name]:
        body = BODIES[name](world, "own") if name in BODIES and method != "GET" else {}
        with transaction.atomic():
            status = answer(cookies["owner"], method, address, body)
            transaction.set_rollback(True)
        assert status == 404, method
