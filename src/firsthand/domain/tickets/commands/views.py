"""Save lists of tickets under a name: for oneself, or for a team."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.people.commands import NotAllowed, require
from firsthand.domain.people.queries import Right, Role
from firsthand.domain.tickets import events
from firsthand.domain.tickets.models import SavedView
from firsthand.domain.tickets.queries.wanted import reading_of
from firsthand.domain.tickets.rules.filters import MOST_CONDITIONS, Wanted, in_order
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

LONGEST_NAME = 60
MOST_VIEWS, MOST_PINNED = 100, 10
_ONE_AT_A_TIME = 4_711_013


class ViewUnfit(Refused):
    """What it asks for cannot be kept."""

    code = "tickets.view_unfit"


class ViewNameTaken(Refused):
    code = "tickets.view_name_taken"


class TooManyViews(Refused):
    code = "tickets.too_many_views"


@dataclass(frozen=True)
class ViewTerms:
    """What a view is: its name, what it asks for, whose it is, whether the rail has it.

    `team_id` None: one's own.
    """

    name: str
    wanted: Wanted
    team_id: int | None = None
    is_pinned: bool = False


@transaction.atomic
def save_view(*, terms: ViewTerms, by: Person, at: datetime) -> SavedView:
    """Keep a list under a name.

    Raises:
        NotAllowed: the role may not read tickets; or it is for a team, and `by` leads none
            of this number.
        ViewUnfit: a condition names what is not there, or there are too many or none.
        ViewNameTaken: the name is missing, too long, or another of the same people has it.
        TooManyViews: there are as many already as anybody can look at.
    """
    _alone(by)
    view = SavedView(created_at=at)
    _fill(view, terms, by, at)
    view.save()
    _record(events.VIEW_SAVED, view, by, at)
    return view


@transaction.atomic
def change_view(*, view_id: int, terms: ViewTerms, by: Person, at: datetime) -> SavedView:
    """Change what a view is called, asks for, whose it is.

    Raises:
        SavedView.DoesNotExist: there is none that `by` may open.
        NotAllowed: it is a team's, and `by` does not lead.
        Others: as for `save_view`.
    """
    _alone(by)
    view = _own(view_id, by)
    _fill(view, terms, by, at)
    view.save()
    _record(events.VIEW_CHANGED, view, by, at)
    return view


@transaction.atomic
def delete_view(*, view_id: int, by: Person, at: datetime) -> None:
    """Take a view away. No ticket is changed by that.

    Raises:
        SavedView.DoesNotExist: there is none that `by` may open.
        NotAllowed: it is a team's, and `by` does not lead.
    """
    _alone(by)
    view = _own(view_id, by)
    _record(events.VIEW_DELETED, view, by, at)
    view.delete()


def _alone(by: Person) -> None:
    """Let nobody else save views until the commit: how many there are would change."""
    require(by, Right.READ_TICKETS)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])


def _own(view_id: int, by: Person) -> SavedView:
    """Return a view that `by` may change."""
    view = SavedView.objects.visible_to(by).distinct().get(pk=view_id)
    if view.team_id is not None:
        require(by, Right.ASSIGN_OTHERS)
    return view


def _fill(view: SavedView, terms: ViewTerms, by: Person, at: datetime) -> None:
    _give_to(view, terms.team_id, by)
    view.conditions = _fit_conditions(terms.wanted, by, at)
    view.order = terms.wanted.sorting
    view.name = _fit_name(view, terms.name)
    view.is_pinned = terms.is_pinned
    _refuse_too_many(view)


def _give_to(view: SavedView, team_id: int | None, by: Person) -> None:
    if team_id is None:
        view.owner_id, view.team_id = by.pk, None
        return
    require(by, Right.ASSIGN_OTHERS)
    if by.role != Role.OWNER and not by.teams.filter(pk=team_id).exists():
        raise NotAllowed(
            _("You are not in this team."), fix=_("Save the view for a team of yours.")
        )
    view.owner_id, view.team_id = None, team_id


def _fit_conditions(wanted: Wanted, by: Person, at: datetime) -> list[list[str]]:
    conditions = in_order(wanted.conditions)
    if not 0 < len(conditions) <= MOST_CONDITIONS:
        raise ViewUnfit(
            _("A view has at least one condition, and at most %(most)d.")
            % {"most": MOST_CONDITIONS},
            fix=_("Add a condition, or leave some out."),
        )
    for row in reading_of(Wanted(conditions, wanted.sorting), by, at=at).problems:
        raise ViewUnfit(row.problem, fix=row.fix)
    return [[each.field, each.comparison, each.value] for each in conditions]


def _siblings(view: SavedView) -> list[SavedView]:
    """Return the other views of the same person or team."""
    whose = Q(team=view.team_id) if view.team_id else Q(owner=view.owner_id)
    return list(SavedView.objects.filter(whose).exclude(pk=view.pk))


def _fit_name(view: SavedView, name: str) -> str:
    name = " ".join(name.split())
    taken = {each.name.lower() for each in _siblings(view)}
    if not 0 < len(name) <= LONGEST_NAME or name.lower() in taken:
        raise ViewNameTaken(
            _("The name “%(name)s” is missing, too long, or taken.")
            % {"name": name[: LONGEST_NAME + 10]},
            fix=_("Give it a name of its own of at most %(most)d characters.")
            % {"most": LONGEST_NAME},
        )
    return name


def _refuse_too_many(view: SavedView) -> None:
    others = _siblings(view)
    if len(others) >= MOST_VIEWS:
        raise TooManyViews(
            _("There are %(most)d views already.") % {"most": MOST_VIEWS},
            fix=_("Delete one that is no longer needed."),
        )
    if view.is_pinned and sum(each.is_pinned for each in others) >= MOST_PINNED:
        raise TooManyViews(
            _("%(most)d views stand in the rail already.") % {"most": MOST_PINNED},
            fix=_("Take one out of the rail first, or save this one without."),
        )


def _record(kind: str, view: SavedView, by: Person, at: datetime) -> None:
    fields = sorted({row[0] for row in view.conditions})
    facts = {"team": view.team_id, "fields": fields}
    journal.record(kind, subject_id=view.pk, at=at, by=by, facts=facts)
