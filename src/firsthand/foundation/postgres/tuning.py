"""Server settings by the size of the machine."""

from __future__ import annotations

import os
from pathlib import Path

MEGABYTE = 1024 * 1024
_CONTAINER_LIMIT = Path("/sys/fs/cgroup/memory.max")


def memory_bytes() -> int:
    """Return the memory we may use: the machine's, or the container's if that is less."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        return min(machine, int(_CONTAINER_LIMIT.read_text()))
    except (OSError, ValueError):  # No container, or no limit ("max").
        return machine


def settings_for(memory: int, *, programs: Path) -> list[str]:
    """Return server settings for a machine that also runs the web and worker processes.

    An eighth for PostgreSQL's own cache, half for what the system will cache for it; the
    documentation's quarter is for a machine that runs nothing else. A log as large as the
    cache before it is written out whole: after each time every page is logged again with
    its next change, and an import of a million rows changes most of them all the time.
    """
    settings = [
        f"shared_buffers={_megabytes(memory / 8, 64, 4096)}MB",
        f"effective_cache_size={_megabytes(memory / 2, 256, 65536)}MB",
        f"max_wal_size={_megabytes(memory / 8, 1024, 4096)}MB",
        f"maintenance_work_mem={_megabytes(memory / 32, 32, 512)}MB",
        "work_mem=16MB",
        "random_page_cost=1.1",
        "max_connections=60",
    ]
    if (programs.parent / "lib" / "pg_stat_statements.so").exists():
        settings.append("shared_preload_libraries=pg_stat_statements")
    return settings


def _megabytes(wanted: float, least: int, most: int) -> int:
    return max(least, min(most, int(wanted / MEGABYTE)))
