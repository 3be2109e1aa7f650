"""Calls to Amazon: what comes back, what is made again, and what never is."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from firsthand.connectors.amazon.client import Client
from firsthand.connectors.amazon.fake import tokens
from firsthand.connectors.amazon.pacing import Unpaced
from firsthand.connectors.amazon.troubles import (
    Declined,
    Lost,
    NotAllowed,
    ServerTrouble,
    Throttled,
    TokenRefused,
    Trouble,
    Unreached,
    WrongCall,
)
from firsthand.foundation.http_serving import Call, Reply, Server
from tests.connectors.amazon.playing import (
    GOOD,
    OF_ORDER,
    ORDER,
    TOKEN,
    Waiting,
    client_at,
    operations_called,
    playing,
    serving,
)

READ = "orders_2026-01-01.getOrder"
WRITE = "createUnexpectedProblem"


def read(client: Client) -> object:
    return client.call(READ, {"orderId": ORDER}).content


def write(client: Client) -> int:
    text = {"text": "Two parcels were mixed up."}
    return client.call(WRITE, OF_ORDER, body=text).status


def test_an_answer_comes_with_its_request_id_and_amounts_that_are_no_floats() -> None:
    with serving(
        lambda _: Reply(200, b'{"a": 0.10}', headers={"x-amzn-RequestId": "r-1"})
    ) as address:
        answer = client_at(address).call(READ, {"orderId": ORDER})
    assert (answer.status, answer.request_id) == (200, "r-1")
    assert answer.content == {"a": Decimal("0.10")}
    assert "0.10" not in repr(answer)


def test_a_token_is_asked_for_once_and_serves_all_calls() -> None:
    with playing() as fake:
        client = client_at(fake.address)
        read(client)
        read(client)
        assert operations_called(fake) == ["token", "getOrder", "getOrder"]


def test_a_token_that_ran_out_is_renewed_and_the_call_made_again() -> None:
    with playing() as fake:
        client = client_at(fake.address)
        read(client)
        fake.time.forward(2 * 3600)
        assert write(client) == 201


def test_a_401_is_taken_for_a_token_that_ran_out_whatever_it_says() -> None:
    replies = [Reply(401, b"{}"), Reply(200, b"{}"), Reply(401, b"{}"), Reply(401, b"")]
    with serving(lambda _: replies.pop(0)) as address:
        client = client_at(address)
        read(client)
        with pytest.raises(NotAllowed):
            read(client)
    assert replies == []


def test_a_token_that_was_given_is_not_renewed_behind_the_callers_back() -> None:
    with playing() as fake, pytest.raises(NotAllowed):
        client_at(fake.address).call(READ, {"orderId": ORDER}, token="Atz.sprdt|old")


# What goes wrong once, and whether a read and a write are then made again. A write is not
# where it may have been done.
ONCE = [
    ("html_503", True, False),
    ("fail_500", True, False),
    ("reset", True, False),
    ("apply_then_500", True, False),
    ("apply_then_html_503", True, False),
    ("apply_then_reset", True, False),
    ("garbled", True, False),
    ("cut_off", True, False),
    ("throttled:1", True, True),
    ("throttled_bare", True, True),
    ("token_expired", True, True),
    ("declined", False, False),
    ("role_missing", False, False),
]


@pytest.mark.parametrize(("fault", "is_read_again", "_again"), ONCE)
def test_a_read_is_made_again_after_what_passes(
    fault: str, is_read_again: bool, _again: bool
) -> None:
    with playing(f"getOrder={fault}") as fake:
        client = client_at(fake.address)
        if is_read_again:
            assert read(client) is not None
        else:
            with pytest.raises(Trouble):
                read(client)
        assert operations_called(fake).count("getOrder") == 1 + is_read_again


WRITES = [one for one in ONCE if one[0] != "cut_off"]  # `{}` cut in half is still a body.


@pytest.mark.parametrize(("fault", "_again", "is_written_again"), WRITES)
def test_a_write_is_made_again_only_where_it_cannot_have_been_done(
    fault: str, _again: bool, is_written_again: bool
) -> None:
    with playing(f"createUnexpectedProblem={fault}") as fake:
        client = client_at(fake.address)
        if is_written_again:
            assert write(client) == 201
        else:
            with pytest.raises(Trouble) as raised:
                write(client)
            is_said_no_to = fault in {"declined", "role_missing"}
            assert raised.value.is_unclear is not is_said_no_to
        assert operations_called(fake).count(WRITE) == 1 + is_written_again


def test_a_page_of_html_is_an_error_and_no_empty_success() -> None:
    with (
        playing("createUnexpectedProblem=html_503") as fake,
        pytest.raises(ServerTrouble) as raised,
    ):
        write(client_at(fake.address))
    assert raised.value.told.status == 503
    assert raised.value.told.request_id.startswith("fake-")


def test_pauses_grow_from_try_to_try_and_the_last_trouble_is_told() -> None:
    waiting = Waiting()
    with playing("getOrder=fail_500x*") as fake, pytest.raises(ServerTrouble):
        read(client_at(fake.address, clock=waiting.clock(), most_tries=4))
    assert len(waiting.seconds) == 3
    assert 0.25 <= waiting.seconds[0] <= 0.75
    assert 1.0 <= waiting.seconds[2] <= 3.0


def test_a_wish_to_wait_longer_than_there_is_time_ends_it_at_once() -> None:
    def busy(_call: Call) -> Reply:
        return Reply(503, b"", headers={"Retry-After": "120"})

    waiting = Waiting()
    with serving(busy) as address, pytest.raises(ServerTrouble) as raised:
        read(client_at(address, clock=waiting.clock()))
    assert raised.value.again_after == timedelta(seconds=120)
    assert waiting.seconds == []


def test_who_is_not_there_is_unreached_and_nothing_was_sent() -> None:
    with playing() as fake:
        address = fake.address
    with pytest.raises(Unreached) as raised:
        write(client_at(address))
    assert not raised.value.is_unclear
    assert "proxy" in raised.value.fix


def test_a_line_that_breaks_leaves_a_write_unclear() -> None:
    with playing("createUnexpectedProblem=apply_then_reset") as fake:
        client = client_at(fake.address)
        with pytest.raises(Lost) as raised:
            write(client)
    assert raised.value.is_unclear


def test_a_call_ends_with_its_deadline() -> None:
    with playing("getOrder=hang:30x*") as fake:
        client = client_at(fake.address)
        with pytest.raises(Lost):
            client.call(READ, {"orderId": ORDER}, within=timedelta(seconds=0.5))


def test_a_missing_role_is_named_with_what_to_do() -> None:
    with playing("getOrder=role_missing") as fake, pytest.raises(NotAllowed) as raised:
        read(client_at(fake.address))
    assert "Inventory and Order Tracking" in raised.value.message
    assert "Developer Console" in raised.value.fix


def test_what_amazon_says_is_kept_and_its_own_words_are_told() -> None:
    body = {
        "errors": [{"code": "InvalidInput", "message": "No such day.", "extra": 1}, {}],
        "unknown": True,
    }
    with (
        serving(lambda _: Reply(400, json.dumps(body).encode())) as address,
        pytest.raises(Declined, match="No such day") as raised,
    ):
        write(client_at(address))
    assert [one.code for one in raised.value.told.complaints] == ["InvalidInput", ""]
    assert raised.value.told.content == body


@pytest.mark.parametrize("status", [300, 302, 404, 409, 413, 415, 422, 499])
def test_any_other_status_is_a_no(status: int) -> None:
    with (
        serving(lambda _: Reply(status, b"[1, null]")) as address,
        pytest.raises(Declined) as raised,
    ):
        write(client_at(address))
    assert raised.value.told.status == status


@pytest.mark.parametrize("body", [b"<html>", b"\xff\xfe\x00", b"{", b"[" * 5000])
def test_a_success_that_cannot_be_read_is_unclear(body: bytes) -> None:
    with (
        serving(lambda _: Reply(200, body)) as address,
        pytest.raises(ServerTrouble) as raised,
    ):
        write(client_at(address))
    assert raised.value.is_unclear


@pytest.mark.parametrize(
    ("ahead", "says"), [(10, "10 minutes fast"), (-7, "7 minutes slow"), (1, "")]
)
def test_a_clock_that_is_wrong_is_said_to_be(ahead: int, says: str) -> None:
    clock = Waiting().clock(timedelta(minutes=ahead))
    with playing("getOrder=declined") as fake, pytest.raises(Declined) as raised:
        read(client_at(fake.address, clock=clock))
    assert says in raised.value.fix
    assert bool(raised.value.fix) is bool(says)


def test_a_part_of_the_address_that_is_missing_is_refused_before_anything_is_sent() -> None:
    with playing() as fake, pytest.raises(WrongCall, match="orderId"):
        client_at(fake.address).call(READ)
    assert operations_called(fake) == []


# Credentials and what somebody has to do.
CREDENTIALS = [
    (replace(GOOD, client_secret="old"), "secret"),
    (replace(GOOD, refresh_token=f"{tokens.REFRESH_TOKEN}revoked"), "authorise"),
    (replace(GOOD, refresh_token="wrong"), "authorise"),
]


@pytest.mark.parametrize(("credentials", "says"), CREDENTIALS)
def test_credentials_that_are_no_good_are_told_from_faults(
    credentials: tokens.Tokens, says: str
) -> None:
    with playing() as fake, pytest.raises(TokenRefused) as raised:
        read(client_at(fake.address, credentials=credentials))
    assert says in str(raised.value)
    assert operations_called(fake) == ["token"]


@pytest.mark.parametrize("fault", ["fail_500", "html_503", "throttled", "reset", "garbled"])
def test_trouble_at_the_log_in_passes_and_leaves_no_doubt(fault: str) -> None:
    with playing(f"token={fault}") as fake:
        assert write(client_at(fake.address)) == 201
        fake.plan.set(f"token={fault}x*")
        with pytest.raises(Trouble) as raised:
            write(client_at(fake.address))
    assert not raised.value.is_unclear


def test_a_call_without_a_seller_takes_a_token_of_the_application() -> None:
    seen = []

    def answer(call: Call) -> Reply:
        seen.append(call.headers["x-amz-access-token"])
        return Reply(200, b"{}")

    with serving(answer) as address:
        client = client_at(address)
        client.call("notifications.getDestinations")
        read(client)
    assert len(seen) == 2


def test_reads_share_a_line_and_each_write_has_one_of_its_own() -> None:
    lines = []

    class Counting(Server):
        def process_request(self, request: Any, client_address: Any) -> None:
            lines.append(client_address)
            super().process_request(request, client_address)

    def answer(call: Call) -> Reply:
        return Reply(200, TOKEN if call.target == "/auth/o2/token" else b"{}")

    server = Counting(0, answer, keeps_lines=True)
    server.start()
    client = client_at(server.address)
    for _time in range(3):
        read(client)
    assert len(lines) == 1
    for _time in range(3):
        write(client)
    assert len(lines) == 4
    server.stop()


def test_pages_go_on_past_empty_ones_until_no_token_is_given() -> None:
    pages = {"": ("a", ["1"]), "a": ("b", []), "b": ("", ["2"])}

    def answer(call: Call) -> Reply:
        token = call.target.partition("nextToken=")[2]
        following, items = pages[token]
        content = {"payload": {"nextToken": following, "transactions": items}}
        return Reply(200, json.dumps(content).encode())

    with serving(answer) as address:
        listed = [
            answer.content["payload"]["transactions"]
            for answer in client_at(address).pages(
                "listTransactions",
                {},
                following="payload.nextToken",
                asked_by="nextToken",
            )
        ]
    assert listed == [["1"], [], ["2"]]


def test_a_listing_that_names_the_same_page_for_ever_ends() -> None:
    content = b'{"payload": {"nextToken": "same"}}'
    with serving(lambda _: Reply(200, content)) as address:
        pages = client_at(address).pages(
            "listTransactions", {}, following="payload.nextToken", asked_by="nextToken"
        )
        assert len(list(pages)) == 2


def test_no_secret_and_nobodys_data_reach_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    faults = "getOrder=declined, getOrder=fail_500"
    with caplog.at_level(logging.DEBUG), playing(faults) as fake:
        client = client_at(fake.address, most_tries=1)
        for _time in range(2):
            with pytest.raises(Trouble):
                read(client)
        write(client)
    secrets = [tokens.CLIENT_SECRET, GOOD.refresh_token, "Atza|", ORDER, "mixed up"]
    assert "createUnexpectedProblem 201" in caplog.text
    assert [one for one in secrets if one in caplog.text] == []
    assert [one for one in secrets if one in repr(client) + repr(GOOD)] == []


def test_of_the_time_there_is_some_is_kept_for_the_call_itself() -> None:
    asked = []

    class Patient(Unpaced):
        def turn(self, operation: object, patience: timedelta) -> timedelta:
            asked.append(patience.total_seconds())
            return timedelta(0)

    with playing() as fake:
        client = client_at(fake.address, pacing=Patient())
        for seconds in (60, 10):
            within = timedelta(seconds=seconds)
            client.call(READ, {"orderId": ORDER}, within=within)
    assert asked == [pytest.approx(45, abs=0.5), pytest.approx(5, abs=0.5)]


def test_a_bucket_that_is_empty_for_too_long_is_told_and_no_call_is_made() -> None:
    class Closed:
        def turn(self, operation: object, patience: timedelta) -> timedelta:
            raise Throttled("Not yet.", again_after=timedelta(minutes=5))

        def refused(self, operation: object, wanted: timedelta) -> timedelta:
            return wanted

        def accepted(self, operation: object, rate: object) -> None:
            pass

    with playing() as fake:
        with pytest.raises(Throttled):
            read(client_at(fake.address, pacing=Closed()))
        assert operations_called(fake) == []
