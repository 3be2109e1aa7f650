"""Folders for servers: short paths, which the account that runs PostgreSQL can enter."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def short_folder() -> Iterator[Path]:
    """Yield a folder for a cluster: pytest's own are too long, and closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="fh"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def small_disk(size: str, *, options: str = "") -> Iterator[Path]:
    """Yield a folder on a disk of this size, such as "30m". Needs root."""
    with short_folder() as folder:
        subprocess.run(
            [
                "mount",
                "-t",
                "tmpfs",
                "-o",
                f"size={size},mode=0711{options}",
                "none",
                folder,
            ],
            check=True,
        )
        try:
            yield folder
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)
