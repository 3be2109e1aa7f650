"""What the rules say, and what they find."""

from firsthand.domain.policies.models import Raised, RuleSetVersion
from firsthand.domain.policies.queries.allowing import allowance_for, hash_of
from firsthand.domain.policies.queries.in_force import (
    InForce,
    State,
    draft,
    findings,
    in_force,
    rules_with,
    version,
    versions,
)
from firsthand.domain.policies.queries.lists import (
    DAYS,
    Line,
    Outcome,
    affected,
    blocks,
    line,
    lines,
    no_changes,
    raised_on,
    vocabularies_of,
    whole_rule,
)
from firsthand.domain.policies.queries.sources import (
    Example,
    digest,
    examples,
    examples_of,
    repairs,
    shipped_rules,
)
from firsthand.domain.policies.rules import (
    Facts,
    Finding,
    Outgoing,
    RuleSet,
    Severity,
    check,
)
from firsthand.domain.policies.rules.changing import MODES, only
from firsthand.domain.policies.rules.languages import spoken_in
from firsthand.domain.policies.rules.limits import LONGEST, endless_word
from firsthand.domain.policies.rules.outgoing import LANGUAGES
from firsthand.domain.policies.rules.packs import shipped
from firsthand.domain.policies.rules.repairing import Repair, repair

__all__ = [
    "DAYS", "LANGUAGES", "LONGEST", "MODES", "Example", "Facts", "Finding", "InForce",
    "Line", "Outcome", "Outgoing", "Raised", "Repair", "RuleSet", "RuleSetVersion",
    "Severity", "State", "affected", "allowance_for", "blocks", "check", "digest", "draft",
    "endless_word", "examples",
    "examples_of", "findings", "hash_of", "in_force", "line", "lines", "no_changes", "only",
    "raised_on", "repair", "repairs", "rules_with", "shipped", "shipped_rules",
    "spoken_in", "version", "versions", "vocabularies_of", "whole_rule",
]  # fmt: skip
