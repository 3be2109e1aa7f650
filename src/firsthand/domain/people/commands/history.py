"""People who worked elsewhere, or before: history names them, they never log in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from firsthand.domain.people.models import Person
from firsthand.domain.people.rules import Role

NOWHERE = "imported.invalid"  # A domain that is reserved for nobody (RFC 2606).


@transaction.atomic
def remembered(names: Iterable[str], *, at: datetime) -> dict[str, int]:
    """Return who is meant by each name or address; whom we do not know is added, inactive.

    Somebody of ours is meant by his address, or by his name if no other has it.

    Args:
        names: as another system or a spreadsheet writes them.
        at: now.
    """
    wanted = {name: " ".join(name.split())[:80] for name in names if name.strip()}
    found = _known(wanted)
    missing = {name: plain for name, plain in wanted.items() if name not in found}
    if missing:
        Person.objects.bulk_create(
            (
                Person(
                    email=_address(plain),
                    name=plain,
                    role=Role.AGENT,
                    is_active=False,
                    created_at=at,
                )
                for plain in set(missing.values())
            ),
            ignore_conflicts=True,
        )
        found |= _known(missing)
    return found


def _known(wanted: dict[str, str]) -> dict[str, int]:
    addresses = {_address(plain): name for name, plain in wanted.items()}
    addresses |= {plain.lower(): name for name, plain in wanted.items() if "@" in plain}
    by_address = dict(Person.objects.filter(email__in=addresses).values_list("email", "pk"))
    found = {addresses[email]: pk for email, pk in by_address.items()}
    named = list(Person.objects.filter(name__in=wanted.values()).values_list("name", "pk"))
    once = Counter(name for name, _ in named)
    of_name = {name: pk for name, pk in named if once[name] == 1}
    return found | {
        name: of_name[plain] for name, plain in wanted.items() if plain in of_name
    }


def _address(plain: str) -> str:
    return f"{sha256(plain.encode()).hexdigest()[:24]}@{NOWHERE}"
