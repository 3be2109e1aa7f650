"""Change the tree: add, name, move, merge, archive. Codes stay, rows stay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.reasons import events, rules
from firsthand.domain.reasons.commands._common import NameMissing, alone, names
from firsthand.domain.reasons.models import Reason
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

__all__ = ["NameMissing"]


class UnfitCode(Refused):
    code = "reasons.unfit_code"


class CodeTaken(Refused):
    code = "reasons.code_taken"


class TooDeep(Refused):
    code = "reasons.too_deep"


class AlreadySo(Refused):
    code = "reasons.already_so"


class HasReasonsBelow(Refused):
    code = "reasons.has_reasons_below"


class NotAtHome(Refused):
    code = "reasons.not_at_home"


@dataclass(frozen=True)
class Particulars:
    """What is known of a reason besides its place: names by language, and judgements.

    Its values are those of the choices of `Reason`; the model's constraints and the form
    hold them.
    """

    labels: Mapping[str, str]
    group: str = Reason.Group.NONE
    owner: str = ""
    core: str = ""
    risk: str = Reason.Risk.LOW
    l1_resolvable: bool = True


_FIELDS = ("labels", "group", "owner", "core", "risk", "l1_resolvable")


@transaction.atomic
def add(
    *, part: str, parent_id: int | None, what: Particulars, by: Person, at: datetime
) -> Reason:
    """Add a reason below another, or on the first level.

    Args:
        part: the last part of its code, two to sixteen capitals or digits: "LOST".
        parent_id: below which; None for the first level.
        what: names and judgements.
        by: who decides.
        at: when (UTC).

    Raises:
        NotAllowed: `by` may not change reasons.
        UnfitCode: the part is none.
        CodeTaken: there is such a reason, in use or not.
        TooDeep: it would be a fourth level.
        NotAtHome: the one above is archived.
        NameMissing: a language has no name.
    """
    alone(by)
    parent = _home(parent_id)
    level = parent.level + 1 if parent else 1
    if level > rules.LEVELS:
        raise TooDeep(
            _("Reasons have three levels."), fix=_("Add it beside this one instead.")
        )
    reason = Reason.objects.create(
        code=_new_code(part.strip().upper(), parent),
        level=level,
        parent=parent,
        position=_last_place(parent_id) + 1,
        created_at=at,
        **_values(what),
    )
    _record(
        events.ADDED, reason, by=by, at=at, code=reason.code, parent_id=reason.parent_id
    )
    return reason


@transaction.atomic
def change(*, reason_id: int, what: Particulars, by: Person, at: datetime) -> Reason:
    """Give a reason other names or judgements. Tags given before keep the old judgements.

    Raises:
        NotAllowed: `by` may not change reasons.
        Reason.DoesNotExist: there is none.
        NameMissing: a language has no name.
    """
    reason = _found(by, reason_id)
    wanted = _values(what)
    changed = [name for name in _FIELDS if getattr(reason, name) != wanted[name]]
    if not changed:
        return reason
    for name in changed:
        setattr(reason, name, wanted[name])
    reason.save(update_fields=changed)
    _record(events.CHANGED, reason, by=by, at=at, fields=changed)
    return reason


@transaction.atomic
def move(*, reason_id: int, parent_id: int, by: Person, at: datetime) -> Reason:
    """Hang a reason, with what is below it, under another of the same level as before.

    Its code stays. Tags given before keep the place it had; today's view has the new one.

    Raises:
        NotAllowed: `by` may not change reasons.
        Reason.DoesNotExist: there is no such reason, or no such one above.
        AlreadySo: it hangs there.
        NotAtHome: there is no place for it: another level, or archived.
    """
    reason = _found(by, reason_id)
    home = Reason.objects.get(pk=parent_id)
    if reason.parent_id == home.pk:
        raise AlreadySo(_("It is already there."), fix=_("Choose another place."))
    if home.level != reason.level - 1 or (home.archived_at and not reason.archived_at):
        raise NotAtHome(
            _("A reason of level %(level)d cannot be put there.") % {"level": reason.level},
            fix=_("Choose a reason in use one level above it."),
        )
    before, reason.parent = reason.parent_id, home
    reason.position = _last_place(home.pk) + 1
    reason.save(update_fields=["parent", "position"])
    _record(events.MOVED, reason, by=by, at=at, **{"from": before, "to": home.pk})
    return reason


@transaction.atomic
def merge(*, reason_id: int, into_id: int, by: Person, at: datetime) -> Reason:
    """Say that a reason is the same as another; return the one that stays.

    What was tagged with it counts as the other from now on, and keeps in its own history
    what it was tagged with. This cannot be undone.

    Raises:
        NotAllowed: `by` may not change reasons.
        Reason.DoesNotExist: one of them does not exist.
        HasReasonsBelow: one of them is not among the deepest.
        NotAtHome: the other is itself, archived or merged.
        AlreadySo: it was merged before.
    """
    reason = _found(by, reason_id)
    into = Reason.objects.get(pk=into_id)
    if reason.merged_into_id is not None:
        raise AlreadySo(_("It was merged before."), fix=_("Choose the other one."))
    if into.pk == reason.pk or into.archived_at is not None:
        raise NotAtHome(
            _("It cannot be merged into this one."), fix=_("Choose another reason in use.")
        )
    _refuse_parted(reason)
    _refuse_parted(into)
    reason.merged_into, reason.archived_at = into, reason.archived_at or at
    reason.save(update_fields=["merged_into", "archived_at"])
    _record(events.MERGED, reason, by=by, at=at, into=into.pk)
    return into


@transaction.atomic
def archive(*, reason_id: int, by: Person, at: datetime) -> Reason:
    """Take a reason out of use. What was tagged with it stays so.

    Raises:
        NotAllowed: `by` may not change reasons.
        Reason.DoesNotExist: there is none.
        AlreadySo: it is archived.
        HasReasonsBelow: reasons below it are in use.
    """
    reason = _found(by, reason_id)
    if reason.archived_at is not None:
        raise AlreadySo(_("It is archived already."), fix=_("Reload the page."))
    _refuse_parted(reason)
    reason.archived_at = at
    reason.save(update_fields=["archived_at"])
    _record(events.ARCHIVED, reason, by=by, at=at)
    return reason


@transaction.atomic
def restore(*, reason_id: int, by: Person, at: datetime) -> Reason:
    """Take an archived reason into use again.

    Raises:
        NotAllowed: `by` may not change reasons.
        Reason.DoesNotExist: there is none.
        AlreadySo: it is in use, or is another reason now.
        NotAtHome: the one above it is archived.
    """
    reason = _found(by, reason_id)
    if reason.archived_at is None or reason.merged_into_id is not None:
        raise AlreadySo(
            _("It is in use, or merged into another."), fix=_("Reload the page.")
        )
    _home(reason.parent_id)
    reason.archived_at = None
    reason.save(update_fields=["archived_at"])
    _record(events.RESTORED, reason, by=by, at=at)
    return reason


def _found(by: Person, reason_id: int) -> Reason:
    alone(by)
    return Reason.objects.get(pk=reason_id)


def _home(parent_id: int | None) -> Reason | None:
    if parent_id is None:
        return None
    parent = Reason.objects.get(pk=parent_id)
    if parent.archived_at is not None:
        raise NotAtHome(
            _("The reason above it is archived."), fix=_("Take that one into use first.")
        )
    return parent


def _new_code(part: str, parent: Reason | None) -> str:
    if rules.PART.fullmatch(part) is None:
        raise UnfitCode(
            _("A code has two to sixteen letters A to Z or digits."),
            fix=_("Choose a short one: it stays for good."),
        )
    code = f"{parent.code}.{part}" if parent else part
    if Reason.objects.filter(code=code).exists():
        raise CodeTaken(
            _("There is a reason %(code)s already.") % {"code": code},
            fix=_("Choose another code, or take that reason into use again."),
        )
    return code


def _refuse_parted(reason: Reason) -> None:
    if reason.children.filter(archived_at=None).exists():
        raise HasReasonsBelow(
            _("Reasons below “%(name)s” are in use.") % {"name": reason},
            fix=_("Move, merge or archive those first."),
        )


def _values(what: Particulars) -> dict[str, object]:
    values = {name: getattr(what, name) for name in _FIELDS}
    return values | {"labels": names(what.labels)}


def _last_place(parent_id: int | None) -> int:
    there = Reason.objects.filter(parent_id=parent_id)
    return there.aggregate(last=Max("position"))["last"] or 0


def _record(
    kind: str, reason: Reason, *, by: Person, at: datetime, **facts: object
) -> None:
    journal.record(kind, subject_id=reason.pk, at=at, by=by, facts=facts)
