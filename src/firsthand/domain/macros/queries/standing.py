"""How versions fare, each held against what its reasons usually come to; and trials."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Avg, Count

from firsthand.domain.macros.models import MacroTrial, MacroUse, MacroVersion
from firsthand.domain.macros.rules import standing as rules
from firsthand.domain.macros.rules import trials
from firsthand.domain.macros.rules.standing import Advice, Held, Why
from firsthand.domain.metrics import queries as metrics

if TYPE_CHECKING:
    from firsthand.domain.metrics.queries import Figure
    from firsthand.foundation.scoping import SeesStores

DAYS = 90
_FCR, _HARM, _TIME = "fcr.macro_7d", "fcr.harm_30d", "work.handling_time"
_UTC = ZoneInfo("UTC")
_Cells = dict[str, dict[str, rules.Counts]]  # By version, then reason.


@dataclass(frozen=True)
class Fares:
    """How one version fares in the stores somebody sees.

    Attributes:
        sent: how many answers left in the last `DAYS` days that were made from it.
        edited_share: how much of them was changed, on average; None: none left.
        seconds: handling time per contact of the tickets that began with it; None: none.
        fcr, harm: of issues first answered with it, of the last `DAYS` days whose outcome
            is certain.
    """

    sent: int = 0
    edited_share: float | None = None
    seconds: float | None = None
    fcr: Held = field(default_factory=Held)
    harm: Held = field(default_factory=Held)
    advice: Advice = Advice.TOO_FEW
    why: Why = Why.NOTHING


def fares_of(
    versions: Iterable[MacroVersion], person: SeesStores, *, at: datetime
) -> dict[int, Fares]:
    """Return how each of these versions fares, by its id."""
    sent = _sent(person, at)
    fcr, harm = (_held(key, person, at) for key in (_FCR, _HARM))
    seconds = _seconds(person, at)
    found = {}
    for version in versions:
        times, edited_share = sent.get(version.pk, (0, None))
        name, since = str(version.pk), version.published_at
        solved, harmed = fcr.get(name, Held()), harm.get(name, Held())
        said, why = rules.advice(
            fcr=solved,
            harm=harmed,
            edited_share=edited_share,
            sent=times,
            is_aged=since is not None and since <= at - timedelta(days=DAYS),
        )
        found[version.pk] = Fares(
            times, edited_share, seconds.get(name), solved, harmed, said, why
        )
    return found


def _sent(person: SeesStores, at: datetime) -> dict[int, tuple[int, float | None]]:
    counted = (
        MacroUse.objects.all()
        .visible_to(person)
        .filter(sent_at__gte=at - timedelta(days=DAYS), sent_at__lt=at)
        .values("version")
        .annotate(sent=Count("pk"), edited=Avg("edited_share"))
    )
    return {row["version"]: (row["sent"], row["edited"]) for row in counted}


def _held(key: str, person: SeesStores, at: datetime) -> dict[str, Held]:
    """Return the share of each version beside that of its reasons, by its id as text."""
    # Failures are known sooner than successes: only issues old enough are counted at all.
    until = at - metrics.catalogue()[key].ripe_after
    since = until - timedelta(days=DAYS)
    figures = _asked(key, person, (since, until), at, "macro", "reason3")
    cells: _Cells = {}
    by_reason: dict[str, rules.Counts] = {}
    for each in figures:
        reason, counts = each.group["reason3"], (each.hits, each.hits + each.misses)
        cells.setdefault(each.group["macro"], {})[reason] = counts
        hits, n = by_reason.get(reason, (0, 0))
        by_reason[reason] = (hits + counts[0], n + counts[1])
    reference = rules.references(by_reason)
    return {version: rules.held(found, reference) for version, found in cells.items()}


def _seconds(person: SeesStores, at: datetime) -> dict[str, float]:
    figures = _asked(_TIME, person, (at - timedelta(days=DAYS), at), at, "macro")
    return {
        each.group["macro"]: each.numerator / each.denominator
        for each in figures
        if each.numerator is not None and each.denominator
    }


def _asked(
    key: str,
    person: SeesStores,
    period: tuple[datetime, datetime],
    at: datetime,
    *by: metrics.Dimension,
) -> Sequence[Figure]:
    try:
        return metrics.figures(
            metrics.catalogue()[key],
            person=person,
            since=period[0],
            until=period[1],
            as_of=at,
            tz=_UTC,
            by=by,
            details=False,
        )
    except metrics.FactsOutdated:
        return []  # They are being made anew; the page says nothing rather than the old.


@dataclass(frozen=True)
class TrialResult:
    """A trial as it stands.

    Attributes:
        ripe_at: when its outcomes are certain, and the answer is given.
    """

    trial: MacroTrial
    control: trials.Arm
    challenger: trials.Arm
    ripe_at: datetime
    evaluation: trials.Evaluation


def trial_result(trial: MacroTrial, person: SeesStores, *, at: datetime) -> TrialResult:
    """Return what became of both versions' issues, opened from its start to its end.

    Args:
        trial: with its versions.
        person: whose stores are counted.
        at: what happened later has not happened yet (UTC).
    """
    ends_at = trial.ended_at or datetime.combine(trial.ends_on, time(), tzinfo=UTC)
    ripe_at = ends_at + metrics.catalogue()[_FCR].ripe_after
    until = min(ends_at, at)
    solved, harmed = (
        {
            each.group["macro"]: each
            for each in _asked(key, person, (trial.started_at, until), at, "macro")
        }
        for key in (_FCR, _HARM)
    )
    control, challenger = (
        _arm(solved.get(str(version_id)), harmed.get(str(version_id)))
        for version_id in (trial.control_id, trial.challenger_id)
    )
    evaluation = trials.evaluated(
        control,
        challenger,
        share=trial.share,
        guard_points=trial.guard_points,
        is_over=at >= ripe_at,
    )
    return TrialResult(trial, control, challenger, ripe_at, evaluation)


def _arm(fcr: Figure | None, harm: Figure | None) -> trials.Arm:
    solved, settled = (fcr.hits, fcr.hits + fcr.misses) if fcr else (0, 0)
    issues = harm.hits + harm.misses + harm.provisional + harm.open if harm else 0
    return trials.Arm(issues, solved, settled, harm.hits if harm else 0)
