"""How many examples a promise is checked on: `make examples` takes ten times as many.

Every run of the tests takes others, where a test does not say that they stay the same.
"""

from __future__ import annotations

import os

from hypothesis import settings

TIMES = 10 if os.environ.get("EXAMPLES") == "all" else 1


def examples(usual: int) -> int:
    return usual * TIMES


# For the tests that name no number; hypothesis itself would take a hundred.
settings.register_profile("usual", settings.default, max_examples=examples(40))
settings.load_profile("usual")
