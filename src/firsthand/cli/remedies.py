"""`firsthand remedies`: what became of an order's money; do the books add up?"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.cli.db import Commands


class NoSuchOrder(Refused):
    code = "remedies.no_such_order"


def add_parser(commands: Commands) -> None:
    parser = commands.add_parser("remedies", help="refunds and the like: reconcile, verify")
    steps = parser.add_subparsers(required=True, metavar="STEP")
    step = steps.add_parser(
        "reconcile", help="look up what is not known; or explain an order"
    )
    step.add_argument("--explain", metavar="ORDER", help="tell the story of its money")
    step.add_argument("--language", choices=["en", "zh-hans"], default="en")
    step.set_defaults(run=reconcile)
    step = steps.add_parser("waiting", help="list what waits for approval")
    step.add_argument("--language", choices=["en", "zh-hans"], default="en")
    step.set_defaults(run=waiting)
    step = steps.add_parser("verify", help="add up every ledger, hold it against the log")
    step.set_defaults(run=verify)


def reconcile(args: argparse.Namespace) -> int:
    """Tell the story of one order's money, or look up whatever is due."""
    if args.explain:
        print("\n".join(_told(args.explain, args.language)))
        return 0
    from firsthand import wiring
    from firsthand.domain.remedies import commands
    from firsthand.foundation.postgres import clock

    around = commands.Surroundings(channel_of=wiring.remedy_channel, now=clock.now)
    done = commands.work_due(around)
    print("\n".join(f"{state:16} {n}" for state, n in done.items()) or "Nothing is due.")
    return 0


def _told(number: str, language: str) -> list[str]:
    from django.utils import timezone, translation

    from firsthand.domain.orders import queries as orders
    from firsthand.domain.remedies.queries.story import story
    from firsthand.foundation.scoping import Everything

    found = orders.orders_numbered(Everything(), number)
    if not found:
        raise NoSuchOrder(f"There is no order {number}.", fix="Check the number.")
    with translation.override(language):
        lines = [line for pk in found for line in story(pk, at=timezone.now())]
    return lines or [f"Order {number}: nothing was ever given or asked for."]


def waiting(args: argparse.Namespace) -> int:
    """Print each request that waits, what runs out first in front; without names."""
    from django.utils import timezone, translation

    from firsthand.domain.authority.queries import money, role_name
    from firsthand.domain.remedies import queries
    from firsthand.foundation.scoping import Everything

    at = timezone.now()
    with translation.override(args.language):
        found = queries.waiting_for_approval(Everything()).select_related("ledger__order")
        for each in found.filter(expires_at__gt=at):
            amount = money(each.minor_units, each.currency) if each.minor_units else "—"
            print(
                f"{each.expires_at:%Y-%m-%d %H:%MZ}  {each.get_kind_display()}  {amount}  "
                f"{each.ledger.order.number}  {role_name(each.approval_by)}  "
                f"{each.approval_why}"
            )
        if not found:
            print("Nothing waits.")
    return 0


def verify(args: argparse.Namespace) -> int:  # noqa: ARG001
    """Print every order whose books are wrong; status 1 if there is one.

    That the log is whole `audit verify` says: to read it takes longer than all the rest.
    """
    from firsthand.domain.remedies.queries import books

    found = books.books()
    for wrong in found.wrong:
        print(f"order {wrong.order_id}: {_WRONG[wrong.what]}")
    verdict = "wrong" if found.wrong else "right"
    print(f"{found.ledgers} ledgers, {found.remedies} remedies: {verdict}.")
    print("Whether the audit log itself is whole: firsthand audit verify.")
    return 1 if found.wrong else 0


_WRONG = {
    "cell": "a cell does not hold what its remedies and facts add up to",
    "ledger": "the order is not the sum of its cells",
    "parts": "the parts of a remedy are not its amount",
    "audit": "a remedy is in another state than the log says",
}
