"""Our accounts at Amazon: the client of each, and what its troubles come from.

TRICKY: clients wait for their turn by way of the database, in transactions of their own:
call them outside of any.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from firsthand.connectors.amazon.client import Account, Client
from firsthand.connectors.amazon.judging import skew
from firsthand.connectors.amazon.line import Line
from firsthand.connectors.amazon.operations import Operations
from firsthand.connectors.amazon.regions import Place
from firsthand.connectors.amazon.shared_pacing import SharedPacing
from firsthand.connectors.amazon.tokens import Credentials
from firsthand.connectors.amazon.troubles import (
    Declined,
    Lost,
    NotAllowed,
    ServerTrouble,
    Throttled,
    TokenRefused,
    Trouble,
    Unreached,
)
from firsthand.domain.accounts.ports import Problem, ProblemFound, ProblemKind, Region
from firsthand.domain.accounts.queries import MarketplaceAccount
from firsthand.foundation import secrets
from firsthand.foundation.errors import Refused
from firsthand.foundation.pacing import queries as pacing
from firsthand.foundation.secrets import CannotDecrypt

_LOGIN_SAYS = {
    "invalid_client": ProblemKind.SECRET_REFUSED,
    "invalid_grant": ProblemKind.PERMISSION_WITHDRAWN,
    "unauthorized_client": ProblemKind.APPLICATION_NOT_APPROVED,
    "invalid_scope": ProblemKind.APPLICATION_NOT_APPROVED,
}
_MOST_TRIES = 5
_lock = threading.Lock()
_clients: dict[int, tuple[tuple[str, ...], Client]] = {}


@cache
def line() -> Line:
    """Return the one line of this process: to make one takes longer than most calls."""
    return Line()


def client_of(account: MarketplaceAccount) -> Client:
    """Return the client of an account; the same one, until its secrets change.

    Raises:
        CannotDecrypt: its secrets were encrypted with other keys than ours.
    """
    print_of_it = (
        account.region,
        account.address,
        account.client_id,
        account.client_secret_encrypted,
        account.refresh_token_encrypted,
    )
    with _lock:
        known = _clients.get(account.pk)
        if known is None or known[0] != print_of_it:
            known = print_of_it, open_client(account, place_of(account))
            _clients[account.pk] = known
        return known[1]


def forget_client(account: MarketplaceAccount) -> None:
    """Have the next client log in anew: a token keeps the roles it was given with."""
    with _lock:
        _clients.pop(account.pk, None)


def open_client(
    account: MarketplaceAccount, place: Place, *, most_tries: int = _MOST_TRIES
) -> Client:
    """Return a client of an account at a place that need not be its own.

    Args:
        account: whose secrets it calls with.
        place: where it calls.
        most_tries: how often a call is made at most, where it may be made again.

    Raises:
        CannotDecrypt: its secrets were encrypted with other keys than ours.
    """
    credentials = Credentials(
        account.client_id,
        secrets.decrypt(account.client_secret_encrypted),
        secrets.decrypt(account.refresh_token_encrypted),
    )
    return Client(
        Account(str(account.pk), credentials, place),
        pacing=SharedPacing(str(account.pk)),
        line=line(),
        most_tries=most_tries,
    )


def place_of(account: MarketplaceAccount) -> Place:
    """Return where an account is answered: Amazon, or a stand-in on this machine."""
    if account.address:
        return Place.at(account.address)
    return Place.of(Region(account.region))


def problem_of(refusal: Refused, *, at: datetime) -> tuple[Problem, timedelta]:
    """Return what a refusal of a flow comes from, and how long to wait at least."""
    if isinstance(refusal, ProblemFound):
        return refusal.problem, refusal.again_after
    if isinstance(refusal, CannotDecrypt):
        return Problem(ProblemKind.KEY_MISSING), timedelta(0)
    if isinstance(refusal, Trouble):
        return _of_trouble(refusal, at), refusal.again_after
    facts = {"message": refusal.message, "fix": refusal.fix}
    return Problem(ProblemKind.OTHER, facts), timedelta(0)


def _of_trouble(trouble: Trouble, at: datetime) -> Problem:
    told = trouble.told
    fast = round(skew(told.headers, now=at).total_seconds() / 60)
    if fast and isinstance(trouble, NotAllowed | Declined):
        return Problem(ProblemKind.CLOCK_WRONG, {"minutes": str(fast)})
    if isinstance(trouble, TokenRefused):
        code = told.complaints[0].code if told.complaints else ""
        known = _LOGIN_SAYS.get(code)
        return (
            Problem(known)
            if known
            else Problem(ProblemKind.LOGIN_REFUSED, {"status": str(told.status)})
        )
    if isinstance(trouble, NotAllowed):
        return not_allowed(told.operation)
    return _of_the_way(trouble)


def not_allowed(operation: str) -> Problem:
    """Return the problem that an operation is not allowed to us."""
    role = Operations.known().named(operation).role if operation else ""
    facts = {"operation": operation.rpartition(".")[2], "role": role}
    return Problem(ProblemKind.ROLE_MISSING if role else ProblemKind.NOT_ALLOWED, facts)


def _of_the_way(trouble: Trouble) -> Problem:
    """Return what is wrong between Amazon and us, or at Amazon's."""
    told = trouble.told
    operation = told.operation.rpartition(".")[2]
    if isinstance(trouble, Unreached):
        why = str(trouble.__cause__ or "")
        is_certificate = "certificate" in why.lower()
        kind = ProblemKind.CERTIFICATE if is_certificate else ProblemKind.UNREACHABLE
        return Problem(kind, {"why": why[:200]})
    if isinstance(trouble, Throttled):
        return Problem(ProblemKind.THROTTLED, {"operation": operation})
    if isinstance(trouble, ServerTrouble):
        return Problem(ProblemKind.SERVER_TROUBLE, {"status": str(told.status)})
    if isinstance(trouble, Lost):
        return Problem(ProblemKind.ANSWER_LOST)
    # Amazon's own words may name a buyer: only its codes are kept.
    said = ", ".join(dict.fromkeys(one.code for one in told.complaints)) or str(told.status)
    return Problem(ProblemKind.DECLINED, {"operation": operation, "said": said})


@dataclass(frozen=True)
class Used:
    """How much of what Amazon allows of one operation is used up.

    Attributes:
        share: of the bucket that is taken, 0 to 1.
        refusals: how often in a row Amazon said that it was too much.
        free_at: when all of it is there again.
    """

    operation: str
    share: float
    refusals: int
    free_at: datetime


def throttle_use(account: MarketplaceAccount, *, at: datetime) -> list[Used]:
    """Return the operations of an account of which something is used up, most first."""
    prefix = f"amazon/{account.pk}/"
    known = {one.key: one for one in Operations.known().all()}
    used = [
        Used(
            known[key].name,
            pacing.share_used(bucket, known[key].pace, now=at),
            bucket.refusals,
            bucket.full_at,
        )
        for name, bucket in pacing.buckets(prefix)
        if (key := name.removeprefix(prefix)) in known
    ]
    return sorted(
        (one for one in used if one.share > 0), key=lambda one: (-one.share, one.operation)
    )
