from __future__ import annotations

from django.db import models

from firsthand.domain.tickets.models.ticket import Ticket


class AwaitedApproval(models.Model):
    """Something asked for on a ticket on which somebody else has yet to decide.

    Written and taken away in the transaction that asks and decides: as long as a ticket has
    one, it is not closed. What it is, only whoever asked knows, by the key.
    """

    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="approvals", db_index=False
    )
    # The merged ticket it came with: where it goes when the merge is undone.
    home = models.ForeignKey(
        Ticket, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    key = models.UUIDField(unique=True)
    since = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["ticket"], name="awaited_approval_of_ticket")]

    def __str__(self) -> str:
        return f"approval awaited on #{self.ticket_id}"


class OwedPromise(models.Model):
    """Something the buyer was promised and is still owed, by a time.

    Written and taken away in the transactions that promise and keep, so that lists can ask
    for it. What it is, only whoever promised knows, by the number.
    """

    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="promises", db_index=False
    )
    # The merged ticket it came with: where it goes when the merge is undone.
    home = models.ForeignKey(
        Ticket, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    promise_id = models.BigIntegerField(unique=True)
    due_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="owed_promise_due"),
            models.Index(fields=["ticket"], name="owed_promise_of_ticket"),
        ]

    def __str__(self) -> str:
        return f"promised on #{self.ticket_id}"
