"""How long what is judged may be."""

from __future__ import annotations

import re

from firsthand.domain.policies.rules.normalising import plain

# A letter is never so long. What is longer is not judged, and so does not leave.
LONGEST = 20_000
# Patterns try each beginning of a word with each ending: the time grows with the square.
_WORD = re.compile(r"[a-z0-9]{300}")
_UNBROKEN = re.compile(r"[!-~]{2000}")
_SHORTEST_ENDLESS = 300


def endless_word(text: str) -> str:
    """Return the beginning of a word or link that nobody writes; empty: there is none."""
    if len(text) < _SHORTEST_ENDLESS:
        return ""
    read = plain(text).text
    found = _WORD.search(read) or _UNBROKEN.search(read)
    return found[0] if found else ""
