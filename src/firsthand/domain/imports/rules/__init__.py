"""What tables mean. Pure: no database, no clock, no files."""

from firsthand.domain.imports.rules.cells import escaped, unescaped
from firsthand.domain.imports.rules.conversations import (
    event_story,
    need_story,
    read_event,
    read_need,
)
from firsthand.domain.imports.rules.layout import OF_KIND, Fields, Layout, laid_out
from firsthand.domain.imports.rules.mapping import Mapping, Reply, understood
from firsthand.domain.imports.rules.own_reasons import OwnReasons
from firsthand.domain.imports.rules.problems import Problem, Wrong
from firsthand.domain.imports.rules.reading import (
    Fieldwise,
    Item,
    Surroundings,
    reason_codes,
)
from firsthand.domain.imports.rules.trade import (
    order_of,
    read_order,
    read_review,
    review_of,
)

__all__ = [
    "OF_KIND",
    "Fields",
    "Fieldwise",
    "Item",
    "Layout",
    "Mapping",
    "OwnReasons",
    "Problem",
    "Reply",
    "Surroundings",
    "Wrong",
    "escaped",
    "event_story",
    "laid_out",
    "need_story",
    "order_of",
    "read_event",
    "read_need",
    "read_order",
    "read_review",
    "reason_codes",
    "review_of",
    "understood",
    "unescaped",
]
