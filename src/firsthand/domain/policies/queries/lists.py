"""The rules as a list, with how often each was raised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from firsthand.domain.policies.models import Raised
from firsthand.domain.policies.queries.in_force import draft, in_force
from firsthand.domain.policies.queries.sources import shipped_rules
from firsthand.domain.policies.rules import Finding, Severity, changing
from firsthand.domain.policies.rules.packs import shipped

if TYPE_CHECKING:
    from firsthand.foundation.scoping import SeesStores

DAYS = 90
Outcome = Raised.Outcome


@dataclass(frozen=True)
class Line:
    """One rule as it holds now.

    Attributes:
        mode: a severity, or `off`.
        was: the mode it was shipped with.
        scope: for what it holds; what is not named is any.
        counts: by outcome, how often in the last `DAYS` days.
        is_drafted: the draft says something else of it.
    """

    key: str
    mode: str
    was: str
    message: Mapping[str, str]
    fix: Mapping[str, str]
    source: str
    also: tuple[str, ...]
    scope: Mapping[str, list[str]]
    counts: Mapping[str, int]
    is_changed: bool
    is_drafted: bool

    @property
    def blocked(self) -> int:
        """How many texts did not leave."""
        return self.counts.get(Outcome.BLOCKED, 0)

    @property
    def warned(self) -> int:
        """How many left with the warning."""
        return self.counts.get(Outcome.WARNED, 0)

    @property
    def overridden(self) -> int:
        """How many left all the same."""
        return self.counts.get(Outcome.OVERRIDDEN, 0)


def lines(person: SeesStores, *, at: datetime) -> list[Line]:
    """Return every rule, with what was raised in the stores somebody sees."""
    counts = _counts(person, at)
    now, begun = in_force().changes, draft()
    will = begun.changes if begun is not None else now
    return [
        _line(key, one, now, will, counts.get(one["id"], {}))
        for key, one in sorted(shipped_rules().items())
    ]


def line(person: SeesStores, key: str, *, at: datetime) -> Line | None:
    """Return one rule."""
    return next((each for each in lines(person, at=at) if each.key == key), None)


def _line(
    key: str,
    one: Mapping[str, Any],
    now: Mapping[str, Any],
    will: Mapping[str, Any],
    counts: Mapping[str, int],
) -> Line:
    change = now["rules"].get(key, {})
    whole = changing.merged(one, change)
    return Line(
        key=key,
        mode=whole["severity"],
        was=one["severity"],
        message=whole["message"],
        fix=whole["fix"],
        source=one["source"],
        also=tuple(one.get("also", ())),
        scope=whole.get("scope", {}),
        counts=counts,
        is_changed=bool(change),
        is_drafted=will["rules"].get(key, {}) != change,
    )


def _counts(person: SeesStores, at: datetime) -> dict[str, dict[str, int]]:
    """Return by rule and outcome in how many attempts it was raised."""
    seen = Raised.objects.all().visible_to(person)
    seen = seen.filter(at__gte=at - timedelta(days=DAYS), at__lte=at)
    counted = seen.values_list("rule", "outcome").annotate(n=Count("at", distinct=True))
    found: dict[str, dict[str, int]] = {}
    for rule, outcome, n in counted:
        found.setdefault(rule, {})[outcome] = n
    return found


def raised_on(person: SeesStores, rule: str, *, at: datetime, limit: int) -> list[Raised]:
    """Return where a rule was raised of late, the newest first."""
    seen = Raised.objects.all().visible_to(person)
    seen = seen.filter(rule=rule, at__gte=at - timedelta(days=DAYS), at__lte=at)
    return list(seen.select_related("store", "person").order_by("-at", "-pk")[:limit])


def no_changes() -> dict[str, Any]:
    """Return the changes of a team that changes nothing."""
    return changing.empty()


def affected(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the ids of the rules that may judge otherwise."""
    return changing.affected(shipped(), shipped_rules(), before, after)


def blocks(found: Iterable[Finding]) -> list[Finding]:
    """Return what keeps a text from leaving."""
    return [each for each in found if each.severity == Severity.BLOCK]


def whole_rule(key: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return a rule with changes, as a pack writes it; severity may be `off`."""
    return changing.merged(shipped_rules()[key], changes["rules"].get(key, {}))


def vocabularies_of(key: str, changes: Mapping[str, Any]) -> list[str]:
    """Return the names of the vocabularies a rule speaks of."""
    names = {
        name
        for one in whole_rule(key, changes)["when"]
        for part in ("all", "also_in_text", "unless", "unless_in_clause",
                     "unless_in_text", "apart_from", "nothing_but")
        for given in one.get(part, ())
        for name in given.split("|")
    }  # fmt: skip
    return sorted(name for name in names if not name.startswith("@"))
