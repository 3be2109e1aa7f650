"""Encrypt what we must be able to read again.

Passwords of mailboxes, secrets of accounts at marketplaces, of one-time codes.
"""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from firsthand.foundation.errors import Refused


class CannotDecrypt(Refused):
    code = "secrets.cannot_decrypt"


def encrypt(text: str) -> str:
    """Return `text` encrypted under our newest key, as letters and digits."""
    return _fernet().encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """Return what `encrypt` was given, under whichever of our keys it was.

    Raises:
        CannotDecrypt: none of our keys made it, or it was changed.
    """
    try:
        return _fernet().decrypt(token.encode()).decode()
    except InvalidToken as problem:
        raise CannotDecrypt(
            "A stored password cannot be read with the keys of this installation.",
            fix="Restore the keys that belong to this database, or enter it again.",
        ) from problem


def encrypt_anew(token: str) -> str:
    """Return what `encrypt` made, under our newest key.

    Raises:
        CannotDecrypt: none of our keys made it, or it was changed.
    """
    return encrypt(decrypt(token))


def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.ENCRYPTION_KEYS])
