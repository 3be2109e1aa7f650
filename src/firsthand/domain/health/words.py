"""What measures and their parts are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MEASURES: Mapping[str, _StrPromise] = {
    "odr_fbm": _("Order defect rate, shipped by us (FBM)"),
    "odr_fba": _("Order defect rate, shipped by Amazon (FBA)"),
    "late_shipment": _("Late shipment rate"),
    "cancellation": _("Cancelled before shipping"),
    "valid_tracking": _("Valid tracking rate"),
    "unit_on_time_delivery": _("On-time delivery rate, in units"),
    "on_time_delivery": _("On-time delivery rate, in parcels"),
    "late_response": _("Late response rate"),
    "return_dissatisfaction": _("Return dissatisfaction rate"),
    "service_dissatisfaction": _("Customer service dissatisfaction rate"),
    "service_rating": _("Customer service rating"),
    "buyer_dissatisfaction": _("Buyer dissatisfaction rate"),
    "invoice_defects": _("Invoice defect rate"),
    "listing_policy": _("Listing policy violations"),
    "authenticity": _("Complaints about authenticity"),
    "condition": _("Complaints about condition"),
    "safety": _("Complaints about safety"),
    "food_safety": _("Food and product safety"),
    "intellectual_property": _("Intellectual property complaints"),
    "suspected_intellectual_property": _("Suspected intellectual property violations"),
    "restricted_products": _("Restricted products"),
    "other_policy": _("Other policy violations"),
    "document_requests": _("Requests for documents"),
}
PARTS: Mapping[str, _StrPromise] = {
    "claims": _("A-to-z claims"),
    "chargebacks": _("Chargebacks"),
    "negative_feedback": _("Negative feedback"),
    "missing_invoice": _("Invoice missing"),
    "late_invoice": _("Invoice late"),
}


def measure_name(key: str) -> str:
    """Return what a measure is called; one that nobody here has heard of, by its key."""
    return str(MEASURES.get(key, key))


def part_name(name: str) -> str:
    """Return what a part of a measure is called."""
    return str(PARTS.get(name, name))
