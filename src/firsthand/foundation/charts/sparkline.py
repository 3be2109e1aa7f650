from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString

from firsthand.foundation.charts.drawing import Scale, picture, shape, trail


def sparkline(
    values: Sequence[float | None], *, label: str, width: float = 96, height: float = 20
) -> SafeString:
    """Draw a trend without axes; the last value has a dot.

    Args:
        values: oldest first, at equal distances; None where nothing was counted leaves a
            gap, never a zero.
        label: a sentence that says what the trend shows.
        width: in pixels.
        height: in pixels.
    """
    known = [value for value in values if value is not None]
    if not known:
        return picture(width, height, label, [], kind="spark")
    x = Scale(0, max(len(values) - 1, 1), 2, width - 4)
    y = Scale(min(known), max(known), height - 3, 3)
    parts = [shape("path", "series", d=trail(run)) for run in _runs(values, x, y)]
    last = max(i for i, value in enumerate(values) if value is not None)
    parts.append(shape("circle", "dot", cx=x(last), cy=y(known[-1]), r=2.25))
    return picture(width, height, label, parts, kind="spark")


def _runs(
    values: Sequence[float | None], x: Scale, y: Scale
) -> list[list[tuple[float, float]]]:
    """Return the unbroken stretches of at least two values."""
    runs: list[list[tuple[float, float]]] = [[]]
    for i, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((x(i), y(value)))
    return [run for run in runs if len(run) > 1]
