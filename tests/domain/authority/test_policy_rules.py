from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.domain.authority import rules
from firsthand.domain.authority.queries import KINDS
from firsthand.domain.authority.rules import (
    DEFAULT,
    Allowed,
    Budget,
    FlagTerms,
    Grant,
    PastUse,
    Problem,
    Restriction,
    Sums,
    Terms,
    Why,
    Window,
)
from firsthand.domain.people.rules import Role
from firsthand.domain.remedies.ports import Kind
from firsthand.foundation.money import Money
from tests.authority import decide, rates, terms, usd, use
from tests.people import NOON


def problems(policy: Terms) -> list[str]:
    found = rules.contradictions(policy, roles=list(Role), kinds=KINDS)
    return [each.problem for each in found]


def test_what_comes_with_the_program_contradicts_nothing() -> None:
    assert problems(DEFAULT) == []


def test_until_somebody_publishes_other_limits_these_hold() -> None:
    grants = [
        (each.role, each.level, each.alone_minor_units, each.approves_minor_units)
        for each in DEFAULT.grants
    ]
    assert grants == [
        ("agent", 0, 10_000, 0), ("lead", 0, 10_000, 50_000),
        ("compliance", 0, 0, 200_000), ("owner", 0, 10_000, None),
    ]  # fmt: skip
    assert DEFAULT.restrictions == (
        Restriction(flag="repeat_claimant", always_asks=True),
        Restriction(risk="critical", always_asks=True),
        Restriction(kind="goodwill_credit", most_minor_units=2_500),
    )
    sums = [(each.of, each.period, each.most_minor_units) for each in DEFAULT.budgets]
    assert sums == [
        ("agent", "day", 100_000), ("agent", "month", 1_000_000),
        ("team", "day", 500_000), ("team", "month", 5_000_000),
    ]  # fmt: skip
    windows = [(each.of, each.hours, each.most_minor_units) for each in DEFAULT.windows]
    assert windows == [("agent", 1, 30_000), ("buyer", 720, 20_000)]


def test_the_kinds_are_those_that_can_be_done() -> None:
    assert set(KINDS) == set(Kind)


FLAGGED = Restriction(flag="repeat_claimant", always_asks=True)
OWNER = Grant(role="owner", alone_minor_units=0, approves_minor_units=None)
AGENT = Grant(role="agent", alone_minor_units=10_000)
WRONG = [
    ({"grants": (OWNER,)}, Problem.NOBODY_MAY),
    ({"grants": (AGENT,)}, Problem.LEADS_NOWHERE),
    ({"grants": (OWNER, AGENT, AGENT)}, Problem.TWICE),
    ({"grants": (OWNER, replace(AGENT, role="king"))}, Problem.UNKNOWN_WORD),
    ({"grants": (OWNER, replace(AGENT, approves_minor_units=-1))}, Problem.OUT_OF_RANGE),
    (
        {"grants": (OWNER, AGENT, replace(AGENT, level=1, alone_minor_units=9_999))},
        Problem.HIGHER_LEVEL_LESS,
    ),
    (
        {"grants": (OWNER, replace(AGENT, approves_minor_units=50))},
        Problem.APPROVES_LESS_THAN_ALONE,
    ),
    (
        {"restrictions": (FLAGGED, Restriction(kind="refund", most_minor_units=10_000))},
        Problem.RESTRICTS_NOTHING,
    ),
    ({"restrictions": (FLAGGED, Restriction(kind="refund"))}, Problem.RESTRICTS_NOTHING),
    ({"restrictions": (FLAGGED, FLAGGED)}, Problem.TWICE),
    ({"restrictions": (FLAGGED, Restriction(always_asks=True))}, "restricts_everybody"),
    (
        {"restrictions": (FLAGGED, Restriction(most_minor_units=0))},
        Problem.RESTRICTS_EVERYBODY,
    ),
    ({"restrictions": ()}, Problem.FLAGS_UNUSED),
    (
        {"restrictions": (FLAGGED, Restriction(kind="bribe", always_asks=True))},
        Problem.UNKNOWN_WORD,
    ),
    (
        {"restrictions": (FLAGGED, Restriction(kind="resend", most_share=Decimal("-0.5")))},
        Problem.OUT_OF_RANGE,
    ),
    (
        {
            "budgets": (
                Budget(of="agent", period="day", most_minor_units=20_000),
                Budget(of="agent", period="month", most_minor_units=19_999),
            )
        },
        Problem.DAY_OVER_MONTH,
    ),
    (
        {"budgets": (Budget(of="agent", period="day", most_minor_units=9_999),)},
        Problem.BELOW_ONE_USE,
    ),
    (
        {"windows": (Window(of="buyer", hours=1, most_minor_units=9_999),)},
        Problem.BELOW_ONE_USE,
    ),
    (
        {
            "windows": (
                Window(of="agent", hours=1, most_minor_units=20_000),
                Window(of="agent", hours=9, most_minor_units=10_000),
            )
        },
        Problem.RESTRICTS_NOTHING,
    ),
    (
        {"windows": (Window(of="agent", hours=0, most_minor_units=20_000),)},
        Problem.OUT_OF_RANGE,
    ),
    ({"windows": (Window(of="team", hours=1, most_minor_units=20_000),)}, "unknown_word"),
    ({"currency": "usd"}, Problem.UNKNOWN_WORD),
    ({"flags": FlagTerms(claims=0)}, Problem.OUT_OF_RANGE),
    ({"rates_valid_days": 400}, Problem.OUT_OF_RANGE),
]


@pytest.mark.parametrize(("values", "problem"), WRONG)
def test_what_cannot_stand_together_is_named(values, problem) -> None:
    assert problems(terms(**values)) == [problem]


def test_a_share_alone_restricts_something() -> None:
    half = Restriction(kind="resend", most_share=Decimal("0.5"))
    none = Restriction(kind="resend", most_share=Decimal(0))
    for each in (half, none):
        assert problems(terms(restrictions=(FLAGGED, each))) == []


def test_a_version_is_read_as_it_was_written() -> None:
    half = Restriction(kind="resend", most_share=Decimal("0.50"), mastery_below=2)
    policy = terms(restrictions=(FLAGGED, half))
    assert rules.read(json.loads(json.dumps(rules.plain(policy)))) == policy


def changed(path: str, value: object) -> dict:
    values = json.loads(json.dumps(rules.plain(DEFAULT)))
    *way, last = path.split(".")
    place = values
    for step in way:
        place = place[int(step)] if step.isdigit() else place[step]
    place[int(last) if last.isdigit() else last] = value
    return values


UNREADABLE = [
    ("grants.0.alone_minor_units", "100"),
    ("grants.0.alone_minor_units", 10.5),
    ("grants.0.alone_minor_units", True),
    ("grants.0.role", None),
    ("grants.1", "lead"),
    ("grants", "all"),
    ("grants", [{}] * 201),
    ("restrictions.0.most_share", 0.5),
    ("restrictions.0.most_share", "half"),
    ("restrictions.0.most_share", "NaN"),
    ("restrictions.0.kind", "x" * 61),
    ("note.alike", "1e-99"),
    ("flags", None),
    ("grants.0.role", "two\nlines"),
    ("grants.0.alone_minor_units", 10**15 + 1),
    ("grants.0.alone_minor_units", -(10**15) - 1),
    ("restrictions.0.always_asks", 1),
    ("restrictions.0.most_share", "0.1234567"),
    ("restrictions.0.most_share", "1E+7"),
]


@pytest.mark.parametrize(("where", "value"), UNREADABLE)
def test_what_is_no_version_is_refused_with_its_place(where, value) -> None:
    with pytest.raises(rules.Unreadable) as refused:
        rules.read(changed(where, value))
    assert refused.value.where == where
    assert refused.value.what == repr(value)[:60]
    assert str(refused.value) == f"{where}: {refused.value.what}"


READABLE = [
    ("grants.0.role", ""),
    ("grants.0.role", "x" * 60),
    ("grants.0.alone_minor_units", 10**15),
    ("grants.0.alone_minor_units", -(10**15)),
    ("grants", [{"role": "agent", "alone_minor_units": 1}] * 200),
    ("restrictions.0.most_share", None),
    ("restrictions.0.most_share", "0.123456"),
    ("restrictions.0.most_share", "1E+6"),
]


@pytest.mark.parametrize(("where", "value"), READABLE)
def test_what_lies_at_the_edge_is_read_and_written_again_as_it_was(where, value) -> None:
    written = rules.plain(rules.read(changed(where, value)))
    place: object = written
    for step in where.split("."):
        place = place[int(step)] if step.isdigit() else place[step]
    if where == "grants":
        assert len(place) == 200
    else:
        assert place == value


def test_a_name_that_is_not_known_or_missing_is_refused() -> None:
    for values, where, what in (
        (changed("limit", 1), "limit", ""),
        (changed("grants.0.limit", 1), "grants.0.limit", ""),
        ({"currency": "USD"}, "grants", None),
        ({"grants": [{"role": "agent"}]}, "grants.0.alone_minor_units", None),
        ("all", "terms", "all"),
    ):
        with pytest.raises(rules.Unreadable) as refused:
            rules.read(values)
        assert (refused.value.where, refused.value.what) == (where, repr(what))


def test_a_use_is_read_as_it_was_written() -> None:
    what = use(
        5, "EUR", given=(usd(3),), order_total=usd(9), flags=frozenset({"high_value"})
    )
    assert rules.read_use(json.loads(json.dumps(rules.plain_use(what)))) == what


def past(n: int, minor_units: int = 9_000, **values) -> PastUse:
    at = values.pop("at", NOON + timedelta(minutes=n))
    plain = {"agent_id": 1, "team_id": 7, "buyer_id": n, "was_allowed": True}
    what = values.pop("use", None) or use(minor_units)
    return PastUse(
        **plain | values, key=f"{n:04}", at=at, day=at.date(), order=f"O{n}", use=what
    )


def tried(uses: list[PastUse], policy: Terms = DEFAULT) -> rules.DryRun:
    return rules.dry_run(uses, policy, lambda day: rates(on=day, today=day))


def test_a_lower_limit_tells_who_would_have_been_asked() -> None:
    lower = terms(grants=(OWNER, replace(AGENT, alone_minor_units=5_000)))
    found = tried([past(1, 4_000), past(2, 6_000), past(3, 7_000)], lower)
    assert (found.n, len(found.of(Allowed))) == (3, 1)
    assert [each.past.key for each in found.new_questions] == ["0002", "0003"]
    assert found.grounds == [(Why.OVER_GRANT, 2)]
    assert found.new_freedoms == (), "what goes through as before is no news"


def test_grounds_that_stop_as_many_are_told_by_name() -> None:
    uses = [past(1, 20_000, use=use(20_000, risk="critical"))]
    found = tried(uses, terms(windows=()))
    assert found.grounds == [(Why.ALWAYS_ASKS, 1), (Why.OVER_GRANT, 1)]
    uses += [past(2, use=use(20_000))]
    assert tried(uses, terms(windows=())).grounds == [
        (Why.OVER_GRANT, 2), (Why.ALWAYS_ASKS, 1),
    ]  # fmt: skip
    swapped = [past(1, 20_000), past(2, use=use(1, risk="critical"))]
    assert tried(swapped, terms(windows=())).grounds == found.grounds


def test_what_exactly_fills_a_sum_within_hours_goes_through() -> None:
    window = Window(of="agent", hours=1, most_minor_units=10_000)
    policy = terms(budgets=(), windows=(window,))
    found = tried([past(1, 6_000), past(2, 4_000), past(3, 1)], policy)
    assert [each.past.key for each in found.new_questions] == ["0003"]
    assert tried([past(1, 10_000)], policy).new_questions == ()
    # An hour later neither of the first two counts any more.
    uses = [past(1, 3_000), past(2, 2_000), past(62, 10_000), past(63, 1)]
    assert [e.past.key for e in tried(uses, policy).new_questions] == ["0063"]


def test_of_a_budget_that_is_used_up_nothing_is_left() -> None:
    spent = rules.Spent("agent", "day", 100, 100)
    assert spent.left_minor_units == 0
    assert replace(spent, minor_units=101).left_minor_units == 0
    assert replace(spent, minor_units=99).left_minor_units == 1
    assert isinstance(decide(use(1), sums=Sums((spent,))), rules.NeedsApproval)


def test_a_higher_limit_tells_what_would_have_gone_through() -> None:
    higher = terms(grants=(OWNER, replace(AGENT, alone_minor_units=50_000)), windows=())
    found = tried([past(1, 20_000, was_allowed=False)], higher)
    assert [each.past.key for each in found.new_freedoms] == ["0001"]
    assert found.new_questions == ()


def test_sums_within_hours_count_what_the_version_itself_lets_through() -> None:
    uses = [past(n) for n in range(5)]
    assert [e.past.key for e in tried(uses[::-1]).new_questions] == ["0003", "0004"]
    # An hour after the first, that one does not count any more.
    late = past(9, at=NOON + timedelta(hours=1))
    assert late.key not in {e.past.key for e in tried([*uses[:3], late]).new_questions}


def test_budgets_begin_anew_each_day_and_each_month() -> None:
    day = Budget(of="agent", period="day", most_minor_units=10_000)
    month = Budget(of="agent", period="month", most_minor_units=20_000)
    policy = terms(budgets=(day, month), windows=())
    days = [timedelta(days=n) for n in (0, 0, 1, 2, 30)]  # NOON is on 2 March.
    uses = [past(n, at=NOON + gap) for n, gap in enumerate(days)]
    found = tried(uses, policy)
    assert [e.past.key for e in found.new_questions] == ["0001", "0003"]


def test_a_month_begins_on_its_first_and_a_day_with_itself() -> None:
    last = date(2026, 3, 31)
    assert rules.begins(rules.Period.MONTH, last) == date(2026, 3, 1)
    assert rules.begins(rules.Period.DAY, last) == last


def test_ones_own_budget_counts_before_that_of_everybody() -> None:
    rows = (
        Budget(of="agent", period="day", most_minor_units=1),
        Budget(of="agent", period="day", number=1, most_minor_units=2),
        Budget(of="team", period="month", number=7, most_minor_units=3),
    )
    policy = terms(budgets=rows)
    assert rules.budgets_for(policy, 1, 7) == [("agent", "day", 2), ("team", "month", 3)]
    assert rules.budgets_for(policy, 2, 8) == [("agent", "day", 1)]
    assert rules.budgets_for(policy, 2, None) == [("agent", "day", 1)]


def test_rates_are_those_of_the_day_of_the_use() -> None:
    uses = [past(1, use=use(5_000, "EUR"), at=NOON - timedelta(days=40))]
    assert not tried(uses).new_questions
    later = rules.dry_run(uses, DEFAULT, lambda day: rates(today=day))
    assert later.grounds == [(Why.RATE_UNKNOWN, 1)], "none was known by then"


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 3), st.integers(1, 12_000))))
def test_trying_out_adds_up_like_asking_one_after_the_other(rows) -> None:
    window = Window(of="agent", hours=1, most_minor_units=20_000)
    policy = terms(budgets=(), windows=(window,))
    uses = [
        past(n, amount, agent_id=agent, at=NOON + timedelta(minutes=minute))
        for n, (minute, agent, amount) in enumerate(rows)
    ]
    let_through: list[tuple[PastUse, int]] = []
    for each in sorted(uses, key=lambda one: (one.at, one.key)):
        before = sum(
            amount
            for other, amount in let_through
            if other.agent_id == each.agent_id and other.at > each.at - timedelta(hours=1)
        )
        said = decide(each.use, policy, Sums((), ((window, before),)))
        if isinstance(said, Allowed):
            let_through.append((each, said.amount_minor_units))
    found = [each.past.key for each in tried(uses, policy).of(Allowed)]
    assert found == [each.key for each, _ in let_through]


def test_a_money_is_never_less_than_nothing() -> None:
    with pytest.raises(AssertionError):
        use(-1)
    with pytest.raises(ValueError, match="GBP"):
        rates().exact(Money("GBP", 1))
