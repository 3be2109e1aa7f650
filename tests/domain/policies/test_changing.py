"""What a team changes about the rules: it is data, checked, and changes nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from firsthand.domain.policies.queries import Outgoing, affected, shipped_rules
from firsthand.domain.policies.rules import changing, check
from firsthand.domain.policies.rules.packs import shipped

NOTHING = changing.empty()


def changes(**rules: Any) -> dict[str, Any]:
    return {
        "rules": {key.replace("_", "-"): one for key, one in rules.items()},
        "words": {},
    }


def words(*lines: str, name: str = "insult", language: str = "en") -> dict[str, Any]:
    return changing.with_words(NOTHING, language, name, lines, [])


def found(
    text: str, said: dict[str, Any], language: str = "en", at: str = "US"
) -> set[str]:
    rules = changing.apply(shipped(), shipped_rules(), said)
    return {one.rule for one in check(Outgoing(text, language, at), rules)}


def test_what_nobody_changed_judges_as_it_was_shipped() -> None:
    assert "L-06" in found("See https://lamps.example/x", NOTHING)


def test_a_rule_is_switched_off_and_made_milder() -> None:
    text = "See https://lamps.example/x"
    assert "L-06" not in found(text, changes(L_06={"severity": "off"}))
    rules = changing.apply(shipped(), shipped_rules(), changes(L_06={"severity": "warn"}))
    [one] = [
        each for each in check(Outgoing(text, "en", "US"), rules) if each.rule == "L-06"
    ]
    assert one.severity == "warn"


def test_a_rule_holds_only_where_it_is_said_to() -> None:
    said = changes(L_06={"marketplaces": ["JP"]})
    assert "L-06" not in found("See https://lamps.example/x", said)
    assert "L-06" in found("See https://lamps.example/x", said, at="JP")


def test_words_are_added_and_taken_away_in_one_language() -> None:
    assert words() == NOTHING
    said = words("silly goose")
    changing.problems(shipped(), shipped_rules(), said)
    assert "L-20" in found("You are a silly goose.", said)
    assert "L-20" not in found("You are a silly goose.", NOTHING)
    assert "L-20" not in found("You are a silly goose.", said, language="de")
    line = shipped().vocabulary("en").lines["insult"][0]
    said = changing.with_words(NOTHING, "en", "insult", [], [line])
    assert (
        line
        not in changing.apply(shipped(), shipped_rules(), said)
        .vocabulary("en")
        .lines["insult"]
    )


@pytest.mark.parametrize(
    ("said", "where"),
    [
        (changes(L_99={"severity": "off"}), "L-99"),
        (changes(L_06={"severity": "harsh"}), "L-06.severity"),
        (changes(L_06={"source": "me"}), "L-06.source"),
        (changes(L_06={"message": {"en": "No."}}), "L-06.message"),
        (changes(L_06={"fix": {"en": "x" * 401, "zh": "x"}}), "L-06.fix"),
        (changes(L_06={"marketplaces": "JP"}), "L-06.marketplaces"),
        (changes(L_06={"marketplaces": ["Japan"]}), "L-06.marketplaces"),
        (changes(L_06={"when": []}), "L-06.when"),
        (changes(L_06={"when": [{"all": []}]}), "L-06.when"),
        (changes(L_06={"when": [{"all": ["nobody_knows"]}]}), "when"),
        (changes(L_06={"when": ["all"]}), "L-06.when"),
        (words("fool", language="xx"), "xx.insult"),
        (words("fool", name="nobody"), "en.nobody"),
        (words("x"), "en.insult"),
        (words("(a+)+b"), "en.insult"),
        (words("(ab)* c"), "en.insult"),
        (words("(fool"), "en.insult"),
        (words("<nobody_knows> fool"), "en.insult"),
        (words("(fool)?"), "en.insult"),
        (words("fo.l"), "en.insult"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_named(said: dict[str, Any], where: str) -> None:
    with pytest.raises(changing.Unfit) as problem:
        changing.problems(shipped(), shipped_rules(), said)
    assert problem.value.where == where


def test_only_rules_that_may_judge_otherwise_are_named() -> None:
    off = changes(L_06={"severity": "off"})
    assert affected(NOTHING, off) == ("L-06",)
    assert affected(off, NOTHING) == ("L-06",)
    assert affected(NOTHING, changes(L_06={"fix": {"en": "Cut it.", "zh": "删。"}})) == ()
    assert affected(NOTHING, words("silly goose")) == ("L-20",)


def test_words_that_others_name_touch_the_rules_of_those_as_well() -> None:
    ids = affected(NOTHING, words("write-up", name="review"))
    assert {"L-01", "L-02", "L-03"} <= set(ids)
    assert "L-06" not in ids


def test_a_change_that_a_later_pack_cannot_take_leaves_the_rule_as_shipped() -> None:
    said = changes(L_06={"when": [{"near": 3}]}, L_99={"severity": "off"})
    assert "L-06" in found("See https://lamps.example/x", said)


def test_a_rule_of_the_same_number_has_a_key_of_its_own() -> None:
    said = changes(L_22_2={"severity": "off"})
    assert "L-22-2" in shipped_rules()
    assert "L-22" in found("We will sue you in court.", said)
