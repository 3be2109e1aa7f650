"""What every simulated agent does and when, drawn before the first request: an open model.

Nothing a server answers moves this plan. A slow answer makes the next step late, and its
lateness counts as time waited; it never makes the load lighter.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise

# Seconds, as the pages ask: who else is here, the list anew, a thread with a reply about
# to leave, and what is told or counted once a minute at most.
PRESENCE_EVERY, REFRESH_EVERY, LEAVING_EVERY, MINUTE = 8.0, 20.0, 5.0, 60.0
DRAFT_EVERY = 7.0  # Mean seconds between two pauses in which a draft is kept.
LEFT_AFTER = 11.5  # Seconds after which a page looks whether its reply has left.
# Spread of the times to think: two thirds lie between 0.6 and 1.6 times the median.
SIGMA = 0.5

# How often a journey begins how; "next" is the link after the last answer.
BEGINNINGS = {"mine": 45, "queue": 25, "next": 20, "search": 10}
# How often it ends how. Money is given more often than on most desks: how long a refund
# takes at worst is judged by these few.
ENDINGS = {
    "reply and close": 45,
    "reply": 18,
    "undo": 3,
    "note": 7,
    "tag": 5,
    "assign": 5,
    "close": 4,
    "merge": 3,
    "refund": 18,
}
# Before one journey in so many: a look at today, at the figures.
TODAY_IN, SERVICE_IN = 12, 40
# One agent in so many leaves the queue open in another tab, where it asks on and on.
OPEN_QUEUES_IN = 3

# What is done after what mean time to think, by how a journey ends. "write" and "jot" are
# times of typing, during which drafts are kept.
_DEEDS: dict[str, Sequence[tuple[str, float]]] = {
    "reply and close": (("write", 35), ("reasons", 70), ("reply and close", 5)),
    "reply": (("write", 35), ("reply", 70)),
    "undo": (("write", 35), ("reply", 70), ("undo", 4), ("reply", 12)),
    "note": (("jot", 30), ("note", 20)),
    "tag": (("reasons", 25), ("tag", 5)),
    "assign": (("assign", 20),),
    "close": (("reasons", 30), ("close", 5)),
    "merge": (("merge sheet", 25), ("merge", 10)),
    # What comes of it is foretold twice while amount and note are typed.
    "refund": (
        ("refund sheet", 15),
        ("refund foretold", 10),
        ("refund foretold", 20),
        ("refund", 6),
        ("write", 5),
        ("reply", 30),
    ),
}
# After these the page shows the ticket anew, which then asks anew who is here.
_REDRAW = {
    "reply and close", "reply", "undo", "note", "tag", "assign", "close", "merge",
}  # fmt: skip
# These load a page of the desk, which counts the views in its rail.
_LOADS = {"mine", "queue", "next", "search", "ticket"}
# What django-helpdesk has of all this.
HELPDESK = {
    "mine", "queue", "next", "search", "ticket",
    "reply and close", "reply", "note", "close",
}  # fmt: skip
_LOOK_AT_A_LIST, _LOOK_AROUND, _READ_ON, _BREATHE = 8.0, 12.0, 6.0, 10.0
_LOADED = 0.3  # Seconds until a page that came begins to ask by itself.


@dataclass(frozen=True)
class Step:
    """One thing to do.

    Attributes:
        at: seconds after the journey began.
        deed: what.
        lane: "hand" for what a person does; all else is done by the page beside it.
    """

    at: float
    deed: str
    lane: str = "hand"


@dataclass(frozen=True)
class Journey:
    """One ticket taken up and put down again: `at` seconds after the run began."""

    at: float
    seconds: float
    steps: Sequence[Step]


def plan(agent: int, *, seconds: float, warm_up: float, seed: int) -> list[Journey]:
    """Draw all journeys of one agent: they begin within `seconds`, one after the other.

    The first begins at an evenly drawn moment of the warm-up, so that the agents do not
    walk in step.
    """
    dice = random.Random(f"{seed}-{agent}")
    at, journeys = dice.uniform(0, warm_up), []
    if agent % OPEN_QUEUES_IN == 0:
        begin = dice.uniform(0, REFRESH_EVERY)
        asks = _every(REFRESH_EVERY, 0, seconds - begin, "refresh", first=0)
        journeys.append(Journey(begin, seconds - begin, asks))
    minutes = _Minutes()
    while at < seconds:
        steps, length = journey(dice)
        steps = sorted([*steps, *minutes.of(at, steps, length)], key=lambda step: step.at)
        journeys.append(Journey(at, length, steps))
        at += length
    return sorted(journeys, key=lambda one: one.at)


def journey(dice: random.Random) -> tuple[list[Step], float]:
    """Draw one journey; return its steps in order of time, and its seconds."""
    steps, at = _excursions(dice)
    beginning, ending = _drawn(dice, BEGINNINGS), _drawn(dice, ENDINGS)
    steps.append(Step(at, beginning))
    if beginning in {"mine", "queue"}:
        looked = think(dice, _LOOK_AT_A_LIST)
        steps += _every(REFRESH_EVERY, at, at + looked, "refresh", first=REFRESH_EVERY)
        at += looked
        steps.append(Step(at, "ticket"))
    opened = at
    for deed, mean in _DEEDS[ending]:
        pause = think(dice, mean)
        if steps[-1].deed in {"write", "jot"}:
            steps += _drafts(dice, at, at + pause, steps.pop().deed)
        at += pause
        steps.append(Step(at, deed))
    left = at + think(dice, _READ_ON)
    steps.append(Step(left, "leave"))
    drawn = [opened, *(step.at for step in steps if step.deed in _REDRAW), left]
    for begin, end in pairwise(drawn):
        steps += _every(PRESENCE_EVERY, begin, end, "presence", first=_LOADED)
    steps += _looks_for_what_comes_of(steps, drawn, left)
    return sorted(steps, key=lambda step: step.at), left + think(dice, _BREATHE)


def _looks_for_what_comes_of(
    steps: Sequence[Step], drawn: Sequence[float], left: float
) -> list[Step]:
    """Return when a page asks anew because something it shows is about to change."""
    more = []
    for sent, deed in [(step.at, step.deed) for step in steps]:
        until = min((each for each in drawn if each > sent), default=left)
        if deed in {"reply", "reply and close"}:
            more += _leaving(sent, until)
        if deed == "refund":
            # At once, and until it is known to be done, which takes longer than this
            # page is open.
            for part in ("thread", "remedies"):
                more += _every(LEAVING_EVERY, sent, until, part, first=_LOADED)
    return more


def think(dice: random.Random, mean: float) -> float:
    """Draw a time to think: log-normal, with this mean.

    The mean of exp(N(mu, sigma)) is exp(mu + sigma^2 / 2).
    """
    return dice.lognormvariate(math.log(mean) - SIGMA**2 / 2, SIGMA)


def rate(
    plans: Sequence[Sequence[Journey]],
    *,
    begin: float,
    end: float,
    only: Set[str] | None = None,
) -> float:
    """Return how many steps (of these deeds) a second are planned between two moments."""
    moments = (
        one.at + step.at
        for journeys in plans
        for one in journeys
        for step in one.steps
        if only is None or step.deed in only
    )
    return sum(begin <= moment < end for moment in moments) / (end - begin)


def _excursions(dice: random.Random) -> tuple[list[Step], float]:
    steps, at = [], 0.0
    for deed, once_in in (("today", TODAY_IN), ("service", SERVICE_IN)):
        if dice.random() < 1 / once_in:
            steps.append(Step(at, deed))
            at += think(dice, _LOOK_AROUND)
    return steps, at


def _drafts(dice: random.Random, begin: float, end: float, how: str) -> list[Step]:
    deed = {"write": "draft", "jot": "draft of a note"}[how]
    moments, at = [], begin + think(dice, DRAFT_EVERY)
    while at < end:
        moments.append(Step(at, deed, "draft"))
        at += think(dice, DRAFT_EVERY)
    return moments


def _every(
    seconds: float, begin: float, end: float, deed: str, *, first: float
) -> list[Step]:
    count = max(0, math.ceil((end - begin - first) / seconds))
    return [Step(begin + first + n * seconds, deed, deed) for n in range(count)]


def _leaving(sent: float, end: float) -> list[Step]:
    """Return when a page looks again at a reply that is about to leave."""
    steps = _every(LEAVING_EVERY, sent, min(end, sent + LEFT_AFTER), "thread", first=5.0)
    if sent + LEFT_AFTER < end:
        steps.append(Step(sent + LEFT_AFTER, "thread", "thread"))
    return steps


class _Minutes:
    """What an agent's pages do once a minute at most: by that, not by the journey.

    Each key and click may say that somebody is at the desk; each page that is loaded, and
    every minute that it stays open, may count the views in its rail.
    """

    def __init__(self) -> None:
        self.said = self.counted = -math.inf
        self.loaded = math.inf

    def of(self, begin: float, steps: Sequence[Step], length: float) -> list[Step]:
        """Return the steps beside those of one journey."""
        more = []
        for step in sorted(steps, key=lambda step: step.at):
            at = begin + step.at
            more += self._counts_before(at)
            if step.lane in {"hand", "draft"} and at - self.said >= MINUTE:
                self.said = at
                more.append(Step(at, "at desk", "at desk"))
            if step.deed in _LOADS:
                self.loaded = at + _LOADED
        more += self._counts_before(begin + length)
        return [replace(step, at=step.at - begin) for step in more]

    def _counts_before(self, end: float) -> list[Step]:
        steps = []
        while self.loaded < end:
            if self.loaded - self.counted >= MINUTE:
                self.counted = self.loaded
                steps.append(Step(self.loaded, "counts", "counts"))
            self.loaded += MINUTE
        return steps


def _drawn(dice: random.Random, weights: dict[str, int]) -> str:
    return dice.choices(list(weights), list(weights.values()))[0]


def outcome(status: int, led_to: str) -> str:
    """Return what a request came to: "ok", "refused" or "error".

    Refused is what the desk says no to with a reason and no harm: somebody else was first.
    Led to the log-in is an error, as is an answer of any other kind.
    """
    if status == 422:
        return "refused"
    if status in {200, 204} or (status == 302 and "log-in" not in led_to):
        return "ok"
    return "error"
