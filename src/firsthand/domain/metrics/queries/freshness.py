"""Whether the facts follow this program's definitions, and how the last check went."""

from __future__ import annotations

import time

from django.utils.translation import gettext as _

from firsthand.domain.metrics import rules
from firsthand.domain.metrics.models import Standing
from firsthand.foundation.errors import Refused

_LOOK_AGAIN_SECONDS = 10.0


class FactsOutdated(Refused):
    """The facts follow an older definition, and are being built afresh."""

    code = "metrics.facts_outdated"


class _Seen:
    """Until when it need not be looked up again that the facts are right (monotonic)."""

    good_until = 0.0


def standing() -> Standing | None:
    """Return by which definition the facts were built; None: nothing was built yet."""
    return Standing.objects.filter(pk=1).first()


def is_outdated() -> bool:
    """Say whether the facts follow another definition than this program's."""
    found = standing()
    return found is not None and found.version != rules.VERSION


def refuse_outdated() -> None:
    """Let nobody read facts of another definition. Looks every ten seconds.

    Raises:
        FactsOutdated: they are being built afresh.
    """
    if time.monotonic() < _Seen.good_until:
        return
    if is_outdated():
        raise FactsOutdated(
            _("The figures are being built afresh for a new definition."),
            fix=_("Come back in a few minutes."),
        )
    _Seen.good_until = time.monotonic() + _LOOK_AGAIN_SECONDS


def look_again() -> None:
    """Forget that the facts were right when they were last looked at."""
    _Seen.good_until = 0.0
