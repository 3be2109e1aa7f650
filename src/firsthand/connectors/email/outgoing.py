"""Write a mail as bytes. What a person typed is all a reader sees; nothing is added."""

from __future__ import annotations

import re
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from firsthand.domain.mail.ports import Letter, NotSent

# Stricter than the standard: no quoting, no comments, so nothing can be smuggled in.
_ADDRESS = re.compile(r"[^\s<>()\[\]\\,;:\"@\x00-\x1f\x7f]+@[A-Za-z0-9.-]+")
_MESSAGE_ID = re.compile(r"[!-;=?-~]{1,480}")
_ASCII_ONLY = SMTP.clone(cte_type="7bit")


def compose(letter: Letter) -> bytes:
    """Return the mail as it goes over the wire: ASCII, CRLF, one plain text part.

    With files, that part is the first of several.

    Header values come from strangers' mail (subject, references), so each is reduced to
    what its header may hold; a line end never survives.

    Raises:
        NotSent: an address cannot be written to; no later try will help.
    """
    for address in (letter.sender, letter.recipient):
        if not (address.isascii() and _ADDRESS.fullmatch(address)):
            raise NotSent("The address cannot be used in a mail.", permanent=True)
    parents = [_bracketed(letter.in_reply_to)] if _is_id(letter.in_reply_to) else []
    references = [_bracketed(one) for one in letter.references if _is_id(one)]
    lines = [
        f"From: {letter.sender}",
        f"To: {letter.recipient}",
        f"Subject: {_subject(letter.subject)}",
        f"Date: {format_datetime(letter.written_at)}",
        f"Message-ID: {_bracketed(letter.message_id)}",
        *(f"In-Reply-To: {parent}" for parent in parents),
        *(["References: " + "\r\n ".join(references)] if references else []),
    ]
    text = EmailMessage(policy=_ASCII_ONLY)
    text.set_content(letter.body, subtype="plain", charset="utf-8")
    for file in letter.files:
        maintype, _slash, subtype = file.content_type.partition("/")
        text.add_attachment(
            file.content, maintype=maintype, subtype=subtype, filename=file.name
        )
    return "\r\n".join(lines).encode("ascii") + b"\r\n" + text.as_bytes()


def _subject(subject: str) -> str:
    one_line = " ".join("".join(c if c.isprintable() else " " for c in subject).split())
    charset = "us-ascii" if one_line.isascii() else "utf-8"
    return Header(one_line, charset, header_name="Subject").encode(linesep="\r\n")


def _is_id(message_id: str) -> bool:
    return bool(_MESSAGE_ID.fullmatch(message_id))


def _bracketed(message_id: str) -> str:
    return f"<{message_id}>"
