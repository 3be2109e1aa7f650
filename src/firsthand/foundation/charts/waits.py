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
    x = Scale(0, max(hours), 16, width - 24)
    floor = height - 26
    parts = [
        shape("line", "grid", x1=x(hour), x2=x(hour), y1=8, y2=floor) for hour, _ in ticks
    ]
    parts += [write(x(hour), height - 8, said, anchor="middle") for hour, said in ticks]
    for n, lane in enumerate(lanes):
        parts += _lane(lane, x, _TOP + n * _ROW + 16, width - 24)
    return picture(width, height, label, parts)


def _lane(lane: Lane, x: Scale, y: float, right: float) -> list[str]:
    begins, ends = x(lane.begins), x(lane.ends)
    parts = [write(16, y - 18, lane.caption, meaning="said"), across(16, right, y, "grid")]
    for hour in lane.slots:
        place = {"x1": x(hour), "x2": x(hour), "y1": y - 7, "y2": y + 7}
        parts.append(shape("line", "target", **place))
    parts.append(shape("path", "series", d=trail([(begins, y), (ends, y)])))
    said = title(lane.begins_said)
    parts.append(shape("circle", "dot few", said, cx=begins, cy=y, r=4.5))
    square = {"x": ends - 4.5, "y": y - 4.5, "width": 9, "height": 9}
    parts.append(shape("rect", "dot", title(lane.ends_said), **square))
    parts.append(write(begins, y + 22, lane.begins_said))
    near = ends - begins < 150
    anchor = "start" if near and ends < right - 150 else "end"
    place = begins + 150 if anchor == "start" and near else ends
    parts.append(write(place, y + 22, lane.ends_said, anchor=anchor))
    return parts
