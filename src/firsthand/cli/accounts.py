"""`firsthand accounts`: connect accounts at Amazon, test them, see how they are."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.cli.db import Commands
    from firsthand.domain.accounts.models import MarketplaceAccount
    from firsthand.domain.accounts.queries import Complaint

REGIONS = ("na", "eu", "fe")


class NoSuchAccount(Refused):
    code = "accounts.no_such_account"


class NoSuchStore(Refused):
    code = "accounts.no_such_store"


def add_parser(commands: Commands) -> None:
    parser = commands.add_parser(
        "accounts", help="accounts at Amazon: add, serve, test, rotate, pause, resume, list"
    )
    steps = parser.add_subparsers(required=True, metavar="STEP")
    step = steps.add_parser("list", help="each account, what it reads, what is wrong")
    step.add_argument("--language", choices=["en", "zh-hans"], default="en")
    step.set_defaults(run=show)
    step = steps.add_parser("add", help="add one; asks for the secrets, or reads two lines")
    step.add_argument("name", metavar="NAME")
    step.add_argument("--region", choices=REGIONS, required=True)
    step.add_argument("--client-id", required=True, metavar="ID")
    step.add_argument("--seller-id", default="", metavar="ID", help="the merchant token")
    step.add_argument(
        "--address", default="", metavar="URL", help="of a stand-in: sandbox amazon"
    )
    step.set_defaults(run=add)
    step = steps.add_parser("serve", help="say which stores it serves, and no others")
    step.add_argument("name", metavar="NAME")
    step.add_argument("stores", nargs="*", metavar="STORE", help="their names")
    step.set_defaults(run=serve)
    step = steps.add_parser("rotate", help="enter new secrets; an empty line keeps one")
    step.add_argument("name", metavar="NAME")
    step.add_argument("--client-id", default="", metavar="ID")
    step.set_defaults(run=rotate)
    step = steps.add_parser("encrypt", help="encrypt all secrets with the newest key")
    step.set_defaults(run=encrypt)
    _add_plain(steps)


def _add_plain(steps: Commands) -> None:
    for name, run, words in (
        ("test", test, "ask Amazon what it may do; status 1 if something is missing"),
        ("pause", pause, "let it rest"),
        ("resume", resume, "set it to work again, from where it was"),
        ("remove", remove, "forget one that is paused, with its secrets"),
        ("hurry", hurry, "have all of it read now"),
    ):
        step = steps.add_parser(name, help=words)
        step.add_argument("name", metavar="NAME")
        step.add_argument("--language", choices=["en", "zh-hans"], default="en")
        step.set_defaults(run=run)


def show(args: argparse.Namespace) -> int:
    """Print each account with its flows and what is wrong; status 1 if something is."""
    from django.utils import timezone, translation

    from firsthand.domain.accounts import queries

    at, is_well = timezone.now(), True
    with translation.override(args.language):
        for account in queries.accounts():
            complaints = queries.complaints_of(account, at=at)
            is_well = is_well and not any(one.is_urgent for one in complaints)
            print("\n".join(_lines(account, complaints, at)))
    return 0 if is_well else 1


def _lines(
    account: MarketplaceAccount, complaints: list[Complaint], at: datetime
) -> Iterator[str]:
    from firsthand.domain.accounts import queries

    codes = " ".join(place.code for place in queries.marketplaces_of(account)) or "–"
    yield f"{account.name}  {account.region}  {codes}"
    for complaint in complaints:
        words = queries.words_of(complaint.problem)
        flows = ", ".join(map(str, complaint.flows))
        yield f"  ! {words.what} {words.fix}{f' ({flows})' if flows else ''}"
    for flow in queries.flows_of(account):
        lag = queries.lag_of(flow, at=at)
        behind = f"{lag.total_seconds() / 60:.0f} min" if lag is not None else "–"
        yield (f"  {flow!s:22} {behind:>10}  next {flow.next_due_at:%Y-%m-%d %H:%M} UTC")


def add(args: argparse.Namespace) -> int:
    """Add an account; its secrets come from the terminal or the standard input."""
    from django.utils import timezone

    from firsthand.domain.accounts import commands
    from firsthand.domain.accounts.queries import Region

    account = commands.add_account(
        name=args.name,
        region=Region(args.region),
        seller_id=args.seller_id,
        client_id=args.client_id,
        credentials=commands.Secrets(*_secrets()),
        address=args.address,
        by=None,
        at=timezone.now(),
    )
    print(f"{account.name} is added. Next: firsthand accounts serve {account.name!r} STORE")
    return 0


def serve(args: argparse.Namespace) -> int:
    """Say which stores an account serves.

    Raises:
        NoSuchStore: there is none of a name.
    """
    from django.utils import timezone

    from firsthand.domain.accounts import commands
    from firsthand.domain.stores import queries as stores
    from firsthand.foundation.scoping import Everything

    known = {store.name: store.pk for store in stores.stores_of(Everything())}
    for name in args.stores:
        if name not in known:
            raise NoSuchStore(
                f"There is no store {name}.",
                fix=f"There are: {', '.join(known) or 'none; open one under Settings'}.",
            )
    commands.serve_stores(
        account_id=_account(args.name).pk,
        store_ids=[known[name] for name in args.stores],
        by=None,
        at=timezone.now(),
    )
    print(f"{args.name} serves {len(args.stores)} stores.")
    return 0


def rotate(args: argparse.Namespace) -> int:
    """Put new secrets in the place of those there are."""
    from django.utils import timezone

    from firsthand.domain.accounts import commands

    commands.rotate_secrets(
        account_id=_account(args.name).pk,
        client_id=args.client_id,
        credentials=commands.Secrets(*_secrets()),
        by=None,
        at=timezone.now(),
    )
    print(f"Saved. Next: firsthand accounts test {args.name!r}")
    return 0


def encrypt(args: argparse.Namespace) -> int:  # noqa: ARG001
    """Encrypt the secrets of all accounts with the newest key: older ones can go then."""
    from firsthand.domain.accounts import commands

    print(f"{commands.encrypt_anew()} accounts are encrypted with the newest key.")
    return 0


def test(args: argparse.Namespace) -> int:
    """Ask Amazon what an account may do; print it; status 1 if something is missing."""
    from django.utils import timezone, translation

    from firsthand.domain.accounts import queries
    from firsthand.wiring import amazon_testing

    account = _account(args.name)
    with translation.override(args.language):
        tested = amazon_testing.test_account(account, by=None, at=timezone.now())
        account.refresh_from_db()
        for right in queries.rights_of(account):
            why = queries.role_words(right.role)
            print(f"{right.get_answer_display():12} {right.role}: {why}")
        for found in account.test_problems:
            problem = queries.Problem(queries.ProblemKind(found["kind"]), found["facts"])
            words = queries.words_of(problem)
            print(f"! {words.what} {words.fix}")
    lacks = any(one.answer == "missing" for one in tested.rights)
    return 1 if lacks or account.test_problems else 0


def pause(args: argparse.Namespace) -> int:
    """Let an account rest."""
    from django.utils import timezone

    from firsthand.domain.accounts import commands

    commands.pause_account(account_id=_account(args.name).pk, by=None, at=timezone.now())
    print(f"{args.name} is paused.")
    return 0


def resume(args: argparse.Namespace) -> int:
    """Set an account to work again."""
    from django.utils import timezone

    from firsthand.domain.accounts import commands

    commands.resume_account(account_id=_account(args.name).pk, by=None, at=timezone.now())
    print(f"{args.name} goes on.")
    return 0


def remove(args: argparse.Namespace) -> int:
    """Forget an account; what was read stays."""
    from django.utils import timezone

    from firsthand.domain.accounts import commands

    commands.remove_account(account_id=_account(args.name).pk, by=None, at=timezone.now())
    print(f"{args.name} is forgotten, with its secrets. What was read stays.")
    return 0


def hurry(args: argparse.Namespace) -> int:
    """Have all that an account reads be due now."""
    from django.utils import timezone

    from firsthand.domain.accounts import commands

    commands.hurry_flows(account_id=_account(args.name).pk, at=timezone.now())
    print("All of it is due now. A worker begins within a minute.")
    return 0


def _account(name: str) -> MarketplaceAccount:
    from firsthand.domain.accounts import queries

    account = queries.account_named(name)
    if account is None:
        known = ", ".join(one.name for one in queries.accounts())
        raise NoSuchAccount(
            f"There is no account {name}.",
            fix=f"There are: {known or 'none; add one: firsthand accounts add'}.",
        )
    return account


def _secrets() -> tuple[str, str]:
    """Return client secret and refresh token: never arguments, which others can list."""
    if sys.stdin.isatty():
        return getpass.getpass("Client secret: "), getpass.getpass("Refresh token: ")
    return sys.stdin.readline().strip(), sys.stdin.readline().strip()
