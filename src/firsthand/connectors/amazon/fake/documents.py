"""Documents at addresses that are good for five minutes, each for one account."""

from __future__ import annotations

import gzip
import hashlib
import hmac
import secrets
import threading
from base64 import b64encode
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from firsthand.foundation.http_serving import Call, Reply

PATH = "/documents/"
GOOD_FOR = timedelta(minutes=5)


@dataclass(frozen=True)
class Document:
    """What was put under a number; `content` None: nothing yet.

    `md5` is what it was announced as, as mail and storage write it; empty: by nothing.
    """

    account: str
    content_type: str
    content: bytes | None = None
    is_packed: bool = False
    md5: str = ""


class Documents:
    """All documents. Safe to use in many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._secret = secrets.token_bytes(16)
        self._kept: dict[str, Document] = {}

    def new(self, document: Document) -> str:
        """Keep a document; return its number."""
        number = f"amzn1.tortuga.4.{secrets.token_hex(16)}"
        with self._lock:
            self._kept[number] = document
        return number

    def of(self, number: str, account: str) -> Document | None:
        """Return an account's document; None: it has none of that number."""
        found = self._kept.get(number)
        return found if found and found.account == account else None

    def address(self, number: str, base: str, now: datetime) -> str:
        """Return where it can be put or read, for a while."""
        until = int((now + GOOD_FOR).timestamp())
        signature = self._signature(number, until)
        return f"{base}{PATH}{number}?until={until}&signature={signature}"

    def answer(self, call: Call, now: datetime) -> Reply:
        """Answer a call to such an address."""
        parts = urlsplit(call.target)
        number = parts.path.removeprefix(PATH)
        query = parse_qs(parts.query)
        until = query.get("until", ["0"])[0]
        given = query.get("signature", [""])[0]
        is_good = until.isdecimal() and hmac.compare_digest(
            given, self._signature(number, int(until))
        )
        if not is_good or datetime.fromtimestamp(int(until), UTC) < now:
            return _denied()
        with self._lock:
            document = self._kept[number]
            if call.method == "PUT":
                if not _is_announced(document, call):
                    return _denied(400, "InvalidDigest")
                self._kept[number] = replace(document, content=call.body)
                return Reply(200, b"", "application/xml")
        if document.content is None:
            return _denied(404)
        content = document.content
        if document.is_packed:
            content = gzip.compress(content)
        return Reply(200, content, document.content_type)

    def _signature(self, number: str, until: int) -> str:
        said = f"{number} {until}".encode()
        return hmac.new(self._secret, said, hashlib.sha256).hexdigest()


def _is_announced(document: Document, call: Call) -> bool:
    """Say whether what is put there is what the address was made for."""
    if not document.md5:
        return True
    digest = b64encode(hashlib.md5(call.body, usedforsecurity=False).digest()).decode()
    return digest == document.md5 == call.headers.get("content-md5")


def _denied(status: int = 403, code: str = "AccessDenied") -> Reply:
    body = f"<Error><Code>{code}</Code><Message>It is not accepted.</Message></Error>"
    return Reply(status, body.encode(), "application/xml")
