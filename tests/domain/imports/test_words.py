"""What a row holds, as people say it."""

from __future__ import annotations

import pytest

from firsthand.domain.imports import words


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ("2026-02-01T09:30:00+00:00", "2026-02-01 09:30 UTC"),
        ("2026-02-01T09:30:07.5+00:00", "2026-02-01 09:30 UTC"),
        ("2026-02-01T09:30Z", "2026-02-01 09:30 UTC"),
        ("2026-02-01T09:30:00+08:00", "2026-02-01T09:30:00+08:00"),
        ("seen 2026-02-01T09:30Z", "seen 2026-02-01T09:30Z"),
        (7, "7"),
    ],
)
def test_a_time_is_written_as_one_and_nothing_else_is_touched(
    held: object, said: str
) -> None:
    assert words.value("time", held) == said
