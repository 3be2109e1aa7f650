"""How much is run, and from which seed."""

from __future__ import annotations

import os
import random

# All of it takes new seeds each time. The few that every build runs take one, so that a
# build fails for what was changed; their processes must agree on what there is to run, too.
RUNS_ALL = bool(os.environ.get("MONEY_ALL"))
ONE = os.environ.get("MONEY_CELL", "")
BY_CHANCE = random.SystemRandom().randrange(10**6) if RUNS_ALL else 77
SEED = int(os.environ.get("MONEY_SEED") or BY_CHANCE)
# The marketplace remembers accounts: what is run besides has seeds of its own.
ALONE, UNPROTECTED, PROTECTED = (SEED + n * 10**6 for n in (1, 2, 3))
