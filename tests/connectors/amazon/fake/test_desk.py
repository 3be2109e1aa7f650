"""The fake's desk: who is let in, what is counted, what examples it has by itself."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from firsthand.connectors.amazon.fake import fixtures, tokens
from firsthand.connectors.amazon.fake.running import FakeAmazon, Terms
from firsthand.connectors.amazon.operations import Operations
from firsthand.connectors.amazon.troubles import Declined, NotAllowed, Throttled
from firsthand.foundation.fault_plans import WrongPlan
from tests.connectors.amazon.playing import GOOD, OF_ORDER, ORDER, client_at, playing
from tests.spapi.models import unseen

ASK = "getMessagingActionsForOrder"
PARCEL = {
    "sellerFulfillmentOrderId": "remedy-7",
    "displayableOrderId": ORDER,
    "displayableOrderDate": "2026-11-23T12:00:00Z",
    "displayableOrderComment": "Sent again",
    "shippingSpeedCategory": "Standard",
    "destinationAddress": {"name": "N. N.", "countryCode": "DE"},
    "items": [{"sellerSku": "TEA-1", "sellerFulfillmentOrderItemId": "1", "quantity": 1}],
}


def test_nobody_is_let_in_without_a_token_that_is_good() -> None:
    with playing() as fake:
        client = client_at(fake.address)
        for token in ("nonsense", "Atza|nonsense"):
            with pytest.raises(NotAllowed):
                client.call("getAccount", token=token)


def test_a_token_for_restricted_data_lets_one_in() -> None:
    with playing() as fake:
        client = client_at(fake.address)
        body = {"restrictedResources": [{"method": "GET", "path": "/orders/v0/orders"}]}
        made = client.call("createRestrictedDataToken", body=body).content
        token = made["restrictedDataToken"]
        answer = client.call(ASK, OF_ORDER, token=token)
    assert (answer.status, made["expiresIn"]) == (200, 3600)


def test_each_account_has_buckets_of_its_own_and_they_fill_with_the_fakes_time() -> None:
    with playing(is_throttled=True) as fake:
        one = client_at(fake.address, most_tries=1)
        other = client_at(
            fake.address,
            credentials=replace(GOOD, refresh_token=f"{tokens.REFRESH_TOKEN}other"),
        )
        for _time in range(5):
            one.call(ASK, OF_ORDER)
        with pytest.raises(Throttled) as raised:
            one.call(ASK, OF_ORDER)
        assert raised.value.told.status == 429
        other.call(ASK, OF_ORDER)
        fake.time.forward(1)
        one.call(ASK, OF_ORDER)
        assert fake.throttling is not None
        assert fake.throttling.refusals == {("shop", f"messaging.{ASK}"): 1}


def test_what_is_no_example_is_declined_and_what_is_no_address_not_found() -> None:
    with playing() as fake:
        client = client_at(fake.address)
        with pytest.raises(Declined, match="Could not match"):
            client.call(ASK, {**OF_ORDER, "amazonOrderId": "999-0000000-0000000"})
        nowhere = replace(Operations.ours().named("getAccount"), path="/nowhere")
        with pytest.raises(Declined) as raised:
            client.call(nowhere)
        assert raised.value.told.status == 404


def test_our_examples_are_of_operations_that_are_in_our_table() -> None:
    named = [one for one in fixtures.described() if one.examples]
    assert len(named) >= 6
    assert {one.key for one in named} <= {one.key for one in Operations.ours().all()}


def test_beside_models_our_own_operations_still_have_state(tmp_path: Path) -> None:
    with playing(models=unseen(tmp_path)) as fake:
        client = client_at(fake.address)
        client.call("createFulfillmentOrder", body=PARCEL)


def test_a_parcel_is_sent_once_by_its_id_shown_and_cancelled() -> None:
    mine = {"sellerFulfillmentOrderId": "remedy-7"}
    with playing() as fake:
        client = client_at(fake.address)
        with pytest.raises(Declined):
            client.call("getFulfillmentOrder", mine)
        client.call("createFulfillmentOrder", body=PARCEL)
        with pytest.raises(Declined, match="used before"):
            client.call("createFulfillmentOrder", body=PARCEL)
        client.call("cancelFulfillmentOrder", mine)
        found = client.call("getFulfillmentOrder", mine).content["payload"]
        with pytest.raises(Declined, match="items is missing"):
            client.call("createFulfillmentOrder", body={"sellerFulfillmentOrderId": "8"})
    assert found["fulfillmentOrder"]["fulfillmentOrderStatus"] == "CANCELLED"
    assert found["fulfillmentOrderItems"] == PARCEL["items"]


def test_with_examples_only_nothing_has_state() -> None:
    with playing(only_examples=True) as fake, pytest.raises(Declined):
        client_at(fake.address).call("createFulfillmentOrder", body=PARCEL)


@pytest.mark.parametrize("faults", ["createFood=reset", "createFeed=explode"])
def test_a_plan_that_names_nothing_is_refused(faults: str) -> None:
    with pytest.raises(WrongPlan):
        FakeAmazon(Terms(faults=faults))


COMMAND = [sys.executable, "-m", "firsthand.cli", "sandbox", "amazon"]


def environment() -> dict[str, str]:
    return {name: text for name, text in os.environ.items() if name != "SPAPI_MODELS_DIR"}


def test_it_runs_as_a_command_until_it_is_told_to_stop(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "--unthrottled", "--faults", "getOrder=declined"],
        stdout=subprocess.PIPE, text=True, env=environment(),
    )  # fmt: skip
    assert process.stdout is not None
    try:
        first = process.stdout.readline()
        address = re.search(r"http://[0-9.:]+", first)
        assert address is not None, first
        client = client_at(address[0])
        with pytest.raises(Declined):
            client.call("orders_2026-01-01.getOrder", {"orderId": ORDER})
        client.call("orders_2026-01-01.getOrder", {"orderId": ORDER})
    finally:
        process.send_signal(signal.SIGTERM)
        told = process.stdout.read()
        assert process.wait(10) == 0
        process.stdout.close()
    assert tokens.CLIENT_SECRET in told


def test_the_command_refuses_what_it_cannot_play() -> None:
    found = subprocess.run(
        [*COMMAND, "--faults", "x=y"],
        env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (found.returncode, "x=y" in found.stderr) == (3, True)
