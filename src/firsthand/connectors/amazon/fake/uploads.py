"""Uploads: an address for what is to be attached to a message."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from firsthand.connectors.amazon.fake.asked import Asked, as_json
from firsthand.connectors.amazon.fake.documents import Document, Documents
from firsthand.foundation.http_serving import Reply

_PATH = "/uploads/2020-11-01/uploadDestinations"


class Uploads:
    """Hands out addresses, for any resource."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self.answers: Mapping[str, Callable[[Asked], Reply]] = {
            f"POST {_PATH}/{{resource}}": self._new,
            f"POST {_PATH}/{{+resource}}": self._new,
        }

    def _new(self, asked: Asked) -> Reply:
        kind = asked.values.get("contentType", "application/octet-stream")
        md5 = asked.values.get("contentMD5", "")
        number = self._documents.new(Document(asked.account, kind, md5=md5))
        destination = {
            "uploadDestinationId": number,
            "url": self._documents.address(number, asked.base, asked.now),
            "headers": {"Content-MD5": md5, "x-amz-server-side-encryption": "aws:kms"},
        }
        return as_json({"payload": destination}, 201)
