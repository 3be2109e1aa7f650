"""Questions about the facts: every page, the API and the command line ask these."""

from firsthand.domain.metrics.queries.asking import (
    Dimension,
    Outcome,
    UnknownDimension,
    catalogue,
    facts_are_behind,
    figures,
    figures_of,
    last_days,
    mature_window,
    tickets_behind,
)
from firsthand.domain.metrics.queries.counting import Period
from firsthand.domain.metrics.queries.figure import Figure, WaitDetails
from firsthand.domain.metrics.queries.freshness import FactsOutdated, is_outdated, standing
from firsthand.domain.metrics.queries.issues import contact_number

__all__ = [
    "Dimension",
    "FactsOutdated",
    "Figure",
    "Outcome",
    "Period",
    "UnknownDimension",
    "WaitDetails",
    "catalogue",
    "contact_number",
    "facts_are_behind",
    "figures",
    "figures_of",
    "is_outdated",
    "last_days",
    "mature_window",
    "standing",
    "tickets_behind",
]
