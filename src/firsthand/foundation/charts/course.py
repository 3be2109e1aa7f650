from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil, floor
from typing import TypeVar

from django.utils.safestring import SafeString

from firsthand.foundation.charts.drawing import (
    Scale,
    across,
    hatching,
    picture,
    shape,
    title,
    trail,
    write,
)

Span = tuple[float, float]
Value = TypeVar("Value")
_STEPS = (1, 2, 5, 10, 20, 25)  # Percent between grid lines.


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One place of a course; all values are shares, None where there is nothing to say.

    Attributes:
        label: its day, short.
        said: what a pointer resting on it shows.
        value: over a short stretch, once it can no longer change.
        slow: the same over a longer stretch.
        band: ordinary variation of the value.
        extremes: the least and most it can come to while it can still change.
    """

    label: str
    said: str
    value: float | None = None
    slow: float | None = None
    band: Span | None = None
    extremes: Span | None = None

    @property
    def beyond(self) -> float:
        """Return how far the value lies outside its band; 0 within."""
        if self.value is None or self.band is None:
            return 0.0
        return max(self.band[0] - self.value, self.value - self.band[1], 0.0)


def course(
    moments: Sequence[Moment],
    *,
    label: str,
    name: str,
    words: Mapping[str, str],
    targets: Sequence[tuple[float, str]] = (),
    every: int = 14,
    width: float = 820,
    height: float = 236,
) -> SafeString:
    """Draw a rolling share with its band, targets and the hatched, unfinished end.

    Args:
        moments: oldest first, at equal distances.
        label: a sentence that says what the course shows.
        name: tells the hatching of several drawings on one page apart.
        words: what "band", "unusual" and "provisional" are called.
        targets: shares to hold it against, with what stands beside each.
        every: write the label of each n-th moment, counted from the last.
        width: in pixels.
        height: in pixels.
    """
    assert moments, "a course needs at least one moment"
    left, right, bottom = 44, width - 104, height - 26
    x = Scale(0, max(len(moments) - 1, 1), left + 8, right - 8)
    y = _vertical(moments, [value for value, _ in targets], bottom)
    parts = [f"<defs>{hatching(name)}</defs>"]
    for tick in _ticks(y):
        parts.append(across(left, right, y(tick), "grid"))
        parts.append(write(left - 8, y(tick) + 4, f"{tick:.0%}", anchor="end"))
    parts += _band(moments, x, y, words["band"])
    for value, said in targets:
        parts.append(across(left, right, y(value), "target"))
        parts.append(write(right + 6, y(value) + 4, said))
    parts += _unfinished(moments, x, y, name, words["provisional"])
    slow = [(i, each.slow) for i, each in enumerate(moments)]
    quick = [(i, each.value) for i, each in enumerate(moments)]
    parts += [shape("path", "series slow", d=way) for way in _ways(slow, x, y)]
    parts += [shape("path", "series", d=way) for way in _ways(quick, x, y)]
    parts += _unusual(moments, x, y, words["unusual"])
    parts += _end(moments, x, y)
    for i in range(len(moments) - 1, -1, -every):
        anchor = "end" if i == len(moments) - 1 else "middle"
        parts.append(write(x(i), height - 6, moments[i].label, anchor=anchor))
    return picture(width, height, label, parts)


def _vertical(moments: Sequence[Moment], targets: Sequence[float], bottom: float) -> Scale:
    """Return a scale over what is certain, to whole steps; extremes are cut at its ends."""
    shown = [each.value for each in moments] + [each.slow for each in moments] + [*targets]
    shown += [edge for each in moments for edge in each.band or ()]
    known = [value for value in shown if value is not None] or [0.0, 1.0]
    low, high = min(known), max(known)
    # The fan of the unfinished may take as much again below, and no more.
    worst = min((each.extremes[0] for each in moments if each.extremes), default=low)
    low = min(low, max(worst, low - max(high - low, 0.02)))
    step = next(s for s in _STEPS if (high - low) * 100 / s <= 4) / 100
    lowest, highest = floor(low / step - 1e-9) * step, ceil(high / step + 1e-9) * step
    return Scale(max(lowest, 0.0), min(max(highest, lowest + step), 1.0), bottom, 8)


def _ticks(y: Scale) -> list[float]:
    """Return round values for at most six grid lines."""
    low, high = round(y.low * 100), round(y.high * 100)
    step = next(s for s in _STEPS if (high - low) / s <= 5)
    return [tick / 100 for tick in range(low, high + 1, step)]


def _band(moments: Sequence[Moment], x: Scale, y: Scale, words: str) -> list[str]:
    parts = []
    for run in _runs((i, each.band) for i, each in enumerate(moments)):
        edge = [(x(i), y(band[1])) for i, band in run]
        edge += [(x(i), y(band[0])) for i, band in reversed(run)]
        parts.append(shape("path", "band", d=trail(edge) + "Z"))
        if not parts[1:]:
            parts.append(write(edge[0][0] + 4, _beside(run[0][1], y), words))
    return parts


def _beside(band: Span, y: Scale) -> float:
    """Return where the name of a band can be read: in it if it is wide, else below it."""
    high, low = y(band[1]), y(band[0])
    if low - high >= 56 or low + 20 > y.start:
        return high + 16
    return low + 16


def _unfinished(
    moments: Sequence[Moment], x: Scale, y: Scale, name: str, words: str
) -> list[str]:
    """Return the hatched fan between the extremes, from the last value that is certain."""
    open_ended = [(i, each.extremes) for i, each in enumerate(moments) if each.extremes]
    if not open_ended:
        return []
    upper = [(x(i), _kept(y, extremes[1])) for i, extremes in open_ended]
    lower = [(x(i), _kept(y, extremes[0])) for i, extremes in reversed(open_ended)]
    before = open_ended[0][0] - 1
    value = moments[before].value if before >= 0 else None
    start = [] if value is None else [(x(before), y(value))]
    fan = trail(start + upper + lower) + "Z"
    return [
        f'<path class="fan" d="{fan}" fill="url(#{name})"/>',
        write(upper[-1][0], y.end + 14, words, anchor="end", meaning="said"),
    ]


def _kept(y: Scale, value: float) -> float:
    return y(min(max(value, y.low), y.high))


def _unusual(moments: Sequence[Moment], x: Scale, y: Scale, words: str) -> list[str]:
    """Return a square at the worst place of each stretch outside the band, with words."""
    parts, taken = [], -1e9
    for outside, stretch in groupby(
        enumerate(moments), key=lambda item: item[1].beyond > 0
    ):
        if not outside:
            continue
        i, each = max(stretch, key=lambda item: item[1].beyond)
        if each.value is None or each.band is None:
            continue
        px, py = x(i), y(each.value)
        square = {"x": px - 4, "y": py - 4, "width": 8, "height": 8}
        parts.append(shape("rect", "dot out", title(each.said), **square))
        if px - taken > 110:  # Words do not run into each other.
            below = each.value < each.band[0] and py + 20 < y.start
            place = py + 20 if below else max(py - 9, 14)
            said = f"{words} {each.value:.1%}"
            parts.append(write(px, place, said, anchor="middle", meaning="said"))
            taken = px
    return parts


def _end(moments: Sequence[Moment], x: Scale, y: Scale) -> list[str]:
    """Return a dot at the last value that is certain."""
    known = [(i, each) for i, each in enumerate(moments) if each.value is not None]
    if not known:
        return []
    i, each = known[-1]
    return [shape("circle", "dot", title(each.said), cx=x(i), cy=y(each.value or 0), r=3.5)]


def _ways(values: Iterable[tuple[int, float | None]], x: Scale, y: Scale) -> list[str]:
    """Return the paths through the stretches of at least two values."""
    return [
        trail([(x(i), y(value)) for i, value in run])
        for run in _runs(values)
        if len(run) > 1
    ]


def _runs(values: Iterable[tuple[int, Value | None]]) -> list[list[tuple[int, Value]]]:
    """Return the stretches without a gap."""
    runs: list[list[tuple[int, Value]]] = [[]]
    for i, value in values:
        if value is None:
            runs.append([])
        else:
            runs[-1].append((i, value))
    return [run for run in runs if run]
