"""Bytes to a mail: the one entrance of this folder.

`parse` answers for every value of bytes: it returns a mail, or raises `Unreadable`, whose
text is shown to operators beside the quarantined item.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from firsthand.connectors.email import headers as header_blocks
from firsthand.connectors.email import machine, relay, sanitise, values
from firsthand.connectors.email.body import Body, BodyReader
from firsthand.connectors.email.charset import Decoder
from firsthand.connectors.email.headers import Headers
from firsthand.connectors.email.language import language_of
from firsthand.connectors.email.mime import Part, Splitter
from firsthand.connectors.email.trimming import newest_part
from firsthand.connectors.email.values import Address
from firsthand.domain.mail.ports import (
    MachineKind,
    ParsedMail,
    RelayFacts,
    RelayKind,
    Unreadable,
)

MAX_MAIL_BYTES = 50 * 1024 * 1024
MAX_SUBJECT = 500
MAX_MESSAGE_ID = 500
MAX_REFERENCES = 100

_MBOX_LINE = re.compile(rb"\s{0,8}>?From [^\r\n]{0,500}\r*\n")
_TELLING_FIELDS = {
    "from", "to", "subject", "date", "received", "message-id", "content-type", "sender",
    "mime-version", "return-path", "delivered-to", "reply-to", "cc", "bcc", "x-mailer",
    "content-transfer-encoding", "content-disposition", "in-reply-to", "references",
}  # fmt: skip
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass
class _Opened:
    """A mail taken apart, before anything is judged."""

    headers: Headers
    root: Part
    body: Body
    subject: str
    senders: list[Address]


def parse(raw: bytes) -> ParsedMail:
    """Read `raw` as a mail.

    Takes at most 2 s of CPU and ten times the size in memory for a mail at the limit.

    Raises:
        Unreadable: it is empty, over 50 MB, or neither headers nor text are in it.
    """
    try:
        return _parsed(raw)
    except Unreadable:
        raise
    # The promise to every caller: a fault of ours is one mail in quarantine, with its
    # cause, never a mailbox that stands still. Tests accept no such cause.
    except Exception as fault:
        raise Unreadable(f"the parser failed: {type(fault).__name__}") from fault


def _parsed(raw: bytes) -> ParsedMail:
    if len(raw) > MAX_MAIL_BYTES:
        raise Unreadable(f"larger than {MAX_MAIL_BYTES // 1024 // 1024} MB")
    data = _with_line_feeds(raw)
    if not data.strip():
        raise Unreadable("empty")
    decoder = Decoder()
    opened = _open(data, decoder)
    return _judged(opened, data, decoder, _message_id(opened.headers, raw, decoder))


def _with_line_feeds(raw: bytes) -> bytes:
    """Return `raw`; only a mail of bare carriage returns is changed, into line feeds."""
    is_old_mac = b"\n" not in raw and b"\r" in raw
    return raw.replace(b"\r", b"\n") if is_old_mac else raw


def _open(data: bytes, decoder: Decoder) -> _Opened:
    begin = _MBOX_LINE.match(data)
    start = begin.end() if begin else len(data) - len(data.lstrip())
    headers, body = header_blocks.read_headers(data, start, len(data), decoder)
    if not any(name in headers for name in _TELLING_FIELDS):
        headers, body = Headers(), start
        _refuse_what_is_no_text(data)
        decoder.note("no mail headers, read as text")
    root = Splitter(data, decoder).tree(headers, body)
    read = BodyReader(data, decoder).read(root)
    if not read.text and (inner := _enclosed_text(root, data, decoder)):
        read.text = inner
    subject = values.words(headers.raw("subject"), decoder)
    if len(subject) > MAX_SUBJECT:
        decoder.note("subject cut")
    return _Opened(
        headers=headers,
        root=root,
        body=read,
        subject=values.one_line(subject, MAX_SUBJECT),
        senders=_senders(headers, decoder),
    )


def _enclosed_text(root: Part, data: bytes, decoder: Decoder) -> str:
    """Return the text of the first enclosed mail, for a mail that is only an envelope."""
    enclosed = next((p for p in root.walk() if p.content_type == "message/rfc822"), None)
    if enclosed is None:
        return ""
    content = enclosed.body(data, decoder)
    headers, body = header_blocks.read_headers(content, 0, len(content), decoder)
    inside = Splitter(content, decoder).tree(headers, body)
    return BodyReader(content, decoder).read(inside).text


def _refuse_what_is_no_text(data: bytes) -> None:
    sample = data[:65_536]
    if len(_NOT_TEXT.findall(sample)) * 50 > len(sample):
        raise Unreadable("neither mail headers nor readable text in it")


def _senders(headers: Headers, decoder: Decoder) -> list[Address]:
    for name in ("from", "sender"):
        if found := values.addresses(headers.raw(name), decoder):
            return found
    decoder.note("no sender")
    return values.addresses(headers.raw("return-path"), decoder) or [("", "")]


def _judged(opened: _Opened, data: bytes, decoder: Decoder, message_id: str) -> ParsedMail:
    headers, body = opened.headers, opened.body
    name, address = opened.senders[0]
    reply_to = values.addresses(headers.raw("reply-to"), decoder)
    is_forged = relay.is_called_forged(headers, opened.senders)
    relayed = None if is_forged else _relayed(opened)
    text = relayed[1] if relayed else newest_part(body.text)
    kind, bounce = _machine(opened, data, relayed[0] if relayed else None)
    references = values.message_ids(headers.raw("references"))
    if len(references) > MAX_REFERENCES:
        decoder.note(f"more than {MAX_REFERENCES} references, only the last ones kept")
    return ParsedMail(
        message_id=message_id,
        from_address=address,
        from_name=name,
        reply_to=reply_to[0][1] if reply_to else "",
        to_addresses=_recipients(headers, decoder),
        subject=opened.subject,
        sent_at=header_blocks.sent_at(headers, decoder),
        in_reply_to=_fitting(values.message_ids(headers.raw("in-reply-to"))),
        references=_fitting(references),
        text=text or body.text,
        full_text=body.text,
        html=sanitise.sanitised(body.html),
        language=language_of(text or opened.subject),
        attachments=body.attachments,
        machine=kind,
        bounced_message_ids=bounce.message_ids,
        bounce_is_permanent=bounce.is_permanent,
        relay=relayed[0] if relayed else None,
        is_called_forged=is_forged,
        defects=tuple(decoder.defects),
    )


def _relayed(opened: _Opened) -> tuple[RelayFacts, str] | None:
    text = opened.body.text
    return relay.read_relay(opened.headers, opened.senders, opened.subject, text)


def _machine(
    opened: _Opened, data: bytes, facts: RelayFacts | None
) -> tuple[MachineKind | None, machine.Bounce]:
    """A marketplace's own header says what its mail is; all others are looked at."""
    if facts is not None:
        is_buyer = facts.kind == RelayKind.BUYER_MESSAGE
        ids = relay.bounced_ids(facts, opened.headers, opened.body.text)
        undelivered = machine.Bounce(ids, is_permanent=facts.kind in relay.UNDELIVERED)
        return None if is_buyer else MachineKind.NOTICE, undelivered
    name, address = opened.senders[0]
    suspect = machine.Suspect(
        headers=opened.headers,
        root=opened.root,
        sender=f"{name} <{address}>",
        address=address,
        subject=opened.subject,
        text=opened.body.text,
    )
    kind = machine.machine_kind(suspect)
    if kind != MachineKind.BOUNCE:
        return kind, machine.Bounce((), is_permanent=False)
    return kind, machine.bounce_of(suspect, data)


def _recipients(headers: Headers, decoder: Decoder) -> tuple[str, ...]:
    found = [
        address
        for name in ("to", "cc", "delivered-to", "x-original-to", "envelope-to")
        for _, address in values.addresses(headers.raw(name), decoder)
        if "@" in address
    ]
    return tuple(dict.fromkeys(found))[: values.MAX_ADDRESSES]


def _message_id(headers: Headers, raw: bytes, decoder: Decoder) -> str:
    """Return the mail's own id, or one that the same bytes always give.

    An id too long to keep is told apart by its hash, not by its first characters.
    """
    found = values.message_ids(headers.raw("message-id"))
    if not found:
        decoder.note("no Message-ID")
        return f"{hashlib.sha256(raw).hexdigest()}@content.invalid"
    return _fitting(found[:1])[0]


def _fitting(ids: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        i if len(i) <= MAX_MESSAGE_ID
        else f"{i[:400]}.{hashlib.sha256(i.encode()).hexdigest()}"
        for i in ids[-MAX_REFERENCES:]
    )  # fmt: skip
