"""What the database guards in money and authority, and the tests that see each guard go.

`python -m tests.guards` writes docs/guards.md from the lists in the tests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models import CheckConstraint, UniqueConstraint

PAGE = Path(__file__).parents[1] / "docs" / "guards.md"
Forbidden = Sequence[tuple[str, str]]


def names(area: str, kind: str) -> set[str]:
    """Return the triggers or constraints the models of an area declare."""
    models = apps.get_app_config(area).get_models()
    if kind == "trigger":
        return {t.name for m in models for t in getattr(m._meta, "triggers", ())}
    return {
        constraint.name
        for model in models
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint | UniqueConstraint)
    }


def attempt(statement: str) -> None:
    """Do it in a transaction of its own, its end included."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.execute("set constraints all immediate")


def refusal_of(statement: str) -> str:
    """Return what the database says to it; empty: it does it."""
    try:
        attempt(statement)
    except DatabaseError as refusal:
        return str(refusal)
    return ""


@contextmanager
def without(area: str, guard: str) -> Iterator[None]:
    """Have everything done without a guard, and nothing of it kept."""
    with transaction.atomic():
        take_away(area, guard)
        yield
        transaction.set_rollback(True)


def take_away(area: str, guard: str) -> None:
    """Drop a trigger, constraint or index, until the transaction is rolled back."""
    table, found = f"{area}_%", []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('DROP TRIGGER %%I ON %%s', tgname, tgrelid::regclass)"
            "  FROM pg_trigger"
            # One of remedies' own stands on the journal.
            " WHERE tgrelid::regclass::text LIKE ANY (ARRAY[%(table)s, 'journal_entry'])"
            "   AND tgname ~ ('^pgtrigger_' || %(guard)s || '_[0-9a-f]{5}$')"
            " UNION ALL"
            " SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass,"
            "        conname) FROM pg_constraint WHERE conname = %(guard)s"
            " UNION ALL"
            " SELECT format('DROP INDEX %%I', indexname) FROM pg_indexes"
            "  WHERE indexname = %(guard)s AND NOT EXISTS"
            "        (SELECT FROM pg_constraint WHERE conname = %(guard)s)",
            {"table": table, "guard": guard},
        )
        found = [statement for (statement,) in cursor.fetchall()]
        assert found, f"there is no {guard}"
        for statement in found:
            cursor.execute(statement)


def page(areas: Mapping[str, tuple[Forbidden, Mapping[str, str]]]) -> str:
    """Return docs/guards.md: each guard, and what fails when it is taken away.

    Args:
        areas: by name, what is refused, and what is seen by another test.
    """
    parts = [
        "# What the database guards\n\n"
        "Written by `python -m tests.guards`. Each trigger and constraint of money and of\n"
        "authority is taken away in a test, and what it forbids then goes through, or\n"
        "meets a second guard: without it, the tests named here fail."
    ]
    for area, (forbidden, elsewhere) in areas.items():
        rows = []
        for guard in sorted({name for name, _ in forbidden} | elsewhere.keys()):
            tried = sum(name == guard for name, _ in forbidden)
            said = f"{tried} forbidden statement{'s' * (tried != 1)}" if tried else ""
            seen = elsewhere.get(guard, "")
            rows.append(f"| `{guard}` | {'; '.join(filter(None, [said, seen]))} |")
        parts.append(f"\n## {area}: {len(rows)} guards\n\n| guard | without it fails |")
        parts.append("\n".join(["|---|---|", *rows]))
    return "\n".join(parts) + "\n"


def current_page() -> str:
    """Return what docs/guards.md has to be now."""
    from tests.domain.authority import test_guards as authority
    from tests.domain.remedies import test_guards as remedies
    from tests.domain.remedies.test_without_guards import DOES

    seen = {
        guard: f"`test_without_it_what_it_does_is_missing[{guard}]`, {where}"
        for guard, where in remedies.SEEN_ELSEWHERE.items()
        if guard in DOES
    }
    return page(
        {
            "remedies": (remedies.FORBIDDEN, remedies.SEEN_ELSEWHERE | seen),
            "authority": (authority.FORBIDDEN, {}),
        }
    )


if __name__ == "__main__":
    import django

    django.setup()
    PAGE.write_text(current_page(), encoding="utf-8")
