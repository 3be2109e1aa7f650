"""Put the patterns of a language together."""

from __future__ import annotations

import re
from collections.abc import Mapping

from firsthand.domain.promises.rules.clauses import Clauses

NEVER = (r"(?!)",)


def clauses(words: Mapping[str, str], **patterns: tuple[str, ...]) -> Clauses:
    """Return how a language says who acts.

    Args:
        words: by name what `<NAME>` stands for in the patterns, and in later words.
        patterns: for each attribute of `Clauses` the alternatives that are looked for.
    """
    return Clauses(
        **{
            name: re.compile("|".join(_filled(one, words) for one in some), re.IGNORECASE)
            for name, some in patterns.items()
        }
    )


def any_of(*concepts: str) -> str:
    """Return what matches any of the words, which blanks divide, of some word lists."""
    return "(?:" + "|".join(word for some in concepts for word in some.split()) + ")"


def _filled(pattern: str, words: Mapping[str, str]) -> str:
    for name, expression in reversed(tuple(words.items())):
        pattern = pattern.replace(f"<{name}>", expression)
    return pattern
