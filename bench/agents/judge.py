"""What a run of simulated agents came to, and whether that is as promised."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import NamedTuple

from bench.agents.watch import Sample

MOST_CPU_MS, MOST_P95_MS = 20.0, 250.0
# From the click until the page says that a refund is asked for.
MOST_REFUND_P95_MS = 300.0
# Refusals are no errors, but a desk that refuses everything has no errors either.
MOST_REFUSED = 0.02
# So much of the plan must have been asked for, or it was another load.
LEAST_OF_PLAN = 0.9


class Request(NamedTuple):
    """One request: when it was due, sent and answered (seconds since 1970), what came."""

    name: str
    due: float
    began: float
    ended: float
    how: str  # ok, refused or error.
    words: str
    program_ms: float = 0.0  # CPU of the thread that answered.
    database_ms: float = 0.0  # CPU of its session of PostgreSQL.


@dataclass(frozen=True)
class Result:
    """One desk at one size; "all" as case, or one kind of request."""

    subject: str
    case: str
    size: int
    cpu_ms: float | None
    p50_ms: float
    p95_ms: float
    queries: int | None
    peak_mb: float | None
    n: int
    commit: str
    at: str
    # Without waiting for the client to send it, which a late step before makes it do.
    p95_answer_ms: float = 0.0
    errors: int = 0
    refused: int = 0
    per_s: float = 0.0
    planned_per_s: float = 0.0
    agents: int = 0
    minutes: float = 0.0
    # CPU ms a request of each part; the worker's own sessions are in "postgres" too. Of one
    # kind of request: of the thread that answered, and of its session in the database.
    parts_ms: dict[str, float] = field(default_factory=dict)
    # Every half minute: CPU in percent of one core, and MB.
    course: list[dict[str, float]] = field(default_factory=list)
    # The first words of what failed or was refused, and how often.
    words: dict[str, int] = field(default_factory=dict)


class Run(NamedTuple):
    """What is known of a run: who asked what of whom, how much, when."""

    subject: str
    size: int
    requests: Sequence[Request]
    samples: Sequence[Sample]
    begin: float
    end: float
    planned_per_s: float
    agents: int
    commit: str
    at: str


def results_of(run: Run) -> list[Result]:
    """Return the whole first, then each kind of request, the most frequent first."""
    kinds = Counter(one.name for one in _within(run)).most_common()
    return [_whole(run), *(_kind(run, name) for name, _count in kinds)]


def _within(run: Run) -> list[Request]:
    """Return the requests after the warm-up: by when they were due."""
    return [one for one in run.requests if run.begin <= one.due < run.end]


def _whole(run: Run) -> Result:
    requests, seconds = _within(run), run.end - run.begin
    used = between(run.samples, run.begin, run.end)
    count = max(1, len(requests))
    parts = {name: round(each * 1000 / count, 2) for name, each in used.items()}
    asked = [one for one in run.samples if run.begin <= one.at <= run.end]
    peak = max((sum(one.megabytes.values()) for one in asked), default=0.0)
    return Result(
        subject=run.subject,
        case="all",
        size=run.size,
        # As the pages are measured: the program and all of PostgreSQL.
        cpu_ms=round((used["web"] + used["postgres"]) * 1000 / count, 1),
        queries=None,
        peak_mb=round(peak),
        commit=run.commit,
        at=run.at,
        per_s=round(len(requests) / seconds, 1),
        planned_per_s=round(run.planned_per_s, 1),
        agents=run.agents,
        minutes=round(seconds / 60, 1),
        parts_ms=parts,
        course=course(run.samples, run.begin, run.end),
        words=dict(Counter(f"{o.how}: {o.name}: {o.words}" for o in requests if o.words)),
        **_times(requests),
    )


def _kind(run: Run, name: str) -> Result:
    requests = [one for one in _within(run) if one.name == name]
    parts = {
        "program": round(fmean(one.program_ms for one in requests), 2),
        "database": round(fmean(one.database_ms for one in requests), 2),
    }
    return Result(
        subject=run.subject,
        case=name,
        size=run.size,
        cpu_ms=round(sum(parts.values()), 1),
        queries=None,
        peak_mb=None,
        commit=run.commit,
        at=run.at,
        parts_ms=parts,
        **_times(requests),
    )


def _times(requests: Sequence[Request]) -> dict[str, float]:
    waited = [(one.ended - one.due) * 1000 for one in requests]
    answered = [(one.ended - one.began) * 1000 for one in requests]
    how = Counter(one.how for one in requests)
    return {
        "p50_ms": round(percentile(waited, 50), 1),
        "p95_ms": round(percentile(waited, 95), 1),
        "p95_answer_ms": round(percentile(answered, 95), 1),
        "n": len(requests),
        "errors": how["error"],
        "refused": how["refused"],
    }


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the smallest value that so many percent do not exceed (nearest rank)."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def between(samples: Sequence[Sample], begin: float, end: float) -> dict[str, float]:
    """Return the CPU seconds of each part between two moments, which lie between looks."""
    names = ("web", "worker", "postgres", "for_worker", "others")
    return {name: _at(samples, name, end) - _at(samples, name, begin) for name in names}


def _at(samples: Sequence[Sample], name: str, moment: float) -> float:
    """Return what a part had used at a moment: evenly between the looks around it."""
    before = max((one for one in samples if one.at <= moment), default=samples[0],
                 key=lambda one: one.at)  # fmt: skip
    after = min((one for one in samples if one.at >= moment), default=samples[-1],
                key=lambda one: one.at)  # fmt: skip
    low, high = float(getattr(before, name)), float(getattr(after, name))
    if after.at <= before.at:
        return high
    return low + (high - low) * (moment - before.at) / (after.at - before.at)


def course(
    samples: Sequence[Sample], begin: float, end: float, *, every: float = 30.0
) -> list[dict[str, float]]:
    """Return CPU (percent of one core) and memory (MB) of each stretch of the run."""
    told = []
    for n in range(math.ceil((end - begin) / every)):
        low, high = begin + n * every, min(end, begin + (n + 1) * every)
        used = between(samples, low, high)
        last = max((o for o in samples if o.at <= high), default=samples[0],
                   key=lambda o: o.at)  # fmt: skip
        told.append(
            {"second": round(high - begin)}
            | {name: round(each * 100 / (high - low)) for name, each in used.items()}
            | {f"{name}_mb": round(each) for name, each in last.megabytes.items()}
        )
    return told


def judged(results: Sequence[Result]) -> list[str]:
    """Return what is not as promised; of others' desks nothing is."""
    whole = next(
        (one for one in results if one.subject == "firsthand" and one.case == "all"), None
    )
    if whole is None or whole.n == 0:
        return ["Nothing was measured."]
    problems = []
    if whole.cpu_ms is None or whole.cpu_ms > MOST_CPU_MS:
        problems.append(f"A request takes {whole.cpu_ms} CPU ms, more than {MOST_CPU_MS}.")
    if whole.p95_ms > MOST_P95_MS:
        problems.append(f"p95 is {whole.p95_ms} ms, more than {MOST_P95_MS}.")
    problems += _slow_refunds(results)
    if whole.errors:
        problems.append(f"{whole.errors} requests failed.")
    if whole.refused > whole.n * MOST_REFUSED:
        problems.append(f"{whole.refused} of {whole.n} requests were refused.")
    if whole.per_s < whole.planned_per_s * LEAST_OF_PLAN:
        problems.append(
            f"{whole.per_s} requests a second, planned were {whole.planned_per_s}."
        )
    return problems


def _slow_refunds(results: Sequence[Result]) -> list[str]:
    return [
        f"p95 from the click until a refund is accepted is {one.p95_ms} ms, more than "
        f"{MOST_REFUND_P95_MS}."
        for one in results
        if (one.subject, one.case) == ("firsthand", "refund")
        and one.p95_ms > MOST_REFUND_P95_MS
    ]


def table(results: Sequence[Result]) -> str:
    """Return the figures as text: each desk, its kinds of request, its course."""
    lines = []
    for one in results:
        if one.case == "all":
            lines += ["", *_headline(one)]
            lines.append(
                f"{'':22} {'n':>6} {'CPU ms':>7} {'program':>8} {'database':>9} "
                f"{'p50':>6} {'p95':>6} {'refused':>8} {'errors':>7}"
            )
        lines.append(_line(one))
    return "\n".join(lines)


def _line(one: Result) -> str:
    """Return a kind of request; of all together the program is the whole web server."""
    parts = one.parts_ms
    program = parts.get("program", parts.get("web", 0.0))
    database = parts.get("database", parts.get("postgres", 0.0))
    return (
        f"{one.case:22} {one.n:6} {one.cpu_ms or 0.0:7.1f} {program:8.1f} {database:9.1f} "
        f"{one.p50_ms:6.0f} {one.p95_ms:6.0f} {one.refused:8} {one.errors:7}"
    )


def _headline(one: Result) -> list[str]:
    lines = [
        f"{one.subject}, {one.size:,} tickets, {one.agents} agents, {one.minutes:g} "
        f"minutes: {one.cpu_ms} CPU ms a request, p95 {one.p95_ms:.0f} ms "
        f"({one.p95_answer_ms:.0f} from sending), {one.errors} errors, "
        f"{one.refused} refused, {one.per_s} requests a second "
        f"(planned {one.planned_per_s}), {one.peak_mb:.0f} MB",
        "  CPU ms a request: "
        + ", ".join(f"{name} {each:g}" for name, each in one.parts_ms.items()),
        "  second: CPU % of one core (web, worker, PostgreSQL, of it for the worker, "
        "others), MB",
    ]
    for each in one.course:
        memory = [f"{value:g}" for name, value in each.items() if name.endswith("_mb")]
        lines.append(
            f"  {each['second']:6g}: {each['web']:3g} {each['worker']:3g} "
            f"{each['postgres']:3g} {each['for_worker']:3g} {each['others']:3g}   "
            + " + ".join(memory)
        )
    return lines + [f"  {count} x {words}" for words, count in one.words.items()]
