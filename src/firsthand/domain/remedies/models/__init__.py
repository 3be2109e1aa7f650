"""The tables of remedies: ledgers, remedies, attempts, facts from outside, audit."""

from firsthand.domain.remedies.models.attempt import Attempt, OutsidePart, OutsideRefund
from firsthand.domain.remedies.models.audit import AuditedEntry, AuditRow, Verification
from firsthand.domain.remedies.models.control import (
    AccountHealth,
    HandDecision,
    Incident,
    Stop,
)
from firsthand.domain.remedies.models.ledger import Cell, Ledger
from firsthand.domain.remedies.models.remedy import Part, Remedy

__all__ = [
    "AccountHealth", "Attempt", "AuditRow", "AuditedEntry", "Cell", "HandDecision",
    "Incident", "Ledger", "OutsidePart", "OutsideRefund", "Part", "Remedy", "Stop",
    "Verification",
]  # fmt: skip
