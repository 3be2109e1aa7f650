"""Which tests come through which lines, how long each takes, and which one fails."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import zip_longest
from operator import itemgetter

import pytest
from _pytest.runner import runtestprotocol
from tools.mutants.marking import Place, watched

# Of tests that take longer only some are run for one change: what only others would have
# noticed counts as survived.
QUICK_S = 0.02


@dataclass
class Tests:
    """Tests, and what was seen of them when they ran.

    Attributes:
        items: all of them.
        files: the files whose lines are watched.
        through: by place, the tests that come there.
        took: by test, in seconds.
        forget: what has functions work out anew what they keep.
        slow: of those that take long, so many are run for one change.
    """

    items: Sequence[pytest.Item]
    files: Collection[str]
    forget: Sequence[Callable[[], object]]
    slow: int
    through: dict[Place, set[str]] = field(default_factory=lambda: defaultdict(set))
    took: dict[str, float] = field(default_factory=dict)

    def run_once(self) -> None:
        """Run them all, and see where they come through.

        Raises:
            pytest.UsageError: one fails without any change.
        """
        with watched(self.files) as passed:
            for item, following in zip(self.items, [*self.items[1:], None], strict=True):
                began = time.monotonic()
                passed.clear()
                self._forget_all()
                reports = _run(item, following or self.items[0])
                self.took[item.nodeid] = time.monotonic() - began
                for place in passed:
                    self.through[place].add(item.nodeid)
                for report in reports:
                    if report.failed:
                        raise pytest.UsageError(
                            f"{item.nodeid} fails as it is: {report.longrepr}"
                        )

    def at(
        self, places: Collection[Place], *, names: Collection[str], first: Collection[str]
    ) -> list[pytest.Item]:
        """Return tests that come through any of these places: of slow ones, only some.

        Those first which are likely to fail: because they did before, or because they come
        through little else than the changed file; and every second one is of a file that
        had no turn yet, so that where very many come through they are of every kind.

        Args:
            places: of the change.
            names: of the values it changes; tests that take these come there too.
            first: those that failed before.
        """
        there = set().union(*(self.through.get(place, set()) for place in places))
        found = [
            item
            for item in self.items
            if item.nodeid in there
            or any(hasattr(getattr(item, "module", None), name) for name in names)
        ]
        found.sort(key=lambda item: (item.nodeid not in first, self.took[item.nodeid]))
        files = {file for file, _line in places}
        focused = sorted(
            found, key=lambda item: (item.nodeid not in first, -self._on(files, item))
        )
        pairs = zip_longest(focused, _in_turns(found))
        chosen, slow = [], 0
        for item in dict.fromkeys(each for pair in pairs for each in pair if each):
            is_quick = self.took[item.nodeid] < QUICK_S
            slow += not is_quick
            if is_quick or slow <= self.slow:
                chosen.append(item)
        return chosen

    def _on(self, files: Collection[str], item: pytest.Item) -> float:
        """Return how much of what a test comes through is in these files, 0 to 1."""
        lines = self._lines_of[item.nodeid]
        return sum(lines[file] for file in files) / max(1, lines.total())

    @cached_property
    def _lines_of(self) -> dict[str, Counter[str]]:
        lines: dict[str, Counter[str]] = defaultdict(Counter)
        for (file, _line), names in self.through.items():
            for name in names:
                lines[name][file] += 1
        return lines

    def _forget_all(self) -> None:
        for each in self.forget:
            each()

    def first_to_fail(self, chosen: Sequence[pytest.Item]) -> str:
        """Return the first of some tests that fails, or nothing."""
        self._forget_all()
        for item, following in zip(chosen, [*chosen[1:], None], strict=True):
            after = following or next(each for each in self.items if each is not item)
            if any(report.failed for report in _run(item, after)):
                return item.nodeid
        return ""


def _in_turns(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Return tests so that each file has its first, then each its second, and so on."""
    turns: Counter[str] = Counter()
    ranked = []
    for item in items:
        file = item.nodeid.partition("::")[0]
        ranked.append((turns[file], item))
        turns[file] += 1
    return [item for _turn, item in sorted(ranked, key=itemgetter(0))]


def commits(item: pytest.Item) -> bool:
    """Say whether a test leaves something behind, so needs a database of its own."""
    marked = item.get_closest_marker("django_db")
    names = getattr(item, "fixturenames", ())
    by_mark = marked is not None and bool(marked.kwargs.get("transaction"))
    return by_mark or "transactional_db" in names


def _run(item: pytest.Item, following: pytest.Item) -> list[pytest.TestReport]:
    item.session._setupstate.teardown_exact(item)
    return runtestprotocol(item, log=False, nextitem=following)
