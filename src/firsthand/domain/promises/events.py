"""What promises write into the journal: ids, times, kinds; never words of people.

Subject: the promise; the ticket it was made on is in `about`.
"""

from __future__ import annotations

DETECTED = "promises.detected"  # In a reply, and confirmed by nobody yet: {due_at}
# From here on it counts. {due_at: ISO time or None, grace_minutes, origin}; actor: who
# promised it.
CONFIRMED = "promises.confirmed"
KEPT = "promises.kept"  # When it was done. {late_minutes: 0 in time}
REOPENED = "promises.reopened"  # What kept it never left us: it is owed again.
BROKEN = "promises.broken"  # Nothing was done by the due time and the grace.
WITHDRAWN = "promises.withdrawn"  # Before it was due.
DISMISSED = "promises.dismissed"  # What was detected is no promise.
REMINDED = "promises.reminded"  # {keeper: id or None}
ESCALATED = "promises.escalated"  # {keeper: id or None}
# {keeper: id before, to: id, why: "chosen" by somebody, "shift" of the keeper ended}
HANDED_OVER = "promises.handed_over"
# To another time, before it was due. {due_at, before: ISO times, why: a `MoveReason`}
MOVED = "promises.moved"
