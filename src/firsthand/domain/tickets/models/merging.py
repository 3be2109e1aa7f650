from __future__ import annotations

from django.db import models
from django.db.models import Q

from firsthand.domain.tickets.models.ticket import Ticket
from firsthand.foundation.personal import PersonalCharField, Retention


class Merging(models.Model):
    """That a ticket was merged into another, with what it takes to part them again.

    The merged ticket's own row stays as it was but for its state and its clock; what the
    other took over from it is named here.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="mergings")
    into = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    # None: the mail itself showed that the two are one conversation.
    by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    # When the merged ticket had been solved; None: it was open.
    was_solved_at = models.DateTimeField(null=True)
    # When the other had been solved, if the merge opened it.
    opened_other_solved_at = models.DateTimeField(null=True)
    # {"assignee", "order"}: what the other took over; {"drafts"}: ids of those that moved;
    # {"opened_at"}: since when the other was there; {"address": true} if it is answered
    # where the merged one was.
    taken = models.JSONField(default=dict)
    # Where the other was answered before, if it took the merged one's address.
    address_before = PersonalCharField(
        max_length=320, blank=True, retention=Retention.BUYER
    )
    link_before = models.CharField(max_length=2000, blank=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(undone_at=None), name="merged_into_one"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.ticket_id} into #{self.into_id}"
