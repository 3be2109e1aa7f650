"""Take in the rules that come with the house."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from firsthand.domain.journal import commands as journal
from firsthand.domain.people.queries import Right
from firsthand.domain.policies import events, queries
from firsthand.domain.policies.commands._common import (
    State,
    alone,
    next_number,
    published,
)
from firsthand.domain.policies.models import RuleSetVersion


@transaction.atomic
def load_pack(*, at: datetime) -> int | None:
    """Note the pack of this program as a version; return its number, None: it is noted.

    What was changed here is taken over: the pack only ever replaces the pack. The rules of
    a new program judge from its start on in any case; this writes down since when.
    """
    alone(None, Right.PUBLISH_POLICIES)
    pack, before = queries.digest(), published()
    if before is not None and before.pack_sha256 == pack:
        return None
    if before is not None:
        before.state, before.ended_at = State.ENDED, at
        before.save(update_fields=["state", "ended_at"])
    version = RuleSetVersion.objects.create(
        number=next_number(),
        state=State.PUBLISHED,
        pack_sha256=pack,
        changes=before.changes if before is not None else queries.no_changes(),
        changed_at=at,
        published_at=at,
    )
    journal.record(
        events.LOADED,
        subject_id=version.pk,
        at=at,
        by=None,
        facts={"version": version.number, "pack": pack},
    )
    return version.number
