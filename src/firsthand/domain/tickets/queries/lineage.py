"""Where a merged ticket's number leads, and which numbers lead to a ticket."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection


def roots_of(ticket_ids: Collection[int]) -> dict[int, int]:
    """Return by the number of each of these tickets the one it leads to: often itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH RECURSIVE way AS (
                    SELECT id AS first, id, merged_into_id FROM tickets_ticket
                     WHERE id = ANY(%s)
                     UNION ALL
                    SELECT way.first, next.id, next.merged_into_id FROM way
                      JOIN tickets_ticket AS next ON next.id = way.merged_into_id)
               SELECT first, id FROM way WHERE merged_into_id IS NULL""",
            [list(ticket_ids)],
        )
        return dict(cursor.fetchall())


def numbers_of(ticket_id: int) -> list[int]:
    """Return all numbers that lead to a ticket, or through it: its own too."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH RECURSIVE part AS (
                    SELECT %s::bigint AS id
                     UNION ALL
                    SELECT merged.id FROM part
                      JOIN tickets_ticket AS merged ON merged.merged_into_id = part.id)
               SELECT id FROM part ORDER BY id""",
            [ticket_id],
        )
        return [number for (number,) in cursor.fetchall()]
