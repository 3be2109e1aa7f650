from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from firsthand.foundation.personal import PersonalTextField, Retention
from firsthand.foundation.scoping import StoreScoped


class RuleSetVersion(models.Model):
    """The rules at one time: the pack that came with the program, and what was changed.

    Draft, then published by somebody else, then ended. From its publication on it is never
    changed, so that what was judged by it can be held against it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        ENDED = "ended", _("Ended")

    number = models.PositiveIntegerField(unique=True)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    # Of the pack's files, so that it is known by which words was judged.
    pack_sha256 = models.CharField(max_length=64)
    changes = models.JSONField(default=dict)  # See `rules.changing`.
    # Both None: it came with the house.
    drafted_by = models.ForeignKey(
        "people.Person",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    published_by = models.ForeignKey(
        "people.Person",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state__in=["draft", "published"]),
                name="one_draft_and_one_set_in_force",
            ),
            models.CheckConstraint(
                name="rules_say_since_when",
                condition=Q(state="draft", published_at=None)
                | Q(state__in=["published", "ended"], published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="rules_say_until_when",
                condition=Q(state="ended", ended_at__gte=F("published_at"))
                | (~Q(state="ended") & Q(ended_at=None)),
            ),
            # Four eyes: who wrote it does not publish it. None: it came with the house.
            models.CheckConstraint(
                name="another_published_the_rules",
                condition=Q(published_by=None)
                | Q(drafted_by=None)
                | ~Q(published_by=F("drafted_by")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_rules_say_the_same",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__published_at__isnull=False)
                & (
                    pgtrigger.Q(old__changes__df=pgtrigger.F("new__changes"))
                    | pgtrigger.Q(old__pack_sha256__df=pgtrigger.F("new__pack_sha256"))
                ),
            ),
            pgtrigger.Protect(
                name="published_rules_stay",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"rules, version {self.number}"


class Raised(models.Model):
    """That a rule found something in a text that was sent, or was to be.

    Where in the text, and never the words: they are the message's.
    """

    class Outcome(models.TextChoices):
        BLOCKED = "blocked", _("It did not leave")
        WARNED = "warned", _("It left with the warning")
        OVERRIDDEN = "overridden", _("It left all the same")

    store = models.ForeignKey(
        "stores.Store", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ticket_id = models.BigIntegerField()
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # None: nobody had published one; the pack judged as it is.
    version = models.ForeignKey(
        RuleSetVersion,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    rule = models.CharField(max_length=20)
    outcome = models.CharField(max_length=10, choices=Outcome)
    # Characters of the text; both 0: the text as a whole.
    begins = models.PositiveIntegerField()
    ends = models.PositiveIntegerField()
    at = models.DateTimeField()

    objects = StoreScoped["Raised"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="raised_somewhere", condition=Q(begins__lte=F("ends"))
            ),
        ]
        indexes = [
            models.Index(
                fields=["at"], include=["store", "rule", "outcome"], name="raised_at"
            ),
            models.Index(fields=["ticket_id"], name="raised_on_ticket"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} on ticket {self.ticket_id}"


class Allowance(models.Model):
    """That somebody lets one text leave on one ticket although rules block it.

    The text is known by its keyed hash: one changed letter, and it is another text.
    """

    store = models.ForeignKey(
        "stores.Store", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ticket_id = models.BigIntegerField()
    text_hash = models.CharField(max_length=64)
    rules = models.JSONField()  # The ids of those that blocked it.
    note = PersonalTextField(retention=Retention.BUYER)
    by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects = StoreScoped["Allowance"].as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["ticket_id", "text_hash"],
                name="allowance_not_used",
                condition=Q(used_at=None),
            ),
            models.Index(fields=["at"], name="allowance_with_note", condition=~Q(note="")),
        ]

    def __str__(self) -> str:
        return f"a text allowed on ticket {self.ticket_id}"
