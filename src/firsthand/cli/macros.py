"""`firsthand macros`: what buyers are answered with."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from firsthand.cli.db import Commands

PACK = "amazon"


def add_parser(commands: Commands) -> None:
    parser = commands.add_parser("macros", help="what buyers are answered with: list, load")
    steps = parser.add_subparsers(required=True, metavar="STEP")
    step = steps.add_parser("list", help="print the macros in use, with their languages")
    step.add_argument("--language", choices=["en", "zh-hans"], default="en")
    step.set_defaults(run=show)
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
