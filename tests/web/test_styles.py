"""Every class a template uses exists, and every colour can be read."""

from __future__ import annotations

import re
from itertools import product
from math import cos, radians, sin
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "src" / "firsthand" / "web"
CSS = "\n".join(
    path.read_text(encoding="utf-8") for path in (WEB / "static/css").glob("*.css")
)
RULES = re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL)


def classes_used() -> dict[str, str]:
    """Return every class a template can put on an element, and where."""
    found = {}
    for path in (WEB / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for value in re.findall(r'class="((?:[^"{]|\{[%{].*?[%}]\})*)"', text):
            for name in re.sub(r"\{[%{].*?[%}]\}", " ", value).split():
                found[name] = path.name
    return found


def test_every_class_in_a_template_exists_in_the_styles() -> None:
    known = set(re.findall(r"\.([a-z][\w-]*)", RULES))
    assert {
        name: where for name, where in classes_used().items() if name not in known
    } == {}


def test_every_style_sheet_is_loaded_once() -> None:
    loaded = re.findall(
        r"css/([\w-]+\.css)",
        (WEB / "templates/shared/_styles.html").read_text(encoding="utf-8"),
    )
    assert sorted(loaded) == sorted(
        path.name for path in (WEB / "static/css").glob("*.css")
    )
    assert loaded[0] == "layers.css"
    assert loaded[-1] == "print.css"


def test_no_rule_needs_to_shout() -> None:
    assert "!important" not in RULES


# --- Contrast. OKLCH to linear sRGB: Björn Ottosson, "A perceptual color space for image
# processing" (2020); luminance and ratio: WCAG 2.2, "relative luminance", "contrast ratio".

TOKEN = re.compile(r"--([\w-]+): light-dark\((oklch\([^)]*\)), (oklch\([^)]*\))\)")
COLOURS = {name: pair for name, *pair in TOKEN.findall(CSS)}
SURFACES = ("canvas", "surface", "sunken", "selected", "note")
WORDS = ("ink", "ink-soft", "accent", "good", "watch", "bad")


def luminance(oklch: str) -> float:
    """Return the relative luminance of "oklch(L% C H)", out of gamut clipped."""
    lightness, chroma, hue = (float(part.rstrip("%")) for part in oklch[6:-1].split())
    big_l, a, b = lightness / 100, chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (big_l + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (big_l - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (big_l - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    r, g, b = (min(max(channel, 0), 1) for channel in (red, green, blue))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str, theme: int) -> float:
    low, high = sorted(luminance(COLOURS[name][theme]) for name in (one, other))
    return (high + 0.05) / (low + 0.05)


def test_the_arithmetic_knows_black_white_and_a_known_grey() -> None:
    assert luminance("oklch(100% 0 0)") == pytest.approx(1, abs=1e-4)
    assert luminance("oklch(0% 0 0)") == 0
    # #767676 is the lightest grey with 4.5:1 on white; in OKLCH it is 56.5 %.
    assert 1.05 / (luminance("oklch(56.5% 0 0)") + 0.05) == pytest.approx(4.55, abs=0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("word", "surface"), [*product(WORDS, SURFACES)])
def test_words_can_be_read_on_every_surface(word: str, surface: str, theme: int) -> None:
    assert contrast(word, surface, theme) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_the_filled_button_can_be_read(theme: int) -> None:
    assert contrast("on-accent", "accent", theme) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("surface", ["canvas", "surface"])
def test_the_border_of_a_field_can_be_seen(surface: str, theme: int) -> None:
    assert contrast("edge", surface, theme) >= 3
