"""Do the ledgers hold what remedies and facts say? Added up again from scratch."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, transaction

from firsthand.domain.remedies.rules.states import RESERVING, State

_CELLS = """
    WITH promised AS (
        SELECT part.cell_id AS id,
               sum(part.minor_units) FILTER (WHERE remedy.state = ANY(%(reserving)s))
                   AS reserved,
               sum(part.minor_units) FILTER (WHERE remedy.state = %(succeeded)s) AS settled
          FROM remedies_part AS part JOIN remedies_remedy AS remedy
               ON remedy.id = part.remedy_id
         WHERE part.cell_id IS NOT NULL GROUP BY part.cell_id),
    outside AS (
        SELECT part.cell_id AS id, sum(part.minor_units) AS settled,
               sum(part.over_minor_units) AS over
          FROM remedies_outsidepart AS part JOIN remedies_outsiderefund AS refund
               ON refund.id = part.refund_id
         WHERE refund.explained_by_id IS NULL GROUP BY part.cell_id)
    SELECT cell.ledger_id, 'cell'
      FROM remedies_cell AS cell
      LEFT JOIN promised ON promised.id = cell.id
      LEFT JOIN outside ON outside.id = cell.id
     WHERE ROW(cell.reserved, cell.settled, cell.over) IS DISTINCT FROM
           ROW(coalesce(promised.reserved, 0)::bigint,
               (coalesce(promised.settled, 0) + coalesce(outside.settled, 0))::bigint,
               coalesce(outside.over, 0)::bigint)
        OR cell.reserved + cell.settled > cell.captured
     LIMIT 20"""
_LEDGERS = """
    SELECT ledger.order_id, 'ledger'
      FROM remedies_ledger AS ledger
      LEFT JOIN (SELECT ledger_id, sum(captured) AS captured, sum(reserved) AS reserved,
                        sum(settled) AS settled, sum(over) AS over
                   FROM remedies_cell GROUP BY ledger_id) AS cells
             ON cells.ledger_id = ledger.order_id
     WHERE ROW(ledger.captured, ledger.reserved, ledger.settled, ledger.over)
           IS DISTINCT FROM
           ROW(coalesce(cells.captured, 0)::bigint, coalesce(cells.reserved, 0)::bigint,
               coalesce(cells.settled, 0)::bigint, coalesce(cells.over, 0)::bigint)
     LIMIT 20"""
_PARTS = """
    SELECT remedy.ledger_id, 'parts'
      FROM remedies_remedy AS remedy
      LEFT JOIN (SELECT remedy_id, sum(minor_units) AS minor_units, count(*) AS parts
                   FROM remedies_part GROUP BY remedy_id) AS part
             ON part.remedy_id = remedy.id
     WHERE ROW(remedy.minor_units, remedy.part_count::bigint) IS DISTINCT FROM
           ROW(coalesce(part.minor_units, 0)::bigint, coalesce(part.parts, 0))
     LIMIT 20"""
# The last thing the log says of a remedy is the state it is in. What the last row says is
# carried along in its number's last two digits: to look the row up again takes longer.
_AUDITED = """
    SELECT remedy.ledger_id, 'audit'
      FROM remedies_remedy AS remedy
      LEFT JOIN (SELECT subject,
                        max(seq * 100 + array_position(%(kinds)s::text[], what::text))
                            AS last
                   FROM remedies_auditrow
                  WHERE what = ANY(%(kinds)s) GROUP BY subject) AS said
             ON said.subject = remedy.key::text
     WHERE (%(kinds)s::text[])[said.last %% 100] IS DISTINCT FROM 'remedy.' || remedy.state
     LIMIT 20"""
# Sums of a million orders are added up in memory, not in files; and whole tables are read
# from one end to the other, where by an index each row would be looked up by itself.
_FOR_WHOLE_TABLES = {
    "work_mem": "256MB",
    "enable_indexscan": "off",
    "enable_indexonlyscan": "off",
    "enable_bitmapscan": "off",
}


@dataclass(frozen=True)
class Discrepancy:
    """An order whose books are wrong: `cell`, `ledger`, `parts` or `audit`."""

    order_id: int
    what: str


@dataclass(frozen=True)
class Books:
    """What a check of all ledgers found, with how many there are."""

    ledgers: int
    remedies: int
    wrong: tuple[Discrepancy, ...]


def books() -> Books:
    """Add up every cell, ledger and remedy again, and hold the states against the log."""
    parameters: dict[str, list[str] | str] = {
        "reserving": sorted(state.value for state in RESERVING),
        "succeeded": State.SUCCEEDED.value,
        "kinds": [f"remedy.{state.value}" for state in State],
    }
    wrong: list[Discrepancy] = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM remedies_ledger),"
            " (SELECT count(*) FROM remedies_remedy)"
        )
        ledgers, remedies = cursor.fetchone()
        for name, value in _FOR_WHOLE_TABLES.items():
            cursor.execute(f"SET LOCAL {name} = '{value}'")
        for question in (_CELLS, _LEDGERS, _PARTS, _AUDITED):
            cursor.execute(question, parameters)
            wrong += [Discrepancy(order, what) for order, what in cursor.fetchall()]
        for name in _FOR_WHOLE_TABLES:  # The transaction may be a greater one's.
            cursor.execute(f"SET LOCAL {name} TO DEFAULT")
    return Books(ledgers, remedies, tuple(wrong))
