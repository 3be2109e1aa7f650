"""Who is asking: a bearer token, its scopes, and how often it may ask."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from firsthand.api.problems import ScopeMissing, TokenRefused, TooManyRequests
from firsthand.domain.people.commands import require
from firsthand.domain.people.models import ApiToken, Person, hash_of_token
from firsthand.domain.people.queries import Right

REQUESTS_A_MINUTE = 300
_TOKENS_REMEMBERED = 10_000


@dataclass(frozen=True)
class Caller:
    """A token that is good now, and the person it acts for."""

    token: ApiToken
    person: Person


class RateLimit:
    """So many requests a minute for each token, counted in this process.

    With several web processes each counts for itself, so that the true limit is that many
    times higher: it keeps a runaway program away, it does not bill.
    """

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._seen: OrderedDict[int, tuple[int, int]] = OrderedDict()  # Minute, count.
        self._lock = Lock()

    def allows(self, key: int, *, seconds: float) -> bool:
        """Count one request of `key` at a monotonic time; say whether it is within."""
        minute = int(seconds // 60)
        with self._lock:
            begun, count = self._seen.pop(key, (minute, 0))
            count = count + 1 if begun == minute else 1
            self._seen[key] = (minute, count)
            if len(self._seen) > _TOKENS_REMEMBERED:
                self._seen.popitem(last=False)
        return count <= self.per_minute


limit = RateLimit(REQUESTS_A_MINUTE)


class Token(HttpBearer):
    """Lets a request in by its bearer token, if that has the scope the call needs."""

    openapi_description = "A token from the settings page. It starts with fh_."

    def __init__(self, *scopes: ApiToken.Scope) -> None:
        self.scopes = scopes
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> Caller:  # noqa: ARG002
        """Return who asks.

        Raises:
            TokenRefused: the token is unknown, expired or revoked, or its person left.
            TooManyRequests: it asked too often.
            ScopeMissing: it may not do this.
            NotAllowed: the person's role may not use the API.
        """
        now = timezone.now()
        found = _good_token(token, now)
        if not limit.allows(found.pk, seconds=time.monotonic()):
            raise TooManyRequests(
                _("This token has asked too often."),
                fix=_("Wait a minute, then ask at most %(count)d times a minute.")
                % {"count": REQUESTS_A_MINUTE},
            )
        _note_use(found, now)
        missing = [str(scope) for scope in self.scopes if scope not in found.scopes]
        if missing:
            raise ScopeMissing(
                _("This token may not do that: it lacks %(scopes)s.")
                % {"scopes": ", ".join(missing)},
                fix=_("Make a token with this scope under Settings, API tokens."),
            )
        require(found.person, Right.USE_API)
        return Caller(found, found.person)


def caller(request: HttpRequest) -> Caller:
    """Return who asks; `Token` has let them in before."""
    found = request.auth  # type: ignore[attr-defined]
    assert isinstance(found, Caller)
    return found


def _good_token(secret: str, now: datetime) -> ApiToken:
    found = (
        ApiToken.objects.select_related("person")
        .filter(token_hash=hash_of_token(secret))
        .filter(revoked_at=None, expires_at__gt=now, person__is_active=True)
        .first()
    )
    if found is None:
        raise TokenRefused(
            _("This token is unknown, expired or revoked."),
            fix=_("Make a new one under Settings, API tokens."),
        )
    return found


def _note_use(token: ApiToken, now: datetime) -> None:
    """Remember that the token is in use, at most once a minute."""
    a_while = Q(last_used_at=None) | Q(last_used_at__lt=now - timedelta(minutes=1))
    if token.last_used_at is None or token.last_used_at < now - timedelta(minutes=1):
        ApiToken.objects.filter(a_while, pk=token.pk).update(last_used_at=now)
