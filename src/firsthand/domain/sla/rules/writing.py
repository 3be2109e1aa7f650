"""Working hours as people write them: "09:00-12:00, 13:00-18:00", a line for each day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from itertools import pairwise

from firsthand.foundation.working_time import DAY_MINUTES, Stretch

Hours = Sequence[Sequence[tuple[int, int]]]
_STRETCH = re.compile(r"(\d{1,2}):(\d{2})\s*[-–—~至]\s*(\d{1,2}):(\d{2})", re.ASCII)
_BETWEEN = re.compile("[,，;；、]")
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\s+(.{1,60}))?", re.ASCII)


class Problem(StrEnum):
    """What is wrong with hours or days as written."""

    UNREADABLE = "unreadable"
    BACKWARDS = "backwards"
    OVERLAP = "overlap"


class Unreadable(ValueError):
    """It cannot be read: `text` is the part in question."""

    def __init__(self, problem: Problem, text: str) -> None:
        super().__init__(f"{problem}: {text}")
        self.problem, self.text = problem, text


def read_week(days: Sequence[str]) -> list[list[tuple[int, int]]]:
    """Return the stretches of each day, in order; a day without any is closed.

    Raises:
        Unreadable: something is no stretch, ends before it begins, or overlaps another.
    """
    return [_read_hours(text) for text in days]


def _read_hours(text: str) -> list[tuple[int, int]]:
    parts = filter(None, (part.strip() for part in _BETWEEN.split(text)))
    found = [_read_stretch(part) for part in parts]
    found.sort()
    for (_, ends), (begins, _ends) in pairwise(found):
        if begins < ends:
            raise Unreadable(Problem.OVERLAP, text.strip())
    return found


def _read_stretch(text: str) -> tuple[int, int]:
    match = _STRETCH.fullmatch(text)
    if match is None:
        raise Unreadable(Problem.UNREADABLE, text)
    hours, minutes, to_hours, to_minutes = map(int, match.groups())
    if max(minutes, to_minutes) > 59:
        raise Unreadable(Problem.UNREADABLE, text)
    begins, ends = hours * 60 + minutes, to_hours * 60 + to_minutes
    if ends > DAY_MINUTES:
        raise Unreadable(Problem.UNREADABLE, text)
    if begins >= ends:
        raise Unreadable(Problem.BACKWARDS, text)
    return begins, ends


def write_week(week: Hours) -> list[str]:
    """Return the stretches of each day as `read_week` reads them."""
    return [
        ", ".join(f"{_time(begins)}-{_time(ends)}" for begins, ends in day) for day in week
    ]


def _time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def read_days(text: str) -> dict[str, str]:
    """Return the days off by ISO date, with their names: a line each, "2026-10-01 …".

    Raises:
        Unreadable: a line does not begin with a date.
    """
    found = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        match = _DAY.fullmatch(line)
        if match is None:
            raise Unreadable(Problem.UNREADABLE, line)
        try:
            date.fromisoformat(match[1])
        except ValueError as problem:
            raise Unreadable(Problem.UNREADABLE, line) from problem
        found[match[1]] = (match[2] or "").strip()
    return dict(sorted(found.items()))


def stretches(week: Hours) -> tuple[tuple[Stretch, ...], ...]:
    """Return stored hours as the working time they are."""
    return tuple(tuple(Stretch(begins, ends) for begins, ends in day) for day in week)
