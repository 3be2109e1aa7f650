"""What can come in place of an answer, each with what to do about it.

One question decides what may follow: can the call have had its effect? Where that is not
known a trouble `is_unclear`, and nobody but who keeps the books may make the call again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from firsthand.foundation.errors import Refused


@dataclass(frozen=True)
class Complaint:
    """One of the errors Amazon lists. Its words may name a buyer, so they are not shown."""

    code: str
    message: str = field(default="", repr=False)
    details: str = field(default="", repr=False)


@dataclass(frozen=True)
class Told:
    """What came back: kept with a trouble, for Amazon's own support asks for it."""

    operation: str
    status: int = 0
    request_id: str = ""
    complaints: tuple[Complaint, ...] = ()
    content: Any = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


class Trouble(Refused):
    """A call to Amazon without success.

    Attributes:
        told: what is known of the answer.
        is_unclear: the call may have had its effect all the same.
        may_pass: it can go well a little later, with nobody doing anything.
        again_after: when, at the earliest.
    """

    code = "amazon.trouble"
    is_unclear = False
    may_pass = False

    def __init__(
        self,
        message: str,
        *,
        fix: str = "",
        told: Told | None = None,
        again_after: timedelta = timedelta(0),
    ) -> None:
        super().__init__(message, fix=fix)
        self.told = told or Told("")
        self.again_after = again_after


class WrongCall(Trouble):
    """It cannot even be written down: a part of its address is missing."""

    code = "amazon.wrong_call"


class Unreached(Trouble):
    """There was no connection: nothing was sent."""

    code = "amazon.unreached"
    may_pass = True


class Lost(Trouble):
    """It was sent, at least in part, and no whole answer came."""

    code = "amazon.lost"
    is_unclear = True
    may_pass = True


class ServerTrouble(Trouble):
    """5xx, whatever the body, or a success that cannot be read."""

    code = "amazon.server_trouble"
    is_unclear = True
    may_pass = True


class Throttled(Trouble):
    """Too many calls, by our own count or by Amazon's: it was not looked at."""

    code = "amazon.throttled"
    may_pass = True


class TokenRefused(Trouble):
    """No token is given out for these credentials."""

    code = "amazon.token_refused"


class NotAllowed(Trouble):
    """The application, or the seller's permission for it, does not reach this far."""

    code = "amazon.not_allowed"


class TokenExpired(NotAllowed):
    """Perhaps only the token ran out: with a new one the call can be made again."""

    code = "amazon.token_expired"


class Declined(Trouble):
    """Amazon understood the call, or did not, and has not done it."""

    code = "amazon.declined"
