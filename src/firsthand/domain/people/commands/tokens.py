"""Keys for programs that act for a person."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from firsthand.domain.journal import commands as journal
from firsthand.domain.people.commands.rights import require
from firsthand.domain.people.models import ApiToken, Person, hash_of_token
from firsthand.domain.people.rules import Right


@transaction.atomic
def create_token(
    *,
    name: str,
    scopes: Sequence[ApiToken.Scope],
    expires_at: datetime,
    by: Person,
    at: datetime,
) -> tuple[ApiToken, str]:
    """Make a token and return it with its secret, which is shown once and kept nowhere.

    Args:
        name: what it is for, in the person's words.
        scopes: what it may do; never more than the person's role allows.
        expires_at: when it stops working (UTC), after `at`.
        by: the person it acts for.
        at: when (UTC).

    Raises:
        NotAllowed: the role of `by` has no access to the API.
    """
    require(by, Right.USE_API)
    assert expires_at > at, (expires_at, at)
    secret = "fh_" + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        person=by,
        name=name.strip(),
        token_hash=hash_of_token(secret),
        scopes=[str(scope) for scope in scopes],
        created_at=at,
        expires_at=expires_at,
    )
    journal.record(
        "people.token_created",
        subject_id=token.pk,
        at=at,
        by=by,
        facts={"scopes": token.scopes},
    )
    return token, secret


@transaction.atomic
def revoke_token(*, token_id: int, by: Person, at: datetime) -> ApiToken:
    """Stop one's own token from working; an owner may stop anybody's.

    Raises:
        ApiToken.DoesNotExist: there is none that `by` may revoke.
    """
    tokens = ApiToken.objects.select_for_update()
    if not by.may(Right.MANAGE_PEOPLE):
        tokens = tokens.filter(person=by)
    token = tokens.get(pk=token_id)
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        journal.record("people.token_revoked", subject_id=token.pk, at=at, by=by)
    return token
