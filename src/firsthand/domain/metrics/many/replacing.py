"""Make the stored facts of many buyers what their entries say, and tell what changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from django.db import models
from psycopg import Cursor

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
from firsthand.domain.metrics.many.fresh import columns, fresh, stored, with_fresh_facts
from firsthand.domain.metrics.models import AgentTime, Focus, HalfHour

# So many half hours are counted one by one, however few there are of them in all.
FEW = 5_000
_HALF_HOUR = 1800  # Seconds.
# Counting one half hour again takes as long as counting two of all of them.
_WORTH = 2
Places = set[tuple[int, int]]  # A store or agent, and half hours since 1970 (UTC).


@dataclass
class Changed:
    """Where facts changed: what has to be counted again.

    Attributes:
        places: by table, the half hours of a store; of focus those of an agent.
    """

    places: dict[Table, Places] = field(default_factory=dict)

    def doubt_days(self) -> None:
        """Say of their days that the sums are perhaps no longer those of the facts."""
        for table, places in self.places.items():
            days = {(0, number - number % 48) for _, number in places}
            day_sums.doubt(day_sums.days_of(table, _as_rows(table, days)))

    def count(self) -> None:
        """Count again what changed; all, where that takes less time."""
        in_stores = {
            table: found for table, found in self.places.items() if table is not Focus
        }
        if _is_less(HalfHour, sum(map(len, in_stores.values()))):
            half_hours.count_all()
        else:
            for table, places in in_stores.items():
                half_hours.recount(table, _as_rows(table, places))
        of_agents = self.places.get(Focus, set())
        if _is_less(AgentTime, len(of_agents)):
            agent_time.count_all()
        else:
            agent_time.recount({(agent, _start(number)) for agent, number in of_agents})


def _is_less(kept: type[models.Model], changed: int) -> bool:
    return changed > FEW and kept._base_manager.count() < _WORTH * changed


def _start(number: int) -> datetime:
    return datetime.fromtimestamp(number * _HALF_HOUR, UTC)


def replace_facts_of_many(buyers: Sequence[int]) -> Changed:
    """Make the stored facts of these buyers, in order of ids, what their entries say.

    The sums are left to the caller, but of the days and half hours of unusual buyers.
    """
    changed = Changed({table: set() for table in TABLES})

    def replace(cursor: Cursor[Any]) -> None:
        for table in TABLES:
            changed.places[table] |= _replaced(table, cursor)

    for facts in with_fresh_facts(buyers, replace):
        set_aside(facts.usual, Derived())
        for few in portions(facts.unusual):
            replace_facts(few)
    return changed


def _replaced(table: Table, cursor: Cursor[Any]) -> Places:
    """Replace the rows of the buyers worked out; return where they changed."""
    key, names = table._meta.pk.column, columns(table)
    renewed = ", ".join(f"{one} = excluded.{one}" for one in names if one != key)
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
    return set(cursor.fetchall())


def _differing(table: Table, *what: str) -> str:
    """Return SQL of the rows that are not what the journal says, as both are."""
    key = table._meta.pk.column
    return f"""SELECT {", ".join(what)} FROM {stored(table)} AS kept
                 FULL JOIN {fresh(table)} AS fresh ON kept.{key} = fresh.{key}
                WHERE kept IS DISTINCT FROM fresh"""


def _place(table: Table) -> str:
    """Return SQL of the `Places` a row lies in."""
    if table is not Focus:
        return f"store_id, {_number(_moment(table))}"
    # Nobody is in a half hour that begins when the stretch ends.
    end = "started_at + seconds * interval '1 second' - interval '1 microsecond'"
    return f"agent_id, generate_series({_number('started_at')}, {_number(end)})"


def _number(moment: str) -> str:
    return f"floor(extract(epoch FROM {moment}) / {_HALF_HOUR})::bigint"


def _moment(table: Table) -> str:
    return KEYS[table._meta.model_name or ""][1]


def _as_rows(table: Table, places: Places) -> list[SimpleNamespace]:
    """Return rows that lie in these half hours, as far as counting looks at them."""
    at = _moment(table)
    return [SimpleNamespace(store_id=store, **{at: _start(each)}) for store, each in places]


def differences_of_many(buyers: Sequence[int]) -> list[Difference]:
    """Return where the stored facts of these buyers are not what their entries say."""
    found: list[Difference] = []

    def compare(cursor: Cursor[Any]) -> None:
        for table in TABLES:
            found.extend(_differences(table, cursor))

    for facts in with_fresh_facts(buyers, compare):
        for few in portions(facts.unusual):
            found += differences_of(few)
    return found


def _differences(table: Table, cursor: Cursor[Any]) -> Iterator[Difference]:
    key, names = table._meta.pk.column, columns(table)
    values = [f"{image}.{name}" for image in ("kept", "fresh") for name in names]
    by_key = f"ORDER BY coalesce(kept.{key}, fresh.{key})"
    cursor.execute(f"{_differing(table, *values)} {by_key}")
    for row in cursor.fetchall():
        # The key comes first.
        kept, fresh = (
            None if image[0] is None else image
            for image in (row[: len(names)], row[len(names) :])
        )
        known = kept or fresh
        assert known is not None
        yield Difference(table._meta.model_name or "", known[0], kept, fresh)
