"""`firsthand policies`: what outgoing texts are judged by."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.cli.db import Commands
    from firsthand.domain.people.models import Person


class NobodyOfThatAddress(Refused):
    code = "policies.nobody_of_that_address"


def add_parser(commands: Commands) -> None:
    parser = commands.add_parser(
        "policies", help="what outgoing texts are judged by: check, list, publish, load"
    )
    steps = parser.add_subparsers(required=True, metavar="STEP")
    step = steps.add_parser("check", help="what the rules find in a text; 1: they block it")
    step.add_argument("file", type=Path, help="the text; - reads what is piped in")
    step.add_argument("--language", required=True, metavar="CODE", help="the buyer’s")
    step.add_argument("--marketplace", default="US", metavar="CODE", help="US, DE, JP, …")
    step.add_argument("--channel", default="amazon", choices=["amazon", "own_shop"])
    step.add_argument("--type", default="reply", choices=["reply", "proactive"])
    step.set_defaults(run=check)
    step = steps.add_parser("list", help="the rules, how they judge, how often of late")
    step.set_defaults(run=show)
    step = steps.add_parser("publish", help="show what the draft changes, and publish it")
    step.add_argument("--as", dest="by", required=True, metavar="EMAIL", help="who does")
    step.add_argument("--yes", action="store_true", help="publish; else only show")
    step.set_defaults(run=publish)
    step = steps.add_parser("load", help="note the rules that come with this program")
    step.set_defaults(run=load)


def check(args: argparse.Namespace) -> int:
    """Print what the rules find in a text; return 1 if they block it."""
    from firsthand.domain.policies import commands, queries

    is_piped = str(args.file) == "-"
    text = sys.stdin.read() if is_piped else args.file.read_text(encoding="utf-8")
    commands.refuse_too_long(text)
    outgoing = queries.Outgoing(
        text=text,
        language=args.language.split("-")[0].lower(),
        marketplace=args.marketplace.upper(),
        channel=args.channel,
        message_type=args.type,
    )
    rules = queries.in_force().rules
    found = queries.findings(outgoing, rules, also_in=queries.spoken_in(text))
    for one in found:
        words = " ".join(text[one.start : one.end].split())
        print(f"{one.severity:5} {one.rule}  {one.message['en']}  {words}".rstrip())
        print(f"      {one.fix['en']}")
    print(f"{len(found)} findings.")
    return 1 if queries.blocks(found) else 0


def show(_args: argparse.Namespace) -> int:
    """Print each rule with its mode and what it found of late."""
    from django.utils import timezone

    from firsthand.domain.policies import queries
    from firsthand.foundation.scoping import Everything

    now, draft = queries.in_force(), queries.draft()
    print(f"Version {now.number}" + (f", draft {draft.number}" if draft else ""))
    for each in queries.lines(Everything(), at=timezone.now()):
        marks = "*" if each.is_changed else " "
        print(
            f"{each.key:7}{marks}{each.mode:5}  blocked {each.blocked}, warned "
            f"{each.warned}, overridden {each.overridden}  {each.message['en']}"
        )
    return 0


def publish(args: argparse.Namespace) -> int:
    """Print what the draft would change; with `--yes` publish it."""
    from django.utils import timezone

    from firsthand.domain.policies import commands, queries
    from firsthand.wiring import gate_preview

    draft, by, at = queries.draft(), _person(args.by), timezone.now()
    if draft is None:
        raise commands.NoDraft("There is no draft of the rules.", fix="Begin one first.")
    shown = gate_preview.preview(draft, by, at=at)
    print(f"Draft {draft.number} changes {', '.join(shown.rules) or 'no judgement'}.")
    print(f"{len(shown.failing)} of {shown.n_macros} texts of macros would be blocked:")
    for macro in shown.failing:
        rules = ", ".join(macro.rules)
        print(f"  {macro.macro.key} ({macro.language}): {rules}")
    print(
        f"Of {shown.n} replies read, of {shown.sent} sent in {gate_preview.DAYS} days: "
        f"{len(shown.blocked)} newly blocked, {len(shown.freed)} blocked no more."
    )
    for reply in shown.blocked:
        print(f"  ticket {reply.ticket_id}: {', '.join(reply.rules)}")
    if args.yes:
        done = gate_preview.publish(by=by, at=at, seen_at=draft.changed_at)
        print(f"Version {done.number} judges from now on.")
    return 0


def load(_args: argparse.Namespace) -> int:
    """Note the rules of this program."""
    for line in loaded() or ["They are noted already."]:
        print(line)
    return 0


def loaded() -> list[str]:
    """Note the rules of this program if they are others; return what was done."""
    from django.utils import timezone

    from firsthand.domain.policies import commands

    number = commands.load_pack(at=timezone.now())
    return [] if number is None else [f"Texts are judged by version {number} of the rules."]


def _person(address: str) -> Person:
    from firsthand.domain.people import queries as people

    found = people.people().filter(email=address.strip().lower(), is_active=True).first()
    if found is None:
        raise NobodyOfThatAddress(f"Nobody here has the address {address}.")
    return found
