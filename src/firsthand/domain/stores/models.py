from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firsthand.foundation.scoping import StoreScoped


class StoreQuerySet(StoreScoped["Store"]):
    store_path = "id"


class Channel(models.TextChoices):
    """Where buyers reach us. The names are trade names and stay untranslated."""

    AMAZON = "amazon", "Amazon"
    EBAY = "ebay", "eBay"
    WALMART = "walmart", "Walmart"
    SHOPIFY = "shopify", "Shopify"
    SHOP = "shop", _("Own shop")
    IMPORT = "import", _("Imported")


class Store(models.Model):
    """One shop on one marketplace: what people are allowed to see is counted in stores."""

    name = models.CharField(max_length=80, unique=True)
    channel = models.CharField(max_length=10, choices=Channel)
    # Letters of the marketplace (US, DE); empty for a shop of one's own.
    marketplace = models.CharField(max_length=4, blank=True)
    currency = models.CharField(max_length=3)
    time_zone = models.CharField(max_length=64)
    language = models.CharField(max_length=12)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = StoreQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="store_on_amazon_names_its_marketplace",
                condition=~Q(channel="amazon") | ~Q(marketplace=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name
