from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models.functions import Now

from firsthand.domain.journal.queries import Entry
from firsthand.domain.remedies.models import guards, watch_guards


class AuditRow(models.Model):
    """One use of authority, or an attempt at one. Added by the database, and only added.

    Number, time and hashes are filled in by its trigger; `hash` is the SHA-256 of the
    lines prev, seq, microseconds since 1970, what, subject, actor, store and facts.
    """

    seq = models.BigIntegerField(primary_key=True, db_default=0)
    at = models.DateTimeField(db_default=Now())
    what = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)
    actor_id = models.BigIntegerField(null=True)  # None: the machine.
    store_id = models.BigIntegerField(null=True)
    facts = models.TextField()  # JSON, as text: hashed to the byte.
    prev = models.CharField(max_length=64, db_default="")
    hash = models.CharField(max_length=64, db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="audit_words_are_one_line",
                condition=~models.Q(what__contains="\n")
                & ~models.Q(subject__contains="\n"),
            ),
        ]
        indexes = [models.Index(fields=["subject", "seq"], name="audit_subject")]
        triggers = [
            guards.AUDIT_IS_CHAINED,
            guards.never(
                "audit_is_only_added_to",
                pgtrigger.Update | pgtrigger.Delete,
                "the audit log is only added to",
            ),
            guards.never_emptied(),
        ]

    def __str__(self) -> str:
        return f"#{self.seq} {self.what}"


class AuditedEntry(Entry):
    """The journal, for the trigger that takes over what belongs into the audit log too."""

    class Meta:
        proxy = True
        triggers = [watch_guards.JOURNAL_IS_AUDITED]


class Verification(models.Model):
    """That somebody had the log and all ledgers checked, and how they were found."""

    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)  # None: the machine.
    rows = models.BigIntegerField()
    heads = models.PositiveIntegerField()
    ledgers = models.BigIntegerField()
    remedies = models.BigIntegerField()
    # Lists of [number, what]: places in the log, and orders. At most a few dozen.
    breaks = models.JSONField(default=list)
    wrong = models.JSONField(default=list)

    class Meta:
        triggers = [
            guards.never(
                "verification_is_only_added",
                pgtrigger.Update | pgtrigger.Delete,
                "what was found stays as it was found",
            ),
            guards.never_emptied(),
        ]

    def __str__(self) -> str:
        return f"checked at {self.at}"

    @property
    def is_right(self) -> bool:
        """Say whether nothing was wrong."""
        return not self.breaks and not self.wrong
