"""The settings of the rules, with the defaults the figures are published under."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum


class Scope(Enum):
    """Which contacts continue an issue."""

    SAME_ISSUE = "same_issue"  # The headline: the reasons must agree.
    ANY_ORDER = (
        "any_order"  # The audit bound: reasons are ignored, so re-tagging gains nothing.
    )


@dataclass(frozen=True, kw_only=True)
class Policy:
    """How long things may take, and what counts against an issue."""

    scope: Scope = Scope.SAME_ISSUE
    # A contact continues an issue if the last activity is no longer ago than this.
    link_window: timedelta = timedelta(days=30)
    # A buyer who writes again after so much silence had to chase us.
    chase_after: timedelta = timedelta(hours=24)
    # The same for every outcome window: a horizon that grew with the window would let
    # "failed" turn into "success".
    resolve_within: timedelta = timedelta(days=7)
    escapes_count: bool = True
    escalation_fails: bool = False


STANDARD = Policy()
