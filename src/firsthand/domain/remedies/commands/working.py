"""Do everything that is due, found in the tables: the queue only says when to look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from firsthand.domain.remedies.commands import reconciling, sending
from firsthand.domain.remedies.commands._attempts import Surroundings
from firsthand.domain.remedies.commands.deciding import expire_due
from firsthand.domain.remedies.rules.states import State

# More than this at one ringing of the bell, and others wait too long for a word of it.
MOST_AT_ONCE = 500


def work_due(around: Surroundings) -> Counter[str]:
    """Expire, settle and send what is due; return how many came into which state.

    May run in several workers at once. A remedy that trips a fault of ours stops its own
    account and holds up no other.
    """
    done: Counter[str] = Counter()
    done["expired"] += expire_due(at=around.now())
    done["unknown"] += sending.reap(at=around.now(), pace=around.pace)
    steps: tuple[Callable[[Surroundings], State | None], ...] = (
        reconciling.follow_next,
        reconciling.reconcile_next,
        reconciling.check_next,
        sending.send_next,
    )
    for step in steps:
        for _turn in range(MOST_AT_ONCE):
            state = step(around)
            if state is None:
                break
            done[state] += 1
    return +done
