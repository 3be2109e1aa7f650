"""What `make mutants` changes, and that a change reaches the program that runs."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from tools.mutants.changes import Mutant, mutants
from tools.mutants.keeping import Fate, Kept, Result
from tools.mutants.putting import living, places_of, put_in, remembering

SOURCE = '''
"""A module."""
MOST = 3
MORE = (MOST, 1)

def within(amount, others=(1, 2)):
    """Say whether it is."""
    assert amount >= 0, "below nothing"
    if amount <= MOST and amount not in others:
        return True
    raise ValueError(_("Too much."), fix=_("Give less."))

def doubled(factor):
    def times(amount):
        return amount * factor
    return times
'''


@pytest.fixture
def module(tmp_path: Path) -> Iterator[ModuleType]:
    file = tmp_path / "changed.py"
    file.write_text(SOURCE, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("changed", file)
    made = importlib.util.module_from_spec(spec)
    sys.modules["changed"] = made
    spec.loader.exec_module(made)
    yield made
    del sys.modules["changed"]


def found(was: str, becomes: str) -> Mutant:
    return next(m for m in mutants(SOURCE) if (m.was, m.becomes) == (was, becomes))


def test_every_small_change_is_named_and_nothing_that_is_only_said() -> None:
    both = "amount <= MOST and amount not in others"
    assert [(m.where, m.was, m.becomes) for m in mutants(SOURCE)] == [
        ("MOST", "3", "4"),
        ("MORE", "1", "2"),
        ("within", both, "amount <= MOST or amount not in others"),
        ("within", "amount <= MOST", "amount < MOST"),
        ("within", "amount not in others", "amount in others"),
        ("within", "return True", "return None"),
        ("within", "True", "False"),
        ("within", "raise ValueError(_('Too much.'), fix=_('Give less.'))", "pass"),
        ("doubled.<locals>.times", "return amount * factor", "return None"),
        ("doubled.<locals>.times", "amount * factor", "amount // factor"),
        ("doubled", "return times", "return None"),
    ]


def test_a_change_is_alone_in_its_code() -> None:
    values = []
    for mutant in mutants(SOURCE):
        names: dict = {}
        exec(mutant.compiled("changed.py"), names)  # noqa: S102
        values.append((names["MOST"], names["MORE"]))
    assert values[:3] == [(4, (4, 1)), (3, (3, 2)), (3, (3, 1))]


def test_a_change_reaches_functions_that_live_already(module) -> None:
    file, thrice = module.__file__, module.doubled(3)
    for was, becomes in (
        ("amount <= MOST", "amount < MOST"),
        ("amount * factor", "amount // factor"),
    ):
        mutant = found(was, becomes)
        put_in(mutant, mutant.compiled(file), file, living())
    assert thrice(7) == module.doubled(3)(7) == 2
    with pytest.raises(NameError):
        module.within(3)


def test_a_value_is_changed_wherever_it_was_taken_and_what_follows_from_it(module) -> None:
    other = ModuleType("other")
    other.MOST, sys.modules["other"] = module.MOST, other
    try:
        mutant = found("3", "4")
        put_in(mutant, mutant.compiled(module.__file__), module.__file__, living())
    finally:
        del sys.modules["other"]
    assert (module.MOST, module.MORE, other.MOST) == (4, (4, 1), 4)
    assert module.within(4)


def test_a_change_counts_where_its_statement_or_its_value_is_used(module) -> None:
    file = Path(module.__file__)
    at = {line for _file, line in places_of(found("True", "False"), str(file), [file])}
    assert at == {10}
    at = {line for _file, line in places_of(found("3", "4"), str(file), [file])}
    assert {8, 9, 10} <= at
    assert 15 not in at


@pytest.mark.parametrize(
    ("fate", "slow", "is_known"),
    [
        (Fate.SURVIVED, 20, True),
        (Fate.SURVIVED, 10, True),
        (Fate.SURVIVED, 21, False),
        (Fate.KILLED, 21, True),
    ],
)
def test_what_survived_is_tried_again_with_more_of_the_slow_tests(
    tmp_path: Path, fate: Fate, slow: int, is_known: bool
) -> None:
    file = tmp_path / "kept.jsonl"
    result = Result("k", "a/b/c.py", 3, "most", "3", "4", fate)
    Kept(file, slow=20).add(result)
    assert Kept(file, slow=slow).of("k") == (result if is_known else None)


def test_what_a_function_worked_out_before_is_forgotten() -> None:
    file = "kept.py"
    source = "from functools import cache\n@cache\ndef most():\n    return 3\n"
    names: dict = {"__name__": "kept"}
    exec(compile(source, file, "exec"), names)  # noqa: S102
    assert names["most"]() == 3
    mutant = next(m for m in mutants(source) if m.was == "3")
    put_in(mutant, mutant.compiled(file), file, living())
    assert names["most"]() == 3
    for forget in remembering("kept"):
        forget()
    assert names["most"]() == 4
