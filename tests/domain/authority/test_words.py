"""What stands against a use, in words."""

from __future__ import annotations

import pytest
from django.utils import translation

from firsthand.domain.authority.queries import of_ground
from firsthand.domain.authority.rules import Ground, Why


@pytest.mark.parametrize(
    ("hours", "english", "chinese"),
    [
        (1, "within 1 hour;", "在1小时内"),
        (24, "within 24 hours;", "在24小时内"),  # Not a calendar day.
        (36, "within 36 hours;", "在36小时内"),
        (48, "within 2 days;", "在2天内"),
        (720, "within 30 days;", "在30天内"),
    ],
)
def test_a_long_span_is_said_in_days(hours: int, english: str, chinese: str) -> None:
    facts = {"of": "buyer", "hours": hours, "sum": 23_000, "most": 20_000}
    ground = Ground(Why.OVER_WINDOW, facts)
    for language, words in (("en", english), ("zh-hans", chinese)):
        with translation.override(language):
            assert words in of_ground(ground, "USD")
