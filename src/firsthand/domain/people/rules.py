"""What each role may do. One table, read by pages, API and commands alike."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator
from enum import StrEnum


class Role(StrEnum):
    """What somebody is here to do."""

    AGENT = "agent"
    LEAD = "lead"
    REVIEWER = "reviewer"
    COMPLIANCE = "compliance"
    ANALYST = "analyst"
    OWNER = "owner"


class Right(StrEnum):
    """One thing a role may be allowed to do."""

    READ_TICKETS = "tickets.read"
    WORK_TICKETS = "tickets.work"
    ASSIGN_OTHERS = "tickets.assign_others"
    READ_FIGURES = "metrics.read"
    MANAGE_PEOPLE = "people.manage"
    MANAGE_STORES = "stores.manage"
    ERASE_BUYERS = "buyers.erase"
    USE_API = "api.use"


_READING = frozenset({Right.READ_TICKETS, Right.READ_FIGURES, Right.USE_API})
_WORKING = _READING | {Right.WORK_TICKETS}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.AGENT: _WORKING,
    Role.LEAD: _WORKING | {Right.ASSIGN_OTHERS},
    Role.REVIEWER: _READING,
    Role.COMPLIANCE: _READING | {Right.ERASE_BUYERS},
    Role.ANALYST: _READING,
    Role.OWNER: frozenset(Right),
}


MINIMUM_PASSWORD_LENGTH = 15
# Shorter parts of a name would forbid ordinary words.
_PERSONAL_FROM = 4
_SUBSTITUTES = str.maketrans("@013457$!", "aoleastsi")


class Weakness(StrEnum):
    """What is wrong with a password."""

    SHORT = "short"
    PERSONAL = "personal"
    COMMON = "common"


def weakness(
    password: str, *, about: Iterable[str], common: Collection[str]
) -> Weakness | None:
    """Return the first thing that is wrong with a password, or None.

    Args:
        password: as typed.
        about: name and address of the person; neither may be in it.
        common: passwords known from breaches, lower case.
    """
    folded = unicodedata.normalize("NFKC", password).casefold()
    if len(folded) < MINIMUM_PASSWORD_LENGTH:
        return Weakness.SHORT
    if any(part in folded for part in _parts(about)):
        return Weakness.PERSONAL
    if any(core in common for core in _cores(folded)) or len(set(folded)) < 5:
        return Weakness.COMMON
    return None


def _parts(about: Iterable[str]) -> Iterator[str]:
    for value in about:
        before_at = value.casefold().partition("@")[0]
        words = "".join(c if c.isalnum() else " " for c in before_at).split()
        yield from (word for word in words if len(word) >= _PERSONAL_FROM)


def _cores(folded: str) -> Iterator[str]:
    """Yield what is left of a padded password: without ends, look-alikes, repetition."""
    for text in (folded, folded.translate(_SUBSTITUTES)):
        letters = text.strip("0123456789 .,;:!?*+-_=#@$%&/()")
        for core in (text, letters):
            yield core
            unit = _repeated_unit(core)
            yield unit
            yield unit.strip("0123456789 .,;:!?*+-_=#@$%&/()")


def _repeated_unit(text: str) -> str:
    """Return the shortest beginning that, repeated, gives the text (the end may be cut)."""
    for length in range(1, len(text) // 2 + 1):
        if all(text[i] == text[i % length] for i in range(length, len(text))):
            return text[:length]
    return text
