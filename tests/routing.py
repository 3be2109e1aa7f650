"""People at the desk and the rules that give them tickets, as tests need them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from firsthand.domain.people.models import Person, Skill
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.commands import RuleTerms
from firsthand.domain.tickets.models import AssignmentRule
from tests.people import NOON


def rule(by: Person, place: Store, *, name: str = "Desk", **terms: Any) -> AssignmentRule:
    """Give the tickets of a store in turn, unless told otherwise."""
    terms = {"steps": ("turn",), "store_id": place.pk} | terms
    if "team_id" in terms:
        terms["store_id"] = None
    return commands.add_rule(terms=RuleTerms(name=name, **terms), by=by, at=NOON)


def comes(*people: Person, at: datetime = NOON) -> None:
    """Let these people do something on a page."""
    for person in people:
        commands.note_at_desk(by=person, at=at)


def speaks(person: Person, *codes: str) -> None:
    for code in codes:
        Skill.objects.create(person=person, kind=Skill.Kind.LANGUAGE, code=code)


def knows(person: Person, *codes: str) -> None:
    for code in codes:
        Skill.objects.create(person=person, kind=Skill.Kind.REASON, code=code)
