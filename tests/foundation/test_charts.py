from __future__ import annotations

import itertools
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firsthand.foundation.charts import Bar, Lane, Point, bars, line, sparkline, waits
from firsthand.foundation.charts.drawing import Scale

SVG = "{http://www.w3.org/2000/svg}"


def read(svg: str) -> ElementTree.Element:
    """Return the drawing, which must be well-formed."""
    return ElementTree.fromstring(svg.replace("<svg ", f'<svg xmlns="{SVG[1:-1]}" ', 1))  # noqa: S314 -- our own


finite = st.floats(-1e6, 1e6)


@settings(deadline=None)  # A machine under load is no failure.
@given(st.lists(st.none() | finite, max_size=40))
def test_a_sparkline_of_anything_is_well_formed_and_stays_inside(values: list) -> None:
    drawing = read(sparkline(values, label="a"))
    numbers = [
        float(number)
        for path in drawing.iter(f"{SVG}path")
        for number in re.findall(r"-?\d+\.?\d*", path.get("d", ""))
    ]
    assert all(0 <= number <= 96 for number in numbers)


def test_a_week_without_values_is_a_gap_and_not_a_zero() -> None:
    drawing = read(sparkline([1, 2, None, 3, 4], label="a"))
    assert len(list(drawing.iter(f"{SVG}path"))) == 2


@pytest.mark.parametrize("draw", [sparkline, bars])
def test_nothing_to_draw_is_an_empty_picture(draw: object) -> None:
    assert not list(read(draw([], label="a")).iter(f"{SVG}path"))


@settings(deadline=None)  # A machine under load is no failure.
@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=30))
def test_bars_start_at_zero_and_keep_their_proportion(values: list[float]) -> None:
    drawing = read(bars([Bar(str(i), v) for i, v in enumerate(values)], label="a"))
    heights = [float(rect.get("height", 0)) for rect in drawing.iter(f"{SVG}rect")]
    scale = max(heights) / max(*values, 1e-9)
    assert len(heights) == len(values)
    assert all(
        h == pytest.approx(v * scale, abs=0.2) for h, v in zip(heights, values, strict=True)
    )


def point(value: float, *, is_final: bool = True) -> Point:
    return Point("w", value, 0.8, 0.9, is_final=is_final)


def test_what_is_not_final_is_dotted_and_what_is_unusual_is_a_square() -> None:
    drawing = read(line([point(0.85), point(0.7), point(0.86, is_final=False)], label="a"))
    classes = [shape.get("class") for shape in drawing.iter()]
    assert classes.count("estimate") == 1
    assert classes.count("dot out") == 1


def test_an_unfinished_value_is_not_called_unusual() -> None:
    drawing = read(line([point(0.85), point(0.1, is_final=False)], label="a"))
    assert "dot out" not in [shape.get("class") for shape in drawing.iter()]


@settings(deadline=None)  # A machine under load is no failure.
@given(st.lists(st.floats(0, 1), min_size=1, max_size=20), st.none() | st.floats(0, 1))
def test_a_line_has_a_few_round_grid_lines(
    values: list[float], target: float | None
) -> None:
    drawing = read(line([point(value) for value in values], label="a", target=target))
    grid = [s for s in drawing.iter(f"{SVG}line") if s.get("class") == "grid"]
    assert 1 <= len(grid) <= 5


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", 'a" onload="x', "R&D"])
def test_words_of_strangers_stay_words(words: str) -> None:
    for svg in (
        sparkline([1, 2], label=words),
        bars([Bar(words, 1)], label=words),
        line([Point(words, 0.5, 0, 1)], label=words, target=0.5, target_label=words),
    ):
        assert read(svg).get("aria-label") == words
        assert "<script" not in svg


def test_printed_colours_are_attributes_and_never_a_style() -> None:
    svg = line([point(0.85), point(0.86)], label="a", target=0.85)
    assert "style=" not in svg
    assert 'stroke="#245a92"' in svg


def test_a_scale_without_extent_maps_to_the_middle() -> None:
    assert Scale(5, 5, 0, 10)(5) == 5


def heights(drawing: ElementTree.Element) -> list[float]:
    grid = [s for s in drawing.iter(f"{SVG}line") if s.get("class") == "grid"]
    return [float(shape.get("y1", "nan")) for shape in grid]


@settings(deadline=None)  # A machine under load is no failure.
@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=30))
def test_a_histogram_has_a_few_grid_lines_and_no_bar_above_them(values: list) -> None:
    drawing = read(bars([Bar(str(i), v) for i, v in enumerate(values)], label="a"))
    lines = heights(drawing)
    assert 2 <= len(lines) <= 6
    assert len(set(lines)) == len(lines)
    tops = [float(rect.get("y", 0)) for rect in drawing.iter(f"{SVG}rect")]
    assert min(tops) >= min(lines) == 8


@settings(deadline=None)  # A machine under load is no failure.
@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=12))
def test_the_numbers_beside_the_grid_are_whole_and_equally_far(values: list) -> None:
    drawing = read(bars([Bar("", v) for v in values], label="a"))
    beside = [
        words.text.replace(",", "")
        for words in drawing.iter(f"{SVG}text")
        if words.get("text-anchor") == "end" and words.text
    ]
    assert all(number.isdecimal() for number in beside), beside
    steps = {int(b) - int(a) for a, b in itertools.pairwise(beside)}
    assert len(steps) == 1
    assert int(beside[-1]) >= max(values)


@settings(deadline=None)  # A machine under load is no failure.
@given(
    st.lists(
        st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1)).map(sorted),
        min_size=1,
        max_size=20,
    ),
    st.integers(0, 20),
)
def test_everything_of_a_line_lies_on_the_paper(points: list, final: int) -> None:
    drawing = read(
        line(
            [
                Point(f"w{i}", value, low, high, is_final=i < final)
                for i, (low, value, high) in enumerate(points)
            ],
            label="a",
            target=0.85,
        )
    )
    for path in drawing.iter(f"{SVG}path"):
        numbers = re.findall(r"-?\d+\.?\d*", path.get("d", ""))
        assert all(0 <= float(x) <= 760 for x in numbers[::2])
        assert all(0 <= float(y) <= 236 for y in numbers[1::2])
    dots = [s for s in drawing.iter() if (s.get("class") or "").startswith("dot")]
    assert len(dots) == len(points)


@pytest.mark.parametrize(("count", "every", "written"), [(1, 1, 1), (7, 3, 3), (6, 10, 1)])
def test_only_each_nth_label_is_written(count: int, every: int, written: int) -> None:
    points = [Point("week", 0.5, 0.4, 0.6) for _ in range(count)]
    for svg in (
        line(points, label="a", every=every),
        bars([Bar("week", 1)] * count, label="a", every=every),
    ):
        words = [text.text for text in read(svg).iter(f"{SVG}text")]
        assert words.count("week") == written


def test_the_value_of_every_shape_can_be_read_on_it() -> None:
    drawing = read(bars([Bar("9 h", 1234567), Bar("10 h", 2, stands_out=True)], label="a"))
    assert [title.text for title in drawing.iter(f"{SVG}title")] == [
        "9 h: 1,234,567",
        "10 h: 2",
    ]
    assert [rect.get("class") for rect in drawing.iter(f"{SVG}rect")] == ["bar rest", "bar"]
    drawing = read(line([Point("w1", 0.8549, 0.8, 0.9)], label="a"))
    assert [title.text for title in drawing.iter(f"{SVG}title")] == ["w1: 85.5%"]


def test_a_line_that_is_not_final_at_all_has_no_firm_part_and_meets_what_is() -> None:
    loose = read(line([point(0.85, is_final=False)] * 3, label="a"))
    assert [s.get("class") for s in loose.iter(f"{SVG}path")] == ["band", "estimate"]
    joined = read(line([point(0.85), point(0.86), point(0.87, is_final=False)], label="a"))
    _band, firm, estimate = (s.get("d", "") for s in joined.iter(f"{SVG}path"))
    assert estimate.startswith("M" + firm.rpartition("L")[2])


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(0, 1))
def test_a_scale_keeps_the_order_and_stays_between_its_ends(low, high, share) -> None:
    low, high = sorted((low, high))
    scale = Scale(low, high, 200, 8)
    value = low + share * (high - low)
    assert 8 <= scale(value) <= 200
    assert scale(low) >= scale(value) >= scale(high)


def test_waits_show_letter_slots_and_answer_and_keep_their_words_apart() -> None:
    lanes = [
        Lane("The <same> day", 9.5, 17, "letter 9:30", "answer 17:00", [9.5, 17]),
        Lane("Soon", 9.5, 10, "letter 9:30", "answer 10:00", [9.5, 10]),
    ]
    drawn = read(waits(lanes, label="How long & why", ticks=[(0, "0:00"), (24, "24:00")]))
    assert drawn.get("aria-label") == "How long & why"
    words = {each.text: float(each.get("x") or 0) for each in drawn.iter(f"{SVG}text")}
    assert {"The <same> day", "answer 17:00", "0:00"} <= words.keys()
    assert words["answer 10:00"] > words["letter 9:30"] + 100
    assert len(list(drawn.iter(f"{SVG}circle"))) == len(lanes)
