"""Bring tables in from outside, and take them back."""

from firsthand.domain.imports.commands.checking import Checked, Checker
from firsthand.domain.imports.commands.purge import purge_due
from firsthand.domain.imports.commands.runs import (
    AnotherImportRuns,
    Asked,
    NotNow,
    begin,
    carry_out,
    check,
    drop,
    start,
)
from firsthand.domain.imports.commands.undo import take_back

__all__ = [
    "AnotherImportRuns",
    "Asked",
    "Checked",
    "Checker",
    "NotNow",
    "begin",
    "carry_out",
    "check",
    "drop",
    "purge_due",
    "start",
    "take_back",
]
