from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from firsthand.domain.remedies.models import guards, watch_guards
from firsthand.domain.remedies.models.ledger import Ledger
from firsthand.domain.remedies.models.remedy import Remedy
from firsthand.foundation.personal import PersonalTextField, Retention
from firsthand.foundation.scoping import StoreScoped


class Stop(models.Model):
    """Nothing is sent for one account, of one agent, or at all, until somebody lifts it."""

    class Scope(models.TextChoices):
        ACCOUNT = "account", _("One account")
        AGENT = "agent", _("One agent")
        ALL = "all", _("Everything")

    scope = models.CharField(max_length=7, choices=Scope)
    name = models.CharField(max_length=80, blank=True)  # Account, or the agent's number.
    why = models.CharField(max_length=200)
    stopped_by_id = models.BigIntegerField(null=True)  # None: the machine.
    stopped_at = models.DateTimeField()
    lifted_by_id = models.BigIntegerField(null=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "name"],
                name="stopped_once_at_a_time",
                condition=Q(lifted_at=None),
            ),
            models.CheckConstraint(
                name="stop_is_lifted_by_somebody",
                condition=Q(lifted_at=None, lifted_by_id=None)
                | Q(lifted_at__isnull=False, lifted_by_id__isnull=False),
            ),
        ]
        triggers = [
            guards.fixed(
                "stop_stays_as_made",
                ("id", "scope", "name", "why", "stopped_by_id", "stopped_at"),
                why="a stop stays as it was made",
            ),
            watch_guards.ended_once("stop_is_lifted_once", ("lifted_at", "lifted_by_id")),
            guards.never("stop_is_never_deleted", pgtrigger.Delete, "a stop stays"),
            guards.never_emptied(),
        ]

    def __str__(self) -> str:
        return f"stop of {self.scope} {self.name}"


class AccountHealth(models.Model):
    """How an account has been answering: after failures in a row it is left alone."""

    account = models.CharField(max_length=80, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    rests_until = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.account


class Incident(models.Model):
    """Something about money that must not go by unseen; open until somebody closes it.

    Closed once, with what was found; a closed one never changes.
    """

    class Kind(models.TextChoices):
        OVER = "over", _("More was given back than was paid")
        OTHER_CURRENCY = "other_currency", _("Given back in another currency")
        NOT_COUNTED = "not_counted", _("Given back on an order whose figures do not add up")
        TWICE = "twice", _("The channel carried it out twice")
        AGAINST_DECISION = "against_decision", _("It happened, and we had written it off")
        ID_USED_TWICE = "id_used_twice", _("The channel gave one id to two remedies")
        FAULT = "fault", _("A check of ours failed")

    class Found(models.TextChoices):
        EXPLAINED = "explained", _("All is well: it is accounted for")
        RECOVERED = "recovered", _("Too much was given, and it came back")
        LOST = "lost", _("Too much was given, and it stays a loss")
        CORRECTED = "corrected", _("A fault of ours, put right")

    kind = models.CharField(max_length=16, choices=Kind)
    store = models.ForeignKey("stores.Store", on_delete=models.PROTECT, related_name="+")
    ledger = models.ForeignKey(Ledger, on_delete=models.PROTECT, related_name="incidents")
    remedy = models.ForeignKey(
        Remedy, on_delete=models.PROTECT, null=True, related_name="incidents"
    )
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    closed_at = models.DateTimeField(null=True)
    closed_by_id = models.BigIntegerField(null=True)
    found = models.CharField(max_length=9, choices=Found, blank=True)
    # What whoever closed it has seen, in his words.
    said = PersonalTextField(blank=True, retention=Retention.BUYER)

    objects = StoreScoped["Incident"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="incident_is_closed_as_a_whole",
                condition=Q(closed_at=None, closed_by_id=None, found="", said="")
                | (Q(closed_at__isnull=False, closed_by_id__isnull=False) & ~Q(found="")),
            ),
        ]
        indexes = [
            models.Index(fields=["at"], name="incident_open", condition=Q(closed_at=None)),
        ]
        triggers = [
            guards.fixed(
                "incident_stays_as_raised",
                ("id", "kind", "store_id", "ledger_id", "remedy_id", "at", "facts"),
                why="an incident stays as it was raised",
            ),
            watch_guards.ended_once(
                "incident_is_closed_once",
                ("closed_at", "closed_by_id", "found", "said"),
                words="said",
            ),
            watch_guards.INCIDENT_IS_AUDITED,
            guards.never("incident_is_never_deleted", pgtrigger.Delete, "it stays"),
            guards.never_emptied(),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on order {self.ledger_id}"


class HandDecision(models.Model):
    """What somebody says became of a remedy nobody can know about; another confirms it."""

    class Says(models.TextChoices):
        SUCCEEDED = "succeeded", _("It has happened")
        FAILED = "failed", _("It has not happened")

    remedy = models.ForeignKey(Remedy, on_delete=models.PROTECT, related_name="decisions")
    says = models.CharField(max_length=9, choices=Says)
    external_id = models.CharField(max_length=120, blank=True)
    why = PersonalTextField(retention=Retention.BUYER)
    evidence = PersonalTextField(retention=Retention.BUYER)
    proposed_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="decision_takes_two",
                condition=Q(confirmed_by=None, confirmed_at=None)
                | (
                    Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                    & ~Q(confirmed_by=F("proposed_by"))
                ),
            ),
            models.CheckConstraint(
                name="decision_of_success_has_proof",
                condition=Q(says="failed", external_id="")
                | (Q(says="succeeded") & ~Q(external_id="")),
            ),
            models.UniqueConstraint(
                fields=["remedy"],
                name="one_open_decision",
                condition=Q(confirmed_at=None, dropped_at=None),
            ),
        ]
        triggers = [
            guards.fixed(
                "decision_stays_as_proposed",
                (
                    "id", "remedy_id", "says", "external_id", "proposed_by_id",
                    "proposed_at",
                ),
                why="a decision stays as it was proposed",
            ),
            guards.never("decision_is_never_deleted", pgtrigger.Delete, "it stays"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.says} for remedy {self.remedy_id}"
