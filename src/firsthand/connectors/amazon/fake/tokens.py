"""Login with Amazon: who gets a token, and for how long it lets one in."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qs

from firsthand.connectors.amazon.fake.asked import as_json
from firsthand.foundation.http_serving import Reply

CLIENT_ID = "amzn1.application-oa2-client.sandbox"
CLIENT_SECRET = "amzn1.oa2-cs.v1.sandbox"  # noqa: S105 -- of a fake, and written in the guide
# What follows is the name of the account: any will do but this one.
REFRESH_TOKEN = "Atzr|"  # noqa: S105 -- a beginning
REVOKED = "revoked"
LIFE = timedelta(hours=1)
# A token without a seller is one of the application.
GRANTLESS = "grantless"


@dataclass(frozen=True)
class _Token:
    account: str
    until: datetime


class Tokens:
    """Who has been let in. Safe to use in many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._given: dict[str, _Token] = {}

    def handed_out(self, body: bytes, now: datetime) -> Reply:
        """Answer a request for a token, as `/auth/o2/token` does."""
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        if form.get("client_id") != CLIENT_ID or form.get("client_secret") != CLIENT_SECRET:
            return _error("invalid_client", "Client authentication failed", 401)
        kind = form.get("grant_type")
        refresh = form.get("refresh_token", "")
        if kind == "client_credentials" and form.get("scope") and not refresh:
            return self._new(GRANTLESS, now, {})
        if kind != "refresh_token" or form.get("scope"):
            return _error("invalid_request", "The request is missing a parameter")
        account = refresh.removeprefix(REFRESH_TOKEN)
        if not refresh.startswith(REFRESH_TOKEN) or account in {"", REVOKED}:
            return _error("invalid_grant", "The request has an invalid grant parameter")
        return self._new(account, now, {"refresh_token": refresh})

    def restricted(self, account: str, now: datetime) -> Reply:
        """Hand out a token for restricted data of an account."""
        token = self._kept("Atz.sprdt|", account, now)
        return as_json(
            {"restrictedDataToken": token, "expiresIn": int(LIFE.total_seconds())}
        )

    def account_of(self, token: str, now: datetime) -> str | None:
        """Return whose token it is; None: of nobody, or no longer good."""
        with self._lock:
            found = self._given.get(token)
        return found.account if found and now < found.until else None

    def _new(self, account: str, now: datetime, more: dict[str, str]) -> Reply:
        return as_json(
            {
                "access_token": self._kept("Atza|", account, now),
                "token_type": "bearer",
                "expires_in": int(LIFE.total_seconds()),
                **more,
            }
        )

    def _kept(self, beginning: str, account: str, now: datetime) -> str:
        token = beginning + secrets.token_urlsafe(24)
        with self._lock:
            self._given = {
                name: kept for name, kept in self._given.items() if now < kept.until
            }
            self._given[token] = _Token(account, now + LIFE)
        return token


def _error(code: str, description: str, status: int = 400) -> Reply:
    return as_json({"error": code, "error_description": description}, status)
