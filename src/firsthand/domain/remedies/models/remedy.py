from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from firsthand.domain.remedies.models import guards
from firsthand.domain.remedies.models.ledger import Cell, Ledger
from firsthand.domain.remedies.ports import Component, Kind
from firsthand.domain.remedies.rules import states
from firsthand.foundation.money import Money
from firsthand.foundation.personal import PersonalJSONField, PersonalTextField, Retention
from firsthand.foundation.scoping import StoreScoped

# What was asked for stays as it was asked for.
_FIXED = (
    "id", "key", "request_hash", "store_id", "ledger_id", "ticket_id", "kind",
    "minor_units", "currency", "part_count", "reason", "account", "requested_by_id",
    "requested_at", "needs_approval", "approval_why", "expires_at",
)  # fmt: skip
_UNAPPROVED = ["pending_approval", "rejected", "expired", "cancelled"]
_MONEY = sorted(kind.value for kind in states.MONEY_KINDS)
_UNDER_WAY = sorted(state.value for state in states.UNDER_WAY)
_RESERVING = sorted(state.value for state in states.RESERVING)


class Remedy(models.Model):
    """Something done to make a buyer whole, from the click until it is known to be done.

    Its life is the table in `rules.states`; the money it holds moves with its state.
    """

    class State(models.TextChoices):
        PENDING_APPROVAL = states.State.PENDING_APPROVAL, _("Waits for approval")
        APPROVED = states.State.APPROVED, _("Approved")
        SENDING = states.State.SENDING, _("On its way")
        TAKEN = states.State.TAKEN, _("Taken by the channel")
        UNKNOWN = states.State.UNKNOWN, _("Outcome unknown")
        NEEDS_HUMAN = states.State.NEEDS_HUMAN, _("Needs a person")
        SUCCEEDED = states.State.SUCCEEDED, _("Done")
        FAILED = states.State.FAILED, _("Not done")
        REJECTED = states.State.REJECTED, _("Not approved")
        EXPIRED = states.State.EXPIRED, _("Expired")
        CANCELLED = states.State.CANCELLED, _("Taken back")

    class KindOf(models.TextChoices):
        REFUND = Kind.REFUND.value, _("Refund")
        RETURNLESS_REFUND = Kind.RETURNLESS_REFUND.value, _("Refund without return")
        GOODWILL_CREDIT = Kind.GOODWILL_CREDIT.value, _("Goodwill credit")
        CANCEL = Kind.CANCEL.value, _("Cancellation")
        RESEND = Kind.RESEND.value, _("Replacement")
        RETURN_AUTHORISATION = Kind.RETURN_AUTHORISATION.value, _("Return authorisation")
        ADDRESS_CHANGE = Kind.ADDRESS_CHANGE.value, _("Change of address")

    # Made in the browser before the first click, so that a second click finds the first.
    # For ever: also the key a channel is given, where it honours any.
    key = models.UUIDField(unique=True)
    request_hash = models.CharField(max_length=64)
    store = models.ForeignKey("stores.Store", on_delete=models.PROTECT, related_name="+")
    ledger = models.ForeignKey(Ledger, on_delete=models.PROTECT, related_name="remedies")
    ticket_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=20, choices=KindOf)
    state = models.CharField(max_length=16, choices=State)
    minor_units = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    part_count = models.PositiveSmallIntegerField(default=0)
    account = models.CharField(max_length=80)
    reason = models.CharField(max_length=60)
    note = PersonalTextField(blank=True, retention=Retention.BUYER)
    # What whoever refused it says to whoever asked.
    verdict = PersonalTextField(blank=True, retention=Retention.BUYER)
    details = PersonalJSONField(default=list, retention=Retention.BUYER)

    requested_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField()
    needs_approval = models.BooleanField(default=False)
    approval_why = models.CharField(max_length=200, blank=True)  # Codes of the policy.
    # The role that is asked; the one above it when nobody of it answers in time.
    approval_by = models.CharField(max_length=40, blank=True)
    asks_next_at = models.DateTimeField(null=True)
    # The role whose people were told by mail or chat that they are asked.
    told_role = models.CharField(max_length=40, blank=True, default="", db_default="")
    # An approval that is not asked for in time, or not used, is void.
    expires_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    approved_hash = models.CharField(max_length=64, blank=True)

    # When the machine has something to do about it next, whatever its state.
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)  # Of that, in this state.
    fence = models.PositiveIntegerField(default=0)
    handle = models.CharField(max_length=200, blank=True)
    external_id = models.CharField(max_length=120, blank=True)
    # When the channel's own record is held against a success, once.
    check_at = models.DateTimeField(null=True)

    state_at = models.DateTimeField()
    state_by_id = models.BigIntegerField(null=True)  # None: the machine.
    state_why = models.CharField(max_length=300, blank=True)

    objects = StoreScoped["Remedy"].as_manager()

    class Meta:
        verbose_name_plural = "remedies"
        constraints = [
            models.CheckConstraint(
                name="remedy_has_money_by_its_kind",
                condition=Q(kind__in=_MONEY, minor_units__gt=0)
                | (~Q(kind__in=_MONEY) & Q(minor_units=0)),
            ),
            models.CheckConstraint(
                name="remedy_is_approved_by_another",
                condition=Q(approved_by=None) | ~Q(approved_by=F("requested_by")),
            ),
            models.CheckConstraint(
                name="remedy_approval_is_whole_and_of_this_request",
                condition=Q(approved_by=None, approved_at=None, approved_hash="")
                | Q(
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                    approved_hash=F("request_hash"),
                ),
            ),
            models.CheckConstraint(
                name="remedy_goes_nowhere_unapproved",
                condition=Q(needs_approval=False)
                | Q(approved_by__isnull=False)
                | Q(state__in=_UNAPPROVED),
            ),
            models.CheckConstraint(
                name="remedy_success_has_proof",
                condition=~Q(state="succeeded") | ~Q(external_id=""),
            ),
            models.UniqueConstraint(
                fields=["account", "external_id"],
                name="external_id_once_per_account",
                condition=~Q(external_id=""),
            ),
            models.UniqueConstraint(
                fields=["ledger"],
                name="one_remedy_under_way_per_order",
                condition=Q(state__in=_UNDER_WAY),
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "due_at"],
                name="remedy_due",
                condition=Q(state__in=_RESERVING),
            ),
            models.Index(
                fields=["check_at"],
                name="remedy_to_check",
                condition=Q(check_at__isnull=False),
            ),
            models.Index(fields=["requested_by", "requested_at"], name="remedy_requester"),
            # Reports read a period page by page.
            models.Index(fields=["requested_at", "id"], name="remedy_time"),
            models.Index(
                fields=["ticket_id"],
                name="remedy_ticket",
                condition=Q(ticket_id__isnull=False),
            ),
        ]
        triggers = [
            guards.REMEDY_BEGINS_RIGHT,
            guards.fixed("remedy_stays_as_asked", _FIXED, why="a request never changes"),
            guards.REMEDY_GOES_THE_ALLOWED_WAY,
            guards.REMEDY_MOVES_MONEY,
            guards.parts_add_up("remedy_has_its_parts"),
            guards.REMEDY_IS_AUDITED,
            guards.never("remedy_is_never_deleted", pgtrigger.Delete, "a remedy stays"),
            guards.never_emptied(),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    def as_money(self) -> Money:
        """Return what it gives."""
        return Money(self.currency, self.minor_units)


class Part(models.Model):
    """Money of one cell, or a number of pieces of one line, that a remedy gives."""

    class Of(models.TextChoices):
        PRICE = Component.PRICE.value
        SHIPPING = Component.SHIPPING.value
        TAX = Component.TAX.value

    remedy = models.ForeignKey(Remedy, on_delete=models.PROTECT, related_name="parts")
    cell = models.ForeignKey(
        Cell, on_delete=models.PROTECT, null=True, related_name="parts"
    )
    line_number = models.PositiveSmallIntegerField(null=True)
    sku = models.CharField(max_length=80, blank=True)
    component = models.CharField(max_length=8, choices=Of)
    minor_units = models.BigIntegerField(default=0)
    quantity = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="part_gives_something",
                condition=Q(cell__isnull=False, minor_units__gt=0)
                | Q(cell=None, minor_units=0, quantity__gt=0),
            ),
        ]
        triggers = [
            guards.PART_IS_RESERVED,
            guards.parts_add_up("parts_add_up"),
            guards.never(
                "part_stays", pgtrigger.Update | pgtrigger.Delete, "a part stays as it is"
            ),
            guards.never_emptied(),
        ]

    def __str__(self) -> str:
        return f"part of remedy {self.remedy_id}"
