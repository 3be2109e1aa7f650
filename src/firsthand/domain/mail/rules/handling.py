"""How long mail is kept, when it is tried again, what two copies share."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

RAW_MAIL_DAYS = 30  # How long raw bytes and attachments are kept.
# How long it shows that a marketplace refused a mailbox as a sender.
REFUSAL_SHOWN = timedelta(days=7)
MAX_TRIES = 8
_PAUSES = (10, 30, 120, 600, 1800, 3600, 7200)  # Seconds before the next try.


def purge_on(received_at: datetime) -> date:
    """Return the day raw bytes received at this time must be gone."""
    return (received_at + timedelta(days=RAW_MAIL_DAYS)).date()


def next_try_at(attempts: int, now: datetime) -> datetime | None:
    """Return when to try again after `attempts` failures; None when that was the last."""
    if attempts >= MAX_TRIES:
        return None
    return now + timedelta(seconds=_PAUSES[min(attempts, len(_PAUSES)) - 1])


def canonical(raw: bytes) -> bytes:
    """Return the bytes two copies of one mail share: line ends and the mbox line aside."""
    if raw.startswith((b"From ", b">From ")):
        raw = raw.partition(b"\n")[2]
    return raw.replace(b"\r\n", b"\n").strip()


_HEADERS_BYTES = 64 * 1024
_WRITTEN_ID = re.compile(rb"^message-id:\s*<([!-;=?-~]{1,500})>\s*$", re.I | re.M)


def written_message_id(raw: bytes) -> str:
    """Return the Message-ID as the headers have it; empty unless it is plain to see."""
    headers = canonical(raw[:_HEADERS_BYTES]).partition(b"\n\n")[0]
    found = _WRITTEN_ID.findall(headers)
    return found[0].decode("ascii") if len(found) == 1 else ""


MAX_KEPT_BYTES = 50 * 1024 * 1024
_BEGINNING_BYTES = 256 * 1024


def kept_in_quarantine(raw: bytes) -> bytes:
    """Return the bytes; of a mail beyond the limit, cut off already, only its headers."""
    return raw if len(raw) <= MAX_KEPT_BYTES else raw[:_BEGINNING_BYTES]
