"""Reading what came back: nothing that is missing or strange is a crash."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.connectors.amazon.answers import (
    Garbled,
    at,
    list_at,
    moment_at,
    number_at,
    parsed,
    text_at,
)
from firsthand.connectors.amazon.judging import clock_advice, pause_wanted, rate_told

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
WORDS = ["", "x", "2026-11-23", "2026-11-23T25:00", "NaN", "-1e400", "٣", "\ud800"]
ANYTHING = st.recursive(
    st.sampled_from([None, True, 7, 10**400, Decimal("NaN"), Decimal("1.5"), *WORDS]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(ANYTHING)
def test_any_content_can_be_read(content: Any) -> None:
    for path in ("a", "a.b", "a.b.c"):
        assert isinstance(text_at(content, path), str)
        assert isinstance(list_at(content, path), list)
        assert isinstance(moment_at(content, path), datetime | None)
        number = number_at(content, path)
        assert number is None or number.is_finite()


def test_unknown_words_and_fields_are_kept_as_they_are() -> None:
    content = parsed(b'{"status": "BRAND_NEW", "future": {"x": [1]}}')
    assert text_at(content, "status") == "BRAND_NEW"
    assert at(content, "future.x") == [1]


def test_amounts_are_exact_whether_written_as_number_or_text() -> None:
    content = parsed(b'{"a": 19.90, "b": "19.90", "c": 12345678901234567890.12, "d": "x"}')
    assert number_at(content, "a") == number_at(content, "b") == Decimal("19.90")
    assert number_at(content, "c") == Decimal("12345678901234567890.12")
    assert number_at(content, "d") is None


@pytest.mark.parametrize("text", ["2026-11-23T12:00:00Z", "2026-11-23T13:00:00+01:00",
                                  "2026-11-23T12:00:00"])  # fmt: skip
def test_a_time_is_told_in_utc(text: str) -> None:
    assert moment_at({"at": text}, "at") == NOW


def test_no_body_is_nothing_and_no_json_is_garbled() -> None:
    assert parsed(b" \n") is None
    with pytest.raises(Garbled):
        parsed(b"<html>")


PAUSES = [
    ("3", 3), ("0.5", 0.5), ("-1", 0), ("", 0), ("soon", 0), ("1e999", 0), ("nan", 0),
    ("999999", 3600), ("Mon, 23 Nov 2026 12:00:30 GMT", 30),
    ("Mon, 23 Nov 2026 11:00:00 GMT", 0),
]  # fmt: skip


@pytest.mark.parametrize(("text", "seconds"), PAUSES)
def test_a_wish_to_wait_is_read_in_either_form_and_bounded(
    text: str, seconds: float
) -> None:
    assert pause_wanted({"retry-after": text}, now=NOW) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("text", "rate"),
    [("0.5", "0.5"), ("0", None), ("-1", None), ("x", None), ("NaN", None), ("", None)],
)
def test_a_rate_is_believed_only_if_it_is_one(text: str, rate: str | None) -> None:
    expected = None if rate is None else Decimal(rate)
    assert rate_told({"x-amzn-ratelimit-limit": text}) == expected


def test_a_clock_is_only_judged_by_a_date_that_is_one() -> None:
    assert clock_advice({}, now=NOW) == ""
    assert clock_advice({"date": "yesterday"}, now=NOW) == ""
    assert clock_advice({"date": "Mon, 23 Nov 2026 11:59:00 GMT"}, now=NOW) == ""
    assert "slow" in clock_advice({"date": "Mon, 23 Nov 2026 12:03:00 GMT"}, now=NOW)
