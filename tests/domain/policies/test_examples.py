"""Every rule finds what its examples say it must, in every language, and nothing else."""

from __future__ import annotations

import pytest

from firsthand.domain.policies.rules.outgoing import LANGUAGES
from tests.gate.examples import examples


@pytest.mark.parametrize("language", LANGUAGES)
def test_examples_of_the_rules_hold(language: str) -> None:
    assert [
        (one.rule, "must match" if one.must_match else "must pass", one.outgoing.text)
        for one in examples(language)
        if one.fails()
    ] == []
