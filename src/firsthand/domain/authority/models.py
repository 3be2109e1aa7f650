from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from firsthand.domain.authority import rules
from firsthand.foundation.scoping import StoreScoped


class PolicyVersion(models.Model):
    """One version of the policy: a draft, to be changed or thrown away, until published.

    A published one is never changed again: what was decided under it can be held against
    it for ever. The newest whose `valid_from` has come is in force, a store's own before
    the one for all stores.
    """

    # None: for every store that has no version of its own.
    store = models.ForeignKey(
        "stores.Store", on_delete=models.PROTECT, null=True, related_name="+"
    )
    name = models.CharField(max_length=80)
    terms = models.JSONField()  # See `rules.plain`.
    drafted_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    drafted_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    published_by = models.ForeignKey(
        "people.Person",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    published_at = models.DateTimeField(null=True)
    valid_from = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="published_version_says_by_whom_and_from_when",
                condition=Q(published_at=None, published_by=None, valid_from=None)
                | Q(
                    published_at__isnull=False,
                    published_by__isnull=False,
                    valid_from__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="version_is_not_valid_before_it_is_published",
                condition=Q(valid_from=None) | Q(valid_from__gte=F("published_at")),
            ),
            models.UniqueConstraint(
                fields=["store", "valid_from"],
                name="one_version_from_one_moment",
                condition=Q(valid_from__isnull=False),
                nulls_distinct=False,
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_versions_stay",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def read_terms(self) -> rules.Terms:
        """Return what it says."""
        return rules.read(self.terms)


class ExchangeRate(models.Model):
    """What one unit of a currency was worth in another, on a day. Newer ones are added."""

    currency = models.CharField(max_length=3)
    reference = models.CharField(max_length=3)
    on = models.DateField()
    worth = models.DecimalField(max_digits=24, decimal_places=12)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reference", "currency", "on"], name="one_rate_a_day"
            ),
            models.CheckConstraint(
                name="rate_is_worth_something", condition=Q(worth__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"1 {self.currency} = {self.worth} {self.reference} on {self.on}"


class Spent(models.Model):
    """What one agent or team has given in a day or month without asking anybody.

    Never more than the budget, which the database checks; moved in the transaction of the
    use itself. Minor units of `currency`.
    """

    class Of(models.TextChoices):
        AGENT = rules.Of.AGENT, _("Agent")
        TEAM = rules.Of.TEAM, _("Team")

    class Period(models.TextChoices):
        DAY = rules.Period.DAY, _("A day")
        MONTH = rules.Period.MONTH, _("A month")

    of = models.CharField(max_length=5, choices=Of)
    number = models.BigIntegerField()  # Of the agent or team.
    period = models.CharField(max_length=5, choices=Period)
    begins_on = models.DateField()  # In the zone of the store that was first.
    currency = models.CharField(max_length=3)
    most_minor_units = models.BigIntegerField()
    minor_units = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "spent"
        constraints = [
            models.UniqueConstraint(
                fields=["of", "number", "period", "begins_on", "currency"],
                name="one_sum_of_a_period",
            ),
            models.CheckConstraint(
                name="spent_is_within_the_budget",
                condition=Q(minor_units__gte=0, minor_units__lte=F("most_minor_units")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.of} {self.number}, {self.period} of {self.begins_on}"


# Whoever wrote or published the limits may not spend under them without being asked.
_SETTER_SPENDS = """
IF NEW.decision = 'allowed' AND EXISTS (
    SELECT FROM authority_policyversion AS version
     WHERE version.id = NEW.version_id
       AND NEW.agent_id IN (version.drafted_by_id, version.published_by_id)
) THEN
    RAISE EXCEPTION 'who sets limits does not spend under them'
          USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""


class Draw(models.Model):
    """One use of authority that was asked for, as it was, and what was said to it.

    Written once; only what is given back of it grows. What the sums within hours are
    counted from, and what another version is tried on.
    """

    class Said(models.TextChoices):
        ALLOWED = "allowed", _("Allowed")
        NEEDS_APPROVAL = "needs_approval", _("Needs approval")

    key = models.UUIDField(unique=True)  # The remedy's.
    store = models.ForeignKey("stores.Store", on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    team = models.ForeignKey(
        "people.Team", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    buyer_id = models.BigIntegerField(null=True)
    order_number = models.CharField(max_length=40)
    at = models.DateTimeField()
    day = models.DateField()  # In the store's zone.
    use = models.JSONField()  # Codes and amounts, see `commands.using`.
    version = models.ForeignKey(
        PolicyVersion, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decision = models.CharField(max_length=14, choices=Said)
    grounds = models.JSONField(default=list)  # [[code, {figure: value}]].
    currency = models.CharField(max_length=3)  # The policy's.
    minor_units = models.BigIntegerField(null=True)  # None: a rate was unknown.
    returned_minor_units = models.BigIntegerField(default=0)
    budgets = models.JSONField(default=list)  # Which it was taken from: ids of Spent.

    objects = StoreScoped["Draw"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="no_more_is_returned_than_was_drawn",
                condition=Q(returned_minor_units=0)
                | Q(
                    returned_minor_units__gt=0,
                    minor_units__isnull=False,
                    returned_minor_units__lte=F("minor_units"),
                ),
            ),
            models.CheckConstraint(
                name="allowed_draw_has_an_amount",
                condition=~Q(decision="allowed")
                | Q(minor_units__isnull=False, minor_units__gte=0),
            ),
        ]
        indexes = [
            models.Index(
                fields=["agent", "at"],
                name="draw_of_agent",
                condition=Q(decision="allowed"),
                include=["minor_units", "returned_minor_units"],
            ),
            models.Index(
                fields=["buyer_id", "at"],
                name="draw_of_buyer",
                condition=Q(decision="allowed", buyer_id__isnull=False),
                include=["minor_units", "returned_minor_units"],
            ),
            models.Index(fields=["store", "at"], name="draw_of_store"),
        ]
        triggers = [
            pgtrigger.Protect(name="draws_stay", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="draws_are_as_they_were", exclude=["returned_minor_units", "team"]
            ),
            pgtrigger.Trigger(
                name="setters_of_limits_do_not_spend",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=_SETTER_SPENDS,
            ),
        ]

    def __str__(self) -> str:
        return f"draw {self.key}"
