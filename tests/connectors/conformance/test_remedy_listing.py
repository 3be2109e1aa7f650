"""What every channel promises about what it lists, and about what it does not do at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from firsthand.domain.remedies.ports import (
    Channel,
    Component,
    Declined,
    Done,
    Kind,
    Part,
    Seen,
    Taken,
    Unclear,
    Unreadable,
)
from tests.connectors.conformance.remedies import (
    ORDER,
    WITHIN,
    AnyStage,
    cancel,
    channel,
    in_the_end,
    paid,
    refund,
    stage,
    two_lines,
)

__all__ = ["channel", "stage"]


def amounts(seen: tuple[Seen, ...]) -> list[int]:
    return sorted(each.minor_units for each in seen)


def test_after_its_lag_a_listing_shows_all_that_happened_whoever_caused_it(
    stage: AnyStage, channel: Channel
) -> None:
    in_the_end(stage, channel, refund(700))
    for minor_units in (11, 12, 13, 14):
        stage.pay_outside(ORDER, minor_units)
    stage.let_time_pass(channel.capabilities().read_lag)
    seen = channel.listed(ORDER)
    assert amounts(seen) == [11, 12, 13, 14, 700]
    assert len({each.external_id for each in seen}) == 5
    # Marketplaces tell the time to the thousandth of a second.
    assert sorted(each.at.timestamp() for each in seen) == pytest.approx(
        sorted(effect.at for effect in stage.truth(ORDER)), abs=0.001
    )


def test_before_its_lag_is_over_a_listing_may_not_show_it(
    stage: AnyStage, channel: Channel
) -> None:
    lag = channel.capabilities().read_lag
    stage.pay_outside(ORDER, 700)
    shown = amounts(channel.listed(ORDER))
    assert shown == ([] if lag else [700])


def test_references_are_shown_where_they_are_kept_and_nowhere_else(
    stage: AnyStage, channel: Channel
) -> None:
    instruction = refund()
    in_the_end(stage, channel, instruction)
    stage.pay_outside(ORDER, 700)
    stage.let_time_pass()
    ours, other = sorted(channel.listed(ORDER), key=lambda seen: seen.at)
    assert ours.reference == (instruction.key if stage.keeps_references else "")
    assert other.reference == ""


def test_what_is_done_is_listed_under_the_id_it_was_answered_with_where_promised(
    stage: AnyStage, channel: Channel
) -> None:
    answer = in_the_end(stage, channel, refund())
    assert isinstance(answer, Done)
    [seen] = channel.listed(ORDER)
    is_same = seen.external_id == answer.external_id
    assert is_same is channel.capabilities().names_effects


@pytest.mark.parametrize(
    "fault",
    ["fail_500", "html_503", "reset", "garbled", "garbled_unapplied", "throttled",
     "refused", "stale:3600x*", "page_repeats", "page_skips", "slow:0.1"],
)  # fmt: skip
@pytest.mark.parametrize("which_page", [1, 2])
def test_whatever_goes_wrong_a_listing_never_invents(
    stage: AnyStage, channel: Channel, fault: str, which_page: int
) -> None:
    for minor_units in (11, 12, 13, 14, 15):
        stage.pay_outside(ORDER, minor_units)
    stage.let_time_pass()
    whole = {seen.external_id: seen for seen in channel.listed(ORDER)}
    stage.go_wrong("read=ok, " * (which_page - 1) + f"read={fault}")
    try:
        seen = channel.listed(ORDER)
    except Unreadable:
        assert fault not in {"slow:0.1", "page_repeats"}
        return
    assert {each.external_id: each for each in seen}.items() <= whole.items()
    assert len({each.external_id for each in seen}) == len(seen)
    if fault in {"slow:0.1", "page_repeats"}:
        assert len(seen) == len(whole)
    assert not fault.startswith("garbled"), "garbage passed for a listing"
    if fault == "page_skips":
        assert not stage.counts_what_it_lists, "a gap was not noticed"


def test_a_token_that_ran_out_is_renewed_for_reading(
    stage: AnyStage, channel: Channel
) -> None:
    stage.pay_outside(ORDER, 700)
    stage.let_time_pass()
    stage.let_time_pass(timedelta(hours=2))
    assert amounts(channel.listed(ORDER)) == [700]
    stage.let_time_pass(timedelta(hours=2))
    assert amounts(channel.listed(ORDER)) == [700]


def test_an_order_nobody_knows_is_declined_and_not_listed_as_empty(
    stage: AnyStage, channel: Channel
) -> None:
    instruction = refund(order_number="nobody-knows")
    assert isinstance(in_the_end(stage, channel, instruction), Declined)
    with pytest.raises(Unreadable):
        channel.listed("nobody-knows")


def test_more_than_the_buyer_paid_is_declined(stage: AnyStage, channel: Channel) -> None:
    assert isinstance(in_the_end(stage, channel, refund(9_900)), Done)
    assert isinstance(in_the_end(stage, channel, refund(101)), Declined)
    assert isinstance(in_the_end(stage, channel, refund(100)), Done)
    assert paid(stage) == [9_900, 100]


def test_another_currency_than_the_orders_is_declined(
    stage: AnyStage, channel: Channel
) -> None:
    assert isinstance(in_the_end(stage, channel, refund(currency="EUR")), Declined)
    assert paid(stage) == []


def test_accounts_never_reach_each_others_orders(stage: AnyStage, channel: Channel) -> None:
    stage.sell(ORDER, account="two")
    stage.sell("only-of-two", account="two")
    other = stage.channel("two")
    in_the_end(stage, channel, refund(700))
    assert amounts(other.listed(ORDER)) == []
    assert paid(stage, account="two") == []
    foreign = refund(order_number="only-of-two")
    assert isinstance(in_the_end(stage, channel, foreign), Declined)
    with pytest.raises(Unreadable):
        channel.listed("only-of-two")
    acts = stage.acts()
    not_ours = channel.carry_out(refund(account="two"), within=WITHIN)
    assert isinstance(not_ours, Declined)
    assert stage.acts() == acts


NONSENSE = [
    {"parts": two_lines(), "minor_units": 701},
    {"parts": (), "minor_units": -700},
    {"parts": (
        Part(1, "", Component.PRICE, 800), Part(1, "", Component.SHIPPING, -100),
    )},
]  # fmt: skip


@pytest.mark.parametrize("changed", NONSENSE)
def test_nonsense_is_declined_before_anybody_hears_of_it(
    stage: AnyStage, channel: Channel, changed: dict[str, object]
) -> None:
    told = channel.carry_out(replace(refund(), **changed), within=WITHIN)
    assert isinstance(told, Declined)
    assert stage.acts() == 0


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_a_channel_says_it_can_do_it_does_and_lists_and_no_other(
    stage: AnyStage, channel: Channel, kind: Kind
) -> None:
    moves_money = kind in {Kind.REFUND, Kind.RETURNLESS_REFUND, Kind.GOODWILL_CREDIT}
    amount = 700 if moves_money else 0
    details = (("city", "Bremen"),) if kind is Kind.ADDRESS_CHANGE else ()
    instruction = refund(amount, kind=kind, details=details)
    if kind is Kind.CANCEL:
        instruction = cancel()
    answer = in_the_end(stage, channel, instruction)
    if kind not in channel.capabilities().kinds:
        assert isinstance(answer, Declined)
        assert stage.acts() == 0
        return
    assert isinstance(answer, Done)
    [seen] = channel.listed(ORDER)
    # That nothing has to come back is agreed with the buyer; a channel sees a refund.
    listed_as = Kind.REFUND if kind is Kind.RETURNLESS_REFUND else kind
    assert (seen.kind, seen.minor_units) == (listed_as, amount)


def test_a_refund_of_several_lines_and_components_adds_up(
    stage: AnyStage, channel: Channel
) -> None:
    parts = (
        Part(1, "LUMO-ARC", Component.PRICE, 300, 1),
        Part(1, "LUMO-ARC", Component.TAX, 24),
        Part(2, "LUMO-DOT", Component.PRICE, 400, 1),
        Part(2, "LUMO-DOT", Component.SHIPPING, 99),
    )
    answer = in_the_end(stage, channel, refund(823, parts=parts))
    assert isinstance(answer, Done)
    assert sum(paid(stage)) == 823
    [seen] = channel.listed(ORDER)  # One refund, however many lines it has.
    assert (seen.minor_units, seen.line_number) == (823, None)


def test_a_refund_of_the_order_as_a_whole_names_no_line(
    stage: AnyStage, channel: Channel
) -> None:
    assert isinstance(in_the_end(stage, channel, refund(parts=())), Done)
    [seen] = channel.listed(ORDER)
    assert (seen.minor_units, seen.line_number) == (700, None)


def test_after_a_cancellation_nothing_is_refunded_and_nothing_cancelled_again(
    stage: AnyStage, channel: Channel
) -> None:
    if Kind.CANCEL not in channel.capabilities().kinds:
        return
    assert isinstance(in_the_end(stage, channel, cancel()), Done)
    again = in_the_end(stage, channel, cancel())
    # “Cancelled already” may be the trace of our own lost attempt: it proves nothing.
    assert isinstance(again, Declined | Unclear)
    assert not isinstance(in_the_end(stage, channel, refund()), Done | Taken)
    assert [effect.kind for effect in stage.truth(ORDER)] == ["cancel"]


def test_a_parcel_sent_again_has_a_number_that_works_once(
    stage: AnyStage, channel: Channel
) -> None:
    if Kind.RESEND not in channel.capabilities().kinds:
        return
    resend = refund(0, kind=Kind.RESEND)
    first = in_the_end(stage, channel, resend)
    again = in_the_end(stage, channel, resend)
    assert isinstance(first, Done)
    assert isinstance(again, Done | Unclear)
    assert [effect.reference for effect in stage.truth(ORDER)] == [resend.key]
    assert [seen.reference for seen in channel.listed(ORDER)] == [resend.key]
