"""What buyers wrote about most, in the last thirty days."""

from __future__ import annotations

import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from firsthand.domain.metrics.queries import core_reasons
from firsthand.domain.metrics.queries.core_reasons import Slice
from firsthand.domain.reasons import queries as reasons
from firsthand.web.service.lines import Settled, name_of, settled_of, together
from firsthand.web.service.reasons import CORE, window_of
from firsthand.web.service.tree import with_imported
from firsthand.web.shared import formats

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

DAYS = 30


@dataclass(frozen=True, kw_only=True)
class Frequent:
    """One reason: its contacts, their share, and how well it is settled."""

    code: str
    name: str
    contacts: str
    share: str
    settled: Settled


@dataclass(frozen=True, kw_only=True)
class Most:
    """The most frequent reasons; none where too few contacts have one."""

    lines: Sequence[Frequent]
    coverage: str
    is_blocked: bool


def most(person: Person, *, at: datetime) -> Most:
    """Return the five most frequent reasons, with the outcomes that are certain.

    Raises:
        FactsOutdated: the facts follow an older definition.
    """
    tz = zoneinfo.ZoneInfo(timezone.get_current_timezone_name())
    window = window_of(DAYS, at=at, tz=tz)
    asked = Slice(person=person, since=window.since, until=window.until)
    counted = core_reasons.counted(asked)
    tree = with_imported(reasons.taxonomy(), counted.by_code)
    found = counted.on(tree)
    first = [] if found.is_blocked else found.ranked[:CORE]
    solved = core_reasons.solved_first(asked, as_of=at) if first else {}
    return Most(
        lines=[
            Frequent(
                code=code,
                name=name_of(tree, code),
                contacts=formats.number(n),
                share=formats.percent(found.share(n)),
                settled=settled_of(together(solved, core_reasons.codes_of(tree, code))),
            )
            for code, n in first
        ],
        coverage=formats.share(found.coverage),
        is_blocked=found.is_blocked,
    )
