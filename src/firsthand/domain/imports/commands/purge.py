"""Forget what rejected rows said, when the time for looking into them is over."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from firsthand.domain.imports.models import Rejection, Run, Staged


@transaction.atomic
def purge_due(*, keep_days: int, at: datetime) -> int:
    """Empty the values of rejected rows, and drop what was uploaded and never imported.

    Args:
        keep_days: how long after an import began they are kept.
        at: now.

    Returns:
        How many rejected rows were emptied.
    """
    old = Run.objects.filter(created_at__lt=at - timedelta(days=keep_days))
    never = old.filter(state__in=[Run.State.WAITING, Run.State.CHECKING])
    for run in never:
        if run.file_path:
            Path(run.file_path).unlink(missing_ok=True)
    Staged.objects.filter(run__in=never).delete()
    never.update(state=Run.State.DROPPED, file_path="", finished_at=at)
    return Rejection.objects.filter(run__in=old).exclude(value="").update(value="")
