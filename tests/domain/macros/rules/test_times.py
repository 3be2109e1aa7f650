"""Times of day as they are written to a buyer."""

from __future__ import annotations

import pytest

from firsthand.domain.macros.rules.times import slots_in_words


@pytest.mark.parametrize(
    ("language", "every_day", "three_days"),
    [
        ("en", "every day at 9:30 and 17:00 (Central European Time)",
         "Monday, Tuesday, and Sunday at 9:30 and 17:00 (Central European Time)"),
        ("zh-Hans", "每天9:30和17:00（中欧时间）",
         "星期一、星期二和星期日9:30和17:00（中欧时间）"),
        ("de", "täglich um 9:30 und 17:00 Uhr (Mitteleuropäische Zeit)",
         "Montag, Dienstag und Sonntag um 9:30 und 17:00 Uhr (Mitteleuropäische Zeit)"),
        ("ja", "毎日9:30、17:00（中央ヨーロッパ時間）",
         "月曜日、火曜日、日曜日9:30、17:00（中央ヨーロッパ時間）"),
        ("fr", "tous les jours à 9:30 et 17:00 (heure d’Europe centrale)",
         "lundi, mardi et dimanche à 9:30 et 17:00 (heure d’Europe centrale)"),
        ("nl", "every day at 9:30 and 17:00 (Central European Time)",
         "Monday, Tuesday, and Sunday at 9:30 and 17:00 (Central European Time)"),
    ],
)  # fmt: skip
def test_times_and_days_are_named_in_the_language_of_the_buyer(
    language, every_day, three_days
) -> None:
    given = {"zone": "Europe/Berlin", "language": language}
    assert slots_in_words((570, 1020), range(1, 8), **given) == every_day
    assert slots_in_words((570, 1020), [7, 1, 2], **given) == three_days
