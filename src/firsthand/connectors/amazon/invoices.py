"""Invoices to buyers (messaging v1): whether Amazon takes one, the file, the message.

The message is Amazon's own; what is sent is a file that was uploaded before.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode

from django.utils.translation import gettext as _

from firsthand.connectors.amazon import documents
from firsthand.connectors.amazon.addressing import Value
from firsthand.connectors.amazon.answers import at, list_at, text_at
from firsthand.connectors.amazon.client import Client
from firsthand.connectors.amazon.troubles import ServerTrouble, Told

OFFERED = "messaging.getMessagingActionsForOrder"
SEND = "messaging.sendInvoice"
PLACE = "uploads_2020-11-01.createUploadDestinationForResource"
_ACTION = "invoice"
_CONTENT_TYPE = "application/pdf"


def is_offered(client: Client, number: str, marketplace_id: str) -> bool:
    """Say whether Amazon takes an invoice by message for an order now.

    Raises:
        Trouble: it cannot be said.
    """
    content = client.call(OFFERED, _of(number, marketplace_id)).content
    return any(
        text_at(one, "name") == _ACTION for one in list_at(content, "_links.actions")
    )


def uploaded(client: Client, number: str, marketplace_id: str, content: bytes) -> str:
    """Put a file where a message can take it from; return Amazon's number of it.

    Nothing is sent by that.

    Raises:
        Trouble: it is not there. It may be tried again.
    """
    # TRICKY: of the bytes of the hash, not of its hexadecimal letters as in Amazon's own
    # example: with those its storage declines the file.
    digest = b64encode(hashlib.md5(content, usedforsecurity=False).digest()).decode()
    asked = {
        "resource": f"messaging/v1/orders/{number}/messages/{_ACTION}",
        "marketplaceIds": [marketplace_id],
        "contentMD5": digest,
        "contentType": _CONTENT_TYPE,
    }
    told = client.call(PLACE, asked).content
    destination = text_at(told, "payload.uploadDestinationId")
    url = text_at(told, "payload.url")
    if not destination or not url:
        raise ServerTrouble(
            _("Amazon has named no place for the file."),
            fix=_("It is tried again by itself."),
            told=Told(PLACE),
        )
    named = at(told, "payload.headers")
    headers = {str(name): str(value) for name, value in (named or {}).items()}
    documents.upload(client.line, url, content, _CONTENT_TYPE, headers=headers)
    return destination


def send(
    client: Client, number: str, marketplace_id: str, *, destination: str, name: str
) -> None:
    """Have Amazon send an uploaded file to the buyer; it cannot be taken back.

    Raises:
        Trouble: it was not done, or nobody knows (`is_unclear`).
    """
    attachment = {"uploadDestinationId": destination, "fileName": name}
    body = {"attachments": [attachment]}
    client.call(SEND, _of(number, marketplace_id), body=body)


def _of(number: str, marketplace_id: str) -> dict[str, Value]:
    return {"amazonOrderId": number, "marketplaceIds": [marketplace_id]}
