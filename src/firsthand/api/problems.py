"""Every "no" of the API in one shape: {code, message, fix}."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from firsthand.domain.claims import commands as claims
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.remedies import commands as remedies
from firsthand.domain.tickets import commands as tickets
from firsthand.foundation.errors import Refused

# What the world did meanwhile (409) rather than what was asked for (422).
_CONFLICTS = frozenset(
    {
        tickets.SomebodyElseTookIt.code,
        tickets.NewerMessage.code,
        "tickets.already_so",
        tickets.KeyUsedElsewhere.code,
        tickets.ReplyUnderWay.code,
        tickets.TooLateToUndo.code,
        tickets.WasTakenBack.code,
        tickets.MergedMeanwhile.code,
        tickets.NotOfThisTicket.code,
        tickets.StillMerged.code,
        tickets.StillRunning.code,
        tickets.UndoneBefore.code,
        claims.AlreadyAnswered.code,
        claims.AlreadyWon.code,
        claims.FoundMeanwhile.code,
        "sla.not_in_use",
        remedies.KeyTaken.code,
        remedies.LeftAlready.code,
        remedies.IncidentClosed.code,
        remedies.NothingStopped.code,
        remedies.NotInDoubt.code,
        remedies.SecondPersonNeeded.code,
        "tickets.approval_awaited",
        "remedies.already_decided",
        "remedies.another_request",
        "remedies.too_late",
    }
)


class Problem(Schema):
    """Why something was not done, and what can be done about it."""

    code: str
    message: str
    fix: str


class TokenRefused(Refused):
    code = "api.token"


class ScopeMissing(Refused):
    code = "api.scope"


class TooManyRequests(Refused):
    code = "api.too_many_requests"


# What any call may answer besides its success; listed with each in the document.
PROBLEMS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 409, 422, 429), Problem)


def answer_with_problems(api: NinjaAPI) -> None:
    """Make `api` answer every refusal in the one shape."""

    def on(kind: type[Exception], made: Callable[[Any], tuple[int, Problem]]) -> None:
        def handle(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ANN401
            status, problem = made(error)
            response = api.create_response(request, problem.dict(), status=status)
            if status == 429:
                response.headers["Retry-After"] = "60"
            elif status == 401:
                response.headers["WWW-Authenticate"] = "Bearer"
            return response

        api.add_exception_handler(kind, handle)

    on(Refused, lambda error: (_status(error), _refused(error)))
    on(ValidationError, lambda error: (422, _invalid(error)))
    on(HttpError, lambda error: (error.status_code, _unreadable()))
    on(AuthenticationError, lambda _error: (401, _no_token()))
    on(ObjectDoesNotExist, lambda _error: (404, _not_there()))
    on(Http404, lambda _error: (404, _not_there()))


def _status(refusal: Refused) -> int:
    if isinstance(refusal, TokenRefused):
        return 401
    if isinstance(refusal, (NotAllowed, ScopeMissing)):
        return 403
    if isinstance(refusal, TooManyRequests):
        return 429
    return 409 if refusal.code in _CONFLICTS else 422


def _refused(refusal: Refused) -> Problem:
    return Problem(code=refusal.code, message=refusal.message, fix=refusal.fix)


def _invalid(error: ValidationError) -> Problem:
    """Name the fields that are wrong, never their values: they may be personal."""
    fields = sorted({".".join(str(part) for part in one["loc"]) for one in error.errors})
    return Problem(
        code="api.invalid",
        message=_("These parts of the request are missing or wrong: %(fields)s.")
        % {"fields": ", ".join(fields)},
        fix=_("Compare the request with the API’s document."),
    )


def _unreadable() -> Problem:
    return Problem(
        code="api.unreadable",
        message=_("The request could not be read."),
        fix=_("Send JSON as the API’s document describes it."),
    )


def _no_token() -> Problem:
    return Problem(
        code=TokenRefused.code,
        message=_("The request has no valid token."),
        fix=_("Send the header “Authorization: Bearer” with a token from the settings."),
    )


def _not_there() -> Problem:
    return Problem(
        code="api.not_there",
        message=_("There is no such thing in the stores this token may see."),
        fix=_("Check the number."),
    )
