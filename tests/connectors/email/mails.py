"""Mails written for the tests, and where the open fixtures lie."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("SHARED_DIR", PROJECT.parent / "shared"))
FIXTURES = SHARED / "data" / "mail-fixtures" / "open"

needs_fixtures = pytest.mark.skipif(
    not FIXTURES.is_dir(), reason=f"no open mail fixtures in {FIXTURES}; set SHARED_DIR"
)


def mail(
    text: str | bytes = "Where is my parcel?\n",
    *,
    sender: str = "Jane Doe <jane@example.com>",
    subject: str = "A question",
    headers: str = "",
) -> bytes:
    """Return a mail with these fields; further `headers` as whole lines."""
    body = text if isinstance(text, bytes) else text.encode()
    head = f"From: {sender}\nTo: shop@example.com\nSubject: {subject}\n{headers}\n"
    return head.encode().replace(b"\n", b"\r\n") + body


def multipart(*parts: bytes, kind: str = "mixed", **more: str) -> bytes:
    """Return a multipart mail of parts that bring their own headers."""
    body = b"".join(b"--frontier\r\n" + part + b"\r\n" for part in parts)
    kind_line = f'Content-Type: multipart/{kind}; boundary="frontier"\n'
    return mail(
        body + b"--frontier--\r\n", headers=kind_line + more.pop("headers", ""), **more
    )


def part(body: bytes, content_type: str = "text/plain", more: str = "") -> bytes:
    head = f"Content-Type: {content_type}\n{more}\n"
    return head.encode().replace(b"\n", b"\r\n") + body


ALIAS = "a1b2c3d4e5f6g7"
CASE = "0f8fad5b-d9cb-469f-a165-70867728950e"
LINK = (
    "https://sellercentral.{site}/messaging/no-response-needed?t=T1&mp=M1&c=C1&h=Sig9&s=1"
)


def relay(
    written: str,
    *,
    site: str = "amazon.de",
    begin: str = "Nachricht:",
    end: str | None = "Ende der Nachricht",
    before: str = "",
    after: str = "",
    subject: str = "Nachricht eines Kunden",
    sender: str = "",
    kind: str = "BBC_MESSAGE_SENT_TO_MERCHANT",
) -> bytes:
    """Return a marketplace mail in the order in which Amazon builds them."""
    link = LINK.format(site=site)
    closing = f"------------- {end} -------------\n" if end is not None else ""
    text = (
        f"{before}\n------------- {begin} -------------\n{written}\n{closing}\n"
        f"Was this useful? https://www.{site}/surveys/1?customAttribute1Value={kind}\n"
        f"Close it  {link}\n{after}\nSPC-EUAmazon-1000000000001\n"
    )
    return mail(
        text,
        sender=sender or f'"Kunde" <{ALIAS}+{CASE}@marketplace.{site}>',
        subject=subject,
        headers=f"X-Space-Notification-Type: {kind}\n"
        "Content-Type: text/plain; charset=utf-8\n",
    )
