"""Random streams of one buyer's events, with everything that can happen in them."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import count
from typing import Any

from firsthand.domain.metrics import rules
from tests.people import NOON

REASONS = (None, None, "INS.LOG.WISMO", "INS.LOG.DELAY", "AFT.RET.HOWTO", "PRE")
KINDS = ("resolution", "resolution", "holding", "info_request", "courtesy")
NATURES = ("question", "question", "question", "info_supplied", "thanks_only", "spam")


class Streams:
    """A source of streams. Keys and tickets are told apart over all of them."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 -- to be had again
        self.keys = count(1)
        self.buyers = 0

    def stream(self) -> list[rules.Event]:
        """Return the events of another buyer, in any order."""
        self.buyers += 1
        self.first_ticket = self.buyers * 10
        self.days = self.chance.choice([3, 20, 80])
        made = [self._event() for _ in range(self.chance.randrange(2, 22))]
        # By whole days many things happen in one moment, by hours few do.
        self.chance.shuffle(made)
        return made

    def _event(self) -> rules.Event:
        pick = self.chance.choice
        hours = self.chance.randrange(0, self.days * 24, pick([1, 6, 24]))
        common: dict[str, Any] = {
            "at": NOON + timedelta(hours=hours),
            "key": next(self.keys),
        }
        on = common | {"ticket": self.first_ticket + self.chance.randrange(4)}
        which = self.chance.randrange(20)
        if which < 8:
            return rules.Asked(
                **on,
                order=pick([None, None, 7, 8]),
                asins=frozenset(self.chance.sample("ABC", self.chance.randrange(3))),
                reason=pick(REASONS),
                nature=pick(NATURES),
                no_response_needed=False,
                session=pick([None, None, None, "x", "y"]),
                front_line_can_resolve=self.chance.random() > 0.1,
            )
        if which < 12:
            return rules.Replied(
                **on,
                agent=pick([None, 1, 2]),
                kind=pick(KINDS),  # type: ignore[arg-type]
                macro=pick([None, 5, 6]),
                session=pick([None, None, None, "x", "y"]),
            )
        return self._lesser(which, common, on)

    def _lesser(self, which: int, common: Any, on: Any) -> rules.Event:
        pick = self.chance.choice
        made: dict[int, rules.Event] = {
            14: rules.Escaped(
                **common, order=pick([7, 8]), way=pick(("claim", "chargeback", "feedback"))
            ),
            15: rules.Tagged(
                **on,
                reason=pick(REASONS[2:]) or "",
                topic=pick([None, None, "AFT.RET", "AFT.WAR", "PRE"]),
                front_line_can_resolve=pick([None, True, False]),
            ),
            16: rules.Merged(**on, into=self.first_ticket + self.chance.randrange(4)),
            17: rules.OrderLinked(**on, order=pick([7, 8])),
            18: rules.Assigned(
                **on, to=pick([None, 1, 2, 3]), reassignments=pick([0, 0, 4])
            ),
            19: pick([rules.Reopened(**on), rules.Escalated(**on)]),
        }
        return made.get(which) or rules.Solved(
            **on, agent=pick([None, 1, 2]), is_timed=self.chance.random() > 0.3
        )
