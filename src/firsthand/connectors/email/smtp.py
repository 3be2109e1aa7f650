"""Hand a mail to an SMTP server, and know what became of it."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from firsthand.connectors.email.access import Access, PlainTextOverNetwork, Security
from firsthand.domain.mail.ports import NotSent, SendingUnknown

_READY_FOR_TEXT = 354


class SmtpServer:
    """One server that takes our mail (port `MailSender`).

    The steps are taken one by one, because each means something else when it fails: up to
    the text nothing can have been sent; once the text is out and the answer is missing,
    only a person can know.
    """

    def __init__(self, access: Access, *, address: str) -> None:
        self._access = access
        self._address = address

    def send(
        self,
        *,
        sender: str,
        recipient: str,
        raw: bytes,
        before_handover: Callable[[], None],
    ) -> str:
        """Send and return the server's answer.

        Raises:
            NotSent: it certainly was not sent.
            SendingUnknown: it may have been.
        """
        with self._server() as server:
            self._step(server.mail(sender), "the sender")
            self._step(server.rcpt(recipient), "the recipient")
            before_handover()
            self._step(server.docmd("DATA"), "to take the text", wanted=_READY_FOR_TEXT)
            answer = self._hand_over(server, raw)
            self._step(answer, "the text")
            return f"{answer[0]} {_words(answer[1])}"

    @contextmanager
    def _server(self) -> Iterator[smtplib.SMTP]:
        """Connect and log in; whatever fails up to the text means: not sent."""
        server: smtplib.SMTP | None = None
        try:
            self._access.check()
            server = self._connected()
            self._log_in(server)
            yield server
        except (smtplib.SMTPException, PlainTextOverNetwork, OSError) as problem:
            raise self._not_sent(_explained(problem), permanent=False) from problem
        finally:
            # Not QUIT: with the answer in hand its politeness is not worth a fault.
            if server is not None:
                server.close()

    def _connected(self) -> smtplib.SMTP:
        access = self._access
        if access.security == Security.TLS:
            return smtplib.SMTP_SSL(
                access.host,
                access.port,
                context=access.tls(),
                timeout=access.timeout_seconds,
            )
        return smtplib.SMTP(access.host, access.port, timeout=access.timeout_seconds)

    def _log_in(self, server: smtplib.SMTP) -> None:
        if self._access.security == Security.STARTTLS:
            server.starttls(context=self._access.tls())
        server.ehlo_or_helo_if_needed()
        if self._access.user:
            server.login(self._access.user, self._access.password)

    def _hand_over(self, server: smtplib.SMTP, raw: bytes) -> tuple[int, bytes]:
        try:
            server.send(_dotted(raw) + b".\r\n")
            answer = server.getreply()
        except (smtplib.SMTPException, OSError) as problem:
            raise SendingUnknown(
                f"{self._access.host} broke off before it confirmed the mail."
            ) from problem
        if answer[0] // 100 not in {2, 4, 5}:
            raise SendingUnknown(
                f"{self._access.host} answered what means neither yes nor no: {answer[0]}."
            )
        return answer

    def _step(
        self, reply: tuple[int, bytes], what: str, *, wanted: int | None = None
    ) -> None:
        code, words = reply
        good = code == wanted if wanted else 200 <= code < 300
        if not good:
            raise self._not_sent(
                f"the server refused {what}: {code} {_words(words)}",
                permanent=500 <= code < 600,
            )

    def _not_sent(self, what: str, *, permanent: bool) -> NotSent:
        access = self._access
        return NotSent(
            f"Mailbox {self._address}: {what} (SMTP server {access.host}:{access.port},"
            f" user {access.user or 'none'}).",
            permanent=permanent,
        )


def _explained(problem: Exception) -> str:
    if isinstance(problem, PlainTextOverNetwork):
        return "an unprotected line is only allowed on this machine; choose TLS"
    if isinstance(problem, ssl.SSLCertVerificationError):
        return f"the server's certificate is not trusted: {problem.verify_message}"
    if isinstance(problem, smtplib.SMTPAuthenticationError):
        return "the server refused the log-in; check user name and password"
    if isinstance(problem, TimeoutError):
        return "the server did not answer in time"
    if isinstance(problem, smtplib.SMTPResponseException):
        return f"the server refused: {problem.smtp_code} {_words(problem.smtp_error)}"
    return f"no connection, or it broke: {problem}"


def _dotted(raw: bytes) -> bytes:
    """Return the text with CRLF ends, its leading dots doubled (RFC 5321, 4.5.2)."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", raw)
    doubled = re.sub(rb"(?m)^\.", b"..", lines)
    return doubled if doubled.endswith(b"\r\n") else doubled + b"\r\n"


def _words(words: bytes | str) -> str:
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return " ".join(text.split())[:200]
