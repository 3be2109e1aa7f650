"""Why a remedy came into a state, where the machine says so: codes, told in two languages.

What a channel or a person said stands in the same place in its own words.
"""

from __future__ import annotations

from enum import StrEnum


class Why(StrEnum):
    """Why the machine moved a remedy."""

    MONEY_WENT_OUTSIDE = "money_went_outside"
    REPLACED = "replaced"
    SENDER_GONE = "sender_gone"
    IN_RECORD = "in_record"
    NOT_IN_RECORD = "not_in_record"
    SEVERAL_FIT = "several_fit"
    OLDER_FITS = "older_fits"
    ID_PROVES_NOTHING = "id_proves_nothing"
    BY_TWO_PEOPLE = "by_two_people"
    SESSION_REPLACED = "session_replaced"
    HELD_UP = "held_up"
    FAULT_OF_OURS = "fault_of_ours"
