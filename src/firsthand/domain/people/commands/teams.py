"""Who looks after which stores."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.people.commands.rights import require
from firsthand.domain.people.models import Person, Team
from firsthand.domain.people.rules import Right
from firsthand.domain.stores import queries as stores
from firsthand.foundation.errors import Refused


class TeamNameTaken(Refused):
    code = "people.team_name_taken"


class UnknownStore(Refused):
    code = "people.unknown_store"


class UnknownTeam(Refused):
    code = "people.unknown_team"


@transaction.atomic
def create_team(*, name: str, store_ids: Sequence[int], by: Person, at: datetime) -> Team:
    """Found a team that looks after these stores.

    Raises:
        NotAllowed: `by` may not manage people.
        TeamNameTaken: another team has this name.
        UnknownStore: there is no such store among those `by` may see.
    """
    require(by, Right.MANAGE_PEOPLE)
    _refuse_unknown_stores(store_ids, by)
    _refuse_a_taken_name(name, but=None)
    team = Team.objects.create(name=name.strip())
    team.stores.set(store_ids)
    _record("people.team_created", team, store_ids, by=by, at=at)
    return team


@transaction.atomic
def change_team(
    *, team_id: int, name: str, store_ids: Sequence[int], by: Person, at: datetime
) -> Team:
    """Rename a team and let it look after exactly these stores.

    Raises:
        NotAllowed: `by` may not manage people.
        Team.DoesNotExist: there is no such team.
        TeamNameTaken: another team has this name.
        UnknownStore: there is no such store among those `by` may see.
    """
    require(by, Right.MANAGE_PEOPLE)
    _refuse_unknown_stores(store_ids, by)
    team = Team.objects.select_for_update().get(pk=team_id)
    _refuse_a_taken_name(name, but=team)
    team.name = name.strip()
    team.save(update_fields=["name"])
    team.stores.set(store_ids)
    _record("people.team_changed", team, store_ids, by=by, at=at)
    return team


def existing_teams(team_ids: Sequence[int]) -> list[Team]:
    """Return these teams.

    Raises:
        UnknownTeam: one of them is not there.
    """
    teams = list(Team.objects.filter(pk__in=team_ids))
    if len(teams) < len(set(team_ids)):
        raise UnknownTeam(
            _("One of the chosen teams does not exist."), fix=_("Reload the page.")
        )
    return teams


def _refuse_unknown_stores(store_ids: Sequence[int], by: Person) -> None:
    """Refuse here what the database would refuse only at the commit, as a fault."""
    known = stores.stores_of(by).filter(pk__in=store_ids).count()
    if known < len(set(store_ids)):
        raise UnknownStore(
            _("One of the chosen stores does not exist."), fix=_("Reload the page.")
        )


def _refuse_a_taken_name(name: str, *, but: Team | None) -> None:
    others = Team.objects.filter(name=name.strip())
    if but is not None:
        others = others.exclude(pk=but.pk)
    if others.exists():
        raise TeamNameTaken(
            _("Another team is called “%(name)s”.") % {"name": name.strip()},
            fix=_("Give this team a name of its own."),
        )


def _record(
    kind: str, team: Team, store_ids: Sequence[int], *, by: Person, at: datetime
) -> None:
    journal.record(
        kind, subject_id=team.pk, at=at, by=by, facts={"store_ids": sorted(store_ids)}
    )
