"""Say who gets which tickets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.people import queries as people
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.stores import queries as stores
from firsthand.domain.tickets import events
from firsthand.domain.tickets.commands import _given
from firsthand.domain.tickets.models import AssignmentRule
from firsthand.domain.tickets.queries.routing import assignment_rules_of
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

LONGEST_NAME, LARGEST_CAP, LAST_POSITION = 80, 1000, 1000


class RuleUnfit(Refused):
    code = "tickets.rule_unfit"


class RuleNameTaken(Refused):
    code = "tickets.rule_name_taken"


@dataclass(frozen=True)
class RuleTerms:
    """All that a rule says; `position` None puts a new rule behind the others."""

    name: str
    steps: Sequence[str]
    store_id: int | None = None
    team_id: int | None = None
    cap: int | None = None
    must_fit: bool = False
    first_reply_takes: bool = True
    position: int | None = None


@transaction.atomic
def add_rule(*, terms: RuleTerms, by: Person, at: datetime) -> AssignmentRule:
    """Give tickets by another rule from now on, those that wait already as well.

    Raises:
        NotAllowed: `by` may not say how tickets are given.
        RuleUnfit: it is for neither a store nor a team `by` looks after, or says nonsense.
        RuleNameTaken: another rule has this name.
    """
    require(by, Right.MANAGE_ROUTING)
    rule = AssignmentRule(created_at=at)
    last = AssignmentRule.objects.aggregate(last=Max("position"))["last"] or 0
    rule.position = min(last + 1, LAST_POSITION)
    _fill(rule, terms, by)
    _saved(events.RULE_ADDED, rule, by, at)
    return rule


@transaction.atomic
def change_rule(
    *, rule_id: int, terms: RuleTerms, by: Person, at: datetime
) -> AssignmentRule:
    """Give tickets by other terms from now on; what was given stays where it is.

    Raises:
        AssignmentRule.DoesNotExist: there is none for stores `by` may see.
        NotAllowed, RuleUnfit, RuleNameTaken: as for `add_rule`.
    """
    rule = _locked(rule_id, by)
    _fill(rule, terms, by)
    _saved(events.RULE_CHANGED, rule, by, at)
    return rule


@transaction.atomic
def archive_rule(*, rule_id: int, by: Person, at: datetime) -> None:
    """Give no more tickets by a rule. Archiving it again changes nothing.

    Raises:
        AssignmentRule.DoesNotExist: there is none for stores `by` may see.
        NotAllowed: `by` may not say how tickets are given.
    """
    rule = _locked(rule_id, by)
    if rule.archived_at is None:
        rule.archived_at = at
        _saved(events.RULE_ARCHIVED, rule, by, at)


@transaction.atomic
def restore_rule(*, rule_id: int, by: Person, at: datetime) -> None:
    """Give tickets by an archived rule again.

    Raises:
        AssignmentRule.DoesNotExist: there is none for stores `by` may see.
        NotAllowed: `by` may not say how tickets are given.
    """
    rule = _locked(rule_id, by)
    if rule.archived_at is not None:
        rule.archived_at = None
        _saved(events.RULE_RESTORED, rule, by, at)


def _locked(rule_id: int, by: Person) -> AssignmentRule:
    require(by, Right.MANAGE_ROUTING)
    rule = assignment_rules_of(by).get(pk=rule_id)
    return AssignmentRule.objects.select_for_update().get(pk=rule.pk)


def _saved(kind: str, rule: AssignmentRule, by: Person, at: datetime) -> None:
    rule.save()
    about = journal.About(store_id=rule.store_id)
    journal.record(kind, subject_id=rule.pk, at=at, by=by, about=about)
    if rule.archived_at is None:
        _given.ring_now()


def _fill(rule: AssignmentRule, terms: RuleTerms, by: Person) -> None:
    rule.name = _fit_name(terms.name, but=rule.pk)
    _check_place(terms, by)
    _check_terms(terms)
    rule.store_id, rule.team_id = terms.store_id, terms.team_id
    rule.steps = list(terms.steps)
    rule.cap, rule.must_fit = terms.cap, terms.must_fit
    rule.first_reply_takes = terms.first_reply_takes
    if terms.position is not None:
        rule.position = terms.position


def _fit_name(name: str, *, but: int | None) -> str:
    name = " ".join(name.split())
    others = AssignmentRule.objects.filter(name__iexact=name).exclude(pk=but or 0)
    if not 0 < len(name) <= LONGEST_NAME or others.exists():
        raise RuleNameTaken(
            _("The name “%(name)s” is missing, too long, or taken.") % {"name": name[:90]},
            fix=_("Give it a name of its own of at most %(most)d characters.")
            % {"most": LONGEST_NAME},
        )
    return name


def _check_place(terms: RuleTerms, by: Person) -> None:
    is_one = (terms.store_id is None) != (terms.team_id is None)
    seen = {store.pk for store in stores.stores_of(by)}
    teams = {team.pk for team in people.teams_seen_by(by)}
    if not is_one or not (terms.store_id in seen or terms.team_id in teams):
        raise RuleUnfit(
            _("A rule is for one store or for one team that you look after."),
            fix=_("Choose either from the list."),
        )


def _check_terms(terms: RuleTerms) -> None:
    known = AssignmentRule.Preference.values
    are_steps = set(terms.steps) <= set(known) and len(terms.steps) == len(set(terms.steps))
    if not terms.steps or not are_steps:
        raise RuleUnfit(
            _("A rule needs at least one preference, and each at most once."),
            fix=_("Choose what counts first, then what counts next."),
        )
    cap, position = (1 if n is None else n for n in (terms.cap, terms.position))
    if not 0 < cap <= LARGEST_CAP or not 0 < position <= LAST_POSITION:
        raise RuleUnfit(
            _("The most open tickets or the place of the rule is out of bounds."),
            fix=_("Both are whole numbers of at most %(most)d.") % {"most": LARGEST_CAP},
        )
