"""The facts, and what was published of them."""

from firsthand.domain.metrics.models.facts import (
    AgentTime,
    AuditIssue,
    Contact,
    Course,
    Focus,
    Issue,
    Solving,
    Standing,
)
from firsthand.domain.metrics.models.published import Published, Revision
from firsthand.domain.metrics.models.sums import DaySum, EightHours, HalfHour, SummedDay

__all__ = [
    "AgentTime",
    "AuditIssue",
    "Contact",
    "Course",
    "DaySum",
    "EightHours",
    "Focus",
    "HalfHour",
    "Issue",
    "Published",
    "Revision",
    "Solving",
    "Standing",
    "SummedDay",
]
