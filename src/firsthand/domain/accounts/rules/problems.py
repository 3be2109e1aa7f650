"""What can be wrong with a connection. The words for it are in `queries.words`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ProblemKind(StrEnum):
    """One cause each, so that each has one fix. Beside it: the facts its words need."""

    KEY_MISSING = "key_missing"
    SECRET_REFUSED = "secret_refused"  # noqa: S105 -- names a problem
    PERMISSION_WITHDRAWN = "permission_withdrawn"
    APPLICATION_NOT_APPROVED = "application_not_approved"
    LOGIN_REFUSED = "login_refused"  # {status}
    ROLE_MISSING = "role_missing"  # {operation, role}
    NOT_ALLOWED = "not_allowed"  # {operation}
    WRONG_REGION = "wrong_region"  # {region, right: of the two the true one}
    NOT_PARTICIPATING = "not_participating"  # {marketplace}
    LISTINGS_SUSPENDED = "listings_suspended"  # {marketplace}
    CLOCK_WRONG = "clock_wrong"  # {minutes: fast; below zero: slow}
    UNREACHABLE = "unreachable"  # {why}
    CERTIFICATE = "certificate"  # {why}
    SERVER_TROUBLE = "server_trouble"  # {status}
    ANSWER_LOST = "answer_lost"
    THROTTLED = "throttled"  # {operation}
    DECLINED = "declined"  # {operation, said}
    REPORT_FAILED = "report_failed"  # {report, status: CANCELLED or FATAL}
    DOCUMENT_UNREADABLE = "document_unreadable"  # {report}
    FAULT = "fault"  # {what}: of this program.
    OTHER = "other"  # {message, fix}: in the words of who noticed it.
    # Seen by looking, not by failing.
    PAUSED = "paused"
    NO_STORES = "no_stores"
    NOT_TESTED = "not_tested"
    NOT_PLANNED = "not_planned"
    NEVER_SYNCED = "never_synced"
    STUCK = "stuck"
    BEHIND = "behind"
    SECRET_OLD = "secret_old"  # {days} # noqa: S105
    PERMISSION_OLD = "permission_old"  # {days}
    SELLER_ID_MISSING = "seller_id_missing"
    STAND_IN = "stand_in"  # {address}
    NO_ACCOUNT = "no_account"  # {store}


# What no waiting mends: somebody has to do something first.
FOR_PEOPLE = frozenset(
    {
        ProblemKind.KEY_MISSING,
        ProblemKind.SECRET_REFUSED,
        ProblemKind.PERMISSION_WITHDRAWN,
        ProblemKind.APPLICATION_NOT_APPROVED,
        ProblemKind.LOGIN_REFUSED,
        ProblemKind.ROLE_MISSING,
        ProblemKind.NOT_ALLOWED,
        ProblemKind.WRONG_REGION,
        ProblemKind.NOT_PARTICIPATING,
        ProblemKind.LISTINGS_SUSPENDED,
        ProblemKind.CLOCK_WRONG,
        ProblemKind.CERTIFICATE,
    }
)

# What passes by itself: somebody should look only where it lasts.
PASSING = frozenset(
    {
        ProblemKind.UNREACHABLE,
        ProblemKind.SERVER_TROUBLE,
        ProblemKind.ANSWER_LOST,
        ProblemKind.THROTTLED,
        ProblemKind.REPORT_FAILED,
        ProblemKind.DECLINED,
        ProblemKind.DOCUMENT_UNREADABLE,
    }
)


@dataclass(frozen=True)
class Problem:
    """What is wrong, and the facts its words need: no secret, nothing of a buyer."""

    kind: ProblemKind
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def needs_person(self) -> bool:
        return self.kind in FOR_PEOPLE
