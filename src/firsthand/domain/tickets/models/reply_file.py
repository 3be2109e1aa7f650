from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from firsthand.domain.tickets.models.held import HeldReply
from firsthand.domain.tickets.models.ticket import Ticket


class ReplyFile(models.Model):
    """A file that somebody has added to the reply he is writing, until it is sent.

    It waits with its writer, then with the held reply if there is one; the row goes when
    the reply is written, which has the file from then on.
    """

    class Purpose(models.TextChoices):
        """As `rules.reply_files.Purpose`."""

        ASKED = "asked", _("what the buyer asked for")
        INSTRUCTIONS = "instructions", _("product instructions")
        WARRANTY = "warranty", _("warranty")
        INVOICE = "invoice", _("invoice")

    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="reply_files", db_index=False
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    held = models.ForeignKey(
        HeldReply, on_delete=models.SET_NULL, null=True, related_name="files"
    )
    purpose = models.CharField(max_length=12, choices=Purpose)
    # Of the mail area, which has name and bytes.
    attachment_id = models.BigIntegerField(unique=True)
    added_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["ticket", "person"], name="reply_file_of_writer"),
        ]

    def __str__(self) -> str:
        return f"file of a reply on {self.ticket_id}"
