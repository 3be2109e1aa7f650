"""What was promised to buyers, as a source of metrics.

From the journal: promises are made above the area that counts them. Each that somebody
confirmed is a unit, by the time it was due; what came of it is what was said last. One
moved before it was due counts by its new time.
"""

from __future__ import annotations

MADE = """(
    SELECT made.subject_id, made.store_id, made.ticket_id, made.actor_id AS agent_id,
           made.recorded_at,
           coalesce(moved.due_at, (made.facts->>'due_at')::timestamptz) AS due_at,
           make_interval(mins => (made.facts->>'grace_minutes')::int) AS grace,
           CASE WHEN ended.kind = 'promises.kept' THEN ended.happened_at END AS kept_at,
           CASE WHEN ended.kind = 'promises.withdrawn' THEN ended.happened_at END
               AS withdrawn_at,
           coalesce(course.reason, '') AS reason, coalesce(course.product, '') AS product,
           coalesce(course.channel, '') AS channel
      FROM journal_entry AS made
      LEFT JOIN metrics_course AS course ON course.ticket_id = made.ticket_id
      LEFT JOIN LATERAL (
           SELECT kind, happened_at FROM journal_entry AS entry
            WHERE entry.subject_id = made.subject_id
              AND entry.kind IN ('promises.kept', 'promises.reopened',
                                 'promises.withdrawn')
            ORDER BY id DESC LIMIT 1) AS ended ON true
      LEFT JOIN LATERAL (
           SELECT (facts->>'due_at')::timestamptz AS due_at FROM journal_entry AS entry
            WHERE entry.subject_id = made.subject_id AND entry.kind = 'promises.moved'
            ORDER BY id DESC LIMIT 1) AS moved ON true
     WHERE made.kind = 'promises.confirmed' AND made.facts->>'due_at' IS NOT NULL)"""
