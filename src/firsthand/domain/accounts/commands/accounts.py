"""Add an account, change what lets us act for it, let it rest."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.accounts import events
from firsthand.domain.accounts.commands._common import locked
from firsthand.domain.accounts.commands.flows import try_mended
from firsthand.domain.accounts.models import MarketplaceAccount, ServedStore
from firsthand.domain.accounts.rules import Region, region_of
from firsthand.domain.journal import commands as journal
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Person, Right
from firsthand.foundation import secrets
from firsthand.foundation.errors import Refused

# The merchant token, as Seller Central shows it.
_SELLER_ID = re.compile(r"A[A-Z0-9]{9,20}")
_NOT_IN_A_SECRET = re.compile(r"\s|[^\x21-\x7e]")
_OURS = {"127.0.0.1", "localhost", "::1"}


class AccountNameTaken(Refused):
    code = "accounts.name_taken"


class SecretMissing(Refused):
    code = "accounts.secret_missing"


class NotASellerId(Refused):
    code = "accounts.not_a_seller_id"


class StillAtWork(Refused):
    code = "accounts.still_at_work"


class NotAnAddress(Refused):
    code = "accounts.not_an_address"


@dataclass(frozen=True)
class Secrets:
    """What Amazon gives an application and a seller. An empty one stays as it was."""

    client_secret: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)

    def stripped(self) -> Secrets:
        return Secrets(self.client_secret.strip(), self.refresh_token.strip())


@transaction.atomic
def add_account(
    *,
    name: str,
    region: Region,
    client_id: str,
    credentials: Secrets,
    by: Person | None,
    at: datetime,
    seller_id: str = "",
    address: str = "",
) -> MarketplaceAccount:
    """Add an account that serves no store yet.

    Args:
        name: what people call it; unique.
        region: which of Amazon's.
        client_id: of the application.
        credentials: both; kept encrypted, never shown again.
        by: who adds it; None for the operator at the machine.
        at: when (UTC).
        seller_id: Amazon's name for the seller, which feeds have to carry; empty: not
            known yet.
        address: where a stand-in for Amazon answers on this machine; empty: Amazon.

    Raises:
        NotAllowed: `by` may not manage stores.
        AccountNameTaken: another account has this name.
        SecretMissing: one is missing, or cannot be one.
        NotASellerId: it cannot be one.
        NotAnAddress: a stand-in cannot be there.
    """
    if by is not None:
        require(by, Right.MANAGE_STORES)
    given = credentials.stripped()
    for text in (client_id.strip(), given.client_secret, given.refresh_token):
        _require_secret(text)
    account = MarketplaceAccount(
        region=region,
        seller_id=_seller_id(seller_id),
        client_id=client_id.strip(),
        client_secret_encrypted=secrets.encrypt(given.client_secret),
        refresh_token_encrypted=secrets.encrypt(given.refresh_token),
        client_secret_changed_at=at,
        refresh_token_changed_at=at,
        address=_address(address),
        created_at=at,
    )
    _name(account, name)
    account.save()
    _record(events.ADDED, account, by=by, at=at, region=region.value)
    return account


@transaction.atomic
def change_account(
    *,
    account_id: int,
    name: str,
    seller_id: str,
    region: Region,
    by: Person | None,
    at: datetime,
) -> MarketplaceAccount:
    """Rename an account, or say which seller it is and in which region.

    The stores it serves must be in that region: those of another are taken from it.

    Raises:
        NotAllowed: `by` may not manage stores.
        MarketplaceAccount.DoesNotExist: there is none that `by` may see.
        AccountNameTaken: another account has this name.
        NotASellerId: it cannot be one.
    """
    account = locked(account_id, by)
    _name(account, name)
    account.seller_id, account.region = _seller_id(seller_id), region
    account.save(update_fields=["name", "seller_id", "region"])
    for served in ServedStore.objects.filter(account=account).select_related("store"):
        if region_of(served.store.marketplace) != region:
            served.delete()
    _record(events.CHANGED, account, by=by, at=at, region=region.value)
    return account


@transaction.atomic
def rotate_secrets(
    *,
    account_id: int,
    credentials: Secrets,
    by: Person | None,
    at: datetime,
    client_id: str = "",
) -> MarketplaceAccount:
    """Put new secrets in the place of those there are; an empty one stays as it was.

    What failed for want of them is tried again at once.

    Raises:
        NotAllowed: `by` may not manage stores.
        MarketplaceAccount.DoesNotExist: there is none that `by` may see.
        SecretMissing: none is given, or one cannot be one.
    """
    account = locked(account_id, by)
    given = credentials.stripped()
    new = {
        "client_id": client_id.strip(),
        "client_secret": given.client_secret,
        "refresh_token": given.refresh_token,
    }
    for text in [text for text in new.values() if text] or [""]:
        _require_secret(text)
    if new["client_id"]:
        account.client_id = new["client_id"]
    if new["client_secret"]:
        account.client_secret_encrypted = secrets.encrypt(given.client_secret)
        account.client_secret_changed_at = at
    if new["refresh_token"]:
        account.refresh_token_encrypted = secrets.encrypt(given.refresh_token)
        account.refresh_token_changed_at = at
    account.save()
    try_mended(account, at=at)
    changed = sorted(name for name, text in new.items() if text)
    _record(events.SECRETS_CHANGED, account, by=by, at=at, changed=changed)
    return account


@transaction.atomic
def encrypt_anew() -> int:
    """Encrypt the secrets of all accounts with our newest key; return of how many.

    After it an older key can go, as far as accounts are concerned.

    Raises:
        CannotDecrypt: none of our keys made one of them; nothing was changed.
    """
    accounts = list(MarketplaceAccount.objects.select_for_update())
    for account in accounts:
        for name in ("client_secret_encrypted", "refresh_token_encrypted"):
            setattr(account, name, secrets.encrypt_anew(getattr(account, name)))
        account.save(update_fields=["client_secret_encrypted", "refresh_token_encrypted"])
    return len(accounts)


@transaction.atomic
def pause_account(
    *, account_id: int, by: Person | None, at: datetime
) -> MarketplaceAccount:
    """Let an account rest: no flow of it begins until it is resumed. Twice is as once.

    Raises:
        NotAllowed: `by` may not manage stores.
        MarketplaceAccount.DoesNotExist: there is none that `by` may see.
    """
    account = locked(account_id, by)
    if not account.is_paused:
        account.paused_at, account.paused_by = at, by
        account.save(update_fields=["paused_at", "paused_by"])
        _record(events.PAUSED, account, by=by, at=at)
    return account


@transaction.atomic
def resume_account(
    *, account_id: int, by: Person | None, at: datetime
) -> MarketplaceAccount:
    """Set an account to work again, from where each flow was. Twice is as once.

    Raises:
        NotAllowed: `by` may not manage stores.
        MarketplaceAccount.DoesNotExist: there is none that `by` may see.
    """
    account = locked(account_id, by)
    if account.is_paused:
        account.paused_at = account.paused_by = None
        account.save(update_fields=["paused_at", "paused_by"])
        _record(events.RESUMED, account, by=by, at=at)
    return account


@transaction.atomic
def remove_account(*, account_id: int, by: Person | None, at: datetime) -> None:
    """Forget an account: its secrets, and how far its flows are. What was read stays.

    Raises:
        NotAllowed: `by` may not manage stores.
        MarketplaceAccount.DoesNotExist: there is none that `by` may see.
        StillAtWork: it has to be paused first.
    """
    account = locked(account_id, by)
    if not account.is_paused:
        raise StillAtWork(
            _("%(account)s is at work.") % {"account": account.name},
            fix=_("Pause it first."),
        )
    _record(events.REMOVED, account, by=by, at=at)
    account.delete()


def _name(account: MarketplaceAccount, name: str) -> None:
    name = " ".join(name.split())
    others = MarketplaceAccount.objects.exclude(pk=account.pk)
    if not name or others.filter(name__iexact=name).exists():
        raise AccountNameTaken(
            _("Another account is called “%(name)s”, or the name is empty.")
            % {"name": name},
            fix=_("Give this account a name of its own."),
        )
    account.name = name


def _seller_id(text: str) -> str:
    text = text.strip().upper()
    if text and not _SELLER_ID.fullmatch(text):
        raise NotASellerId(
            _("“%(text)s” is not a seller id of Amazon.") % {"text": text},
            fix=_(
                "Copy the merchant token from Seller Central, Settings, Account info: an A"
                " and some ten letters and digits."
            ),
        )
    return text


def _require_secret(text: str) -> None:
    if not text:
        raise SecretMissing(
            _("Something is missing: client id, client secret or refresh token."),
            fix=_("Copy it from the Developer Console."),
        )
    if _NOT_IN_A_SECRET.search(text):
        raise SecretMissing(
            _("What was entered holds blanks, or characters no secret of Amazon has."),
            fix=_("Copy it again, whole and on one line."),
        )


def _address(text: str) -> str:
    """Return where a stand-in answers.

    Secrets go there, so it can only be on this machine.
    """
    if not text:
        return ""
    parts = urlsplit(text.strip())
    if parts.scheme != "http" or parts.hostname not in _OURS or parts.path.strip("/"):
        raise NotAnAddress(
            _("A stand-in for Amazon cannot be at “%(address)s”.") % {"address": text},
            fix=_("Start one on this machine: firsthand sandbox amazon. It says where."),
        )
    return f"http://{parts.netloc}"


def _record(
    kind: str,
    account: MarketplaceAccount,
    *,
    by: Person | None,
    at: datetime,
    **facts: object,
) -> None:
    journal.record(kind, subject_id=account.pk, at=at, by=by, facts=facts)
