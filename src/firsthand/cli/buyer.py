"""`firsthand buyer`: forget one buyer."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.cli.db import Commands
    from firsthand.domain.orders.models import Buyer


class UnknownBuyer(Refused):
    code = "buyer.unknown"


def add_parser(commands: Commands) -> None:
    parser = commands.add_parser("buyer", help="forget one buyer")
    steps = parser.add_subparsers(required=True, metavar="STEP")
    step = steps.add_parser("erase", help="erase everything that says who a buyer is")
    whom = step.add_mutually_exclusive_group(required=True)
    whom.add_argument("--id", type=int, help="his number, as the ticket page shows it")
    whom.add_argument("--email", help="the address he wrote from")
    whom.add_argument("--alias", help="his marketplace relay address")
    step.add_argument("--yes", action="store_true", help="do not ask")
    step.set_defaults(run=erase)


def erase(args: argparse.Namespace) -> int:
    """Erase a buyer's names, words, addresses, mails and files; sums and dates stay.

    Backups made before keep him until they are deleted: the last line says so.
    """
    from django.utils import timezone

    from firsthand import wiring

    buyer = _buyer(args)
    if buyer.erased_at is not None:
        print(f"Buyer {buyer.pk} was erased on {buyer.erased_at:%Y-%m-%d}.")
        return 0
    if not args.yes and not _agrees(buyer):
        print("Nothing was erased.")
        return 1
    count = wiring.erase_buyer(buyer_id=buyer.pk, by=None, at=timezone.now())
    print(f"Erased buyer {buyer.pk} with {count} tickets. Figures and sums are unchanged.")
    print("Backups made before still hold his data: delete them when their time is over.")
    return 0


def _buyer(args: argparse.Namespace) -> Buyer:
    """Return whom the arguments name.

    Raises:
        UnknownBuyer: nobody.
    """
    from firsthand.domain.orders import queries as orders
    from firsthand.domain.orders.models import Buyer
    from firsthand.domain.orders.ports import Identity

    if args.id is not None:
        found = Buyer.objects.filter(pk=args.id).first()
    elif args.email:
        found = orders.buyer_known_by(Identity("email", args.email))
    else:
        found = orders.buyer_known_by(Identity("amazon_alias", args.alias))
    if found is None:
        raise UnknownBuyer(
            "There is no such buyer.",
            fix="Check the address letter by letter, or use --id from the ticket page.",
        )
    return found


def _agrees(buyer: Buyer) -> bool:
    print(f"This erases buyer {buyer.pk}, first seen {buyer.first_seen_at:%Y-%m-%d}.")
    print("It cannot be taken back.")
    return input(f"Type {buyer.pk} to go on: ").strip() == str(buyer.pk)
