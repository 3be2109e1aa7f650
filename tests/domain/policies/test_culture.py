"""The advice on manner: found where its examples say so, and never in the way."""

from __future__ import annotations

import pytest

from firsthand.domain.policies.queries import Severity, check, shipped
from firsthand.domain.policies.rules.outgoing import LANGUAGES
from tests.gate.examples import examples


def test_every_name_is_defined_and_every_line_can_be_read() -> None:
    assert shipped("culture").problems() == []


def test_advice_on_manner_blocks_nothing_and_speaks_both_languages() -> None:
    for rule in shipped("culture").rules:
        assert rule.severity is not Severity.BLOCK
        assert set(rule.message) == set(rule.fix) == {"en", "zh"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_examples_of_the_advice_hold(language: str) -> None:
    wrong = []
    for one in examples(language, "culture"):
        found = {each.rule for each in check(one.outgoing, shipped("culture"))}
        if (one.rule in found) != one.must_match:
            wrong.append((one.rule, one.must_match, one.outgoing.text))
    assert wrong == []


def test_every_rule_has_examples_that_must_and_must_not_match() -> None:
    kinds = {
        (one.rule, one.must_match)
        for language in LANGUAGES
        for one in examples(language, "culture")
    }
    assert {rule.id for rule in shipped("culture").rules} == {
        rule for rule, must in kinds if must and (rule, False) in kinds
    }
