"""Who gets a ticket: those who may, narrowed down by a rule's preferences in its order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """One preference of a rule."""

    RETURNING = "returning"  # Whoever had the buyer's ticket before.
    LANGUAGE = "language"  # Those who write the buyer's language.
    REASON = "reason"  # Those who know what it is about.
    LOAD = "load"  # Those with the fewest open tickets.
    TURN = "turn"  # Whose last turn is the longest ago.


_ABILITIES = (Step.LANGUAGE, Step.REASON)


@dataclass(frozen=True)
class Worker:
    """Somebody who is present and may work the ticket.

    Attributes:
        last_turn: grows with every ticket the rule gives; 0 for who never had one.
        languages: codes such as "de"; of a regional one the first part counts.
        reasons: codes of reasons; each includes all below it.
    """

    id: int
    open_tickets: int = 0
    last_turn: int = 0
    languages: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Wanted:
    """What a ticket asks for; empty where it is not known.

    Attributes:
        reason_path: codes of the reason and of those above it.
        earlier: who had the buyer's ticket before.
        not_to: who gave it back, and is not to get it again at once.
    """

    language: str = ""
    reason_path: tuple[str, ...] = ()
    earlier: int | None = None
    not_to: Collection[int] = ()


@dataclass(frozen=True)
class Terms:
    """What a rule says.

    Attributes:
        cap: how many open tickets a person may have at most by this rule.
        must_fit: whether a ticket waits rather than go to somebody who lacks an ability
            that is among the steps.
    """

    steps: tuple[Step, ...] = (Step.TURN,)
    cap: int | None = None
    must_fit: bool = False


@dataclass(frozen=True)
class Choice:
    """Who gets it, and which steps said so, in their order; none: nobody else was there."""

    person: int
    why: tuple[Step, ...]
    open_tickets: int  # Of that person, before this one.


def choose(terms: Terms, workers: Iterable[Worker], wanted: Wanted) -> Choice | None:
    """Return who gets a ticket; None if it has to wait.

    The same people in any order give the same choice: what the steps leave open is decided
    by whose turn is the longest ago, then by who came to us first.
    """
    left = [worker for worker in workers if _may_get(worker, terms, wanted)]
    why: list[Step] = []
    for step in terms.steps:
        fitting = _fitting(step, left, wanted)
        if fitting and (len(fitting) < len(left) or step not in {Step.LOAD, Step.TURN}):
            why.append(step)
            left = fitting
    if not left:
        return None
    first = min(left, key=lambda worker: (worker.last_turn, worker.id))
    if len(left) > 1 and Step.TURN not in why:
        why.append(Step.TURN)
    return Choice(first.id, tuple(why), first.open_tickets)


def _may_get(worker: Worker, terms: Terms, wanted: Wanted) -> bool:
    has_room = terms.cap is None or worker.open_tickets < terms.cap
    fits = not terms.must_fit or all(
        _is_able(worker, step, wanted) for step in _ABILITIES if step in terms.steps
    )
    return has_room and fits and worker.id not in wanted.not_to


def _fitting(step: Step, left: list[Worker], wanted: Wanted) -> list[Worker]:
    """Return whom a step prefers; nobody where it has nothing to say."""
    if not left:
        return []
    if step is Step.RETURNING:
        return [worker for worker in left if worker.id == wanted.earlier]
    if step in _ABILITIES:
        asked = wanted.language if step is Step.LANGUAGE else wanted.reason_path
        return [worker for worker in left if asked and _is_able(worker, step, wanted)]
    measure = {Step.LOAD: "open_tickets", Step.TURN: "last_turn"}[step]
    least = min(getattr(worker, measure) for worker in left)
    return [worker for worker in left if getattr(worker, measure) == least]


def _is_able(worker: Worker, step: Step, wanted: Wanted) -> bool:
    """Say whether somebody has what is asked for; where nothing is, everybody has."""
    if step is Step.LANGUAGE:
        return not wanted.language or spoken(wanted.language) in worker.languages
    return not wanted.reason_path or not worker.reasons.isdisjoint(wanted.reason_path)


def spoken(language: str) -> str:
    """Return the language without its region: who writes "pt" answers "pt-br"."""
    return language.replace("_", "-").partition("-")[0].lower()


def mentioned(text: str, names: Mapping[int, str]) -> frozenset[int]:
    """Return whom "@Name" in a text names; of names that begin alike the longest counts.

    An @ within a word, as in an address, names nobody. Two people of one name are both
    named: nobody is to miss what was meant for him.

    Args:
        text: as written; a full-width @ counts as well.
        names: of those who may be named, by id.
    """
    folded = text.replace("＠", "@").casefold()
    called = {person: name.casefold() for person, name in names.items() if name.strip()}
    found: set[int] = set()
    for at, sign in enumerate(folded):
        if sign != "@" or (at and _is_latin(folded[at - 1])):
            continue
        rest = folded[at + 1 :]
        fitting = [name for name in called.values() if _begins(rest, name)]
        longest = max(fitting, key=len, default=None)
        found |= {person for person, name in called.items() if name == longest}
    return frozenset(found)


def _begins(rest: str, name: str) -> bool:
    """Say whether a text begins with a name that does not go on as another word."""
    goes_on = rest[len(name) : len(name) + 1]
    return rest.startswith(name) and not (_is_latin(name[-1]) and _is_latin(goes_on))


def _is_latin(sign: str) -> bool:
    """Say whether a sign is part of a word of a script that parts words by spaces."""
    return sign.isalnum() and sign < "\u2e80"
