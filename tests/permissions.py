"""Whom the permission matrix calls as, and with what: the world behind permissions.yaml.

A new route needs a row in the YAML, and here an entry for each id in its address that is
not known yet, and for its body when that names objects. `which` is "own" (of a store the
caller looks after, or the caller's own), "foreign" (another's), or "unknown" (nobody's).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from firsthand.domain.mail.models import Mailbox
from firsthand.domain.people import commands as people
from firsthand.domain.people.models import ApiToken, Person, Team
from firsthand.domain.people.rules import Role
from firsthand.domain.stores.models import Store
from tests.people import NOON, person, store

NOBODYS = 999_999


@dataclass(frozen=True)
class World:
    """Two stores: the cast looks after the first, Stranger after the second."""

    own: Store
    foreign: Store
    cast: dict[str, Person]
    stranger: Person

    def store(self, which: str) -> Store:
        return self.own if which == "own" else self.foreign


def build() -> World:
    own, foreign = store("DE"), store("JP")
    cast = {role: person(f"Some {role}".replace(" ", "."), role, own) for role in Role}
    stranger = person("Stranger", "agent", foreign)
    for one in (own, foreign):
        Mailbox.objects.create(store=one, address=f"{one.pk}@example.com")
    for somebody in (*cast.values(), stranger):
        people.create_token(
            name="a",
            scopes=[ApiToken.Scope.TICKETS_READ],
            expires_at=timezone.now() + timedelta(days=1),
            by=somebody,
            at=NOON,
        )
    return World(own, foreign, cast, stranger)


# (world, caller, which) -> the value; asked only for "own" and "foreign".
Finder = Callable[[World, Person | None, str], object]


def _token_id(world: World, caller: Person | None, which: str) -> int:
    whose = caller if which == "own" and caller else world.stranger
    return ApiToken.objects.get(person=whose).pk


def _person_id(world: World, caller: Person | None, which: str) -> int:
    return world.cast["agent"].pk if which == "own" else world.stranger.pk


# By the name an id has in the address.
IDS: dict[str, Finder] = {
    "store_id": lambda world, caller, which: world.store(which).pk,
    "mailbox_id": lambda world, caller, which: (
        Mailbox.objects.get(store=world.store(which)).pk
    ),
    "person_id": _person_id,
    "team_id": lambda world, caller, which: (
        Team.objects.get(people=_person_id(world, caller, which)).pk
    ),
    "token_id": _token_id,
}
UNKNOWN: dict[str, object] = {"token": "no-such-link"}

# By route: what is sent with POST. Ids in it are swapped like those in the address.
BODIES: dict[str, Callable[[World, str], dict[str, object]]] = {
    "set_language": lambda world, which: {"language": "en"},
    "settings_team": lambda world, which: {
        "name": "renamed",
        "stores": [NOBODYS if which == "unknown" else world.store(which).pk],
    },
    "settings_teams": lambda world, which: {
        "name": "new",
        "stores": [NOBODYS if which == "unknown" else world.store(which).pk],
    },
}
