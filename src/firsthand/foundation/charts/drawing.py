"""Shapes, scales and words: the pencil the charts share. Every text is escaped here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe

_BLUE, _GREY, _FAINT = "#245a92", "#5f6368", "#e3e3df"
_PRINTED = {
    "series": {"fill": "none", "stroke": _BLUE, "stroke-width": "1.75"},
    "series slow": {"fill": "none", "stroke": _GREY, "stroke-width": "1.25"},
    "cumulative": {"fill": "none", "stroke": "#222222", "stroke-width": "1.5"},
    "limit": {"fill": "none", "stroke": _GREY},
    "limit wide": {"fill": "none", "stroke": _GREY, "stroke-dasharray": "1 3"},
    "hatch": {"stroke": _BLUE, "stroke-opacity": "0.55"},
    "estimate": {
        "fill": "none", "stroke": _BLUE, "stroke-width": "1.75",
        "stroke-dasharray": "2 3",
    },
    "band": {"fill": _BLUE, "fill-opacity": "0.09"},
    "target": {"stroke": _GREY, "stroke-dasharray": "5 4"},
    "grid": {"stroke": _FAINT},
    "bar": {"fill": _BLUE},
    "bar rest": {"fill": _BLUE, "fill-opacity": "0.4"},
    "dot": {"fill": _BLUE},
    "dot few": {"fill": "#ffffff", "stroke": _BLUE, "stroke-width": "1.5"},
    "dot out": {"fill": "#222222"},
}  # fmt: skip


@dataclass(frozen=True)
class Scale:
    """Maps low..high onto pixels start..end; equal ends map everything to the middle."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        if self.high == self.low:
            return round((self.start + self.end) / 2, 1)
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)


def shape(tag: str, meaning: str, content: str = "", **place: str | float) -> str:
    """Return one shape: its meaning as class, its printed colours, its place."""
    attributes = {"class": meaning, **_PRINTED.get(meaning, {}), **place}
    written = " ".join(
        f'{name.replace("_", "-")}="{escape(str(value))}"'
        for name, value in attributes.items()
    )
    return f"<{tag} {written}>{content}</{tag}>"


def across(x1: float, x2: float, y: float, meaning: str) -> str:
    """Return a level line."""
    return shape("line", meaning, x1=x1, x2=x2, y1=y, y2=y)


def write(
    x: float, y: float, words: str, *, anchor: str = "start", meaning: str = "note"
) -> str:
    """Return words at a place; `anchor` says which end of them is there."""
    return (
        f'<text class="{meaning}" fill="#444444" font-size="13" x="{x:.1f}" y="{y:.1f}" '
        f'text-anchor="{anchor}">{escape(words)}</text>'
    )


def title(words: str) -> str:
    """Return what a pointer resting on a shape shows."""
    return f"<title>{escape(words)}</title>"


def hatching(name: str) -> str:
    """Return the pattern of what is not final; shapes refer to it by name."""
    stroke = shape("line", "hatch", x1=0, x2=0, y1=0, y2=6)
    return (
        f'<pattern id="{escape(name)}" width="6" height="6" '
        f'patternUnits="userSpaceOnUse" patternTransform="rotate(45)">{stroke}</pattern>'
    )


def trail(points: Sequence[tuple[float, float]]) -> str:
    """Return the path through these points."""
    return "M" + "L".join(f"{x},{y}" for x, y in points)


def picture(
    width: float, height: float, label: str, parts: Sequence[str], *, kind: str = "chart"
) -> SafeString:
    """Return the whole drawing, with a sentence for whoever cannot see it."""
    return mark_safe(  # noqa: S308 -- every value went through escape() above
        f'<svg class="{kind}" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{escape(label)}">'
        f"{''.join(parts)}</svg>"
    )
