"""One key takes the words or the sentence out, or says it better."""

from __future__ import annotations

import pytest

from firsthand.domain.policies.queries import (
    Outgoing,
    blocks,
    check,
    repair,
    repairs,
    shipped,
)


def repaired(text: str, language: str = "en", marketplace: str = "US") -> str:
    """Return a text after the key was pressed for everything that blocks it."""
    for _again in range(5):
        outgoing = Outgoing(text, language, marketplace)
        found = blocks(check(outgoing, shipped()))
        if not found:
            break
        made = repair(found[0], outgoing, repairs().get(found[0].rule))
        assert made is not None, found[0].rule
        text = text[: made.start] + made.text + text[made.end :]
    return text


@pytest.mark.parametrize(
    ("text", "after"),
    [
        (
            "Hello. Please leave us a 5-star review. Your lamp ships today.",
            "Hello. Your lamp ships today.",
        ),
        ("It ships today. Write to kim@lamps.com!", "It ships today. "),
        ("Your lamp\n\nSee https://lamps.example/x now", "Your lamp\n\nSee now"),
    ],
)
def test_what_only_has_to_go_goes(text: str, after: str) -> None:
    assert repaired(text) == after


def test_in_japan_a_return_is_offered_instead_of_the_bin() -> None:
    text = "お問い合わせありがとうございます。商品は捨ててください。返金いたします。"
    after = repaired(text, "ja", "JP")
    assert "捨てて" not in after
    assert "集荷を手配いたします。返金いたします。" in after


def test_what_is_about_the_whole_text_is_left_to_a_person() -> None:
    outgoing = Outgoing("x", "en", "US")
    assert repair(check_none := _whole(), outgoing, repairs()["L-01"]) is None, check_none


def _whole():
    from firsthand.domain.policies.queries import Finding, Severity

    return Finding("L-01", Severity.BLOCK, 0, 0, {}, {})


def test_every_repair_is_of_a_rule_and_says_nothing_that_is_blocked_itself() -> None:
    homes = {"ja": "JP", "de": "DE", "fr": "FR", "it": "IT", "es": "ES"}
    known = {rule.id for rule in shipped().rules}
    for rule, way in repairs().items():
        assert rule in known
        assert way.takes in {"words", "sentence"}
        for language, said in way.says.items():
            outgoing = Outgoing(said, language, homes.get(language, "JP"))
            assert blocks(check(outgoing, shipped())) == [], (rule, language)
