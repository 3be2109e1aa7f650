"""Tables that are made together."""

from __future__ import annotations

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from firsthand.foundation.migrating import Together

TABLES = {"trees_tree", "trees_leaf"}


def grown() -> Together:
    """Return the tables of a tree and its leaves."""
    key = ("id", models.BigAutoField(primary_key=True))
    tree = models.ForeignKey("trees.tree", models.CASCADE)
    return Together(
        [
            migrations.CreateModel("Tree", [key]),
            migrations.CreateModel("Leaf", [key, ("tree", tree)]),
        ]
    )


def there() -> set[str]:
    return TABLES & set(connection.introspection.table_names())


@pytest.mark.django_db
def test_tables_that_need_each_other_are_made_and_taken_back() -> None:
    without, within = ProjectState(), ProjectState()
    grown().state_forwards("trees", within)
    with connection.schema_editor() as editor:
        grown().database_forwards("trees", editor, without, within)
    assert there() == TABLES
    with connection.cursor() as cursor:
        keys = connection.introspection.get_relations(cursor, "trees_leaf")
    assert keys["tree_id"][:2] == ("id", "trees_tree")
    with connection.schema_editor() as editor:
        grown().database_backwards("trees", editor, within, without)
    assert there() == set()


def test_a_state_whose_classes_are_built_builds_those_of_the_new_models_too() -> None:
    state = ProjectState()
    assert not state.apps.get_models()
    grown().state_forwards("trees", state)
    tree, leaf = (state.apps.get_model("trees", name) for name in ("tree", "leaf"))
    assert leaf._meta.get_field("tree").related_model is tree


def test_it_says_what_it_makes() -> None:
    assert grown().describe() == "Create model Tree; Create model Leaf"
