from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firsthand.domain.tickets.models.ticket import Message, Ticket
from firsthand.domain.tickets.rules.routing import Step, Terms


class RuleQuerySet(models.QuerySet["AssignmentRule"]):
    """Assignment rules, in use and archived."""

    def in_use(self) -> RuleQuerySet:
        """Return those that give tickets."""
        return self.filter(archived_at=None)


class AssignmentRule(models.Model):
    """Who gets the tickets of a store, or of all stores of a team. In use, or archived.

    Rules are asked in the order of their position; the first that has somebody gives.
    """

    class Preference(models.TextChoices):
        RETURNING = Step.RETURNING, _("Who had the buyer before")
        LANGUAGE = Step.LANGUAGE, _("Who writes the buyer’s language")
        REASON = Step.REASON, _("Who knows the reason")
        LOAD = Step.LOAD, _("Who has the fewest open tickets")
        TURN = Step.TURN, _("Whose turn it is")

    name = models.CharField(max_length=80, unique=True)
    store = models.ForeignKey(
        "stores.Store", on_delete=models.PROTECT, null=True, related_name="+"
    )
    team = models.ForeignKey(
        "people.Team", on_delete=models.PROTECT, null=True, related_name="+"
    )
    # Names of steps, the weightiest first.
    steps = models.JSONField()
    cap = models.PositiveSmallIntegerField(null=True)
    must_fit = models.BooleanField(default=False)
    # Who answers first keeps what the rule had given to another.
    first_reply_takes = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="rule_is_for_a_store_or_a_team",
                condition=Q(store__isnull=False, team=None)
                | Q(store=None, team__isnull=False),
            ),
            models.CheckConstraint(
                name="rule_lets_somebody_have_a_ticket",
                condition=Q(cap=None) | Q(cap__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def terms(self) -> Terms:
        """Return what it says."""
        return Terms(tuple(Step(step) for step in self.steps), self.cap, self.must_fit)


class Assignment(models.Model):
    """A stretch of time somebody, a team or nobody had a ticket, and why.

    Begins with each change of hands; the present one has not ended. Tickets that never
    changed hands here have none.
    """

    class How(models.TextChoices):
        RULE = "rule", _("Given by a rule")
        TAKEN = "taken", _("Taken")
        GIVEN = "given", _("Given")
        PUT_BACK = "put_back", _("Put back")
        PASSED_ON = "passed_on", _("Passed on")
        REPLIED = "replied", _("Answered first")

    class Reason(models.TextChoices):
        """Why somebody passes a ticket on."""

        LANGUAGE = "language", _("Another language is needed")
        KNOWLEDGE = "knowledge", _("Somebody else knows this better")
        DECISION = "decision", _("Needs a decision I may not make")
        WRONG_TEAM = "wrong_team", _("Belongs to another team")
        SHIFT = "shift", _("My shift ends")
        LOAD = "load", _("I have too many")
        OTHER = "other", _("Another reason, in the note")

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="assignments")
    how = models.CharField(max_length=9, choices=How)
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    # Whose members are to have it, whoever of them has it now.
    team = models.ForeignKey(
        "people.Team", on_delete=models.PROTECT, null=True, related_name="+"
    )
    came_from = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    rule = models.ForeignKey(
        AssignmentRule, on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    # Of a rule: the steps that decided, and how many open tickets the person had.
    why = models.JSONField(default=list)
    open_tickets = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    note = models.ForeignKey(
        Message, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(ended_at=None), name="one_present_assignment"
            ),
            models.CheckConstraint(
                name="who_passes_on_says_why",
                condition=~Q(how="passed_on") | ~Q(reason=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["rule", "person", "-id"],
                name="assignment_turn",
                condition=Q(rule__isnull=False),
            ),
            models.Index(
                fields=["team"],
                name="assignment_for_a_team",
                condition=Q(ended_at=None, person=None, team__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.how} of ticket {self.ticket_id}"


class AtDesk(models.Model):
    """When somebody last did something on a page: overwritten, and no record of work."""

    person = models.OneToOneField(
        "people.Person", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"person {self.person_id} at the desk"
