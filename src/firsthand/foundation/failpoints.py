"""Places where a test can make this very process die, stop or fail.

Each step that must survive a crash names itself by `fail_point("area.step")`. Nothing
happens there unless a plan was armed, by FIRSTHAND_FAILPOINT or `arm`: `name=action`, or
`name=action@n` for the n-th time it is reached. Actions are `kill`, `stop` and `raise`.
"""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass

from firsthand.settings.environment import text


class FailPointReached(Exception):
    """Raised where a test asked for a failure."""


@dataclass
class _Plan:
    name: str
    action: str
    times_left: int


_plans: list[_Plan] = []


def arm(plan: str) -> None:
    """Have this process fail as `plan` says; an empty plan disarms it."""
    name, _, what = plan.partition("=")
    action, _, nth = what.partition("@")
    _plans[:] = [_Plan(name, action, int(nth or 1))] if plan else []


def fail_point(name: str) -> None:
    """Die, stop or fail here if that was planned; else do nothing."""
    for plan in _plans:
        if plan.name != name:
            continue
        plan.times_left -= 1
        if plan.times_left:
            continue
        if plan.action == "raise":
            raise FailPointReached(name)
        os.kill(os.getpid(), signal.SIGKILL if plan.action == "kill" else signal.SIGSTOP)


arm(text("FAILPOINT"))
