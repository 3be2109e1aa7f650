from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from firsthand.foundation.scoping import StoreScoped


class Promise(models.Model):
    """Something a buyer was told we would do, mostly by a time. Its words are the reply's.

    Detected and confirmed by nobody yet, or dismissed as none; confirmed: then owed until
    it is kept, in time or late, or withdrawn. Broken says that it was not kept in time.
    """

    class Origin(models.TextChoices):
        DETECTED = "detected", _("Found in the reply")
        DECLARED = "declared", _("Declared by whoever wrote it")

    class MoveReason(models.TextChoices):
        """Why its time was changed."""

        BUYER = "buyer", _("The buyer asked for another time")
        OTHERS = "others", _("We wait for somebody else")
        LOAD = "load", _("More work than time")
        WRONG = "wrong", _("The time was wrong")

    # As its number was when it was made: a merged ticket's leads to the other.
    ticket_id = models.BigIntegerField()
    message_id = models.BigIntegerField(null=True)  # The reply that says it.
    # Where in the reply its time is named; both or neither.
    begins = models.PositiveIntegerField(null=True)
    ends = models.PositiveIntegerField(null=True)
    store = models.ForeignKey("stores.Store", on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=8, choices=Origin)
    promised_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    # Who has to see to it now.
    keeper = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)  # None: "soon".
    buyer_zone = models.CharField(max_length=64)
    grace_minutes = models.PositiveSmallIntegerField()
    remind_at = models.DateTimeField(null=True)
    escalate_at = models.DateTimeField(null=True)

    confirmed_at = models.DateTimeField(null=True)
    dismissed_at = models.DateTimeField(null=True)
    kept_at = models.DateTimeField(null=True)
    kept_by_message_id = models.BigIntegerField(null=True)
    broken_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    # How often its time was changed before it was due.
    moves = models.PositiveSmallIntegerField(default=0, db_default=0)
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)

    objects = StoreScoped["Promise"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message_id", "begins"], name="promise_found_once"
            ),
            models.CheckConstraint(
                name="promise_stands_somewhere_or_nowhere",
                condition=Q(begins=None, ends=None)
                | Q(message_id__isnull=False, ends__gt=F("begins")),
            ),
            models.CheckConstraint(
                name="only_a_confirmed_promise_is_kept",
                condition=Q(confirmed_at__isnull=False, dismissed_at=None)
                | Q(kept_at=None, broken_at=None, withdrawn_at=None),
            ),
            models.CheckConstraint(
                name="promise_kept_or_withdrawn",
                condition=Q(kept_at=None) | Q(withdrawn_at=None),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="promise_owed",
                condition=Q(
                    confirmed_at__isnull=False,
                    kept_at=None,
                    withdrawn_at=None,
                    due_at__isnull=False,
                ),
            ),
            models.Index(fields=["ticket_id"], name="promise_of_ticket"),
            models.Index(
                fields=["kept_by_message_id"],
                name="promise_kept_by",
                condition=Q(kept_by_message_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"promise {self.pk} on ticket {self.ticket_id}"

    @property
    def is_owed(self) -> bool:
        """Say whether it is confirmed and still to be kept."""
        return self.confirmed_at is not None and not (self.kept_at or self.withdrawn_at)


class PlannedPromise(models.Model):
    """What its writer says of one promise of a reply that has not been written yet.

    Taken and removed in the transaction that writes the reply, which may be much later.
    """

    reply_key = models.UUIDField()  # The key that the reply is asked for with.
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    # Where in the text its time is named; both or neither.
    begins = models.PositiveIntegerField(null=True)
    ends = models.PositiveIntegerField(null=True)
    due_at = models.DateTimeField(null=True)  # None: as it is read when the reply leaves.
    is_dropped = models.BooleanField(default=False)  # Found, and said to be none.
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="planned_promise_is_said_or_has_a_time",
                condition=Q(begins__isnull=False, ends__gt=F("begins"))
                | Q(begins=None, ends=None, due_at__isnull=False, is_dropped=False),
            ),
        ]
        indexes = [models.Index(fields=["reply_key"], name="planned_promise_of_reply")]

    def __str__(self) -> str:
        return f"promise planned by person {self.person_id}"
