"""The labelled messages that the send gate is measured with are what they claim to be.

Nothing of the gate is used here: whoever changes a rule must not have to change its exam.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

HOME = Path(__file__).parent
# `set` is what the rules were learnt from, `fresh` what they are examined by.
FILES = sorted(HOME.glob("set/*.jsonl")) + sorted(HOME.glob("fresh/*.jsonl"))
LANGUAGES = {"en", "zh", "de", "ja", "fr", "it", "es"}
KEYS = [
    "id", "lang", "marketplace", "channel", "message_type", "role", "text", "block", "warn",
]  # fmt: skip
VALUES = {
    "marketplace": {"US", "UK", "DE", "FR", "IT", "ES", "JP", "CA", "AU"},
    "channel": {"amazon", "own_shop"},
    "message_type": {"reply", "proactive"},
    "role": {"agent", "lead", "compliance"},
}
SCORED = {
    f"L-{number:02}"
    for number in (1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 13, 16, 20, 21, 22, 29, 33)
}
PRINTED = {f"L-{number}" for number in (19, 27, 28, 30, 31, 37, 42)}
WITHDRAWAL = {"DE", "FR", "IT", "ES"}
SUBJECT = re.compile(r"(?:Subject|Betreff|Objet|Oggetto|Asunto|件名|主题)[:：]")
IMPORTANT = re.compile(r"[\[［【].*[\]］】]")  # However it is spelled.

Line = dict[str, Any]


def lines(path: Path) -> list[Line]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def labels(line: Line) -> set[str]:
    return {*line["block"], *line["warn"]}


BY_FILE = {f"{path.parent.name}/{path.stem}": lines(path) for path in FILES}
ALL = [line for written in BY_FILE.values() for line in written]
EACH = pytest.mark.parametrize("file", sorted(BY_FILE))


def test_there_is_a_set_and_each_file_is_named_for_a_language() -> None:
    assert {path.stem for path in FILES if path.parent.name == "set"} == LANGUAGES
    assert {path.stem for path in FILES if path.parent.name == "fresh"} == LANGUAGES


@EACH
def test_a_file_is_plain_lines_of_json(file: str) -> None:
    content = (HOME / f"{file}.jsonl").read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert content.endswith(b"}\n")


@EACH
def test_a_line_has_the_agreed_fields_and_values(file: str) -> None:
    language = file.partition("/")[2]
    wrong = [
        line.get("id")
        for line in BY_FILE[file]
        if list(line) != KEYS
        or line["lang"] != language
        or not re.fullmatch(rf"[A-Z]-{language}-\d{{4}}", line["id"])
        or any(line[key] not in allowed for key, allowed in VALUES.items())
        or not isinstance(line["text"], str)
        or not line["text"].strip()
    ]
    assert wrong == []


@EACH
def test_labels_are_known_rules_each_once(file: str) -> None:
    wrong = [
        line["id"]
        for line in BY_FILE[file]
        for given, known in ((line["block"], SCORED), (line["warn"], PRINTED))
        if not set(given) <= known or len(set(given)) < len(given)
    ]
    assert wrong == []


def test_no_id_and_no_text_comes_twice() -> None:
    for key in ("id", "text"):
        counts = Counter(line[key] for line in ALL)
        assert [value for value, n in counts.items() if n > 1] == []


@pytest.mark.parametrize(
    ("rule", "where"),
    [
        ("L-09", lambda line: line["message_type"] == "proactive"),
        ("L-11", lambda line: IMPORTANT.search(line["text"].partition("\n")[0])),
        ("L-13", lambda line: "L-06" in line["block"]),
        ("L-29", lambda line: line["marketplace"] == "JP"),
        ("L-30", lambda line: line["marketplace"] in WITHDRAWAL),
        ("L-31", lambda line: line["marketplace"] in WITHDRAWAL | {"AU"}),
        ("L-37", lambda line: "{{" in line["text"]),
    ],
)
def test_a_rule_is_labelled_only_where_it_can_apply(rule: str, where: Any) -> None:
    labelled = [line for line in ALL if rule in labels(line)]
    assert [line["id"] for line in labelled if not where(line)] == []


def test_the_rules_are_those_of_amazons_channel() -> None:
    own_shop = [line for line in ALL if line["channel"] == "own_shop"]
    assert [line["id"] for line in own_shop if labels(line)] == []


def test_an_unfilled_variable_is_always_labelled() -> None:
    unfilled = [line for line in ALL if re.search(r"{{[^}]*}}", line["text"])]
    assert [line["id"] for line in unfilled if "L-37" not in labels(line)] == []


def test_a_subject_is_a_line_of_its_own() -> None:
    with_subject = [line for line in ALL if SUBJECT.match(line["text"])]
    assert [line["id"] for line in with_subject if "\n" not in line["text"]] == []


@EACH
def test_every_rule_is_asked_often_enough(file: str) -> None:
    counts = Counter(rule for line in BY_FILE[file] for rule in labels(line))
    least = dict.fromkeys(SCORED, 6) | dict.fromkeys(PRINTED, 3)
    assert {rule: counts[rule] for rule, n in least.items() if counts[rule] < n} == {}


@EACH
def test_a_good_part_of_the_lines_is_clean(file: str) -> None:
    """A gate that stops everything must not pass."""
    clean = sum(not labels(line) for line in BY_FILE[file])
    assert 0.35 <= clean / len(BY_FILE[file]) <= 0.6


@EACH
@pytest.mark.parametrize("key", ["channel", "message_type", "role"])
def test_every_kind_of_message_comes_up(file: str, key: str) -> None:
    assert {line[key] for line in BY_FILE[file]} == VALUES[key]
