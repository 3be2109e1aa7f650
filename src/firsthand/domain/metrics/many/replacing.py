"""Make the stored facts of many buyers what their entries say, and tell what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace

from django.db import connection

from firsthand.domain.metrics.bulk.tables import KEYS
from firsthand.domain.metrics.commands import agent_time, day_sums, half_hours
from firsthand.domain.metrics.commands.build_facts import (
    differences_of,
    portions,
    replace_facts,
    set_aside,
)
from firsthand.domain.metrics.commands.derivation import Derived
from firsthand.domain.metrics.commands.rows import TABLES, Difference, Table
from firsthand.domain.metrics.many.fresh import columns, fresh, fresh_facts, stored
from firsthand.domain.metrics.models import Focus

# Above that, counting everything again takes less time than as many single half hours.
HALF_HOURS_ONE_BY_ONE = 5_000


@dataclass
class Changed:
    """Where facts changed: what has to be counted again.

    Attributes:
        half_hours: by table, one row for each store and half hour.
        agents: with the half hours in which their time changed.
    """

    half_hours: dict[Table, set[tuple[int, datetime]]] = field(default_factory=dict)
    agents: agent_time.Touched = field(default_factory=set)

    def add(self, table: Table, rows: list[tuple[int, datetime]]) -> None:
        """Note where rows of a table changed."""
        found = self.agents if table is Focus else self.half_hours.setdefault(table, set())
        found.update(rows)

    def doubt_days(self) -> None:
        """Say of their days that the sums are perhaps no longer those of the facts."""
        for table, rows in self.half_hours.items():
            day_sums.doubt(day_sums.days_of(table, _as_rows(table, rows)))

    def are_few(self) -> bool:
        """Say whether counting them one by one takes less time than counting all."""
        places = [*self.half_hours.values(), self.agents]
        return sum(map(len, places)) <= HALF_HOURS_ONE_BY_ONE

    def count(self) -> None:
        """Count what changed again, all at once if that is less work."""
        if not self.are_few():
            half_hours.count_all()
            agent_time.count_all()
            return
        for table, rows in self.half_hours.items():
            half_hours.recount(table, _as_rows(table, rows))
        agent_time.recount(self.agents)


def replace_facts_of_many(buyers: Sequence[int]) -> Changed:
    """Make the stored facts of these buyers, in order of ids, what their entries say.

    The sums are left to the caller, of whatever of these buyers changed.
    """
    changed = Changed()
    for usual, unusual in fresh_facts(buyers):
        set_aside(usual, Derived())
        for table in TABLES:
            changed.add(table, _replace(table))
        for few in portions(unusual):
            replace_facts(few)
    return changed


def _replace(table: Table) -> list[tuple[int, datetime]]:
    """Replace the rows of the buyers worked out; return where they changed."""
    key, names = table._meta.pk.column, columns(table)
    renewed = ", ".join(f"{one} = excluded.{one}" for one in names if one != key)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH differing AS MATERIALIZED ({_differing(table, "kept", "fresh")}),
                     gone AS (
                     DELETE FROM {table._meta.db_table} AS fact USING differing
                      WHERE fact.{key} = (kept).{key} AND (fresh).{key} IS NULL),
                     put AS (
                     INSERT INTO {table._meta.db_table} ({", ".join(names)})
                     SELECT {", ".join(f"(fresh).{one}" for one in names)} FROM differing
                      WHERE (fresh).{key} IS NOT NULL
                         ON CONFLICT ({key}) DO UPDATE SET {renewed})
                SELECT DISTINCT {_place(table)} FROM (
                       SELECT (kept).* FROM differing UNION ALL
                       SELECT (fresh).* FROM differing) AS row
                 WHERE {key} IS NOT NULL"""
        )
        return list(cursor.fetchall())


def _differing(table: Table, *what: str) -> str:
    """Return SQL of the rows that are not what the journal says, as both are."""
    key = table._meta.pk.column
    return f"""SELECT {", ".join(what)} FROM {stored(table)} AS kept
                 FULL JOIN {fresh(table)} AS fresh ON kept.{key} = fresh.{key}
                WHERE kept IS DISTINCT FROM fresh"""


def _place(table: Table) -> str:
    """Return SQL of where a row lies: the store or agent, and the start of a half hour."""
    if table is Focus:
        # TRICKY: nobody is in a half hour that begins when the stretch ends.
        return """agent_id, generate_series(
            date_bin('30 minutes', started_at, 'epoch'),
            started_at + seconds * interval '1 second' - interval '1 microsecond',
            '30 minutes')"""
    return f"store_id, date_bin('30 minutes', {_moment(table)}, 'epoch')"


def _moment(table: Table) -> str:
    return KEYS[table._meta.model_name or ""][1]


def _as_rows(table: Table, places: set[tuple[int, datetime]]) -> list[SimpleNamespace]:
    """Return rows that lie in these half hours, as far as counting looks at them."""
    return [SimpleNamespace(store_id=store, **{_moment(table): at}) for store, at in places]


def differences_of_many(buyers: Sequence[int]) -> list[Difference]:
    """Return where the stored facts of these buyers are not what their entries say."""
    found: list[Difference] = []
    for _, unusual in fresh_facts(buyers):
        for table in TABLES:
            found += _differences(table)
        for few in portions(unusual):
            found += differences_of(few)
    return found


def _differences(table: Table) -> list[Difference]:
    key, names = table._meta.pk.column, columns(table)
    values = [f"{image}.{name}" for image in ("kept", "fresh") for name in names]
    with connection.cursor() as cursor:
        cursor.execute(f"{_differing(table, *values)} ORDER BY coalesce(kept.{key}, fresh.{key})")
        rows = cursor.fetchall()
    place, found = names.index(key), []
    for row in rows:
        images = row[: len(names)], row[len(names) :]
        kept, fresh = (None if one[place] is None else one for one in images)
        known = kept or fresh
        assert known is not None
        found.append(Difference(table._meta.model_name or "", known[place], kept, fresh))
    return found
