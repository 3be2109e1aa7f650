"""`firsthand macros`: what buyers are answered with."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from firsthand.cli.db import Commands

PACK = "amazon"


def add_parser(commands: Commands) -> None:
    parser = commands.add_parser(
        "macros", help="what buyers are answered with: list, fares, load"
    )
    steps = parser.add_subparsers(required=True, metavar="STEP")
    step = steps.add_parser("list", help="print the macros in use, with their languages")
    step.add_argument("--language", choices=["en", "zh-hans"], default="en")
    step.set_defaults(run=show)
    step = steps.add_parser("fares", help="print how each macro fares, and what to do")
    step.add_argument("--language", choices=["en", "zh-hans"], default="en")
    step.set_defaults(run=fares)
    step = steps.add_parser(
        "load",
        help="publish what is new in the macros that come with the program; what was "
        "written or taken out of use here stays so",
    )
    step.set_defaults(run=load)


def show(args: argparse.Namespace) -> int:
    """Print key, title, shortcut and languages of each macro in use."""
    from django.utils import timezone

    from firsthand.domain.macros import queries

    for each in queries.ready(at=timezone.now()):
        title = queries.title_of(each.sheet, args.language)
        languages = " ".join(each.sheet.texts)
        print(f"{each.key}  {title}  ({each.sheet.shortcut or '–'})  {languages}")
    return 0


def fares(args: argparse.Namespace) -> int:
    """Print of each macro, with tabs between: how it fares in all stores together.

    Key, version, answers sent in the last 90 days, share of them changed, first contact
    resolution and harm (share, what its reasons let expect, issues), advice and why.
    """
    from django.utils import timezone

    from firsthand.domain.macros import queries
    from firsthand.foundation.scoping import Everything

    print("key\ttitle\tversion\tsent\tedited\tfcr\texpected\tn\tharm\texpected\tn\tadvice")
    for line in queries.macros_page(Everything(), at=timezone.now()):
        title = queries.title_of(line.version.read_sheet(), args.language)
        found = line.fares
        shares = [
            text
            for held in (found.fcr, found.harm)
            for text in (_percent(held.share), _percent(held.expected), str(held.n))
        ]
        cells = [line.macro.key, title, str(line.version.number), str(found.sent)]
        advice = f"{found.advice} ({found.why})" if found.why else str(found.advice)
        print("\t".join([*cells, _percent(found.edited_share), *shares, advice]))
    return 0


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


def load(_args: argparse.Namespace) -> int:
    """Publish what is new."""
    for line in loaded():
        print(line)
    return 0


def load_at_first_start() -> list[str]:
    """Publish the macros that come with the program while there are none at all.

    Returns:
        What was done, in words; nothing when there are macros.
    """
    from firsthand.domain.macros import queries

    return [] if queries.is_any() else loaded()


def loaded() -> list[str]:
    """Publish what is new and return what was done, in words."""
    from django.utils import timezone

    from firsthand.domain.macros import commands, queries

    done = commands.load_pack(queries.pack(PACK), at=timezone.now())
    return [f"{done} macros were published."]
