"""What this area needs from outside: a parser, a source of mail, a way to send it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from firsthand.domain.orders.ports import NoticeFacts


class MachineKind(StrEnum):
    """What kind of program wrote a mail, when no person did."""

    BOUNCE = "bounce"
    AUTO_REPLY = "auto_reply"
    LIST = "list"
    NOTICE = "notice"  # A marketplace's or another system's notification.


class RelayKind(StrEnum):
    """What an Amazon mail is."""

    BUYER_MESSAGE = "buyer_message"
    OWN_REPLY_COPY = "own_reply_copy"
    BUYER_OPTED_OUT = "buyer_opted_out"
    SENDER_NOT_APPROVED = "sender_not_approved"
    CANCEL_REQUEST = "cancel_request"
    RETURN_REQUEST = "return_request"
    REFUND_ISSUED = "refund_issued"
    CLAIM_OPENED = "claim_opened"
    CLAIM_CLOSED = "claim_closed"
    OTHER = "other"


@dataclass(frozen=True)
class ParsedAttachment:
    """One attached file; `name` is safe to show, the bytes are exactly as sent."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class RelayFacts:
    """What a marketplace relay mail says about itself. Only trusted hosts and headers."""

    kind: RelayKind
    marketplace: str = ""  # Letters, by relay domain or X-Marketplace-ID.
    alias: str = ""  # The buyer's anonymised address without the case part.
    case_id: str = ""
    order_numbers: tuple[str, ...] = ()
    asins: tuple[str, ...] = ()
    no_response_link: str = ""
    notice: NoticeFacts | None = None  # Of returns, refunds and cancellations.


@dataclass(frozen=True)
class ParsedMail:
    """A mail as far as it could be understood. Every bytes value becomes one of these.

    `text` is what the person wrote: markers, footers and quoted history removed;
    `full_text` is everything readable. `defects` lists what was odd, for operators.
    `is_called_forged`: the mail server that took it in says that its sender is not the
    marketplace it claims to be; it has no relay facts then.
    """

    message_id: str  # Without angle brackets; made from the content when there is none.
    from_address: str
    from_name: str
    reply_to: str
    to_addresses: tuple[str, ...]
    subject: str
    sent_at: datetime | None
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    text: str
    full_text: str
    html: str  # Sanitised already; empty when there was none.
    language: str = ""
    attachments: tuple[ParsedAttachment, ...] = ()
    machine: MachineKind | None = None
    bounced_message_ids: tuple[str, ...] = ()
    bounce_is_permanent: bool = False
    relay: RelayFacts | None = None
    is_called_forged: bool = False
    defects: tuple[str, ...] = field(default=())


class Unreadable(Exception):
    """The bytes are beyond what we take: too large, or nothing in them reads as a mail."""


class MailParser(Protocol):
    """Turns bytes into a mail. A total function: it returns, or raises `Unreadable`."""

    def __call__(self, raw: bytes) -> ParsedMail: ...


@dataclass(frozen=True)
class FetchedMail:
    """One mail as a mailbox gave it out.

    `not_whole` says why `raw` is only its beginning: such a mail cannot become a message.
    """

    uid: int
    raw: bytes
    not_whole: str = ""


class MailSource(Protocol):
    """A mailbox to read from, without changing anything in it.

    Every method may raise `MailUnreachable`.
    """

    def uid_validity(self) -> int:
        """Return the number that changes when the mailbox renumbers its mail."""
        ...

    def mail_after(self, uid: int) -> Iterator[FetchedMail]:
        """Yield the mail with a larger uid, in order of uid."""
        ...

    def close(self) -> None:
        """Leave the server; harmless when it was never reached."""
        ...


class MailUnreachable(Exception):
    """A mail server could not be used. `fix` says what an operator can do."""

    def __init__(self, message: str, *, fix: str) -> None:
        super().__init__(message)
        self.fix = fix


@dataclass(frozen=True)
class Letter:
    """A mail to send, before it is bytes. Message-IDs are without angle brackets."""

    message_id: str
    sender: str
    recipient: str
    subject: str
    body: str
    written_at: datetime
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    files: tuple[ParsedAttachment, ...] = ()


class NotSent(Exception):
    """The server certainly did not take the mail. `permanent` forbids another try."""

    def __init__(self, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.permanent = permanent


class SendingUnknown(Exception):
    """The line broke after the mail was handed over: it may have been sent or not."""


class MailSender(Protocol):
    """Hands one mail to a server."""

    def send(
        self,
        *,
        sender: str,
        recipient: str,
        raw: bytes,
        before_handover: Callable[[], None],
    ) -> str:
        """Send and return the server's answer.

        `before_handover` is called when everything is ready and the next step cannot be
        taken back; what it commits tells a later reader that the mail may be out.

        Raises:
            NotSent: it certainly was not sent.
            SendingUnknown: it may have been.
        """
        ...
