"""What all changes of calendars and policies have in common."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext as _

from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.sla.models import Calendar, Policy, Recount
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

LONGEST_NAME = 80
_ONE_AT_A_TIME = 4_711_006


class NameTaken(Refused):
    code = "sla.name_taken"


class NotInUse(Refused):
    code = "sla.not_in_use"


def alone(by: Person | None) -> None:
    """Let nobody else change calendars or policies until the commit, if `by` may.

    None: whoever runs the program, who may.

    Whether two policies collide depends on more than either's own row.

    Raises:
        NotAllowed: `by` may not change them.
    """
    if by is not None:
        require(by, Right.MANAGE_SLA)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])


def fit_name(model: type[Calendar] | type[Policy], name: str, *, but: int | None) -> str:
    """Return a name that no other has.

    Raises:
        NameTaken: it is empty, too long, or another has it, in use or archived.
    """
    name = " ".join(name.split())
    others = model._default_manager.filter(name__iexact=name)
    if but is not None:
        others = others.exclude(pk=but)
    if not 0 < len(name) <= LONGEST_NAME or others.exists():
        raise NameTaken(
            _("The name “%(name)s” is missing, too long, or taken.") % {"name": name[:90]},
            fix=_("Give it a name of its own of at most %(most)d characters.")
            % {"most": LONGEST_NAME},
        )
    return name


def ask_for_recount(at: datetime) -> None:
    """Have all open tickets held against the policies again, from the first one on."""
    Recount.objects.filter(done_at=None).delete()
    Recount.objects.create(asked_at=at)
