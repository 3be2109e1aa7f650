from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firsthand.domain.sla import queries as sla
from firsthand.domain.tickets.models.ticket import Ticket
from firsthand.foundation.personal import PersonalTextField, Retention


class Bulk(models.Model):
    """One deed to be done to many tickets, or to be undone on them.

    Shown first, with the list of its tickets frozen as they stood; then the worker does it,
    ticket by ticket.

        shown -> running -> done, stopped
    """

    class Deed(models.TextChoices):
        ASSIGN = "assign", _("Assign")
        TAG = "tag", _("Tag")
        CLOSE = "close", _("Close")
        REOPEN = "reopen", _("Open again")
        PRIORITY = "priority", _("Set the priority")
        NO_RESPONSE = "no-response", _("No response needed")
        NOTE = "note", _("Add a note")
        UNDO = "undo", _("Undo")

    class State(models.TextChoices):
        SHOWN = "shown", _("Not begun")
        RUNNING = "running", _("Under way")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")

    by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    deed = models.CharField(max_length=11, choices=Deed)
    state = models.CharField(max_length=7, choices=State, default=State.SHOWN)
    shown_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    # What the deed needs: whom to assign to (None: nobody), codes of the sheet, the rest.
    to = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    reason = models.CharField(max_length=60, blank=True)
    truth = models.CharField(max_length=7, blank=True, choices=Ticket.Truth)
    resolution = models.CharField(max_length=30, blank=True)
    priority = models.CharField(max_length=6, blank=True, choices=sla.Priority)
    note = PersonalTextField(blank=True, retention=Retention.BUYER)
    # The one it takes back. Each is taken back at most once.
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="undone_by"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="bulk_undo_names_what_it_undoes",
                condition=Q(deed="undo", undoes__isnull=False)
                | (~Q(deed="undo") & Q(undoes=None)),
            ),
            models.CheckConstraint(
                name="bulk_has_the_times_of_its_state",
                condition=Q(state="shown", started_at=None, finished_at=None)
                | Q(state="running", started_at__isnull=False, finished_at=None)
                | Q(state__in=["done", "stopped"], finished_at__isnull=False),
            ),
            models.CheckConstraint(
                name="bulk_keeps_no_text_for_nothing",
                condition=Q(state__in=["shown", "running"]) | Q(note=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["started_at"],
                name="bulk_under_way",
                condition=Q(state="running"),
            ),
            models.Index(fields=["by", "-shown_at"], name="bulk_of_person"),
            models.Index(fields=["-shown_at"], name="bulk_recent"),
        ]

    def __str__(self) -> str:
        return f"bulk {self.pk}"


class BulkItem(models.Model):
    """One ticket of a bulk: how it was seen, and what became of it.

    Whatever its state is but waiting, it is final: nothing is done to it a second time.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits")
        DONE = "done", _("Done")
        SAME = "same", _("Was so already")
        REFUSED = "refused", _("Refused")
        CHANGED = "changed", _("Left out")

    class Why(models.TextChoices):
        """Why nothing was done: the codes of what refused it, and our own."""

        MERGED = "tickets.merged_meanwhile", _("It was merged into another ticket.")
        NOT_ON_STORE = (
            "tickets.not_on_this_store",
            _("That person does not work this store."),
        )
        CHANGED = "tickets.changed_since", _("It changed after the preview.")
        MOVED_ON = "tickets.moved_on", _("It is not as the bulk action left it.")
        REASON = "tickets.reason_not_in_use", _("The reason is not in use any more.")
        RESOLUTION = (
            "tickets.resolution_not_in_use",
            _("The resolution is not in use any more."),
        )
        HIDDEN = "tickets.not_there", _("Its store is not among yours any more.")
        NOT_ALLOWED = "people.not_allowed", _("Your role does not allow this any more.")
        REFUSED = "refused", _("It could not be done as things stood.")
        FAILED = "failed", _("An error of the program: the operator finds it in the log.")

    bulk = models.ForeignKey(
        Bulk, on_delete=models.CASCADE, related_name="items", db_index=False
    )
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    # The ticket's `changed_at` as the preview saw it: whatever came after it shows.
    seen_at = models.DateTimeField()
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    why = models.CharField(max_length=40, blank=True, choices=Why)
    # What undoing needs: the ticket's fields before and after, as they stand in the
    # database, and the ids of the journal's entries.
    before = models.JSONField(null=True)
    left = models.JSONField(null=True)
    entries = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bulk", "ticket"], name="bulk_ticket_once"),
        ]
        indexes = [
            models.Index(fields=["bulk", "state", "id"], name="bulk_item_state"),
        ]

    def __str__(self) -> str:
        return f"{self.bulk_id}: #{self.ticket_id}"
