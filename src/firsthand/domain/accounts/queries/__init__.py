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
from firsthand.domain.accounts.queries.flows import due_flows, flow_of, flows_of
from firsthand.domain.accounts.rules import (
    FlowName,
    Problem,
    ProblemKind,
    Region,
    countries_of,
    region_of,
)

__all__ = [
    "Flow", "FlowName", "MarketplaceAccount", "Problem", "ProblemKind", "Region",
    "RightFound", "account_named", "account_of", "accounts", "accounts_of",
    "countries_of", "due_flows", "flow_of", "flows_of", "marketplace_ids",
    "marketplaces_of", "region_of", "rights_of", "served_by", "stores_by_marketplace",
    "stores_without_account",
]  # fmt: skip
