"""Who is there to be given tickets, and by which rules: one process at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from django.db.models import Count, Max

from firsthand.domain.orders import queries as orders
from firsthand.domain.people import queries as people
from firsthand.domain.people.queries import Ready, Skill
from firsthand.domain.reasons import queries as reasons
from firsthand.domain.tickets.commands import _given
from firsthand.domain.tickets.models import Assignment, AssignmentRule, Cycle, Ticket
from firsthand.domain.tickets.queries.presence import seen_lately
from firsthand.domain.tickets.rules.routing import Choice, Step, Wanted, Worker, choose


class Office:
    """The rules in use, locked until the commit, and the people who are present.

    The lock is what keeps caps and turns true: whoever gives tickets beside us waits, and
    counts what we gave.
    """

    def __init__(self, *, at: datetime) -> None:
        """Lock the rules, then see who is there."""
        self._at = at
        locked = AssignmentRule.objects.in_use().select_for_update(of=("self",))
        self.rules = list(locked.order_by("position", "pk"))
        self._team_stores = self._stores_of_teams()
        self._ready = people.ready(seen_lately(at=at)) if self.rules else []
        ids = [each.id for each in self._ready]
        held = Ticket.objects.filter(state=Ticket.State.OPEN, assignee__in=ids)
        self._held = dict(held.values_list("assignee").annotate(n=Count("pk")))
        turns = Assignment.objects.filter(rule__in=self.rules, person__in=ids)
        self._turns = {
            (rule, person): turn
            for rule, person, turn in turns.values_list("rule", "person").annotate(
                Max("pk")
            )
        }
        self._workers = self._describe(ids)

    def _stores_of_teams(self) -> dict[int, frozenset[int]]:
        ids = {rule.team_id for rule in self.rules if rule.team_id is not None}
        teams = people.Team.objects.filter(pk__in=ids).prefetch_related("stores")
        return {
            team.pk: frozenset(store.pk for store in team.stores.all()) for team in teams
        }

    def _describe(self, ids: list[int]) -> dict[int, Worker]:
        self._tree = reasons.taxonomy() if ids else None
        skills = people.skills_of(ids)
        return {
            each: Worker(
                each,
                languages=skills[each][Skill.Kind.LANGUAGE],
                reasons=skills[each][Skill.Kind.REASON],
            )
            for each in ids
        }

    def store_ids(self) -> frozenset[int]:
        """Return the stores whose tickets somebody who is present may be given."""
        return frozenset(
            store
            for rule in self.rules
            for store in self._stores_of(rule)
            if any(True for _ in self._present(rule, store))
        )

    def _stores_of(self, rule: AssignmentRule) -> frozenset[int]:
        if rule.store_id is not None:
            return frozenset({rule.store_id})
        return self._team_stores[rule.team_id or 0]

    def _present(self, rule: AssignmentRule, store_id: int) -> Iterator[Ready]:
        for each in self._ready:
            is_member = rule.team_id is None or rule.team_id in each.team_ids
            has_room = rule.cap is None or self._held.get(each.id, 0) < rule.cap
            if is_member and has_room and each.works(store_id):
                yield each

    def choose(
        self, ticket: Ticket, *, team_id: int | None, not_to: int | None
    ) -> tuple[AssignmentRule, Choice] | None:
        """Return who gets a ticket by which rule: the first that has somebody for it.

        Args:
            ticket: which.
            team_id: the team it was passed on to: only that team's rules give it.
            not_to: who is not to get it.
        """
        for rule in self.rules:
            if team_id not in {None, rule.team_id}:
                continue
            if ticket.store_id not in self._stores_of(rule):
                continue
            found = self._by_rule(rule, ticket, not_to)
            if found is not None:
                return rule, found
        return None

    def _by_rule(
        self, rule: AssignmentRule, ticket: Ticket, not_to: int | None
    ) -> Choice | None:
        workers = [
            replace(
                self._workers[each.id],
                open_tickets=self._held.get(each.id, 0),
                last_turn=self._turns.get((rule.pk, each.id), 0),
            )
            for each in self._present(rule, ticket.store_id)
        ]
        if not workers:
            return None
        terms = rule.terms()
        wanted = Wanted(
            language=ticket.language,
            reason_path=self._path(ticket) if Step.REASON in terms.steps else (),
            earlier=_earlier(ticket) if Step.RETURNING in terms.steps else None,
            not_to=() if not_to is None else (not_to,),
        )
        return choose(terms, workers, wanted)

    def _path(self, ticket: Ticket) -> tuple[str, ...]:
        if ticket.reason_id is None or self._tree is None:
            return ()
        today = self._tree.today(ticket.reason_id)
        return tuple(node.code for node in self._tree.path(today.id))

    def give(self, ticket: Ticket, rule: AssignmentRule, choice: Choice) -> None:
        """Give a locked ticket, and count it."""
        how = Assignment.How.RULE
        because = _given.Because(how, team_id=rule.team_id, rule=rule, choice=choice)
        made = _given.give(ticket, choice.person, because, at=self._at)
        self._held[choice.person] = self._held.get(choice.person, 0) + 1
        self._turns[rule.pk, choice.person] = made.pk


def _earlier(ticket: Ticket) -> int | None:
    """Return who had the buyer's ticket before: this one when it was closed, or another."""
    closed = Cycle.objects.filter(ticket=ticket, solved_by__isnull=False)
    solver = closed.order_by("-solved_at").values_list("solved_by", flat=True).first()
    if solver is not None:
        return int(solver)
    others = Ticket.objects.filter(
        buyer_id__in=orders.same_person(ticket.buyer),
        store_id=ticket.store_id,
        assignee__isnull=False,
    ).exclude(pk=ticket.pk)
    return others.order_by("-opened_at").values_list("assignee", flat=True).first()
