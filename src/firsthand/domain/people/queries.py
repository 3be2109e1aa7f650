"""Questions about people. Nothing here writes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from firsthand.domain.people.models import (
    STORES_OF_TEAMS,
    ApiToken,
    Invitation,
    Person,
    Skill,
    Team,
    hash_of_link,
    hash_of_token,
)
from firsthand.domain.people.rules import RIGHTS, Right, Role
from firsthand.foundation.postgres.standing import standing_cursor

__all__ = [
    "RIGHTS", "ApiToken", "Person", "Ready", "Right", "Role", "Skill", "Team",
    "absent_since", "account", "active_among", "colleagues_on", "has_second_factor",
    "invited_by", "looked_after_by", "members_of", "names_of", "of_roles_on", "people",
    "people_with_log_in", "readers_of", "ready", "skills_of", "teams", "teams_on",
    "teams_seen_by", "token_of", "tokens_of",
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
    return _who_may(Right.WORK_TICKETS, store_id)


def readers_of(store_id: int) -> dict[int, str]:
    """Return the names of the active people who may read tickets of this store, by id."""
    return dict(_who_may(Right.READ_TICKETS, store_id).values_list("pk", "name"))


def of_roles_on(roles: Collection[str], store_id: int) -> QuerySet[Person]:
    """Return the active people of these roles who see a store, by name."""
    return (
        Person.objects.filter(is_active=True, role__in=roles)
        .filter(Q(role=Role.OWNER) | Q(teams__stores=store_id))
        .distinct()
        .order_by("name", "pk")
    )


def _who_may(right: Right, store_id: int) -> QuerySet[Person]:
    return (
        Person.objects.filter(is_active=True, role__in=_roles_with(right))
        .filter(Q(role=Role.OWNER) | Q(teams__stores=store_id))
        .distinct()
        .order_by("name")
        .only("name")
    )


def _roles_with(right: Right) -> list[Role]:
    return [role for role, rights in RIGHTS.items() if right in rights]


def looked_after_by(person: Person) -> QuerySet[Person]:
    """Return the active people who may work tickets of a store `person` sees, by name.

    Owners see every store: only they see each other here.
    """
    working = Person.objects.filter(
        is_active=True, role__in=_roles_with(Right.WORK_TICKETS)
    )
    stores = person.visible_store_ids()
    if stores is not None:
        working = working.filter(teams__stores__in=stores).exclude(role=Role.OWNER)
    return working.distinct().order_by("name", "pk")


def teams_on(store_id: int) -> QuerySet[Team]:
    """Return the teams that look after a store, by name."""
    return Team.objects.filter(stores=store_id).order_by("name")


def teams_seen_by(person: Person) -> list[Team]:
    """Return the teams that look after stores which `person` all sees, by name."""
    seen = person.visible_store_ids()
    found = []
    for team in teams().prefetch_related("stores"):
        stores = {store.pk for store in team.stores.all()}
        if stores and (seen is None or stores <= seen):
            found.append(team)
    return found


def skills_of(person_ids: Collection[int]) -> dict[int, dict[str, frozenset[str]]]:
    """Return the codes of what these people are able to do, by id and `Skill.Kind`."""
    found: dict[int, dict[str, frozenset[str]]] = {
        person_id: {kind: frozenset() for kind in Skill.Kind.values}
        for person_id in person_ids
    }
    skills = Skill.objects.filter(person_id__in=found)
    for person_id, kind, code in skills.values_list("person_id", "kind", "code"):
        found[person_id][kind] |= {code}
    return found


@dataclass(frozen=True)
class Ready:
    """Somebody who is not away and may work tickets; `store_ids` None: of every store."""

    id: int
    team_ids: frozenset[int]
    store_ids: frozenset[int] | None

    def works(self, store_id: int) -> bool:
        """Say whether he looks after this store."""
        return self.store_ids is None or store_id in self.store_ids


def ready(person_ids: Collection[int]) -> list[Ready]:
    """Return those of these people to whom a rule may give tickets."""
    found = Person.objects.filter(
        pk__in=person_ids,
        is_active=True,
        away_since=None,
        role__in=_roles_with(Right.WORK_TICKETS),
    )
    return [_ready(person) for person in found.prefetch_related("teams__stores")]


def _ready(person: Person) -> Ready:
    teams = list(person.teams.all())
    stores = frozenset(store.pk for team in teams for store in team.stores.all())
    return Ready(
        id=person.pk,
        team_ids=frozenset(team.pk for team in teams),
        store_ids=None if person.role == Role.OWNER else stores,
    )


def absent_since() -> dict[int, datetime | None]:
    """Return who is away and since when; None for who has no account any more."""
    gone = Person.objects.filter(Q(is_active=False) | Q(away_since__isnull=False))
    return {
        person_id: away_since if is_active else None
        for person_id, away_since, is_active in gone.values_list(
            "pk", "away_since", "is_active"
        )
    }


def names_of(person_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of these people by id."""
    return dict(Person.objects.filter(pk__in=set(person_ids)).values_list("pk", "name"))


def role_name(role: str) -> str:
    """Return what a role is called, in the language that is active."""
    return str(dict(Person.RoleName.choices).get(role, role))


def active_among(person_ids: Iterable[int]) -> dict[int, tuple[str, bool]]:
    """Return by id the name of each of these people, and whether the account is active."""
    rows = Person.objects.filter(pk__in=set(person_ids))
    return {
        pk: (name, active)
        for pk, name, active in rows.values_list("pk", "name", "is_active")
    }


def members_of(team_ids: Iterable[int]) -> dict[int, list[int]]:
    """Return the ids of everybody in each of these teams, by team."""
    found: dict[int, list[int]] = {}
    rows = Person.objects.filter(teams__in=set(team_ids)).order_by("pk")
    for team_id, person_id in rows.values_list("teams", "pk"):
        found.setdefault(team_id, []).append(person_id)
    return found


def people_with_log_in() -> QuerySet[Person]:
    """Return everybody as `people`, with teams and whether codes confirm their log-in."""
    codes = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    return people().annotate(has_codes=Exists(codes)).prefetch_related("teams")


def account(person_id: int) -> Person | None:
    """Return somebody by number, who knows the stores of his teams.

    Every request asks, so the SQL is written out, and it is one query.
    """
    fields = Person._meta.concrete_fields
    columns = ", ".join(str(field.column) for field in fields)
    with standing_cursor() as cursor:
        cursor.execute(
            f"""SELECT ARRAY({STORES_OF_TEAMS}), {columns}
                  FROM people_person WHERE id = %(person)s::bigint""",  # noqa: S608 -- our own
            {"person": person_id},
        )
        row = cursor.fetchone()
    if row is None:
        return None
    names = [field.attname for field in fields]
    found = Person.from_db(connection.alias, names, row[1:])
    found.team_store_ids = frozenset(row[0])
    return found


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
