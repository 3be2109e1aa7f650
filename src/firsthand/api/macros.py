"""Macros for programs: which there are, how they fare, and what one says on a ticket."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Router, Schema, Status
from pydantic import Field

from firsthand.api.problems import PROBLEMS
from firsthand.api.schemas import Id
from firsthand.api.tickets import READ, WRITE, TicketId, now, reader
from firsthand.domain.macros import commands, queries
from firsthand.domain.macros.models import Macro

if TYPE_CHECKING:
    from collections.abc import Mapping

    from firsthand.domain.macros.models import MacroVersion
    from firsthand.domain.macros.queries import Arm, Difference, Fares, Held, TrialResult

router = Router(tags=["macros"])
of_tickets = Router(tags=["macros"])
MacroId = Annotated[Id, Path()]
_Value = Annotated[str, Field(max_length=2_000)]


class HeldOut(Schema):
    """`hits` of `n` issues whose outcome is certain, with the 95 % interval of the share.

    `expected`: the share that the same issues would have at the mean of their reasons;
    null where nothing was counted.
    """

    hits: int
    n: int
    share: float | None
    low: float | None
    high: float | None
    expected: float | None


class FaresOut(Schema):
    """How a version fares in the stores the caller sees, over the last 90 days.

    `sent`: answers that left; `edited_share`: how much of them was changed, on average;
    `seconds`: handling time per contact. `advice`: keep, fix, retire or too_few, and `why`.
    """

    sent: int
    edited_share: float | None
    seconds: float | None
    fcr: HeldOut
    harm: HeldOut
    advice: str
    why: str


class MacroOut(Schema):
    """One macro: the version in use, else the newest."""

    id: int
    key: str
    titles: dict[str, str]
    shortcut: str
    reasons: list[str]
    languages: list[str]
    version_id: int
    version: int
    state: str
    is_on_trial: bool
    fares: FaresOut


class ActionOut(Schema):
    """What can be done when an answer leaves: by `number`, with a reply.

    `when`: the day or time it goes by; null: it goes by none. `words`: what it does.
    """

    number: int
    do: str
    of: str
    hours: int
    when: datetime | date | None
    words: str


class VersionOut(Schema):
    """What a version says in each language, with its slots and `[[locked]]` parts."""

    id: int
    number: int
    state: str
    titles: dict[str, str]
    texts: dict[str, str]
    reasons: list[str]
    is_locked: bool
    published_at: datetime | None
    ended_at: datetime | None
    expires_on: date | None
    fares: FaresOut


class ArmOut(Schema):
    """One side of a trial: `issues` drawn, `solved` of the `settled`, and `harmed`."""

    version_id: int
    issues: int
    solved: int
    settled: int
    harmed: int


class DifferenceOut(Schema):
    """Challenger less control, as a share, with its 95 % interval."""

    value: float
    low: float
    high: float


class TrialOut(Schema):
    """Two versions by lot. The answer on `fcr` is given once, at `ripe_at`.

    `needed`: how many issues a side it takes to see five points; null: not known.
    """

    id: int
    started_at: datetime
    ends_on: date
    ended_at: datetime | None
    ripe_at: datetime
    share: float
    control: ArmOut
    challenger: ArmOut
    verdict: str
    fcr: DifferenceOut | None
    harm: DifferenceOut | None
    needed: int | None


class MacroWholeOut(Schema):
    """One macro with all versions and trials, the newest first."""

    id: int
    key: str
    owner_id: int | None
    review_on: date | None
    versions: list[VersionOut]
    trials: list[TrialOut]


class UseIn(Schema):
    """The language of the answer, and the `values` of what nobody but the writer knows.

    A date as 2026-07-05, a time as 2026-07-05T14:30 (of the marketplace's zone, unless it
    names one), an amount as 12.50, a list with one thing a line.
    """

    language: Annotated[str, Field(max_length=12)]
    values: Annotated[dict[str, _Value], Field(max_length=40)] = Field(default_factory=dict)


class UseOut(Schema):
    """An answer begun from a macro: `text`, of which `locked` must leave as it is.

    Nothing was sent. The reply that sends it says which `actions` are done with it.
    """

    use_id: int
    version_id: int
    text: str
    locked: list[str]
    actions: list[ActionOut]


@router.get("", response={200: list[MacroOut], **PROBLEMS}, auth=READ)
def list_macros(request: HttpRequest) -> list[dict[str, object]]:
    """List the macros with how they fare, by key."""
    lines = queries.macros_page(reader(request), at=timezone.now())
    return [_line(line) for line in lines]


@router.get("/{macro_id}", response={200: MacroWholeOut, **PROBLEMS}, auth=READ)
def get_macro(request: HttpRequest, macro_id: MacroId) -> dict[str, object]:
    """Return one macro: what each version says, how it fares, and what trials said."""
    person, at = reader(request), timezone.now()
    one = queries.macro(macro_id)
    if one is None:
        raise Macro.DoesNotExist
    versions = queries.versions_of(macro_id)
    fares = queries.fares_of(versions, person, at=at)
    trials = queries.trials_of(macro_id)
    return {
        "id": one.pk,
        "key": one.key,
        "owner_id": one.owner_id,
        "review_on": one.review_on,
        "versions": [_version(each, fares) for each in versions],
        "trials": [_trial(queries.trial_result(each, person, at=at)) for each in trials],
    }


@of_tickets.post(
    "/{ticket_id}/macros/{macro_id}/use", response={201: UseOut, **PROBLEMS}, auth=WRITE
)
def use_macro(
    request: HttpRequest, ticket_id: TicketId, macro_id: MacroId, body: UseIn
) -> Status[dict[str, object]]:
    """Fill a macro for a ticket; the text may then be sent as a reply."""
    made = commands.prepare(
        ticket_id=ticket_id,
        macro_id=macro_id,
        language=body.language,
        given=body.values,
        **now(request),
    )
    return Status(
        201,
        {
            "use_id": made.use.pk,
            "version_id": made.use.version_id,
            "text": made.text,
            "locked": [part.text for part in made.locked],
            "actions": [
                {
                    "number": each.number,
                    **vars(each.deed.action),
                    "when": each.deed.when,
                    "words": each.words,
                }
                for each in queries.offered_by(made.use)
            ],
        },
    )


def _line(line: queries.Line) -> dict[str, object]:
    sheet = line.version.read_sheet()
    return {
        "id": line.macro.pk,
        "key": line.macro.key,
        "titles": sheet.titles,
        "shortcut": sheet.shortcut,
        "reasons": sheet.reasons,
        "languages": list(sheet.texts),
        "version_id": line.version.pk,
        "version": line.version.number,
        "state": line.version.state,
        "is_on_trial": line.is_on_trial,
        "fares": _fares(line.fares),
    }


def _version(version: MacroVersion, fares: Mapping[int, Fares]) -> dict[str, object]:
    sheet = version.read_sheet()
    return {
        "id": version.pk,
        "number": version.number,
        "state": version.state,
        "titles": sheet.titles,
        "texts": sheet.texts,
        "reasons": sheet.reasons,
        "is_locked": sheet.is_locked,
        "published_at": version.published_at,
        "ended_at": version.ended_at,
        "expires_on": version.expires_on,
        "fares": _fares(fares[version.pk]),
    }


def _fares(fares: Fares) -> dict[str, object]:
    return {
        "sent": fares.sent,
        "edited_share": fares.edited_share,
        "seconds": fares.seconds,
        "fcr": _held(fares.fcr),
        "harm": _held(fares.harm),
        "advice": str(fares.advice),
        "why": str(fares.why),
    }


def _held(held: Held) -> dict[str, object]:
    low, high = held.interval or (None, None)
    return {**vars(held), "share": held.share, "low": low, "high": high}


def _trial(result: TrialResult) -> dict[str, object]:
    trial, said = result.trial, result.evaluation
    return {
        "id": trial.pk,
        "started_at": trial.started_at,
        "ends_on": trial.ends_on,
        "ended_at": trial.ended_at,
        "ripe_at": result.ripe_at,
        "share": trial.share,
        "control": _arm(trial.control_id, result.control),
        "challenger": _arm(trial.challenger_id, result.challenger),
        "verdict": str(said.verdict),
        "fcr": _difference(said.fcr),
        "harm": _difference(said.harm),
        "needed": said.needed,
    }


def _arm(version_id: int, arm: Arm) -> dict[str, object]:
    return {"version_id": version_id, **vars(arm)}


def _difference(difference: Difference | None) -> dict[str, float] | None:
    return None if difference is None else dict(vars(difference))
