"""Questions about authority: what holds, how somebody stands, what a version would say.

Nothing here writes.
"""

from firsthand.domain.authority.models import Draw, PolicyVersion
from firsthand.domain.authority.queries.policies import (
    KINDS,
    InForce,
    in_force,
    problems_of,
    rates,
    versions,
)
from firsthand.domain.authority.queries.trying import DAYS, past_uses, try_out
from firsthand.domain.authority.queries.using import (
    Asking,
    Standing,
    findings,
    standing,
    team_of,
)
from firsthand.domain.authority.queries.words import (
    of_contradiction,
    of_decision,
    of_finding,
    of_ground,
    of_lack,
)
from firsthand.domain.authority.rules import (
    DEFAULT,
    RISKS,
    Advice,
    Allowed,
    Budget,
    Case,
    Decision,
    DryRun,
    Flag,
    FlagTerms,
    Forbidden,
    Grant,
    Lack,
    NeedsApproval,
    NoteTerms,
    Of,
    Offer,
    Period,
    ProductProblem,
    Restriction,
    Terms,
    Unreadable,
    Why,
    Window,
    advice,
    approvers,
    in_funnel,
    judge,
    may_approve,
    near_limit,
    plain,
    read,
    template,
)

__all__ = [
    "DAYS", "DEFAULT", "KINDS", "RISKS", "Advice", "Allowed", "Asking", "Budget", "Case",
    "Decision", "Draw", "DryRun", "Flag", "FlagTerms", "Forbidden", "Grant", "InForce",
    "Lack", "NeedsApproval", "NoteTerms", "Of", "Offer", "Period", "PolicyVersion",
    "ProductProblem", "Restriction", "Standing", "Terms", "Unreadable", "Why", "Window",
    "advice", "approvers", "findings", "in_force", "in_funnel", "judge", "may_approve",
    "near_limit", "of_contradiction", "of_decision", "of_finding", "of_ground", "of_lack",
    "past_uses", "plain", "problems_of", "rates", "read", "standing", "team_of",
    "template", "try_out", "versions",
]  # fmt: skip
