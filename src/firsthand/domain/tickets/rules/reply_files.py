"""Which files may leave with a reply to a buyer."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from firsthand.foundation.file_kinds import (
    JPEG,
    OLD_WORD,
    PDF,
    PNG,
    TEXT,
    TIFF,
    WORD,
    kind_of,
    plain_name,
)

# No picture that moves and nothing that runs: Amazon's guidelines, and what its relay
# passes on as far as sellers report. What it says itself is 10 MB a message.
KINDS = (PDF, JPEG, PNG, TIFF, TEXT, WORD, OLD_WORD)
LARGEST_IN_ALL = 10_000_000
MOST = 5


class Purpose(StrEnum):
    """What a file is for."""

    ASKED = "asked"
    INSTRUCTIONS = "instructions"
    WARRANTY = "warranty"
    INVOICE = "invoice"


# What Amazon lets a seller send unasked (Communication Guidelines, G1701).
UNASKED = frozenset({Purpose.INSTRUCTIONS, Purpose.WARRANTY, Purpose.INVOICE})


class Lack(StrEnum):
    """Why a file cannot leave."""

    EMPTY = "empty"
    KIND = "kind"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    NOBODY_ASKED = "nobody_asked"


def lack_of(name: str, content: bytes, *, before: Sequence[int]) -> Lack | None:
    """Return why a file cannot be added to a reply; None: it can.

    Args:
        name: as it is called here.
        content: all of it, or more than may be.
        before: the sizes of those that were added already, in bytes.
    """
    if not content or not plain_name(name):
        return Lack.EMPTY
    if len(before) >= MOST:
        return Lack.TOO_MANY
    if sum(before) + len(content) > LARGEST_IN_ALL:
        return Lack.TOO_LARGE
    return None if kind_of(plain_name(name), content, KINDS) else Lack.KIND


def may_be_sent(purpose: str, *, channel: str, is_answer: bool) -> bool:
    """Say whether a file may leave: at Amazon what nobody asked for only of three kinds.

    Args:
        purpose: a `Purpose`.
        channel: of the ticket.
        is_answer: a question of the buyer waits.
    """
    return channel != "amazon" or is_answer or purpose in UNASKED
