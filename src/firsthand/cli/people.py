"""`firsthand people`: the first account, and the way back in for somebody locked out."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from firsthand.cli import check
from firsthand.domain.people.rules import Role
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.cli.db import Commands


class NobodyThere(Refused):
    code = "people.nobody_there"


def add_parser(commands: Commands) -> None:
    parser = commands.add_parser(
        "people", help="the first account; links to set a password"
    )
    steps = parser.add_subparsers(required=True, metavar="STEP")
    step = steps.add_parser("invite", help="make an account and a link to set its password")
    step.add_argument("--email", required=True, help="the log-in name")
    step.add_argument("--name", required=True, help="what colleagues read")
    step.add_argument("--role", choices=list(Role), default=Role.OWNER)
    step.add_argument("--language", choices=["en", "zh-hans"], default="en")
    step.set_defaults(run=invite)
    step = steps.add_parser("link", help="make a new link for somebody who is locked out")
    step.add_argument("--email", required=True, help="the log-in name")
    step.set_defaults(run=link)


def invite(args: argparse.Namespace) -> int:
    """Make an account; print the link by which its owner sets a password."""
    from django.utils import timezone

    from firsthand.domain.people import commands

    invited = commands.invite(
        email=args.email,
        name=args.name,
        role=Role(args.role),
        language=args.language,
        by=None,
        at=timezone.now(),
    )
    print(f"{invited.person.name} sets a password here, once, within 72 hours:")
    print(f"{check.address()}/welcome/{invited.token}/")
    return 0


def link(args: argparse.Namespace) -> int:
    """Print a new link for an account; the second factor stays as it is."""
    from django.utils import timezone

    from firsthand.domain.people import commands, queries

    person = (
        queries.people().filter(email=args.email.strip().lower(), is_active=True).first()
    )
    if person is None:
        raise NobodyThere(
            f"No active account has the address {args.email}.",
            fix="Check it, or make one: firsthand people invite",
        )
    token = commands.new_link(person_id=person.pk, by=None, at=timezone.now())
    print(f"{person.name} sets a password here, once, within 72 hours:")
    print(f"{check.address()}/welcome/{token}/")
    return 0


def hint() -> str | None:
    """Return what to do while there is no account at all; None when there is one."""
    from firsthand.domain.people import queries

    if queries.people().exists():
        return None
    return (
        "There is no account yet. Make yours: "
        'firsthand people invite --email you@shop.example --name "Your name"'
    )
