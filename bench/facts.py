"""`make bench`: how long the facts take, by the compiled rules and by pandas.

A million tickets, four million messages and two million orders, made up and written as
columns. Then, each in a process of its own that has done it once before, as a worker has:
everything built afresh; a batch of 30,000 new and 20,000 changed tickets brought in, and
compared with a rebuild, row by row; figures read from the sums per half hour of a
database; a share of the buyers by pandas and the plain rules. CPU and memory are those of
the process. Writes bench/results/facts.json; status 1 if it costs more than promised.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq

from firsthand.domain.metrics.bulk import batch, rebuild, vocabulary
from firsthand.domain.metrics.bulk.adding import add_events
from firsthand.domain.metrics.bulk.reading import COLUMNS, type_of

ROOT = Path(__file__).resolve().parent.parent
FULL = 1_000_000
TICKETS = int(os.environ.get("BENCH_TICKETS", FULL))  # Fewer: to try the bench itself.
NEW, CHANGED = TICKETS * 3 // 100, TICKETS * 2 // 100
REBUILDS, BATCHES = 9, 3
# Other programs on the machine make the same work slower, never quicker: the median counts
# of the rebuilds, and a limit missed by it is missed.
MOST_MS = {"full rebuild": 2000.0, "batch": 1500.0}
MOST_MB = {"full rebuild": 500.0}
MOST_READ_P95_MS = 20.0
MONTH = "strftime(make_timestamp(happened_at), '%Y-%m')"
PLAIN_SHARE = 96  # One buyer in so many goes through pandas and the plain rules.
Taken = tuple[float, float]  # Milliseconds by the clock, and of the processor.


@dataclass(frozen=True)
class Result:
    """One measurement. `queries`: to a database; `n`: how often it was done."""

    subject: str
    case: str
    size: int
    cpu_ms: float
    p50_ms: float
    p95_ms: float
    queries: int
    peak_mb: float
    n: int
    commit: str
    at: str


def main() -> int:
    """Make the data, measure each case in a process of its own, write, judge."""
    folder = Path(tempfile.mkdtemp(prefix="fhf"))
    folder.chmod(0o711)
    try:
        for step in STEPS:
            subprocess.run(
                [sys.executable, "-m", "bench.facts", step, str(folder)], check=True
            )
        results = [
            one
            for step in STEPS
            if (file := folder / f"{step}.json").exists()
            for one in json.loads(file.read_text())
        ]
        different = int((folder / "different").read_text())
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if TICKETS == FULL:
        file = ROOT / "bench" / "results" / "facts.json"
        file.write_text(json.dumps(results, indent=1) + "\n")
    print(table(results))
    print(f"After the batch {different} rows differ from a full rebuild.")
    problems = judged(results, different)
    print("\n".join(problems) or "Everything keeps within its limits.")
    return 1 if problems else 0


def make(folder: Path) -> list[Result]:
    """Write the columns, and apart from them what comes with the batch."""
    from bench import facts_data

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
    for (month,) in con.execute(f"SELECT DISTINCT {MONTH} FROM events").fetchall():
        found = con.sql(
            f"""SELECT {columns} FROM events WHERE {MONTH} = '{month}'
                   AND entry_id NOT IN (SELECT * FROM late)"""
        )
        add_events(folder / "events", found.to_arrow_table())
    con.execute(
        f"""COPY (SELECT {columns} FROM events WHERE entry_id IN (SELECT * FROM late))
              TO '{folder}/batch.parquet'"""
    )
    vocabulary.save(facts_data.words(), folder / "words")
    orders = con.execute("SELECT count(*) FROM orders").fetchone()
    print(f"{TICKETS} tickets, {messages} messages, {orders and orders[0]} orders")
    os.sync()  # What was made up is on the disk before anything is measured.
    return []


def compiled(folder: Path) -> list[Result]:
    """Build once, so that what is compiled is there: that is done once per machine."""
    rebuild.rebuild(folder)
    return []


def full(folder: Path) -> list[Result]:
    """Build everything afresh, again and again."""
    rebuild.rebuild(folder)  # Once to warm up: what was compiled is read.
    taken = [timed(lambda: rebuild.rebuild(folder)) for _ in range(REBUILDS)]
    return [result("firsthand", "full rebuild", taken)]


def added(folder: Path) -> list[Result]:
    """Bring the batch in, each time into facts without it; compare with a rebuild."""
    import duckdb

    events = pq.ParquetFile(folder / "batch.parquet").read()
    taken = []
    for number in range(BATCHES + 1):
        copy = folder / f"copy-{number}"
        shutil.copytree(folder / "events", copy / "events")
        shutil.copytree(folder / "words", copy / "words")
        shutil.copytree((folder / "facts").resolve(), copy / "facts")
        taken.append(timed(lambda into=copy: batch.apply(into, events)))  # type: ignore[misc]
        if number < BATCHES:
            shutil.rmtree(copy)
    made = result("firsthand", "batch", taken[1:])
    rebuild.rebuild(copy, into="afresh")
    found = batch.differences(copy / "facts", copy / "afresh", duckdb.connect())
    (folder / "different").write_text(str(sum(found.values())))
    shutil.rmtree(copy)
    return [made]


def read(folder: Path) -> list[Result]:
    """Read figures from the sums per half hour, as a desk of this size has them."""
    from bench import facts_reads

    return [
        result("firsthand", f"partial read: {case}", taken, queries=queries)
        for case, taken, queries in facts_reads.measured(folder)
    ]


def plain(folder: Path) -> list[Result]:
    """Do the same to a share of the buyers by pandas and the plain rules."""
    from bench import facts_pandas

    wall, cpu = timed(lambda: facts_pandas.build(folder / "events", PLAIN_SHARE))
    return [
        result("pandas", f"1 buyer in {PLAIN_SHARE}", [(wall, cpu)]),
        result(
            "pandas",
            f"full rebuild: {PLAIN_SHARE} times that",
            [(wall * PLAIN_SHARE, cpu * PLAIN_SHARE)],
        ),
    ]


def timed(act: Callable[[], object]) -> Taken:
    """Return the milliseconds by the clock and of the processor that something takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000


def result(subject: str, case: str, taken: list[Taken], *, queries: int = 0) -> Result:
    """Return one measurement; the peak is the largest this process ever was."""
    walls, cpus = sorted(wall for wall, _ in taken), sorted(cpu for _, cpu in taken)
    return Result(
        subject=subject,
        case=case,
        size=TICKETS,
        cpu_ms=round(cpus[len(cpus) // 2], 2),
        p50_ms=round(walls[len(walls) // 2], 2),
        p95_ms=round(walls[-1 - len(walls) // 20], 2),
        queries=queries,
        peak_mb=round(peak_mb(), 1),
        n=len(taken),
        commit=_commit(),
        at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def peak_mb() -> float:
    """Return the largest this process has been.

    # TRICKY: `ru_maxrss` begins with the size of the process that started this one.
    """
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(one.split()[1]) for one in lines if one.startswith("VmHWM:")) / 1024


def table(results: list[dict[str, object]]) -> str:
    """Return the figures as text."""
    names = ("subject", "case", "cpu_ms", "p50_ms", "p95_ms", "queries", "peak_mb", "n")
    form = "{:10} {:44} {:>10} {:>10} {:>10} {:>7} {:>8} {:>4}"
    return "\n".join(
        form.format(*row)
        for row in [names, *([str(one[name]) for name in names] for one in results)]
    )


def judged(results: list[dict[str, object]], different: int) -> list[str]:
    """Return what is worse than promised."""
    problems = [f"{different} rows differ after a batch."] if different else []
    for one in results:
        case, p50, peak = str(one["case"]), float(str(one["p50_ms"])), one["peak_mb"]
        if one["subject"] != "firsthand":
            continue
        if p50 > MOST_MS.get(case, p50):
            problems.append(f"{case} takes {p50} ms, more than {MOST_MS[case]:.0f}.")
        if case in MOST_MB and float(str(peak)) > MOST_MB[case]:
            problems.append(f"{case} takes {peak} MB, more than {MOST_MB[case]:.0f}.")
        if case.startswith("partial") and float(str(one["p95_ms"])) > MOST_READ_P95_MS:
            problems.append(f"{case} takes {one['p95_ms']} ms (p95), more than 20.")
    return problems


def _sql_type(name: str) -> str:
    return {"int64": "bigint", "int32": "integer", "int8": "tinyint"}[str(type_of(name))]


def _commit() -> str:
    command = ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


STEPS: dict[str, Callable[[Path], list[Result]]] = {
    "make": make,
    "compiled": compiled,
    "full": full,
    "added": added,
    "read": read,
    "plain": plain,
}

if __name__ == "__main__":
    if len(sys.argv) == 3:
        name, place = sys.argv[1], Path(sys.argv[2])
        measured = [asdict(one) for one in STEPS[name](place)]
        (place / f"{name}.json").write_text(json.dumps(measured))
    else:
        sys.exit(main())
