"""Write a version of a macro, have it read by somebody else, publish it, end it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from firsthand.domain.macros import events
from firsthand.domain.macros.commands._common import (
    State,
    alone,
    end,
    fit,
    record,
    refuse_other_states,
)
from firsthand.domain.macros.models import Macro, MacroTrial, MacroVersion
from firsthand.domain.people import queries as people
from firsthand.domain.people.queries import Right
from firsthand.domain.reasons import queries as reasons
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person


class DraftThere(Refused):
    code = "macros.draft_there"


class UnknownReason(Refused):
    code = "macros.unknown_reason"


class ShortcutTaken(Refused):
    code = "macros.shortcut_taken"


class CaseFails(Refused):
    code = "macros.case_fails"


class OwnWriting(Refused):
    code = "macros.own_writing"


class OnTrial(Refused):
    code = "macros.on_trial"


class NoSuchOwner(Refused):
    code = "macros.no_such_owner"


@transaction.atomic
def draft(
    *, sheet: Mapping[str, Any], macro_id: int | None = None, by: Person, at: datetime
) -> MacroVersion:
    """Begin a version that nobody is answered with yet; of a new macro, or of one there is.

    Args:
        sheet: as `rules.plain_sheet` writes it.
        macro_id: of which; None begins a macro.
        by: who writes it; he becomes the owner of a new one.
        at: when (UTC).

    Raises:
        NotAllowed: `by` may not write macros.
        Macro.DoesNotExist: there is none.
        SheetUnreadable, UnknownReason: it cannot be kept so.
        DraftThere: somebody's draft of it is there already.
    """
    alone(by, Right.WRITE_MACROS)
    kept = _fit(sheet)
    if macro_id is None:
        macro = Macro.objects.create(key=_own_key(), owner=by, created_at=at)
    else:
        macro = Macro.objects.get(pk=macro_id)
    if macro.versions.filter(state__in=[State.DRAFT, State.REVIEW]).exists():
        raise DraftThere(
            _("There is a draft of this macro already."),
            fix=_("Change that one, or throw it away first."),
        )
    version = MacroVersion.objects.create(
        macro=macro, number=_next_number(macro), sheet=kept, drafted_by=by, changed_at=at
    )
    record(events.DRAFTED, macro, by=by, at=at, version=version.number)
    return version


@transaction.atomic
def change(
    *, version_id: int, sheet: Mapping[str, Any], by: Person, at: datetime
) -> MacroVersion:
    """Write a draft anew; whoever does is the one who wrote it.

    Raises:
        NotAllowed, SheetUnreadable, UnknownReason: as for `draft`.
        MacroVersion.DoesNotExist: there is none.
        NotInThatState: it is no draft.
    """
    version = _found(version_id, by, Right.WRITE_MACROS, State.DRAFT)
    version.sheet = _fit(sheet)
    version.drafted_by, version.changed_at = by, at
    version.save()
    record(events.CHANGED, version.macro, by=by, at=at, version=version.number)
    return version


@transaction.atomic
def submit(*, version_id: int, by: Person, at: datetime) -> MacroVersion:
    """Give a draft to somebody else to read.

    Raises:
        NotAllowed, MacroVersion.DoesNotExist, NotInThatState: as for `change`.
        CaseFails: it does not say what its own examples want.
    """
    version = _found(version_id, by, Right.WRITE_MACROS, State.DRAFT)
    _refuse_failing(version)
    return _moved(version, State.REVIEW, events.SUBMITTED, by, at)


@transaction.atomic
def send_back(*, version_id: int, by: Person, at: datetime) -> MacroVersion:
    """Make a draft again of what is in review.

    Raises:
        NotAllowed, MacroVersion.DoesNotExist, NotInThatState: as for `change`.
    """
    version = _found(version_id, by, Right.WRITE_MACROS, State.REVIEW)
    return _moved(version, State.DRAFT, events.SENT_BACK, by, at)


@transaction.atomic
def discard(*, version_id: int, by: Person, at: datetime) -> None:
    """Throw away a draft, or what is in review.

    Raises:
        NotAllowed, MacroVersion.DoesNotExist, NotInThatState: as for `change`.
    """
    version = _found(version_id, by, Right.WRITE_MACROS, State.DRAFT, State.REVIEW)
    record(events.DISCARDED, version.macro, by=by, at=at, version=version.number)
    version.delete()


@transaction.atomic
def publish(
    *, version_id: int, expires_on: date | None = None, by: Person, at: datetime
) -> MacroVersion:
    """Have buyers answered with a version from now on; it ends the one before it.

    Args:
        version_id: one in review.
        expires_on: the first day it is no more used; None: until somebody ends it.
        by: who publishes it; not who wrote it.
        at: when (UTC).

    Raises:
        NotAllowed: `by` may not publish macros.
        MacroVersion.DoesNotExist, NotInThatState: as for `change`.
        OwnWriting: `by` wrote it.
        CaseFails: it does not say what its own examples want.
        ShortcutTaken: another macro has its shortcut.
        OnTrial: two versions are being tried against each other.
    """
    version = _found(version_id, by, Right.PUBLISH_MACROS, State.REVIEW)
    if version.drafted_by_id == by.pk:
        raise OwnWriting(
            _("You wrote this version."), fix=_("Ask somebody else to read and publish it.")
        )
    _refuse_failing(version)
    _refuse_taken(version)
    _refuse_on_trial(version.macro)
    for before in version.macro.versions.filter(state=State.PUBLISHED):
        end(before, "replaced", by=by, at=at)
    version.published_by, version.expires_on = by, expires_on
    version.published_at = at
    _moved(version, State.PUBLISHED, events.PUBLISHED, by, at, sha256=digest(version.sheet))
    return version


@transaction.atomic
def retire(*, version_id: int, by: Person, at: datetime) -> None:
    """Take a published version out of use; nothing takes its place.

    Raises:
        NotAllowed, MacroVersion.DoesNotExist, NotInThatState, OnTrial: as for `publish`.
    """
    version = _found(version_id, by, Right.PUBLISH_MACROS, State.PUBLISHED)
    _refuse_on_trial(version.macro)
    end(version, "retired", by=by, at=at)


@transaction.atomic
def look_after(
    *, macro_id: int, owner_id: int | None, review_on: date | None, by: Person, at: datetime
) -> Macro:
    """Say whose a macro is and when somebody should read it again; None: nobody, never.

    Raises:
        NotAllowed: `by` may not write macros.
        Macro.DoesNotExist: there is none.
        NoSuchOwner: nobody who works here has that number.
    """
    alone(by, Right.WRITE_MACROS)
    macro = Macro.objects.get(pk=macro_id)
    if owner_id is not None and not people.people().filter(pk=owner_id).exists():
        raise NoSuchOwner(
            _("Nobody here has the number %(id)d.") % {"id": owner_id},
            fix=_("Choose somebody from the list."),
        )
    macro.owner_id, macro.review_on = owner_id, review_on
    macro.save(update_fields=["owner", "review_on"])
    day = review_on.isoformat() if review_on else ""
    record(events.LOOKED_AFTER, macro, by=by, at=at, owner=owner_id, review_on=day)
    return macro


@transaction.atomic
def archive(*, macro_id: int, by: Person, at: datetime) -> Macro:
    """Take a macro off all lists. What was answered with it stays as it is.

    Raises:
        NotAllowed: `by` may not publish macros.
        Macro.DoesNotExist: there is none.
        OnTrial: as for `publish`.
    """
    alone(by, Right.PUBLISH_MACROS)
    macro = Macro.objects.get(pk=macro_id)
    _refuse_on_trial(macro)
    for version in macro.versions.filter(state=State.PUBLISHED):
        end(version, "retired", by=by, at=at)
    macro.archived_at = macro.archived_at or at
    macro.save(update_fields=["archived_at"])
    record(events.ARCHIVED, macro, by=by, at=at)
    return macro


def digest(sheet: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a sheet, in hex."""
    written = json.dumps(sheet, sort_keys=True, ensure_ascii=False)
    return sha256(written.encode()).hexdigest()


def _fit(sheet: Mapping[str, Any]) -> dict[str, Any]:
    kept = fit(sheet)
    tree = reasons.taxonomy()
    for code in kept["reasons"]:
        if tree.by_code(code) is None:
            raise UnknownReason(
                _("There is no reason %(code)s.") % {"code": code},
                fix=_("Choose one from the list of reasons."),
            )
    return kept


def _own_key() -> str:
    last = Macro.objects.aggregate(last=Max("pk"))["last"] or 0
    return f"own/{last + 1}"


def _next_number(macro: Macro) -> int:
    return (macro.versions.aggregate(last=Max("number"))["last"] or 0) + 1


def _found(version_id: int, by: Person, right: Right, *allowed: State) -> MacroVersion:
    alone(by, right)
    version = MacroVersion.objects.select_related("macro").get(pk=version_id)
    refuse_other_states(version, *allowed)
    return version


def _moved(
    version: MacroVersion,
    state: State,
    kind: str,
    by: Person,
    at: datetime,
    **facts: object,
) -> MacroVersion:
    version.state = state
    version.save()
    record(kind, version.macro, by=by, at=at, version=version.number, **facts)
    return version


def _refuse_failing(version: MacroVersion) -> None:
    for number, lacking in version.read_sheet().failing_cases():
        raise CaseFails(
            _("Example %(number)d lacks “%(what)s”.") % {"number": number, "what": lacking},
            fix=_("Correct the text or the example."),
        )


def _refuse_taken(version: MacroVersion) -> None:
    shortcut = version.sheet["shortcut"]
    others = MacroVersion.objects.filter(state=State.PUBLISHED, sheet__shortcut=shortcut)
    if shortcut and others.exclude(macro=version.macro).exists():
        raise ShortcutTaken(
            _("Another macro has the shortcut “%(shortcut)s”.") % {"shortcut": shortcut},
            fix=_("Choose another one."),
        )


def _refuse_on_trial(macro: Macro) -> None:
    if MacroTrial.objects.filter(macro=macro, ended_at=None).exists():
        raise OnTrial(
            _("Two versions of this macro are being tried against each other."),
            fix=_("End the trial first."),
        )
