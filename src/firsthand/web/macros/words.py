"""What figures say of a macro, in words and with the mark that says the same by shape."""

from __future__ import annotations

from django.utils.translation import gettext as _

from firsthand.domain.macros.queries import Advice, TrialResult, Verdict, Why

Marked = tuple[str, str, str]  # In words, the mark, the reason in words.


def advised(advice: Advice, why: Why) -> Marked:
    """Return the advice on a version."""
    said, mark = {
        Advice.TOO_FEW: (_("too few to tell"), "open"),
        Advice.KEEP: (_("keep"), "good"),
        Advice.FIX: (_("fix"), "watch"),
        Advice.RETIRE: (_("retire"), "bad"),
    }[advice]
    return said, mark, _reason(why)


def _reason(why: Why) -> str:
    return {
        Why.NOTHING: "",
        Why.BETTER: _("resolves more than its reasons let expect"),
        Why.WORSE: _("resolves less than its reasons let expect"),
        Why.HARM: _("more claims and bad ratings than its reasons let expect"),
        Why.REWRITTEN: _("agents write much of it anew"),
        Why.UNUSED: _("nobody used it"),
    }[why]


def judged(result: TrialResult) -> Marked:
    """Return what a trial lets say."""
    new = result.trial.challenger.number
    verdict = result.evaluation.verdict
    said, mark = {
        Verdict.RUNNING: (_("still running"), "open"),
        Verdict.TOO_FEW: (_("too few to tell"), "open"),
        Verdict.BETTER: (_("version %(new)d is better") % {"new": new}, "good"),
        Verdict.WORSE: (_("version %(new)d is worse") % {"new": new}, "bad"),
        Verdict.NO_DIFFERENCE: (_("no difference shown"), "open"),
        Verdict.HARMFUL: (_("stop: version %(new)d does harm") % {"new": new}, "bad"),
        Verdict.SKEWED: (_("not a fair lot"), "bad"),
    }[verdict]
    return said, mark, _next_step(verdict)


def _next_step(verdict: Verdict) -> str:
    return {
        Verdict.RUNNING: _("Harm is watched all the time; the rest is told at the end."),
        Verdict.TOO_FEW: _("Let it run longer, or keep the one that reads better."),
        Verdict.BETTER: _("Keep it."),
        Verdict.WORSE: _("Keep the other one."),
        Verdict.NO_DIFFERENCE: _(
            "The interval covers none at all: keep the shorter one, or try a bolder change."
        ),
        Verdict.HARMFUL: _("Keep the other one, today."),
        Verdict.SKEWED: _(
            "The sides are of sizes the lot would hardly give: agents seem to take one of "
            "them less often. The figures cannot be compared."
        ),
    }[verdict]
