"""Rows that become tickets: need records, reasons, event logs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from hashlib import sha256
from itertools import pairwise
from typing import Any

from firsthand.domain.imports.rules import cells
from firsthand.domain.imports.rules.mapping import Mapping
from firsthand.domain.imports.rules.problems import Wrong
from firsthand.domain.imports.rules.reading import (
    Fieldwise,
    Item,
    reason_codes,
    told,
    without_nothing,
)
from firsthand.domain.tickets.ports import (
    Asked,
    Assigned,
    Happening,
    Reopened,
    Replied,
    Reported,
    Solved,
    Tagged,
)

Facts = dict[str, Any]
# How often a case can have been opened again or have changed hands.
MOST_TIMES = 9999
STATED = ("opened", "resolved", "reopens", "reassignments", "promise_kept")


def read_need(row: Fieldwise) -> Item:
    """Understand one need record, or one line of a table of reasons.

    What tells one from another is when, about what and in which words somebody asked; so
    the answer and the reasons may be corrected and the table be brought in again.
    """
    at = row.moment("at") or _day_of(row)
    order, product, need = row.order(), row.product(), row.text("need")
    levels = tuple(row.text(name, most=200) for name in ("reason1", "reason2", "reason3"))
    if not all(levels) and any(late and not early for early, late in pairwise(levels)):
        raise Wrong("reason_gap", row.heading("reason2"))
    reasons, texts = reason_codes(levels)
    shipped = row.moment("shipped")
    facts = without_nothing(
        {
            "at": at,
            "order": order,
            "product": product,
            "shipped": shipped,
            "carrier": row.text("carrier", most=40),
            "solved": row.truth("solved"),
            "reason": reasons,
        }
    )
    key = row.own_key() or (told(at), order, product, need)
    case = sha256("\0".join(key).encode()).hexdigest()[:32]
    return Item(case, key, facts, {"text": need} if need else {}, texts)


def _day_of(row: Fieldwise) -> datetime:
    if row.mapping.date is None or row.heading("at"):
        raise Wrong("empty_cell", row.heading("at"))
    return datetime.combine(row.mapping.date, time(), row.mapping.zone).astimezone(UTC)


def read_event(row: Fieldwise) -> Item:
    """Understand one line of an event log."""
    opened, replied, resolved = (
        row.moment(name) for name in ("opened", "first_reply", "resolved")
    )
    cells.not_before(replied, opened, column=row.heading("first_reply"))
    cells.not_before(resolved, opened, column=row.heading("resolved"))
    cells.not_before(resolved, replied, column=row.heading("resolved"))
    state = row.text("state", most=80)
    means = row.mapping.states.get(state)
    if means is None:
        known = ", ".join(row.mapping.states)
        raise Wrong("unknown_state", row.heading("state"), state, known)
    at = row.moment("at") or replied or opened
    if at is None:
        raise Wrong("empty_cell", row.heading("at"))
    reasons, texts = reason_codes(row.texts("reason")[:3])
    facts = without_nothing(
        {
            "at": at,
            "state": state,
            "means": means,
            "sequence": row.whole("sequence"),
            "order": row.order(),
            "product": row.product(),
            "reason": reasons,
            "opened": opened,
            "first_reply": replied,
            "resolved": resolved,
            "reopens": row.whole("reopens", most=MOST_TIMES),
            "reassignments": row.whole("reassignments", most=MOST_TIMES),
            "promise_kept": row.truth("promise_kept"),
        }
    )
    words = {
        name: text
        for name in ("buyer", "agent", "text")
        if (text := row.text(name, most=2000))
    }
    case = row.needed("case")
    # Without a key of its own every line that differs in anything is a line of its own.
    key = row.own_key() or tuple([f"{k}={v}" for k, v in sorted((facts | words).items())])
    return Item(case, key, facts, words, texts)


def need_story(rows: Sequence[Facts], _: Mapping) -> list[Happening]:
    """Return what one need record says happened.

    It says that it was solved and not when: the moment of the question is written, marked
    as no moment to measure by.
    """
    row = rows[0]
    at = _time(row, "at")
    assert at is not None
    story: list[Happening] = [Asked(at, products=_products(row))]
    if row.get("reason"):
        story.append(Tagged(at, tuple(row["reason"])))
    if row.get("solved"):
        story.append(Solved(at, None, is_timed=False))
    return story


def event_story(rows: Sequence[Facts], mapping: Mapping) -> list[Happening]:
    """Return what the lines of one case, in whatever order, say happened.

    A case is opened again when it is open after it was solved. A line that counts fewer
    changes than the one that solved it was written before, whatever its clock says.

    Args:
        rows: the facts of all its lines.
        mapping: what states and changes of state mean.
    """
    lines = _in_order(rows)
    replay = _Replay(mapping, opened=_time(lines[-1], "opened") or _time(lines[0], "at"))
    for line in lines:
        replay.read(line)
    return replay.ended(lines[-1])


def _in_order(rows: Sequence[Facts]) -> list[Facts]:
    """Return lines in order; of those at one place the order is only always the same."""
    if len({_place(row) for row in rows}) < len(rows):
        rows = sorted(rows, key=lambda line: sorted(f"{k}={v}" for k, v in line.items()))
    return sorted(rows, key=_place)


def _place(line: Facts) -> tuple[str, int, bool]:
    return line["at"], line.get("sequence", 0), line["means"] == "solved"


class _Replay:
    """A case as it stands while its lines are read."""

    def __init__(self, mapping: Mapping, *, opened: datetime | None) -> None:
        assert opened is not None
        self._mapping = mapping
        self._replies = {(r.before, r.after): r.kind for r in mapping.replies}
        self._opened = opened
        self._story: list[Happening] = []
        self._state = ""
        self._agent: int | None = None
        self._reason: list[str] = []
        self._solved: Solved | None = None
        self._solved_sequence: int | None = None
        self._order = ""
        self._products: tuple[str, ...] = ()
        self._has_stated_reply = False

    def read(self, line: Facts) -> None:
        """Read the next line."""
        if line["means"] == "ignored":
            return
        at = max(datetime.fromisoformat(line["at"]), self._opened)
        self._products = self._products or _products(line)
        self._note(line, at)
        if line["means"] == "solved":
            self._solve(line, at)
        elif self._solved is not None and self._is_after_it(line):
            self._reopen(at)
        self._state = line["state"]

    def ended(self, last: Facts) -> list[Happening]:
        """Return the story; the end as the last line states it."""
        stated = _time(last, "resolved")
        if self._solved is not None:
            at = self._solved.at
            if stated is not None and stated >= self._latest_opening():
                at = stated
            self._story.append(Solved(at, self._solved.by))
        self._count_reassignments(last)
        if any(name in last for name in STATED):
            facts = {name: last.get(name) for name in STATED}
            self._story.append(Reported(datetime.fromisoformat(last["at"]), facts))
        return [Asked(self._opened, products=self._products), *self._story]

    def _count_reassignments(self, last: Facts) -> None:
        """Say with the last assignment how often the case had changed hands in all."""
        counted = last.get("reassignments", 0)
        moves = [n for n, one in enumerate(self._story) if isinstance(one, Assigned)]
        if counted and moves:
            move = self._story[moves[-1]]
            assert isinstance(move, Assigned)
            self._story[moves[-1]] = replace(move, reassignments=counted)
        elif counted:
            at = datetime.fromisoformat(last["at"])
            self._story.append(Assigned(at, None, counted))

    def _note(self, line: Facts, at: datetime) -> None:
        agent = line.get("agent", self._agent)
        if agent != self._agent:
            self._agent = agent
            self._story.append(Assigned(at, agent))
        if line.get("reason", self._reason) != self._reason:
            self._reason = line["reason"]
            self._story.append(Tagged(at, tuple(self._reason)))
        kind = self._replies.get((self._state, line["state"]))
        stated = _time(line, "first_reply")
        if stated is not None and not self._has_stated_reply:
            self._has_stated_reply = True
            self._story.append(Replied(stated, self._agent, "resolution"))
        elif kind is not None:
            self._story.append(Replied(at, self._agent, kind))

    def _solve(self, line: Facts, at: datetime) -> None:
        self._solved_sequence = line.get("sequence")
        if self._solved is None:
            self._solved = Solved(at, self._agent)

    def _is_after_it(self, line: Facts) -> bool:
        own, solved = line.get("sequence"), self._solved_sequence
        return own is None or solved is None or own > solved

    def _reopen(self, at: datetime) -> None:
        assert self._solved is not None
        self._story.append(self._solved)
        self._solved = None
        self._story.append(Reopened(at))
        if self._mapping.reopening_is_contact:
            self._story.append(Asked(at, products=self._products))

    def _latest_opening(self) -> datetime:
        again = [one.at for one in self._story if isinstance(one, Reopened)]
        return max([self._opened, *again])


def _time(facts: Facts, name: str) -> datetime | None:
    text = facts.get(name)
    return datetime.fromisoformat(text) if text else None


def _products(facts: Facts) -> tuple[str, ...]:
    return (facts["product"],) if facts.get("product") else ()
