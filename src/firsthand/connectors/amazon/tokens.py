"""Tokens of Login with Amazon: asked for, kept while they are good, renewed before."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from firsthand.connectors.amazon.answers import Garbled, number_at, parsed, text_at
from firsthand.connectors.amazon.line import Line
from firsthand.connectors.amazon.troubles import (
    Complaint,
    ServerTrouble,
    TokenRefused,
    Told,
    Trouble,
    Unreached,
)
from firsthand.foundation.http_calls import Broken, Deadline, NotReached, Response

_ASKING = "token"
_SPARED_SECONDS = 60.0


@dataclass(frozen=True)
class Credentials:
    """What lets an application act for a seller."""

    client_id: str
    client_secret: str = field(repr=False)
    refresh_token: str = field(repr=False)


class Tokens:
    """Hands out tokens. Safe to use in many threads.

    Args:
        url: where Amazon gives them out.
        clock: seconds that only go forward.
    """

    def __init__(
        self, url: str, line: Line, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._url = url
        self._line = line
        self._clock = clock
        self._lock = threading.Lock()
        self._good: dict[tuple[Credentials, str], tuple[str, float]] = {}

    def of(self, credentials: Credentials, scope: str, deadline: Deadline) -> str:
        """Return a token of the seller, or with a `scope` one of the application alone.

        Raises:
            TokenRefused: there is none for these credentials, and what to do.
            Trouble: none could be had just now; nothing was done.
        """
        key = (credentials, scope)
        with self._lock:
            token, until = self._good.get(key, ("", 0.0))
        if self._clock() < until:
            return token
        # Without the lock: two threads that both ask get a good token each.
        asked_at = self._clock()
        token, life = self._new(credentials, scope, deadline)
        with self._lock:
            # One that runs out on the way costs a call.
            self._good[key] = token, asked_at + life - min(_SPARED_SECONDS, life / 2)
        return token

    def forget(self, token: str) -> None:
        """Hand out this token no more: Amazon says that it has run out."""
        with self._lock:
            self._good = {key: kept for key, kept in self._good.items() if kept[0] != token}

    def _new(
        self, credentials: Credentials, scope: str, deadline: Deadline
    ) -> tuple[str, float]:
        form = {
            "client_id": credentials.client_id,
            "client_secret": credentials.client_secret,
        }
        # TRICKY: never both; Amazon takes a scope for a wish of the seller's token.
        if scope:
            form |= {"grant_type": "client_credentials", "scope": scope}
        else:
            form |= {
                "grant_type": "refresh_token",
                "refresh_token": credentials.refresh_token,
            }
        try:
            response = self._line.send(
                "POST",
                self._url,
                deadline=deadline,
                headers={"Content-Type": "application/x-www-form-urlencoded"},
                body=urlencode(form).encode(),
            )
        except (NotReached, Broken) as problem:
            raise Unreached(
                _("Amazon's log-in cannot be reached: %(why)s.") % {"why": problem},
                fix=_("Check the network, the name server and the proxy of this machine."),
                told=Told(_ASKING),
            ) from problem
        return _read(response)


def _read(response: Response) -> tuple[str, float]:
    try:
        content = parsed(response.body)
    except Garbled:
        content = None
    if response.status != 200:
        raise _refusal(response.status, text_at(content, "error"))
    token, life = text_at(content, "access_token"), number_at(content, "expires_in")
    if not token or life is None:
        raise NoToken(response.status)
    return token, float(life)


class NoToken(ServerTrouble):
    """The log-in has a fault: nothing was done, for there was no token to do it with."""

    is_unclear = False

    def __init__(self, status: int) -> None:
        super().__init__(
            _("Amazon's log-in has trouble of its own (status %(status)s).")
            % {"status": status},
            fix=_("Wait: it passes by itself."),
            told=Told(_ASKING, status),
        )


def _refusal(status: int, error: str) -> Trouble:
    told = Told(_ASKING, status, complaints=(Complaint(error),) if error else ())
    if status == 429 or status >= 500:
        return NoToken(status)
    reasons = {
        "invalid_client": (
            _("Amazon does not know the application, or its secret is wrong."),
            _("Copy client id and secret from the Developer Console again: a secret that"
              " was rotated is no longer good."),
        ),
        "invalid_grant": (
            _("The seller's permission was withdrawn, has run out, or is not for this"
              " application."),
            _("Have the seller authorise the application again; enter the new token."),
        ),
        "unauthorized_client": (
            _("The application may not ask for tokens in this way."),
            _("Check in the Developer Console that it is approved and not a draft."),
        ),
        "invalid_scope": (
            _("The application may not ask for tokens of this kind."),
            _("Check in the Developer Console what it was approved for."),
        ),
    }  # fmt: skip
    message, fix = reasons.get(
        error,
        (
            _("Amazon's log-in declined (status %(status)s).") % {"status": status},
            _("Check client id, secret and refresh token."),
        ),
    )
    return TokenRefused(message, fix=fix, told=told)
