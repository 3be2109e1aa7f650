"""A trial asks the fake what nobody could ask Amazon."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from firsthand.connectors.amazon.fake.running import FakeAmazon
from firsthand.connectors.amazon.troubles import Throttled
from firsthand.foundation.http_calls import Deadline, Response, call
from tests.connectors.amazon.fake.test_feeds import refund, submitted
from tests.connectors.amazon.playing import OF_ORDER, ORDER, client_at, playing


def asked(fake: FakeAmazon, method: str, what: str, body: str = "") -> Response:
    return call(
        method,
        f"{fake.address}/_fake/{what}",
        deadline=Deadline(timedelta(seconds=5)),
        headers={},
        body=body.encode(),
    )


def told(fake: FakeAmazon, method: str, what: str, body: str = "") -> Any:
    return json.loads(asked(fake, method, what, body).body)


def test_faults_are_set_and_shown_while_it_runs() -> None:
    with playing() as fake:
        assert told(fake, "POST", "faults", "createFeed=reset") == {
            "plan": "createFeed=reset:0x1"
        }
        assert asked(fake, "POST", "faults", "createFood=reset").status == 400
        assert told(fake, "GET", "faults") == {"plan": "createFeed=reset:0x1"}


def test_what_was_really_done_is_told_once_its_time_has_come() -> None:
    with playing() as fake:
        feed = submitted(client_at(fake.address), refund())
        where = f"effects?account=shop&order={ORDER}"
        assert told(fake, "GET", where) == []
        told(fake, "POST", "clock", "60")
        [effect] = told(fake, "GET", where)
        assert told(fake, "GET", "effects?account=other") == []
    assert (effect["amount"], effect["currency"], effect["feedId"]) == ("6.50", "EUR", feed)
    assert effect["postedAt"] > effect["at"]


def test_calls_that_were_too_many_are_counted() -> None:
    with playing(is_throttled=True) as fake:
        client = client_at(fake.address, most_tries=1)
        for _time in range(5):
            client.call("getMessagingActionsForOrder", OF_ORDER)
        assert told(fake, "GET", "refusals") == []
        with pytest.raises(Throttled):
            client.call("getMessagingActionsForOrder", OF_ORDER)
        [refusal] = told(fake, "GET", "refusals")
    assert refusal["operation"] == "messaging.getMessagingActionsForOrder"
    assert (refusal["account"], refusal["times"]) == ("shop", 1)


def test_anything_else_is_not_known_and_a_clock_only_takes_a_number() -> None:
    with playing() as fake:
        assert asked(fake, "GET", "nothing").status == 404
        assert asked(fake, "POST", "clock", "soon").status == 400
