"""What counts as a contact, an issue and a first contact resolution. Pure.

The events of one buyer go in; contacts, issues and first replies come out. What an issue
came to is then a function of the issue and a moment. No clock, no database.
"""

from firsthand.domain.metrics.rules.contacts import (
    Contact,
    FirstReply,
    contacts,
    first_replies,
)
from firsthand.domain.metrics.rules.happenings import (
    Asked,
    Escalated,
    Escaped,
    EscapeWay,
    Event,
    Key,
    Merged,
    Nature,
    OrderLinked,
    Replied,
    ReplyKind,
    Solved,
    Tagged,
    in_order,
    without_merged_tickets,
)
from firsthand.domain.metrics.rules.issues import Issue, issues
from firsthand.domain.metrics.rules.outcomes import (
    Outcome,
    State,
    failure,
    is_one_touch,
    outcome,
    settles_at,
)
from firsthand.domain.metrics.rules.policy import STANDARD, Policy, Scope

__all__ = [
    "STANDARD",
    "Asked",
    "Contact",
    "Escalated",
    "EscapeWay",
    "Escaped",
    "Event",
    "FirstReply",
    "Issue",
    "Key",
    "Merged",
    "Nature",
    "OrderLinked",
    "Outcome",
    "Policy",
    "Replied",
    "ReplyKind",
    "Scope",
    "Solved",
    "State",
    "Tagged",
    "contacts",
    "failure",
    "first_replies",
    "in_order",
    "is_one_touch",
    "issues",
    "outcome",
    "settles_at",
    "without_merged_tickets",
]
