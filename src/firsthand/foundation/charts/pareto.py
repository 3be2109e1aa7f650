from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from firsthand.foundation.charts.bars import step_to
from firsthand.foundation.charts.drawing import (
    Scale,
    across,
    picture,
    shape,
    title,
    trail,
    write,
)

MOST = 0.8


@dataclass(frozen=True, kw_only=True)
class Cause:
    """One cause: its words below the bar, how often, whether it stands out or is many."""

    lines: tuple[str, ...]
    said: str
    count: int
    stands_out: bool = False
    is_rest: bool = False


def pareto(
    causes: Sequence[Cause],
    *,
    label: str,
    reached: str,
    width: float = 1126,
    height: float = 268,
) -> SafeString:
    """Draw counts from most to least, their cumulative share, and where it passes 80 %.

    Args:
        causes: most frequent first; the last may stand for all the rest together, which
            is written and not drawn: as a bar it would dwarf those that are single.
        label: a sentence that says what the bars show.
        reached: what stands where 80 % is passed.
        width: in pixels.
        height: in pixels.
    """
    total = sum(cause.count for cause in causes)
    if not total:
        return picture(width, height, label, [])
    left, right, bottom = 48, width - 48, height - 58
    highest = max(cause.count for cause in causes if not cause.is_rest)
    x, y = Scale(0, len(causes), left, right), Scale(0, highest * 1.04, bottom, 14)
    share = Scale(0, 1, bottom, 14)
    parts = _axes(left, right, highest, y, share)
    places, running, passed = [], 0, None
    for i, cause in enumerate(causes):
        running += cause.count
        parts += _bar(cause, x(i), x(i + 1), y, bottom)
        places.append((x(i + 0.5), share(running / total)))
        if passed is None and running >= MOST * total and not cause.is_rest:
            passed = places[-1]
    parts.append(shape("path", "cumulative", d=trail(places)))
    parts += [shape("circle", "dot out", cx=px, cy=py, r=2.5) for px, py in places]
    if passed is not None:
        px, py = passed
        parts.append(shape("line", "target", x1=px, x2=px, y1=py, y2=bottom))
    # Words stand where neither bars nor line are: under the 80 % once it was passed early,
    # else above it, before the line gets there.
    is_early = passed is not None and passed[0] < 0.7 * width
    place = passed[0] + 8 if passed is not None and is_early else width / 2
    level = share(MOST) + (19 if is_early else -6)
    parts.append(write(place, level, reached, meaning="said"))
    return picture(width, height, label, parts)


def _axes(left: float, right: float, highest: int, y: Scale, share: Scale) -> list[str]:
    parts = []
    for fifth in range(6):
        level = share(fifth / 5)
        parts.append(across(left, right, level, "target" if fifth == 4 else "grid"))
        parts.append(write(right + 8, level + 4, f"{fifth / 5:.0%}"))
    step = step_to(highest)
    numbers = [i * step for i in range(int(highest / step) + 1)]
    return parts + [write(left - 8, y(n) + 4, f"{n:,.12g}", anchor="end") for n in numbers]


def _bar(cause: Cause, start: float, end: float, y: Scale, bottom: float) -> list[str]:
    middle, kind = (start + end) / 2, "said" if cause.stands_out else "note"
    words = [
        write(middle, bottom + 17 + 16 * i, line, anchor="middle", meaning=kind)
        for i, line in enumerate(cause.lines)
    ]
    if cause.is_rest:
        number = f"{cause.count:,}"
        return [*words, write(middle, bottom - 6, number, anchor="middle", meaning="said")]
    gap = min(9.0, (end - start) / 6)
    place = {"x": round(start + gap, 1), "width": round(end - start - 2 * gap, 1)}
    place |= {"y": y(cause.count), "height": round(bottom - y(cause.count), 1)}
    meaning = "bar" if cause.stands_out else "bar rest"
    return [shape("rect", meaning, title(cause.said), **place), *words]
