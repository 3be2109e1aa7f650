"""What each role may do. One table, read by pages, API and commands alike."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What somebody is here to do."""

    AGENT = "agent"
    LEAD = "lead"
    REVIEWER = "reviewer"
    COMPLIANCE = "compliance"
    ANALYST = "analyst"
    OWNER = "owner"


class Right(StrEnum):
    """One thing a role may be allowed to do."""

    READ_TICKETS = "tickets.read"
    WORK_TICKETS = "tickets.work"
    ASSIGN_OTHERS = "tickets.assign_others"
    READ_FIGURES = "metrics.read"
    MANAGE_PEOPLE = "people.manage"
    MANAGE_STORES = "stores.manage"
    ERASE_BUYERS = "buyers.erase"
    USE_API = "api.use"


_READING = frozenset({Right.READ_TICKETS, Right.READ_FIGURES, Right.USE_API})
_WORKING = _READING | {Right.WORK_TICKETS}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.AGENT: _WORKING,
    Role.LEAD: _WORKING | {Right.ASSIGN_OTHERS},
    Role.REVIEWER: _READING,
    Role.COMPLIANCE: _READING | {Right.ERASE_BUYERS},
    Role.ANALYST: _READING,
    Role.OWNER: frozenset(Right),
}
