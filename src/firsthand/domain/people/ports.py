"""What this area needs from outside: a way to tell our own people something."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Notice:
    """A few words for one person, with a link that is his alone.

    Attributes:
        address: his e-mail address.
        name: what colleagues call him, for channels many read.
        subject: one line; names no buyer.
        body: plain text; names no buyer either, since others may read a chat.
    """

    address: str
    name: str
    subject: str
    body: str
    link: str


class NotTold(Exception):
    """Nobody was told, as far as is known."""


class Notifier(Protocol):
    """One way to reach our people."""

    def tell(self, notice: Notice) -> None:
        """Tell one person; returns once the other side has taken it.

        Raises:
            NotTold: it could not be reached in time, or did not take it.
        """
        ...
