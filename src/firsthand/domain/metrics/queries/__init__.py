"""Questions about the facts: every page, the API and the command line ask these."""

from firsthand.domain.metrics.dimensions import (
    GROUP_CUTS,
    NAMES_PEOPLE,
    PERIOD_CUTS,
    Dimension,
    GroupCut,
    PeriodCut,
    cuts_of,
)
from firsthand.domain.metrics.queries.asking import (
    NotRecorded,
    Outcome,
    UnknownDimension,
    catalogue,
    facts_are_behind,
    figures,
    figures_and_counts,
    figures_of,
    last_days,
    left_out,
    mature_window,
    tickets_behind,
)
from firsthand.domain.metrics.queries.figure import Figure, WaitDetails
from firsthand.domain.metrics.queries.freshness import FactsOutdated, is_outdated, standing
from firsthand.domain.metrics.queries.issues import contact_number
from firsthand.domain.metrics.queries.periods import Period
from firsthand.domain.metrics.queries.revisions import revisions
from firsthand.domain.metrics.queries.sums import Counts

__all__ = [
    "GROUP_CUTS",
    "NAMES_PEOPLE",
    "PERIOD_CUTS",
    "Counts",
    "Dimension",
    "FactsOutdated",
    "Figure",
    "GroupCut",
    "NotRecorded",
    "Outcome",
    "Period",
    "PeriodCut",
    "UnknownDimension",
    "WaitDetails",
    "catalogue",
    "contact_number",
    "cuts_of",
    "facts_are_behind",
    "figures",
    "figures_and_counts",
    "figures_of",
    "is_outdated",
    "last_days",
    "left_out",
    "mature_window",
    "revisions",
    "standing",
    "tickets_behind",
]
