"""Change the list of resolutions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.reasons import events
from firsthand.domain.reasons.commands._common import alone, names
from firsthand.domain.reasons.commands.tree import AlreadySo, CodeTaken, UnfitCode
from firsthand.domain.reasons.models import Resolution
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

_CODE = re.compile(r"[a-z0-9_]{2,30}")


class LastOne(Refused):
    code = "reasons.last_resolution"


@transaction.atomic
def add_resolution(
    *, code: str, labels: Mapping[str, str], by: Person, at: datetime
) -> Resolution:
    """Add a resolution at the end of the list.

    Raises:
        NotAllowed: `by` may not change reasons.
        UnfitCode: the code has other signs than a to z, digits and underscores.
        CodeTaken: there is one with this code, in use or not.
        NameMissing: a language has no name.
    """
    alone(by)
    code = code.strip().lower()
    if _CODE.fullmatch(code) is None:
        raise UnfitCode(
            _("A code has two to thirty letters a to z, digits or underscores."),
            fix=_("Choose a short one: it stays for good."),
        )
    if Resolution.objects.filter(code=code).exists():
        raise CodeTaken(
            _("There is a resolution %(code)s already.") % {"code": code},
            fix=_("Choose another code, or take that one into use again."),
        )
    last = Resolution.objects.aggregate(last=Max("position"))["last"] or 0
    resolution = Resolution.objects.create(
        code=code, position=last + 1, labels=names(labels), created_at=at
    )
    _record(events.RESOLUTION_ADDED, resolution, by=by, at=at, code=code)
    return resolution


@transaction.atomic
def change_resolution(
    *, resolution_id: int, labels: Mapping[str, str], by: Person, at: datetime
) -> Resolution:
    """Give a resolution other names.

    Raises:
        NotAllowed: `by` may not change reasons.
        Resolution.DoesNotExist: there is none.
        NameMissing: a language has no name.
    """
    resolution = _found(by, resolution_id)
    wanted = names(labels)
    if wanted != resolution.labels:
        resolution.labels = wanted
        resolution.save(update_fields=["labels"])
        _record(events.RESOLUTION_CHANGED, resolution, by=by, at=at)
    return resolution


@transaction.atomic
def archive_resolution(*, resolution_id: int, by: Person, at: datetime) -> Resolution:
    """Take a resolution out of use. What was closed with it stays so.

    Raises:
        NotAllowed: `by` may not change reasons.
        Resolution.DoesNotExist: there is none.
        AlreadySo: it is archived.
        LastOne: without it no ticket could be closed.
    """
    resolution = _found(by, resolution_id)
    if resolution.archived_at is not None:
        raise AlreadySo(_("It is archived already."), fix=_("Reload the page."))
    others = Resolution.objects.filter(archived_at=None)
    if not others.exclude(pk=resolution.pk).exists():
        raise LastOne(
            _("It is the last resolution in use. Without one no ticket could be closed."),
            fix=_("Add another first."),
        )
    resolution.archived_at = at
    resolution.save(update_fields=["archived_at"])
    _record(events.RESOLUTION_ARCHIVED, resolution, by=by, at=at)
    return resolution


@transaction.atomic
def restore_resolution(*, resolution_id: int, by: Person, at: datetime) -> Resolution:
    """Take an archived resolution into use again.

    Raises:
        NotAllowed: `by` may not change reasons.
        Resolution.DoesNotExist: there is none.
        AlreadySo: it is in use.
    """
    resolution = _found(by, resolution_id)
    if resolution.archived_at is None:
        raise AlreadySo(_("It is in use already."), fix=_("Reload the page."))
    resolution.archived_at = None
    resolution.save(update_fields=["archived_at"])
    _record(events.RESOLUTION_RESTORED, resolution, by=by, at=at)
    return resolution


def _found(by: Person, resolution_id: int) -> Resolution:
    alone(by)
    return Resolution.objects.get(pk=resolution_id)


def _record(
    kind: str, resolution: Resolution, *, by: Person, at: datetime, **facts: object
) -> None:
    journal.record(kind, subject_id=resolution.pk, at=at, by=by, facts=facts)
