"""Tokens are kept while they are good, and renewed before they run out on the way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import parse_qs

import pytest

from firsthand.connectors.amazon.line import Line
from firsthand.connectors.amazon.tokens import Tokens
from firsthand.connectors.amazon.troubles import ServerTrouble, TokenRefused
from firsthand.foundation.http_calls import Deadline
from firsthand.foundation.http_serving import Call, Reply, Server
from tests.connectors.amazon.playing import GOOD


class Office:
    """Gives out numbered tokens; notes what it was asked with."""

    def __init__(self, life: object = 3600) -> None:
        self.life = life
        self.forms: list[dict[str, str]] = []

    def answer(self, call: Call) -> Reply:
        form = {name: found[0] for name, found in parse_qs(call.body.decode()).items()}
        self.forms.append(form)
        told = {"access_token": f"Atza|{len(self.forms)}", "expires_in": self.life}
        return Reply(200, json.dumps(told).encode())


@contextmanager
def tokens_of(office: Office, seconds: list[float]) -> Iterator[Tokens]:
    server, line = Server(0, office.answer), Line()
    server.start()
    try:
        yield Tokens(server.address, line, clock=lambda: seconds[0])
    finally:
        line.close()
        server.stop()


def asked(tokens: Tokens, scope: str = "") -> str:
    return tokens.of(GOOD, scope, Deadline(timedelta(seconds=5)))


def test_a_token_is_used_until_a_minute_before_its_end() -> None:
    seconds = [0.0]
    with tokens_of(Office(), seconds) as tokens:
        assert asked(tokens) == "Atza|1"
        seconds[0] = 3539
        assert asked(tokens) == "Atza|1"
        seconds[0] = 3540
        assert asked(tokens) == "Atza|2"


def test_one_that_lives_shortly_is_used_for_half_its_life() -> None:
    seconds = [0.0]
    with tokens_of(Office(10), seconds) as tokens:
        assert [asked(tokens), asked(tokens)] == ["Atza|1", "Atza|1"]
        seconds[0] = 5
        assert asked(tokens) == "Atza|2"


def test_one_that_is_forgotten_is_not_handed_out_again() -> None:
    with tokens_of(Office(), [0.0]) as tokens:
        tokens.forget(asked(tokens))
        assert asked(tokens) == "Atza|2"
        tokens.forget("Atza|1")
        assert asked(tokens) == "Atza|2"


def test_the_sellers_token_and_the_applications_are_asked_for_apart() -> None:
    office = Office()
    with tokens_of(office, [0.0]) as tokens:
        assert asked(tokens) != asked(tokens, "sellingpartnerapi::notifications")
    seller, application = office.forms
    assert seller["grant_type"] == "refresh_token"
    assert "scope" not in seller
    assert application["grant_type"] == "client_credentials"
    assert "refresh_token" not in application


@pytest.mark.parametrize("life", [None, "soon", [1]])
def test_a_token_without_an_end_is_none(life: object) -> None:
    with tokens_of(Office(life), [0.0]) as tokens, pytest.raises(ServerTrouble) as raised:
        asked(tokens)
    assert not raised.value.is_unclear


# What Amazon's log-in says, and what of our answer tells somebody what to do.
ERRORS = [
    ("invalid_client", 401, "secret"),
    ("invalid_grant", 400, "authorise"),
    ("unauthorized_client", 400, "draft"),
    ("invalid_scope", 400, "approved"),
    ("something_new", 400, "refresh token"),
]


@pytest.mark.parametrize(("error", "status", "says"), ERRORS)
def test_each_refusal_of_the_log_in_says_what_to_do(
    error: str, status: int, says: str
) -> None:
    office = Office()
    body = json.dumps({"error": error, "error_description": "x"}).encode()
    office.answer = lambda _call: Reply(status, body)  # type: ignore[method-assign]
    with tokens_of(office, [0.0]) as tokens, pytest.raises(TokenRefused) as raised:
        asked(tokens)
    assert says in raised.value.fix
    assert raised.value.told.complaints[0].code == error
