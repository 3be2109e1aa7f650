"""All tickets of a list at once, on whichever of its pages they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from firsthand.domain.tickets.models import Ticket
from firsthand.domain.tickets.queries.views import Filters, View, listed
from firsthand.domain.tickets.queries.wanted import all_wanted, reading_of
from firsthand.domain.tickets.rules.filters import Wanted

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person


@dataclass(frozen=True)
class WholeList:
    """Every ticket of a list of the desk, as the list is now."""

    view: View
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True)
class WholeFilter:
    """Every ticket that conditions find now; a saved view is known by its conditions."""

    asked: Wanted


def whole(chosen: WholeList | WholeFilter, by: Person, *, at: datetime) -> QuerySet[Ticket]:
    """Return all tickets of a list as it is now, in no order yet.

    None of a filter with a condition that names what is gone.
    """
    if isinstance(chosen, WholeList):
        return listed(chosen.view, by, at=at, filters=chosen.filters)
    return all_wanted(reading_of(chosen.asked, by, at=at), by)
