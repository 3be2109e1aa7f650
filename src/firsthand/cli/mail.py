"""`firsthand mail`: take mail in, send what waits, see how it stands."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.cli.db import Commands
    from firsthand.domain.mail.models import Mailbox


class NoSuchMailbox(Refused):
    code = "mail.no_such_mailbox"


class NoSuchFile(Refused):
    code = "mail.no_such_file"


def add_parser(commands: Commands) -> None:
    parser = commands.add_parser("mail", help="mail: ingest, fetch, send, status")
    steps = parser.add_subparsers(required=True, metavar="STEP")
    step = steps.add_parser("ingest", help="take mail in from files")
    step.add_argument("paths", nargs="+", metavar="PATH", help=".eml, mbox, folder, or -")
    step.add_argument("--mailbox", metavar="ADDRESS", help="which mailbox it belongs to")
    step.set_defaults(run=ingest)
    step = steps.add_parser("fetch", help="read every mailbox now")
    step.set_defaults(run=fetch)
    step = steps.add_parser("send", help="send what waits in the outbox now")
    step.set_defaults(run=send)
    step = steps.add_parser("status", help="how mailboxes, outbox and quarantine stand")
    step.set_defaults(run=status)


def ingest(args: argparse.Namespace) -> int:
    """Take in every mail of the files; print how many became what."""
    from django.utils import timezone

    from firsthand import wiring
    from firsthand.domain.tickets import commands

    mailbox = _mailbox(args.mailbox)
    became: Counter[str] = Counter()
    for _name, raw in _mails(args.paths):
        became[
            commands.take_in(
                mailbox_id=mailbox.pk, raw=raw, parse=wiring.parse_mail, at=timezone.now()
            )
        ] += 1
    print(f"{became.total()} mails into {mailbox}: {_counted(became)}.")
    return 0


def fetch(args: argparse.Namespace) -> int:  # noqa: ARG001
    """Read every mailbox; status 1 if one could not be reached."""
    from django.utils import timezone

    from firsthand import wiring
    from firsthand.domain.mail import queries
    from firsthand.domain.tickets import commands

    unreachable = 0
    for mailbox in queries.mailboxes_to_fetch():
        became = commands.read_mailbox(
            mailbox,
            source_of=wiring.mail_source,
            parse=wiring.parse_mail,
            now=timezone.now,
        )
        print(f"{mailbox}: {_counted(became)}.")
        mailbox.refresh_from_db()
        if mailbox.problem:
            print(f"  {mailbox.problem}", file=sys.stderr)
            unreachable += 1
    return 1 if unreachable else 0


def send(args: argparse.Namespace) -> int:  # noqa: ARG001
    """Send what is due; print how it ended."""
    from django.utils import timezone

    from firsthand import wiring
    from firsthand.domain.mail import commands

    ended = commands.send_due(
        sender_of=wiring.mail_sender, compose=wiring.compose_mail, now=timezone.now
    )
    print(f"{ended.total()} mails: {_counted(ended)}.")
    return 0


def status(args: argparse.Namespace) -> int:  # noqa: ARG001
    """Print positions, problems, the outbox by state and the quarantine."""
    from firsthand.domain.mail import queries

    standing = queries.standing()
    for mailbox in standing.mailboxes:
        read = f"{mailbox.fetched_at:%Y-%m-%d %H:%M} UTC" if mailbox.fetched_at else "never"
        print(f"{mailbox}: read {read}, up to uid {mailbox.last_uid}.")
        if mailbox.problem:
            print(f"  {mailbox.problem}")
    print(f"Outbox: {_counted(standing.outbox)}.")
    print(f"Quarantine: {standing.quarantined} waiting for somebody.")
    return 0


def _mailbox(address: str | None) -> Mailbox:
    """Return the mailbox of this address; without one, the only active mailbox.

    Raises:
        NoSuchMailbox: there is none, or several to choose from.
    """
    from firsthand.domain.mail import queries

    active = {mailbox.address: mailbox for mailbox in queries.active_mailboxes()}
    if address is None and len(active) == 1:
        return next(iter(active.values()))
    if address not in active:
        known = ", ".join(active) or "none; add one under Settings, Stores"
        raise NoSuchMailbox(
            f"There is no mailbox {address}." if address else "Which mailbox is it for?",
            fix=f"Name one with --mailbox. There are: {known}.",
        )
    return active[address]


def _mails(paths: list[str]) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of every mail; `-` is the standard input."""
    from firsthand import wiring

    for path in paths:
        if path == "-":
            with open(sys.stdin.fileno(), "rb", closefd=False) as stdin:
                yield from wiring.mails_of(stdin, "stdin")
        elif Path(path).exists():
            yield from wiring.mails_in(Path(path))
        else:
            raise NoSuchFile(
                f"There is no file or folder {path}.",
                fix="What came before it was taken; correct the path and run it again.",
            )


def _counted(counter: Counter[str]) -> str:
    parts = [f"{count} {name.replace('_', ' ')}" for name, count in sorted(counter.items())]
    return ", ".join(parts) or "nothing"
