"""The closing sheet: what every test that closes a ticket has to fill in."""

from __future__ import annotations

from firsthand.domain.reasons import commands as reasons
from firsthand.domain.reasons.models import Reason
from firsthand.domain.tickets.commands import Sheet
from tests.people import NOON

# As a form or a program sends it.
FILLED = {"reason": "INS.LOG.WISMO", "truth": "valid", "resolution": "answered"}


def there_are_reasons() -> None:
    """Load all reasons, once."""
    if not Reason.objects.exists():
        reasons.load(profile=reasons.Profile.FULL, by=None, at=NOON)


def sheet(**other: str) -> Sheet:
    """Return a sheet that closes a ticket; the reasons it names are there."""
    there_are_reasons()
    return Sheet(**(FILLED | other))


def filled(**other: str) -> dict[str, str]:
    """Return the same as a form or a program sends it."""
    there_are_reasons()
    return FILLED | other
