"""What this area needs from a marketplace: to be told what an account may do there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from firsthand.domain.accounts.rules import Problem, ProblemKind, Region, region_of
from firsthand.foundation.errors import Refused

__all__ = [
    "Granted", "Problem", "ProblemFound", "ProblemKind", "Region", "Trial", "Tried",
    "region_of",
]  # fmt: skip


class ProblemFound(Refused):
    """A flow cannot go on, and knows by which cause.

    Attributes:
        again_after: how long to wait at least before it is tried again.
    """

    code = "accounts.problem_found"

    def __init__(self, problem: Problem, *, again_after: timedelta = timedelta(0)) -> None:
        super().__init__(problem.kind.value)
        self.problem = problem
        self.again_after = again_after


class Granted(StrEnum):
    """Whether a marketplace let us do something."""

    GRANTED = "granted"
    MISSING = "missing"
    UNKNOWN = "unknown"  # It could not be tried.


@dataclass(frozen=True)
class Tried:
    """What became of trying one right."""

    role: str
    operation: str
    answer: Granted


@dataclass(frozen=True)
class Trial:
    """What a test of an account found.

    Attributes:
        problems: of the account as a whole; empty: it can be used.
        rights: each role that was tried.
        marketplace_ids: those the seller takes part in, each with whether its listings
            are suspended; None: it could not be asked.
    """

    problems: Collection[Problem] = ()
    rights: Collection[Tried] = ()
    marketplace_ids: Mapping[str, bool] | None = None
