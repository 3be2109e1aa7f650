"""Begin with reasons somebody has thought about: the ones that come with the program."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from firsthand.domain.journal import commands as journal
from firsthand.domain.reasons import events, rules
from firsthand.domain.reasons.commands._common import alone
from firsthand.domain.reasons.models import Reason, Resolution

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

_FOLDER = Path(__file__).parents[1]


class Profile(StrEnum):
    """How many of the reasons that come with the program are in use at once."""

    START = "start"  # What most stores hear of most, what is risky, what asks nothing.
    FULL = "full"


@dataclass(frozen=True)
class Loaded:
    """How many reasons and resolutions came into use."""

    reasons: int
    resolutions: int


@transaction.atomic
def load(*, profile: Profile, by: Person | None, at: datetime) -> Loaded:
    """Add the reasons and resolutions that come with the program, as far as they are new.

    All are added; those outside the profile are archived and can be brought into use one by
    one. What is there already is left as it was edited, but for reasons that an earlier,
    smaller profile laid aside: a larger one takes them into use.

    Args:
        profile: which reasons are in use.
        by: who decides; None for the operator on the command line, and at the first start.
        at: when (UTC).

    Raises:
        NotAllowed: `by` may not change reasons.
    """
    alone(by)
    wanted = [row for row in start_rows() if profile == Profile.FULL or row.is_in_start]
    codes = {row.code for row in wanted}
    taken = Reason.objects.filter(
        code__in=codes, archived_at=F("created_at"), merged_into=None
    ).update(archived_at=None)
    added = sum(_add_level(level, codes, at) for level in range(1, rules.LEVELS + 1))
    loaded = Loaded(taken + added, _add_resolutions(at))
    if loaded.reasons or loaded.resolutions:
        journal.record(
            events.LOADED,
            subject_id=0,
            at=at,
            by=by,
            facts={
                "profile": str(profile),
                "reasons": loaded.reasons,
                "resolutions": loaded.resolutions,
            },
        )
    return loaded


def start_rows() -> list[rules.Start]:
    """Return the reasons that come with the program, in the order of their file."""
    return [rules.start_row(row) for row in _rows("start.csv")]


def _rows(name: str) -> Iterable[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _add_level(level: int, in_use: set[str], at: datetime) -> int:
    """Add what is missing of one level; return how many of it are in use."""
    there = dict(Reason.objects.values_list("code", "pk"))
    missing = [
        Reason(
            code=row.code,
            level=level,
            parent_id=there[row.parent_code] if row.parent_code else None,
            position=position,
            labels=dict(row.labels),
            group=row.group,
            owner=row.owner,
            core=row.core,
            risk=row.risk,
            l1_resolvable=row.l1_resolvable,
            created_at=at,
            archived_at=None if row.code in in_use else at,
        )
        for position, row in enumerate(start_rows(), start=1)
        if row.level == level and row.code not in there
    ]
    Reason.objects.bulk_create(missing)
    return sum(reason.archived_at is None for reason in missing)


def _add_resolutions(at: datetime) -> int:
    there = set(Resolution.objects.values_list("code", flat=True))
    missing = [
        Resolution(
            code=row["code"],
            position=position,
            labels={"en": row["en"], "zh-hans": row["zh"]},
            created_at=at,
        )
        for position, row in enumerate(_rows("resolutions.csv"), start=1)
        if row["code"] not in there
    ]
    Resolution.objects.bulk_create(missing)
    return len(missing)
