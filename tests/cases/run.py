"""Run reference cases through the rules: `python -m tests.cases.run FILE`.

A case is a stream of events with the numbers it must lead to. Functions that the program
does not have yet are skipped and named.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from tests.cases.expectations import KEYS, Stream
from tests.cases.functions import FUNCTIONS
from tests.cases.streams import moment, patched

TEXT = {"note", "narrative_conflict", "tol", "why"}
# A case that cannot be computed must not keep the others from being told.
REFUSALS = (
    ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError,
    ValueError,
)  # fmt: skip


class _Missing:
    """What stands for a number that was asked for and not computed."""

    def __repr__(self) -> str:
        return "nothing: it is not computed"


MISSING = _Missing()


def readings(case: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the case, then its repetitions at other times or with patched events."""
    name = str(case.get("id") or case.get("title") or "a case without a name")
    yield name, case
    for number, also in enumerate(case.get("also") or (), start=1):
        again = {**case, **also}
        if is_stream(case):
            again["events"] = patched(again["events"], also.get("patch") or {})
        yield f"{name} also {number}", again


def is_stream(case: dict[str, Any]) -> bool:
    """Say whether the case is a stream of events, and no function to compute."""
    return case.get("kind") == "events" or ("events" in case and "fn" not in case)


def failures(case: dict[str, Any]) -> list[str]:
    """Return one line for everything in the case that does not come out as expected."""
    try:
        return _unexpected(case)
    except REFUSALS as refusal:
        return [f"refused: {type(refusal).__name__}: {refusal}"]


def _unexpected(case: dict[str, Any]) -> list[str]:
    expected = expected_of(case)
    tolerance = float(expected.get("tol", case.get("tol", 1e-6)))
    if is_stream(case):
        stream = Stream(case)
        expected = {key: wanted for key, wanted in expected.items() if key in KEYS}
        got = {key: KEYS[key](stream, wanted) for key, wanted in expected.items()}
    else:
        got = FUNCTIONS[case["fn"]](case["inputs"])
    return [
        line
        for key, wanted in expected.items()
        if key not in TEXT
        for line in differences(key, wanted, _under(key, got), tolerance)
    ]


def expected_of(case: dict[str, Any]) -> dict[str, Any]:
    """Return what the case asks for; nothing if it asks for nothing."""
    return case.get("expected") or {}


def asked_for(case: dict[str, Any]) -> int:
    """Return how many functions or keys the case asks for."""
    return len(expected_of(case).keys() - TEXT) if is_stream(case) else 1


def missing(case: dict[str, Any]) -> list[str]:
    """Return the functions and keys this case asks for that do not exist yet."""
    if not is_stream(case):
        name = str(case.get("fn", "a case without events or function"))
        return [] if name in FUNCTIONS else [name]
    if not expected_of(case).keys() - TEXT:
        return ["a stream of which nothing is expected"]
    return [key for key in expected_of(case) if key not in KEYS and key not in TEXT]


def differences(path: str, wanted: Any, got: Any, tolerance: float) -> Iterator[str]:
    """Yield a line for each leaf of `wanted` that `got` does not agree with."""
    if isinstance(wanted, dict):
        for key in wanted.keys() - TEXT:
            yield from differences(
                f"{path}.{key}", wanted[key], _under(key, got), tolerance
            )
    elif isinstance(wanted, list) and isinstance(got, list) and len(got) == len(wanted):
        for place, pair in enumerate(zip(wanted, got, strict=True)):
            yield from differences(f"{path}[{place}]", *pair, tolerance)
    elif not _agree(wanted, got, tolerance):
        yield f"{path}: expected {wanted}, got {got}"


def _under(key: Any, got: Any) -> Any:
    """Return what lies under a key, which a file may have written as a text."""
    if not isinstance(got, dict):
        return MISSING
    if key in got:
        return got[key]
    return {str(name): value for name, value in got.items()}.get(str(key), MISSING)


def _agree(wanted: Any, got: Any, tolerance: float) -> bool:
    if isinstance(wanted, bool) or isinstance(got, bool):
        return wanted is got
    if isinstance(wanted, str) and isinstance(got, (int, float)):
        wanted = float(wanted)  # YAML takes 1e-6 for a text.
    if isinstance(wanted, (int, float)) and isinstance(got, (int, float)):
        return abs(wanted - got) <= tolerance
    if isinstance(got, (date, datetime)) and isinstance(wanted, (str, date)):
        return moment(wanted) == moment(got)
    return bool(wanted == got)


def _show_products(cases: list[dict[str, Any]]) -> None:
    """Let the checks of identifiers see which products the file's tables name."""
    tables = [
        case.get("inputs") or {} for case in cases if case.get("fn") == "product_table"
    ]
    known = {row[1] for table in tables for row in table.get("rows") or ()}
    for case in cases:
        if case.get("fn") == "id_shape":
            case["inputs"] = {**case["inputs"], "products_of_the_file": known}


def _say_policy(cases: list[dict[str, Any]], found: Any) -> None:
    """Tell every stream by which settings the file means it, if it says so."""
    meta = found.get("meta") if isinstance(found, dict) else None
    standard = (meta or {}).get("default_policy") or {}
    for case in cases:
        if is_stream(case):
            case["policy"] = {**standard, **(case.get("policy") or {})}


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def run(path: Path) -> int:
    """Print a line per failing case and the totals; return the number of failures."""
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    cases = found["cases"] if isinstance(found, dict) else found
    _say_policy(cases, found)
    _show_products(cases)
    passed, failed, skipped = 0, 0, Counter[str]()
    for case in cases:
        for name, reading in readings(case):
            skipped.update(absent := missing(reading))
            if absent and len(absent) >= asked_for(reading):
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
