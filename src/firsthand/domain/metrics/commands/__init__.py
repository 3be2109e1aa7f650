"""Build the facts from the journal, check them, build them afresh."""

from firsthand.domain.metrics.commands.build_facts import build_facts
from firsthand.domain.metrics.commands.files import write_files
from firsthand.domain.metrics.commands.first_facts import FirstFacts, first_facts
from firsthand.domain.metrics.commands.rebuilding import (
    RebuildRunning,
    check,
    compare,
    rebuild,
    run_until_done,
)
from firsthand.domain.metrics.commands.rows import Difference

__all__ = [
    "Difference",
    "FirstFacts",
    "RebuildRunning",
    "build_facts",
    "check",
    "compare",
    "first_facts",
    "rebuild",
    "run_until_done",
    "write_files",
]
