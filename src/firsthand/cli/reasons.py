"""`firsthand reasons`: what tickets are tagged with."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from firsthand.foundation.errors import Refused
from firsthand.settings import environment

if TYPE_CHECKING:
    from firsthand.cli.db import Commands

PROFILES = ("start", "full")


class UnknownProfile(Refused):
    code = "reasons.unknown_profile"


def add_parser(commands: Commands) -> None:
    parser = commands.add_parser("reasons", help="what tickets are tagged with: list, load")
    steps = parser.add_subparsers(required=True, metavar="STEP")
    step = steps.add_parser("list", help="print the tree of reasons and the resolutions")
    step.add_argument("--all", action="store_true", help="also what is archived")
    step.add_argument("--language", choices=["en", "zh-hans"], default="en")
    step.set_defaults(run=show)
    step = steps.add_parser(
        "load", help="add the reasons that come with the program, as far as they are new"
    )
    step.add_argument(
        "--profile",
        choices=PROFILES,
        default="start",
        help="start: the usual ones in use, the others archived; full: all in use",
    )
    step.set_defaults(run=load)


def show(args: argparse.Namespace) -> int:
    """Print the tree: code, name, and a mark where something is not in use."""
    from django.utils import translation

    from firsthand.domain.reasons import queries

    with translation.override(args.language):
        tree = queries.taxonomy()
        for node in tree.in_order():
            if node.is_in_use or args.all:
                mark = "" if node.is_in_use else "  (archived)"
                name = queries.label_of(node.labels)
                print(f"{'  ' * (node.level - 1)}{node.code}  {name}{mark}")
        print()
        for resolution in queries.resolutions():
            if resolution.archived_at is None or args.all:
                mark = "" if resolution.archived_at is None else "  (archived)"
                print(f"{resolution.code}  {resolution}{mark}")
    return 0


def load(args: argparse.Namespace) -> int:
    """Add what is missing; what is there stays as it was edited."""
    for line in loaded(args.profile):
        print(line)
    return 0


def load_at_first_start() -> list[str]:
    """Load the profile of FIRSTHAND_REASONS while there are no reasons at all.

    Returns:
        What was done, in words; nothing when there are reasons.

    Raises:
        UnknownProfile: the setting names none.
    """
    from firsthand.domain.reasons import queries

    if queries.Reason.objects.exists():
        return []
    if environment.REASONS not in PROFILES:
        raise UnknownProfile(
            f"FIRSTHAND_REASONS is {environment.REASONS!r}.",
            fix=f"Set it to one of: {', '.join(PROFILES)}.",
        )
    return loaded(environment.REASONS)


def loaded(profile: str) -> list[str]:
    """Load a profile and return what was done, in words."""
    from django.utils import timezone

    from firsthand.domain.reasons import commands

    done = commands.load(profile=commands.Profile(profile), by=None, at=timezone.now())
    return [
        f"{done.reasons} reasons and {done.resolutions} resolutions came into use "
        f"(profile {profile})."
    ]
