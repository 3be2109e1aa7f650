"""What is decided about accounts and flows without looking anything up."""

from __future__ import annotations

from firsthand.domain.accounts.rules.flows import (
    FlowName,
    is_behind,
    is_stuck,
    next_try,
)
from firsthand.domain.accounts.rules.problems import (
    FOR_PEOPLE,
    PASSING,
    Problem,
    ProblemKind,
)
from firsthand.domain.accounts.rules.regions import (
    Region,
    countries_of,
    region_of,
)

__all__ = [
    "FOR_PEOPLE", "PASSING", "FlowName", "Problem", "ProblemKind", "Region",
    "countries_of", "is_behind", "is_stuck", "next_try", "region_of",
]  # fmt: skip
