"""Questions about accounts and flows. Nothing here writes."""

from __future__ import annotations

from firsthand.domain.accounts.models import Flow, MarketplaceAccount, RightFound
from firsthand.domain.accounts.queries.accounts import (
    account_named,
    account_of,
    accounts,
    accounts_of,
    marketplace_ids,
    marketplaces_of,
    rights_of,
    served_by,
    stores_by_marketplace,
    stores_without_account,
)
from firsthand.domain.accounts.queries.flows import (
    due_flows,
    flow_of,
    flows_of,
    lag_of,
)
from firsthand.domain.accounts.queries.standing import (
    Complaint,
    complaints,
    complaints_of,
    problems_where_it_sells,
)
from firsthand.domain.accounts.queries.words import (
    ROLES,
    Words,
    count_words,
    flow_words,
    role_words,
    words_of,
)
from firsthand.domain.accounts.rules import (
    FlowName,
    Problem,
    ProblemKind,
    Region,
    countries_of,
    region_of,
)

__all__ = [
    "ROLES", "Complaint", "Flow", "FlowName", "MarketplaceAccount", "Problem",
    "ProblemKind", "Region", "RightFound", "Words", "account_named", "account_of",
    "accounts", "accounts_of", "complaints", "complaints_of", "count_words",
    "countries_of", "due_flows", "flow_of", "flow_words", "flows_of", "lag_of",
    "marketplace_ids", "marketplaces_of", "problems_where_it_sells", "region_of",
    "rights_of", "role_words", "served_by", "stores_by_marketplace",
    "stores_without_account", "words_of",
]  # fmt: skip
