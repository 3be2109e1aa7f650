"""What buyers said against what was found, counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count

from firsthand.domain.claims.models import Finding
from firsthand.domain.claims.rules import Truth
from firsthand.foundation.scoping import SeesStores


@dataclass(frozen=True)
class SaidAndFound:
    """What was found where buyers said one thing.

    Attributes:
        said: the code of what they said.
        n: standing findings, those that cannot be known yet among them.
        truths: how many of them by truth; together `n`.
        true_reasons: how many by the code of the true reason, where it is another.
    """

    said: str
    n: int
    truths: Counter[str] = field(default_factory=Counter)
    true_reasons: Counter[str] = field(default_factory=Counter)

    @property
    def n_known(self) -> int:
        """Return of how many it is known: what a share of the true ones is a share of."""
        return self.n - self.truths[Truth.UNKNOWN]


def found_versus_said(
    person: SeesStores, *, since: datetime, until: datetime
) -> list[SaidAndFound]:
    """Count the findings that stand, by what was said; the most first, then by code.

    A ticket counts once for each thing the buyer said on it, by its newest finding, at the
    time of that.

    Args:
        person: whose stores.
        since: found then or later.
        until: found before.
    """
    standing = Finding.objects.all().visible_to(person).filter(replaced_by=None)
    rows = (
        standing.filter(at__gte=since, at__lt=until)
        .values_list("said__code", "truth", "true_reason__code")
        .annotate(n=Count("pk"))
    )
    truths: dict[str, Counter[str]] = {}
    reasons: dict[str, Counter[str]] = {}
    for said, truth, true_reason, n in rows:
        truths.setdefault(said, Counter())[truth] += n
        if true_reason is not None:
            reasons.setdefault(said, Counter())[true_reason] += n
    found = [
        SaidAndFound(said, counts.total(), counts, reasons.get(said, Counter()))
        for said, counts in truths.items()
    ]
    return sorted(found, key=lambda each: (-each.n, each.said))
