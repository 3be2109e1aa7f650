"""Put the head of the audit chain where whoever can write to the database cannot."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

from firsthand.domain.remedies.models import AuditRow
from firsthand.domain.remedies.queries.chain import PURPOSE, head_text
from firsthand.foundation.keys import keyed_hash


def sign_head(folder: Path, *, at: datetime) -> Path | None:
    """Add the last row's number and hash, signed, to the file of this month; None: no row.

    One JSON object a line. Copy the folder to another machine: what is on it then cannot
    be made to agree with a log that was written anew.
    """
    last = AuditRow.objects.order_by("-seq").values_list("seq", "hash").first()
    if last is None:
        return None
    seq, head = last
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"heads-{at:%Y-%m}.jsonl"
    line = {
        "seq": seq,
        "hash": head,
        "at": at.isoformat(),
        "signature": keyed_hash(head_text(seq, head, at.isoformat()), purpose=PURPOSE),
    }
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return path
