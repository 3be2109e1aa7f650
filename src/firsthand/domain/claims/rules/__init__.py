"""Decisions about findings and claims, without database and clock."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

LONGEST_NOTE = 4000
LONGEST_BASIS = 1000
MOST_BASES = 20


class Truth(StrEnum):
    """Whether things were as the buyer said."""

    TRUE = "true"
    PARTLY = "partly"
    NOT_TRUE = "not_true"
    UNKNOWN = "unknown"


class Kind(StrEnum):
    """What a finding can rest on."""

    PHOTO = "photo"
    TRACKING = "tracking"
    WAREHOUSE = "warehouse"
    RETURN_TEST = "return_test"
    MESSAGE = "message"
    CARRIER = "carrier"


class Lack(StrEnum):
    """What is wrong with a finding that somebody wants to write down."""

    NO_BASIS = "no_basis"
    EMPTY_BASIS = "empty_basis"
    TOO_MANY = "too_many"
    TOO_LONG = "too_long"
    REASON_OF_TRUE = "reason_of_true"
    SAME_REASON = "same_reason"


@dataclass(frozen=True, kw_only=True)
class Rests:
    """One thing a finding is to rest on. Something of it is given."""

    kind: Kind
    note: str = ""
    attachment_id: int | None = None
    message_id: int | None = None
    parcel_id: int | None = None

    @property
    def is_empty(self) -> bool:
        """Say whether it names nothing at all."""
        links = (self.attachment_id, self.message_id, self.parcel_id)
        return not self.note.strip() and all(link is None for link in links)


@dataclass(frozen=True, kw_only=True)
class Found:
    """What somebody says was true. `true_reason`: a code, if another than the buyer's."""

    truth: Truth
    true_reason: str = ""
    note: str = ""
    rests_on: tuple[Rests, ...] = ()


def lack_of(found: Found, *, said: str) -> Lack | None:
    """Return the first thing that is wrong with a finding, or None.

    What is known rests on something; only "cannot be known yet" may rest on nothing. What
    is wholly true, or not known, has no other true reason.

    Args:
        found: what is to be written down.
        said: the code of what the buyer says.
    """
    known = found.truth != Truth.UNKNOWN
    differs = found.truth in (Truth.PARTLY, Truth.NOT_TRUE)
    long_notes = any(len(each.note) > LONGEST_BASIS for each in found.rests_on)
    wrong = {
        Lack.NO_BASIS: known and not found.rests_on,
        Lack.EMPTY_BASIS: any(each.is_empty for each in found.rests_on),
        Lack.TOO_MANY: len(found.rests_on) > MOST_BASES,
        Lack.TOO_LONG: long_notes or len(found.note) > LONGEST_NOTE,
        Lack.REASON_OF_TRUE: bool(found.true_reason) and not differs,
        Lack.SAME_REASON: bool(found.true_reason) and found.true_reason == said,
    }
    return next((lack for lack, is_so in wrong.items() if is_so), None)
