"""What pages about money show of remedies: accounts by name, amounts with currency."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from firsthand.domain.people import queries as people
from firsthand.domain.people.queries import Person
from firsthand.domain.remedies.queries import Incident, Remedy, Stop
from firsthand.domain.stores import queries as stores
from firsthand.foundation.money import Money


@dataclass(frozen=True)
class RemedyLine:
    """One remedy in a list. `amount` None: no money moves."""

    remedy: Remedy
    amount: Money | None
    who: str


@dataclass(frozen=True)
class StopLine:
    """One kill switch. `by` empty: the program made it; `waiting`: how many it holds."""

    stop: Stop
    what: str
    by: str
    lifted_by: str
    waiting: int | None


@dataclass(frozen=True)
class IncidentLine:
    """One incident in a list."""

    incident: Incident
    closed_by: str


def amount_of(remedy: Remedy) -> Money | None:
    """Return what a remedy gives back, or None where no money moves."""
    return Money(remedy.currency, remedy.minor_units) if remedy.minor_units else None


def remedy_lines(remedies: Iterable[Remedy]) -> list[RemedyLine]:
    """Return remedies as lines, in their order."""
    found = list(remedies)
    names = people.names_of({each.requested_by_id for each in found})
    return [
        RemedyLine(each, amount_of(each), names.get(each.requested_by_id, ""))
        for each in found
    ]


def account_names(person: Person) -> dict[str, str]:
    """Return what the accounts of the stores that `person` sees are called."""
    return {str(store.pk): store.name for store in stores.stores_of(person)}


def stop_lines(
    found: Iterable[Stop], person: Person, held: dict[int, int] | None = None
) -> list[StopLine]:
    """Return kill switches as lines; `held`: how many each holds, by its number."""
    stopped = list(found)
    acting = {each.stopped_by_id for each in stopped}
    acting |= {each.lifted_by_id for each in stopped}
    agents = {int(s.name) for s in stopped if s.scope == Stop.Scope.AGENT}
    names = people.names_of({pk for pk in acting if pk} | agents)
    accounts = account_names(person)
    return [
        StopLine(
            each,
            _what(each, names, accounts),
            names.get(each.stopped_by_id or 0, ""),
            names.get(each.lifted_by_id or 0, ""),
            (held or {}).get(each.pk),
        )
        for each in stopped
    ]


def _what(stop: Stop, names: dict[int, str], accounts: dict[str, str]) -> str:
    if stop.scope == Stop.Scope.AGENT:
        return names.get(int(stop.name), stop.name)
    if stop.scope == Stop.Scope.ACCOUNT:
        return accounts.get(stop.name, stop.name)
    return str(stop.get_scope_display())


def incident_lines(found: Iterable[Incident]) -> list[IncidentLine]:
    """Return incidents as lines, in their order."""
    listed = list(found)
    names = people.names_of({each.closed_by_id for each in listed if each.closed_by_id})
    return [IncidentLine(each, names.get(each.closed_by_id or 0, "")) for each in listed]
