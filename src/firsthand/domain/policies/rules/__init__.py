"""Pure: a text, a set of rules, and what the rules find in the text."""

from firsthand.domain.policies.rules.checking import check
from firsthand.domain.policies.rules.outgoing import Facts, Finding, Outgoing, Severity
from firsthand.domain.policies.rules.ruleset import RuleSet

__all__ = ["Facts", "Finding", "Outgoing", "RuleSet", "Severity", "check"]
