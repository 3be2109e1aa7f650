"""What all changes of reasons and resolutions have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

LONGEST_NAME = 80
_ONE_AT_A_TIME = 4_711_005


class NameMissing(Refused):
    code = "reasons.name_missing"


def names(given: Mapping[str, str]) -> dict[str, str]:
    """Return the names with nothing around them, one for each language we speak.

    Raises:
        NameMissing: a language has none, or one too long for a list.
    """
    labels = {code: given.get(code, "").strip() for code, _name in settings.LANGUAGES}
    if not all(0 < len(text) <= LONGEST_NAME for text in labels.values()):
        raise NameMissing(
            _("A name is missing, or longer than %(most)d characters.")
            % {"most": LONGEST_NAME},
            fix=_(
                "Give it a short name in each language: colleagues read one or the other."
            ),
        )
    return labels


def alone(by: Person | None) -> None:
    """Let nobody else change reasons until the commit, if `by` may.

    The tree is small and seldom changed, and whether a change is right depends on more than
    its own row: two merges into each other, or the parent archived meanwhile.

    Raises:
        NotAllowed: `by` may not change reasons. None is the operator, who may.
    """
    if by is not None:
        require(by, Right.MANAGE_REASONS)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
