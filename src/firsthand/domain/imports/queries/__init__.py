"""Questions about imports, and the tables that can be taken out again."""

from firsthand.domain.imports.queries.exports import TABLES, exported
from firsthand.domain.imports.queries.reasons import reason_texts
from firsthand.domain.imports.queries.runs import (
    Preview,
    Run,
    Told,
    may_be_taken_back,
    notices_of,
    preview,
    problem_of,
    rejections,
    runs,
    told,
    unfinished,
)

__all__ = [
    "TABLES",
    "Preview",
    "Run",
    "Told",
    "exported",
    "may_be_taken_back",
    "notices_of",
    "preview",
    "problem_of",
    "reason_texts",
    "rejections",
    "runs",
    "told",
    "unfinished",
]
