"""Who is there for new work, and what each is able to do."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.people.commands.rights import require
from firsthand.domain.people.models import Person, Skill
from firsthand.domain.people.queries import looked_after_by
from firsthand.domain.people.rules import Right
from firsthand.foundation.errors import Refused

_LANGUAGE = re.compile(r"[a-z]{2,3}")
_REASON = re.compile(r"[A-Z0-9.]{2,60}")


class NoSuchSkill(Refused):
    code = "people.no_such_skill"


@transaction.atomic
def set_away(*, person_id: int, is_away: bool, by: Person, at: datetime) -> Person:
    """Say that somebody gets no tickets by rules from now on, or gets them again.

    Saying the same again changes nothing: he stays away since the first time.

    Raises:
        Person.DoesNotExist: there is nobody of this number whom `by` may see.
        NotAllowed: it is another, and `by` does not assign tickets to others.
    """
    if person_id != by.pk:
        require(by, Right.ASSIGN_OTHERS)
        looked_after_by(by).get(pk=person_id)
    person = Person.objects.select_for_update().get(pk=person_id)
    if (person.away_since is not None) == is_away:
        return person
    person.away_since = at if is_away else None
    person.save(update_fields=["away_since"])
    kind = "people.went_away" if is_away else "people.came_back"
    journal.record(kind, subject_id=person.pk, at=at, by=by)
    return person


@transaction.atomic
def set_skills(
    *,
    person_id: int,
    languages: Collection[str],
    reasons: Collection[str],
    by: Person,
    at: datetime,
) -> None:
    """Say exactly which languages somebody writes and which reasons he knows.

    Args:
        person_id: of whom.
        languages: codes of languages without a region: "de".
        reasons: codes of reasons; whoever asks knows that they exist.
        by: who says so.
        at: when (UTC).

    Raises:
        NotAllowed: `by` may not say how tickets are given.
        Person.DoesNotExist: nobody of this number works in the stores `by` may see.
        NoSuchSkill: a code that cannot be one.
    """
    require(by, Right.MANAGE_ROUTING)
    person = looked_after_by(by).get(pk=person_id)
    Person.objects.select_for_update().get(pk=person.pk)  # Two who save take turns.
    kinds = {Skill.Kind.LANGUAGE: set(languages), Skill.Kind.REASON: set(reasons)}
    fits = {Skill.Kind.LANGUAGE: _LANGUAGE, Skill.Kind.REASON: _REASON}
    if not all(fits[kind].fullmatch(code) for kind in kinds for code in kinds[kind]):
        raise NoSuchSkill(
            _("There is no such language or reason."), fix=_("Choose from the lists.")
        )
    Skill.objects.filter(person=person).delete()
    Skill.objects.bulk_create(
        Skill(person=person, kind=kind, code=code)
        for kind, codes in kinds.items()
        for code in sorted(codes)
    )
    facts = {"languages": sorted(kinds[Skill.Kind.LANGUAGE])}
    facts["reasons"] = sorted(kinds[Skill.Kind.REASON])
    journal.record("people.skills_set", subject_id=person.pk, at=at, by=by, facts=facts)
