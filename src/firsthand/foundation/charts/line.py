from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from firsthand.foundation.charts.drawing import (
    Scale,
    across,
    picture,
    shape,
    title,
    trail,
    write,
)


@dataclass(frozen=True)
class Point:
    """One value with the band of ordinary variation it is held against, all shares 0-1."""

    label: str
    value: float
    low: float
    high: float
    is_final: bool = True

    @property
    def is_unusual(self) -> bool:
        """Say whether the value lies outside what chance alone explains."""
        return not self.low <= self.value <= self.high


def line(
    points: Sequence[Point],
    *,
    label: str,
    target: float | None = None,
    target_label: str = "",
    every: int = 1,
    width: float = 760,
    height: float = 236,
) -> SafeString:
    """Draw shares over time with their band, a dashed target and the unfinished end.

    Args:
        points: oldest first, at equal distances; those not final come last.
        label: a sentence that says what the line shows.
        target: a share to hold it against.
        target_label: what stands beside the target line.
        every: write the label of each n-th point.
        width: in pixels.
        height: in pixels.
    """
    assert points, "a line needs at least one point"
    left, right, floor = 44, width - 84, height - 26
    x = Scale(0, max(len(points) - 1, 1), left + 8, right - 8)
    y = _vertical(points, target, floor)
    parts = []
    for tick in _ticks(y):
        parts.append(across(left, right, y(tick), "grid"))
        parts.append(write(left - 8, y(tick) + 4, f"{tick:.0%}", anchor="end"))
    upper = [(x(i), y(point.high)) for i, point in enumerate(points)]
    lower = [(x(i), y(point.low)) for i, point in enumerate(points)]
    parts.append(shape("path", "band", d=trail(upper + lower[::-1]) + "Z"))
    if target is not None:
        parts.append(across(left, right, y(target), "target"))
        parts.append(write(right + 6, y(target) + 4, target_label))
    parts += _values(points, x, y)
    for i in range(0, len(points), every):
        parts.append(write(x(i), height - 6, points[i].label, anchor="middle"))
    return picture(width, height, label, parts)


def _ticks(y: Scale) -> list[float]:
    """Return round values for the grid lines: every 5, 10 or 25 percent."""
    percent = (round(y.low * 100), round(y.high * 100))
    step = next(s for s in (5, 10, 25) if (percent[1] - percent[0]) / s <= 4)
    first = -(-percent[0] // step) * step
    return [tick / 100 for tick in range(first, percent[1] + 1, step)]


def _vertical(points: Sequence[Point], target: float | None, floor: float) -> Scale:
    """Return a scale over everything drawn, to the next five percent, within 0 and 1."""
    values = [v for point in points for v in (point.low, point.high, point.value)]
    values += [] if target is None else [target]
    low = max(0.0, int(min(values) * 20) / 20)
    high = min(1.0, (int(max(values) * 20) + 1) / 20)
    return Scale(low, high, floor, 8)


def _values(points: Sequence[Point], x: Scale, y: Scale) -> list[str]:
    places = [(x(i), y(point.value)) for i, point in enumerate(points)]
    final = sum(point.is_final for point in points)
    parts = []
    if final > 1:
        parts.append(shape("path", "series", d=trail(places[:final])))
    if final < len(points):
        parts.append(shape("path", "estimate", d=trail(places[max(final - 1, 0) :])))
    for (px, py), point in zip(places, points, strict=True):
        words = title(f"{point.label}: {point.value:.1%}")
        if point.is_final and point.is_unusual:
            square = {"x": px - 4, "y": py - 4, "width": 8, "height": 8}
            parts.append(shape("rect", "dot out", words, **square))
        else:
            parts.append(shape("circle", "dot", words, cx=px, cy=py, r=2.5))
    return parts
