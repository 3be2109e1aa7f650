"""`make bench`: how long the facts take, by the compiled rules and by pandas.

A million tickets, four million messages and two million orders, made up and written as
columns. Then, in a process that has done it once before: everything built afresh; a batch
of 30,000 new and 20,000 changed tickets brought in, and compared with a rebuild, row by
row; a share of the buyers by pandas and the plain rules. CPU and memory are those of the
process. Writes bench/results/facts.json; status 1 if it costs more than promised.
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from bench import facts_data
from firsthand.domain.metrics.bulk import batch, rebuild, vocabulary
from firsthand.domain.metrics.bulk.encoding import type_of
from firsthand.domain.metrics.bulk.reading import COLUMNS

ROOT = Path(__file__).resolve().parent.parent
TICKETS = 1_000_000
NEW, CHANGED = 30_000, 20_000
RUNS = 3
MOST_SECONDS, MOST_MB, MOST_BATCH_SECONDS = 2.0, 500, 1.5
PLAIN_SHARE = 96  # One buyer in so many goes through pandas and the plain rules.


@dataclass(frozen=True)
class Result:
    """One measurement."""

    subject: str
    case: str
    size: int
    wall_s: float
    cpu_s: float
    peak_mb: float
    n: int
    rows_different: int | None
    commit: str
    at: str


def main() -> int:
    """Make the data in a process of its own, measure in another, write, judge."""
    folder = Path(tempfile.mkdtemp(prefix="fhf"))
    try:
        for step in ("make", "measure"):
            subprocess.run(
                [sys.executable, "-m", "bench.facts", step, str(folder)], check=True
            )
        results = json.loads((folder / "results.json").read_text())
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    file = ROOT / "bench" / "results" / "facts.json"
    file.write_text(json.dumps(results, indent=1) + "\n")
    problems = judged(results)
    for line in [*map(str, results), *problems]:
        print(line)
    return 1 if problems else 0


def make(folder: Path) -> None:
    """Write the columns, and apart from them what comes with the batch."""
    con, messages = facts_data.make(TICKETS)
    columns = ", ".join(f"{name}::{_sql_type(name)} AS {name}" for name in COLUMNS)
    # The batch: the last tickets are new, and others of the last weeks go on.
    con.execute(
        f"""CREATE TABLE late AS
            SELECT entry_id FROM events WHERE ticket > {TICKETS - NEW} OR entry_id IN (
                   SELECT max(entry_id) FROM events
                    WHERE ticket > {TICKETS - NEW - CHANGED} AND ticket <= {TICKETS - NEW}
                    GROUP BY ticket)"""
    )
    for name, condition in (("first", "NOT IN"), ("batch", "IN")):
        found = con.execute(
            f"SELECT {columns} FROM events WHERE entry_id {condition} (SELECT * FROM late)"
        ).to_arrow_table()
        if name == "first":
            batch.add_events(folder / "events", found)
        else:
            con.register("of_batch", found)
            con.execute(f"COPY of_batch TO '{folder}/batch.parquet'")
    vocabulary.save(facts_data.words(), folder / "words")
    orders = con.execute("SELECT count(*) FROM orders").fetchone()
    print(f"{TICKETS} tickets, {messages} messages, {orders} orders")


def measure(folder: Path) -> None:
    """Measure everything in this process, which is a worker that runs for long."""
    results: list[Result] = []
    rebuild.rebuild(folder)  # Once to warm up: compiled code is read, files are cached.
    runs = [timed(lambda: rebuild.rebuild(folder)) for _ in range(RUNS)]
    results.append(result("firsthand", "full rebuild", sorted(runs)[RUNS // 2], n=RUNS))
    events = duckdb.connect().sql(f"FROM '{folder}/batch.parquet'").to_arrow_table()
    times = timed(lambda: batch.apply(folder, events))
    added = result("firsthand", "batch", times)
    bit_by_bit = folder / "bit_by_bit"
    shutil.copytree((folder / "facts").resolve(), bit_by_bit)
    rebuild.rebuild(folder)
    found = batch.differences(bit_by_bit, folder / "facts", duckdb.connect())
    results.append(replace(added, rows_different=sum(found.values())))
    from bench import facts_pandas

    wall, cpu = timed(lambda: facts_pandas.build(folder / "events", PLAIN_SHARE))
    results += [
        result("pandas", f"1 buyer in {PLAIN_SHARE}", (wall, cpu)),
        result("pandas", "full, so many times", (wall * PLAIN_SHARE, cpu * PLAIN_SHARE)),
    ]
    (folder / "results.json").write_text(json.dumps([asdict(one) for one in results]))


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds by the clock and of the processor that something takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - wall, time.process_time() - cpu


def result(subject: str, case: str, times: tuple[float, float], *, n: int = 1) -> Result:
    """Return one measurement; the peak is the largest this process ever was."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Result(
        subject=subject,
        case=case,
        size=TICKETS,
        wall_s=round(times[0], 3),
        cpu_s=round(times[1], 3),
        peak_mb=round(peak, 1),
        n=n,
        rows_different=None,
        commit=_commit(),
        at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def judged(results: list[dict[str, object]]) -> list[str]:
    """Return what is worse than promised."""
    by_case = {str(one["case"]): one for one in results if one["subject"] == "firsthand"}
    full, added = by_case["full rebuild"], by_case["batch"]
    lines = [
        (full["wall_s"], MOST_SECONDS, "seconds for a full rebuild"),
        (full["peak_mb"], MOST_MB, "MB for a full rebuild"),
        (added["wall_s"], MOST_BATCH_SECONDS, "seconds for a batch"),
        (added["rows_different"], 0, "rows different after a batch"),
    ]
    return [
        f"{found} {what}: more than {most}"
        for found, most, what in lines
        if float(str(found)) > most
    ]


def _sql_type(name: str) -> str:
    return {"int64": "bigint", "int32": "integer", "int8": "tinyint"}[str(type_of(name))]


def _commit() -> str:
    found = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return found.stdout.strip()


STEPS = {"make": make, "measure": measure}

if __name__ == "__main__":
    if len(sys.argv) == 3:
        STEPS[sys.argv[1]](Path(sys.argv[2]))
    else:
        sys.exit(main())
