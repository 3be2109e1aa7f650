"""Tell somebody by mail, over the company's own server."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from firsthand.domain.people.ports import Notice, NotTold

_SECONDS = 10.0
_WHOLE_TLS = 465


@dataclass(frozen=True)
class MailNotifier:
    """Answers `people.ports.Notifier`. Port 465 is TLS from the start.

    Any other begins in the clear and must become TLS, unless `is_local` says that the
    server is on this machine.
    """

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    is_local: bool = False

    def tell(self, notice: Notice) -> None:
        """Hand the mail over.

        Raises:
            NotTold: the server cannot be reached, or does not take it.
        """
        try:
            with self._server() as server:
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(self._mail(notice))
        except (OSError, smtplib.SMTPException) as problem:
            raise NotTold(f"{self.host}:{self.port}: {type(problem).__name__}") from problem

    def _server(self) -> smtplib.SMTP:
        if self.port == _WHOLE_TLS:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=_SECONDS, context=context)
        server = smtplib.SMTP(self.host, self.port, timeout=_SECONDS)
        try:
            if not self.is_local:
                server.starttls(context=ssl.create_default_context())
        except (OSError, smtplib.SMTPException):
            server.close()
            raise
        return server

    def _mail(self, notice: Notice) -> EmailMessage:
        mail = EmailMessage()
        mail["From"], mail["To"] = self.sender, notice.address
        mail["Subject"] = " ".join(notice.subject.split())
        mail["Date"], mail["Message-ID"] = formatdate(), make_msgid(domain="firsthand")
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(f"{notice.body}\n\n{notice.link}\n")
        return mail
