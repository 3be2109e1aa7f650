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
from firsthand.domain.metrics.rules.courses import Course, Solving, courses
from firsthand.domain.metrics.rules.handling import shared_out
from firsthand.domain.metrics.rules.happenings import (
    Asked,
    Assigned,
    Escalated,
    Escaped,
    EscapeWay,
    Event,
    Focused,
    Key,
    Merged,
    Nature,
    OrderLinked,
    Reopened,
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

# Raised whenever the same journal leads to other facts than before: facts of an older
# version are refused until they are built afresh.
VERSION = 4

__all__ = [
    "STANDARD",
    "VERSION",
    "Asked",
    "Assigned",
    "Contact",
    "Course",
    "Escalated",
    "EscapeWay",
    "Escaped",
    "Event",
    "FirstReply",
    "Focused",
    "Issue",
    "Key",
    "Merged",
    "Nature",
    "OrderLinked",
    "Outcome",
    "Policy",
    "Reopened",
    "Replied",
    "ReplyKind",
    "Scope",
    "Solved",
    "Solving",
    "State",
    "Tagged",
    "contacts",
    "courses",
    "failure",
    "first_replies",
    "in_order",
    "is_one_touch",
    "issues",
    "outcome",
    "settles_at",
    "shared_out",
    "without_merged_tickets",
]
