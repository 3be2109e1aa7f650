from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firsthand.foundation.money import Money
from firsthand.foundation.personal import PersonalCharField, PersonalJSONField, Retention
from firsthand.foundation.scoping import StoreScoped


class Product(models.Model):
    """One thing we sell in one store, as the marketplace knows it."""

    # Found by the constraint below; so are other foreign keys with `db_index=False`.
    store = models.ForeignKey(
        "stores.Store", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    sku = models.CharField(max_length=80)
    asin = models.CharField(max_length=10, blank=True)
    family = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=250)

    objects = StoreScoped["Product"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "sku"], name="sku_in_store")
        ]

    def __str__(self) -> str:
        return self.title


class Buyer(models.Model):
    """Somebody who bought or asked, known across channels by keyed identities.

    After erasure the row stays, empty, so that counts and history still add up.
    """

    name = PersonalCharField(max_length=200, blank=True, retention=Retention.BUYER)
    language = models.CharField(max_length=12, blank=True)
    first_seen_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
    # Who he is by the word of a person; that one is joined to nobody. His own row stays,
    # so that the word can be taken back.
    joined_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="joined", db_index=False
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["joined_into"],
                name="buyer_joined",
                condition=Q(joined_into__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"buyer {self.pk}"


class Joining(models.Model):
    """That somebody said of two buyers that they are one person, until it is taken back."""

    buyer = models.ForeignKey(Buyer, on_delete=models.CASCADE, related_name="joinings")
    into = models.ForeignKey(Buyer, on_delete=models.CASCADE, related_name="+")
    # All who came along: those joined to `buyer` before, and himself.
    members = models.JSONField(default=list)
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["buyer"], condition=Q(undone_at=None), name="joined_into_one"
            ),
        ]

    def __str__(self) -> str:
        return f"buyer {self.buyer_id} is {self.into_id}"


class BuyerIdentity(models.Model):
    """One address or account of a buyer, findable only with the installation's key."""

    buyer = models.ForeignKey(Buyer, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=20)  # "email", "amazon_alias", "account"
    # HMAC-SHA256 of the normalised value under the hashing key, in hex.
    key_hash = models.CharField(max_length=64)
    address = PersonalCharField(max_length=320, blank=True, retention=Retention.BUYER)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key_hash"], name="identity_belongs_to_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of buyer {self.buyer_id}"


class Order(models.Model):
    """One order, as the marketplace reports it. Amounts in minor units of its currency."""

    class Fulfilment(models.TextChoices):
        FBA = "FBA", _("By Amazon (FBA)")
        FBM = "FBM", _("By us (FBM)")

    class State(models.TextChoices):
        PENDING = "pending", _("Pending")
        UNSHIPPED = "unshipped", _("Not shipped")
        SHIPPED = "shipped", _("Shipped")
        DELIVERED = "delivered", _("Delivered")
        CANCELLED = "cancelled", _("Cancelled")

    store = models.ForeignKey(
        "stores.Store", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    number = models.CharField(max_length=40)
    buyer = models.ForeignKey(
        Buyer, on_delete=models.PROTECT, null=True, related_name="orders", db_index=False
    )
    state = models.CharField(max_length=10, choices=State)
    fulfilment = models.CharField(max_length=3, choices=Fulfilment)
    currency = models.CharField(max_length=3)
    shipping_minor_units = models.BigIntegerField(default=0)
    tax_minor_units = models.BigIntegerField(default=0)
    total_minor_units = models.BigIntegerField()
    placed_at = models.DateTimeField()
    ship_by = models.DateTimeField(null=True)
    deliver_by = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    # When the marketplace last changed it, by its own clock: an older report says nothing.
    updated_at = models.DateTimeField(null=True)
    # Since when we know that the buyer asked the marketplace to cancel it.
    cancel_requested_at = models.DateTimeField(null=True)
    # Who did, as the marketplace says: BUYER, MERCHANT, AMAZON.
    cancelled_by = models.CharField(max_length=20, blank=True, db_default="")
    address = PersonalJSONField(null=True, retention=Retention.BUYER)

    objects = StoreScoped["Order"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "number"], name="order_number_in_store"
            ),
        ]
        indexes = [
            models.Index(fields=["number"], name="order_number"),
            models.Index(fields=["buyer", "-placed_at"], name="order_buyer_time"),
            # How many were placed in a period, which contacts are held against.
            models.Index(fields=["placed_at"], include=["store_id"], name="order_placed"),
        ]

    def __str__(self) -> str:
        return self.number


class OrderLine(models.Model):
    """What was bought, how many, for how much in all."""

    order = models.ForeignKey(
        Order, on_delete=models.CASCADE, related_name="lines", db_index=False
    )
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, null=True, related_name="+"
    )
    line_number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=250)
    quantity = models.PositiveIntegerField()
    price_minor_units = models.BigIntegerField()  # For the whole line.

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "line_number"], name="line_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.title}"


class Parcel(models.Model):
    """One box on its way, with what the carrier said, oldest first."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="parcels")
    external_id = models.CharField(
        max_length=80, blank=True, db_default=""
    )  # The marketplace's own.
    carrier = models.CharField(max_length=40)
    tracking_number = models.CharField(max_length=60)
    shipped_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    # [{"at": ISO time, "what": text}]: the carrier's words, no place finer than a depot.
    scans = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order", "external_id"],
                condition=~Q(external_id=""),
                name="parcel_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.carrier} {self.tracking_number}"


class OrderReturn(models.Model):
    """The buyer sends something back, or asked to."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="returns")
    external_id = models.CharField(
        max_length=80, blank=True, db_default=""
    )  # The marketplace's own.
    sku = models.CharField(max_length=80, blank=True, db_default="")
    reason_text = PersonalCharField(max_length=500, blank=True, retention=Retention.BUYER)
    quantity = models.PositiveIntegerField(default=1)
    requested_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    # Both in the marketplace's words: how far it is, and how the piece came back.
    status = models.CharField(max_length=40, blank=True, db_default="")
    condition = models.CharField(max_length=40, blank=True, db_default="")
    tracking_number = models.CharField(max_length=60, blank=True, db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order", "external_id"],
                condition=~Q(external_id=""),
                name="return_in_order",
            ),
        ]
        indexes = [
            # What may still have to be answered.
            models.Index(
                fields=["requested_at"],
                name="return_not_back",
                condition=Q(received_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"return of {self.order_id}"


class RefundPosting(models.Model):
    """One line of the marketplace's own books: money that went back to the buyer.

    Whoever paid it, and by which way: this is what proves that a refund happened.
    """

    order = models.ForeignKey(
        Order, on_delete=models.CASCADE, related_name="postings", db_index=False
    )
    external_id = models.CharField(max_length=120)
    refund_id = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=60)  # The marketplace's word for it.
    status = models.CharField(
        max_length=40, blank=True
    )  # Its word too: DEFERRED, RELEASED.
    currency = models.CharField(max_length=3)
    minor_units = models.BigIntegerField()  # What the buyer got.
    posted_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "external_id"], name="posting_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.external_id}"


class Setback(models.Model):
    """What counts against us on an order: bad feedback, a claim, a chargeback."""

    class Kind(models.TextChoices):
        FEEDBACK = "feedback", _("Seller feedback")
        CLAIM = "claim", _("A-to-z claim")
        CHARGEBACK = "chargeback", _("Chargeback")

    order = models.ForeignKey(
        Order, on_delete=models.CASCADE, related_name="setbacks", db_index=False
    )
    kind = models.CharField(max_length=10, choices=Kind)
    external_id = models.CharField(max_length=80)
    happened_at = models.DateTimeField()
    stars = models.PositiveSmallIntegerField(null=True)
    denied_at = models.DateTimeField(null=True)
    comment = PersonalCharField(max_length=2000, blank=True, retention=Retention.BUYER)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order", "kind", "external_id"], name="setback_once"
            ),
            models.CheckConstraint(
                name="only_feedback_has_stars",
                # Named, because a comparison with nothing forbids nothing.
                condition=Q(kind="feedback", stars__isnull=False, stars__range=(1, 5))
                | (~Q(kind="feedback") & Q(stars__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.order_id}"


class Notice(models.Model):
    """What a marketplace wrote to us about an order: that something is asked for or done.

    By the order's number, because the mail often comes before the order is known here. It
    is the marketplace's word, not the fact itself: returns and money are in their reports.
    """

    class Kind(models.TextChoices):
        RETURN = "return", _("Return asked for")
        REFUND = "refund", _("Refund under way")
        CANCEL = "cancel", _("Cancellation asked for")

    store = models.ForeignKey("stores.Store", on_delete=models.PROTECT, related_name="+")
    order_number = models.CharField(max_length=40)
    kind = models.CharField(max_length=6, choices=Kind)
    # SHA-256 of the mail's Message-ID: the same mail in two mailboxes is one notice.
    mail_hash = models.CharField(max_length=64)
    ticket_message_id = models.BigIntegerField()  # Where its words stand.
    sent_at = models.DateTimeField()
    refund_minor_units = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    quantity = models.PositiveIntegerField(null=True)
    carrier = models.CharField(max_length=80, blank=True)
    tracking_number = models.CharField(max_length=60, blank=True)
    reason_text = PersonalCharField(max_length=500, blank=True, retention=Retention.BUYER)
    comment = PersonalCharField(max_length=500, blank=True, retention=Retention.BUYER)

    objects = StoreScoped["Notice"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "order_number", "kind", "mail_hash"],
                name="notice_taken_once",
            ),
            models.CheckConstraint(
                name="only_a_refund_has_a_sum",
                condition=Q(refund_minor_units=None, currency="")
                | (Q(kind="refund", refund_minor_units__gt=0) & ~Q(currency="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["sent_at"],
                name="notice_of_return",
                condition=Q(kind="return"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.order_number}"

    @property
    def refund(self) -> Money | None:
        """Return the sum that the marketplace says goes back."""
        if self.refund_minor_units is None:
            return None
        return Money(self.currency, self.refund_minor_units)
