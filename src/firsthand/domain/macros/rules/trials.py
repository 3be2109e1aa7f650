"""Who reads which version while two are tried, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from firsthand.foundation.statistics import chance_limits, newcombe, units_per_arm

_BUCKETS = 2**32
# Fewer on a side, and a difference of any size could be chance.
ENOUGH = 30
# A few claims more on a side of fewer are chance: there the interval alone decides.
_ENOUGH_FOR_POINTS = 100
# So often a lot that is drawn rightly may look wrong: looked at daily, it must be rare.
_LOT_IS_TRUSTED = 0.999
_WORTH_SEEING = 0.05  # A difference of five points is worth the trouble.


class Verdict(StrEnum):
    """What a trial lets say."""

    RUNNING = "running"  # Looked at before its end, chance would decide.
    TOO_FEW = "too_few"
    BETTER = "better"
    WORSE = "worse"
    NO_DIFFERENCE = "no_difference"
    HARMFUL = "harmful"  # At any time: the challenger does harm.
    SKEWED = "skewed"  # The lot did not decide alone: nothing can be said.


@dataclass(frozen=True)
class Arm:
    """What became of the issues first answered with one version.

    Attributes:
        issues: how many there are.
        solved, settled: at first contact, of those whose outcome is certain.
        harmed: so far, with a claim, a chargeback or a bad rating.
    """

    issues: int = 0
    solved: int = 0
    settled: int = 0
    harmed: int = 0


@dataclass(frozen=True)
class Difference:
    """The challenger's share less that of the control, with its 95 % interval.

    Source: R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890, method 10.
    """

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Evaluation:
    """A trial as it stands; None: nothing to hold against each other.

    Attributes:
        needed: settled issues per side, to see five points in four trials of five.
    """

    verdict: Verdict
    fcr: Difference | None
    harm: Difference | None
    needed: int | None


def is_challenged(trial_id: int, ticket_id: int, share: float) -> bool:
    """Say whether a conversation gets the challenger: by lot, and always the same.

    The hash of both numbers decides, so that neither who answers nor when has a say, and
    one conversation is on the same side in two trials only by chance.

    Args:
        trial_id: which trial.
        ticket_id: the conversation, under the number it had first.
        share: of conversations that get the challenger, 0 to 1.
    """
    drawn = sha256(f"{trial_id}:{ticket_id}".encode()).digest()[:4]
    return int.from_bytes(drawn) < share * _BUCKETS


def evaluated(
    control: Arm, challenger: Arm, *, share: float, guard_points: float, is_over: bool
) -> Evaluation:
    """Return what a trial lets say.

    The answer on first contact resolution is given once, when the trial is over: who
    looks every day finds a difference by chance alone. Harm is looked for at any time.

    Args:
        control: what became of the issues of the version in use before,
        challenger: and of those of the one that is tried.
        share: of conversations that were to get the challenger.
        guard_points: so many points more harm end a trial.
        is_over: whether its time, and that of the last outcomes, is up.
    """
    fcr = _difference(
        (control.solved, control.settled), (challenger.solved, challenger.settled)
    )
    harm = _difference(
        (control.harmed, control.issues), (challenger.harmed, challenger.issues)
    )
    is_enough = min(control.issues, challenger.issues) >= _ENOUGH_FOR_POINTS
    if harm and (
        harm.low > 0 or (is_enough and round(100 * harm.value, 6) >= guard_points)
    ):
        verdict = Verdict.HARMFUL
    elif _is_skewed(control.issues, challenger.issues, share):
        verdict = Verdict.SKEWED
    elif not is_over:
        verdict = Verdict.RUNNING
    else:
        verdict = _answer(fcr, min(control.settled, challenger.settled))
    return Evaluation(verdict, fcr, harm, _needed(control))


def _answer(fcr: Difference | None, fewest: int) -> Verdict:
    if fcr is None or fewest < ENOUGH:
        return Verdict.TOO_FEW
    if fcr.low > 0:
        return Verdict.BETTER
    return Verdict.WORSE if fcr.high < 0 else Verdict.NO_DIFFERENCE


def _difference(control: tuple[int, int], challenger: tuple[int, int]) -> Difference | None:
    if not control[1] or not challenger[1]:
        return None
    low, high = newcombe(*challenger, *control)
    value = challenger[0] / challenger[1] - control[0] / control[1]
    return Difference(value, low, high)


def _is_skewed(control: int, challenger: int, share: float) -> bool:
    """Say whether the sides are of sizes the lot would hardly give.

    Then something else decides who gets which: agents who take one of them less often.
    Source: A. Fabijan et al., "Diagnosing Sample Ratio Mismatch", KDD 2019.
    """
    n = control + challenger
    if n < ENOUGH:
        return False
    low, high = chance_limits(n, share, _LOT_IS_TRUSTED)
    return not low <= challenger <= high


def _needed(control: Arm) -> int | None:
    if control.settled < ENOUGH:
        return None
    now = control.solved / control.settled
    hoped = now + _WORTH_SEEING if now <= 1 - 2 * _WORTH_SEEING else now - _WORTH_SEEING
    return units_per_arm(now, hoped)
