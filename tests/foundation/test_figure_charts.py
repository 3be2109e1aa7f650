"""Course, Pareto and funnel: what they say, and that they stay on the paper."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firsthand.foundation.charts import (
    Cause,
    Member,
    Moment,
    course,
    funnel,
    pareto,
)
from tests.foundation.test_charts import SVG, read

WORDS = {"band": "ordinary", "unusual": "unusual", "provisional": "not final"}


def shapes(drawing: ElementTree.Element, kind: str) -> list[ElementTree.Element]:
    return [shape for shape in drawing.iter() if shape.get("class") == kind]


def said(drawing: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in drawing.iter(f"{SVG}text")]


def moment(value: float | None = None, **more) -> Moment:
    return Moment(label="1 Oct", said="all of it", value=value, **more)


def drawn(*moments: Moment, **more) -> ElementTree.Element:
    given = {"label": "a", "name": "fcr", "words": WORDS} | more
    return read(course(moments, **given))


def numbers(drawing: ElementTree.Element) -> list[tuple[float, float]]:
    """Return every place a path of the drawing goes through."""
    return [
        (float(x), float(y))
        for path in drawing.iter(f"{SVG}path")
        for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", path.get("d", ""))
    ]


shares = st.floats(0, 1)
spans = st.tuples(shares, shares).map(lambda pair: (min(pair), max(pair)))
moments = st.builds(
    moment,
    value=st.none() | shares,
    slow=st.none() | shares,
    band=st.none() | spans,
    extremes=st.none() | spans,
)


@settings(deadline=None)  # A machine under load is no failure.
@given(st.lists(moments, min_size=1, max_size=40), st.lists(shares, max_size=2))
def test_everything_of_a_course_lies_on_the_paper(given_moments, targets) -> None:
    lines = [(value, "target") for value in targets]
    drawing = drawn(*given_moments, targets=lines)
    for x, y in numbers(drawing):
        assert 0 <= x <= 820
        assert 0 <= y <= 236
    grid = shapes(drawing, "grid")
    assert 2 <= len(grid) <= 6


def test_days_without_a_value_are_a_gap() -> None:
    drawing = drawn(moment(0.8), moment(0.81), moment(), moment(0.8), moment(0.82))
    assert len(shapes(drawing, "series")) == 2


def test_only_the_worst_place_of_a_stretch_outside_the_band_is_marked() -> None:
    band = (0.8, 0.9)
    values = [0.85, 0.79, 0.7, 0.78, 0.85, 0.95, 0.85]
    drawing = drawn(*[moment(value, band=band) for value in values])
    assert len(shapes(drawing, "dot out")) == 2
    assert "unusual 70.0%" in said(drawing)


def test_words_at_unusual_places_do_not_run_into_each_other() -> None:
    values = [0.85, 0.7, 0.85, 0.7] + [0.85] * 36
    drawing = drawn(*[moment(value, band=(0.8, 0.9)) for value in values])
    assert len(shapes(drawing, "dot out")) == 2
    assert said(drawing).count("unusual 70.0%") == 1


def test_what_is_not_final_is_hatched_from_the_last_value_that_is() -> None:
    drawing = drawn(moment(0.8), moment(0.85), moment(extremes=(0.5, 0.9)))
    (fan,) = shapes(drawing, "fan")
    assert fan.get("fill") == "url(#fcr)"
    (pattern,) = drawing.iter(f"{SVG}pattern")
    assert pattern.get("id") == "fcr"
    (series,) = shapes(drawing, "series")
    assert fan.get("d", "").startswith("M" + series.get("d", "").rpartition("L")[2])
    assert "not final" in said(drawing)


def test_a_course_that_is_final_has_no_hatching() -> None:
    drawing = drawn(moment(0.8), moment(0.85))
    assert not shapes(drawing, "fan")
    assert "not final" not in said(drawing)


def test_a_wide_fan_does_not_flatten_what_is_certain() -> None:
    drawing = drawn(moment(0.8), moment(0.85), moment(extremes=(0.0, 1.0)))
    (series,) = shapes(drawing, "series")
    ys = [float(y) for y in re.findall(r",([\d.]+)", series.get("d", ""))]
    assert max(ys) - min(ys) > 236 / 6


def test_the_printed_colours_of_a_course_are_attributes() -> None:
    svg = course([moment(0.8), moment(0.9)], label="a", name="n", words=WORDS)
    assert 'stroke="#245a92"' in svg
    assert "style=" not in svg


def cause(count: int, **more) -> Cause:
    return Cause(lines=("Lost", "parcel"), said=f"Lost: {count}", count=count, **more)


counts = st.lists(st.integers(0, 10**6), min_size=1, max_size=20)


@settings(deadline=None)  # A machine under load is no failure.
@given(counts)
def test_the_cumulative_line_rises_to_the_whole(values: list[int]) -> None:
    ordered = sorted(values, reverse=True)
    drawing = read(pareto([cause(n) for n in ordered], label="a", reached="r"))
    if not sum(values):
        assert not shapes(drawing, "cumulative")
        return
    (line,) = shapes(drawing, "cumulative")
    ys = [float(y) for y in re.findall(r",(-?[\d.]+)", line.get("d", "M0,0"))]
    assert ys == sorted(ys, reverse=True)
    assert ys[-1] == 14
    assert len(shapes(drawing, "bar rest")) == len(values)


PASSED = [
    ([80, 10, 10], 0),  # Exactly 80 % is reached.
    ([79, 11, 10], 1),
    ([40, 30, 20, 10], 2),
]


@pytest.mark.parametrize(("values", "place"), PASSED)
def test_a_dashed_line_falls_where_80_percent_is_passed(values, place) -> None:
    drawing = read(pareto([cause(n) for n in values], label="a", reached="r"))
    falling = [s for s in shapes(drawing, "target") if s.get("x1") == s.get("x2")]
    dots = shapes(drawing, "dot out")
    assert [line.get("x1") for line in falling] == [dots[place].get("cx")]
    assert "r" in said(drawing)


def test_the_rest_is_a_number_and_not_a_bar_that_dwarfs_the_others() -> None:
    drawing = read(pareto([cause(10), cause(1500, is_rest=True)], label="a", reached="r"))
    (bar,) = shapes(drawing, "bar rest")
    assert float(bar.get("height", 0)) > 150
    assert "1,500" in said(drawing)


def test_the_core_stands_out_and_every_bar_says_its_number() -> None:
    drawing = read(pareto([cause(5, stands_out=True), cause(2)], label="a", reached="r"))
    assert len(shapes(drawing, "bar")) == len(shapes(drawing, "bar rest")) == 1
    titles = [title.text for title in drawing.iter(f"{SVG}title")]
    assert titles == ["Lost: 5", "Lost: 2"]


def member(hits: int, n: int, name: str = "Lin") -> Member:
    return Member(name=name, hits=hits, n=n)


members = st.integers(1, 5000).flatmap(
    lambda n: st.integers(0, n).map(lambda hits: member(hits, n))
)


@settings(deadline=None)  # A machine under load is no failure.
@given(st.lists(members, max_size=20))
def test_everybody_is_a_point_inside_the_funnels_paper(group: list[Member]) -> None:
    drawing = read(funnel(group, label="a", across_words="issues (n)"))
    points = [s for s in drawing.iter() if (s.get("class") or "").startswith("dot")]
    assert len(points) == len(group)
    for point in points:
        x = float(point.get("cx") or point.get("x") or -1)
        y = float(point.get("cy") or point.get("y") or -1)
        assert 40 <= x <= 392  # The corner of a square lies four before its middle.
        assert 4 <= y <= 248
    for x, y in numbers(drawing):
        assert 0 <= x <= 400
        assert 0 <= y <= 292


def test_whom_chance_does_not_explain_is_named_and_a_square() -> None:
    group = [member(850, 1000, "All"), member(60, 100, "Ma Rui"), member(86, 100, "He")]
    drawing = read(funnel(group, label="a", across_words="n"))
    assert len(shapes(drawing, "dot out")) == 1
    assert "Ma Rui 60.0%" in said(drawing)
    assert not any("He" in words for words in said(drawing))


def test_nobody_with_few_is_called_unusual() -> None:
    group = [member(850, 1000), member(0, 9, "New")]
    drawing = read(funnel(group, label="a", across_words="n"))
    assert len(shapes(drawing, "dot few")) == 1
    assert not shapes(drawing, "dot out")


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", 'a" onload="x', "R&D"])
def test_words_of_strangers_stay_words_in_every_drawing(words: str) -> None:
    for svg in (
        course([moment(0.5)], label=words, name=words, words=dict.fromkeys(WORDS, words)),
        pareto([Cause(lines=(words,), said=words, count=1)], label=words, reached=words),
        funnel([member(1, 2, words)], label=words, across_words=words),
    ):
        assert read(svg).get("aria-label") == words
        assert "<script" not in svg
