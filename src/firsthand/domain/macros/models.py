from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from firsthand.domain.macros import rules
from firsthand.foundation.personal import PersonalJSONField, PersonalTextField, Retention
from firsthand.foundation.scoping import StoreScoped


class Macro(models.Model):
    """One answer that was thought about once: what machines call it, and whose it is.

    What it says is in its versions, of which one is in use, or two while they are tried
    against each other.
    """

    # For ever: "amazon/01-tracking-in-transit" of a pack, "own/late-flood" of one's own.
    key = models.CharField(max_length=80, unique=True)
    owner = models.ForeignKey(
        "people.Person",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    review_on = models.DateField(null=True)  # When somebody should read it again.
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.key


class MacroVersion(models.Model):
    """What a macro says. Draft, then in review, then published, then ended.

    From its publication on it is never changed, so that every figure and every answer
    that left can be held against what it said.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REVIEW = "review", _("In review")
        PUBLISHED = "published", _("Published")
        ENDED = "ended", _("Ended")

    macro = models.ForeignKey(
        Macro, on_delete=models.PROTECT, related_name="versions", db_index=False
    )
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    sheet = models.JSONField()  # See `rules.sheets.plain`.
    # Both None: it came with the house.
    drafted_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
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
    expires_on = models.DateField(null=True)  # The first day it is no more used.
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["macro", "number"], name="macro_version_number"
            ),
            models.UniqueConstraint(
                fields=["macro"],
                condition=Q(state__in=["draft", "review"]),
                name="one_draft_of_a_macro",
            ),
            models.CheckConstraint(
                name="macro_version_says_since_when",
                condition=Q(state__in=["draft", "review"], published_at=None)
                | Q(state__in=["published", "ended"], published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="macro_version_says_until_when",
                condition=Q(state="ended", ended_at__gte=F("published_at"))
                | (~Q(state="ended") & Q(ended_at=None)),
            ),
            # Four eyes: who wrote it does not publish it. None: it came with the house.
            models.CheckConstraint(
                name="another_published_the_macro",
                condition=Q(published_by=None)
                | Q(drafted_by=None)
                | ~Q(published_by=F("drafted_by")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_macros_say_the_same",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__published_at__isnull=False)
                & pgtrigger.Q(old__sheet__df=pgtrigger.F("new__sheet")),
            ),
            pgtrigger.Protect(
                name="published_macros_stay",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.macro_id} version {self.number}"

    def read_sheet(self) -> rules.Sheet:
        """Return what it says."""
        return rules.read_sheet(self.sheet)


class MacroTrial(models.Model):
    """Two versions of one macro held against each other: who gets which is drawn by lot.

    By the hash of the trial and the conversation, so that one buyer always reads the same.
    """

    macro = models.ForeignKey(Macro, on_delete=models.PROTECT, related_name="trials")
    control = models.ForeignKey(
        MacroVersion, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    challenger = models.ForeignKey(
        MacroVersion, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    share = models.FloatField(default=0.5)  # Of conversations that get the challenger.
    guard_points = models.FloatField(default=10.0)  # Of harm, in percentage points.
    started_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    started_at = models.DateTimeField()
    ends_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    winner = models.ForeignKey(
        MacroVersion,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["macro"], condition=Q(ended_at=None), name="one_trial_of_a_macro"
            ),
            models.CheckConstraint(
                name="trial_is_of_two_versions", condition=~Q(control=F("challenger"))
            ),
            models.CheckConstraint(
                name="trial_gives_both_a_share", condition=Q(share__gt=0, share__lt=1)
            ),
        ]

    def __str__(self) -> str:
        return f"trial of {self.macro_id} since {self.started_at:%Y-%m-%d}"


class MacroUse(models.Model):
    """That an answer was begun from a macro; and, once it left, how much of it was changed.

    What was made stands here only until the answer has left or was thrown away.
    """

    version = models.ForeignKey(
        MacroVersion, on_delete=models.PROTECT, related_name="uses", db_index=False
    )
    store = models.ForeignKey("stores.Store", on_delete=models.PROTECT, related_name="+")
    ticket_id = models.BigIntegerField()
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    language = models.CharField(max_length=12)
    at = models.DateTimeField()
    made = PersonalTextField(blank=True, retention=Retention.MAIL)
    locked = PersonalJSONField(default=list, retention=Retention.MAIL)  # Texts, in order.
    sent_at = models.DateTimeField(null=True)
    message_id = models.BigIntegerField(null=True)
    edited_share = models.FloatField(null=True)  # 0: as it was; 1: nothing was left.
    dropped_at = models.DateTimeField(null=True)
    # What is done with it, and what became of that; see `rules.deeds.plain`.
    actions = models.JSONField(default=list, db_default=[])
    # The key of the reply it leaves with, once that was asked for.
    reply_key = models.UUIDField(null=True)

    objects = StoreScoped["MacroUse"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="use_was_sent_or_dropped",
                condition=Q(sent_at=None, edited_share=None, message_id=None)
                | Q(
                    sent_at__isnull=False,
                    edited_share__isnull=False,
                    dropped_at=None,
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["ticket_id", "person"],
                name="use_not_sent_yet",
                condition=Q(sent_at=None, dropped_at=None),
            ),
            models.Index(
                fields=["version", "sent_at"],
                name="use_of_version",
                condition=Q(sent_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"use of version {self.version_id} on ticket {self.ticket_id}"
