from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firsthand.domain.accounts import rules
from firsthand.domain.accounts.rules import Problem, ProblemKind
from firsthand.foundation.scoping import SeesStores, StoreScoped


class AccountQuerySet(models.QuerySet["MarketplaceAccount"]):
    def visible_to(self, person: SeesStores) -> Self:
        """Return those that serve no store but such as `person` may see."""
        store_ids = person.visible_store_ids()
        if store_ids is None:
            return self
        hidden = ServedStore.objects.exclude(store_id__in=store_ids).values("account")
        return self.exclude(pk__in=hidden)


class MarketplaceAccount(models.Model):
    """A seller's account at a marketplace, and what lets us act for it.

    At work until it is paused. Its secrets are written and used, never shown again.
    """

    class Region(models.TextChoices):
        NORTH_AMERICA = rules.Region.NORTH_AMERICA, _("North America")
        EUROPE = rules.Region.EUROPE, _("Europe, Middle East, India")
        FAR_EAST = rules.Region.FAR_EAST, _("Far East and Australia")

    class Channel(models.TextChoices):
        AMAZON = "amazon", "Amazon"

    name = models.CharField(max_length=80, unique=True)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.AMAZON)
    region = models.CharField(max_length=2, choices=Region)
    seller_id = models.CharField(max_length=40, blank=True)
    # Where a stand-in for the marketplace answers; empty: the marketplace itself.
    address = models.CharField(max_length=200, blank=True)

    client_id = models.CharField(max_length=200)
    # Encrypted with the installation's key; never shown again, never logged.
    client_secret_encrypted = models.TextField()
    refresh_token_encrypted = models.TextField()
    client_secret_changed_at = models.DateTimeField()
    refresh_token_changed_at = models.DateTimeField()

    created_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    paused_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    tested_at = models.DateTimeField(null=True)
    # What the last test found wrong with the account as a whole: [{kind, facts}].
    test_problems = models.JSONField(default=list)

    objects = AccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="account_is_paused_by_somebody_at_a_time",
                condition=Q(paused_at__isnull=False) | Q(paused_by=None),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None


class ServedStore(models.Model):
    """A store whose orders an account brings. Each has one account at most."""

    account = models.ForeignKey(
        MarketplaceAccount, on_delete=models.CASCADE, related_name="served"
    )
    store = models.OneToOneField("stores.Store", on_delete=models.PROTECT, related_name="+")
    marketplace_id = models.CharField(max_length=20)
    # What the last test said; None: it was not asked.
    participates = models.BooleanField(null=True)

    objects = StoreScoped["ServedStore"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "marketplace_id"], name="marketplace_once_per_account"
            ),
        ]

    def __str__(self) -> str:
        return self.marketplace_id


class RightFound(models.Model):
    """Whether Amazon let us do what one role is for, when it was last tried."""

    class Answer(models.TextChoices):
        GRANTED = "granted", _("Granted")
        MISSING = "missing", _("Missing")
        UNKNOWN = "unknown", _("Not known")

    account = models.ForeignKey(
        MarketplaceAccount, on_delete=models.CASCADE, related_name="rights"
    )
    role = models.CharField(max_length=80)
    answer = models.CharField(max_length=8, choices=Answer)
    operation = models.CharField(max_length=80)  # What it was tried with.
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "role"], name="one_answer_per_role"),
        ]

    def __str__(self) -> str:
        return self.role


class Flow(models.Model):
    """One kind of data of an account, read again and again, and how far it has come.

    Waiting until `next_due_at`, then running while a worker has it: only one has, for it
    holds the session lock of the flow. `run` counts the beginnings: what a worker writes
    counts only while its number stands, so one whose database session broke cannot spoil
    what its successor does.
    """

    account = models.ForeignKey(
        MarketplaceAccount, on_delete=models.CASCADE, related_name="flows"
    )
    name = models.CharField(max_length=40)
    # The marketplace it is for, where it has to be read apart; else empty.
    part = models.CharField(max_length=20, blank=True)
    # Whatever the flow needs to go on; its own business.
    cursor = models.JSONField(default=dict)
    # How long after a success it is due again.
    every = models.DurationField()
    next_due_at = models.DateTimeField()

    run = models.PositiveIntegerField(default=0)
    is_running = models.BooleanField(default=False)
    # When the worker was heard of last: it begins, or keeps how far it is.
    heard_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    succeeded_at = models.DateTimeField(null=True)
    # The time of the newest record read, and up to when nothing is missing.
    newest_at = models.DateTimeField(null=True)
    complete_until = models.DateTimeField(null=True)
    # What the last run, or the one under way, came to: {orders: 12}.
    counts = models.JSONField(default=dict)

    failures = models.PositiveIntegerField(default=0)  # In a row.
    problem_kind = models.CharField(max_length=40, blank=True)
    problem_facts = models.JSONField(default=dict)
    problem_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "name", "part"], name="flow_once_per_account"
            ),
            models.CheckConstraint(
                name="flow_with_a_problem_says_since_when",
                condition=Q(problem_kind="", problem_since=None, failures=0)
                | (~Q(problem_kind="") & Q(problem_since__isnull=False, failures__gt=0)),
            ),
            models.CheckConstraint(
                name="flow_that_runs_has_begun",
                condition=Q(is_running=False)
                | Q(started_at__isnull=False, heard_at__isnull=False, run__gt=0),
            ),
        ]
        indexes = [
            models.Index(fields=["next_due_at"], name="flow_due"),
        ]
        ordering = ["account", "name", "part"]

    def __str__(self) -> str:
        return f"{self.name}/{self.part}" if self.part else self.name

    @property
    def problem(self) -> Problem | None:
        if not self.problem_kind:
            return None
        return Problem(ProblemKind(self.problem_kind), self.problem_facts)
