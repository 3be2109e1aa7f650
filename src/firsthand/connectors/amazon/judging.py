"""Which trouble an answer is, in words for whoever keeps the connection."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firsthand.connectors.amazon.answers import Garbled, list_at, parsed, text_at
from firsthand.connectors.amazon.operations import Operation
from firsthand.connectors.amazon.troubles import (
    Complaint,
    Declined,
    Lost,
    NotAllowed,
    ServerTrouble,
    Throttled,
    TokenExpired,
    Told,
    Trouble,
    Unreached,
)
from firsthand.foundation.http_calls import Broken, NotReached, Response

# Calls name times, and some of these have to lie two minutes back.
MOST_SKEW = timedelta(minutes=2)
_LONGEST_WISH = timedelta(hours=1)


def judged(operation: Operation, response: Response, *, now: datetime) -> Trouble:
    """Return the trouble that an answer without success is; `now` is by our own clock."""
    told = told_by(operation, response)
    wish = pause_wanted(response.headers, now=now)
    if response.status == 429:
        return throttled(operation, wish, told)
    if response.status >= 500 or response.status == 408:
        return ServerTrouble(
            _("Amazon has a fault of its own (status %(status)s).")
            % {"status": response.status},
            fix=_("Wait: it passes by itself."),
            told=told,
            again_after=wish,
        )
    clock = clock_advice(response.headers, now=now)
    if response.status in {401, 403}:
        return _not_allowed(operation, told, clock)
    return _declined(told, clock)


def unreadable(operation: Operation, response: Response) -> Trouble:
    """Return what a success is whose body cannot be read: nobody knows what was done."""
    return ServerTrouble(
        _("Amazon's answer cannot be read."),
        fix=_("Look at what has become of it before it is done again."),
        told=told_by(operation, response),
    )


def unanswered(operation: Operation, problem: NotReached | Broken) -> Trouble:
    """Return what it is that no answer came."""
    told = Told(operation.key)
    if isinstance(problem, Broken):
        return Lost(
            _("The line to Amazon broke before the answer was there."),
            fix=_("Look at what has become of it before it is done again."),
            told=told,
        )
    words = str(problem).lower()
    if "certificate" in words:
        fix = _(
            "Check this machine's clock, and whether a proxy on the way puts a certificate"
            " of its own in the place of Amazon's."
        )
    else:
        fix = _("Check the network, the name server and the proxy of this machine.")
    return Unreached(
        _("Amazon cannot be reached: %(why)s.") % {"why": problem}, fix=fix, told=told
    )


def throttled(
    operation: Operation, again_after: timedelta, told: Told | None = None
) -> Throttled:
    """Return the trouble of too many calls, by our count or by theirs."""
    seconds = max(1, round(again_after.total_seconds()))
    return Throttled(
        ngettext(
            "Amazon allows no more calls of %(operation)s for %(seconds)s second.",
            "Amazon allows no more calls of %(operation)s for %(seconds)s seconds.",
            seconds,
        )
        % {"operation": operation.name, "seconds": seconds},
        fix=_("It goes on by itself. Other programs that use this account count too."),
        told=told or Told(operation.key),
        again_after=again_after,
    )


def told_by(operation: Operation, response: Response) -> Told:
    """Return what an answer says of itself; a body that cannot be read is left out."""
    try:
        content = parsed(response.body)
    except Garbled:
        content = None
    listed = content if isinstance(content, list) else list_at(content, "errors")
    complaints = tuple(
        Complaint(text_at(one, "code"), text_at(one, "message"), text_at(one, "details"))
        for one in listed
    )
    return Told(
        operation.key,
        response.status,
        response.headers.get("x-amzn-requestid", ""),
        complaints,
        content,
        response.headers,
    )


def pause_wanted(headers: Mapping[str, str], *, now: datetime) -> timedelta:
    """Return how long `Retry-After` asks to wait (RFC 9110, 10.2.3); else zero."""
    text = headers.get("retry-after", "").strip()
    try:
        wish = timedelta(seconds=float(text))
    except (ValueError, OverflowError):
        moment = _moment(text)
        wish = moment - now if moment is not None else timedelta(0)
    return min(max(wish, timedelta(0)), _LONGEST_WISH)


def rate_told(headers: Mapping[str, str]) -> Decimal | None:
    """Return the rate a second that Amazon says holds for us, where it says one."""
    try:
        rate = Decimal(headers.get("x-amzn-ratelimit-limit", ""))
    except InvalidOperation:
        return None
    return rate if rate.is_finite() and rate > 0 else None


def skew(headers: Mapping[str, str], *, now: datetime) -> timedelta:
    """Return how fast this machine's clock is by Amazon's; below zero: slow.

    Zero where Amazon does not say, and where it is too little to matter.
    """
    theirs = _moment(headers.get("date", ""))
    if theirs is None or abs(now - theirs) <= MOST_SKEW:
        return timedelta(0)
    return now - theirs


def clock_advice(headers: Mapping[str, str], *, now: datetime) -> str:
    """Return what is wrong with this machine's clock by Amazon's; empty: nothing."""
    fast = skew(headers, now=now)
    if not fast:
        return ""
    minutes = round(abs(fast).total_seconds() / 60)
    if fast > timedelta(0):
        message = ngettext(
            "This machine's clock is %(minutes)s minute fast: have it set by NTP.",
            "This machine's clock is %(minutes)s minutes fast: have it set by NTP.",
            minutes,
        )
    else:
        message = ngettext(
            "This machine's clock is %(minutes)s minute slow: have it set by NTP.",
            "This machine's clock is %(minutes)s minutes slow: have it set by NTP.",
            minutes,
        )
    return message % {"minutes": minutes}


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _is_expired(told: Told) -> bool:
    said = " ".join(f"{one.message} {one.details}" for one in told.complaints).lower()
    return told.status == 401 or ("token" in said and "expired" in said)


def _not_allowed(operation: Operation, told: Told, clock: str) -> NotAllowed:
    if operation.role:
        message = _(
            "Amazon does not let this application call %(operation)s. It needs the role"
            " “%(role)s”, and the seller's permission for it."
        ) % {"operation": operation.name, "role": operation.role}
    else:
        message = _(
            "Amazon does not let this application call %(operation)s: a role is missing,"
            " or the seller's permission for it."
        ) % {"operation": operation.name}
    fix = _(
        "Add the role to the application in the Developer Console, then have the seller"
        " authorise it again, and check that the region is the account's."
    )
    kind = TokenExpired if _is_expired(told) else NotAllowed
    return kind(message, fix=f"{fix} {clock}".strip(), told=told)


def _declined(told: Told, clock: str) -> Declined:
    said = "; ".join(
        f"{one.message or one.code}{f' ({one.details})' if one.details else ''}"
        for one in told.complaints
    )
    if said:
        message = _("Amazon declined: %(said)s.") % {"said": said.rstrip(".")}
    else:
        message = _("Amazon declined (status %(status)s).") % {"status": told.status}
    return Declined(message, fix=clock, told=told)
