"""Measure how long it takes to check the books and the log of a million remedies.

A throwaway database: orders of two cells, a quarter of them given money twice; each remedy
with its part, its attempt and the three rows of the log that asking, sending and settling
leave. They are written past the triggers, which would take hours, but to the same bytes:
the sums are those of the parts, and each row of the log is hashed after the one before it,
so that the checks find everything right. Then `firsthand remedies verify` and `firsthand
audit verify`, each as often as RUNS says, in a process of its own; and once more with a row
spoilt for each, which they have to find.

Run as `python -m bench.money [--remedies N]`; `make bench ONLY=money`. Writes
bench/results/money.json; status 1 if both together take longer than promised.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import psycopg

from bench.pages import _commit

ROOT = Path(__file__).resolve().parent.parent
REMEDIES = 1_000_000
PROMISED_S = 60.0
RUNS = 3
AT_ONCE = 50_000  # Orders in one transaction.
BEGIN, _EPOCH = datetime(2026, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC)
VERIFY = {"remedies verify": ["remedies", "verify"], "audit verify": ["audit", "verify"]}

_ORDERS = """
insert into orders_order (store_id, number, state, fulfilment, currency, placed_at,
    shipping_minor_units, tax_minor_units, total_minor_units)
select %(store)s, 'M-' || g, 'shipped', 'FBM', 'USD', now() - interval '9 days', 500, 0,
    2500 + g %% 9000
  from generate_series(%(first)s::bigint, %(last)s::bigint) g returning id"""
_REMEDIES = """
insert into remedies_remedy (key, request_hash, store_id, ledger_id, kind, state,
    minor_units, currency, part_count, account, reason, note, verdict, details,
    requested_by_id, requested_at, needs_approval, approval_why, approval_by,
    approved_hash, due_at, tries, fence, handle, external_id, state_at, state_why)
select gen_random_uuid(), encode(sha256(id::text::bytea), 'hex'), store_id, id, 'refund',
    'succeeded', 200 + id %% 700, 'USD', 1, 'bench', 'AFT.DMG.TRANSIT',
    'Base cracked in transit, photo in message ' || id, '', '[]', %(agent)s, now(), false,
    '', '', '', now(), 0, 1, '', 'R-' || id || '-' || time, now(), ''
  from orders_order cross join generate_series(1, 2) time
 where id between %(first)s and %(last)s and (time = 1 or id %% 4 = 0)"""
_AROUND = [
    """insert into remedies_ledger (order_id, store_id, currency, captured, reserved,
        settled, over, opened_at)
        select id, store_id, 'USD', total_minor_units, 0,
            (200 + id %% 700) * case id %% 4 when 0 then 2 else 1 end, 0, now()
          from orders_order where id between %(first)s and %(last)s""",
    """insert into remedies_cell (ledger_id, line_number, component, sku, captured,
        reserved, settled, over)
        select order_id, n, case n when 1 then 'price' else 'shipping' end, '',
            case n when 1 then captured - 500 else 500 end, 0,
            case n when 1 then settled else 0 end, 0
          from remedies_ledger cross join (values (1), (null)) as line(n)
         where order_id between %(first)s and %(last)s""",
    _REMEDIES,
    """insert into remedies_part (remedy_id, cell_id, line_number, sku, component,
        minor_units, quantity)
        select remedy.id, cell.id, 1, '', 'price', remedy.minor_units, 0
          from remedies_remedy remedy join remedies_cell cell using (ledger_id)
         where cell.line_number = 1 and ledger_id between %(first)s and %(last)s""",
    """insert into remedies_attempt (remedy_id, fence, key, body_hash, started_at,
        outcome, answer, external_id, ended_at)
        select id, 1, key::text, request_hash, now(), 'done', '', external_id, now()
          from remedies_remedy where ledger_id between %(first)s and %(last)s""",
]
_MADE = """
select key::text, ledger_id, minor_units, external_id, requested_by_id, store_id
  from remedies_remedy where ledger_id between %(first)s and %(last)s order by id"""
_COPY = """copy remedies_auditrow (seq, at, what, subject, actor_id, store_id, facts, prev,
    hash) from stdin"""
_STEPS = (("", "approved"), ("approved", "sending"), ("sending", "succeeded"))
# As only a superuser can, past every trigger.
_SPOILT = {
    "remedies verify": """update remedies_cell set settled = settled - 1
        where id = (select max(id) from remedies_cell where settled > 0)""",
    "audit verify": """update remedies_auditrow set facts = '{}'
        where seq = (select max(seq) / 2 from remedies_auditrow)""",
}


@dataclass(frozen=True)
class Result:
    """One check. `size`: remedies; `rows`: of the log; memory is that of all processes."""

    subject: str
    case: str
    size: int
    rows: int
    p50_ms: float
    p95_ms: float
    peak_mb: float
    n: int
    commit: str
    at: str


def main() -> int:
    """Make the remedies, measure, write, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--remedies", type=int, default=REMEDIES)
    args = parser.parse_args()
    with _installation() as connection:
        began = time.monotonic()
        rows = _make(connection, args.remedies)
        made_s = time.monotonic() - began
        print(f"{args.remedies:,} remedies, {rows:,} audit rows made in {made_s:,.0f} s.")
        results = [_measured(case, args.remedies, rows) for case in VERIFY]
        problems = [case for case in VERIFY if not _is_found(connection, case)]
    for one in results:
        print(
            f"{one.case}: {one.p50_ms / 1000:.1f} s (median of {one.n}, at most"
            f" {one.p95_ms / 1000:.1f} s), {one.peak_mb:,.0f} MB."
        )
    if args.remedies == REMEDIES:
        target = ROOT / "bench" / "results" / "money.json"
        target.write_text(json.dumps([asdict(one) for one in results], indent=1) + "\n")
    together = sum(one.p95_ms for one in results) / 1000
    problems = [f"{case} does not see a spoilt row." for case in problems]
    if together > PROMISED_S:
        problems.append(f"Together {together:.0f} s, promised {PROMISED_S:.0f}.")
    print("\n".join(problems) or f"Together {together:.1f} s: within the limit.")
    return 1 if problems else 0


@contextmanager
def _installation() -> Iterator[psycopg.Connection[Any]]:
    folder = Path(tempfile.mkdtemp(prefix="fhm"))
    folder.chmod(0o711)
    os.environ.update(
        FIRSTHAND_DATA_DIR=str(folder / "d"),
        DJANGO_SETTINGS_MODULE="firsthand.settings.production",
        PYTHONPATH=os.pathsep.join([str(ROOT), str(ROOT / "src")]),
    )
    os.environ.pop("DATABASE_URL", None)
    try:
        from firsthand.cli import database

        with database.running() as found:
            _firsthand("db", "migrate")
            with found.owner.connect() as connection:
                yield connection
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _firsthand(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "firsthand.cli", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _make(connection: psycopg.Connection[Any], remedies: int) -> int:
    """Make so many settled remedies; return how many rows the log has then."""
    import django

    django.setup()
    from tests import people

    shop = people.store("US")
    named = {"store": shop.pk, "agent": people.lin(shop).pk}
    orders = remedies * 4 // 5
    with connection.cursor() as cursor:
        last = (0, "")
        for first in range(1, orders + 1, AT_ONCE):
            cursor.execute("set local session_replication_role = replica")
            some = {"first": first, "last": min(first + AT_ONCE - 1, orders)}
            ids = [pk for (pk,) in cursor.execute(_ORDERS, named | some)]
            those = {"first": min(ids), "last": max(ids)}
            for statement in _AROUND:
                cursor.execute(statement, named | those)
            cursor.execute(_MADE, those)
            last = _chain(cursor, cursor.fetchall(), last)
            connection.commit()
        cursor.execute("analyze")
        cursor.execute("select count(*) from remedies_remedy where state = 'succeeded'")
        assert cursor.fetchone() == (remedies,)
        cursor.execute("select count(*) from remedies_auditrow")
        (rows,) = cursor.fetchone() or (0,)
    connection.commit()
    return int(rows)


def _chain(
    cursor: psycopg.Cursor[Any], made: Sequence[tuple[Any, ...]], last: tuple[int, str]
) -> tuple[int, str]:
    """Write three rows of the log for each remedy; return number and hash of the last.

    As the trigger does it: each row holds the hash of the one before.
    """
    seq, before = last
    with cursor.copy(_COPY) as copy:
        for key, order, minor_units, external_id, agent, shop in made:
            for was, state in _STEPS:
                seq += 1
                at = BEGIN + timedelta(milliseconds=seq)
                what, facts = f"remedy.{state}", json.dumps(
                    {
                        "from": was, "order": order, "kind": "refund", "ticket": None,
                        "minor_units": minor_units, "currency": "USD",
                        "reason": "AFT.DMG.TRANSIT", "requested_by": agent,
                        "approved_by": None, "account": "bench", "fence": 1, "why": "",
                        "external_id": external_id if state == "succeeded" else "",
                    }
                )  # fmt: skip
                micros = (at - _EPOCH) // timedelta(microseconds=1)
                said = [before, seq, micros, what, key, agent, shop, facts]
                text = "\n".join(map(str, said)).encode()
                now = hashlib.sha256(text).hexdigest()
                copy.write_row((seq, at, what, key, agent, shop, facts, before, now))
                before = now
    return seq, before


def _measured(case: str, size: int, rows: int) -> Result:
    times, peak = [], 0.0
    for _run in range(RUNS):
        began = time.monotonic()
        command = [sys.executable, "-m", "firsthand.cli", *VERIFY[case]]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        while process.poll() is None:
            peak = max(peak, _megabytes())
            time.sleep(0.5)
        assert process.returncode == 0, case
        times.append((time.monotonic() - began) * 1000)
    return Result(
        subject="money",
        case=case,
        size=size,
        rows=rows,
        p50_ms=round(statistics.median(times), 1),
        p95_ms=round(max(times), 1),
        peak_mb=round(peak, 1),
        n=RUNS,
        commit=_commit(),
        at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _megabytes() -> float:
    """Return the memory of the check and of our own cluster, shared pages counted once."""
    total = 0
    for process in [psutil.Process(), *psutil.Process().children(recursive=True)]:
        try:
            total += process.memory_full_info().uss
        except psutil.Error:
            continue
    return total / 2**20


def _is_found(connection: psycopg.Connection[Any], case: str) -> bool:
    """Say whether a check sees what somebody did past all triggers."""
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(_SPOILT[case])
    connection.commit()
    return _firsthand(*VERIFY[case]).returncode == 1


if __name__ == "__main__":
    sys.exit(main())
