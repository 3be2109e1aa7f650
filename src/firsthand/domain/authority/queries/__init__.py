"""Questions about authority: what holds, how somebody stands, what a version would say.

Nothing here writes.
"""

from firsthand.domain.authority.models import Draw, PolicyVersion
from firsthand.domain.authority.queries.approving import (
    Reach,
    Reaches,
    claim_on,
    draws_of,
    grounds_of,
    standing_of,
)
from firsthand.domain.authority.queries.describing import (
    Section,
    holders,
    of_terms,
    role_name,
)
from firsthand.domain.authority.queries.gathering import (
    Prospect,
    Wish,
    never_from_here,
    prospect,
)
from firsthand.domain.authority.queries.notes import beginning
from firsthand.domain.authority.queries.patterns import near_limit_by_agent
from firsthand.domain.authority.queries.policies import (
    KINDS,
    InForce,
    in_force,
    newest_rates,
    problems_of,
    rates,
    readable_version,
    versions,
)
from firsthand.domain.authority.queries.telling import to_approver
from firsthand.domain.authority.queries.trying import DAYS, MOST_USES, past_uses, try_out
from firsthand.domain.authority.queries.using import (
    Asking,
    Standing,
    findings,
    standing,
    team_of,
)
from firsthand.domain.authority.queries.words import (
    FLAGS,
    OFFERS,
    PRODUCT_PROBLEMS,
    money,
    of_advice,
    of_contradiction,
    of_decision,
    of_finding,
    of_ground,
    of_lack,
)
from firsthand.domain.authority.rules import (
    COMPLIANCE,
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
    Ground,
    Lack,
    NeedsApproval,
    NoteTerms,
    Of,
    Offer,
    Period,
    ProductProblem,
    Rates,
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
    needless,
    plain,
    read,
)

__all__ = [
    "COMPLIANCE", "DAYS", "DEFAULT", "FLAGS", "KINDS", "MOST_USES", "OFFERS",
    "PRODUCT_PROBLEMS", "RISKS", "Advice", "Allowed", "Asking", "Budget", "Case",
    "Decision", "Draw", "DryRun", "Flag", "FlagTerms", "Forbidden", "Grant", "Ground",
    "InForce", "Lack", "NeedsApproval", "NoteTerms", "Of", "Offer", "Period",
    "PolicyVersion", "ProductProblem", "Prospect", "Rates", "Reach", "Reaches",
    "Restriction", "Section", "Standing", "Terms", "Unreadable", "Why", "Window", "Wish",
    "advice", "approvers", "beginning", "claim_on", "draws_of", "findings", "grounds_of",
    "holders", "in_force", "in_funnel", "judge", "may_approve", "money", "near_limit",
    "near_limit_by_agent", "needless", "never_from_here", "newest_rates", "of_advice",
    "of_contradiction", "of_decision", "of_finding", "of_ground", "of_lack", "of_terms",
    "past_uses", "plain", "problems_of", "prospect", "rates", "read", "readable_version",
    "role_name", "standing", "standing_of", "team_of", "to_approver", "try_out",
    "versions",
]  # fmt: skip
