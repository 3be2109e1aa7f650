from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from firsthand.domain.reasons import rules

Labels = dict[str, str]


class Reason(models.Model):
    """One reason buyers write for, on one of three levels of a tree.

    In use, or archived; archived again in use; merged into another for good. A ticket is
    given the deepest reasons in use only: see `rules.Taxonomy.may_be_given`.
    """

    class Group(models.TextChoices):
        """When in the life of an order buyers write for it."""

        PRE_SALE = "pre_sale", _("Before the order")
        IN_SALE = "in_sale", _("Until delivery")
        AFTER_SALE = "after_sale", _("After delivery")
        NONE = "none", _("About no order")

    class Risk(models.TextChoices):
        """What may come of it: claims, bad ratings, the law."""

        LOW = "low", _("Low")
        MEDIUM = "medium", _("Medium")
        HIGH = "high", _("High")
        CRITICAL = "critical", _("Critical")

    class Owner(models.TextChoices):
        """Who can do away with the cause."""

        LISTING_CONTENT = "listing_content", _("Listing")
        PRODUCT_QUALITY = "product_quality", _("Product quality")
        PRODUCT_DOCS = "product_docs", _("Manuals")
        PACKAGING = "packaging", _("Packaging")
        SUPPLIER = "supplier", _("Supplier")
        WAREHOUSE = "warehouse", _("Warehouse")
        CARRIER = "carrier", _("Carrier")
        LOGISTICS_SETTINGS = "logistics_settings", _("Shipping settings")
        SUPPLY_PLANNING = "supply_planning", _("Supply planning")
        PRICING = "pricing", _("Pricing")
        SALES = "sales", _("Sales")
        POLICY = "policy", _("Policy")
        FINANCE = "finance", _("Finance")
        COMPLIANCE = "compliance", _("Compliance")
        TRAINING = "training", _("Training")
        STAFFING = "staffing", _("Staffing")
        CUSTOMER_SERVICE = "customer_service", _("Customer service")
        PLATFORM_AMAZON = "platform_amazon", _("Amazon")
        BUYER = "buyer", _("The buyer")

    class Core(models.TextChoices):
        """To which of the five families most stores hear of most it belongs at first."""

        TRACKING = "tracking", _("Tracking")
        RETURNS = "returns", _("Ordinary returns")
        PRODUCT = "product", _("Product information")
        DAMAGE = "damage", _("Damage")
        CANCELLATION = "cancellation", _("Cancellation")

    code = models.CharField(
        max_length=60, unique=True, validators=[RegexValidator(rules.CODE)]
    )
    level = models.PositiveSmallIntegerField()
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="children"
    )
    # Among those of one parent; the same number means: by code.
    position = models.PositiveIntegerField(default=0)
    labels = models.JSONField()  # {language: text}; English is always there.

    group = models.CharField(max_length=10, choices=Group, default=Group.NONE)
    owner = models.CharField(max_length=20, choices=Owner, blank=True)
    core = models.CharField(max_length=12, choices=Core, blank=True)
    risk = models.CharField(max_length=8, choices=Risk, default=Risk.LOW)
    # Whether the first line may solve it by itself.
    l1_resolvable = models.BooleanField(default=True)

    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="reason_level_fits_parent",
                condition=Q(level=1, parent=None)
                | Q(level__in=[2, 3], parent__isnull=False),
            ),
            models.CheckConstraint(
                name="merged_reason_is_archived",
                condition=Q(merged_into=None) | Q(archived_at__isnull=False),
            ),
            models.CheckConstraint(
                name="reason_is_not_merged_into_itself",
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
            ),
        ]

    def __str__(self) -> str:
        return rules.label(self.labels, translation.get_language() or "en")


class Resolution(models.Model):
    """What was done for the buyer in the end. A short list, in use or archived."""

    code = models.CharField(max_length=30, unique=True)
    position = models.PositiveIntegerField(default=0)
    labels = models.JSONField()  # {language: text}; English is always there.
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return rules.label(self.labels, translation.get_language() or "en")
