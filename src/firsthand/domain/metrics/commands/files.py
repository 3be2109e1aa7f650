"""Keep the journal and its facts as columns in files, for tools that read millions of rows.

Nothing here is the truth: the files can be deleted at any time and are written anew.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from django.db import transaction

from firsthand.domain.journal import commands as journal
from firsthand.domain.journal import queries as journal_queries
from firsthand.domain.metrics import rules
from firsthand.domain.metrics.commands.rebuilding import alone

READER = "columns"
_UP_TO = "up_to"
# Raised whenever files of events are laid out otherwise: those from before are not read.
_LAYOUT = 3


def write_files(folder: Path) -> int:
    """Bring the columns in `folder` up to date, and build the facts there afresh.

    Files that do not end where the reader's bookmark stands are thrown away first: they
    are of another database, of before a restore or of an older definition, laid out
    otherwise, or somebody was killed in between.

    Returns:
        How many entries of the journal were read.

    Raises:
        RebuildRunning: facts are being built afresh already, here or in the tables.
    """
    # Here and not above: compiled code takes 150 MB, which no other process needs.
    from firsthand.domain.metrics.bulk import export, rebuild

    with alone():
        mark = folder / _UP_TO
        if not mark.exists() or mark.read_text() != _bookmarked():
            shutil.rmtree(folder, ignore_errors=True)
            _begin_anew()
        read = export.export(folder)
        folder.mkdir(parents=True, exist_ok=True)
        mark.write_text(_bookmarked())
        rebuild.rebuild(folder)
    return read


def _bookmarked() -> str:
    bookmark = journal_queries.bookmark_of(READER)
    form = f"{_LAYOUT}.{rules.VERSION}"
    return f"{form} {bookmark.era} {bookmark.transaction} {bookmark.entry_id}\n"


@transaction.atomic
def _begin_anew() -> None:
    journal.locked_bookmark(READER)
    journal.move_bookmark(reader=READER, to=journal_queries.InBrief(0, 0, 0, None))
