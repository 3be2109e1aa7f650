"""Have the log and all ledgers checked, and keep how they were found."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.remedies.models import Verification
from firsthand.domain.remedies.queries import books, chain

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person


@transaction.atomic
def verify(folder: Path, *, by: Person | None, at: datetime) -> Verification:
    """Check every row of the log, the heads signed in `folder`, and every ledger.

    Args:
        folder: where the heads are.
        by: who wants to know; None for the machine.
        at: when (UTC).

    Raises:
        NotAllowed: `by` may not read the log.
    """
    if by is not None:
        require(by, Right.READ_AUDIT)
    log, found = chain.checked(folder), books.books()
    return Verification.objects.create(
        at=at,
        by_id=by.pk if by else None,
        rows=log.rows,
        heads=log.heads,
        ledgers=found.ledgers,
        remedies=found.remedies,
        breaks=[[each.seq, each.what] for each in log.breaks],
        wrong=[[each.order_id, each.what] for each in found.wrong],
    )
