"""What the small language of conditions and words means."""

from __future__ import annotations

from typing import Any

import pytest

from firsthand.domain.policies.rules import Outgoing, RuleSet, check
from firsthand.domain.policies.rules.normalising import plain
from firsthand.domain.policies.rules.patterns import Unreadable
from firsthand.domain.policies.rules.reading import Reading
from firsthand.domain.policies.rules.ruleset import rule_from
from firsthand.domain.policies.rules.splitting import sentences
from firsthand.domain.policies.rules.vocabulary import Vocabulary

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
    assert bool(hits(text, "en", line)) is matches, reason


def hits(text: str, language: str, *lines: str) -> list[str]:
    """Return the parts of a plain text in which one of the lines is found."""
    words = Vocabulary(language, {"word": list(lines)})
    reading = Reading(Outgoing(text, language, "US"), words, {}, {})
    return [reading.plain.text[start:end] for start, end in reading.hits("word")]


def test_a_chinese_word_needs_no_boundary() -> None:
    lines = ["好评", "vx", "删..评"]
    assert hits("给个好评吧", "zh", *lines) == ["好评"]
    assert hits("加vx聊", "zh", *lines) == ["vx"]
    assert hits("svxt", "zh", *lines) == []
    assert hits("删掉那条差评", "zh", *lines) == ["删掉那条差评"]


HEADS = [
    ("(a|an) owl", "an owl", "a group"),
    ("(very )*nice", "very very nice", "what may be missing, or come again"),
    ("colou?r", "color", "a letter that may be missing"),
    ("\\d+ stars", "12 stars", "figures"),
    ("(?<!not )sure", "so sure", "what may not stand before"),
    ("[ck]at", "kat", "one of some letters"),
    ("(tall|short|very (big|small)) dog", "a very-small dog", "a group in a group"),
    ("off-road", "off road", None),
    ("$ ?\\d", "costs $ 5", "no word"),
]


@pytest.mark.parametrize(("line", "text", "reason"), HEADS)
def test_a_line_is_found_whatever_it_begins_with(
    line: str, text: str, reason: str | None
) -> None:
    pattern = line.replace("$", "\\$")
    assert bool(hits(text, "en", pattern)) is (reason is not None), reason


def test_of_lines_that_fit_at_one_place_the_first_is_taken_and_no_hit_lies_in_another() -> (
    None
):
    assert hits("red wine and wine", "en", "red", "red wine", "wine") == [
        "red",
        "wine",
        "wine",
    ]


def test_a_line_may_name_a_vocabulary_that_begins_in_many_ways() -> None:
    words = Vocabulary("en", {"pet": ["cats?", "dogs?"], "word": ["(my )?<pet> sleeps?"]})
    reading = Reading(Outgoing("The dog sleeps, my cat too", "en", "US"), words, {}, {})
    assert reading.hits("word") == [(4, 14)]


@pytest.mark.parametrize("line", ["(open", "<nobody>", "*"])
def test_a_line_that_is_no_pattern_is_refused(line: str) -> None:
    with pytest.raises(Unreadable):
        Vocabulary("en", {"word": [line]}).compile("word")


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
