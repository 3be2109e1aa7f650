"""What the rules say, and what they find."""

from firsthand.domain.policies.queries.packs import shipped
from firsthand.domain.policies.rules import (
    Facts,
    Finding,
    Outgoing,
    RuleSet,
    Severity,
    check,
)

__all__ = ["Facts", "Finding", "Outgoing", "RuleSet", "Severity", "check", "shipped"]
