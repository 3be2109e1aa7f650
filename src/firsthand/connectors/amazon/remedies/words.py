"""The words of Amazon's own lists, and which of them says what our reason means."""

from __future__ import annotations

from collections.abc import Collection

ADJUSTMENT_REASONS = frozenset({
    "NoInventory", "CustomerReturn", "GeneralAdjustment", "CouldNotShip", "DifferentItem",
    "Abandoned", "CustomerCancel", "PriceError", "ProductOutofStock",
    "CustomerAddressIncorrect", "Exchange", "Other", "CarrierCreditDecision",
    "RiskAssessmentInformationNotValid", "CarrierCoverageFailure", "TransactionRecord",
    "Undeliverable", "RefusedDelivery",
})  # fmt: skip
CANCEL_REASONS = frozenset({
    "NoInventory", "ShippingAddressUndeliverable", "CustomerExchange", "BuyerCanceled",
    "GeneralAdjustment", "CarrierCreditDecision", "RiskAssessmentInformationNotValid",
    "CarrierCoverageFailure", "CustomerReturn", "MerchandiseNotReceived",
})  # fmt: skip
COMPONENTS = frozenset({
    "Principal", "Shipping", "Tax", "ShippingTax", "RestockingFee", "RestockingFeeTax",
    "GiftWrap", "GiftWrapTax", "Surcharge", "ReturnShipping", "Goodwill", "ExportCharge",
    "COD", "CODTax", "Other", "FreeReplacementReturnShipping",
})  # fmt: skip
BUYER_CANCELED = "BuyerCanceled"
_USUAL = "GeneralAdjustment"
# Our tree of reasons by the beginning of its codes, the longest first.
_OF_OURS = (
    ("AFT.RET", "CustomerReturn"),
    ("INS.LOG.LOST", "CarrierCoverageFailure"),
    ("INS.LOG.FAIL", "Undeliverable"),
    ("INS.LOG.UNSHIP", "CouldNotShip"),
    ("INS.ORD.CANCEL", "CustomerCancel"),
)


def adjustment_reason(reason: str) -> str:
    """Return Amazon's word for the reason of a refund; one of its own stays."""
    return _of(reason, ADJUSTMENT_REASONS)


def cancel_reason(reason: str, *, is_wanted: bool) -> str:
    """Return Amazon's word for the reason of a cancellation.

    Args:
        reason: ours, or one of Amazon's.
        is_wanted: the buyer has asked Amazon for it. Only then may it be said to be his
            wish: what is said to be without that counts as abuse.
    """
    if is_wanted:
        return BUYER_CANCELED
    found = _of(reason, CANCEL_REASONS)
    return _USUAL if found == BUYER_CANCELED else found


def _of(reason: str, known: Collection[str]) -> str:
    if reason in known:
        return reason
    found = (word for code, word in _OF_OURS if reason.startswith(code))
    return next((word for word in found if word in known), _USUAL)
