"""Read a story from its file, and say by line what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml

from firsthand.cli.demo import effects
from firsthand.cli.demo.effects import Effect, Effects
from firsthand.foundation.errors import Refused

DEFAULT = Path(__file__).parent / "default_story.yaml"
KEYS = ("kind", "dimension", "value", "from", "to", "strength")
LONGEST = 1_000_000  # Bytes: a story is a page or two.


class NotAStory(Refused):
    code = "demo.not_a_story"


class _Wrong(Exception):
    """Something in the file cannot be; `line` counts from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}")


def read(path: Path, *, now: datetime) -> Effects:
    """Return what the story of a file changes.

    Args:
        path: the file.
        now: when the demonstration ends; its days before today count from there (UTC).

    Raises:
        NotAStory: it cannot be read, or something in it is wrong; all of it is listed.
    """
    try:
        with path.open("rb") as file:
            text = file.read(LONGEST + 1).decode("utf-8")
    except OSError as problem:
        raise NotAStory(
            f"{path}: it cannot be read ({problem.strerror}).", fix="Check the path."
        ) from problem
    except UnicodeDecodeError as problem:
        raise NotAStory(f"{path}: it is not UTF-8.", fix="Save it as UTF-8.") from problem
    if len(text) > LONGEST:
        raise NotAStory(f"{path}: it is longer than a story can be.", fix="Shorten it.")
    found, wrong = _parsed(text, now)
    if wrong:
        raise NotAStory(
            "\n".join(f"{path}, {each}" for each in wrong),
            fix="docs/guide/en/demo.md describes the format. Nothing was loaded.",
        )
    return Effects(tuple(found))


def _parsed(text: str, now: datetime) -> tuple[list[Effect], list[_Wrong]]:
    found: list[Effect] = []
    wrong: list[_Wrong] = []
    loader = yaml.SafeLoader(text)
    try:
        root = loader.get_single_node()
        if not isinstance(root, yaml.SequenceNode):
            line = root.start_mark.line + 1 if root else 1
            return [], [_Wrong(line, "a story is a list of effects, each begun by “- ”")]
        for node in root.value:
            try:
                found.append(_effect(dict(_entries(loader, node)), node, now))
            except _Wrong as problem:
                wrong.append(problem)
    except (yaml.YAMLError, ValueError, RecursionError) as problem:
        mark = getattr(problem, "problem_mark", None)
        why = getattr(problem, "problem", None) or str(problem)
        wrong.append(_Wrong(mark.line + 1 if mark else 1, f"this is not YAML: {why}"))
    finally:
        loader.dispose()
    return found, wrong


def _entries(
    loader: yaml.SafeLoader, node: yaml.Node
) -> Iterator[tuple[str, tuple[int, Any]]]:
    """Yield each key of an effect with its line and its value."""
    if not isinstance(node, yaml.MappingNode):
        raise _Wrong(node.start_mark.line + 1, f"an effect has the keys {', '.join(KEYS)}")
    seen: set[str] = set()
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = loader.construct_object(key_node, deep=True)
        if key not in KEYS:
            raise _Wrong(line, f"“{key}” is not a key; there are {', '.join(KEYS)}")
        if key in seen:
            raise _Wrong(line, f"“{key}” is given twice")
        seen.add(key)
        try:
            value = loader.construct_object(value_node, deep=True)
        except ValueError as problem:  # Such as the 31st of February.
            raise _Wrong(line, str(problem)) from problem
        yield key, (line, value)


def _effect(said: Mapping[str, tuple[int, Any]], node: yaml.Node, now: datetime) -> Effect:
    missing = [key for key in KEYS if key not in said]
    if missing:
        raise _Wrong(node.start_mark.line + 1, f"{', '.join(missing)} is missing")
    kind = _one_of(said["kind"], list(effects.KINDS), "kind")
    dimension = _one_of(
        said["dimension"], list(effects.KINDS[kind]), f"dimension of {kind}"
    )
    value = _one_of(said["value"], effects.values_of(dimension), dimension)
    begins, ends = _day(said["from"], now), _day(said["to"], now)
    if begins > ends:
        raise _Wrong(said["to"][0], "“to” lies before “from”")
    return Effect(
        kind=kind,
        dimension=dimension,
        value=value,
        begins=datetime.combine(begins, time(), tzinfo=UTC),
        ends=datetime.combine(ends + timedelta(days=1), time(), tzinfo=UTC),
        strength=_strength(said["strength"]),
    )


def _one_of(said: tuple[int, Any], known: list[str], what: str) -> str:
    line, value = said
    if value not in known:
        raise _Wrong(line, f"“{value}” is no {what}; there are {', '.join(known)}")
    return str(value)


def _day(said: tuple[int, Any], now: datetime) -> date:
    """Return the day (UTC) that is meant by a date, or by a number of days before today."""
    line, value = said
    if isinstance(value, datetime) or not isinstance(value, date | int):
        raise _Wrong(line, f"“{value}” is neither a date nor a number of days before today")
    if isinstance(value, date):
        return value
    if isinstance(value, bool) or not 0 <= value <= 3660:
        raise _Wrong(line, f"“{value}” is not a number of days before today")
    return now.date() - timedelta(days=value)


def _strength(said: tuple[int, Any]) -> float:
    line, value = said
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not effects.WEAKEST <= value <= effects.STRONGEST:
        raise _Wrong(
            line,
            f"“{value}” is no strength; it is how many times as much there is,"
            f" from {effects.WEAKEST:g} to {effects.STRONGEST:g}",
        )
    return float(value)
