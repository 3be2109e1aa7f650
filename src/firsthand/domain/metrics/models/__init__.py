"""The facts, and what was published of them."""

from firsthand.domain.metrics.models.facts import (
    AgentTime,
    AuditIssue,
    Contact,
    Course,
    Focus,
    HalfHour,
    Issue,
    Solving,
    Standing,
)
from firsthand.domain.metrics.models.published import Published, Revision
from firsthand.domain.metrics.models.sums import DaySum, SummedDay

__all__ = [
    "AgentTime",
    "AuditIssue",
    "Contact",
    "Course",
    "DaySum",
    "Focus",
    "HalfHour",
    "Issue",
    "Published",
    "Revision",
    "Solving",
    "Standing",
    "SummedDay",
]
