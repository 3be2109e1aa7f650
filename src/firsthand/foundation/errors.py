"""The two kinds of failure: refusals, which are answers, and faults, which are bugs."""

from __future__ import annotations

from typing import ClassVar


class Refused(Exception):
    """An expected "no": the request was understood and a rule forbids it.

    The entry points (web, API, CLI) show the message to the person who asked. Everything
    that is not a `Refused` is a fault: it is logged and needs a code change.
    """

    code: ClassVar[str] = "refused"

    def __init__(self, message: str, *, fix: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.message} {self.fix}".strip()
