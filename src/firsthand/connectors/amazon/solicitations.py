"""Requests for reviews (solicitations v1): whether Amazon offers one, and sending it."""

from __future__ import annotations

from firsthand.connectors.amazon.addressing import Value
from firsthand.connectors.amazon.answers import list_at, text_at
from firsthand.connectors.amazon.client import Client

OFFERED = "solicitations.getSolicitationActionsForOrder"
SEND = "solicitations.createProductReviewAndSellerFeedbackSolicitation"
_ACTION = "productReviewAndSellerFeedback"


def is_offered(client: Client, number: str, marketplace_id: str) -> bool:
    """Say whether Amazon would ask the buyer of an order now.

    Raises:
        Trouble: it cannot be said.
    """
    content = client.call(OFFERED, _of(number, marketplace_id)).content
    return any(
        text_at(one, "name") == _ACTION for one in list_at(content, "_links.actions")
    )


def send(client: Client, number: str, marketplace_id: str) -> None:
    """Have Amazon ask the buyer of an order for a review; it cannot be taken back.

    Raises:
        Trouble: it was not done, or nobody knows (`is_unclear`).
    """
    client.call(SEND, _of(number, marketplace_id))


def _of(number: str, marketplace_id: str) -> dict[str, Value]:
    return {"amazonOrderId": number, "marketplaceIds": [marketplace_id]}
