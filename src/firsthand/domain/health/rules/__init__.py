"""What an account's measures are, how much room they leave, and where they go. Pure."""

from firsthand.domain.health.rules.comparing import (
    Counted,
    Difference,
    Stated,
    difference,
    stated,
)
from firsthand.domain.health.rules.forecasting import (
    HORIZON,
    Arrivals,
    Course,
    Day,
    Forecast,
    forecast,
)
from firsthand.domain.health.rules.headroom import Headroom, Line, headroom, line_of
from firsthand.domain.health.rules.measures import MEASURES, Measure

__all__ = [
    "HORIZON", "MEASURES", "Arrivals", "Counted", "Course", "Day", "Difference",
    "Forecast", "Headroom", "Line", "Measure", "Stated", "difference", "forecast",
    "headroom", "line_of", "stated",
]  # fmt: skip
