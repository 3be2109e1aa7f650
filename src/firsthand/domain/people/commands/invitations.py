"""How somebody gets an account and a password: by a link an owner makes."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.people.commands.rights import require
from firsthand.domain.people.commands.teams import existing_teams
from firsthand.domain.people.models import (
    Invitation,
    Person,
    hash_of_link,
    new_session_stamp,
)
from firsthand.domain.people.rules import Right, Role
from firsthand.foundation.errors import Refused

GOOD_FOR = timedelta(hours=72)
LONGEST_ADDRESS = 254  # Of the path, by RFC 5321, 4.5.3.1.3.


class AddressTaken(Refused):
    code = "people.address_taken"


class NotAnAddress(Refused):
    code = "people.not_an_address"


class LinkNotGood(Refused):
    code = "people.link_not_good"


class WeakPassword(Refused):
    code = "people.weak_password"


@dataclass(frozen=True)
class Invited:
    """Somebody new and the secret of their link, which is shown once and kept nowhere."""

    person: Person
    token: str


@transaction.atomic
def invite(
    *,
    email: str,
    name: str,
    role: Role,
    team_ids: Sequence[int] = (),
    language: str = "en",
    by: Person | None,
    at: datetime,
) -> Invited:
    """Make an account without a password, and the link by which its owner sets one.

    Args:
        email: the log-in name; case does not matter.
        name: what colleagues read.
        role: what they are here to do.
        team_ids: the teams they join.
        language: the language of their pages until they choose another.
        by: who invites; None only for the first owner, at set-up.
        at: when (UTC); the link is good for 72 hours.

    Raises:
        NotAllowed: `by` may not manage people.
        NotAnAddress: `email` cannot be an address.
        AddressTaken: somebody has it already.
        UnknownTeam: one of the teams is not there.
    """
    if by is not None:
        require(by, Right.MANAGE_PEOPLE)
    address = email.strip().lower()
    _check_address(address)
    teams = existing_teams(team_ids)
    person = Person(
        email=address, name=name.strip(), role=role, language=language, created_at=at
    )
    person.set_unusable_password()
    person.save()
    person.teams.set(teams)
    journal.record(
        "people.invited", subject_id=person.pk, at=at, by=by, facts={"role": str(role)}
    )
    return Invited(person, _fresh_link(person, by=by, at=at))


@transaction.atomic
def new_link(*, person_id: int, by: Person | None, at: datetime) -> str:
    """Return the secret of a new link for somebody who lost the password or the link.

    Links made before stop working; the password does not change until the link is used.
    `by` is None only for the operator at the machine.

    Raises:
        NotAllowed: `by` may not manage people.
        Person.DoesNotExist: there is no such active person.
    """
    if by is not None:
        require(by, Right.MANAGE_PEOPLE)
    person = Person.objects.select_for_update().get(pk=person_id, is_active=True)
    journal.record("people.link_made", subject_id=person.pk, at=at, by=by)
    return _fresh_link(person, by=by, at=at)


@transaction.atomic
def accept_invitation(*, token: str, password: str, at: datetime) -> Person:
    """Set the password of the person the link was made for, and use the link up.

    A second factor is not touched: the link alone never opens an account that has one.

    Raises:
        LinkNotGood: the link was used, replaced, is too old, or never existed.
        WeakPassword: the password breaks the rule; the link stays good.
    """
    invitation = (
        Invitation.objects.select_for_update()
        .select_related("person")
        .filter(
            token_hash=hash_of_link(token),
            used_at=None,
            expires_at__gt=at,
            person__is_active=True,
        )
        .first()
    )
    if invitation is None:
        raise LinkNotGood(
            _("This link does not work any more: links are good once, for 72 hours."),
            fix=_("Ask the owner for a new one."),
        )
    person = invitation.person
    try:
        validate_password(password, person)
    except ValidationError as weak:
        raise WeakPassword(" ".join(weak.messages)) from weak
    person.set_password(password)
    person.session_stamp = new_session_stamp()
    person.save(update_fields=["password", "session_stamp"])
    invitation.used_at = at
    invitation.save(update_fields=["used_at"])
    journal.record("people.password_set", subject_id=person.pk, at=at, by=person)
    return person


def _check_address(address: str) -> None:
    try:
        validate_email(address)
        MaxLengthValidator(LONGEST_ADDRESS)(address)
    except ValidationError as wrong:
        raise NotAnAddress(
            _("“%(address)s” is not an e-mail address.") % {"address": address},
            fix=_("Check it and try again."),
        ) from wrong
    if Person.objects.filter(email=address).exists():
        raise AddressTaken(
            _("Somebody with the address %(address)s has an account already.")
            % {"address": address},
            fix=_("Open their page to make a new link or to let them in again."),
        )


def _fresh_link(person: Person, *, by: Person | None, at: datetime) -> str:
    Invitation.objects.filter(person=person, used_at=None).delete()
    token = secrets.token_urlsafe(32)
    Invitation.objects.create(
        person=person,
        token_hash=hash_of_link(token),
        made_by=by,
        created_at=at,
        expires_at=at + GOOD_FOR,
    )
    return token
