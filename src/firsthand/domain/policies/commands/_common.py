"""What the commands about rules share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Max

from firsthand.domain.people.commands import require
from firsthand.domain.policies.models import RuleSetVersion

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person
    from firsthand.domain.people.queries import Right

State = RuleSetVersion.State
_ONE_AT_A_TIME = 4_711_043


def alone(by: Person | None, right: Right) -> None:
    """Let one person at a time change the rules, if he may; None: the house itself.

    Raises:
        NotAllowed: `by` may not.
    """
    if by is not None:
        require(by, right)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])


def next_number() -> int:
    """Return the number of the next version."""
    return (RuleSetVersion.objects.aggregate(last=Max("number"))["last"] or 0) + 1


def published() -> RuleSetVersion | None:
    """Return the version in force."""
    return RuleSetVersion.objects.filter(state=State.PUBLISHED).first()
