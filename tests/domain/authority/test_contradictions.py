"""What is wrong in a version is named with its place, and nothing else is called wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from firsthand.domain.authority import rules
from firsthand.domain.authority.rules import (
    Budget,
    FlagTerms,
    Grant,
    NoteTerms,
    Restriction,
    Window,
)
from tests.authority import terms

ROLES, KINDS = ["agent", "lead", "owner"], ["refund", "resend"]
FLAGGED = Restriction(flag="repeat_claimant", always_asks=True)
OWNER = Grant(role="owner", alone_minor_units=0, approves_minor_units=None)
AGENT = Grant(role="agent", alone_minor_units=10_000)
DAY = Budget(of="agent", period="day", most_minor_units=20_000)
MONTH = replace(DAY, period="month")
HOUR = Window(of="agent", hours=1, most_minor_units=20_000)
PLAIN = terms(grants=(OWNER, AGENT), restrictions=(FLAGGED,), budgets=(), windows=())


def found(**values) -> list[tuple[str, dict]]:
    policy = replace(PLAIN, **values)
    wrong = rules.contradictions(policy, roles=ROLES, kinds=KINDS)
    return [(str(each.problem), dict(each.facts)) for each in wrong]


def of_range(**values) -> list[dict]:
    return [facts for problem, facts in found(**values) if problem == "out_of_range"]


def restricted(**values) -> dict:
    return {"restrictions": (FLAGGED, Restriction(kind="refund", **values))}


Changed = Callable[[int], dict]
MOST = 10**12
RANGES: list[tuple[str, int, int, Changed]] = [
    ("amount", 0, MOST, lambda n: {"grants": (replace(AGENT, alone_minor_units=n),)}),
    ("amount", 0, MOST, lambda n: {"grants": (replace(AGENT, approves_minor_units=n),)}),
    ("amount", 0, MOST, lambda n: restricted(most_minor_units=n)),
    ("sum", 1, MOST, lambda n: {"budgets": (replace(DAY, most_minor_units=n),)}),
    ("sum", 1, MOST, lambda n: {"windows": (replace(HOUR, most_minor_units=n),)}),
    ("value", 1, MOST, lambda n: {"flags": FlagTerms(value_minor_units=n)}),
    ("level", 0, 100, lambda n: {"grants": (OWNER, replace(AGENT, level=n))}),
    ("mastery", 1, 100, lambda n: restricted(mastery_below=n)),
    ("hours", 1, 366 * 24, lambda n: {"windows": (replace(HOUR, hours=n),)}),
    ("days", 1, 1098, lambda n: {"flags": FlagTerms(claims_within_days=n)}),
    ("days", 1, 1098, lambda n: {"flags": FlagTerms(value_within_days=n)}),
    ("claims", 1, 1000, lambda n: {"flags": FlagTerms(claims=n)}),
    ("claims", 1, 1000, lambda n: {"flags": FlagTerms(claims_on_one_channel=n)}),
    ("channels", 1, 20, lambda n: {"flags": FlagTerms(channels=n)}),
    ("words", 1, 100, lambda n: {"note": NoteTerms(words=n)}),
    ("note_days", 0, 1098, lambda n: {"note": NoteTerms(days=n)}),
    ("rate_days", 0, 366, lambda n: {"rates_valid_days": n}),
]


@pytest.mark.parametrize(("what", "low", "high", "changed"), RANGES)
def test_a_figure_lies_between_its_lowest_and_its_highest(what, low, high, changed) -> None:
    for value in (low, high):
        assert of_range(**changed(value)) == [], value
    for value in (low - 1, high + 1):
        said = [{"what": what, "low": low, "high": high}]
        assert of_range(**changed(value)) == said, value


SHARES = [("-0.01", False), ("0", True), ("1", True), ("1.01", False)]


@pytest.mark.parametrize(("share", "is_right"), SHARES)
def test_a_share_lies_between_nothing_and_all(share, is_right) -> None:
    said = [] if is_right else [{"what": "share", "low": 0, "high": 1}]
    assert of_range(**restricted(most_share=Decimal(share))) == said
    # All notes would be alike at nothing.
    alike = of_range(note=NoteTerms(alike=Decimal(share)))
    assert alike == (said if share != "0" else [{"what": "share", "low": 0, "high": 1}])


WORDS = [
    ({"grants": (OWNER, replace(AGENT, role="king"))}, "king"),
    ({"restrictions": (FLAGGED, Restriction(kind="bribe", always_asks=True))}, "bribe"),
    ({"restrictions": (FLAGGED, Restriction(risk="mild", always_asks=True))}, "mild"),
    ({"restrictions": (FLAGGED, Restriction(flag="red", always_asks=True))}, "red"),
    ({"restrictions": (FLAGGED, Restriction(fulfilment="SFP", always_asks=True))}, "SFP"),
    ({"budgets": (replace(DAY, of="buyer"),)}, "buyer"),
    ({"budgets": (replace(DAY, period="week"),)}, "week"),
    ({"windows": (replace(HOUR, of="team"),)}, "team"),
    ({"currency": "usd"}, "usd"),
    ({"currency": "US"}, "US"),
    ({"currency": "ÜSD"}, "ÜSD"),
]


@pytest.mark.parametrize(("values", "word"), WORDS)
def test_a_word_nobody_knows_is_named(values, word) -> None:
    assert found(**values) == [("unknown_word", {"word": word})]


KNOWN = [
    *({"restrictions": (FLAGGED, Restriction(**{name: word}, always_asks=True))}
      for name, words in {
          "kind": KINDS, "risk": ["low", "medium", "high", "critical"],
          "flag": ["high_value"], "fulfilment": ["FBA", "FBM"],
      }.items() for word in words),
    *({"budgets": (replace(DAY, of=of, period=period),)}
      for of in ("agent", "team") for period in ("day", "month")),
    *({"windows": (replace(HOUR, of=of),)} for of in ("agent", "buyer")),
    {"currency": "EUR"},
]  # fmt: skip


@pytest.mark.parametrize("values", KNOWN)
def test_the_words_there_are_contradict_nothing(values) -> None:
    assert found(**values) == []


TWICE = [
    ({"grants": (OWNER, AGENT, AGENT)}, "grant", "agent, 0"),
    ({"restrictions": (FLAGGED, FLAGGED)}, "restriction", "flag=repeat_claimant"),
    ({"budgets": (DAY, DAY)}, "budget", "agent, day, None"),
    ({"windows": (HOUR, HOUR)}, "window", "agent, 1"),
]


@pytest.mark.parametrize(("values", "row", "words"), TWICE)
def test_two_rows_for_the_same_are_named(values, row, words) -> None:
    assert found(**values) == [("twice", {"row": row, "words": words})]


HIGHER = replace(AGENT, level=2)
GRANTS = [
    ((OWNER, replace(AGENT, approves_minor_units=1)), "approves_less_than_alone"),
    ((OWNER, replace(AGENT, approves_minor_units=0)), ""),
    ((OWNER, replace(AGENT, approves_minor_units=9_999)), "approves_less_than_alone"),
    ((OWNER, replace(AGENT, approves_minor_units=10_000)), ""),
    ((OWNER, AGENT, replace(HIGHER, alone_minor_units=9_999)), "higher_level_less"),
    ((OWNER, AGENT, HIGHER), ""),
    (
        (OWNER, replace(AGENT, approves_minor_units=20_000), HIGHER),
        "higher_level_less",
    ),
    (
        (replace(OWNER, alone_minor_units=1), replace(OWNER, level=1)),
        "higher_level_less",
    ),
    (
        (OWNER, replace(OWNER, level=1, approves_minor_units=10_000), AGENT),
        "higher_level_less",
    ),
    ((OWNER, replace(AGENT, alone_minor_units=1)), ""),
]


@pytest.mark.parametrize(("grants", "problem"), GRANTS)
def test_more_rank_never_gives_less(grants, problem) -> None:
    wrong = found(grants=grants)
    assert [said for said, _facts in wrong] == ([problem] if problem else [])
    role = grants[-1].role if grants[-1].level else grants[1].role
    if problem == "approves_less_than_alone":
        assert wrong[0][1] == {"role": "agent"}
    elif problem and role == "agent":
        assert wrong[0][1] == {"role": "agent", "level": 2}


LIMITS = [
    (Restriction(kind="refund", most_minor_units=9_999), ""),
    (Restriction(kind="refund", most_minor_units=10_000), "kind=refund"),
    (Restriction(kind="refund", most_minor_units=0), ""),
    (Restriction(kind="refund", channel="ebay"), "kind=refund, channel=ebay"),
    (Restriction(kind="refund", most_share=Decimal(1)), "kind=refund"),
    (Restriction(kind="refund", most_share=Decimal("0.99")), ""),
    (Restriction(kind="refund", most_share=Decimal(0)), ""),
    (Restriction(most_minor_units=1), ""),
]


@pytest.mark.parametrize(("restriction", "words"), LIMITS)
def test_a_restriction_that_takes_nothing_away_is_named(restriction, words) -> None:
    said = [("restricts_nothing", {"words": words})] if words else []
    assert found(restrictions=(FLAGGED, restriction)) == said


def test_a_restriction_for_everybody_is_one_that_stops_everybody() -> None:
    for each in (Restriction(always_asks=True), Restriction(most_minor_units=0)):
        assert found(restrictions=(FLAGGED, each)) == [("restricts_everybody", {})]


SUMS = [
    ({"budgets": (DAY, replace(MONTH, most_minor_units=20_000))}, None),
    (
        {"budgets": (DAY, replace(MONTH, most_minor_units=19_999))},
        ("day_over_month", {"of": "agent"}),
    ),
    ({"budgets": (DAY, replace(MONTH, of="team", most_minor_units=10_000))}, None),
    ({"budgets": (DAY, replace(MONTH, number=3, most_minor_units=10_000))}, None),
    ({"budgets": (replace(DAY, most_minor_units=10_000),)}, None),
    (
        {"budgets": (replace(DAY, of="team", most_minor_units=9_999),)},
        ("below_one_use", {"of": "team", "most": 9_999, "limit": 10_000}),
    ),
    (
        {"windows": (replace(HOUR, hours=9, most_minor_units=19_999), HOUR)},
        ("restricts_nothing", {"words": "agent, 1 h"}),
    ),
    ({"windows": (HOUR, replace(HOUR, hours=9))}, None),
    (
        {"windows": (HOUR, replace(HOUR, of="buyer", hours=9, most_minor_units=10_000))},
        None,
    ),
]


@pytest.mark.parametrize(("values", "said"), SUMS)
def test_sums_that_cannot_stand_together_are_named(values, said) -> None:
    assert found(**values) == ([said] if said else [])


def test_without_anybody_who_gives_or_approves_all_of_it_is_named() -> None:
    nobody = replace(AGENT, alone_minor_units=0)
    assert found(grants=(nobody,)) == [("nobody_may", {}), ("leads_nowhere", {})]
    assert found(grants=(OWNER, replace(AGENT, alone_minor_units=1))) == []
    assert found(restrictions=()) == [("flags_unused", {})]
    limit = restricted(most_minor_units=5)
    assert found(grants=(), **limit) == [("nobody_may", {}), ("leads_nowhere", {})]
    nothing = found(grants=(), budgets=(replace(DAY, most_minor_units=0),))
    assert [said for said, _facts in nothing] == [
        "out_of_range", "nobody_may", "leads_nowhere",
    ]  # fmt: skip
    smallest = (OWNER, replace(AGENT, alone_minor_units=1))
    assert found(grants=smallest, **restricted(most_minor_units=1)) == [
        ("restricts_nothing", {"words": "kind=refund"})
    ]
