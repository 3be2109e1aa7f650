"""Measure imports of a million rows: the rate, whether it stays flat, and the memory.

Each kind is brought in once in one go and once killed in the middle and resumed; both must
leave the same behind. Run as `python -m bench.imports [ROWS]`. Writes
bench/results/imports.json; status 1 if an import is slower or larger than promised.
"""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import psycopg

from bench.pages import _commit

ROOT = Path(__file__).resolve().parent.parent
ROWS = 1_000_000
LEAST_ROWS_PER_S, MOST_MB, LEAST_LAST_TO_FIRST = 3_000, 400, 0.7
BEGAN = datetime(2024, 1, 1, tzinfo=UTC)
MAPPING = """
source: bench
columns: {case: number, at: at, state: state, sequence: count, buyer: buyer,
  agent: agent, reason: [category, kind], opened: opened, reopens: reopens}
states: {New: open, Active: open, Resolved: solved, Closed: solved}
replies: [{from: New, to: Active}]
"""
LEFT = (
    "select kind, count(*), md5(string_agg(happened_at::text || (facts - 'import')::text,"
    " '' order by happened_at, kind, (facts - 'import')::text))"
    " from journal_entry where store_id = %s group by kind order by kind"
)


@dataclass(frozen=True)
class Result:
    """One import. Rates are rows of the file per second of wall time, start included."""

    subject: str
    case: str
    size: int
    seconds: float
    rows_per_s: int
    first_fifth_rows_per_s: int
    last_fifth_rows_per_s: int
    cpu_s: float
    peak_mb: float
    same_after_kill: bool
    n: int
    commit: str
    at: str


def events(file: Path, rows: int) -> None:
    """Write a log of cases of four to six lines."""
    rng = random.Random(7)
    with file.open("w", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(
            [
                "number",
                "at",
                "state",
                "count",
                "buyer",
                "agent",
                "category",
                "kind",
                "opened",
                "reopens",
            ]
        )
        written = number = 0
        while written < rows:
            number += 1
            at = opened = BEGAN + timedelta(minutes=number)
            for count, state in enumerate(_states(rng)):
                at += timedelta(minutes=rng.randrange(1, 600))
                written += 1
                writer.writerow([
                    f"C{number:08}", at.isoformat(), state, count, f"B{number % 90_000}",
                    f"Agent {number % 60}", f"Category {number % 9}", f"Kind {number % 50}",
                    opened.isoformat(), 0,
                ])  # fmt: skip
                if written == rows:
                    break


def _states(rng: random.Random) -> tuple[str, ...]:
    return rng.choice(
        [
            ("New", "Active", "Resolved", "Closed"),
            ("New", "Active", "Active", "Resolved", "Closed"),
            ("New", "Active", "Resolved", "Active", "Resolved", "Closed"),
        ]
    )


def orders(file: Path, rows: int) -> None:
    """Write an order report, tab-separated, every fourth order with two lines."""
    with file.open("w", newline="") as target:
        writer = csv.writer(target, delimiter="\t", quoting=csv.QUOTE_NONE)
        writer.writerow(
            [
                "amazon-order-id",
                "purchase-date",
                "order-status",
                "fulfillment-channel",
                "product-name",
                "sku",
                "asin",
                "quantity",
                "currency",
                "item-price",
                "item-tax",
                "shipping-price",
            ]
        )
        for line in range(rows):
            number = line * 4 // 5
            at = BEGAN + timedelta(minutes=number)
            writer.writerow([
                f"306-{number:07}-0000001", at.isoformat(), "Shipped", "Amazon",
                "Lumo Arc lamp", f"SKU-{line % 3000}", f"B0{line % 3000:08}", 1, "EUR",
                "19.99", "3.19", "0.00",
            ])  # fmt: skip


FILES: dict[str, Callable[[Path, int], None]] = {"events": events, "orders": orders}


def main() -> int:
    """Measure, write, print, judge."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    folder = Path(tempfile.mkdtemp(prefix="fhb"))
    folder.chmod(0o711)
    os.environ.update(
        FIRSTHAND_DATA_DIR=str(folder / "d"),
        DJANGO_SETTINGS_MODULE="firsthand.settings.production",
        PYTHONPATH=os.pathsep.join([str(ROOT), str(ROOT / "src")]),
    )
    os.environ.pop("DATABASE_URL", None)
    try:
        results = list(_measured(folder, rows))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    target = ROOT / "bench" / "results" / "imports.json"
    target.write_text(json.dumps([asdict(one) for one in results], indent=1) + "\n")
    print(table(results))
    problems = judged(results)
    print("\n".join(problems) or "Every import keeps within its limits.")
    return 1 if problems else 0


def _measured(folder: Path, rows: int) -> Iterator[Result]:
    from firsthand.cli import database

    mapping = folder / "mapping.yaml"
    mapping.write_text(MAPPING)
    with database.running() as found:
        subprocess.run([*_FIRSTHAND, "db", "migrate"], check=True)
        with found.owner.connect(autocommit=True) as connection:
            for kind, make in FILES.items():
                file = folder / f"{kind}.csv"
                make(file, rows)
                more = ["--mapping", str(mapping)] if kind == "events" else []
                command = [*_FIRSTHAND, "import", kind, str(file), *more, "--new-store"]
                yield _one(kind, rows, command, connection)


_FIRSTHAND = [sys.executable, "-m", "firsthand.cli"]


def _one(
    kind: str, rows: int, command: list[str], connection: psycopg.Connection[Any]
) -> Result:
    began = time.monotonic()
    cpu = _postgres_cpu()
    process = psutil.Popen([*command, "--store", f"whole {kind}"])
    samples, peak, own_cpu = [(0.0, 0)], 0.0, 0.0
    while process.poll() is None:
        time.sleep(0.25)
        try:
            with process.oneshot():
                peak = max(peak, process.memory_info().rss / 2**20)
                times = process.cpu_times()
                own_cpu = times.user + times.system
        except psutil.NoSuchProcess:
            break
        samples.append((time.monotonic() - began, _brought_in(connection)))
    seconds = time.monotonic() - began
    assert process.wait() == 0, f"{kind} failed"
    first, last = _fifths(samples, rows)
    return Result(
        subject="firsthand",
        case=kind,
        size=rows,
        seconds=round(seconds, 1),
        rows_per_s=round(rows / seconds),
        first_fifth_rows_per_s=first,
        last_fifth_rows_per_s=last,
        cpu_s=round(own_cpu + _postgres_cpu() - cpu, 1),
        peak_mb=round(peak),
        same_after_kill=_same_after_kill(kind, rows, command, connection),
        n=1,
        commit=_commit(),
        at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _brought_in(connection: psycopg.Connection[Any]) -> int:
    found = connection.execute(
        "select added from imports_run order by id desc limit 1"
    ).fetchone()
    return int(found[0]) if found else 0


def _fifths(samples: list[tuple[float, int]], rows: int) -> tuple[int, int]:
    """Return the rates of bringing in about the first and the last fifth of the rows.

    Rows come in by portions: each rate is taken between two moments at which a portion was
    seen to be in. 0: it was over before two were seen.
    """
    steps = [(max((at for at, done in samples if done == 0), default=0.0), 0)]
    for one in samples:
        if one[1] > steps[-1][1]:
            steps.append(one)
    early = next((one for one in steps if one[1] >= rows / 5), steps[-1])
    late = [one for one in steps[:-1] or steps if one[1] <= rows * 4 / 5][-1]
    return _rate(steps[0], early), _rate(late, steps[-1])


def _rate(start: tuple[float, int], end: tuple[float, int]) -> int:
    seconds = end[0] - start[0]
    return round((end[1] - start[1]) / seconds) if seconds > 0 else 0


def _same_after_kill(
    kind: str, rows: int, command: list[str], connection: psycopg.Connection[Any]
) -> bool:
    """Bring the file in again elsewhere, killed in the middle and resumed."""
    process = subprocess.Popen([*command, "--store", f"killed {kind}"])
    while True:
        time.sleep(0.1)
        assert process.poll() is None, "it was done before it could be killed"
        run = connection.execute(
            "select state, added from imports_run order by id desc limit 1"
        ).fetchone()
        if run and run[0] == "applying" and rows * 0.4 < run[1] < rows:
            break
    process.send_signal(signal.SIGKILL)
    process.wait()
    subprocess.run([*command, "--store", f"killed {kind}"], check=True)
    left = {}
    for name in ("whole", "killed"):
        store = connection.execute(
            "select id from stores_store where name = %s", [f"{name} {kind}"]
        ).fetchone()
        left[name] = connection.execute(LEFT, store).fetchall()
    different = [kind for kind in left["whole"] if kind not in left["killed"]]
    return not _but_for_ids(different)


def _but_for_ids(different: list[Any]) -> list[Any]:
    """Leave out what names a person or order by its id, which differs by store."""
    return [one for one in different if one[0] not in {"stores.opened"}]


def table(results: list[Result]) -> str:
    """Return the figures as text."""
    lines = [
        f"{'kind':8} {'rows':>9} {'s':>6} {'rows/s':>7} {'first':>7} {'last':>7} "
        f"{'CPU s':>6} {'MB':>5}  killed and resumed"
    ]
    for one in results:
        same = "same" if one.same_after_kill else "DIFFERENT"
        lines.append(
            f"{one.case:8} {one.size:9} {one.seconds:6} {one.rows_per_s:7} "
            f"{one.first_fifth_rows_per_s:7} {one.last_fifth_rows_per_s:7} "
            f"{one.cpu_s:6} {one.peak_mb:5.0f}  {same}"
        )
    return "\n".join(lines)


def judged(results: list[Result]) -> list[str]:
    """Return what is not as promised."""
    problems = []
    for one in results:
        if one.rows_per_s < LEAST_ROWS_PER_S:
            problems.append(f"{one.case}: {one.rows_per_s} rows/s, promised 3,000.")
        if one.last_fifth_rows_per_s < one.first_fifth_rows_per_s * LEAST_LAST_TO_FIRST:
            problems.append(f"{one.case}: the last fifth is slower than the first.")
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
