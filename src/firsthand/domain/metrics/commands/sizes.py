"""How much there must be to do for the compiled rules to do it, and how much at once."""

from __future__ import annotations

import sys

# From so many entries on they are quicker, even where they have to be compiled first; and
# from so many where this process has them already.
MANY, MANY_IF_COMPILED = 50_000, 5_000
# Not more: until the commit no reader of the journal sees what was written since.
MANY_AT_ONCE = 200_000


def many() -> int:
    """Return from how many entries on the compiled rules are worth it."""
    is_compiled = "firsthand.domain.metrics.bulk.kernel" in sys.modules
    return MANY_IF_COMPILED if is_compiled else MANY
