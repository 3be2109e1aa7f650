from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from firsthand.domain.authority import rules
from firsthand.domain.authority.rules import (
    DEFAULT,
    Allowed,
    Flag,
    Forbidden,
    Grant,
    NeedsApproval,
    Restriction,
    Spent,
    Sums,
    Window,
)
from firsthand.foundation.money import Money
from tests.authority import (
    NOTHING_ELSE,
    TODAY,
    WORTH,
    decide,
    rates,
    terms,
    usd,
    use,
    why,
)
from tests.cases.gates import refund_gate
from tests.shared import SHARED, needs

AMOUNTS = [
    (9_999, "USD", Allowed, "a cent below"),
    (10_000, "USD", Allowed, "the limit itself is within"),
    (10_001, "USD", NeedsApproval, "a cent above"),
    (9_500, "EUR", NeedsApproval, "104.50 USD"),
    (9_090, "EUR", Allowed, "99.99 USD"),
    (9_091, "EUR", NeedsApproval, "100.001 USD: never rounded below the limit"),
    (14_000, "JPY", Allowed, "95.20 USD; yen have no cents"),
    (14_706, "JPY", NeedsApproval, "100.0008 USD"),
]


@pytest.mark.parametrize(("amount", "currency", "expected", "reason"), AMOUNTS)
def test_up_to_100_dollars_nobody_is_asked(amount, currency, expected, reason) -> None:
    assert isinstance(decide(use(amount, currency)), expected), reason


def test_what_an_order_was_given_before_counts_in_whatever_currency() -> None:
    before = (usd(6_000),)
    assert isinstance(decide(use(4_000, given=before)), Allowed)
    said = decide(use(4_001, given=before))
    assert why(said) == ["over_grant"]
    assert said.grounds[0].facts == {"sum": 10_001, "before": 6_000, "most": 10_000}
    in_euro = (Money("EUR", 5_000), usd(4_000))
    assert isinstance(decide(use(501, given=in_euro)), NeedsApproval)
    assert isinstance(decide(use(500, given=in_euro)), Allowed)


def test_a_currency_without_a_rate_is_never_guessed() -> None:
    said = decide(use(1, "GBP"))
    assert isinstance(said, NeedsApproval)
    assert said.grounds[0].facts == {"currency": "GBP", "how": "missing"}
    assert said.amount_minor_units is None
    assert said.approvers == ("owner",), "only who may approve any amount at all"
    assert why(decide(use(1, given=(Money("GBP", 1),)))) == ["rate_unknown"]
    assert why(decide(use(1, order_total=Money("GBP", 1)))) == ["rate_unknown"]


OLD_RATES = [(0, Allowed), (7, Allowed), (8, NeedsApproval), (-1, NeedsApproval)]


@pytest.mark.parametrize(("days", "expected"), OLD_RATES)
def test_a_rate_counts_for_a_week_and_never_before_its_day(days, expected) -> None:
    known = rates(on=TODAY - timedelta(days=days))
    assert isinstance(decide(use(100, "EUR"), at=known), expected)


FORBIDDEN = [
    ({"has_claim": True}, "claim_open", "compliance"),
    ({"has_chargeback": True}, "chargeback_open", "compliance"),
    ({"is_defence": True}, "claim_defence", "compliance"),
    ({"fulfilment": "FBA"}, "amazon_refunds", ""),
    ({"has_note": False}, "no_note", ""),
]


@pytest.mark.parametrize("role", ["agent", "lead", "compliance", "owner"])
@pytest.mark.parametrize(("values", "ground", "goes_to"), FORBIDDEN)
def test_some_things_nobody_does_from_here(values, ground, goes_to, role) -> None:
    said = decide(use(1, role=role, **values))
    assert isinstance(said, Forbidden)
    assert (why(said), said.goes_to) == ([ground], goes_to)


def test_amazon_refunds_its_own_parcels_but_not_those_it_ships_for_our_shop() -> None:
    assert isinstance(decide(use(fulfilment="FBA", channel="shopify")), Allowed)
    assert isinstance(decide(use(fulfilment="FBA", kind="resend")), Allowed)


def test_what_is_left_of_a_cent_counts_as_a_cent() -> None:
    said = decide(use(1, "JPY", given=(Money("JPY", 100),)))  # 0.68 and 68.68 cents.
    assert isinstance(said, Allowed)
    assert (said.amount_minor_units, said.order_sum_minor_units) == (1, 69)


def test_every_ground_is_named_and_not_the_first_alone() -> None:
    said = decide(use(99_999, has_claim=True, has_note=False))
    assert why(said) == ["claim_open", "no_note"]
    flagged = frozenset({Flag.REPEAT_CLAIMANT})
    said = decide(use(20_000, flags=flagged, risk="critical", sets_limits=True))
    assert why(said) == ["sets_limits", "always_asks", "always_asks", "over_grant"]


def test_whoever_set_the_limits_asks_somebody_else() -> None:
    assert why(decide(use(1, role="owner", sets_limits=True))) == ["sets_limits"]


FITS = [
    ({"kind": "resend"}, {"kind": "resend"}, True),
    ({"kind": "resend"}, {}, False),
    ({"reason": "AFT.DMG"}, {"reason": "AFT.DMG.PACK"}, True),
    ({"reason": "AFT.DMG"}, {"reason": "AFT.DMG"}, True),
    ({"reason": "AFT.DMG"}, {"reason": "AFT.DMGX"}, False),
    ({"risk": "high"}, {"risk": "critical"}, True),
    ({"risk": "high"}, {"risk": "medium"}, False),
    ({"risk": "low"}, {"risk": ""}, False),
    ({"channel": "ebay"}, {}, False),
    ({"marketplace": "US"}, {}, True),
    ({"fulfilment": "FBA"}, {}, False),
    ({"flag": "high_value"}, {"flags": frozenset({Flag.HIGH_VALUE})}, True),
    ({"flag": "high_value"}, {"flags": frozenset({Flag.REPEAT_CLAIMANT})}, False),
    ({"mastery_below": 2}, {"mastery": 1}, True),
    ({"mastery_below": 2}, {"mastery": 2}, False),
    ({}, {}, True),
]


@pytest.mark.parametrize(("asked", "values", "expected"), FITS)
def test_a_restriction_is_for_what_it_asks_for(asked, values, expected) -> None:
    policy = replace(NOTHING_ELSE, restrictions=(Restriction(most_minor_units=0, **asked),))
    assert isinstance(decide(use(1, **values), policy), NeedsApproval) == expected


def test_a_share_is_of_what_the_buyer_paid_for_the_whole_order() -> None:
    half = Restriction(fulfilment="FBM", most_share=Decimal("0.5"))
    policy = replace(NOTHING_ELSE, restrictions=(half,))
    paid = {"order_total": usd(5_001), "given": (usd(500),)}
    assert isinstance(decide(use(2_000, **paid), policy), Allowed)
    said = decide(use(2_001, **paid), policy)
    assert said.grounds[0].facts == {
        "fulfilment": "FBM", "percent": 50, "sum": 2_501, "before": 500, "most": 2_500,
    }  # fmt: skip
    assert why(decide(use(1), policy)) == ["paid_unknown"]


def test_what_costs_nothing_needs_no_limit_but_may_have_to_be_asked_for() -> None:
    free = use(0, kind="address_change", role="reviewer")
    assert isinstance(decide(free), Allowed)
    assert why(decide(replace(free, risk="critical"))) == ["always_asks"]


def test_a_role_that_was_granted_nothing_gives_nothing() -> None:
    assert why(decide(use(1, role="analyst"), NOTHING_ELSE)) == ["over_grant"]


def test_a_higher_level_may_give_more() -> None:
    grants = (
        Grant(role="agent", alone_minor_units=1_000),
        Grant(role="agent", level=3, alone_minor_units=5_000),
    )
    policy = replace(NOTHING_ELSE, grants=grants)
    said = [decide(use(4_000, level=level), policy) for level in (0, 2, 3, 9)]
    assert [isinstance(each, Allowed) for each in said] == [False, False, True, True]


def budget(of: str, period: str, spent: int, most: int = 10_000) -> Spent:
    return Spent(of, period, most, spent)


def test_what_is_left_is_that_of_the_tightest_budget_after_the_use() -> None:
    sums = Sums(
        (
            budget("agent", "day", 7_000),
            budget("agent", "month", 2_000),
            budget("team", "day", 6_500),
        )
    )
    said = decide(use(3_000), NOTHING_ELSE, sums)
    assert isinstance(said, Allowed)
    assert said.left_today_minor_units == 0
    assert said.left_this_month_minor_units == 5_000
    said = decide(use(3_001), NOTHING_ELSE, sums)
    assert [ground.facts for ground in said.grounds] == [
        {"of": "agent", "period": "day", "left": 3_000, "most": 10_000}
    ]


def test_ten_refunds_of_a_dollar_under_the_limit_do_not_pass_within_an_hour() -> None:
    hour = Window(of="agent", hours=1, most_minor_units=30_000)
    given, said = 0, []
    for _ in range(10):
        decision = decide(use(9_900), terms(), Sums((), ((hour, given),)))
        said.append(type(decision))
        if isinstance(decision, Allowed):
            given += decision.amount_minor_units
    assert said == [Allowed] * 3 + [NeedsApproval] * 7


APPROVERS = [
    (1, ("lead", "compliance", "owner")),
    (50_000, ("lead", "compliance", "owner")),
    (50_001, ("compliance", "owner")),
    (200_001, ("owner",)),
    (None, ("owner",)),
]


@pytest.mark.parametrize(("order_sum", "able"), APPROVERS)
def test_who_approves_has_authority_enough_the_least_first(order_sum, able) -> None:
    assert rules.approvers(DEFAULT, order_sum) == able
    for role in ("agent", "lead", "compliance", "owner"):
        may = rules.may_approve(
            DEFAULT, role=role, level=0, order_sum_minor_units=order_sum
        )
        assert may == (role in able), role


def test_an_approval_that_nobody_answers_goes_to_who_is_next() -> None:
    said = decide(use(15_000, given=(usd(30_000),)))
    assert isinstance(said, NeedsApproval)
    assert said.order_sum_minor_units == 45_000
    assert (said.approvers[0], said.escalates_to) == ("lead", ("compliance", "owner"))


def test_a_sum_within_hours_is_said_in_figures() -> None:
    hour = Window(of="agent", hours=1, most_minor_units=3_000)
    assert isinstance(decide(use(1_000), NOTHING_ELSE, Sums((), ((hour, 2_000),))), Allowed)
    said = decide(use(1_001), NOTHING_ELSE, Sums((), ((hour, 2_000),)))
    assert [(str(ground.why), ground.facts) for ground in said.grounds] == [
        ("over_window", {"of": "agent", "hours": 1, "sum": 3_001, "most": 3_000})
    ]


def test_the_limit_that_is_told_is_the_lowest_that_holds_for_this_order() -> None:
    def limit(*rows: Restriction) -> int:
        policy = replace(NOTHING_ELSE, restrictions=rows)
        said = decide(use(1_000, order_total=usd(5_001)), policy)
        assert isinstance(said, Allowed)
        return said.limit_minor_units

    assert limit() == 10_000
    assert limit(Restriction(most_minor_units=4_000)) == 4_000
    assert limit(Restriction(most_share=Decimal("0.5"))) == 2_500
    assert limit(Restriction(kind="resend", most_minor_units=4_000)) == 10_000
    free = decide(use(0, role="analyst", kind="resend"), NOTHING_ELSE)
    assert isinstance(free, Allowed)
    assert (free.limit_minor_units, free.left_today_minor_units) == (0, None)


SPLIT = [
    (4_001, 6_000, True, "each is within the limit, both are not"),
    (10_000, 1, True, "at the limit"),
    (10_001, 1, False, "it would have to be asked for alone"),
    (10_001, 0, False, "nothing was given before"),
    (4_000, 6_000, False, "it is allowed"),
]


@pytest.mark.parametrize(("amount", "before", "expected", "reason"), SPLIT)
def test_what_passes_a_limit_only_with_what_was_given_before_is_split(
    amount, before, expected, reason
) -> None:
    given_before = (usd(before),) if before else ()
    said = decide(use(amount, given=given_before), NOTHING_ELSE)
    assert rules.is_split(said) == expected, reason


def test_who_may_approve_is_told_by_the_least_each_role_may() -> None:
    grants = (
        Grant(role="lead", level=2, alone_minor_units=0, approves_minor_units=None),
        Grant(role="lead", alone_minor_units=0, approves_minor_units=500),
        Grant(role="compliance", alone_minor_units=0, approves_minor_units=900),
        Grant(role="agent", alone_minor_units=100, approves_minor_units=0),
    )
    policy = replace(NOTHING_ELSE, grants=grants)
    assert rules.approvers(policy, 500) == ("lead", "compliance")
    assert rules.approvers(policy, 501) == ("compliance", "lead")
    assert rules.approvers(policy, 0) == ("lead", "compliance")
    assert rules.approvers(policy, None) == ("lead",)


# What holds for every policy and every use.
amounts = st.integers(0, 30_000)
restrictions = st.builds(
    Restriction,
    kind=st.sampled_from(["", "refund", "resend"]),
    risk=st.sampled_from(["", *rules.RISKS]),
    fulfilment=st.sampled_from(["", "FBA", "FBM"]),
    flag=st.sampled_from(["", *Flag]),
    mastery_below=st.none() | st.integers(1, 3),
    most_minor_units=st.none() | amounts,
    most_share=st.none() | st.sampled_from([Decimal("0.1"), Decimal("0.5"), Decimal(1)]),
    always_asks=st.booleans(),
)
moneys = st.builds(Money, st.sampled_from(["USD", "EUR", "JPY", "GBP"]), amounts)
uses = st.builds(
    use,
    amounts,
    st.sampled_from(["USD", "EUR", "JPY"]),
    kind=st.sampled_from(["refund", "resend"]),
    given=st.lists(moneys, max_size=2).map(tuple),
    order_total=st.none() | moneys,
    risk=st.sampled_from(["", *rules.RISKS]),
    role=st.sampled_from(["agent", "lead", "analyst"]),
    mastery=st.integers(0, 3),
    flags=st.sets(st.sampled_from(list(Flag))).map(frozenset),
)
policies = st.builds(
    lambda rows, alone: replace(
        NOTHING_ELSE,
        grants=(Grant(role="agent", alone_minor_units=alone),),
        restrictions=tuple(rows),
    ),
    st.lists(restrictions, max_size=4),
    amounts,
)


@given(uses, policies, restrictions)
def test_a_further_restriction_never_gives_more(what, policy, further) -> None:
    stricter = replace(policy, restrictions=(*policy.restrictions, further))
    if isinstance(decide(what, stricter), Allowed):
        assert isinstance(decide(what, policy), Allowed)


@given(uses, policies, amounts)
def test_who_may_give_an_amount_may_give_less(what, policy, less) -> None:
    if isinstance(decide(what, policy), Allowed):
        amount = Money(what.amount.currency, min(less, what.amount.minor_units))
        assert isinstance(decide(replace(what, amount=amount), policy), Allowed)


@given(uses, policies, moneys)
def test_an_order_that_was_given_more_before_is_never_given_more_now(
    what, policy, more
) -> None:
    again = replace(what, given=(*what.given, more))
    if isinstance(decide(again, policy), Allowed):
        assert isinstance(decide(what, policy), Allowed)


@given(uses, policies)
def test_what_is_allowed_lies_within_the_limit_it_is_told_by(what, policy) -> None:
    said = decide(what, policy)
    if isinstance(said, Allowed) and said.amount_minor_units:
        assert said.order_sum_minor_units <= said.limit_minor_units
        # Converted by hand, in fractions of a cent.
        worth = WORTH | {"USD": Decimal(1)}
        decimals = {"JPY": 0}
        total = sum(
            worth[each.currency]
            * each.minor_units
            * 10 ** (2 - decimals.get(each.currency, 2))
            for each in (what.amount, *what.given)
        )
        assert total <= said.limit_minor_units


@given(st.lists(st.integers(1, 10_000), max_size=40))
def test_however_it_is_split_no_window_lets_more_through(parts) -> None:
    hour = Window(of="agent", hours=1, most_minor_units=30_000)
    given_so_far = 0
    for part in parts:
        said = decide(use(part), NOTHING_ELSE, Sums((), ((hour, given_so_far),)))
        if isinstance(said, Allowed):
            given_so_far += part
    assert given_so_far <= 30_000


FILE = SHARED / "cases" / "kpi_cases.yaml"


@needs("cases", "kpi_cases.yaml")
def test_the_reference_case_of_authority_comes_out_exactly() -> None:
    cases = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    found = cases["cases"] if isinstance(cases, dict) else cases
    (case,) = [each for each in found if each["id"] == "SEED-08"]
    assert refund_gate(case["inputs"]) == case["expected"]


def test_a_restricted_amount_is_itself_within_the_restriction() -> None:
    least = Restriction(kind="refund", most_minor_units=500)
    other = Restriction(kind="resend", most_minor_units=1)
    policy = terms(restrictions=(other, least), budgets=(), windows=())
    said = decide(use(500), policy)
    assert isinstance(said, Allowed)
    assert said.limit_minor_units == 500
    assert why(decide(use(501), policy)) == ["restricted"]


def test_a_rate_of_nothing_is_none() -> None:
    assert rates(EUR=Decimal(0)).unknown("EUR") == "missing"
    assert rates(EUR=Decimal("0.0001")).unknown("EUR") is None


def test_amazon_pays_for_its_own_parcels_also_where_nothing_comes_back() -> None:
    said = decide(use(1, kind="returnless_refund", fulfilment="FBA"))
    assert why(said) == ["amazon_refunds"]


def test_who_approves_up_to_the_smallest_amount_approves_that_and_no_more() -> None:
    smallest = Grant(role="lead", alone_minor_units=0, approves_minor_units=1)
    policy = terms(grants=(smallest, Grant(role="agent", alone_minor_units=1)))
    may = [
        rules.may_approve(policy, role=role, level=0, order_sum_minor_units=n)
        for role, n in (("lead", 1), ("lead", 2), ("lead", None), ("agent", 0))
    ]
    assert may == [True, False, False, False]


def test_more_than_was_paid_is_over_a_share_of_all_of_it() -> None:
    all_of_it = Restriction(kind="refund", most_share=Decimal(1))
    policy = terms(restrictions=(all_of_it,), budgets=(), windows=())
    said = decide(use(1_001, order_total=usd(1_000)), policy)
    assert why(said) == ["over_share"]
    assert said.grounds[0].facts == {
        "kind": "refund", "percent": 100, "sum": 1_001, "before": 0, "most": 1_000,
    }  # fmt: skip
    assert isinstance(decide(use(1_000, order_total=usd(1_000)), policy), Allowed)
