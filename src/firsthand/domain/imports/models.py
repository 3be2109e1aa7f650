from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from firsthand.foundation.personal import (
    PersonalCharField,
    PersonalJSONField,
    Retention,
)
from firsthand.foundation.scoping import StoreScoped


class Run(models.Model):
    """One file brought in, or on its way.

    First every row is checked and set out, and nothing of the desk is touched: until then
    it can be dropped. Then it is brought in portion by portion: from there on it can only
    be resumed, or be taken back when it is done.

        waiting -> checking -> applying -> done -> undone
        waiting, checking -> dropped; checking -> refused
    """

    class Kind(models.TextChoices):
        NEEDS = "needs", _("Need records")
        REASONS = "reasons", _("Reasons")
        EVENTS = "events", _("Event log")
        ORDERS = "orders", _("Orders")
        REVIEWS = "reviews", _("Reviews")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for your word")
        CHECKING = "checking", _("Being checked")
        APPLYING = "applying", _("Being brought in")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")
        DROPPED = "dropped", _("Dropped")
        UNDONE = "undone", _("Taken back")

    kind = models.CharField(max_length=8, choices=Kind)
    store = models.ForeignKey("stores.Store", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    # Where an uploaded file lies until it was checked; empty for the command line.
    file_path = models.CharField(max_length=500, blank=True)
    mapping = models.JSONField(default=dict)
    encoding = models.CharField(max_length=20, blank=True)
    asked_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    # in = accepted + rejected + repeated
    read = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)  # Twice in the file, the same.
    # Of the accepted:
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    taken_back = models.PositiveIntegerField(default=0)

    # How far it is: records read of the file; the last case brought in, or the last row
    # where every row is a case.
    last_record = models.PositiveIntegerField(default=0)
    last_case = models.CharField(max_length=200, blank=True)
    last_staged = models.BigIntegerField(default=0)
    # Why it was refused, or what somebody should know of it: [code, line, column, value].
    problem = models.JSONField(null=True)
    notices = models.JSONField(default=list)

    objects = StoreScoped["Run"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["-created_at"], name="import_run_recent")]

    def __str__(self) -> str:
        return f"import {self.pk}"


class Source(models.Model):
    """Where cases have their numbers from: within one source a number means one case."""

    store = models.ForeignKey("stores.Store", on_delete=models.PROTECT, related_name="+")
    family = models.CharField(max_length=8)  # "history", "orders", "reviews"
    name = models.CharField(max_length=80)

    objects = StoreScoped["Source"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "family", "name"], name="import_source_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Staged(models.Model):
    """A checked row that waits to be brought in; gone as soon as it was."""

    # Found by the index below.
    run = models.ForeignKey(
        Run, on_delete=models.CASCADE, related_name="staged",
        db_index=False, db_constraint=False,
    )  # fmt: skip
    line = models.PositiveIntegerField()
    case = models.CharField(max_length=200)
    key = models.CharField(max_length=64)
    content_hash = models.CharField(max_length=64)
    facts = models.JSONField(encoder=DjangoJSONEncoder)
    words = PersonalJSONField(null=True, retention=Retention.BUYER)

    class Meta:
        indexes = [models.Index(fields=["run", "case"], name="import_staged_case")]

    def __str__(self) -> str:
        return f"line {self.line}"


class Row(models.Model):
    """A row that was brought in: its natural key, and what it said, without words.

    A case is always worked out from all of its rows, whichever files they came in and in
    whatever order; so it does not matter how a log was cut into files.
    """

    id = models.BigAutoField(primary_key=True)
    # Of millions of rows the database does not check each: sources and runs stay for good.
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="+",
        db_index=False, db_constraint=False,
    )  # fmt: skip
    case = models.CharField(max_length=200)
    key = models.CharField(max_length=64)
    content_hash = models.CharField(max_length=64)
    facts = models.JSONField()
    # Who takes a run back reads the rows of its source in order, without an index of runs.
    first_run = models.ForeignKey(
        Run, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    last_run = models.ForeignKey(
        Run, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "case", "key"], name="import_row_once"
            )
        ]

    def __str__(self) -> str:
        return f"row of {self.case}"


class Case(models.Model):
    """What the rows of one case became: a ticket."""

    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="+",
        db_index=False, db_constraint=False,
    )  # fmt: skip
    case = models.CharField(max_length=200)
    # Only taking an import back removes tickets, and their cases with them.
    ticket = models.ForeignKey(
        "tickets.Ticket", on_delete=models.CASCADE, related_name="+", db_constraint=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "case"], name="import_case_once")
        ]

    def __str__(self) -> str:
        return self.case


class Rejection(models.Model):
    """A row that was not brought in, and why."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="rejections")
    line = models.PositiveIntegerField()
    code = models.CharField(max_length=40)
    column = models.CharField(max_length=120, blank=True)
    # What stood in the cell, cut short.
    value = PersonalCharField(max_length=80, blank=True, retention=Retention.BUYER)
    known = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["run", "line"], name="import_rejection_line")]

    def __str__(self) -> str:
        return f"line {self.line}: {self.code}"


class ReasonText(models.Model):
    """A reason as a table calls it, by the code it has in the journal."""

    code = models.CharField(max_length=60, unique=True)
    level = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.text
