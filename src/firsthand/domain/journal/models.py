from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Func
from django.db.models.functions import Now

# An entry of this kind says that another, its subject, should never have been written.
WITHDRAWN = "journal.withdrawn"
# What figures about escalations and remedies look up by time, ticket or remedy: rare among
# all entries, so that indexes of their own cost the others nothing.
ABOUT_AUTHORITY = (
    "authority.used",
    "tickets.escalated",
    "remedies.pending_approval",
    "remedies.approved",
    "remedies.rejected",
    "remedies.expired",
    "remedies.cancelled",
    "remedies.succeeded",
)


class CurrentTransaction(Func):
    """The id of the running transaction, as a number that never wraps."""

    template = "pg_current_xact_id()::text::bigint"
    arity = 0
    output_field = models.BigIntegerField()


class CurrentEra(Func):
    """The era that entries written now belong to."""

    template = "journal_current_era()"
    arity = 0
    output_field = models.BigIntegerField()


class Era(models.Model):
    """A stretch of the journal written by one database cluster.

    Transaction ids start afresh when a backup is restored into a new cluster. A restore
    therefore opens a new era, and readers compare (era, transaction), never ids alone.
    """

    opened_at = models.DateTimeField(db_default=Now())
    why = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"era {self.pk}: {self.why}"


class Entry(models.Model):
    """One thing that happened. Entries are only ever added.

    Holds ids, times, kinds and numbers; never text by or about a buyer, so that erasing a
    buyer does not touch history.
    """

    id = models.BigAutoField(primary_key=True)
    era = models.BigIntegerField(db_default=CurrentEra())
    transaction = models.BigIntegerField(db_default=CurrentTransaction())
    kind = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField(default=1)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    actor_id = models.BigIntegerField(null=True)
    subject_id = models.BigIntegerField()

    # What the entry is about, frozen at the time: readers never join to find out.
    store_id = models.BigIntegerField(null=True)
    buyer_id = models.BigIntegerField(null=True)
    ticket_id = models.BigIntegerField(null=True)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["era", "transaction", "id"], name="entry_reading_order"),
            models.Index(
                fields=["buyer_id", "happened_at"],
                name="entry_buyer_time",
                condition=models.Q(buyer_id__isnull=False),
            ),
            models.Index(
                fields=["ticket_id", "happened_at"],
                name="entry_ticket_time",
                condition=models.Q(ticket_id__isnull=False),
            ),
            models.Index(
                fields=["subject_id"],
                name="entry_withdrawn",
                condition=models.Q(kind=WITHDRAWN),
            ),
            *(
                models.Index(
                    fields=[by, "kind", "happened_at"],
                    name=f"entry_authority_{called}",
                    condition=models.Q(kind__in=ABOUT_AUTHORITY),
                )
                for called, by in (("ticket", "ticket_id"), ("subject", "subject_id"))
            ),
            models.Index(
                fields=["kind", "happened_at"],
                name="entry_authority_time",
                condition=models.Q(kind__in=ABOUT_AUTHORITY),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="entries_are_only_added",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind}"


class Bookmark(models.Model):
    """How far one reader has read: everything up to (era, transaction, entry)."""

    reader = models.CharField(max_length=40, primary_key=True)
    era = models.BigIntegerField(default=0)
    transaction = models.BigIntegerField(default=0)
    entry_id = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField(db_default=Now())
    # Committed before the reading of entries, taken back with what came of it: who finds it
    # set knows that the process before ended in between, without a word.
    is_reading = models.BooleanField(default=False)
    # How many entries are read alone from here: one of them ended a process.
    one_by_one = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.reader} at {self.era}/{self.transaction}/{self.entry_id}"


class Parked(models.Model):
    """An entry a reaction failed on: retried, then left for a person; others go on."""

    reader = models.CharField(max_length=40)
    reaction = models.CharField(max_length=120)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=1)
    error = models.CharField(max_length=500)
    next_try_at = models.DateTimeField(null=True)
    parked_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reaction", "entry"], name="parked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.reaction} on {self.entry_id}"
