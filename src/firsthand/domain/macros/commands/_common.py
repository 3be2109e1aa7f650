"""What all changes of macros have in common."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.macros import events, rules
from firsthand.domain.macros.models import Macro, MacroVersion
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

State = MacroVersion.State
_ONE_AT_A_TIME = 4_711_041


class SheetUnreadable(Refused):
    code = "macros.sheet_unreadable"


class NotInThatState(Refused):
    code = "macros.not_in_that_state"


def alone(by: Person | None, right: Right) -> None:
    """Let nobody else change macros until the commit, if `by` may; None is the operator.

    Raises:
        NotAllowed: `by` may not.
    """
    if by is not None:
        require(by, right)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])


def fit(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a sheet as it is kept.

    Raises:
        SheetUnreadable: it is none; says where and what stands there.
    """
    try:
        return rules.plain_sheet(rules.read_sheet(values))
    except rules.Unreadable as problem:
        raise SheetUnreadable(
            _("The macro cannot be read at %(where)s: %(what)s.")
            % {"where": problem.where, "what": problem.what},
            fix=_("Correct that place. Nothing was saved."),
        ) from problem


def refuse_other_states(version: MacroVersion, *allowed: State) -> None:
    """Refuse what a version's state does not allow.

    Raises:
        NotInThatState: it is in another one; says which.
    """
    if version.state not in allowed:
        raise NotInThatState(
            _("This version is “%(state)s”. Nothing was changed.")
            % {"state": version.get_state_display()},
            fix=_("Reload the page; begin a new draft to change what it says."),
        )


def end(version: MacroVersion, why: str, *, by: Person | None, at: datetime) -> None:
    """Take a published version out of use."""
    version.state, version.ended_at = State.ENDED, at
    version.save(update_fields=["state", "ended_at"])
    record(events.ENDED, version.macro, by=by, at=at, version=version.number, why=why)


def record(
    kind: str, macro: Macro, *, by: Person | None, at: datetime, **facts: object
) -> None:
    """Add to the journal what became of a macro."""
    journal.record(kind, subject_id=macro.pk, at=at, by=by, facts=facts)
