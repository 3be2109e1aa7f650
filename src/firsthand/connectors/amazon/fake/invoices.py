"""Invoices of a fake's sellers: which orders take one, and which files came."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from firsthand.connectors.amazon.fake.asked import Asked, as_json, refusal
from firsthand.connectors.amazon.fake.documents import Documents
from firsthand.connectors.amazon.fake.lives import Sellers
from firsthand.foundation.http_serving import Reply

_ROOT = "/messaging/v1/orders/{amazonOrderId}"
_ACTION = "invoice"


class Invoices:
    """Takes invoices for orders that have left. Safe to use in many threads.

    Attributes:
        sent: each message with an invoice: the order's number, the name of the file and
            what was in it.
    """

    def __init__(self, sellers: Sellers, documents: Documents) -> None:
        self._sellers = sellers
        self._documents = documents
        self.sent: list[tuple[str, str, bytes]] = []
        self.answers: Mapping[str, Callable[[Asked], Reply]] = {
            f"GET {_ROOT}": self._offer,
            f"POST {_ROOT}/messages/{_ACTION}": self._take,
        }

    def _offer(self, asked: Asked) -> Reply:
        number = asked.values.get("amazonOrderId", "")
        actions = [{"name": _ACTION}] if self._is_offered(asked, number) else []
        return as_json({"_links": {"actions": actions}})

    def _take(self, asked: Asked) -> Reply:
        number = asked.values.get("amazonOrderId", "")
        if not self._is_offered(asked, number):
            return refusal("Unauthorized", "This action is not available.", 403)
        files = asked.told("attachments")
        if not 1 <= len(files) <= 5:
            return refusal("InvalidInput", "One to five attachments are needed.")
        for file in files:
            uploaded = self._documents.of(
                str(file.get("uploadDestinationId")), asked.account
            )
            if uploaded is None or uploaded.content is None:
                return refusal("InvalidInput", "Attachment with ID does not exist.")
            self.sent.append((number, str(file.get("fileName")), uploaded.content))
        return as_json({}, 201)

    def _is_offered(self, asked: Asked, number: str) -> bool:
        lives = self._sellers.lives(asked.account, asked.now)
        life = next((one for one in lives if one.number == number), None)
        return life is not None and life.sent_at is not None and life.sent_at <= asked.now
