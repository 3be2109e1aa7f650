"""The cast: Lin answers, Maya leads, Omar reviews, Chen guards, Ada counts, Wen owns."""

from __future__ import annotations

from datetime import UTC, datetime

from firsthand.domain.people.models import Person, Team
from firsthand.domain.stores.models import Store

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # A Monday.


def store(marketplace: str = "DE", *, name: str | None = None) -> Store:
    from firsthand.domain.stores import commands

    return commands.open_amazon_store(
        name=name or f"Lumo {marketplace}", marketplace=marketplace, by=None, at=NOON
    )


def person(name: str, role: str, *stores: Store) -> Person:
    """Return somebody with this role who looks after these stores."""
    somebody = Person(
        email=f"{name.lower()}@example.com",
        name=name,
        role=role,
        created_at=NOON,
        undo_seconds=0,
    )
    somebody.set_password("a long enough pass phrase")
    somebody.save()
    if stores:
        team = Team.objects.create(name=f"team of {name}")
        team.stores.set(stores)
        team.people.add(somebody)
    return somebody


def lin(*stores: Store) -> Person:
    return person("Lin", "agent", *stores)


def maya(*stores: Store) -> Person:
    return person("Maya", "lead", *stores)


def wen() -> Person:
    return person("Wen", "owner")
