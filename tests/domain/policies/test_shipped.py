"""The rules that come with the program are whole and say what the catalogue says."""

from __future__ import annotations

import pytest

from firsthand.domain.policies.queries import Facts, Outgoing, Severity, check, shipped
from firsthand.domain.policies.rules.ruleset import RuleSet, rule_from

BLOCKS = {
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    10,
    11,
    13,
    16,
    17,
    18,
    20,
    21,
    22,
    23,
    24,
    25,
    29,
    33,
    40,
}
INFOS = {36, 39, 43}
WHOLE = {
    "id": "L-99",
    "severity": "warn",
    "source": "here",
    "message": {"en": "No.", "zh": "不。"},
    "fix": {"en": "Stop.", "zh": "停。"},
    "when": [{"all": ["word"]}],
}


def test_every_name_is_defined_and_every_line_can_be_read() -> None:
    assert shipped().problems() == []


def test_all_rules_of_the_catalogue_are_there_with_their_severity() -> None:
    said = {rule.id: rule.severity for rule in shipped().rules}
    assert said == {
        f"L-{number:02}": Severity.BLOCK
        if number in BLOCKS
        else Severity.INFO
        if number in INFOS
        else Severity.WARN
        for number in range(1, 44)
    }


def test_every_rule_says_what_is_wrong_and_what_to_do_in_both_languages() -> None:
    for rule in shipped().rules:
        assert {"en", "zh"} == set(rule.message) == set(rule.fix), rule.id


def test_the_rules_of_the_guidelines_are_all_covered() -> None:
    covered = {name for rule in shipped().rules for name in rule.also}
    # CG11 is for people: no program here judges pictures.
    assert covered == {f"CG{number:02}" for number in range(1, 19)} - {"CG11"}


FACTS = [
    ("L-04", "reply", {"review_already_requested": True, "is_review_request": True}),
    ("L-12", "reply", {"attachment_kinds": ("label", "photo")}),
    ("L-15", "reply", {"language_fits_buyer": False}),
    ("L-17", "proactive", {"reason_fits_text": False}),
    ("L-18", "proactive", {"days_since_completion": 31}),
    ("L-23", "reply", {"answers_a_claim": True, "approved_by_compliance": False}),
    ("L-24", "reply", {"locked_parts": ("Your rights by law remain.",)}),
    ("L-25", "reply", {"over_authority": True}),
    ("L-26", "reply", {"promise_outside_duty": True}),
    ("L-32", "reply", {"claims_off_listing": True}),
    ("L-35", "reply", {"questions_left_open": 1}),
    ("L-38", "reply", {"repeats_last_reply": True}),
    ("L-40", "reply", {"buyer_opted_out": True}),
    ("L-43", "reply", {"inbound_only_thanks": True}),
]


@pytest.mark.parametrize(("rule", "message_type", "facts"), FACTS)
def test_a_rule_about_a_fact_speaks_only_when_the_fact_is_known(
    rule: str, message_type: str, facts: dict[str, object]
) -> None:
    text = "The blue one is on page 4."

    def found(known: Facts) -> set[str]:
        outgoing = Outgoing(text, "en", "US", message_type=message_type, facts=known)
        return {finding.rule for finding in check(outgoing, shipped())}

    assert rule in found(Facts(**facts))  # type: ignore[arg-type]
    assert rule not in found(Facts())


def test_thirty_days_after_completion_is_still_in_time() -> None:
    facts = Facts(days_since_completion=30)
    outgoing = Outgoing("Which name?", "en", "US", message_type="proactive", facts=facts)
    assert "L-18" not in {finding.rule for finding in check(outgoing, shipped())}


def test_a_locked_part_may_be_broken_into_other_lines_but_not_altered() -> None:
    part = "Your rights by law remain."

    def found(text: str) -> bool:
        outgoing = Outgoing(text, "en", "US", facts=Facts(locked_parts=(part,)))
        return "L-24" in {finding.rule for finding in check(outgoing, shipped())}

    assert not found("Hello Kim,\nyour rights\nby law remain. Bye")
    assert found("Hello Kim, your rights by law may remain.")


def test_a_finding_marks_its_place_in_the_text_as_it_was_written() -> None:
    text = "Write to ｋｉｍ&#64;lamps\u200b.com please."
    [finding] = check(Outgoing(text, "en", "US"), shipped())
    assert finding.rule == "L-07"
    assert text[finding.start : finding.end] == "ｋｉｍ&#64;lamps\u200b.com"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"when": [{"all": []}]}, "matches everything"),
        ({"when": [{"unless": ["word"]}]}, "matches everything"),
        ({"when": [{"all": ["word"], "near": 3}]}, "has no near"),
        ({"when": [{"all": ["word"], "within": "page"}]}, "'page'"),
        ({"when": [{"facts": {"weather": True}}]}, "nothing is known of weather"),
        ({"scope": {"countries": ["US"]}}, "no scope countries"),
        ({"severity": "harsh"}, "harsh"),
    ],
)
def test_a_rule_that_is_not_whole_is_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        rule_from({**WHOLE, **change})


def test_a_rule_without_a_message_is_refused() -> None:
    with pytest.raises(ValueError, match="'message' is missing"):
        rule_from({name: value for name, value in WHOLE.items() if name != "message"})


def test_names_nobody_defined_are_told() -> None:
    rules = RuleSet((rule_from(WHOLE),), {"en": {"other": ["("]}}, {})
    assert rules.problems()[0] == "No language has words for word."
    assert "is no pattern" in rules.problems()[1]
