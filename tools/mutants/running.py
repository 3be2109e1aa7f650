"""Put changes into a running test session, each in a process of its own."""

from __future__ import annotations

import gc
import os
import random
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from tools.mutants.changes import Mutant, mutants

LONGEST_S = 60  # After that nobody has noticed.
MOST_TESTS = 60
# A function, wherever it lives by now: file, name, line.
Known = tuple[str, str, int]


@dataclass
class Trial:
    """A plugin that runs the tests once, and then again for each change.

    Attributes:
        files: what is changed.
        most: so many changes, chosen by the seed; 0: all.
    """

    files: Sequence[Path]
    most: int = 0
    seed: int = 1
    tried: Counter[str] = field(default_factory=Counter)
    noticed: Counter[str] = field(default_factory=Counter)
    survivors: list[str] = field(default_factory=list)
    _through: dict[Known, set[pytest.Item]] = field(
        default_factory=lambda: defaultdict(set)
    )
    _took: dict[pytest.Item, float] = field(default_factory=dict)
    _began: float = field(default_factory=time.monotonic)

    def told(self) -> Iterator[str]:
        """Yield what came of it, a line for each file."""
        for name, tried in self.tried.items():
            yield f"{name}: {self.noticed[name]} of {tried} noticed"
        yield f"in {time.monotonic() - self._began:.0f} s"

    def pytest_configure(self) -> None:
        """Keep property tests short: whether they fail is asked, not by what."""
        from hypothesis import Phase, settings

        settings.register_profile(
            "mutants", phases=[Phase.explicit, Phase.generate], max_examples=60,
            derandomize=True, database=None, deadline=None,
        )  # fmt: skip
        settings.load_profile("mutants")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run everything once, then what matters for each change."""
        items = [item for item in session.items if not _commits(item)]
        for item, following in zip(items, [*items[1:], items[0]], strict=True):
            self._run_once(item, following)
        _let_go()
        functions = _living()
        for file, mutant in self._chosen():
            if not self.tried.total() % 50:
                print(f"{self.noticed.total()} of {self.tried.total()} noticed", flush=True)
            place = "/".join(file.parts[-3:])
            self.tried[place] += 1
            if self._is_noticed(session, file, mutant, functions):
                self.noticed[place] += 1
            else:
                said = f"{mutant.was[:90]!r} -> {mutant.becomes[:90]!r}"
                self.survivors.append(f"{place}:{mutant.line} {mutant.where}: {said}")
                print(self.survivors[-1], flush=True)
        return True

    def _run_once(self, item: pytest.Item, following: pytest.Item) -> None:
        watched = {str(file) for file in self.files}

        def notice(frame: FrameType, event: str, _arg: object) -> None:
            if event == "call" and frame.f_code.co_filename in watched:
                self._through[_known(frame.f_code)].add(item)

        began = time.monotonic()
        item.session._setupstate.teardown_exact(item)
        sys.setprofile(notice)
        reports = runtestprotocol(item, log=False, nextitem=following)
        sys.setprofile(None)
        self._took[item] = time.monotonic() - began
        failed = [report for report in reports if report.failed]
        if failed:
            raise pytest.UsageError(f"{item.nodeid} fails as it is: {failed[0].longrepr}")

    def _chosen(self) -> list[tuple[Path, Mutant]]:
        found = [
            (file, mutant)
            for file in self.files
            for mutant in mutants(file.read_text(encoding="utf-8"))
        ]
        if 0 < self.most < len(found):
            places = random.Random(self.seed).sample(range(len(found)), self.most)  # noqa: S311
            return [found[place] for place in sorted(places)]
        return found

    def _is_noticed(
        self,
        session: pytest.Session,
        file: Path,
        mutant: Mutant,
        functions: dict[Known, list[FunctionType]],
    ) -> bool:
        changed = compile(mutant.tree, str(file), "exec")
        child = os.fork()
        if child:
            _pid, status = os.waitpid(child, 0)
            is_late = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM
            return status != 0 and not is_late
        signal.alarm(LONGEST_S)
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        try:
            touched = _put_in(mutant, changed, str(file), functions)
            os._exit(self._fails(session, touched, str(file)))
        except BaseException:  # noqa: BLE001 -- whatever it is, it was noticed
            os._exit(1)

    def _fails(self, session: pytest.Session, touched: set[Known], file: str) -> int:
        tests: set[pytest.Item] = set()
        for known in touched:
            tests |= self._through.get(known, set())
        if not touched:  # A constant: whatever comes through its module.
            for known, items in self._through.items():
                tests |= items if known[0] == file else set()
        quickest = sorted(tests, key=lambda item: (self._took[item], item.nodeid))
        others = [item for item in self._took if item not in quickest[-1:]]
        for item in quickest[:MOST_TESTS]:
            session._setupstate.teardown_exact(item)
            following = next(each for each in others if each is not item)
            reports = runtestprotocol(item, log=False, nextitem=following)
            if any(report.failed for report in reports):
                return 1
        return 0


def _commits(item: pytest.Item) -> bool:
    marked = item.get_closest_marker("django_db")
    names = getattr(item, "fixturenames", ())
    by_mark = marked is not None and bool(marked.kwargs.get("transaction"))
    return by_mark or "transactional_db" in names


def _let_go() -> None:
    """Close the connections: each child opens its own."""
    from django.db import connections

    connections.close_all()


def _known(code: CodeType) -> Known:
    return code.co_filename, code.co_qualname, code.co_firstlineno


def _living() -> dict[Known, list[FunctionType]]:
    """Return every function there is, decorated or not, by where it was written."""
    found: dict[Known, list[FunctionType]] = defaultdict(list)
    for each in gc.get_objects():
        if isinstance(each, FunctionType):
            found[_known(each.__code__)].append(each)
    return found


def _put_in(
    mutant: Mutant,
    changed: CodeType,
    file: str,
    functions: dict[Known, list[FunctionType]],
) -> set[Known]:
    """Put a change where the program finds it; return which functions it is in."""
    if mutant.constant:
        _set_constant(mutant.constant, changed, file)
        return set()
    touched = set()
    for code in _codes(changed):
        # What is made anew at each call lives in the function around it.
        if f"{mutant.where}.<locals>.".startswith(f"{code.co_qualname}.<locals>."):
            for function in functions[_known(code)]:
                function.__code__ = code
            touched.add(_known(code))
    assert touched, mutant.where
    return touched


def _codes(code: CodeType) -> Iterator[CodeType]:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each
            yield from _codes(each)


def _set_constant(name: str, changed: CodeType, file: str) -> None:
    """Set a module's value to what it becomes, also where others have imported it."""
    module = next(m for m in list(sys.modules.values()) if _file_of(m) == file)
    old = vars(module)[name]
    afresh = {"__name__": module.__name__, "__file__": file}
    exec(changed, afresh)  # noqa: S102 -- our own code, changed by us
    for other in list(sys.modules.values()):
        if vars(other).get(name) is old:
            setattr(other, name, afresh[name])


def _file_of(module: Any) -> str:
    return str(getattr(module, "__file__", ""))
