from __future__ import annotations

from collections.abc import Mapping, Sequence
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

_ROW, _TOP = 64, 26


@dataclass(frozen=True)
class Lane:
    """One wait: from when a letter came until it was answered, in hours from the left edge.

    Attributes:
        caption: what stands above it.
        begins, ends: hours.
        begins_said, ends_said: what stands at its ends.
        slots: hours of the fixed times on its way.
    """

    caption: str
    begins: float
    ends: float
    begins_said: str
    ends_said: str
    slots: Sequence[float] = ()


def waits(
    lanes: Sequence[Lane],
    *,
    label: str,
    ticks: Sequence[tuple[float, str]],
    width: float = 720,
) -> SafeString:
    """Draw waits below each other on one axis of hours: a letter, the slots, the answer.

    Args:
        lanes: from the top.
        label: a sentence that says what the waits show.
        ticks: hours, with what stands below each.
        width: in pixels.
    """
    assert lanes, "there is at least one wait"
    height = _ROW * len(lanes) + 32
    hours = [tick for tick, _ in ticks] + [each.ends for each in lanes]
    x = Scale(0, max(hours), 24, width - 24)
    floor = height - 26
    parts = [_upright(x(hour), 8, floor, "grid") for hour, _ in ticks]
    parts += [write(x(hour), height - 8, said, anchor="middle") for hour, said in ticks]
    for n, lane in enumerate(lanes):
        parts += _lane(lane, x, _TOP + n * _ROW + 16, width - 24)
    return picture(width, height, label, parts)


def _lane(lane: Lane, x: Scale, y: float, right: float) -> list[str]:
    begins, ends = x(lane.begins), x(lane.ends)
    parts = [write(24, y - 18, lane.caption, meaning="said"), across(24, right, y, "grid")]
    parts += [_upright(x(hour), y - 7, y + 7, "target") for hour in lane.slots]
    parts.append(shape("path", "series", d=trail([(begins, y), (ends, y)])))
    circle = {"cx": begins, "cy": y, "r": 4.5}
    parts.append(_shape("circle", "dot few", lane.begins_said, circle))
    place = {"x": ends - 4.5, "y": y - 4.5, "width": 9.0, "height": 9.0}
    parts.append(_shape("rect", "dot", lane.ends_said, place))
    parts.append(write(begins, y + 22, lane.begins_said))
    # Words that would run into each other follow each other.
    after = begins + 170
    if ends < after < right - 150:
        parts.append(write(after, y + 22, lane.ends_said))
    else:
        parts.append(write(ends, y + 22, lane.ends_said, anchor="end"))
    return parts


def _shape(tag: str, meaning: str, said: str, place: Mapping[str, float]) -> str:
    return shape(tag, meaning, title(said), **place)


def _upright(x: float, top: float, floor: float, meaning: str) -> str:
    return shape("line", meaning, x1=x, x2=x, y1=top, y2=floor)
