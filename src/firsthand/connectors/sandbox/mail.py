"""A mailbox in memory, and a mail server that takes everything and delivers nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from firsthand.domain.mail.ports import FetchedMail


class MailInMemory:
    """A mailbox whose mail is numbered from 1 (port `MailSource`)."""

    def __init__(self, mails: Sequence[bytes] = (), *, uid_validity: int = 1) -> None:
        self._mails = mails
        self._uid_validity = uid_validity

    def uid_validity(self) -> int:
        """Return the number given."""
        return self._uid_validity

    def mail_after(self, uid: int) -> Iterator[FetchedMail]:
        """Yield the mail with a larger number."""
        for number, raw in enumerate(self._mails, start=1):
            if number > uid:
                yield FetchedMail(number, raw)

    def close(self) -> None:
        """Do nothing: nothing is open."""


class AcceptsEverything:
    """Takes every mail and forgets it (port `MailSender`): the demo writes to nobody."""

    def send(
        self,
        *,
        sender: str,
        recipient: str,
        raw: bytes,
        before_handover: Callable[[], None],
    ) -> str:
        """Take the mail."""
        del sender, recipient, raw
        before_handover()
        return "250 taken by the demo, delivered to nobody"
