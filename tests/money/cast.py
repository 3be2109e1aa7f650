"""Who works at the desk of the state machine, and how it begins anew."""

from __future__ import annotations

import random

from django.db import connection, transaction

from firsthand.domain.people.models import Person
from tests import people
from tests.sheets import there_are_reasons

_MADE_BY_IT = ("remedies_", "authority_", "journal_", "orders_")


def cast() -> tuple[list[Person], list[Person], Person]:
    """Return two agents, three approvers and the owner; the same in every example."""
    known = {each.name: each for each in Person.objects.all()}
    if not known:
        there_are_reasons()
        shop = people.store("US")
        named = {"Lin": "agent", "Bo": "agent", "Maya": "lead", "Noor": "lead"}
        known = {n: people.person(n, role) for n, role in named.items()}
        team = people.Team.objects.create(name="one team")
        team.stores.set([shop])
        team.people.set(known.values())
        known["Wen"] = people.wen()
        known["Ada"] = people.person("Ada", "owner")
    agents = [known["Lin"], known["Bo"]]
    return agents, [known["Maya"], known["Noor"], known["Ada"]], known["Wen"]


def words(name: int) -> str:
    """Return a note that says something and is like no other."""
    rng = random.Random(name)  # noqa: S311
    said = ["".join(rng.choices("abcdefghijklmnop", k=7)) for _word in range(9)]
    return f"Damaged in transit: {' '.join(said)}."


def forget_all() -> None:
    """Leave nothing of the example before but the people, the store and the reasons."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in connection.introspection.table_names():
            if table.startswith(_MADE_BY_IT):
                cursor.execute(f"DELETE FROM {table}")
