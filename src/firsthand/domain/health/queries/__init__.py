"""Questions about account health: pages, the API, the command line and files ask these."""

from firsthand.domain.health.queries.feeding import Feeds, Group, PartOf, cuts_for, feeds
from firsthand.domain.health.queries.latest import Said, course_said
from firsthand.domain.health.queries.standing import (
    Health,
    Standing,
    accounts,
    health_of,
    standing_of,
    store_for,
    tight,
)
from firsthand.domain.health.queries.table import COLUMNS, table
from firsthand.domain.health.words import measure_name, part_name

__all__ = [
    "COLUMNS", "Feeds", "Group", "Health", "PartOf", "Said", "Standing",
    "accounts", "course_said", "cuts_for", "feeds", "health_of", "measure_name",
    "part_name", "standing_of", "store_for", "table", "tight",
]  # fmt: skip
