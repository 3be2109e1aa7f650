"""What service levels write into the journal: ids, times, kinds; never words of people.

Entries about policies and calendars have those as subject. Entries about a clock have the
clock as subject and say in `about` which ticket it is of. Their facts: `target`, `policy`
(an id), `since` and `due_at` (ISO times, the latter None while it stood still).
"""

from __future__ import annotations

CALENDAR_ADDED = "sla.calendar_added"
CALENDAR_CHANGED = "sla.calendar_changed"
CALENDAR_ARCHIVED = "sla.calendar_archived"
POLICY_ADDED = "sla.policy_added"
POLICY_CHANGED = "sla.policy_changed"
POLICY_ARCHIVED = "sla.policy_archived"
POLICY_RESTORED = "sla.policy_restored"
# Whose hours a calendar says. Subject: the person; {calendar: id or None}.
SHIFT_CHANGED = "sla.shift_changed"
# When the buyers of a store are answered. Subject: the store; {minutes, weekdays}, empty
# for none.
SLOTS_CHANGED = "sla.slots_changed"
# All open tickets were held against the policies again; {tickets}: how many.
RECOUNTED = "sla.recounted"

MET = "sla.met"  # The clock was stopped in time.
# It ran out: at that moment, or, where nobody was there to see it, when it was noticed. A
# clock is missed once; if its answer then comes, nothing more is written.
MISSED = "sla.missed"
# Nothing was owed any more, or the answer came back undelivered and the clock runs again:
# what was said of this clock before no longer counts.
DROPPED = "sla.dropped"
RESUMED = "sla.resumed"
ESCALATED = "sla.escalated"  # {to}: lead, assignee or both. Once for each clock.
