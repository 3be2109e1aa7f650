"""Take in the macros that come with the house."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from firsthand.domain.macros import events, rules
from firsthand.domain.macros.commands._common import State, alone, end, record
from firsthand.domain.macros.commands.writing import digest
from firsthand.domain.macros.models import Macro, MacroVersion
from firsthand.domain.macros.rules.packs import Packed
from firsthand.domain.people.queries import Right


@transaction.atomic
def load_pack(packed: Collection[Packed], *, at: datetime) -> int:
    """Publish what is new in a pack; return how many versions that were.

    What somebody here wrote or took out of use stays as it is: a pack only ever replaces
    what came with the house.

    Args:
        packed: see `rules.packs.pack`.
        at: when (UTC).
    """
    alone(None, Right.PUBLISH_MACROS)
    there = {macro.key: macro for macro in Macro.objects.all()}
    return sum(_load(each, there.get(each.key), at) for each in packed)


def _load(packed: Packed, macro: Macro | None, at: datetime) -> bool:
    sheet = rules.plain_sheet(packed.sheet)
    if macro is None:
        macro = Macro.objects.create(key=packed.key, created_at=at)
    elif not _is_the_houses(macro, sheet):
        return False
    for before in macro.versions.filter(state=State.PUBLISHED):
        end(before, "replaced", by=None, at=at)
    number = (macro.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    MacroVersion.objects.create(
        macro=macro,
        number=number,
        state=State.PUBLISHED,
        sheet=sheet,
        changed_at=at,
        published_at=at,
    )
    record(events.PUBLISHED, macro, by=None, at=at, version=number, sha256=digest(sheet))
    return True


def _is_the_houses(macro: Macro, sheet: dict[str, object]) -> bool:
    """Say whether a pack may replace it: in use, written by nobody here, and it differs."""
    versions = list(macro.versions.all())
    in_use = [each for each in versions if each.state == State.PUBLISHED]
    return (
        len(in_use) == 1
        and all(each.drafted_by_id is None for each in versions)
        and in_use[0].sheet != sheet
    )
