"""Pure: what two texts say of the same case, and where they differ."""

from firsthand.domain.manner.rules.comparing import Difference, compare, digest
from firsthand.domain.manner.rules.facts import Fact, Kind, even, facts_in
from firsthand.domain.manner.rules.languages import language_of

__all__ = [
    "Difference", "Fact", "Kind", "compare", "digest", "even", "facts_in", "language_of",
]  # fmt: skip
