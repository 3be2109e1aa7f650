"""The closing sheet: what every test that closes a ticket has to fill in."""

from __future__ import annotations

from django.db import transaction

from firsthand.domain.journal import commands as journal
from firsthand.domain.journal.models import Entry
from firsthand.domain.reasons import commands as reasons
from firsthand.domain.reasons import events
from firsthand.domain.reasons.models import Reason, Resolution
from firsthand.domain.tickets.commands import Sheet
from tests.people import NOON
from tests.standing_data import put_back, rows_of

# As a form or a program sends it.
FILLED = {"reason": "INS.LOG.WISMO", "truth": "valid", "resolution": "answered"}


_TABLES = [Reason._meta.db_table, Resolution._meta.db_table]
_rows: dict[str, bytes] = {}
_said: dict[str, object] = {}


def there_are_reasons() -> None:
    """Load all reasons, once; what a process has loaded before, it puts back."""
    if Reason.objects.exists():
        return
    if not _rows:
        reasons.load(profile=reasons.Profile.FULL, by=None, at=NOON)
        _rows.update(rows_of(_TABLES))
        _said.update(Entry.objects.get(kind=events.LOADED).facts)
        return
    with transaction.atomic():
        put_back(_rows)
        journal.record(events.LOADED, subject_id=0, at=NOON, by=None, facts=_said)


def sheet(**other: str) -> Sheet:
    """Return a sheet that closes a ticket; the reasons it names are there."""
    there_are_reasons()
    return Sheet(**(FILLED | other))


def filled(**other: str) -> dict[str, str]:
    """Return the same as a form or a program sends it."""
    there_are_reasons()
    return FILLED | other
