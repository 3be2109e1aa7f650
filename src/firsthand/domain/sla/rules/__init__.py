"""Decisions about service levels: which policy fits, what its clocks say."""

from firsthand.domain.sla.rules.clocks import (
    Outcome,
    Pause,
    Promise,
    Run,
    Said,
    Target,
    Why,
    outcome,
    runs,
)
from firsthand.domain.sla.rules.matching import (
    Fits,
    Selection,
    Trait,
    best,
    overlap,
    specificity,
)
from firsthand.domain.sla.rules.writing import (
    Problem,
    read_days,
    read_week,
    write_week,
)

__all__ = [
    "Fits",
    "Outcome",
    "Pause",
    "Problem",
    "Promise",
    "Run",
    "Said",
    "Selection",
    "Target",
    "Trait",
    "Why",
    "best",
    "outcome",
    "overlap",
    "read_days",
    "read_week",
    "runs",
    "specificity",
    "write_week",
]
