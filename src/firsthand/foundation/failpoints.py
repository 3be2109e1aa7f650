"""Places where a test can make this very process die, stop or fail.

Each step that must survive a crash names itself by `fail_point("area.step")`. Nothing
happens there unless FIRSTHAND_FAILPOINT says so, as `name=action` or `name=action@n` for
the n-th time it is reached; actions are `kill`, `stop` and `raise`.
"""

from __future__ import annotations

import os
import signal
from collections import Counter

from firsthand.settings.environment import text

_WANTED, _, _WHAT = text("FAILPOINT").partition("=")
_ACTION, _, _NTH = _WHAT.partition("@")
_reached: Counter[str] = Counter()


class FailPointReached(Exception):
    """Raised where a test asked for a failure."""


def fail_point(name: str) -> None:
    """Die, stop or fail here if FIRSTHAND_FAILPOINT names this place; else do nothing."""
    if name != _WANTED:
        return
    _reached[name] += 1
    if _reached[name] != int(_NTH or 1):
        return
    if _ACTION == "raise":
        raise FailPointReached(name)
    os.kill(os.getpid(), signal.SIGKILL if _ACTION == "kill" else signal.SIGSTOP)
