"""Which tables the program takes for its own."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from firsthand.cli import schema


@pytest.mark.django_db
def test_steps_that_were_replaced_and_removed_are_not_those_of_a_newer_program() -> None:
    executor = MigrationExecutor(connection)
    steps = executor.loader.disk_migrations
    replaced = {name for step in list(steps.values()) for name in step.replaces}
    assert ("tickets", "0001_initial") in replaced & set(executor.loader.applied_migrations)
    for name in replaced:
        steps.pop(name, None)
    schema._refuse_newer(executor)
    steps.pop(("sessions", "0001_initial"))
    with pytest.raises(schema.NewerSchema, match=r"sessions\.0001_initial"):
        schema._refuse_newer(executor)
