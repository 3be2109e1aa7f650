"""Change the tree of reasons and the list of resolutions. Each function is one decision."""

from firsthand.domain.reasons.commands.loading import Loaded, Profile, load
from firsthand.domain.reasons.commands.resolutions import (
    add_resolution,
    archive_resolution,
    change_resolution,
    restore_resolution,
)
from firsthand.domain.reasons.commands.tree import (
    AlreadySo,
    CodeTaken,
    HasReasonsBelow,
    NameMissing,
    NotAtHome,
    Particulars,
    TooDeep,
    UnfitCode,
    add,
    archive,
    change,
    merge,
    move,
    restore,
)

__all__ = [
    "AlreadySo",
    "CodeTaken",
    "HasReasonsBelow",
    "Loaded",
    "NameMissing",
    "NotAtHome",
    "Particulars",
    "Profile",
    "TooDeep",
    "UnfitCode",
    "add",
    "add_resolution",
    "archive",
    "archive_resolution",
    "change",
    "change_resolution",
    "load",
    "merge",
    "move",
    "restore",
    "restore_resolution",
]
