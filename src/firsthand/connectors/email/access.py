"""How a mail server is reached: address, protection, who logs in."""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass, field
from enum import StrEnum

TIMEOUT_SECONDS = 30.0


class Security(StrEnum):
    """How the line is protected. The values are those of the mailbox settings."""

    TLS = "tls"
    STARTTLS = "starttls"
    PLAIN = "plain"


class PlainTextOverNetwork(Exception):
    """An unprotected line to another machine: refused, whoever asks."""


@dataclass(frozen=True)
class Access:
    """Where a server is and how to get in; `user` may be empty: then nobody logs in."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)
    timeout_seconds: float = TIMEOUT_SECONDS

    def tls(self) -> ssl.SSLContext:
        """Return a context that checks the server's certificate and name."""
        return ssl.create_default_context()

    def check(self) -> None:
        """Refuse a password in the clear over a network.

        Raises:
            PlainTextOverNetwork: the host is not this machine and the line is not TLS.
        """
        if self.security == Security.PLAIN and not _is_this_machine(self.host):
            raise PlainTextOverNetwork(self.host)


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
