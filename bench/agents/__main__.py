"""`make bench ONLY=agents`: a hundred agents on a desk of a million tickets.

Fills a database, starts everything as `make run` does, and has simulated agents work as
`plan` draws it: an open model, in which a slow answer never makes the load lighter. After
that django-helpdesk, installed from its wheel, has the same agents do what it can do, at
two sizes. Writes bench/results/agents.json; status 1 if ours is not as promised.

BENCH_TICKETS, BENCH_AGENTS_COUNT and BENCH_MINUTES make it smaller; then nothing is kept.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import psycopg

from bench import generate
from bench.agents import aside, judge, peer, plan
from bench.agents.judge import Result, Run
from bench.agents.watch import Watch, postmaster_in, with_children
from bench.pages import ROOT, _commit, _free_port, _make_sums

if TYPE_CHECKING:
    from firsthand.domain.people.models import Team

TICKETS = int(os.environ.get("BENCH_TICKETS") or 1_000_000)
AGENTS = int(os.environ.get("BENCH_AGENTS_COUNT") or 100)
MINUTES = float(os.environ.get("BENCH_MINUTES") or 10)
# A smaller run is to try things out: it is printed and judged, and not kept.
IS_WHOLE = TICKETS >= 1_000_000 and AGENTS >= 100 and MINUTES >= 10
LEADS = 5  # Of a hundred.
# Less only where ours is less: then everything is but tried out.
PEER_SIZES = tuple(min(size, size * TICKETS // 20_000) for size in (20_000, 200_000))
PEER_MINUTES = min(MINUTES, 3.0)
# As desks pin them.
VIEWS = {
    "German": [["state", "is", "open"], ["language", "is", "de"]],
    "Quiet for three days": [["state", "is", "open"], ["last-message", "older", "3d"]],
    "With nobody": [["state", "is", "open"], ["assignee", "is", "nobody"]],
}
SEED = 4
CSRF = "x" * 32


def main() -> int:
    """Measure, write, print, judge."""
    folder = Path(tempfile.mkdtemp(prefix="fhb"))
    folder.chmod(0o711)
    port = _free_port()
    os.environ.update(
        FIRSTHAND_DATA_DIR=str(folder / "d"),
        FIRSTHAND_PORT=str(port),
        FIRSTHAND_DEMO="1",  # As `make run`: no one-time codes, and mail goes nowhere.
        DJANGO_SETTINGS_MODULE="bench.agents.settings",
        PYTHONPATH=os.pathsep.join([str(ROOT), str(ROOT / "src")]),
    )
    os.environ.pop("DATABASE_URL", None)
    try:
        results = _measured(folder, port)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    # The headlines once more, together.
    print(judge.table([one for one in results if one.case == "all"]))
    problems = judge.judged(results)
    print("\n".join(problems) or "Everything keeps within its limits.")
    return 1 if problems else 0


def _measured(folder: Path, port: int) -> list[Result]:
    # Before anything that takes time: what cannot be had here stops it at once.
    locust = aside.environment_for(folder, "locust")
    helpdesk = aside.environment_for(folder, peer.NAME)
    load = _filled(port)
    results = _ours(folder, locust, load)
    # Kept at once: what others cannot do must not cost what was measured of ours.
    _keep(results)
    try:
        for more in _theirs(folder, locust, helpdesk):
            results += more
            _keep(results)
    except (OSError, subprocess.SubprocessError, psycopg.Error, AssertionError) as why:
        _say(f"{peer.NAME} could not be measured: {why}")
    return results


def _keep(results: Sequence[Result]) -> None:
    if IS_WHOLE:
        told = json.dumps([asdict(one) for one in results], indent=1, ensure_ascii=False)
        (ROOT / "bench" / "results" / "agents.json").write_text(told + "\n")


# -- ours


def _filled(port: int) -> aside.Load:
    """Make people, stores and tickets; return who will work on them."""
    from django.urls import reverse

    from firsthand.cli import database

    began = time.monotonic()
    with database.running() as found:
        subprocess.run([sys.executable, "-m", "firsthand.cli", "db", "migrate"], check=True)
        agents, resolutions = _people()
        with found.owner.connect(autocommit=True) as connection:
            working = AGENTS - _leads()
            generate.add_tickets(connection, first=1, last=TICKETS, people=working)
            _say(f"{TICKETS} tickets made in {time.monotonic() - began:.0f} s.")
            _make_sums()
            connection.execute("vacuum analyze")
    _say(f"Everything made in {time.monotonic() - began:.0f} s.")
    return aside.Load(
        desk="firsthand",
        port=port,
        agents=agents,
        tickets=TICKETS,
        seconds=MINUTES * 60,
        warm_up=_warm_up(MINUTES),
        seed=SEED,
        more={"resolutions": resolutions, "at_desk": reverse("at_desk")},
    )


def _people() -> tuple[list[dict[str, object]], list[str]]:
    """Make stores and people; return who works here, and how tickets are resolved."""
    import django

    django.setup()
    from django.db import connections
    from django.test import Client

    from firsthand.cli.demo import loading
    from firsthand.domain.people.models import Person, Team
    from firsthand.domain.people.queries import Role
    from firsthand.domain.reasons import queries as reasons

    at = datetime.now(UTC)
    loading.set_up(at)
    loading.load_tags(at)
    teams = list(Team.objects.all())
    leads = _leads()
    known = list(Person.objects.filter(role=Role.AGENT).order_by("pk"))[: AGENTS - leads]
    for n in range(AGENTS - len(known)):
        role = Role.LEAD if n < leads else Role.AGENT
        address = f"agent{n}@demo.example"
        known.append(
            Person.objects.create(email=address, name=address, role=role, created_at=at)
        )
    agents = []
    for person in known:
        person.teams.set(teams)
        client = Client()
        client.force_login(person)
        cookies = {name: one.value for name, one in client.cookies.items()}
        cookies["csrftoken"] = CSRF
        told = "; ".join(f"{name}={value}" for name, value in cookies.items())
        agents.append({"id": person.pk, "cookie": told, "csrf": CSRF})
    _pin_views(teams[0], at)
    resolutions = [one.code for one in reasons.resolutions_in_use()]
    connections.close_all()
    return agents, resolutions


def _pin_views(team: Team, at: datetime) -> None:
    """Put three views of a team into everybody's rail, whose pages then count them."""
    from firsthand.domain.tickets.models import SavedView

    for name, conditions in VIEWS.items():
        SavedView.objects.create(
            name=name, team=team, is_pinned=True, created_at=at, conditions=conditions
        )


def _leads() -> int:
    return LEADS * AGENTS // 100


def _ours(folder: Path, locust: Path, load: aside.Load) -> list[Result]:
    from firsthand.settings import database

    command = [sys.executable, "-m", "firsthand.cli", "serve"]
    with aside.serving(command, load.port) as process:
        aside.settle(10)
        watch = Watch(
            lambda: _parts(process),
            postmaster_in(str(folder)),
            lambda: database.owner().connect(autocommit=True),
        )
        return _walked(folder, locust, load, watch, "firsthand")


def _parts(process: subprocess.Popen[bytes]) -> dict[str, Sequence[psutil.Process]]:
    """Return the processes of `firsthand serve`, but for PostgreSQL, which it starts."""
    serve = psutil.Process(process.pid)
    found: dict[str, list[psutil.Process]] = {"web": [serve], "worker": []}
    for child in serve.children():
        line = child.cmdline()
        name = next((part for part in ("web", "worker") if part in line), None)
        if name is not None:
            found[name] += with_children(child)
    return found


# -- theirs


def _theirs(folder: Path, locust: Path, programs: Path) -> Iterator[list[Result]]:
    from firsthand.cli import database

    with database.running() as found:
        with found.owner.connect(autocommit=True) as connection:
            helpdesk = peer.set_up(programs, connection)
        begin = 1
        for size in PEER_SIZES:
            agents = helpdesk.fill(first=begin, last=size, agents=AGENTS)
            begin = size + 1
            load = aside.Load(
                desk=peer.NAME,
                port=_free_port(),
                agents=agents,
                tickets=size,
                seconds=PEER_MINUTES * 60,
                warm_up=_warm_up(PEER_MINUTES),
                seed=SEED,
                more={},
            )
            with helpdesk.serving(load.port) as process:
                watch = Watch(
                    lambda process=process: peer.parts(process),
                    postmaster_in(str(folder)),
                    lambda: found.owner.connect(autocommit=True),
                )
                name = f"{peer.NAME} {helpdesk.version}"
                yield _walked(folder, locust, load, watch, name)


# -- either


def _walked(
    folder: Path, locust: Path, load: aside.Load, watch: Watch, subject: str
) -> list[Result]:
    """Have the agents work while their desk is watched; return what it came to."""
    plans = [
        plan.plan(n, seconds=load.seconds, warm_up=load.warm_up, seed=load.seed)
        for n in range(len(load.agents))
    ]
    does = plan.HELPDESK if load.desk == peer.NAME else None
    planned = plan.rate(plans, begin=load.warm_up, end=load.seconds, only=does)
    with watch.going():
        begun, requests = aside.walked(locust, folder, load)
    results = judge.results_of(
        Run(
            subject=subject,
            size=load.tickets,
            requests=requests,
            samples=watch.samples,
            begin=begun + load.warm_up,
            end=begun + load.seconds,
            planned_per_s=planned,
            agents=len(load.agents),
            commit=_commit(),
            at=datetime.now(UTC).isoformat(timespec="seconds"),
        )
    )
    _say(judge.table(results))
    return results


def _say(line: str) -> None:
    print(line, flush=True)


def _warm_up(minutes: float) -> float:
    """Return the seconds that are not judged: every agent has begun by then."""
    return min(60.0, minutes * 60 / 4)


if __name__ == "__main__":
    sys.exit(main())
