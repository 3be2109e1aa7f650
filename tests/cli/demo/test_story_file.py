from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from firsthand.cli.demo import effects, story_file
from firsthand.cli.demo.effects import Effects

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
GOOD = """\
- kind: slower_delivery
  dimension: carrier
  value: Hermes
  from: 10
  to: 2026-11-15
  strength: 1.5
"""


def _read(tmp_path: Path, text: str | bytes) -> Effects:
    file = tmp_path / "story.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return story_file.read(file, now=NOW)


def test_days_count_back_from_today_and_both_ends_belong_to_it(tmp_path: Path) -> None:
    (effect,) = _read(tmp_path, GOOD).all
    assert effect.begins == datetime(2026, 11, 10, tzinfo=UTC)
    assert effect.ends == datetime(2026, 11, 16, tzinfo=UTC)
    told = {"carrier": "Hermes"}
    assert effect.touches(effect.begins, told)
    assert effect.touches(effect.ends - timedelta(seconds=1), told)
    assert not effect.touches(effect.ends, told)
    assert not effect.touches(effect.begins, {"carrier": "DHL"})


def test_a_reason_stands_for_those_below_it_but_not_for_a_longer_name() -> None:
    effect = effects.Effect(
        "more_contacts", "reason", "INS.LOG", NOW, NOW + timedelta(days=1), 2.0
    )
    assert effect.touches(NOW, {"reason": "INS.LOG.WISMO"})
    assert effect.touches(NOW, {"reason": "INS.LOG"})
    assert not effect.touches(NOW, {"reason": "INS.LOGO.X"})
    assert not effect.touches(NOW, {})


def test_effects_that_meet_are_multiplied(tmp_path: Path) -> None:
    found = _read(tmp_path, GOOD + GOOD)
    at = NOW - timedelta(days=7)
    assert found.factor("slower_delivery", at, {"carrier": "Hermes"}) == 2.25
    assert found.factor("more_claims", at, {"carrier": "Hermes"}) == 1


def test_the_story_that_comes_with_the_program_can_be_told() -> None:
    found = story_file.read(story_file.DEFAULT, now=NOW)
    kinds = {effect.kind for effect in found.all}
    assert {"slower_delivery", "defect", "more_recontacts"} <= kinds


WRONG = [
    # instead of, what, the line, a part of what is said
    ("kind: slower_delivery", "kind: slow", 1, "no kind; there are"),
    ("dimension: carrier", "dimension: agent", 2, "no dimension of slower_delivery"),
    ("value: Hermes", "value: Herpes", 3, "no carrier; there are DHL"),
    ("value: Hermes", "value: [Hermes]", 3, "no carrier"),
    ("from: 10", "from: -1", 4, "not a number of days"),
    ("from: 10", "from: yes", 4, "not a number of days"),
    ("from: 10", "from: 2026-02-31", 4, "day"),
    ("from: 10", "from: 2026-11-01 10:00:00", 4, "neither a date nor"),
    ("from: 10", "from: soon", 4, "neither a date nor"),
    ("from: 10", "from: 4", 5, "lies before"),
    ("strength: 1.5", "strength: 0", 6, "no strength"),
    ("strength: 1.5", "strength: .nan", 6, "no strength"),
    ("strength: 1.5", "strength: true", 6, "no strength"),
    ("strength: 1.5", "strength: '2'", 6, "no strength"),
    ("  strength: 1.5\n", "", 1, "strength is missing"),
    ("strength: 1.5", "power: 1.5", 6, "is not a key"),
    ("value: Hermes", "value: Hermes\n  value: DHL", 4, "given twice"),
    ("value: Hermes", "value: {", 5, "not YAML"),
]


@pytest.mark.parametrize(("right", "wrong", "line", "said"), WRONG)
def test_what_is_wrong_is_said_with_its_line(
    tmp_path: Path, right: str, wrong: str, line: int, said: str
) -> None:
    with pytest.raises(story_file.NotAStory) as refused:
        _read(tmp_path, GOOD.replace(right, wrong))
    assert f"line {line}: " in str(refused.value)
    assert said in str(refused.value)


def test_everything_that_is_wrong_is_listed_at_once(tmp_path: Path) -> None:
    twice = GOOD.replace("Hermes", "Herpes") + GOOD.replace("1.5", "99")
    with pytest.raises(story_file.NotAStory) as refused:
        _read(tmp_path, twice)
    assert "line 3: " in str(refused.value)
    assert "line 12: " in str(refused.value)


@pytest.mark.parametrize(
    "text",
    ["", "kind: defect", "- 3", "just words", b"\xff\xfe\x00", "- !!python/name:os.x"],
)
def test_what_is_no_list_of_effects_is_refused(tmp_path: Path, text: str | bytes) -> None:
    with pytest.raises(story_file.NotAStory):
        _read(tmp_path, text)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(story_file.NotAStory, match=r"nowhere\.yaml"):
        story_file.read(tmp_path / "nowhere.yaml", now=NOW)
