from __future__ import annotations

from tests.cli.installed import migrated
from tests.servers.fixtures import dovecot, sink

__all__ = ["dovecot", "migrated", "sink"]
