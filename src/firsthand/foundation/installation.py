"""One installation on one machine: its folder, and what lies where in it."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from firsthand.foundation import keyfiles
from firsthand.foundation.errors import Refused
from firsthand.foundation.postgres import accounts, binaries, tuning
from firsthand.foundation.postgres.address import Address
from firsthand.foundation.postgres.cluster import OWNER, RUNNER, Cluster

SHARED_HOME = Path("/var/lib/firsthand")


class FolderProblem(Refused):
    code = "installation.folder"


@dataclass(frozen=True)
class Installation:
    """The data folder: database, keys, backups, collected static files."""

    folder: Path

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    @property
    def backups(self) -> Path:
        return self.folder / "backups"

    @property
    def static(self) -> Path:
        return self.folder / "static"

    @property
    def postgres(self) -> Path:
        return self.folder / "postgres"

    def prepare(self, *, own_database: bool) -> None:
        """Make the folder and the keys.

        Raises:
            FolderProblem: it cannot be made or written.
            KeysMissing: there is a database here already, but its keys are gone.
        """
        try:
            # As root, the server's own account has to pass through to its folder.
            mode = 0o711 if os.geteuid() == 0 else 0o700
            self.folder.mkdir(mode=mode, parents=True, exist_ok=True)
            if own_database and (self.postgres / "pgdata").exists():
                keyfiles.load(self.keys)  # New keys could not read the old database.
            keyfiles.make_missing(self.keys)
        except OSError as problem:
            raise FolderProblem(
                f"The data folder {self.folder} cannot be used: {problem.strerror}.",
                fix="Set DATA_DIR to a folder that can be written, with some free space.",
            ) from problem

    def cluster(self) -> Cluster:
        """Return our own database cluster, not started."""
        account = accounts.service_account(self.postgres / "pgdata")
        programs = binaries.reachable_by(account, copies=self.folder / "programs")
        return Cluster(
            self.postgres,
            user=account,
            programs=programs,
            settings=tuning.settings_for(tuning.memory_bytes(), programs=programs),
        )

    def address(self, *, database: str, as_owner: bool) -> Address:
        """Return how to reach a database of our own cluster."""
        role = OWNER if as_owner else RUNNER
        secret = self.postgres / f"{role}.password"
        return Address(
            name="the database of this installation",
            host=str(self.postgres / "run"),
            port="",
            user=role,
            password=secret.read_text() if secret.exists() else "",
            database=database,
        )


def default_folder(checkout: Path) -> Path:
    """Return where the data goes when nobody said: beside the program if that works.

    As root, PostgreSQL runs as another account, which may not be able to enter the
    program's folder; then it is a folder of its own under /var/lib/firsthand, with a name
    made from the checkout's path, so that two checkouts never share a database.
    """
    beside = checkout / "data"
    if os.geteuid() != 0 or accounts.can_enter(checkout, None):
        return beside
    return (
        SHARED_HOME / f"{checkout.name}-{hashlib.sha256(bytes(checkout)).hexdigest()[:8]}"
    )
