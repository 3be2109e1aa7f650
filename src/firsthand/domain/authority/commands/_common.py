"""What all changes of the policy have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext as _

from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.stores import queries as stores
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

LONGEST_NAME = 80
_ONE_AT_A_TIME = 4_711_020


class NameMissing(Refused):
    code = "authority.name_missing"


class UnknownStore(Refused):
    code = "authority.unknown_store"


def alone(by: Person) -> None:
    """Let nobody else change the policy until the commit, if `by` may.

    Raises:
        NotAllowed: `by` may not change it.
    """
    require(by, Right.MANAGE_AUTHORITY)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])


def fit_name(name: str) -> str:
    """Return the name without needless spaces.

    Raises:
        NameMissing: nothing is left, or too much.
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise NameMissing(
            _("The version has no name, or one longer than %(most)d characters.")
            % {"most": LONGEST_NAME},
            fix=_("Say in a few words what is new in it."),
        )
    return name


def refuse_unseen_store(store_id: int | None, by: Person) -> None:
    """Refuse a store that `by` does not see; None is all stores.

    Raises:
        UnknownStore: there is none, or it is not his to look after.
    """
    seen = by.visible_store_ids()
    if store_id is None:
        return
    if (seen is not None and store_id not in seen) or not stores.is_store(store_id):
        raise UnknownStore(
            _("There is no such store, or it is not yours to look after."),
            fix=_("Choose a store from the list."),
        )
