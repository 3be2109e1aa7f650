"""Put changes into a running test session, each in a process of its own."""

from __future__ import annotations

import pickle
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

import pytest
from tools.mutants.changes import Mutant, mutants
from tools.mutants.children import Died, NeverEnds, in_child
from tools.mutants.copying import copied_database, use
from tools.mutants.keeping import DEAD, Fate, Kept, Result, key_of, place_of
from tools.mutants.putting import (
    Living,
    constants_of,
    living,
    places_of,
    put_in,
    remembering,
)
from tools.mutants.watching import Tests, commits

SOURCE = Path(__file__).parents[2] / "src"
# Longer than this and so many times what its tests take: it does not come to an end.
LONGEST_S, TIMES = 20, 10
ONCE_S = 1200
_CANNOT = b"\0"


@dataclass
class Trial:
    """A plugin that runs the tests once, and then again for each change.

    Attributes:
        files: what is changed.
        kept: what is known from before, and what comes to be known.
        most: so many changes, chosen by the seed; 0: all.
        minutes: to stop after; 0: none.
        slow: of tests that take long, so many are run for one change.
        results: of every change that was tried.
        left: how many were not, for want of time.
    """

    files: Sequence[Path]
    kept: Kept
    most: int = 0
    seed: int = 1
    minutes: int = 0
    slow: int = 20
    results: list[Result] = field(default_factory=list)
    left: int = 0
    _killers: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _living: Living = field(default_factory=dict)

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
        began = time.monotonic()
        for file in self.files:  # Some are only imported when they are used.
            import_module(".".join(file.relative_to(SOURCE).with_suffix("").parts))
        watched = {str(file) for file in self.files}
        items, how = session.items, (watched, remembering("firsthand.domain"), self.slow)
        quick = Tests([each for each in items if not commits(each)], *how)
        slow = Tests([each for each in items if commits(each)], *how)
        quick.run_once()
        _let_go()
        with copied_database() as copy:
            _run_once_beside(slow, copy)
            self._living = living()
            _say(f"{len(items)} tests in {time.monotonic() - began:.0f} s")
            self._try_all({"": quick, copy: slow}, until=began + self.minutes * 60)
        return True

    def _try_all(self, tests: dict[str, Tests], *, until: float) -> None:
        """Try every change by tests, each kind with the database it is under."""
        chosen = self._chosen()
        for count, (key, file, mutant) in enumerate(chosen):
            if self.minutes and time.monotonic() > until:
                self.left = len(chosen) - count
                return
            result = self.kept.of(key)
            if result is None:
                fate, by = self._fate(file, mutant, tests)
                result = Result(
                    key, place_of(file), mutant.line, mutant.where, mutant.was,
                    mutant.becomes, fate, by,
                )  # fmt: skip
                self.kept.add(result)
            self._note(result)

    def _chosen(self) -> list[tuple[str, Path, Mutant]]:
        found = [
            (key_of(file, number), file, mutant)
            for file in self.files
            for number, mutant in enumerate(mutants(file.read_text(encoding="utf-8")))
        ]
        # In any order: what was tried when it was stopped is then a sample as well.
        random.Random(self.seed).shuffle(found)  # noqa: S311
        return found[: self.most or None]

    def _fate(
        self, file: Path, mutant: Mutant, tests: dict[str, Tests]
    ) -> tuple[Fate, str]:
        """Return what becomes of a change, and which test noticed it."""
        fates = []
        for database, each in tests.items():
            fate, by = self._fate_by(each, database, file, mutant)
            if fate not in {Fate.SURVIVED, Fate.UNREACHED}:
                return fate, by
            fates.append(fate)
        return (Fate.SURVIVED if Fate.SURVIVED in fates else Fate.UNREACHED), ""

    def _fate_by(
        self, tests: Tests, database: str, file: Path, mutant: Mutant
    ) -> tuple[Fate, str]:
        places = places_of(mutant, str(file), self.files)
        chosen = tests.at(
            places,
            names=constants_of(mutant.tree, mutant.constant) if mutant.constant else (),
            first=self._killers[f"{place_of(file)} {mutant.where}"],
        )
        if not chosen:
            return Fate.UNREACHED, ""
        code = mutant.compiled(str(file))

        def work() -> bytes:
            try:
                put_in(mutant, code, str(file), self._living)
            except (LookupError, ValueError):
                return _CANNOT
            if database:
                use(database)
            return tests.first_to_fail(chosen).encode()

        usual = sum(tests.took[item.nodeid] for item in chosen)
        try:
            said = in_child(work, seconds=LONGEST_S + int(TIMES * usual))
        except NeverEnds:
            return Fate.ENDLESS, ""
        except Died:  # Of the change: without it no test ends so.
            return Fate.KILLED, ""
        if said == _CANNOT:
            return Fate.NOT_PUT_IN, ""
        return (Fate.KILLED if said else Fate.SURVIVED), said.decode()

    def _note(self, result: Result) -> None:
        self.results.append(result)
        killers = self._killers[f"{result.place} {result.where}"]
        if result.by and result.by not in killers:
            killers.insert(0, result.by)
        if result.fate not in DEAD:
            _say(f"{result.fate}: line {result.line}, {result.change}")
        if not len(self.results) % 50:
            dead = sum(each.fate in DEAD for each in self.results)
            _say(f"{dead} killed of {len(self.results)}")


def _run_once_beside(tests: Tests, database: str) -> None:
    """Run tests that commit once, in a process of their own with another database."""

    def work() -> bytes:
        use(database)
        try:
            tests.run_once()
        except pytest.UsageError as problem:
            return pickle.dumps(str(problem))
        return pickle.dumps((dict(tests.through), tests.took))

    said = pickle.loads(in_child(work, seconds=ONCE_S))  # noqa: S301 -- from ourselves
    if isinstance(said, str):
        raise pytest.UsageError(said)
    tests.through, tests.took = said


def _let_go() -> None:
    """Close the connections: each child opens its own."""
    from django.db import connections

    connections.close_all()


def _say(text: str) -> None:
    print(text, flush=True)
