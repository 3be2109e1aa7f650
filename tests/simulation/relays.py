"""Simulated stores: how their buyers write, and when their mail stops."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np

from firsthand.domain.mail import rules

START = datetime(2026, 1, 5, tzinfo=UTC)  # A Monday.
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LEARNT_DAYS, WATCHED_DAYS = 56, 60
STEP = HOUR / 4
Span = tuple[datetime, datetime]


@dataclass
class Store:
    """One store, what reached it, and the stretches in which nothing did.

    Attributes:
        a_day: messages of buyers a day on average, at the beginning.
        messages: when those came in that did.
        gaps: when mail stopped; `is_path` says whether nothing at all came through, or
            only the marketplace sent nothing on.
        lost: how many messages of buyers fell into each.
    """

    a_day: float
    messages: list[datetime]
    gaps: list[tuple[Span, bool]]
    lost: list[int]
    rng: np.random.Generator

    def is_cut_off(self, at: datetime) -> bool:
        return any(begin <= at < end for (begin, end), is_path in self.gaps if is_path)


def stores(count: int = 50, *, seed: int = 7) -> list[Store]:
    """Return stores from a message every three days to four hundred a day.

    Nights and weekends differ by store, whole days are busier or quieter by chance, and
    business grows or shrinks by a third over the time.
    """
    rng = np.random.default_rng(seed)
    return [_store(0.3 * (400 / 0.3) ** (n / (count - 1)), rng) for n in range(count)]


def _store(a_day: float, rng: np.random.Generator) -> Store:
    days = LEARNT_DAYS + WATCHED_DAYS
    peak, depth = rng.uniform(0, 24), rng.uniform(0.3, 0.9)
    weekend, trend = rng.uniform(0.4, 1.3), rng.uniform(-0.33, 0.33)
    evenness = rng.choice([8.0, 30.0, 200.0])
    hours = np.arange(days * 24)
    sizes = np.repeat(rng.gamma(evenness, 1 / evenness, days), 24) * a_day / 24
    sizes *= 1 + trend * hours / len(hours)
    sizes *= np.where(hours // 24 % 7 > 4, weekend, 1.0)
    sizes *= 1 + depth * np.cos((hours % 24 - peak) / 24 * 2 * math.pi)
    found = np.repeat(hours, rng.poisson(sizes))
    moments = np.sort(found + rng.random(len(found)))
    messages = [START + float(hour) * HOUR for hour in moments]
    gaps = _gaps(rng)
    kept = [at for at in messages if not any(begin <= at < end for (begin, end), _ in gaps)]
    return Store(a_day, kept, gaps, [_within(messages, gap) for gap, _ in gaps], rng)


def _within(messages: list[datetime], gap: Span) -> int:
    return bisect_left(messages, gap[1]) - bisect_left(messages, gap[0])


def _gaps(rng: np.random.Generator) -> list[tuple[Span, bool]]:
    """Return a gap each fortnight of six hours to two days, of both kinds in turn."""
    found = []
    for n in range(WATCHED_DAYS // 15):
        begin = START + (LEARNT_DAYS + 15 * n + rng.uniform(1, 11)) * DAY
        length = rng.choice([6, 7, 9, 12, 24, 48]) * HOUR
        found.append(((begin, begin + length), n % 2 == 0))
    return found


def rhythm_alarms(store: Store) -> list[Span]:
    """Return when the silence of buyers alarms, its rhythm learnt anew each week."""
    hours = Counter(at.replace(minute=0, second=0, microsecond=0) for at in store.messages)
    alarms = []
    rhythm, learnt_at = None, START
    begin = START + LEARNT_DAYS * DAY
    for last, following in pairwise(store.messages):
        if following < begin:
            continue
        if rhythm is None or last - learnt_at > 7 * DAY:
            rhythm, learnt_at = rules.learn(hours, now=last), last
        if rhythm is not None:
            alarm = rhythm.silent_from(last, within=following - last)
            if alarm is not None:
                alarms.append((alarm, following))
    return alarms


def path_alarms(store: Store) -> list[Span]:
    """Return when the mails of our own alarm: one in two hundred is hours on its way."""
    alarms: list[Span] = []
    at, end = START + LEARNT_DAYS * DAY, START + (LEARNT_DAYS + WATCHED_DAYS) * DAY
    arrivals = iter([*store.messages, end + DAY])
    upcoming = next(arrivals)
    on_their_way: list[tuple[datetime, datetime]] = []  # (sent, comes in)
    last, last_probe, raised = at, None, None
    while at < end:
        if not on_their_way and upcoming - last < rules.PROBE_AFTER:
            at = max(at, at + (upcoming - at) // STEP * STEP)  # Nothing happens before.
        while upcoming <= at:
            last, upcoming = max(last, upcoming), next(arrivals)
        come = [one for one in on_their_way if one[1] <= at]
        last = max([last, *(arrival for _sent, arrival in come)])
        on_their_way = [one for one in on_their_way if one[1] > at]
        probes = [sent for sent, _arrival in on_their_way]
        if rules.is_path_silent(last_mail_at=last, probes=probes, now=at):
            raised = raised or at
        elif raised is not None:
            alarms.append((raised, at))
            raised = None
        if rules.shall_probe(last_mail_at=last, last_probe_at=last_probe, now=at):
            last_probe = at
            on_their_way.append((at, _arrival(store, at, end)))
        at += STEP
    return alarms if raised is None else [*alarms, (raised, end)]


def _arrival(store: Store, sent: datetime, never: datetime) -> datetime:
    hours = store.rng.uniform(0.02, 0.1)
    if store.rng.random() < 0.005:
        hours = store.rng.uniform(1, 4)
    arrival = sent + hours * HOUR
    return never + DAY if store.is_cut_off(sent) or store.is_cut_off(arrival) else arrival
