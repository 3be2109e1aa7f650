"""Write a version of the policy, and publish it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from firsthand.domain.authority import events, rules
from firsthand.domain.authority.commands._common import (
    alone,
    fit_name,
    refusals_are_noted,
    refuse_unseen_store,
)
from firsthand.domain.authority.models import PolicyVersion
from firsthand.domain.authority.queries import words
from firsthand.domain.authority.queries.policies import problems_of
from firsthand.domain.journal import commands as journal
from firsthand.domain.journal.commands import About
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person


class TermsUnreadable(Refused):
    code = "authority.terms_unreadable"


class TermsContradict(Refused):
    code = "authority.terms_contradict"


class AlreadyPublished(Refused):
    code = "authority.already_published"


class ValidFromUnfit(Refused):
    code = "authority.valid_from_unfit"


@refusals_are_noted("draft")
def draft(
    *,
    name: str,
    terms: Mapping[str, Any],
    store_id: int | None = None,
    by: Person,
    at: datetime,
) -> PolicyVersion:
    """Write a version that is not in force yet. It may still contradict itself.

    Args:
        name: what is new in it.
        terms: as `rules.plain` writes them.
        store_id: for this store only; None for all that have no version of their own.
        by: who writes it.
        at: when (UTC).

    Raises:
        NotAllowed: `by` may not change the policy.
        NameMissing, UnknownStore, TermsUnreadable: it cannot be written so.
    """
    alone(by)
    refuse_unseen_store(store_id, by)
    version = PolicyVersion.objects.create(
        store_id=store_id,
        name=fit_name(name),
        terms=rules.plain(_read(terms)),
        drafted_by=by,
        drafted_at=at,
        changed_at=at,
    )
    _record(events.DRAFTED, version, by, at)
    return version


@refusals_are_noted("change_draft")
def change_draft(
    *, version_id: int, name: str, terms: Mapping[str, Any], by: Person, at: datetime
) -> PolicyVersion:
    """Write a draft anew. Whoever does is the one who set its limits.

    Raises:
        NotAllowed, NameMissing, TermsUnreadable: as for `draft`.
        PolicyVersion.DoesNotExist: there is none in the stores of `by`.
        AlreadyPublished: it is no draft any more.
    """
    version = _draft_of(version_id, by)
    version.name = fit_name(name)
    version.terms = rules.plain(_read(terms))
    version.drafted_by = by
    version.changed_at = at
    version.save()
    _record(events.DRAFT_CHANGED, version, by, at)
    return version


@refusals_are_noted("discard_draft")
def discard_draft(*, version_id: int, by: Person, at: datetime) -> None:
    """Throw a draft away.

    Raises:
        NotAllowed, PolicyVersion.DoesNotExist, AlreadyPublished: as for `change_draft`.
    """
    version = _draft_of(version_id, by)
    _record(events.DRAFT_DISCARDED, version, by, at)
    version.delete()


@refusals_are_noted("publish")
def publish(
    *, version_id: int, valid_from: datetime | None, by: Person, at: datetime
) -> PolicyVersion:
    """Put a version in force, at once or from a moment to come; never for what was.

    Args:
        version_id: the draft's.
        valid_from: from when (UTC); None is now.
        by: who puts it in force; he does not spend under it without being asked.
        at: when (UTC).

    Raises:
        NotAllowed, PolicyVersion.DoesNotExist, AlreadyPublished: as for `change_draft`.
        TermsContradict: it cannot be kept, or was never meant so; every point is named.
        ValidFromUnfit: the moment is past, or another version begins with it.
    """
    version = _draft_of(version_id, by)
    problems = problems_of(version.read_terms())
    if problems:
        raise TermsContradict(
            " ".join(words.of_contradiction(each) for each in problems),
            fix=_("Change the draft, then publish it."),
        )
    valid_from = valid_from or at
    others = PolicyVersion.objects.filter(store=version.store_id, valid_from=valid_from)
    if valid_from < at or others.exists():
        raise ValidFromUnfit(
            _("From when it holds is past, or another version begins at that moment."),
            fix=_("Leave it empty to begin now, or choose a later time."),
        )
    version.published_by, version.published_at = by, at
    version.valid_from = valid_from
    version.save()
    _record(events.PUBLISHED, version, by, at, valid_from=valid_from.isoformat())
    return version


def _draft_of(version_id: int, by: Person) -> PolicyVersion:
    alone(by)
    version = PolicyVersion.objects.get(pk=version_id)
    seen = by.visible_store_ids()
    if seen is not None and version.store_id is not None and version.store_id not in seen:
        raise PolicyVersion.DoesNotExist
    if version.published_at is not None:
        raise AlreadyPublished(
            _("“%(name)s” is published; a published version is never changed.")
            % {"name": version.name},
            fix=_("Write a new version that begins with its terms."),
        )
    return version


def _read(terms: Mapping[str, Any]) -> rules.Terms:
    try:
        return rules.read(terms)
    except rules.Unreadable as unreadable:
        raise TermsUnreadable(
            _("The policy cannot be read at %(where)s: %(what)s.")
            % {"where": unreadable.where, "what": unreadable.what},
            fix=_("See the guide for what belongs there."),
        ) from unreadable


def _record(
    kind: str, version: PolicyVersion, by: Person, at: datetime, **facts: object
) -> None:
    about = About(store_id=version.store_id)
    terms = json.dumps(version.terms, sort_keys=True).encode()
    facts["terms_sha256"] = sha256(terms).hexdigest()
    journal.record(kind, subject_id=version.pk, at=at, by=by, about=about, facts=facts)
