"""What owners decide about the people who work here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.people.commands.rights import require
from firsthand.domain.people.commands.teams import existing_teams
from firsthand.domain.people.models import Person, new_session_stamp
from firsthand.domain.people.rules import Right, Role
from firsthand.foundation.errors import Refused


class NoOwnerLeft(Refused):
    code = "people.no_owner_left"


class NotOnOneself(Refused):
    code = "people.not_on_oneself"


@transaction.atomic
def change_role(*, person_id: int, role: Role, by: Person, at: datetime) -> Person:
    """Give somebody another role. Their sessions end; the next log-in has the new rights.

    Raises:
        NotAllowed: `by` may not manage people.
        Person.DoesNotExist: there is no such person.
        NoOwnerLeft: they are the only active owner.
    """
    require(by, Right.MANAGE_PEOPLE)
    person = _locked(person_id)
    if person.role == role:
        return person
    if role != Role.OWNER:
        _refuse_without_another_owner(person)
    former, person.role = person.role, role
    _save_and_end_sessions(person, "role")
    journal.record(
        "people.role_changed",
        subject_id=person.pk,
        at=at,
        by=by,
        facts={"from": str(former), "to": str(role)},
    )
    return person


@transaction.atomic
def put_in_teams(
    *, person_id: int, team_ids: Sequence[int], by: Person, at: datetime
) -> Person:
    """Let somebody look after the stores of exactly these teams.

    Raises:
        NotAllowed: `by` may not manage people.
        Person.DoesNotExist: there is no such person.
        UnknownTeam: one of the teams is not there.
    """
    require(by, Right.MANAGE_PEOPLE)
    person = _locked(person_id)
    person.teams.set(existing_teams(team_ids))
    journal.record(
        "people.teams_changed",
        subject_id=person.pk,
        at=at,
        by=by,
        facts={"team_ids": sorted(team_ids)},
    )
    return person


@transaction.atomic
def deactivate(*, person_id: int, by: Person, at: datetime) -> Person:
    """Let somebody in no more: sessions and tokens stop working with the next request.

    Raises:
        NotAllowed: `by` may not manage people.
        Person.DoesNotExist: there is no such person.
        NotOnOneself: `by` is that person.
        NoOwnerLeft: they are the only active owner.
    """
    require(by, Right.MANAGE_PEOPLE)
    person = _locked(person_id)
    _refuse_on_oneself(person, by)
    _refuse_without_another_owner(person)
    person.is_active = False
    _save_and_end_sessions(person, "is_active")
    person.api_tokens.filter(revoked_at=None).update(revoked_at=at)
    journal.record("people.deactivated", subject_id=person.pk, at=at, by=by)
    return person


@transaction.atomic
def reactivate(*, person_id: int, by: Person, at: datetime) -> Person:
    """Let somebody in again, with the password and second factor they had.

    Raises:
        NotAllowed: `by` may not manage people.
        Person.DoesNotExist: there is no such person.
    """
    require(by, Right.MANAGE_PEOPLE)
    person = _locked(person_id)
    person.is_active = True
    _save_and_end_sessions(person, "is_active")
    journal.record("people.reactivated", subject_id=person.pk, at=at, by=by)
    return person


@transaction.atomic
def reset_second_factor(*, person_id: int, by: Person, at: datetime) -> Person:
    """Forget the codes of somebody who lost phone and recovery codes.

    Their next log-in asks for the password and then makes them set up new codes.

    Raises:
        NotAllowed: `by` may not manage people.
        Person.DoesNotExist: there is no such person.
        NotOnOneself: a second person has to do it.
    """
    require(by, Right.MANAGE_PEOPLE)
    person = _locked(person_id)
    _refuse_on_oneself(person, by)
    Authenticator.objects.filter(user=person).delete()
    _save_and_end_sessions(person)
    journal.record("people.second_factor_reset", subject_id=person.pk, at=at, by=by)
    return person


def _locked(person_id: int) -> Person:
    """Return the person, with every active owner locked until the commit.

    Locking only the one would let two owners remove each other at the same moment.
    """
    owners = Person.objects.filter(role=Role.OWNER, is_active=True)
    list(owners.select_for_update().order_by("pk").values_list("pk"))
    return Person.objects.select_for_update().get(pk=person_id)


def _refuse_on_oneself(person: Person, by: Person) -> None:
    if person.pk == by.pk:
        raise NotOnOneself(
            _("You cannot do this to your own account."), fix=_("Ask another owner.")
        )


def _refuse_without_another_owner(person: Person) -> None:
    others = Person.objects.filter(role=Role.OWNER, is_active=True).exclude(pk=person.pk)
    if person.role == Role.OWNER and person.is_active and not others.exists():
        raise NoOwnerLeft(
            _("%(name)s is the only owner.") % {"name": person.name},
            fix=_("Make somebody else an owner first."),
        )


def _save_and_end_sessions(person: Person, *fields: str) -> None:
    person.session_stamp = new_session_stamp()
    person.save(update_fields=["session_stamp", *fields])
