from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, sqrt

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

# Standard deviations that chance alone passes once in 20, and once in 500.
NARROW, WIDE = 1.96, 3.09
_WIDTH = 7.0  # Pixels of a Latin letter, on average and a little more.


@dataclass(frozen=True, kw_only=True)
class Member:
    """One member of a group: hits of n."""

    name: str
    hits: int
    n: int

    @property
    def share(self) -> float:
        """Return hits per unit."""
        return self.hits / self.n


def funnel(
    members: Sequence[Member],
    *,
    label: str,
    across_words: str,
    enough: int = 50,
    width: float = 400,
    height: float = 292,
) -> SafeString:
    """Draw each member's share against its n, inside the limits chance allows.

    Who has fewer than `enough` units is an open circle and is never called unusual.

    Source: D. J. Spiegelhalter, "Funnel plots for comparing institutional performance",
    Statistics in Medicine 24 (2005), 1185-1202; normal limits.

    Args:
        members: in any order, each with at least one unit.
        label: a sentence that says what the points show.
        across_words: what stands below the axis of n.
        enough: units from which members are compared.
        width: in pixels.
        height: in pixels.
    """
    total = sum(member.n for member in members)
    if not total:
        return picture(width, height, label, [])
    centre = sum(member.hits for member in members) / total
    largest = max(member.n for member in members)
    left, bottom = 44, height - 44
    x = Scale(0, largest * 1.08, left, width - 8)
    y = _vertical(members, centre, enough, bottom)
    parts = _axes(x, y, largest)
    for width_of, meaning in ((NARROW, "limit"), (WIDE, "limit wide")):
        parts += [shape("path", meaning, d=way) for way in _limits(centre, width_of, x, y)]
    parts.append(across(left, width - 8, y(centre), "target"))
    parts += [_point(member, centre, enough, x, y) for member in members]
    parts += _names(
        [member for member in members if _is_out(member, centre, enough)], centre, x, y
    )
    middle = (left + width) / 2
    parts.append(write(middle, height - 6, across_words, anchor="middle"))
    return picture(width, height, label, parts)


def _vertical(
    members: Sequence[Member], centre: float, enough: int, bottom: float
) -> Scale:
    """Return a scale over the compared, to the next ten percent; others stay within."""
    sigma = sqrt(centre * (1 - centre) / enough)
    shown = [member.share for member in members if member.n >= enough]
    shown += [centre - NARROW * sigma, centre + NARROW * sigma]
    low, high = min(shown), max(shown)
    lowest = max(floor(low * 10) / 10, 0.0)
    return Scale(lowest, min(max(ceil(high * 10) / 10, lowest + 0.1), 1.0), bottom, 8)


def _axes(x: Scale, y: Scale, largest: int) -> list[str]:
    parts = []
    low, high = round(y.low * 100), round(y.high * 100)
    for tick in range(low, high + 1, 10 if high - low <= 50 else 20):
        parts.append(across(x.start, x.end, y(tick / 100), "grid"))
        parts.append(write(x.start - 8, y(tick / 100) + 4, f"{tick}%", anchor="end"))
    step = step_to(largest)
    numbers = [i * step for i in range(int(largest / step) + 1)]
    return parts + [
        write(x(n), y.start + 17, f"{n:,.12g}", anchor="middle") for n in numbers
    ]


def _limits(centre: float, width: float, x: Scale, y: Scale) -> list[str]:
    """Return the upper and the lower limit as paths, where they lie on the paper."""
    ways = []
    for sign in (1, -1):
        places = []
        for number in range(1, 101):
            n = x.high * number / 100
            level = centre + sign * width * sqrt(centre * (1 - centre) / n)
            if y.low <= level <= y.high:
                places.append((x(n), y(level)))
        if len(places) > 1:
            ways.append(trail(places))
    return ways


def _deviations(member: Member, centre: float) -> float:
    """Return how many standard deviations a member lies from the centre."""
    sigma = sqrt(centre * (1 - centre) / member.n)
    return abs(member.share - centre) / sigma if sigma else 0.0


def _is_out(member: Member, centre: float, enough: int) -> bool:
    return member.n >= enough and _deviations(member, centre) > NARROW


def _place(member: Member, x: Scale, y: Scale) -> tuple[float, float]:
    return x(member.n), y(min(max(member.share, y.low), y.high))


def _point(member: Member, centre: float, enough: int, x: Scale, y: Scale) -> str:
    px, py = _place(member, x, y)
    words = title(f"{member.name}: {member.hits}/{member.n}")
    if _is_out(member, centre, enough):
        square = {"x": px - 4, "y": py - 4, "width": 8, "height": 8}
        return shape("rect", "dot out", words, **square)
    meaning = "dot few" if member.n < enough else "dot"
    return shape("circle", meaning, words, cx=px, cy=py, r=4)


def _names(out: Sequence[Member], centre: float, x: Scale, y: Scale) -> list[str]:
    """Return the names of those outside, the furthest first, as far as there is room.

    A name goes to the right of its point, else to the left; who has no room on either
    side is named by pointing at him, and in the table beside.
    """
    parts: list[str] = []
    taken: list[tuple[float, float, float]] = []  # From, to, and how high.
    for member in sorted(out, key=lambda each: -_deviations(each, centre)):
        px, py = _place(member, x, y)
        said = f"{member.name} {member.share:.1%}"
        width = _WIDTH * sum(2 if ord(letter) > 0x2E80 else 1 for letter in said)
        for anchor, start, end in (
            ("start", px + 9, px + 9 + width),
            ("end", px - 9 - width, px - 9),
        ):
            if start < x.start or end > x.end:
                continue
            if all(end < a or start > b or abs(py - c) > 15 for a, b, c in taken):
                place = start if anchor == "start" else end
                parts.append(write(place, py + 4, said, anchor=anchor, meaning="said"))
                taken.append((start, end, py))
                break
    return parts
