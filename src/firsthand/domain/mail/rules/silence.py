"""Whether a mailbox is silent beyond its own rhythm.

Two questions, for neither answers the other's. Does mail still reach us? A mail of our own
to the mailbox tells, however few buyers write. Do the marketplace's buyers still reach the
mailbox? Only their silence tells, held against how many should have written since.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import accumulate, pairwise

HOUR = timedelta(hours=1)
# Silence of any mail after which one of our own is sent, and how often while it lasts.
PROBE_AFTER, PROBE_EVERY = timedelta(hours=2), timedelta(hours=1)
# A mailbox is cut off when the first of at least two is on its way for so long: found four
# hours after the last mail at the latest, and one that is slow alarms nobody.
PROBES_LOST_AFTER, _PROBES = timedelta(hours=2), 2

# How many alarms without a cause a store may have in a month; the promise is one, and the
# rhythm is only an estimate.
FALSE_ALARMS_A_MONTH = 0.1
_LEARNT_FROM = timedelta(weeks=8)
_HALF_LIFE = timedelta(weeks=3)
_LEAST_WEEKS, _LEAST_MESSAGES = 2.0, 10
_LEAST_RUN, _LEAST_PAIRS = 3, 10
_MONTH_HOURS = 30 * 24
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # A Thursday.


@dataclass(frozen=True)
class Rhythm:
    """How many messages are expected in each hour of the week, and how even they come.

    Attributes:
        hourly: messages an hour, by hour of the week (UTC), Monday 00:00 first.
        evenness: the shape k of a gamma distribution by which whole days are busier or
            quieter than usual; the larger, the more alike they are.
    """

    hourly: tuple[float, ...]
    evenness: float

    @property
    def a_month(self) -> float:
        """Return how many messages come in thirty days."""
        return self._sums[-1] / 168 * _MONTH_HOURS

    def expected(self, start: datetime, end: datetime) -> float:
        """Return how many messages should come between two moments."""
        return self._until(_hours(end)) - self._until(_hours(start))

    def _until(self, hours: float) -> float:
        """Return how many messages come in so many hours from a Monday 00:00 on."""
        weeks, rest = divmod(hours, 168)
        whole = int(rest)
        part = (rest - whole) * self.hourly[whole]
        return weeks * self._sums[-1] + self._sums[whole] + part

    @cached_property
    def _sums(self) -> tuple[float, ...]:
        return tuple(accumulate(self.hourly, initial=0.0))

    def chance_of_silence(self, start: datetime, end: datetime) -> float:
        """Return how likely it is that nobody writes between two moments.

        Poisson, with days of a different size: (1 + m/k)^-k for m expected messages.
        Source: the zero term of the negative binomial distribution.
        """
        expected = self.expected(start, end)
        chance: float = (1 + expected / self.evenness) ** -self.evenness
        return chance

    def is_silent(self, last_at: datetime, now: datetime) -> bool:
        """Say whether this silence would come about less often than we may be wrong.

        Each message may be followed by such a silence, so its chance counts once for each
        message of a month.
        """
        chance = self.chance_of_silence(last_at, now)
        return self.a_month * chance < FALSE_ALARMS_A_MONTH

    def silent_from(self, last_at: datetime, *, within: timedelta) -> datetime | None:
        """Return from when on a silence would alarm, to the quarter of an hour."""
        quarters = range(int(within / HOUR * 4) + 1)
        first = bisect_left(
            quarters, True, key=lambda n: self.is_silent(last_at, last_at + n * HOUR / 4)
        )
        return last_at + first * HOUR / 4 if first < len(quarters) else None


def learn(counts: Mapping[datetime, int], *, now: datetime) -> Rhythm | None:
    """Return the rhythm of the last eight weeks, recent ones weighing more.

    A few messages cannot tell 168 hours apart: the hour's share is that of its weekday
    times that of its time of day, each smoothed towards its neighbours.

    Args:
        counts: messages by the hour they came in (UTC, whole hours); others had none.
        now: the end of what is known.

    Returns:
        None while there are fewer than ten messages or two weeks to learn from.
    """
    recent = {at: n for at, n in counts.items() if now - _LEARNT_FROM <= at < now and n}
    if not recent:
        return None
    begun = min(recent)
    weeks = (now - begun) / timedelta(weeks=1)
    if weeks < _LEAST_WEEKS or sum(recent.values()) < _LEAST_MESSAGES:
        return None
    weights = {at: n * _weight(at, now) for at, n in recent.items()}
    observed = _weighted_hours(begun, now)
    a_week = sum(weights.values()) / observed * 168
    by_day, by_time = [0.0] * 7, [0.0] * 24
    for at, weight in weights.items():
        by_day[at.weekday()] += weight
        by_time[at.hour] += weight
    days = _shares(by_day, prior=len(recent) / 7)
    times = _shares(_smoothed(by_time), prior=1.0)
    hourly = tuple(a_week * days[hour // 24] * times[hour % 24] for hour in range(168))
    return Rhythm(hourly, _evenness(recent, hourly, begun, now))


def is_path_silent(
    *, last_mail_at: datetime | None, probes: Iterable[datetime], now: datetime
) -> bool:
    """Say whether nothing reaches the mailbox any more, not even mail of our own.

    Args:
        last_mail_at: when anything came in last, our own mail included.
        probes: when those of our mails were sent that have not come in.
        now: the present.
    """
    lost = [at for at in probes if last_mail_at is None or at > last_mail_at]
    return len(lost) >= _PROBES and now - min(lost) >= PROBES_LOST_AFTER


def shall_probe(
    *, last_mail_at: datetime | None, last_probe_at: datetime | None, now: datetime
) -> bool:
    """Say whether to send the mailbox a mail of our own now."""
    is_quiet = last_mail_at is None or now - last_mail_at >= PROBE_AFTER
    return is_quiet and (last_probe_at is None or now - last_probe_at >= PROBE_EVERY)


def is_odd_run(troubles: Sequence[datetime], mail_hours: Sequence[datetime]) -> bool:
    """Say whether returns and claims come in while nobody writes, as they never did.

    Time is counted in returns and claims here: how often did the next one come with no
    message since the one before? By that chance a run of n of them is as rare as its n-th
    power. A fair share of doubt is added: one of each kind, unseen.

    Args:
        troubles: when returns were asked for and claims opened, in order.
        mail_hours: the hours in which buyers wrote, in order.
    """
    last = mail_hours[-1] + HOUR if mail_hours else None
    run = sum(last is None or at >= last for at in troubles)
    known = troubles[: len(troubles) - run]
    pairs = list(pairwise(known))
    if run < _LEAST_RUN or len(pairs) < _LEAST_PAIRS:
        return False
    quiet = sum(
        bisect_left(mail_hours, one - HOUR) == bisect_left(mail_hours, other)
        for one, other in pairs
    )
    chance = (quiet + 1) / (len(pairs) + 2)
    a_month = len(known) / max((known[-1] - known[0]) / timedelta(days=30), 0.1)
    return a_month * chance**run < FALSE_ALARMS_A_MONTH


def _hours(at: datetime) -> float:
    """Return hours since a Monday 00:00 (UTC)."""
    return (at - _EPOCH) / HOUR + 3 * 24


def _weight(at: datetime, now: datetime) -> float:
    return float(0.5 ** ((now - at) / _HALF_LIFE))


def _weighted_hours(begun: datetime, now: datetime) -> float:
    """Return the hours observed, each by its weight: the integral of the weights."""
    halves = (now - begun) / _HALF_LIFE
    return float((1 - 0.5**halves) * (_HALF_LIFE / HOUR) / math.log(2))


def _shares(values: Sequence[float], *, prior: float) -> list[float]:
    total = sum(values) + prior * len(values)
    return [(value + prior) / total for value in values]


def _smoothed(times: Sequence[float]) -> list[float]:
    around = len(times)
    return [
        times[n - 1] / 4 + times[n] / 2 + times[(n + 1) % around] / 4 for n in range(around)
    ]


def _evenness(
    counts: Mapping[datetime, int],
    hourly: Sequence[float],
    begun: datetime,
    now: datetime,
) -> float:
    """Return k by the method of moments, from whole days: Σm² / Σ((n - m)² - m).

    Days with nothing at all are left out: a gap is not how unevenly buyers write.
    """
    by_day: dict[int, int] = {}
    for at, n in counts.items():
        day = int(_hours(at) // 24)
        by_day[day] = by_day.get(day, 0) + n
    first, last = int(_hours(begun) // 24) + 1, int(_hours(now) // 24)
    squares = excess = 0.0
    for day, n in by_day.items():
        if first <= day < last:
            mean = sum(hourly[day % 7 * 24 : day % 7 * 24 + 24])
            squares += mean**2
            excess += (n - mean) ** 2 - mean
    return min(max(squares / excess, 2.0), 1000.0) if excess > 0 else 1000.0
