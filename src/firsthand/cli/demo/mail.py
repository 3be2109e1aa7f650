"""The mails of the demonstration: their bytes, their pictures, what the outbox holds."""

from __future__ import annotations

import base64
import hashlib
import struct
import zlib
from datetime import UTC, datetime, time, timedelta
from functools import cache

from firsthand.cli.demo.copying import new
from firsthand.cli.demo.story import Step
from firsthand.cli.demo.thread import Thread, sender_of
from firsthand.domain.mail import rules
from firsthand.domain.mail.commands.outbox import new_message_id
from firsthand.domain.mail.models import Mailbox, MailIdentity, OutboundMail, RawMail
from firsthand.domain.tickets.models import Message

SENDING = timedelta(seconds=3)


_WORDS_OF_A_BOUNCE = "550 5.1.1 The mailbox could not be found."
# What a mailbox gets that nobody can make a mail of: kept, and shown to people.
NOT_MAIL = (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 3, b"\0" * 400)


# How bright each point of a picture is: most in the middle.
_SIZE = 20
_GLOW = bytes(
    max(0, _SIZE - abs(x - _SIZE // 2) - abs(y - _SIZE // 2))
    for y in range(_SIZE)
    for x in range(_SIZE)
)


def incoming_id(thread: Thread, number: int) -> str:
    """Return the Message-ID of the buyer's mail that is message `number` of a thread."""
    return f"{thread.case.case_id}.{number}@mail.example"


def raw_of(thread: Thread, number: int, mailbox: Mailbox) -> bytes:
    """Return the bytes of one incoming mail."""
    step, message = thread.steps[number]
    pictures = [picture(photo) for photo in step.photos]
    subject = base64.b64encode(thread.case.subject.encode()).decode()
    head = (
        f"From: <{sender_of(thread.case)}>\r\nTo: <{mailbox.address}>\r\n"
        f"Date: {message.sent_at:%a, %d %b %Y %H:%M:%S +0000}\r\n"
        f"Message-ID: <{incoming_id(thread, number)}>\r\nMIME-Version: 1.0\r\n"
        f"Subject: =?utf-8?b?{subject}?=\r\n"
    )
    text = _part("text/plain; charset=utf-8", message.body.encode())
    if not pictures:
        return (head + text).encode()
    mark = f"=_{thread.case.case_id}"
    files = [_part("image/png; name=photo.png", content) for content in pictures]
    parts = "".join(f"--{mark}\r\n{part}\r\n" for part in [text, *files])
    kind = f'Content-Type: multipart/mixed; boundary="{mark}"\r\n\r\n'
    return (head + kind + parts + f"--{mark}--\r\n").encode()


def bounce_of(outbound: OutboundMail, step: Step, mailbox: Mailbox) -> bytes:
    """Return the bytes of the mail that says that ours could not be delivered."""
    domain = outbound.recipient.rpartition("@")[2]
    return (
        f"From: <mailer-daemon@{domain}>\r\nTo: <{mailbox.address}>\r\n"
        f"Date: {step.at:%a, %d %b %Y %H:%M:%S +0000}\r\n"
        f"Message-ID: <bounce.{outbound.ticket_message_id}@mail.example>\r\n"
        f"In-Reply-To: <{outbound.message_id}>\r\nMIME-Version: 1.0\r\n"
        "Auto-Submitted: auto-replied\r\nSubject: Undelivered Mail\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{_WORDS_OF_A_BOUNCE}\r\n"
    ).encode()


def kept(raw: bytes, at: datetime, *, now: datetime) -> RawMail:
    """Return the row that keeps the bytes of one mail; emptied when its time is over."""
    purge_on = rules.purge_on(at)
    is_over = purge_on <= now.date()
    return new(
        RawMail,
        sha256=hashlib.sha256(rules.canonical(raw)).hexdigest(),
        size=len(raw),
        content=None if is_over else raw,
        received_at=at,
        purge_on=purge_on,
        purged_at=datetime.combine(purge_on, time(3), tzinfo=UTC) if is_over else None,
    )


def identity(
    raw: RawMail, message: Message, message_id: str, mailbox: Mailbox
) -> MailIdentity:
    """Return the row that says this mail was taken."""
    return new(
        MailIdentity,
        mailbox_id=mailbox.pk,
        message_id=message_id,
        content_sha256=raw.sha256,
        raw_id=raw.pk,
        ticket_message_id=message.pk,
        taken_at=raw.received_at,
    )


def sent(
    thread: Thread, message: Message, mailbox: Mailbox, parents: list[str]
) -> OutboundMail:
    """Return the row of a reply that has left the outbox."""
    subject = f"Re: {thread.case.subject}"
    return new(
        OutboundMail,
        mailbox_id=mailbox.pk,
        ticket_message_id=message.pk,
        message_id=new_message_id(thread.ticket.pk, mailbox.address.rpartition("@")[2]),
        recipient=thread.ticket.reply_address,
        subject=subject[:500],
        body=message.body,
        in_reply_to=parents[-1] if parents else "",
        references=" ".join(parents[-20:]),
        state=OutboundMail.State.SENT,
        attempts=1,
        next_try_at=message.sent_at,
        answer="250 taken by the demo, delivered to nobody",
        created_at=message.sent_at,
        finished_at=message.sent_at + SENDING,
    )


@cache
def picture(number: int) -> bytes:
    """Return a small PNG with colours of its own: a lamp's glow on a wall, say."""
    size = _SIZE
    pixels = bytearray(3 * size * size)
    for channel in range(3):
        colour = number >> 8 * (2 - channel) & 255
        shades = bytes(colour * light // size for light in range(size + 1)).ljust(256)
        pixels[channel::3] = _GLOW.translate(shades)
    width = 3 * size
    rows = b"".join(b"\0" + pixels[y * width : (y + 1) * width] for y in range(size))
    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(rows))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + checksum


def _part(content_type: str, content: bytes) -> str:
    body = base64.encodebytes(content).decode().replace("\n", "\r\n")
    return (
        f"Content-Type: {content_type}\r\nContent-Transfer-Encoding: base64\r\n\r\n{body}"
    )
