from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from firsthand.domain.claims import rules
from firsthand.foundation.personal import PersonalCharField, PersonalTextField, Retention
from firsthand.foundation.scoping import StoreScoped


class Finding(models.Model):
    """What turned out to be true of what a buyer said. Never changed, only replaced.

    Apart from the ticket's tag, which is what the buyer says: `said` is that tag as it was
    when this was found. The standing one of a ticket and a reason is replaced by none.
    """

    class Truth(models.TextChoices):
        TRUE = rules.Truth.TRUE, _("True")
        PARTLY = rules.Truth.PARTLY, _("Partly true")
        NOT_TRUE = rules.Truth.NOT_TRUE, _("Not true")
        UNKNOWN = rules.Truth.UNKNOWN, _("Cannot be known yet")

    # Made in the browser before the first click, so that a second click finds the first.
    key = models.UUIDField(unique=True)
    store = models.ForeignKey("stores.Store", on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey(
        "tickets.Ticket", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    order = models.ForeignKey(
        "orders.Order", on_delete=models.PROTECT, null=True, related_name="+"
    )
    said = models.ForeignKey("reasons.Reason", on_delete=models.PROTECT, related_name="+")
    truth = models.CharField(max_length=8, choices=Truth)
    true_reason = models.ForeignKey(
        "reasons.Reason", on_delete=models.PROTECT, null=True, related_name="+"
    )
    note = PersonalTextField(blank=True, retention=Retention.BUYER)
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by"
    )

    objects = StoreScoped["Finding"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="only_what_was_not_so_has_another_reason",
                condition=Q(true_reason=None)
                | (Q(truth__in=["partly", "not_true"]) & ~Q(true_reason=F("said"))),
            ),
            # Two first findings at once: one of them comes too late.
            models.UniqueConstraint(
                fields=["ticket", "said"],
                name="one_line_of_findings_per_ticket_and_reason",
                condition=Q(replaces=None),
            ),
        ]
        indexes = [
            models.Index(fields=["ticket", "-at"], name="finding_of_ticket"),
            models.Index(fields=["store", "at"], name="finding_by_time"),
        ]
        triggers = [
            pgtrigger.Protect(name="findings_stay", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="findings_are_as_they_were", exclude=["note"]),
        ]

    def __str__(self) -> str:
        return f"{self.truth} on ticket {self.ticket_id}"


class Basis(models.Model):
    """One thing a finding rests on: a note, or what it points at, or both.

    What it points at may be forgotten before it is: no foreign keys, and of a carrier's
    scan a copy.
    """

    class Kind(models.TextChoices):
        PHOTO = rules.Kind.PHOTO, _("Photo")
        TRACKING = rules.Kind.TRACKING, _("Tracking")
        WAREHOUSE = rules.Kind.WAREHOUSE, _("Warehouse")
        RETURN_TEST = rules.Kind.RETURN_TEST, _("Test of the returned piece")
        MESSAGE = rules.Kind.MESSAGE, _("Message")
        CARRIER = rules.Kind.CARRIER, _("Statement of the carrier")

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="bases")
    kind = models.CharField(max_length=11, choices=Kind)
    note = PersonalCharField(max_length=1000, blank=True, retention=Retention.BUYER)
    attachment_id = models.BigIntegerField(null=True)
    message_id = models.BigIntegerField(null=True)
    parcel_id = models.BigIntegerField(null=True)
    # {carrier, tracking_number, scans: [{at, what}]} of the parcel, as it was then.
    scanned = models.JSONField(null=True)

    class Meta:
        verbose_name_plural = "bases"
        triggers = [
            pgtrigger.Protect(name="bases_stay", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="bases_are_as_they_were", exclude=["note"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of finding {self.finding_id}"


class Claim(models.Model):
    """How a claim or chargeback is answered: by when, and what came of it.

    There is one as soon as anything is known of that; the setback is there before.
    """

    class Source(models.TextChoices):
        """Where the time to answer by comes from. What is only assumed is not stored."""

        MAIL = "mail", _("From the marketplace’s mail")
        PERSON = "person", _("Entered by hand")

    class Outcome(models.TextChoices):
        WON = "won", _("Won")
        LOST = "lost", _("Lost")
        WITHDRAWN = "withdrawn", _("Taken back by the buyer")

    setback = models.OneToOneField(
        "orders.Setback",
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="claim",
    )
    store = models.ForeignKey("stores.Store", on_delete=models.PROTECT, related_name="+")
    ticket_id = models.BigIntegerField(null=True)  # Where the marketplace's mail stands.
    mail_message_id = models.BigIntegerField(null=True)  # The newest mail of it.
    decision_mail_at = models.DateTimeField(null=True)  # It says that this was decided.
    respond_by = models.DateTimeField(null=True)
    source = models.CharField(max_length=6, choices=Source, blank=True)
    # The words of the mail the time was read from.
    read_from = PersonalCharField(max_length=200, blank=True, retention=Retention.BUYER)
    set_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    set_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)
    decided_on = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = StoreScoped["Claim"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="deadline_says_where_it_is_from",
                condition=Q(respond_by=None, source="")
                | (Q(respond_by__isnull=False) & ~Q(source="")),
            ),
            models.CheckConstraint(
                name="claim_is_answered_by_somebody",
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="outcome_says_when_and_who",
                condition=Q(outcome="", decided_on=None, decided_by=None)
                | (~Q(outcome="") & Q(decided_on__isnull=False, decided_by__isnull=False)),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="claims_stay", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"claim {self.pk}"


class Reminder(models.Model):
    """That those who hold a claim were told how much of its time has passed.

    `respond_by` is the deadline it was about: one that is moved is reminded of anew.
    """

    setback = models.ForeignKey(
        "orders.Setback", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    store = models.ForeignKey("stores.Store", on_delete=models.PROTECT, related_name="+")
    respond_by = models.DateTimeField()
    is_assumed = models.BooleanField()
    percent = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    objects = StoreScoped["Reminder"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["setback", "respond_by", "percent"], name="reminded_once"
            ),
            models.CheckConstraint(
                name="reminder_is_one_of_three", condition=Q(percent__in=[50, 80, 100])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent} % of the time of claim {self.setback_id}"


class ReturnAnswer(models.Model):
    """That somebody has answered the returns asked for on an order, in the seller's pages.

    All that were asked for until then; a later one has to be answered anew.
    """

    order = models.OneToOneField(
        "orders.Order", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    store = models.ForeignKey("stores.Store", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = StoreScoped["ReturnAnswer"].as_manager()

    def __str__(self) -> str:
        return f"returns of order {self.order_id} answered"


class PackExport(models.Model):
    """That somebody took the evidence of an order out of here, and what was in it."""

    store = models.ForeignKey("stores.Store", on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="+")
    # None: the operator, on the command line.
    by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()
    with_notes = models.BooleanField()
    with_names = models.BooleanField()
    files = models.PositiveIntegerField()
    left_out = models.PositiveIntegerField()
    messages = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    objects = StoreScoped["PackExport"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["order", "-at"], name="pack_of_order")]
        triggers = [
            pgtrigger.Protect(
                name="pack_exports_stay",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
        ]

    def __str__(self) -> str:
        return f"pack of order {self.order_id}"
