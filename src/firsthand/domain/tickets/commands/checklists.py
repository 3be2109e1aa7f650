"""Templates of steps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.reasons import queries as reasons
from firsthand.domain.tickets import events
from firsthand.domain.tickets.models import Checklist
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

MOST_STEPS, LONGEST_STEP, LONGEST_NAME = 30, 200, 80


class ChecklistUnfit(Refused):
    code = "tickets.checklist_unfit"


class ChecklistGiven(NamedTuple):
    """What a template says: its reason as a code, empty for all tickets."""

    name: str
    steps: Sequence[str]
    reason: str = ""
    is_mandatory: bool = False


@transaction.atomic
def add_checklist(*, given: ChecklistGiven, by: Person, at: datetime) -> Checklist:
    """Add a template of steps.

    Raises:
        NotAllowed: `by` may not manage reasons, on which templates hang.
        ChecklistUnfit: the name is missing or taken, or there are no steps or too many.
    """
    require(by, Right.MANAGE_REASONS)
    checklist = Checklist(created_at=at)
    _fill(checklist, given)
    journal.record(events.CHECKLIST_ADDED, subject_id=checklist.pk, at=at, by=by)
    return checklist


@transaction.atomic
def change_checklist(
    *, checklist_id: int, given: ChecklistGiven, by: Person, at: datetime
) -> Checklist:
    """Change a template; tickets that copied it keep what they have.

    Raises:
        NotAllowed: `by` may not manage reasons.
        Checklist.DoesNotExist: there is none.
        ChecklistUnfit: as `add_checklist`.
    """
    require(by, Right.MANAGE_REASONS)
    checklist = Checklist.objects.select_for_update().get(pk=checklist_id)
    _fill(checklist, given)
    journal.record(events.CHECKLIST_CHANGED, subject_id=checklist.pk, at=at, by=by)
    return checklist


@transaction.atomic
def archive_checklist(*, checklist_id: int, by: Person, at: datetime) -> None:
    """Offer a template no longer; what tickets have of it stays."""
    _archive(checklist_id, at, events.CHECKLIST_ARCHIVED, by=by, at=at)


@transaction.atomic
def restore_checklist(*, checklist_id: int, by: Person, at: datetime) -> None:
    """Offer an archived template again."""
    _archive(checklist_id, None, events.CHECKLIST_RESTORED, by=by, at=at)


def _archive(
    checklist_id: int, archived_at: datetime | None, kind: str, *, by: Person, at: datetime
) -> None:
    require(by, Right.MANAGE_REASONS)
    checklist = Checklist.objects.select_for_update().get(pk=checklist_id)
    if (checklist.archived_at is None) == (archived_at is None):
        return
    checklist.archived_at = archived_at
    checklist.save(update_fields=["archived_at"])
    journal.record(kind, subject_id=checklist_id, at=at, by=by)


def _fill(checklist: Checklist, given: ChecklistGiven) -> None:
    name = " ".join(given.name.split())
    taken = Checklist.objects.filter(name__iexact=name).exclude(pk=checklist.pk).exists()
    if not 0 < len(name) <= LONGEST_NAME or taken:
        raise ChecklistUnfit(
            _("The name “%(name)s” is missing, too long, or taken.") % {"name": name[:90]},
            fix=_("Give it a name of its own of at most %(most)d characters.")
            % {"most": LONGEST_NAME},
        )
    checklist.name, checklist.steps = name, fit_steps(given.steps)
    checklist.reason_id, checklist.is_mandatory = None, given.is_mandatory
    if given.reason:
        node = reasons.taxonomy().by_code(given.reason)
        if node is None:
            raise ChecklistUnfit(
                _("There is no reason %(code)s.") % {"code": given.reason[:60]},
                fix=_("Choose one from the list."),
            )
        checklist.reason_id = node.id
    checklist.save()


def fit_steps(texts: Sequence[str]) -> list[str]:
    """Return the steps without empty ones.

    Raises:
        ChecklistUnfit: there are none, too many, or one is too long.
    """
    steps = [" ".join(text.split()) for text in texts if text.strip()]
    if not 0 < len(steps) <= MOST_STEPS or max(map(len, steps)) > LONGEST_STEP:
        raise ChecklistUnfit(
            _("Write one to %(most)d steps of at most %(long)d characters each.")
            % {"most": MOST_STEPS, "long": LONGEST_STEP},
            fix=_("One step a line."),
        )
    return steps
