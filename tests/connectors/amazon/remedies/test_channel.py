"""Amazon as a channel, beyond what every channel promises."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from firsthand.connectors.amazon.remedies import channel as channel_module
from firsthand.connectors.amazon.remedies.channel import AmazonChannel, Seller
from firsthand.connectors.amazon.remedies.documents import (
    ACKNOWLEDGEMENT,
    ADJUSTMENT,
    refund_document,
)
from firsthand.domain.remedies.ports import (
    Component,
    Declined,
    Done,
    Kind,
    NotSent,
    Part,
    Taken,
    Unclear,
)
from tests.connectors.conformance.remedies import (
    ORDER,
    WITHIN,
    cancel,
    in_the_end,
    paid,
    refund,
)
from tests.servers.amazon import ADDRESS, PROCESSING, AmazonStage, amazon

FAILURES = ("fail_500", "html_503", "reset", "garbled", "throttled", "role_missing")


@pytest.fixture
def stage() -> Iterator[AmazonStage]:
    with amazon() as stage:
        stage.sell(ORDER)
        yield stage


@pytest.fixture
def channel(stage: AmazonStage) -> AmazonChannel:
    return stage.channel()


def feeds(stage: AmazonStage) -> list[str]:
    """Return the kinds of all feeds that were taken."""
    told = stage.client().call("getFeeds", {"feedTypes": [ADJUSTMENT, ACKNOWLEDGEMENT]})
    return [feed["feedType"] for feed in told.content["feeds"]]


def test_while_a_feed_is_under_way_the_next_one_of_its_kind_waits(
    stage: AmazonStage, channel: AmazonChannel
) -> None:
    assert isinstance(channel.carry_out(refund(1), within=WITHIN), Taken)
    for share in (0.1, 0.5):  # In the queue, and being worked on.
        stage.let_time_pass(PROCESSING * share)
        waits = channel.carry_out(refund(2), within=WITHIN)
        assert isinstance(waits, NotSent)
        assert waits.again_after == timedelta(minutes=2)
    stage.let_time_pass(PROCESSING)
    assert isinstance(channel.carry_out(refund(3), within=WITHIN), Taken)
    stage.let_time_pass()
    assert paid(stage) == [1, 3]


def test_a_cancellation_does_not_wait_for_a_refund(
    stage: AmazonStage, channel: AmazonChannel
) -> None:
    stage.sell("114-2")
    assert isinstance(channel.carry_out(refund(), within=WITHIN), Taken)
    other = replace(cancel(), order_number="114-2")
    assert isinstance(channel.carry_out(other, within=WITHIN), Taken)


def test_a_feed_that_is_stuck_holds_up_the_others_for_two_hours_only(
    stage: AmazonStage, channel: AmazonChannel
) -> None:
    stage.go_wrong("process=stuck_applied")
    first = refund(1)
    taken = channel.carry_out(first, within=WITHIN)
    stage.let_time_pass(timedelta(hours=2, minutes=-1))
    assert isinstance(channel.carry_out(refund(2), within=WITHIN), NotSent)
    stage.let_time_pass(timedelta(minutes=2))
    assert isinstance(channel.carry_out(refund(3), within=WITHIN), Taken)
    assert isinstance(taken, Taken)
    stage.let_time_pass()
    assert channel.ask(taken.handle, first) == taken  # Nobody knows to this day.
    assert paid(stage) == [1, 3]


def test_however_many_hand_in_at_once_there_is_one_feed(
    stage: AmazonStage, channel: AmazonChannel
) -> None:
    instructions = [refund(number) for number in range(1, 13)]
    with ThreadPoolExecutor(12) as pool:
        answers = list(
            pool.map(lambda one: channel.carry_out(one, within=WITHIN), instructions)
        )
    kinds = [type(answer) for answer in answers]
    assert (kinds.count(Taken), kinds.count(NotSent)) == (1, 11)
    assert feeds(stage) == [ADJUSTMENT]


@pytest.mark.parametrize("fault", FAILURES)
@pytest.mark.parametrize("step", ["getOrder", "getFeeds", "createFeedDocument", "upload"])
def test_whatever_fails_before_the_feed_is_handed_in_was_not_sent(
    stage: AmazonStage, channel: AmazonChannel, step: str, fault: str
) -> None:
    if (step, fault) == ("upload", "garbled"):
        return  # Nobody reads the answer to an upload.
    stage.fake.plan.set(f"{step}={fault}")
    told = channel.carry_out(refund(), within=WITHIN)
    assert isinstance(told, NotSent), told
    assert stage.acts() == 0
    assert isinstance(in_the_end(stage, channel, refund()), Done)


@pytest.mark.parametrize(
    ("fault", "is_there"), [("apply_then_reset", True), ("reset", False)]
)
def test_a_lost_answer_stays_unclear_and_names_the_feeds_of_that_moment(
    stage: AmazonStage, channel: AmazonChannel, fault: str, is_there: bool
) -> None:
    stage.go_wrong(f"act={fault}")
    told = channel.carry_out(refund(), within=WITHIN)
    assert isinstance(told, Unclear)
    assert ("50001" in told.why) is is_there
    assert stage.acts() == 1


def test_a_lost_answer_whose_traces_cannot_be_read_is_as_unclear(
    stage: AmazonStage, channel: AmazonChannel
) -> None:
    stage.fake.plan.set("createFeed=apply_then_500, getFeeds=ok, getFeeds=fail_500")
    assert isinstance(channel.carry_out(refund(), within=WITHIN), Unclear)


@pytest.mark.parametrize("fault", FAILURES)
@pytest.mark.parametrize("step", ["getFeed", "getFeedDocument", "download"])
def test_while_a_report_cannot_be_had_a_refund_stays_taken(
    stage: AmazonStage, channel: AmazonChannel, step: str, fault: str
) -> None:
    if (step, fault) == ("download", "garbled"):
        return  # It is packed, and then it is no report: see the next test.
    instruction = refund()
    taken = channel.carry_out(instruction, within=WITHIN)
    stage.let_time_pass(PROCESSING)
    stage.fake.plan.set(f"{step}={fault}")
    assert isinstance(taken, Taken)
    assert channel.ask(taken.handle, instruction) == taken
    assert channel.ask(taken.handle, instruction) == Done("50001")


def test_a_report_cut_off_on_its_way_is_fetched_again(
    stage: AmazonStage, channel: AmazonChannel
) -> None:
    instruction = refund()
    taken = channel.carry_out(instruction, within=WITHIN)
    stage.let_time_pass(PROCESSING)
    stage.fake.plan.set("download=cut_off, download=garbled")
    assert isinstance(taken, Taken)
    assert channel.ask(taken.handle, instruction) == taken
    assert channel.ask(taken.handle, instruction) == taken
    assert channel.ask(taken.handle, instruction) == Done("50001")


def test_a_feed_nobody_knows_is_asked_for_again(channel: AmazonChannel) -> None:
    assert channel.ask("99999/1", refund()) == Taken("99999/1")


def test_a_document_that_would_be_wrong_is_handed_in_nowhere(stage: AmazonStage) -> None:
    nameless = Seller("one", "A SELLER", stage.marketplace)
    channel = AmazonChannel(stage.client(), nameless, turns=stage.turns)
    told = channel.carry_out(refund(), within=WITHIN)
    assert isinstance(told, Declined)
    assert "MerchantIdentifier" in told.why
    assert stage.acts() == 0


@pytest.mark.parametrize("wrong", [{"order_number": "114-2"}, {"currency": "CAD"}])
def test_a_document_of_something_else_than_was_asked_for_is_handed_in_nowhere(
    stage: AmazonStage, channel: AmazonChannel, monkeypatch, wrong: dict[str, str]
) -> None:
    def written(instruction, shares, seller_id):
        return refund_document(replace(instruction, **wrong), shares, seller_id)

    monkeypatch.setattr(channel_module, "refund_document", written)
    told = channel.carry_out(refund(), within=WITHIN)
    assert isinstance(told, Declined)
    assert "it gives" in told.why
    assert stage.acts() == 0


def test_what_is_handed_in_is_logged_by_its_hash_and_nothing_of_it(
    channel: AmazonChannel, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="firsthand.amazon"):
        channel.carry_out(refund(), within=WITHIN)
    said = caplog.text
    assert "sha256" in said
    assert ORDER not in said
    assert "<Amazon" not in said


@pytest.mark.parametrize("state", ["SHIPPED", "PARTIALLY_SHIPPED"])
def test_what_is_on_its_way_is_refunded_and_not_cancelled(
    stage: AmazonStage, channel: AmazonChannel, state: str
) -> None:
    stage.sell(ORDER, state=state)
    assert isinstance(channel.carry_out(cancel(), within=WITHIN), Declined)
    assert stage.acts() == 0
    assert isinstance(in_the_end(stage, channel, refund()), Done)


@pytest.mark.parametrize("changed", [{"currency": "EUR"}, {"order_number": "nobody-knows"}])
def test_what_amazons_own_order_stands_against_is_handed_in_nowhere(
    stage: AmazonStage, channel: AmazonChannel, changed: dict[str, str]
) -> None:
    assert isinstance(channel.carry_out(refund(**changed), within=WITHIN), Declined)
    in_the_end(stage, channel, cancel())
    acts = stage.acts()
    for one in (refund(), cancel()):
        assert isinstance(channel.carry_out(one, within=WITHIN), Declined)
    assert stage.acts() == acts


def test_some_lines_of_an_order_are_not_cancelled(
    stage: AmazonStage, channel: AmazonChannel
) -> None:
    some = replace(cancel(), parts=(Part(1, "LUMO-ARC", Component.PRICE, 0, 1),))
    assert isinstance(channel.carry_out(some, within=WITHIN), Declined)
    assert stage.acts() == 0


def test_a_cancellation_whose_answer_was_lost_shows_on_the_order(
    stage: AmazonStage, channel: AmazonChannel
) -> None:
    stage.go_wrong("act=apply_then_500")
    assert isinstance(in_the_end(stage, channel, cancel()), Unclear)
    [seen] = channel.listed(ORDER)
    assert (seen.kind, seen.minor_units) == (Kind.CANCEL, 0)


def resend(**changed):
    return replace(refund(0, kind=Kind.RESEND), **changed)


@pytest.mark.parametrize(
    ("fault", "told"),
    [("apply_then_500", Done), ("apply_then_reset", Done), ("garbled", Done),
     ("fail_500", Unclear), ("reset", Unclear), ("throttled", NotSent),
     ("refused", Declined)],
)  # fmt: skip
def test_of_a_parcel_our_own_number_tells_whether_it_was_sent(
    stage: AmazonStage, channel: AmazonChannel, fault: str, told: type
) -> None:
    stage.go_wrong(f"act={fault}")
    again = resend()
    assert isinstance(channel.carry_out(again, within=WITHIN), told)
    assert isinstance(channel.carry_out(again, within=WITHIN), Done)
    assert [one.reference for one in stage.truth(ORDER)] == [again.key]


def test_a_parcel_that_was_cancelled_at_amazon_is_not_done(
    stage: AmazonStage, channel: AmazonChannel
) -> None:
    again = resend()
    channel.carry_out(again, within=WITHIN)
    number = {"sellerFulfillmentOrderId": again.key}
    stage.client().call("cancelFulfillmentOrder", number)
    assert isinstance(channel.carry_out(again, within=WITHIN), Unclear)
    assert channel.listed(ORDER) == ()


def sent_to(stage: AmazonStage, key: str) -> dict[str, str]:
    number = {"sellerFulfillmentOrderId": key}
    told = stage.client().call("getFulfillmentOrder", number).content
    return told["payload"]["fulfillmentOrder"]["destinationAddress"]


def test_a_parcel_goes_where_the_order_went_or_where_it_was_told_to(
    stage: AmazonStage, channel: AmazonChannel
) -> None:
    there = {**ADDRESS, "addressLine1": "Lampenweg 2"}
    first, second = resend(), resend(details=tuple(there.items()))
    for one in (first, second):
        assert isinstance(channel.carry_out(one, within=WITHIN), Done)
    assert sent_to(stage, first.key) == ADDRESS
    assert sent_to(stage, second.key) == there


WRONG_PARCELS = [
    {"details": (("city", "Bremen"),)},
    {"parts": ()},
    {"parts": (Part(1, "", Component.PRICE, 0, 1),)},
    {"parts": (Part(1, "LUMO-ARC", Component.PRICE, 0, 0),)},
    {"parts": (Part(1, "LUMO-ARC", Component.PRICE, 0, 251),)},
    {"key": "k" * 41},
]


@pytest.mark.parametrize("changed", WRONG_PARCELS)
def test_what_is_no_parcel_is_asked_for_nowhere(
    stage: AmazonStage, channel: AmazonChannel, changed: dict[str, object]
) -> None:
    assert isinstance(channel.carry_out(resend(**changed), within=WITHIN), Declined)
    assert stage.acts() == 0


def test_without_stock_at_amazon_nothing_is_sent_again(stage: AmazonStage) -> None:
    seller = Seller("one", "SELLERone", stage.marketplace)
    channel = AmazonChannel(stage.client(), seller, turns=stage.turns)
    assert Kind.RESEND not in channel.capabilities().kinds
    assert isinstance(channel.carry_out(resend(), within=WITHIN), Declined)
    assert channel.listed(ORDER) == ()
    assert stage.fake.desk.arrived["listAllFulfillmentOrders"] == 0
