from __future__ import annotations

from tests.cli.installed import migrated

__all__ = ["migrated"]
