"""What the small language of conditions and words means."""

from __future__ import annotations

from typing import Any

import pytest

from firsthand.domain.policies.rules import Outgoing, RuleSet, check
from firsthand.domain.policies.rules.normalising import plain
from firsthand.domain.policies.rules.patterns import Unreadable, compiled
from firsthand.domain.policies.rules.ruleset import rule_from
from firsthand.domain.policies.rules.splitting import sentences

WORDS = {
    "cat": ["cats?"],
    "dog": ["dogs?"],
    "not": ["never", "not"],
    "story": ["story of .. cat"],
    "greeting": ["hello"],
}


def found(text: str, language: str = "en", **condition: Any) -> list[str]:
    """Return the parts of the text that a rule with this one condition marks."""
    rule = rule_from(
        {
            "id": "L-99",
            "severity": "warn",
            "source": "here",
            "message": {},
            "fix": {},
            "when": [condition],
        }
    )
    rules = RuleSet((rule,), {"en": WORDS}, {"hosts": [], "host_endings": ["com"]})
    findings = check(Outgoing(text, language, "US"), rules)
    return [text[one.start : one.end] for one in findings]


CASES = [
    ("A cat met a dog.", {"all": ["cat", "dog"]}, ["cat met a dog"], "one sentence"),
    ("A cat. A dog.", {"all": ["cat", "dog"]}, [], "two sentences are not one"),
    (
        "A cat. A dog.",
        {"all": ["cat", "dog"], "within": "neighbours"},
        ["cat. A dog"],
        "neighbouring sentences",
    ),
    ("A cat. So. A dog.", {"all": ["cat", "dog"], "within": "neighbours"}, [], "too far"),
    (
        "A cat. So. A dog.",
        {"all": ["cat", "dog"], "within": "text"},
        ["cat. So. A dog"],
        "",
    ),
    ("A cat, a dog", {"all": ["cat", "dog"], "within": "clause"}, [], "two clauses"),
    ("A dog met a cat", {"all": ["cat", "dog"], "in_order": True}, [], "wrong order"),
    ("A cat met a dog", {"all": ["cat", "dog"], "gap": 3}, [], "too far apart"),
    ("Two dogs", {"all": ["cat|dog"]}, ["dogs"], "either"),
    ("Concatenate", {"all": ["cat"]}, [], "inside a word"),
    ("Never a cat", {"all": ["cat"], "unless": ["not"]}, [], "taken back"),
    (
        "Never, but a cat",
        {"all": ["cat"], "unless_in_clause": ["not"]},
        ["cat"],
        "other clause",
    ),
    ("A cat. Never!", {"all": ["cat"], "unless_in_text": ["not"]}, [], "anywhere"),
    ("A story of a cat", {"all": ["cat"], "apart_from": ["story"]}, [], "inside the range"),
    (
        "A story of a cat and a cat",
        {"all": ["cat"], "apart_from": ["story"]},
        ["cat"],
        "the other one counts",
    ),
    ("A cat", {"all": ["cat"], "also_in_text": ["dog"]}, [], "the other thing is nowhere"),
    ("Hello. A cat. Hm.", {"all": ["cat"], "nothing_but": ["cat", "greeting"]}, [], "Hm"),
    ("Hello. A cat.", {"all": ["cat"], "nothing_but": ["cat", "greeting"]}, ["cat"], ""),
    ("A cat", {"all": ["cat"], "languages": ["de"]}, [], "another language"),
]


@pytest.mark.parametrize(("text", "condition", "marked", "reason"), CASES)
def test_a_condition_means_what_the_handbook_says(
    text: str, condition: dict[str, Any], marked: list[str], reason: str
) -> None:
    assert found(text, **condition) == marked, reason


def test_a_language_without_words_finds_nothing() -> None:
    assert found("A cat", language="fr", all=["cat"]) == []


LINES = [
    ("leav* .. review", "leaving us a nice review", True, "a gap of words"),
    ("leav* .. review", "leave. A review", False, "no gap across sentences"),
    ("leav* .. review", "leave it for 10.50 in a review", True, "a full stop in a number"),
    ("not ~ throw", "no, not, throw", False, "no gap across a comma"),
    ("not ~ throw", "not ever throw", True, "a gap in the clause"),
    ("five star", "five-star", True, "a hyphen for a blank"),
    ("whats ?app", "whatsapp", True, "a blank that may be missing"),
    ("write (.. )?review", "write review", True, "a gap that may be missing"),
    ("*rezension*", "produktrezensionen", True, "any beginning and ending"),
    ("Évaluation", "evaluation", True, "accents and capitals"),
]


@pytest.mark.parametrize(("line", "text", "matches", "reason"), LINES)
def test_a_line_of_a_vocabulary_reads_as_the_handbook_says(
    line: str, text: str, matches: bool, reason: str
) -> None:
    assert bool(compiled([line], "en", {}).search(text)) is matches, reason


def test_a_chinese_word_needs_no_boundary() -> None:
    pattern = compiled(["好评", "vx", "删..评"], "zh", {})
    assert pattern.search("给个好评吧")
    assert pattern.search("加vx聊")
    assert not pattern.search("svxt")
    assert pattern.search("删掉那条差评")


@pytest.mark.parametrize("line", ["(open", "<nobody>", "*"])
def test_a_line_that_is_no_pattern_is_refused(line: str) -> None:
    with pytest.raises(Unreadable):
        compiled([line], "en", {})


SENTENCES = [
    ("One. Two! Three? Four", 4, "the usual ends"),
    ("Das gilt z. B. morgen. Gut.", 2, "a short form is no end"),
    ("See amazon.com today. Fine.", 2, "a host is no end"),
    ("您好。请看！好吗？", 3, "no blanks in Chinese"),
    ("Hello\n\nKim", 2, "an empty line"),
    ("", 0, "nothing"),
]


@pytest.mark.parametrize(("text", "n", "reason"), SENTENCES)
def test_a_text_is_cut_into_sentences(text: str, n: int, reason: str) -> None:
    assert len(sentences(plain(text).text)) == n, reason
