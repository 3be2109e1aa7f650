"""What cannot stand together in one version of the policy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, pairwise, product

from firsthand.domain.authority.rules.terms import (
    RISKS,
    Budget,
    Flag,
    Grant,
    Of,
    Period,
    Restriction,
    Terms,
    Window,
)

# A year of hours; nothing that is summed up goes further back.
LONGEST_HOURS = 366 * 24
LONGEST_DAYS = 3 * 366
LARGEST = 10**12  # Minor units; what is above is a slip of the hand.


class Problem(StrEnum):
    """What is wrong."""

    OUT_OF_RANGE = "out_of_range"
    NOBODY_MAY = "nobody_may"
    TWICE = "twice"
    UNKNOWN_WORD = "unknown_word"
    HIGHER_LEVEL_LESS = "higher_level_less"
    APPROVES_LESS_THAN_ALONE = "approves_less_than_alone"
    LEADS_NOWHERE = "leads_nowhere"
    RESTRICTS_NOTHING = "restricts_nothing"
    RESTRICTS_EVERYBODY = "restricts_everybody"
    DAY_OVER_MONTH = "day_over_month"
    BELOW_ONE_USE = "below_one_use"
    FLAGS_UNUSED = "flags_unused"


@dataclass(frozen=True)
class Contradiction:
    """One thing that is wrong, with what it is about."""

    problem: Problem
    facts: Mapping[str, str | int]


def contradictions(
    terms: Terms, *, roles: Iterable[str], kinds: Iterable[str]
) -> tuple[Contradiction, ...]:
    """Return everything in a version that is wrong, nothing where it can be published.

    Args:
        terms: the version.
        roles: those there are.
        kinds: of remedies that there are.
    """
    return (
        *_out_of_range(terms),
        *_unknown_words(terms, set(roles), set(kinds)),
        *_twice(terms),
        *_in_grants(terms),
        *_in_restrictions(terms),
        *_in_budgets(terms),
    )


def _out_of_range(terms: Terms) -> Iterator[Contradiction]:
    flags, note = terms.flags, terms.note
    amounts = [each.alone_minor_units for each in terms.grants]
    amounts += _given(each.approves_minor_units for each in terms.grants)
    amounts += _given(each.most_minor_units for each in terms.restrictions)
    sums = [each.most_minor_units for each in terms.budgets]
    sums += [each.most_minor_units for each in terms.windows]
    ranges = (
        ("amount", amounts, 0, LARGEST),
        ("sum", sums, 1, LARGEST),
        ("value", [flags.value_minor_units], 1, LARGEST),
        ("level", [each.level for each in terms.grants], 0, 100),
        ("mastery", _given(each.mastery_below for each in terms.restrictions), 1, 100),
        ("hours", [each.hours for each in terms.windows], 1, LONGEST_HOURS),
        ("days", [flags.claims_within_days, flags.value_within_days], 1, LONGEST_DAYS),
        ("claims", [flags.claims, flags.claims_on_one_channel], 1, 1000),
        ("channels", [flags.channels], 1, 20),
        ("words", [note.words], 1, 100),
        ("note_days", [note.days], 0, LONGEST_DAYS),
        ("rate_days", [terms.rates_valid_days], 0, 366),
    )
    for name, values, low, high in ranges:
        if any(not low <= value <= high for value in values):
            yield Contradiction(
                Problem.OUT_OF_RANGE, {"what": name, "low": low, "high": high}
            )
    shares = [each.most_share for each in terms.restrictions if each.most_share is not None]
    if any(not 0 <= share <= 1 for share in shares) or not 0 < note.alike <= 1:
        yield Contradiction(Problem.OUT_OF_RANGE, {"what": "share", "low": 0, "high": 1})


def _given(values: Iterable[int | None]) -> list[int]:
    return [value for value in values if value is not None]


def _unknown_words(
    terms: Terms, roles: set[str], kinds: set[str]
) -> Iterator[Contradiction]:
    given = (
        ({each.role for each in terms.grants}, roles),
        ({each.kind for each in terms.restrictions}, kinds | {""}),
        ({each.risk for each in terms.restrictions}, {"", *RISKS}),
        ({each.flag for each in terms.restrictions}, {"", *Flag}),
        ({each.fulfilment for each in terms.restrictions}, {"", "FBA", "FBM"}),
        ({each.of for each in terms.budgets}, {Of.AGENT, Of.TEAM}),
        ({each.period for each in terms.budgets}, set(Period)),
        ({each.of for each in terms.windows}, {Of.AGENT, Of.BUYER}),
    )
    for words, known in given:
        for word in sorted({str(each) for each in words} - {str(each) for each in known}):
            yield Contradiction(Problem.UNKNOWN_WORD, {"word": word})
    currency = terms.currency
    if len(currency) != 3 or not (currency.isascii() and currency.isupper()):
        yield Contradiction(Problem.UNKNOWN_WORD, {"word": currency})


def _twice(terms: Terms) -> Iterator[Contradiction]:
    """Yield rows that are for exactly the same: which of them holds would be chance."""
    rows: Counter[tuple[str, ...]] = Counter()
    rows.update(("grant", each.role, str(each.level)) for each in terms.grants)
    rows.update(
        ("restriction", *(f"{k}={v}" for k, v in each.asked().items()))
        for each in terms.restrictions
    )
    rows.update(
        ("budget", each.of, each.period, str(each.number)) for each in terms.budgets
    )
    rows.update(("window", each.of, str(each.hours)) for each in terms.windows)
    for (row, *words), n in rows.items():
        if n > 1:
            yield Contradiction(Problem.TWICE, {"row": row, "words": ", ".join(words)})


def _in_grants(terms: Terms) -> Iterator[Contradiction]:
    if not any(each.alone_minor_units > 0 for each in terms.grants):
        yield Contradiction(Problem.NOBODY_MAY, {})
    if not any(each.approves_minor_units is None for each in terms.grants):
        yield Contradiction(Problem.LEADS_NOWHERE, {})
    for each in terms.grants:
        approves = each.approves_minor_units
        if approves is not None and 0 < approves < each.alone_minor_units:
            yield Contradiction(Problem.APPROVES_LESS_THAN_ALONE, {"role": each.role})
    by_level = sorted(terms.grants, key=lambda each: (each.role, each.level))
    for lower, higher in pairwise(by_level):
        if lower.role == higher.role and _gives_less(higher, lower):
            yield Contradiction(
                Problem.HIGHER_LEVEL_LESS, {"role": higher.role, "level": higher.level}
            )


def _gives_less(one: Grant, other: Grant) -> bool:
    return one.alone_minor_units < other.alone_minor_units or (
        _reach(one.approves_minor_units) < _reach(other.approves_minor_units)
    )


def _reach(approves: int | None) -> float:
    return float("inf") if approves is None else approves


def _in_restrictions(terms: Terms) -> Iterator[Contradiction]:
    largest = max((each.alone_minor_units for each in terms.grants), default=0)
    for each in terms.restrictions:
        words = ", ".join(f"{k}={v}" for k, v in each.asked().items())
        if not each.asked() and (each.always_asks or each.most_minor_units == 0):
            yield Contradiction(Problem.RESTRICTS_EVERYBODY, {})
        elif _restricts_nothing(each, largest):
            yield Contradiction(Problem.RESTRICTS_NOTHING, {"words": words})
    used = {each.flag for each in terms.restrictions}
    if Flag.REPEAT_CLAIMANT not in used:
        yield Contradiction(Problem.FLAGS_UNUSED, {})


def _restricts_nothing(restriction: Restriction, largest_grant: int) -> bool:
    if restriction.always_asks or (restriction.most_share or 1) < 1:
        return False
    most = restriction.most_minor_units
    return restriction.most_share != 0 and (most is None or most >= largest_grant > 0)


def _in_budgets(terms: Terms) -> Iterator[Contradiction]:
    days = [each for each in terms.budgets if each.period == Period.DAY]
    months = [each for each in terms.budgets if each.period == Period.MONTH]
    for day, month in product(days, months):
        is_same = (day.of, day.number) == (month.of, month.number)
        if is_same and day.most_minor_units > month.most_minor_units:
            yield Contradiction(Problem.DAY_OVER_MONTH, {"of": day.of})
    largest = max((each.alone_minor_units for each in terms.grants), default=0)
    sums: tuple[Budget | Window, ...] = (*terms.budgets, *terms.windows)
    for each in sums:
        if each.most_minor_units < largest:
            yield Contradiction(
                Problem.BELOW_ONE_USE,
                {"of": each.of, "most": each.most_minor_units, "limit": largest},
            )
    for one, other in combinations(terms.windows, 2):
        short, long = sorted((one, other), key=lambda each: each.hours)
        if one.of == other.of and short.most_minor_units > long.most_minor_units:
            yield Contradiction(
                Problem.RESTRICTS_NOTHING, {"words": f"{short.of}, {short.hours} h"}
            )
