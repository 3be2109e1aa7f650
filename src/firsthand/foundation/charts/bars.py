from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log10

from django.utils.safestring import SafeString

from firsthand.foundation.charts.drawing import Scale, across, picture, shape, title, write


@dataclass(frozen=True)
class Bar:
    """One bar: what stands below it, how much, and whether it is the one to look at."""

    label: str
    value: float
    stands_out: bool = False


def bars(
    values: Sequence[Bar],
    *,
    label: str,
    every: int = 1,
    width: float = 520,
    height: float = 176,
) -> SafeString:
    """Draw counts as bars from a zero line: a histogram, or counts by hour.

    Args:
        values: left to right.
        label: a sentence that says what the bars show.
        every: write the label of each n-th bar, where all would not fit.
        width: in pixels.
        height: in pixels.
    """
    step = step_to(max((bar.value for bar in values), default=0))
    top = max(step, step * ceil(max((bar.value for bar in values), default=0) / step))
    left, floor = 44, height - 24
    x, y = Scale(0, max(len(values), 1), left, width - 4), Scale(0, top, floor, 8)
    parts = []
    for i in range(round(top / step) + 1):
        parts.append(across(left, width - 4, y(i * step), "grid"))
        parts.append(write(left - 8, y(i * step) + 4, f"{i * step:,.12g}", anchor="end"))
    gap = min(6.0, (x(1) - x(0)) / 8)
    for i, bar in enumerate(values):
        place = {"x": round(x(i) + gap, 1), "width": round(x(1) - x(0) - 2 * gap, 1)}
        place |= {"y": y(bar.value), "height": round(floor - y(bar.value), 1)}
        words = title(f"{bar.label}: {bar.value:,.12g}")
        meaning = "bar" if bar.stands_out else "bar rest"
        parts.append(shape("rect", meaning, words, **place))
        if i % every == 0:
            parts.append(write(x(i + 0.5), height - 6, bar.label, anchor="middle"))
    return picture(width, height, label, parts)


def step_to(highest: float) -> float:
    """Return a round distance between grid lines that gives two to five of them."""
    if highest <= 5:
        return 1
    magnitude: float = 10 ** (ceil(log10(highest)) - 1)
    for step in (magnitude / 2, magnitude, magnitude * 2):
        if highest / step <= 5:
            return max(step, 1)
    return magnitude * 5
