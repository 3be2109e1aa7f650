"""Measure imports: the rate of every 100,000 rows, the memory, and that kills do no harm.

Each kind is brought in by the command line, killed in the middle with SIGKILL and resumed;
the rates are those of both halves together. A smaller file is brought in once in one go and
once killed twice, while it is checked and while it is brought in: both must leave the same.
With --facts the facts of it all are built afterwards by what the worker runs.

Run as `python -m bench.imports [--rows N] [--others N] [--only KIND …] [--facts]`: so many
rows of the event log, and of each other kind; what is left out keeps its last figures.
Writes bench/results/imports.json; status 1 if an import is slower or larger than promised.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import psutil
import psycopg

from bench.imports_files import FILES, MAPPING
from bench.pages import _commit

ROOT = Path(__file__).resolve().parent.parent
ROWS, OTHER_ROWS, SMALL_ROWS = 1_000_000, 200_000, 40_000
STEP = 100_000
LEAST_ROWS_PER_S, MOST_MB, LEAST_LAST_TO_FIRST = 3_000, 400, 0.7
# What an import leaves, without the numbers that only count: one line a table or kind.
LEFT = """
select kind, count(*), md5(string_agg(happened_at::text || (facts - 'import')::text, ''
       order by happened_at, kind, (facts - 'import')::text))
  from journal_entry where store_id = %(store)s and kind <> 'stores.opened' group by kind
union all
select 'tickets', count(*), md5(string_agg(concat_ws(' ', subject, state, opened_at,
       solved_at, last_message_at, assignee_id, order_number), ' '
       order by subject, order_number, opened_at))
  from tickets_ticket where store_id = %(store)s
union all
select 'messages', count(*), md5(string_agg(concat_ws(' ', direction, body, sent_at), ' '
       order by sent_at, direction, body))
  from tickets_message join tickets_ticket ticket on ticket.id = ticket_id
 where store_id = %(store)s
union all
select 'orders', count(*), md5(string_agg(concat_ws(' ', number, state, placed_at,
       total_minor_units, (select string_agg(title || quantity || price_minor_units, ' '
       order by line_number) from orders_orderline where order_id = placed.id)), ' '
       order by number))
  from orders_order placed where store_id = %(store)s
union all
select 'reviews', count(*), md5(string_agg(concat_ws(' ', number, kind, external_id,
       stars, happened_at, comment), ' ' order by kind, external_id))
  from orders_setback join orders_order placed on placed.id = order_id
 where store_id = %(store)s
order by 1
"""
# Statements the program sent, without those by which the database checks references.
STATEMENTS = """
select coalesce(sum(calls), 0) from pg_stat_statements
 where query not like '%FOR KEY SHARE OF x' and query not like '%imports_run run join%'
"""


@dataclass(frozen=True)
class Result:
    """One import, or what came after it. Times are of 1,000 rows; start-up is left out."""

    subject: str
    case: str
    size: int
    # CPU of the importer and of PostgreSQL together, start-up and resuming included.
    cpu_ms: float
    # Wall time of every 100,000 rows.
    p50_ms: float
    p95_ms: float
    queries: int
    peak_mb: float
    n: int
    commit: str
    at: str
    rows_per_s: int = 0
    rows_per_cpu_s: int = 0
    # For every 100,000 rows, checked and brought in, and what memory was then.
    rates: list[int] = field(default_factory=list)
    megabytes: list[int] = field(default_factory=list)
    # Killed and resumed, a smaller file leaves what it leaves in one go.
    same_after_kill: bool | None = None


_FIRSTHAND = [sys.executable, "-m", "firsthand.cli"]


def main() -> int:
    """Measure, write, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--others", type=int, default=OTHER_ROWS)
    parser.add_argument("--only", nargs="+", choices=FILES, default=list(FILES))
    parser.add_argument("--facts", action="store_true")
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="fhb"))
    folder.chmod(0o711)
    os.environ.update(
        FIRSTHAND_DATA_DIR=str(folder / "d"),
        DJANGO_SETTINGS_MODULE="firsthand.settings.production",
        PYTHONPATH=os.pathsep.join([str(ROOT), str(ROOT / "src")]),
    )
    os.environ.pop("DATABASE_URL", None)
    results: list[Result] = []
    target = ROOT / "bench" / "results" / "imports.json"
    try:
        for one in _measured(folder, args):
            print("\n".join(told(one)), flush=True)
            results.append(one)
            _keep(target, one)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    problems = judged(results)
    print("\n".join(problems) or "Every import keeps within its limits.")
    return 1 if problems else 0


def _keep(target: Path, one: Result) -> None:
    """Write a result in the place of the one measured before."""
    kept = {each["case"]: each for each in json.loads(target.read_text())}
    kept[one.case] = asdict(one)
    target.write_text(json.dumps(list(kept.values()), indent=1) + "\n")


def _measured(folder: Path, args: argparse.Namespace) -> Iterator[Result]:
    from firsthand.cli import database

    (folder / "mapping.yaml").write_text(MAPPING)
    with database.running() as found:
        subprocess.run([*_FIRSTHAND, "db", "migrate"], check=True)
        with found.owner.connect(autocommit=True) as connection:
            connection.execute("create extension if not exists pg_stat_statements")
            for kind in args.only:
                rows = args.rows if kind == "events" else args.others
                is_same = _same_after_kill(folder, kind, connection)
                yield _one(folder, kind, rows, connection, is_same=is_same)
            if args.facts:
                yield _facts(connection)


@dataclass
class _Watch:
    """One import into a store of its own: how far it is, and what it costs.

    Attributes:
        samples: when; how many rows had been checked and brought in; the memory in MB.
    """

    command: list[str]
    kind: str
    store: str
    connection: psycopg.Connection[Any]
    cpu_s: float = 0.0
    samples: list[tuple[float, int, int, float]] = field(default_factory=list)

    def run(self, *, kill_at: tuple[str, int] | None = None) -> None:
        """Run it to its end, or kill it when it has "checking" or "applying" so many."""
        process = psutil.Popen([*self.command, self.store], stdout=subprocess.DEVNULL)
        cpu = 0.0
        while process.poll() is None:
            time.sleep(0.05)
            state, checked, brought_in = self._progress()
            try:
                with process.oneshot():
                    megabytes = process.memory_info().rss / 2**20
                    cpu = sum(process.cpu_times()[:2])
            except psutil.NoSuchProcess:
                break
            self.samples.append((time.monotonic(), checked, brought_in, megabytes))
            so_far = {"checking": checked, "applying": brought_in}
            if kill_at and state == kill_at[0] and so_far[state] >= kill_at[1]:
                process.send_signal(signal.SIGKILL)
                break
        status = process.wait()
        self.cpu_s += cpu
        wanted = -signal.SIGKILL if kill_at else 0
        assert status == wanted, f"{self.store}: ended with {status}"

    def _progress(self) -> tuple[str, int, int]:
        found = self.connection.execute(
            "select run.state, read, added from imports_run run join stores_store store"
            " on store.id = store_id where store.name = %s and kind = %s"
            " order by run.id desc limit 1",
            [self.store, self.kind],
        ).fetchone()
        return found or ("", 0, 0)


def _watch(
    folder: Path, name: str, rows: int, store: str, connection: psycopg.Connection[Any]
) -> _Watch:
    """Return an import of such a file; what must be there before is brought in."""
    one = FILES[name]
    if one.after:
        _watch(folder, one.after, rows, store, connection).run()
    file = folder / f"{name}-{rows}.csv"
    if not file.exists():
        one.write(file, rows)
    more = ["--mapping", str(folder / "mapping.yaml")] if one.kind == "events" else []
    command = [*_FIRSTHAND, "import", one.kind, str(file), *more, "--new-store", "--store"]
    return _Watch(command, one.kind, store, connection)


def _same_after_kill(folder: Path, kind: str, connection: psycopg.Connection[Any]) -> bool:
    """Say whether a file leaves the same in one go and killed twice on its way."""
    left = []
    for how in ("whole", "killed"):
        watch = _watch(folder, kind, SMALL_ROWS, f"{how} {kind}", connection)
        if how == "killed":
            watch.run(kill_at=("checking", SMALL_ROWS // 4))
            watch.run(kill_at=("applying", SMALL_ROWS // 4))
        watch.run()
        store = connection.execute(
            "select id as store from stores_store where name = %s", [watch.store]
        ).fetchone()
        assert store is not None
        left.append(connection.execute(LEFT, {"store": store[0]}).fetchall())
    return left[0] == left[1]


def _one(
    folder: Path,
    kind: str,
    rows: int,
    connection: psycopg.Connection[Any],
    *,
    is_same: bool,
) -> Result:
    watch = _watch(folder, kind, rows, f"large {kind}", connection)
    connection.execute("select pg_stat_statements_reset()")
    cpu_before = _postgres_cpu()
    watch.run(kill_at=("applying", rows // 2))
    watch.run()
    cpu_s = watch.cpu_s + _postgres_cpu() - cpu_before
    ((queries,),) = connection.execute(STATEMENTS).fetchall()
    seconds = _seconds_of_steps(watch.samples, rows)
    steps = [size / 1000 for size in _step_sizes(rows)]
    per_thousand = [took / size for took, size in zip(seconds, steps, strict=True)]
    return Result(
        subject="firsthand",
        case=f"{kind}, killed and resumed",
        size=rows,
        cpu_ms=round(cpu_s / rows * 1e6, 1),
        p50_ms=round(statistics.median(per_thousand) * 1000, 1),
        p95_ms=round(sorted(per_thousand)[int(len(steps) * 0.95)] * 1000, 1),
        queries=int(queries),
        peak_mb=round(max(megabytes for *_, megabytes in watch.samples)),
        n=len(steps),
        commit=_commit(),
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        rows_per_s=round(rows / sum(seconds)),
        rows_per_cpu_s=round(rows / cpu_s),
        rates=[round(1000 / one) for one in per_thousand],
        megabytes=_megabytes_of_steps(watch.samples, rows),
        same_after_kill=is_same,
    )


def _step_sizes(rows: int) -> list[int]:
    return [min(STEP, rows - start) for start in range(0, rows, STEP)]


def _seconds_of_steps(
    samples: Sequence[tuple[float, int, int, float]], rows: int
) -> list[float]:
    """Return for every 100,000 rows how long checking and bringing them in took.

    Between two portions, rows are taken to go by evenly. What lies between the kill and the
    first portion after it (starting, finding where it was) belongs to the step it is in.
    """
    seconds = [0.0] * len(_step_sizes(rows))
    for counted in (1, 2):
        curve = _curve([(one[0], one[counted]) for one in samples])
        marks = [min(end * STEP, rows) for end in range(len(seconds) + 1)]
        moments = [_moment(curve, mark) for mark in marks]
        for step in range(len(seconds)):
            seconds[step] += moments[step + 1] - moments[step]
    return seconds


def _curve(samples: Sequence[tuple[float, int]]) -> list[tuple[float, int]]:
    """Return when the count was last nothing, and each moment at which it had grown."""
    curve = [max((one for one in samples if one[1] == 0), default=samples[0])]
    for one in samples:
        if one[1] > curve[-1][1]:
            curve.append(one)
    return curve


def _moment(curve: Sequence[tuple[float, int]], mark: int) -> float:
    for (began, before), (ended, after) in pairwise(curve):
        if mark <= after:
            return began + (ended - began) * (mark - before) / (after - before)
    return curve[-1][0]


def _megabytes_of_steps(
    samples: Sequence[tuple[float, int, int, float]], rows: int
) -> list[int]:
    """Return the most memory while each 100,000 rows were checked or brought in."""
    most = [0.0] * len(_step_sizes(rows))
    for _, checked, brought_in, megabytes in samples:
        for count in {brought_in or checked, checked}:
            step = min(max(count - 1, 0) // STEP, len(most) - 1)
            most[step] = max(most[step], megabytes)
    return [round(one) for one in most]


def _facts(connection: psycopg.Connection[Any]) -> Result:
    """Build the facts of all that was imported, as the worker does; the size is entries."""
    ((rows,),) = connection.execute("select count(*) from journal_entry").fetchall()
    connection.execute("select pg_stat_statements_reset()")
    cpu_before, began = _postgres_cpu(), time.monotonic()
    process = psutil.Popen([sys.executable, "-c", _BUILD_FACTS])
    peak = cpu = 0.0
    while process.poll() is None:
        time.sleep(0.25)
        try:
            with process.oneshot():
                peak = max(peak, process.memory_info().rss / 2**20)
                cpu = sum(process.cpu_times()[:2])
        except psutil.NoSuchProcess:
            break
    assert process.wait() == 0, "building facts failed"
    seconds, cpu_s = time.monotonic() - began, cpu + _postgres_cpu() - cpu_before
    ((queries,),) = connection.execute(STATEMENTS).fetchall()
    return Result(
        subject="firsthand",
        case="facts of all entries, afterwards",
        size=rows,
        cpu_ms=round(cpu_s / rows * 1e6, 1),
        p50_ms=round(seconds / rows * 1e6, 1),
        p95_ms=round(seconds / rows * 1e6, 1),
        queries=int(queries),
        peak_mb=round(peak),
        n=1,
        commit=_commit(),
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        rows_per_s=round(rows / seconds),
        rows_per_cpu_s=round(rows / cpu_s),
    )


_BUILD_FACTS = """
import django
django.setup()
from firsthand.domain.metrics import commands
commands.run_until_done()
"""


def told(one: Result) -> list[str]:
    """Return the figures in lines."""
    lines = [
        f"{one.case}: {one.size:,} rows, {one.rows_per_s:,} rows/s,"
        f" {one.rows_per_cpu_s:,} rows per CPU second, {one.peak_mb:.0f} MB,"
        f" {one.queries:,} statements"
    ]
    for number, (rate, megabytes) in enumerate(
        zip(one.rates, one.megabytes, strict=True), start=1
    ):
        until = min(number * STEP, one.size)
        lines.append(f"  until row {until:9,}: {rate:6,} rows/s, {megabytes} MB")
    if one.same_after_kill is not None:
        same = "the same" if one.same_after_kill else "SOMETHING ELSE"
        lines.append(
            f"  {SMALL_ROWS:,} rows, killed twice and resumed, leave {same} as in one go"
        )
    return lines


def judged(results: list[Result]) -> list[str]:
    """Return what is not as promised."""
    problems = []
    for one in results:
        if one.same_after_kill is None:
            continue
        if one.rows_per_s < LEAST_ROWS_PER_S:
            problems.append(f"{one.case}: {one.rows_per_s} rows/s, promised 3,000.")
        # Halves, and not single steps: the one with the kill in it holds a start-up.
        half = (len(one.rates) + 1) // 2
        early, late = (statistics.median(x) for x in (one.rates[:half], one.rates[-half:]))
        if late < early * LEAST_LAST_TO_FIRST:
            problems.append(f"{one.case}: the later rows come in slower than the first.")
        if one.peak_mb > MOST_MB:
            problems.append(f"{one.case}: {one.peak_mb} MB, promised {MOST_MB}.")
        if not one.same_after_kill:
            problems.append(f"{one.case}: killed and resumed, it left something else.")
    return problems


def _postgres_cpu() -> float:
    """Return the CPU seconds of our own cluster, its ended sessions included."""
    home = os.environ["FIRSTHAND_DATA_DIR"]
    total = 0.0
    for process in psutil.process_iter(["cmdline"]):
        line = process.info["cmdline"] or []
        if home in " ".join(line) and "-D" in line:
            times = process.cpu_times()
            total += times.user + times.system + times.children_user
            total += times.children_system
    return total


if __name__ == "__main__":
    sys.exit(main())
