"""Questions about people. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet

from firsthand.domain.people.models import (
    ApiToken,
    Invitation,
    Person,
    Team,
    hash_of_link,
    hash_of_token,
)
from firsthand.domain.people.rules import RIGHTS, Right, Role

__all__ = [
    "RIGHTS", "ApiToken", "Person", "Right", "Role", "colleagues_on", "has_second_factor",
    "invited_by", "names_of", "people", "people_with_log_in", "teams", "token_of",
    "tokens_of",
]  # fmt: skip


def people() -> QuerySet[Person]:
    """Return everybody with an account, active first, then by name."""
    return Person.objects.order_by("-is_active", "name")


def names_at_work() -> list[tuple[int, str]]:
    """Return id and name of everybody whose account is active, by name."""
    return list(
        Person.objects.filter(is_active=True).order_by("name").values_list("pk", "name")
    )


def teams() -> QuerySet[Team]:
    """Return the teams by name."""
    return Team.objects.order_by("name")


def colleagues_on(store_id: int) -> QuerySet[Person]:
    """Return the active people who may work tickets of this store, by name."""
    working = [role for role, rights in RIGHTS.items() if Right.WORK_TICKETS in rights]
    return (
        Person.objects.filter(is_active=True, role__in=working)
        .filter(Q(role=Role.OWNER) | Q(teams__stores=store_id))
        .distinct()
        .order_by("name")
        .only("name")
    )


def names_of(person_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of these people by id."""
    return dict(Person.objects.filter(pk__in=set(person_ids)).values_list("pk", "name"))


def people_with_log_in() -> QuerySet[Person]:
    """Return everybody as `people`, with teams and whether codes confirm their log-in."""
    codes = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    return people().annotate(has_codes=Exists(codes)).prefetch_related("teams")


def has_second_factor(person: Person) -> bool:
    """Say whether one-time codes confirm this person's log-in."""
    codes = Authenticator.objects.filter(user=person.pk, type=Authenticator.Type.TOTP)
    return bool(codes.exists())


def invited_by(token: str, *, at: datetime) -> Person | None:
    """Return whose password this link may set; None when it is no longer good."""
    invitation = (
        Invitation.objects.select_related("person")
        .filter(
            token_hash=hash_of_link(token),
            used_at=None,
            expires_at__gt=at,
            person__is_active=True,
        )
        .first()
    )
    return invitation.person if invitation else None


def tokens_of(person: Person) -> QuerySet[ApiToken]:
    """Return the person's API tokens that were not revoked, newest first."""
    return ApiToken.objects.filter(person=person, revoked_at=None).order_by("-created_at")


def token_of(secret: str, *, at: datetime) -> ApiToken | None:
    """Return the token with this secret and its person, if it works at `at`."""
    return (
        ApiToken.objects.select_related("person")
        .filter(
            token_hash=hash_of_token(secret),
            revoked_at=None,
            expires_at__gt=at,
            person__is_active=True,
        )
        .first()
    )


def teams_of_people() -> list[tuple[int, str]]:
    """Return the id of everybody in a team with the team's name, once for each team."""
    return list(
        Person.objects.filter(teams__isnull=False)
        .order_by("pk", "teams__name")
        .values_list("pk", "teams__name")
    )
