"""`make day`: a day of a seller with twenty stores, at the fake of Amazon, much faster.

The fake sells in three regions and keeps the published rates; a worker of ours reads what
is due, in the fake's time. Half way through the worker is killed where it stands, and
started again. In the end, all that is true at the fake has to be here, once: orders as they
are, refunds, returns, claims, feedback. Status 1 where anything is missing or double, a
rate was exceeded, or the worker grew.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

import psutil
from bench.mails import throwaway_database

SELLERS = {
    "na": ("US", "CA", "MX", "BR"),
    "eu": ("UK", "DE", "FR", "IT", "ES", "NL", "SE", "PL", "BE", "IE", "TR", "AE", "SA"),
    "fe": ("JP", "AU", "SG"),
}
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
# A worker that has read everything once may grow by so much.
MOST_GROWTH_MB = 25.0


@dataclass
class Day:
    """One trial under way.

    Attributes:
        ages: how old what is known was, by flow and store, in minutes, each time we looked.
        megabytes: what the worker took, with the fake's time.
    """

    fake: Any
    sellers: Any
    speed: float
    began: datetime
    at: float
    ages: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    megabytes: list[tuple[datetime, float]] = field(default_factory=list)
    worker: subprocess.Popen[bytes] | None = None

    @property
    def now(self) -> datetime:
        return self.fake.time.now()

    def start_worker(self) -> None:
        from django.db import connection

        named = ("HOST", "USER", "PASSWORD", "NAME")
        database = {name: connection.settings_dict[name] for name in named}
        told = {
            "began": self.began.isoformat(),
            "at": self.at,
            "speed": self.speed,
            "database": database,
        }
        self.worker = subprocess.Popen(
            [sys.executable, "-m", "tests.day.worker"],
            env=os.environ | {"DAY": json.dumps(told)},
        )

    def kill_worker(self) -> None:
        assert self.worker is not None
        self.worker.send_signal(signal.SIGKILL)
        self.worker.wait()

    def look(self) -> None:
        """Note how old what is known is, and how much the worker takes."""
        from firsthand.domain.accounts import queries

        now = self.now
        for account in queries.accounts():
            codes = [place.code for place in queries.marketplaces_of(account)]
            for flow in queries.flows_of(account):
                if flow.complete_until is None or flow.name in {"back_fill", "gaps"}:
                    continue
                age = (now - flow.complete_until) / MINUTE
                for code in [flow.part] if flow.part else codes:
                    self.ages.setdefault((flow.name, code), []).append(age)
        assert self.worker is not None
        taken = psutil.Process(self.worker.pid).memory_info().rss / 1e6
        self.megabytes.append((now, taken))


def main(arguments: Sequence[str] | None = None) -> int:
    """Live through the day; print what it came to."""
    args = _parser().parse_args(arguments)
    with throwaway_database():
        day = _begun(args)
        try:
            _live(day, hours=args.hours)
            ended = day.now
            _read_all(day, ended)
        finally:
            day.kill_worker()
            day.fake.stop()
        wrong = _judged(day, ended)
    print("\n".join(wrong) or "nothing is missing, nothing is double")
    return 1 if wrong else 0


def _begun(args: argparse.Namespace) -> Day:
    from firsthand.connectors.amazon.fake import tokens
    from firsthand.connectors.amazon.fake.lives import Sellers
    from firsthand.connectors.amazon.fake.running import FakeAmazon, Terms
    from firsthand.domain.accounts import commands
    from firsthand.domain.accounts.queries import Region
    from firsthand.domain.stores import commands as stores

    now = datetime.now(UTC)
    sellers = Sellers(SELLERS, a_day=args.a_day, began_on=now.date(), seed=args.seed)
    fake = FakeAmazon(Terms(sellers=sellers, speed=args.speed, seed=args.seed))
    fake.start()
    day = Day(fake, sellers, args.speed, fake.time.now(), time.time())
    for name, codes in SELLERS.items():
        opened = [
            stores.open_amazon_store(
                name=f"Lumo {code}", marketplace=code, by=None, at=day.began
            )
            for code in codes
        ]
        account = commands.add_account(
            name=name,
            region=Region(name),
            client_id=tokens.CLIENT_ID,
            credentials=commands.Secrets(
                tokens.CLIENT_SECRET, f"{tokens.REFRESH_TOKEN}{name}"
            ),
            address=fake.address,
            by=None,
            at=day.began,
        )
        commands.serve_stores(
            account_id=account.pk,
            store_ids=[store.pk for store in opened],
            by=None,
            at=day.began,
        )
    day.start_worker()
    return day


def _live(day: Day, *, hours: float) -> None:
    until, killed_at = day.began + hours * HOUR, day.began + hours / 2 * HOUR
    is_killed = False
    while day.now < until:
        time.sleep(10 * MINUTE.total_seconds() / day.speed)
        day.look()
        if not is_killed and day.now >= killed_at:
            is_killed = True
            day.kill_worker()
            print(f"{day.now:%H:%M} killed, and started again", flush=True)
            day.start_worker()


def _read_all(day: Day, ended: datetime) -> None:
    """Have everything read once more, as "Read now" on the page does, and wait for it."""
    from firsthand.domain.accounts import commands, queries
    from firsthand.domain.accounts.models import Flow

    while day.now < ended + 4 * MINUTE:
        time.sleep(0.1)
    for account in queries.accounts():
        commands.hurry_flows(account_id=account.pk, at=day.now)
    given_up = day.now + 8 * HOUR
    behind = Flow.objects.exclude(name__in=("back_fill", "parcels"))
    while day.now < given_up:
        if not behind.filter(complete_until__lt=ended).exists():
            print(f"all was read {(day.now - ended) / MINUTE:.0f} minutes after the end")
            return
        time.sleep(1)


def _judged(day: Day, ended: datetime) -> list[str]:
    """Print what it came to; return what is wrong."""
    wrong = _compared(day, ended)
    _print_freshness(day)
    wrong += _print_calls(day)
    wrong += _print_memory(day)
    return wrong + _troubles()


def _compared(day: Day, ended: datetime) -> list[str]:
    from django.db.models import Count

    from firsthand.domain.orders.models import (
        Order,
        OrderReturn,
        RefundPosting,
        Setback,
    )

    truth = _truth(day, ended)
    about = {
        "orders": Order.objects.all().values_list("number"),
        "refunds": RefundPosting.objects.values_list("order__number"),
        "returns": OrderReturn.objects.values_list("order__number"),
        "claims": Setback.objects.filter(kind="claim").values_list("order__number"),
        "feedback": Setback.objects.filter(kind="feedback").values_list("order__number"),
    }
    wrong = []
    print(f"\n{'':10}{'true':>8}{'here':>8}{'missing':>9}{'double':>8}")
    for kind, rows in about.items():
        here = dict(rows.annotate(times=Count("pk")))
        missing = truth[kind].keys() - here.keys()
        double = [number for number, times in here.items() if times > 1]
        print(f"{kind:10}{len(truth[kind]):8}{len(here):8}{len(missing):9}{len(double):8}")
        if missing or double:
            some = sorted([*missing, *double])[:3]
            wrong.append(f"{kind}: {len(missing)} missing, {len(double)} double: {some}")
    known = dict(Order.objects.values_list("number", "updated_at"))
    stale = [
        number
        for number, at in truth["orders"].items()
        if number in known and known[number] < datetime.fromisoformat(at)
    ]
    print(f"orders known as they were before: {len(stale)}")
    return [*wrong, *([f"stale: {stale[:3]}"] if stale else [])]


def _truth(day: Day, ended: datetime) -> dict[str, dict[str, str]]:
    """Return what is true by the end; of orders, as far back as the back-fill has come."""
    from firsthand.domain.accounts.models import Flow

    truth: dict[str, dict[str, str]] = {}
    for name in SELLERS:
        flow = Flow.objects.get(account__name=name, name="back_fill")
        down_to = datetime.fromisoformat(flow.cursor["down_to"])
        days = (day.began - down_to).days
        print(f"{name}: orders of {days} days before the beginning have been read")
        placed = {
            life.number
            for life in day.sellers.lives(name, ended)
            if life.placed_at >= down_to
        }
        for kind, told in day.fake.trading.truth(name, ended).items():
            known = told if kind != "orders" else {n: told[n] for n in told if n in placed}
            truth.setdefault(kind, {}).update(known)
    return truth


def _print_freshness(day: Day) -> None:
    """Print how old what is known of each store was, the median and the most."""
    names = sorted({name for name, _ in day.ages})
    print("\nminutes behind, median and most, since everything had been read once")
    print(f"{'':6}" + "".join(f"{name:>18}" for name in names))
    for codes in SELLERS.values():
        for code in codes:
            cells = [_cell(day.ages.get((name, code), [])) for name in names]
            print(f"{code:6}" + "".join(f"{cell:>18}" for cell in cells))


def _cell(ages: Sequence[float]) -> str:
    return f"{median(ages):.0f} / {max(ages):.0f}" if ages else "never"


def _print_calls(day: Day) -> list[str]:
    made: Counter[str] = Counter(call.operation for call in day.fake.desk.calls)
    refused: Mapping[Any, int] = day.fake.throttling.refusals
    print("\ncalls: " + ", ".join(f"{name} {times}" for name, times in made.most_common()))
    print(f"refused for a rate: {sum(refused.values())}")
    return [f"rates exceeded: {dict(refused)}"] if refused else []


def _print_memory(day: Day) -> list[str]:
    """Print what the worker took; it may not grow once it has read everything."""
    by_hour: dict[int, float] = {}
    for at, megabytes in day.megabytes:
        by_hour[int((at - day.began) / HOUR)] = megabytes
    told = ", ".join(f"{hour}:00 {megabytes:.0f}" for hour, megabytes in by_hour.items())
    print(f"\nmegabytes of the worker by hour: {told}")
    halves = [
        [megabytes for hour, megabytes in by_hour.items() if hour in hours]
        for hours in (range(3, 12), range(15, 25))
    ]
    return [
        f"the worker grew from {half[0]:.0f} to {half[-1]:.0f} MB"
        for half in halves
        if half and half[-1] - half[0] > MOST_GROWTH_MB
    ]


def _troubles() -> list[str]:
    from firsthand.domain.accounts.models import Flow

    for flow in Flow.objects.exclude(problem_kind=""):
        print(f"{flow.account}: {flow} {flow.problem_kind} {flow.problem_facts}")
    return [
        f"{flow} is in trouble: {flow.problem_kind}"
        for flow in Flow.objects.exclude(problem_kind="")
    ]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make day", description=__doc__)
    option = parser.add_argument
    option("--hours", type=float, default=24.0)
    option("--speed", type=float, default=60.0, help="times as fast as ours")
    option("--a-day", type=int, default=60, help="orders a day of each store")
    option("--seed", type=int, default=1)
    return parser


if __name__ == "__main__":
    sys.exit(main())
