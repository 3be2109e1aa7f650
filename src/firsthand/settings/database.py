"""Which database this installation works with, and as whom."""

from __future__ import annotations

from firsthand.foundation.installation import Installation
from firsthand.foundation.postgres.address import Address
from firsthand.settings import environment

INSTALLATION = Installation(environment.DATA_DIR)
# The demonstration never shares a database with real work.
OWN_DATABASE = "firsthand_demo" if environment.DEMO else "firsthand"


def runner() -> Address:
    """Return how the program itself reaches the database: not as its owner."""
    if environment.DATABASE_URL:
        return Address.parse(environment.DATABASE_URL)
    return INSTALLATION.address(database=OWN_DATABASE, as_owner=False)


def owner() -> Address:
    """Return how migrations, backup and restore reach it."""
    if environment.DATABASE_OWNER_URL:
        return Address.parse(environment.DATABASE_OWNER_URL, name="DATABASE_OWNER_URL")
    if environment.DATABASE_URL:
        return Address.parse(environment.DATABASE_URL)
    return INSTALLATION.address(database=OWN_DATABASE, as_owner=True)
