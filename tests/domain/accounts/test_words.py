"""Every cause has its words and its fix, in both languages."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from firsthand.connectors.amazon.operations import Operations
from firsthand.domain.accounts import queries
from firsthand.domain.accounts.queries import FlowName, Problem, ProblemKind

HAN = re.compile(r"[\u4e00-\u9fff]")
TOLD = {"message": "它在下雨。", "fix": "等一等。"}  # As somebody else put it.


@pytest.mark.parametrize("kind", list(ProblemKind))
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_cause_says_what_is_wrong_and_what_to_do(kind: ProblemKind, language) -> None:
    facts = TOLD if kind is ProblemKind.OTHER else {}
    with translation.override(language):
        words = queries.words_of(Problem(kind, facts))
    assert words.what
    assert words.fix
    assert "%(" not in words.what + words.fix
    if kind is not ProblemKind.OTHER:
        is_chinese = language == "zh-hans"
        assert bool(HAN.search(words.what)) is bool(HAN.search(words.fix)) is is_chinese


def test_facts_stand_in_the_words_and_what_is_missing_is_a_dash() -> None:
    missing = Problem(ProblemKind.ROLE_MISSING, {"role": "Product Listing"})
    assert queries.words_of(missing).what == (
        "The role “Product Listing” is missing: Amazon does not allow –."
    )


@pytest.mark.parametrize(
    ("minutes", "words"), [("1", "1 minute fast"), ("-5", "5 minutes slow")]
)
def test_a_clock_is_fast_or_slow(minutes: str, words: str) -> None:
    wrong = Problem(ProblemKind.CLOCK_WRONG, {"minutes": minutes})
    assert queries.words_of(wrong).what == f"This machine's clock is {words}."


def test_every_role_an_operation_needs_says_what_it_is_for() -> None:
    needed = {operation.role for operation in Operations.ours().all()} - {""}
    assert needed <= set(queries.ROLES)
    assert all(queries.role_words(role) for role in queries.ROLES)


def test_every_flow_has_words_and_names_its_marketplace() -> None:
    for name in FlowName:
        assert queries.flow_words(name) != name
    assert queries.flow_words("returns_fbm", "DE") == "Returns to the seller DE"


def test_what_a_run_came_to_leaves_out_what_is_nought() -> None:
    counts = {"orders": 12, "new": 3, "no_store": 0}
    assert queries.count_words(counts) == "orders 12, newly known 3"
    with translation.override("zh-hans"):
        assert queries.count_words(counts) == "订单 12, 新增 3"
