"""Read a mailbox over IMAP without changing anything in it."""

from __future__ import annotations

import base64
import imaplib
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from typing import TypeVar

from firsthand.connectors.email.access import Access, PlainTextOverNetwork, Security
from firsthand.domain.mail.ports import FetchedMail, MailUnreachable

MAX_MAIL_BYTES = 50 * 1024 * 1024
_MAX_HEADER_BYTES = 256 * 1024
_BATCH_MAILS, _BATCH_BYTES = 40, 4 * 1024 * 1024
_WINDOW, _LAST_UID = 500, 2**32 - 1

_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
Answer = TypeVar("Answer")


class ImapMailbox:
    """One folder on one server (port `MailSource`).

    Opened with EXAMINE and read with BODY.PEEK, so no mail is ever marked as seen. The
    server is reached at the first question and left by `close`.
    """

    def __init__(self, access: Access, *, address: str, folder: str = "INBOX") -> None:
        self._access = access
        self._address = address
        self._folder = folder
        self._open: imaplib.IMAP4 | None = None
        self._numbers: dict[str, int] = {}  # What the server said when it was opened.

    def uid_validity(self) -> int:
        """Return the folder's UIDVALIDITY."""
        return self._number("UIDVALIDITY") or 0

    def mail_after(self, uid: int) -> Iterator[FetchedMail]:
        """Yield the mail with a larger uid, in order.

        Of a mail beyond 50 MB only the headers are fetched, and it says so.
        """
        for sizes in self._windows(uid + 1):
            for batch in _batches(sizes):
                yield from self._fetch(batch)

    def close(self) -> None:
        """Log out; the server may be gone already."""
        if self._open is None:
            return
        client, self._open = self._open, None
        try:
            client.logout()
        except (imaplib.IMAP4.error, OSError):
            client.shutdown()

    def _windows(self, first: int) -> Iterator[dict[int, int]]:
        """Yield the sizes by uid of one stretch of uids after the other.

        In stretches, because the answer about a whole large folder may be too long.
        """
        end = (self._number("UIDNEXT") or _LAST_UID + 1) - 1
        width = _WINDOW
        while first <= end:
            last = min(first + width - 1, end)
            sizes = self._sizes(first, last)
            yield sizes
            first = last + 1
            width = _WINDOW if sizes else width * 4

    def _sizes(self, first: int, last: int) -> dict[int, int]:
        answer = self._ask(
            lambda imap: _checked(imap.uid("FETCH", f"{first}:{last}", "(UID RFC822.SIZE)"))
        )
        sizes = {}
        for line in answer:
            text = line if isinstance(line, bytes) else b""
            uid, size = _UID.search(text), _SIZE.search(text)
            if uid and size and first <= int(uid[1]) <= last:
                sizes[int(uid[1])] = int(size[1])
        return dict(sorted(sizes.items()))

    def _fetch(self, batch: dict[int, int]) -> Iterator[FetchedMail]:
        size = max(batch.values())
        too_large = size > MAX_MAIL_BYTES
        part = f"BODY.PEEK[HEADER]<0.{_MAX_HEADER_BYTES}>" if too_large else "BODY.PEEK[]"
        uids = ",".join(map(str, batch))
        answer = self._ask(lambda imap: _checked(imap.uid("FETCH", uids, f"(UID {part})")))
        why = (
            f"The mail has {size} bytes; at most {MAX_MAIL_BYTES} are taken."
            " Only its headers were fetched. Read it in the mailbox itself."
            if too_large
            else ""
        )
        for uid, raw in sorted(_literals(answer)):
            if uid in batch:
                yield FetchedMail(uid, raw, not_whole=why)

    def _number(self, name: str) -> int | None:
        return self._ask(lambda _imap: self._numbers.get(name))

    def _ask(self, question: Callable[[imaplib.IMAP4], Answer]) -> Answer:
        """Put a question to the server, connected first if need be.

        Raises:
            MailUnreachable: whatever went wrong on the way, with what to do about it.
        """
        try:
            if self._open is None:
                self._access.check()
                self._open = self._connected()
                self._log_in(self._open)
                self._examine(self._open)
            return question(self._open)
        except _Refused as refused:
            self.close()
            raise self._unreachable(str(refused), refused.fix) from refused
        except (imaplib.IMAP4.error, PlainTextOverNetwork, OSError, EOFError) as problem:
            self.close()
            raise self._unreachable(*_explained(problem)) from problem

    def _connected(self) -> imaplib.IMAP4:
        access = self._access
        if access.security == Security.TLS:
            return imaplib.IMAP4_SSL(
                access.host,
                access.port,
                ssl_context=access.tls(),
                timeout=access.timeout_seconds,
            )
        return imaplib.IMAP4(access.host, access.port, timeout=access.timeout_seconds)

    def _log_in(self, client: imaplib.IMAP4) -> None:
        user, password = self._access.user, self._access.password
        if self._access.security == Security.STARTTLS:
            client.starttls(self._access.tls())
        try:
            if "AUTH=PLAIN" in client.capabilities:  # Any letters, no quoting.
                secret = f"\0{user}\0{password}".encode()
                client.authenticate("PLAIN", lambda _challenge: secret)
            else:
                client.login(_quoted(user), password)
        except imaplib.IMAP4.abort:
            raise
        except (imaplib.IMAP4.error, UnicodeError) as problem:
            raise _Refused(
                "the server refused the log-in", fix="Check the user name and password."
            ) from problem

    def _examine(self, client: imaplib.IMAP4) -> None:
        status, answer = client.select(_folder_name(self._folder), readonly=True)
        if status != "OK":
            raise _Refused(
                f"there is no folder {self._folder!r}: {_words(answer)}",
                fix="Check the folder's name in the mailbox settings.",
            )
        self._numbers = {
            name: int(told[0])
            for name in ("UIDVALIDITY", "UIDNEXT")
            if (told := client.response(name)[1]) and told[0]
        }

    def _unreachable(self, what: str, fix: str) -> MailUnreachable:
        access = self._access
        return MailUnreachable(
            f"Mailbox {self._address}: {what} (IMAP server {access.host}:{access.port},"
            f" user {access.user or 'none'}).",
            fix=fix,
        )


class _Refused(Exception):
    def __init__(self, message: str, *, fix: str) -> None:
        super().__init__(message)
        self.fix = fix


def _explained(problem: Exception) -> tuple[str, str]:
    """Return what happened and what to do, from the first kind that fits."""
    if isinstance(problem, PlainTextOverNetwork):
        return (
            "an unprotected line is only allowed on this machine",
            "Choose TLS or STARTTLS in the mailbox settings.",
        )
    if isinstance(problem, ssl.SSLCertVerificationError):
        return (
            f"the server's certificate is not trusted: {problem.verify_message}",
            "Check the host name; for a private authority set SSL_CERT_FILE.",
        )
    if isinstance(problem, socket.gaierror):
        return "the host name is unknown", "Check the host name in the mailbox settings."
    if isinstance(problem, TimeoutError):
        return "the server did not answer in time", "Check host, port and firewall."
    if isinstance(problem, (imaplib.IMAP4.error, EOFError)):
        return (
            f"the server broke off: {problem}",
            "It is tried again every minute; if it stays, ask who runs the server.",
        )
    return f"no connection: {problem}", "Check host, port, TLS setting and firewall."


def _batches(sizes: dict[int, int]) -> Iterator[dict[int, int]]:
    """Yield groups small enough to hold in memory; a mail that is too large goes alone."""
    batch: dict[int, int] = {}
    for uid, size in sizes.items():
        full = len(batch) >= _BATCH_MAILS or sum(batch.values()) + size > _BATCH_BYTES
        if batch and full:
            yield batch
            batch = {}
        batch[uid] = size
    if batch:
        yield batch


def _literals(answer: list[bytes | tuple[bytes, bytes]]) -> Iterator[tuple[int, bytes]]:
    """Yield uid and bytes of each mail; the uid may stand before or behind them."""
    for place, part in enumerate(answer):
        if not isinstance(part, tuple):
            continue
        behind = answer[place + 1] if place + 1 < len(answer) else b""
        found = _UID.search(part[0]) or (
            _UID.search(behind) if isinstance(behind, bytes) else None
        )
        if found:
            yield int(found[1]), part[1]


def _checked(
    answer: tuple[str, list[bytes | tuple[bytes, bytes]]],
) -> list[bytes | tuple[bytes, bytes]]:
    status, lines = answer
    if status != "OK":
        raise imaplib.IMAP4.error(_words(lines))
    return lines


def _words(answer: object) -> str:
    lines = answer if isinstance(answer, list) else [answer]
    return b" ".join(line for line in lines if isinstance(line, bytes)).decode(
        errors="replace"
    )[:200]


def _folder_name(name: str) -> str:
    """Return the name as IMAP writes it: modified UTF-7 (RFC 3501, 5.1.3), quoted."""
    encoded = re.sub(r"[^\x20-\x7e]+", _base64, name.replace("&", "&-"))
    return _quoted(encoded)


def _base64(letters: re.Match[str]) -> str:
    text = letters[0].encode("utf-16-be")
    packed = base64.b64encode(text).decode().rstrip("=").replace("/", ",")
    return f"&{packed}-"


def _quoted(text: str) -> str:
    safe = re.sub(r"[\r\n\0]", "", text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{safe}"'
