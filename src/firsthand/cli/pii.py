"""`firsthand pii`: where personal data lies, and forgetting it in time."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from firsthand.cli.db import Commands

KEEP_DAYS = 30  # After the delivery, as marketplaces ask of sellers.


def add_parser(commands: Commands) -> None:
    parser = commands.add_parser("pii", help="personal data: inventory, purge")
    steps = parser.add_subparsers(required=True, metavar="STEP")
    step = steps.add_parser("inventory", help="list every column that holds any")
    step.set_defaults(run=inventory)
    step = steps.add_parser("purge", help="forget what is past its time")
    step.add_argument("--keep-days", type=_days, default=KEEP_DAYS, metavar="DAYS")
    step.set_defaults(run=purge)


def inventory(args: argparse.Namespace) -> int:  # noqa: ARG001
    """Print table, column and retention of everything that is personal, sorted."""
    from firsthand.foundation.personal import personal_fields

    lines = sorted(
        (model._meta.db_table, field.column or field.name, str(retention))
        for model, field, retention in personal_fields()
    )
    for table, column, retention in lines:
        print(f"{table:24} {column:16} {retention}")
    return 0


def purge(args: argparse.Namespace) -> int:
    """Forget everything that is past its time, portion by portion; say how much."""
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    from firsthand.domain.claims import commands as claims
    from firsthand.domain.imports import commands as imports
    from firsthand.domain.invoices import commands as invoices
    from firsthand.domain.macros import commands as macros
    from firsthand.domain.policies import commands as policies
    from firsthand.domain.remedies import commands as remedies
    from firsthand.domain.tickets import commands as tickets

    at = timezone.now()
    done: dict[str, int] = {}
    while True:
        portion = tickets.purge_personal_data(keep_days=args.keep_days, at=at)
        done = {what: done.get(what, 0) + count for what, count in portion.items()}
        if not any(portion.values()):
            break
    done["rejected_rows"] = imports.purge_due(keep_days=args.keep_days, at=at)
    done["remedies"] = 0
    while emptied := remedies.purge_due(keep_days=args.keep_days, at=at):
        done["remedies"] += emptied
    done["findings"] = 0
    while emptied := claims.purge_due(keep_days=args.keep_days, at=at):
        done["findings"] += emptied
    done["invoices"] = 0
    while emptied := invoices.purge_due(keep_days=args.keep_days, at=at):
        done["invoices"] += emptied
    for what, area in (("macros", macros), ("allowances", policies)):
        done[what] = area.purge_due(keep_days=args.keep_days, at=at)
    done["sessions"], _by_model = Session.objects.filter(expire_date__lt=at).delete()
    for what, count in done.items():
        print(f"{what.replace('_', ' '):12} {count}")
    return 0


def _days(text: str) -> int:
    days = int(text)
    if not 0 < days <= 3650:
        raise argparse.ArgumentTypeError("a number of days from 1 to 3650")
    return days
