"""What the style guide shows: invented values, one of everything."""

from __future__ import annotations

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firsthand.foundation.charts import (
    Bar,
    Cause,
    Member,
    Moment,
    Point,
    bars,
    course,
    funnel,
    line,
    pareto,
    sparkline,
)
from firsthand.foundation.errors import Refused

RATES = (0.868, 0.872, 0.861, 0.858, 0.866, 0.874, 0.863, 0.865, 0.871, 0.817, 0.862, 0.87)
CAUSES = (221, 134, 113, 99, 87, 84, 52, 47, 39, 26, 21)
PEOPLE = (
    ("He Miao", 310, 340),
    ("Ma Rui", 163, 214),
    ("Lin Yue", 356, 410),
    ("Ben", 26, 30),
)
HOURS = (22, 24, 26, 31, 38, 44, 47, 51, 49, 41, 33, 28)


class Fields(forms.Form):
    """One field of each kind; the amount is wrong, to show how that looks."""

    order = forms.CharField(label=gettext_lazy("Order"))
    amount = forms.DecimalField(
        label=gettext_lazy("Refund (€)"),
        max_value=57,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"),
        choices=[("part", gettext_lazy("Part refund, no return"))],
    )
    truth = forms.ChoiceField(
        label=gettext_lazy("What was true"),
        widget=forms.RadioSelect,
        choices=[
            ("so", gettext_lazy("As the buyer says")),
            ("not", gettext_lazy("Not so")),
        ],
    )


def everything() -> dict[str, object]:
    """Return the words and drawings of the style guide."""
    given = {"order": "306-4471902-5580316", "amount": "64", "outcome": "part"}
    weeks = [
        Point(str(week + 1), rate, 0.838, 0.892, is_final=week < 10)
        for week, rate in enumerate(RATES)
    ]
    come = [Bar(str((15 + i) % 24), n, stands_out=n > 48) for i, n in enumerate(HOURS)]
    refusal = Refused(
        _("This is more than you may approve for this order."),
        fix=_("Ask a team lead to approve it, or propose a smaller amount."),
    )
    return {
        "form": Fields(data={**given, "truth": "so"}),
        "refusal": refusal,
        "spark": sparkline(
            [*RATES[:5], None, *RATES[6:]], label=_("Rate over twelve weeks")
        ),
        "line": line(
            weeks,
            label=_("Rate by week, with ordinary variation and target"),
            target=0.85,
            target_label=_("target 85%"),
            width=1126,
        ),
        **_figures(),
        "bars": bars(come, label=_("Mail by hour"), every=3),
    }


def _figures() -> dict[str, SafeString]:
    """Return the drawings of the pages of figures."""
    return {
        "course": _course(),
        "pareto": pareto(
            [
                Cause(lines=(str(place),), said=str(n), count=n, stands_out=place <= 5)
                for place, n in enumerate(CAUSES, start=1)
            ],
            label=_("Contacts by reason, most frequent first, with their cumulative share"),
            reached=_("the first seven bring 80%"),
        ),
        "funnel": funnel(
            [Member(name=name, hits=hits, n=n) for name, hits, n in PEOPLE],
            label=_("Rate of each person against how many it is made of"),
            across_words="n",
        ),
    }


def _course() -> SafeString:
    """Return a rolling share whose last days are not certain yet."""
    moments = [
        Moment(
            label=str(day), said=f"{rate:.1%}", value=rate, slow=0.866, band=(0.838, 0.892)
        )
        for day, rate in enumerate(RATES, start=1)
    ]
    moments += [
        Moment(label=str(13 + i), said="", extremes=(0.87 - 0.02 * i, 0.87 + 0.01 * i))
        for i in range(4)
    ]
    return course(
        moments,
        label=_("Rate by day, its last days hatched"),
        name="styleguide",
        words={
            "band": _("ordinary variation"),
            "unusual": _("unusual"),
            "provisional": _("provisional"),
        },
        targets=[(0.85, _("target 85%"))],
        every=5,
        width=660,
    )
