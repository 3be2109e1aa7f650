"""Is the audit log whole? One pass in the database, and the heads that were signed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import connection

from firsthand.domain.remedies.models import AuditRow
from firsthand.foundation.keys import keyed_hash

PURPOSE = "audit head"
_MOST = 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Whether a row has its hash, its own bytes say: the database's processes share the rows out
# among them. Ordered by a sum, as an index on the number would be walked by one of them.
_CHANGED = """
    SELECT seq, 'changed' FROM remedies_auditrow
     WHERE hash <> encode(sha256(convert_to(concat_ws(chr(10),
                   prev, seq, (extract(epoch FROM at) * 1000000)::bigint, what, subject,
                   coalesce(actor_id::text, ''), coalesce(store_id::text, ''), facts),
                   'UTF8')), 'hex')
     ORDER BY seq + 0 LIMIT %(most)s"""
# Whether it follows the row before it, their numbers and hashes say.
_NOT_IN_LINE = """
    WITH walked AS (
        SELECT seq, prev, lag(seq, 1, 0::bigint) OVER in_order AS before,
               lag(hash, 1, '') OVER in_order AS hash_before
          FROM remedies_auditrow WINDOW in_order AS (ORDER BY seq))
    SELECT seq, CASE WHEN seq <> before + 1 THEN 'gap' ELSE 'not_after' END
      FROM walked WHERE seq <> before + 1 OR prev <> hash_before
     ORDER BY seq LIMIT %(most)s"""
# What is said of a row with which two things are wrong: the first of these.
_FIRST = ("gap", "changed", "not_after")


@dataclass(frozen=True)
class Break:
    """A place where the log is not what was written.

    Attributes:
        seq: the row.
        what: `gap`: rows before it are missing; `changed`: it does not have its hash;
            `not_after`: it does not follow the row before it; `head`: it was signed with
            another hash, or is gone; `signature`: the signed line is not ours.
    """

    seq: int
    what: str


@dataclass(frozen=True)
class Checked:
    """What a check of the log found."""

    rows: int
    heads: int
    breaks: tuple[Break, ...]


def checked(folder: Path | None = None) -> Checked:
    """Check every row against the one before it, and the heads signed in `folder`.

    Who deletes the last rows leaves a chain that is whole: only a head that was signed
    before tells.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM remedies_auditrow")
        (rows,) = cursor.fetchone()
        found: list[tuple[int, str]] = []
        for question in (_NOT_IN_LINE, _CHANGED):
            cursor.execute(question, {"most": _MOST})
            found += cursor.fetchall()
    breaks = _named_once(found)
    heads = list(_heads(folder)) if folder is not None else []
    breaks += _wrong_heads(heads)
    return Checked(rows, len(heads), tuple(breaks))


def _named_once(found: Iterable[tuple[int, str]]) -> list[Break]:
    """Return the first rows of both questions, each with one thing wrong with it."""
    first = sorted(found, key=lambda each: (each[0], _FIRST.index(each[1])))
    once = dict(reversed(first))
    return [Break(seq, once[seq]) for seq in sorted(once)[:_MOST]]


def head_text(seq: int, head: str, at: str) -> str:
    """Return what is signed of a head."""
    return f"{seq}\n{head}\n{at}"


def exported() -> Iterator[dict[str, object]]:
    """Yield every row of the log in order, as anybody can check it without the program."""
    rows = AuditRow.objects.order_by("seq").iterator(chunk_size=5000)
    for row in rows:
        yield {
            "seq": row.seq,
            "at_microseconds": _microseconds(row),
            "what": row.what,
            "subject": row.subject,
            "actor": row.actor_id,
            "store": row.store_id,
            "facts": row.facts,
            "prev": row.prev,
            "hash": row.hash,
        }


def _microseconds(row: AuditRow) -> int:
    return (row.at - _EPOCH) // timedelta(microseconds=1)


@dataclass(frozen=True)
class SignedHead:
    """The last row that was signed, and when (UTC)."""

    seq: int
    at: datetime


def last_signed(folder: Path) -> SignedHead | None:
    """Return the newest head in `folder` that we signed; None: none can be read."""
    for path in sorted(folder.glob("heads-*.jsonl"), reverse=True):
        for line in reversed(path.read_text(encoding="utf-8").splitlines()):
            head = _head(line)
            if head.is_ours:
                return SignedHead(head.seq, datetime.fromisoformat(json.loads(line)["at"]))
    return None


def unsigned_since(folder: Path) -> datetime | None:
    """Return when the oldest row was added that no signed head covers; None: none."""
    head = last_signed(folder)
    after = AuditRow.objects.filter(seq__gt=head.seq if head else 0).order_by("seq")
    return after.values_list("at", flat=True).first()


@dataclass(frozen=True)
class _Head:
    seq: int
    hash: str
    is_ours: bool


def _heads(folder: Path) -> Iterator[_Head]:
    for path in sorted(folder.glob("heads-*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield _head(line)


def _head(line: str) -> _Head:
    try:
        said = json.loads(line)
        seq, head = int(said["seq"]), str(said["hash"])
        expected = keyed_hash(head_text(seq, head, str(said["at"])), purpose=PURPOSE)
    except (ValueError, KeyError, TypeError):
        return _Head(0, "", is_ours=False)
    return _Head(seq, head, is_ours=expected == said.get("signature"))


def _wrong_heads(heads: list[_Head]) -> list[Break]:
    ours = [head for head in heads if head.is_ours]
    there = dict(
        AuditRow.objects.filter(seq__in=[head.seq for head in ours]).values_list(
            "seq", "hash"
        )
    )
    wrong = [Break(h.seq, "head") for h in ours if there.get(h.seq) != h.hash]
    return wrong + [Break(h.seq, "signature") for h in heads if not h.is_ours]
