"""The labelled set of promises keeps the form its readers rely on."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

HOME = Path(__file__).parent
LANGUAGES = ("de", "en", "es", "fr", "it", "ja", "zh")
# `set` is what detection was learnt from, `fresh` what it is examined by.
FILES = [f"{folder}/{each}" for folder in ("set", "fresh") for each in LANGUAGES]
LETTERS = {"set": "P", "fresh": "N"}
MARKETPLACES = {"US", "UK", "DE", "FR", "IT", "ES", "JP", "CA", "AU"}
FIELDS = {"id", "lang", "marketplace", "sent_at", "buyer_tz", "text", "promises"}
# The zones the texts name. Etc/GMT stands for "16:00 GMT".
NAMED = (
    "America/Los_Angeles",
    "America/Mexico_City",
    "America/New_York",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Atlantic/Canary",
    "Etc/GMT",
    "Europe/Berlin",
    "Europe/Madrid",
    "Europe/Paris",
    "Europe/Rome",
)


@cache
def lines(file: str) -> tuple[dict[str, Any], ...]:
    text = (HOME / f"{file}.jsonl").read_text(encoding="utf-8")
    return tuple(json.loads(line) for line in text.splitlines())


def dues(file: str) -> list[tuple[dict[str, Any], datetime]]:
    return [
        (line, datetime.fromisoformat(promise["due"]))
        for line in lines(file)
        for promise in line["promises"]
        if promise["due"] is not None
    ]


def test_the_set_has_one_file_for_each_language() -> None:
    for folder in LETTERS:
        found = (HOME / folder).glob("*.jsonl")
        assert sorted(path.stem for path in found) == list(LANGUAGES)


@pytest.mark.parametrize("file", FILES)
def test_every_line_has_the_fields_of_its_language_and_an_own_id(file: str) -> None:
    folder, _, language = file.partition("/")
    found = lines(file)
    assert len(found) >= 115
    assert [line["id"] for line in found] == [
        f"{LETTERS[folder]}-{language}-{n:04d}" for n in range(1, len(found) + 1)
    ]
    assert len({line["text"] for line in found}) == len(found)
    for line in found:
        assert set(line) == FIELDS
        assert line["lang"] == language
        assert line["marketplace"] in MARKETPLACES
        assert all(set(promise) == {"due", "quote"} for promise in line["promises"])


@pytest.mark.parametrize("file", FILES)
def test_every_quote_stands_in_the_text_one_after_the_other(file: str) -> None:
    for line in lines(file):
        start = 0
        for promise in line["promises"]:
            assert promise["quote"].strip() == promise["quote"] != ""
            start = line["text"].find(promise["quote"], start)
            assert start >= 0, (line["id"], promise["quote"])
            start += len(promise["quote"])


@pytest.mark.parametrize("file", FILES)
def test_every_due_time_lies_ahead_on_the_clock_of_the_buyer_or_a_named_zone(
    file: str,
) -> None:
    for line, due in dues(file):
        offsets = {
            due.astimezone(ZoneInfo(zone)).utcoffset()
            for zone in (line["buyer_tz"], *NAMED)
        }
        assert due > datetime.fromisoformat(line["sent_at"]), line["id"]
        assert due.utcoffset() in offsets, line["id"]


@pytest.mark.parametrize("file", FILES)
def test_most_due_times_carry_the_offset_of_the_buyer(file: str) -> None:
    found = dues(file)
    own = [
        due
        for line, due in found
        if due.utcoffset() == due.astimezone(ZoneInfo(line["buyer_tz"])).utcoffset()
    ]
    assert len(own) >= 0.9 * len(found)


@pytest.mark.parametrize("file", FILES)
def test_lines_with_and_without_promises_are_mixed(file: str) -> None:
    found = lines(file)
    share = sum(bool(line["promises"]) for line in found) / len(found)
    assert 0.55 <= share <= 0.7


def test_lines_are_sent_on_all_days_in_all_months_and_across_clock_changes() -> None:
    sent = [
        (datetime.fromisoformat(line["sent_at"]), ZoneInfo(line["buyer_tz"]))
        for file in FILES
        for line in lines(file)
    ]
    local = [at.astimezone(zone) for at, zone in sent]
    assert {at.weekday() for at in local} == set(range(7))
    assert {at.month for at in local} == set(range(1, 13))
    changed = [
        line["id"]
        for file in FILES
        for line, due in dues(file)
        if (at := datetime.fromisoformat(line["sent_at"]).astimezone(UTC))
        and at.astimezone(ZoneInfo(line["buyer_tz"])).utcoffset()
        != due.astimezone(ZoneInfo(line["buyer_tz"])).utcoffset()
    ]
    assert len(changed) >= 30
