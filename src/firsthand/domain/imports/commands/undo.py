"""Take a finished import back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from firsthand.domain.imports import rules
from firsthand.domain.imports.commands import applying, families
from firsthand.domain.imports.commands.runs import NotNow, _alone, _locked
from firsthand.domain.imports.models import Case, Row, Run, Source
from firsthand.foundation.postgres.bulk import Among

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

CASES_AT_ONCE = 2000


def take_back(run_id: int, *, by: Person | None, now: Callable[[], datetime]) -> Run:
    """Remove every row that only this run brought; the conversations say what is left.

    Rows it corrected stay corrected: what they said before was not kept. Interrupted, it
    goes on where it was when asked again.

    Raises:
        NotNow: it is not done, or brought orders or reviews, which other things refer to.
        AnotherImportRuns: one at a time.
    """
    with _alone():
        with transaction.atomic():
            run = _locked(run_id, by)
        if applying.FAMILY[run.kind] != "history" or run.state != Run.State.DONE:
            raise NotNow(
                _("Only a finished import of conversations can be taken back."),
                fix=_("Correct the rows in the file and import it again instead."),
            )
        mapping = rules.understood(run.mapping, kind=run.kind)
        source = applying.source_of(run, mapping)
        while _portion(run, source, mapping, now()):
            continue
        run.state = Run.State.UNDONE
        run.save()
    return run


@transaction.atomic
def _portion(run: Run, source: Source, mapping: rules.Mapping, at: datetime) -> bool:
    """Take back the next cases; say whether there were any."""
    own = Row.objects.filter(source=source, first_run=run, last_run=F("first_run"))
    cases = set(own.order_by("case").values_list("case", flat=True)[:CASES_AT_ONCE])
    if not cases:
        return False
    run.taken_back += own.filter(Among("case", cases)).delete()[0]
    run.save(update_fields=["taken_back"])
    left = applying.rows_of(source, cases)
    known = Case.objects.filter(Among("case", cases), source=source)
    dirty = families.Dirty(
        run=run,
        source=source,
        mapping=mapping,
        cases={case: left.get(case, []) for case in known.values_list("case", flat=True)},
        words={},
        at=at,
    )
    families.write_conversations(dirty)
    return True
