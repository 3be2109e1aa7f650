"""Change the policy, keep rates, and use authority."""

from firsthand.domain.authority.commands._common import NameMissing, UnknownStore
from firsthand.domain.authority.commands.judging import (
    NotFromHere,
    OverOwnLimit,
    check_approval,
    judge,
)
from firsthand.domain.authority.commands.policies import (
    AlreadyPublished,
    TermsContradict,
    TermsUnreadable,
    ValidFromUnfit,
    change_draft,
    discard_draft,
    draft,
    publish,
)
from firsthand.domain.authority.commands.rates import RatesUnfit, record_rates
from firsthand.domain.authority.commands.using import (
    Asked,
    BudgetSpent,
    MoreThanDrawn,
    ask,
    give_back,
    reserve,
)
from firsthand.domain.authority.queries.gathering import Wish
from firsthand.domain.authority.queries.using import Asking, Holders

__all__ = [
    "AlreadyPublished",
    "Asked",
    "Asking",
    "BudgetSpent",
    "Holders",
    "MoreThanDrawn",
    "NameMissing",
    "NotFromHere",
    "OverOwnLimit",
    "RatesUnfit",
    "TermsContradict",
    "TermsUnreadable",
    "UnknownStore",
    "ValidFromUnfit",
    "Wish",
    "ask",
    "change_draft",
    "check_approval",
    "discard_draft",
    "draft",
    "give_back",
    "judge",
    "publish",
    "record_rates",
    "reserve",
]
