"""Encrypt what must be read back: mailbox passwords, one-time-code secrets.

Keys come from outside the database, so that a dump of it gives none of these away. The
first key of `SECRETS_KEYS` encrypts; all of them decrypt, which is how keys are rotated.
"""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class WrongKey(Exception):
    """The text was encrypted with a key this installation no longer has."""


def encrypt(text: str) -> str:
    """Return the text encrypted and signed, in URL-safe letters."""
    return _box().encrypt(text.encode()).decode()


def decrypt(encrypted: str) -> str:
    """Return the text again.

    Raises:
        WrongKey: none of our keys fits, or the text was changed.
    """
    try:
        return _box().decrypt(encrypted.encode()).decode()
    except InvalidToken as cause:
        raise WrongKey from cause


def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.SECRETS_KEYS])
