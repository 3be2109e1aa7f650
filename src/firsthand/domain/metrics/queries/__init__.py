"""Questions about the facts: every page, the API and the command line ask these."""

from firsthand.domain.metrics.queries.asking import (
    Dimension,
    Outcome,
    UnknownDimension,
    catalogue,
    facts_are_behind,
    figures,
    mature_window,
    series,
    tickets_behind,
)
from firsthand.domain.metrics.queries.figure import Figure, WaitDetails
from firsthand.domain.metrics.queries.freshness import FactsOutdated, is_outdated, standing
from firsthand.domain.metrics.queries.issues import contact_number

__all__ = [
    "Dimension",
    "FactsOutdated",
    "Figure",
    "Outcome",
    "UnknownDimension",
    "WaitDetails",
    "catalogue",
    "contact_number",
    "facts_are_behind",
    "figures",
    "is_outdated",
    "mature_window",
    "series",
    "standing",
    "tickets_behind",
]
