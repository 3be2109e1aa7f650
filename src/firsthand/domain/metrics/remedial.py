"""Sources about escalations, remedies and the authority they were given on.

A remedy belongs to the issue whose latest contact on the ticket came before it. What was
asked for on a ticket that was merged into another later is not found there.
"""

from __future__ import annotations

from firsthand.domain.orders.ports import CLAIMED
from firsthand.domain.reasons.ports import RISKY

_MONEY = "('refund', 'returnless_refund', 'goodwill_credit')"
_THREAT, _CLAIMS = "RSK.ATZ.THREAT", "RSK.ATZ"


def _of_issue(kinds: str, columns: str) -> str:
    """Return SQL that joins to `issue`, as `done`, what its entries of these kinds say.

    Made once for all issues of a question, from the entries: they are rare, so that to look
    for them issue by issue takes longer. None of them is older than the first issue.

    # TRICKY: the condition on kinds is that of the journal's own indexes, and as narrow as
    # it can be. They are never withdrawn, so nobody has to ask whether they stand.
    """
    return f"""
      LEFT JOIN (
           SELECT contact.issue_id, {columns}
             FROM journal_entry AS entry
             JOIN metrics_contact AS contact ON contact.ticket_id = entry.ticket_id
              AND contact.started_at <= entry.happened_at
            WHERE entry.kind IN ({kinds}) AND entry.happened_at >= %(first)s
              AND NOT EXISTS (SELECT FROM metrics_contact AS later
                               WHERE later.ticket_id = contact.ticket_id
                                 AND later.issue_id <> contact.issue_id
                                 AND later.started_at > contact.started_at
                                 AND later.started_at <= entry.happened_at)
            GROUP BY contact.issue_id
           ) AS done ON done.issue_id = issue.opening_message_id"""


_FORCED = "'remedies.pending_approval'"
_USED = "'authority.used'"
_SUCCEEDED = "'remedies.succeeded'"
_FIRST_FORCED = f"min(entry.happened_at) FILTER (WHERE entry.kind = {_FORCED}) AS forced_at"

# Issues with when they were first passed up: by somebody, or because the policy said so.
ESCALATED = f"""(
    SELECT issue.*, done.forced_at,
           least(issue.escalated_at, done.forced_at) AS passed_up_at
      FROM metrics_issue AS issue {_of_issue(_FORCED, _FIRST_FORCED)})"""

# Issues with when money first went back.
REFUNDED = f"""(
    SELECT issue.*, done.refunded_at
      FROM metrics_issue AS issue {
    _of_issue(
        _SUCCEEDED,
        f'''
           min(entry.happened_at) FILTER (WHERE entry.facts->>'kind' IN {_MONEY})
               AS refunded_at''',
    )
})"""

# Issues of a risky reason: when they were passed up, and whether something was given on
# somebody's own word before the resolution.
HIGH_RISK = f"""(
    SELECT issue.*, least(issue.escalated_at, done.forced_at) AS passed_up_at,
           CASE WHEN done.used_at <= coalesce(issue.resolved_at, 'infinity')
                THEN 'used' ELSE 'not_used' END AS authority
      FROM metrics_issue AS issue
      JOIN ({RISKY}) AS risky ON risky.code = issue.reason
      {
    _of_issue(
        f"{_FORCED}, {_USED}",
        f'''{_FIRST_FORCED},
           min(entry.happened_at) FILTER (WHERE entry.kind = {_USED}
               AND entry.facts->>'said' = 'allowed') AS used_at''',
    )
})"""

# Each time somebody wanted to give something and was allowed to, or had to ask.
USED = """(
    SELECT happened_at AS used_at, recorded_at, store_id, ticket_id, buyer_id,
           actor_id AS agent_id, facts->>'reason' AS reason, facts->>'kind' AS remedy,
           facts->>'said' AS said, (facts->>'has_note')::boolean AS has_note,
           coalesce((facts->>'is_split')::boolean, false) AS is_split,
           coalesce((facts->>'minor_units')::bigint > 0, true) AS is_money,
           coalesce(facts->'grounds', '[]') ?| ARRAY['over_grant', 'restricted',
               'over_share', 'over_window', 'over_budget'] AS is_over
      FROM journal_entry
     WHERE kind = 'authority.used')"""

# Each time a ticket was passed up, and the first thing somebody did about it. What ran out
# undecided waited that long; what was taken back waits for nothing.
PASSED_UP = """(
    SELECT asked.happened_at AS passed_up_at, asked.recorded_at, asked.store_id,
           asked.ticket_id, asked.facts->>'reason' AS reason, true AS is_forced,
           decided.happened_at AS acted_at,
           decided.kind IS NOT DISTINCT FROM 'remedies.cancelled' AS is_taken_back
      FROM journal_entry AS asked
      LEFT JOIN LATERAL (
           SELECT happened_at, kind FROM journal_entry AS entry
            WHERE entry.subject_id = asked.subject_id
              AND entry.kind IN ('remedies.approved', 'remedies.rejected',
                                 'remedies.expired', 'remedies.cancelled')
            ORDER BY happened_at, id LIMIT 1) AS decided ON true
     WHERE asked.kind = 'remedies.pending_approval'
     UNION ALL
    SELECT asked.happened_at, asked.recorded_at, asked.store_id, asked.ticket_id, '',
           false, acted.happened_at, false
      FROM journal_entry AS asked
      LEFT JOIN LATERAL (
           SELECT happened_at FROM journal_entry AS entry
            WHERE entry.ticket_id = asked.ticket_id
              AND entry.happened_at >= asked.happened_at AND entry.id > asked.id
              AND entry.actor_id <> coalesce(asked.actor_id, 0)
              AND entry.kind LIKE 'tickets.%%'
            ORDER BY happened_at, id LIMIT 1) AS acted ON true
     WHERE asked.kind = 'tickets.escalated')"""

# Issues whose buyer threatened a claim, with the first one made on their order. The tag may
# have become another about claims since: whoever then makes one is not to disappear.
THREATENED = f"""(
    SELECT issue.*, claim.claimed_at,
           coalesce(issue.resolved_at <= issue.opened_at + interval '7 days'
                    AND issue.resolved_at < coalesce(claim.claimed_at, 'infinity'), false)
               AS is_resolved_first
      FROM metrics_issue AS issue
      LEFT JOIN LATERAL (
           SELECT min(claimed_at) AS claimed_at FROM ({CLAIMED}) AS claimed
            WHERE claimed.order_id = issue.order_id
              AND claimed.claimed_at >= issue.opened_at) AS claim ON true
     WHERE issue.reason = '{_THREAT}' OR issue.reason_now = '{_THREAT}'
        OR ((issue.reason LIKE '{_CLAIMS}.%%' OR issue.reason_now LIKE '{_CLAIMS}.%%')
            AND EXISTS (
                SELECT FROM metrics_contact AS contact
                  JOIN journal_entry AS entry ON entry.ticket_id = contact.ticket_id
                   AND entry.happened_at >= contact.started_at
                   AND entry.kind = 'tickets.tagged'
                   AND entry.facts->>'reason' = '{_THREAT}'
                 WHERE contact.issue_id = issue.opening_message_id)))"""
