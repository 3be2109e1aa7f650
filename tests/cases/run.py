"""Run reference cases through the rules: `python -m tests.cases.run FILE`.

A case is a stream of events with the numbers it must lead to. Functions that the program
does not have yet are skipped and named.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.cases.expectations import KEYS, Stream
from tests.cases.functions import FUNCTIONS
from tests.cases.streams import patched

TEXT = {"note", "narrative_conflict", "tol", "why"}


def readings(case: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the case, then its repetitions at other times or with patched events."""
    yield case["id"], case
    for number, also in enumerate(case.get("also", ()), start=1):
        events = patched(case["events"], also.get("patch", {}))
        yield f"{case['id']} also {number}", {**case, **also, "events": events}


def failures(case: dict[str, Any]) -> list[str]:
    """Return one line for everything in the case that does not come out as expected."""
    try:
        return _unexpected(case)
    # One case that cannot be computed must not keep the others from being told.
    except (ArithmeticError, AssertionError, LookupError, TypeError, ValueError) as refusal:
        return [f"refused: {type(refusal).__name__}: {refusal}"]


def _unexpected(case: dict[str, Any]) -> list[str]:
    expected, tolerance = case["expected"], float(case["expected"].get("tol", 1e-6))
    if case.get("kind") == "events":
        stream = Stream(case)
        got = {
            key: KEYS[key](stream, wanted)
            for key, wanted in expected.items()
            if key in KEYS
        }
        expected = {key: expected[key] for key in got}
    else:
        got = FUNCTIONS[case["fn"]](case["inputs"])
    return [
        line
        for key, wanted in expected.items()
        if key not in TEXT
        for line in differences(key, wanted, got.get(key), tolerance)
    ]


def asked_for(case: dict[str, Any]) -> int:
    """Return how many functions or keys the case asks for."""
    events = case.get("kind") == "events"
    return len(case["expected"].keys() - TEXT) if events else 1


def missing(case: dict[str, Any]) -> list[str]:
    """Return the functions and keys this case asks for that do not exist yet."""
    if case.get("kind") != "events":
        return [case["fn"]] if case["fn"] not in FUNCTIONS else []
    return [key for key in case["expected"] if key not in KEYS and key not in TEXT]


def differences(path: str, wanted: Any, got: Any, tolerance: float) -> Iterator[str]:
    """Yield a line for each leaf of `wanted` that `got` does not agree with."""
    if isinstance(wanted, dict):
        inner = got if isinstance(got, dict) else {}
        for key in wanted.keys() - TEXT:
            yield from differences(f"{path}.{key}", wanted[key], inner.get(key), tolerance)
    elif isinstance(wanted, list) and isinstance(got, list) and len(got) == len(wanted):
        for place, pair in enumerate(zip(wanted, got, strict=True)):
            yield from differences(f"{path}[{place}]", *pair, tolerance)
    elif not _agree(wanted, got, tolerance):
        yield f"{path}: expected {wanted}, got {got}"


def _agree(wanted: Any, got: Any, tolerance: float) -> bool:
    numbers = (int, float)
    if isinstance(wanted, numbers) and isinstance(got, numbers):
        return abs(wanted - got) <= tolerance
    return bool(wanted == got)


def _show_products(cases: list[dict[str, Any]]) -> None:
    """Let the checks of identifiers see which products the file's tables name."""
    tables = [case["inputs"] for case in cases if case.get("fn") == "product_table"]
    known = {row[1] for table in tables for row in table["rows"]}
    for case in cases:
        if case.get("fn") == "id_shape":
            case["inputs"] = {**case["inputs"], "products_of_the_file": known}


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def run(path: Path) -> int:
    """Print a line per failing case and the totals; return the number of failures."""
    cases = yaml.safe_load(path.read_text(encoding="utf-8"))["cases"]
    _show_products(cases)
    passed, failed, skipped = 0, 0, Counter[str]()
    for case in cases:
        for name, reading in readings(case):
            skipped.update(absent := missing(reading))
            if absent and len(absent) == asked_for(reading):
                continue
            if lines := failures(reading):
                failed += 1
                say(f"{name} failed: {'; '.join(lines)}")
            else:
                passed += 1
    say(f"{passed} passed, {failed} failed, {skipped.total()} skipped")
    if skipped:
        names = sorted(f"{name} ({n})" if n > 1 else name for name, n in skipped.items())
        say(f"Skipped, because the program does not compute them yet: {', '.join(names)}")
    return failed


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Say which cases to run: make cases FILE=path/to/cases.yaml")
    sys.exit(1 if run(Path(sys.argv[1])) else 0)
