"""What all changes of the policy have in common."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from django.db import connection, transaction
from django.utils.translation import gettext as _

from firsthand.domain.authority import events
from firsthand.domain.journal import commands as journal
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.stores import queries as stores
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

P = ParamSpec("P")
R = TypeVar("R")
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


def refusals_are_noted(what: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a change of the policy one transaction, and note its refusal in one of its own.

    From the journal the audit log takes both over. The command takes `by` and `at`, and
    `version_id` if it is about a version there is.
    """

    def noted(command: Callable[P, R]) -> Callable[P, R]:
        @wraps(command)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                with transaction.atomic():
                    return command(*args, **kwargs)
            except Refused as refusal:
                _note_refusal(what, refusal, kwargs)
                raise

        return run

    return noted


@transaction.atomic
def _note_refusal(what: str, refusal: Refused, given: dict[str, Any]) -> None:
    journal.record(
        events.REFUSED,
        subject_id=given.get("version_id") or 0,
        at=given["at"],
        by=given["by"],
        facts={"what": what, "refused": refusal.code},
    )
