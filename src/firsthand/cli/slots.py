"""`firsthand slots`: at which times of day the buyers of a store are answered."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.cli.db import Commands
    from firsthand.domain.stores.models import Store

_EVERY_DAY = "1234567"


class NoSuchStore(Refused):
    code = "slots.no_such_store"


class NotATime(Refused):
    code = "slots.not_a_time"


def add_parser(commands: Commands) -> None:
    parser = commands.add_parser("slots", help="times of day at which buyers are answered")
    steps = parser.add_subparsers(required=True, metavar="STEP")
    step = steps.add_parser("list", help="the slots of each store, and the longest wait")
    step.set_defaults(run=show)
    step = steps.add_parser("set", help="answer the buyers of a store at these times")
    step.add_argument("store", help="its name")
    step.add_argument("times", help="by the store’s clock: 9:30,17:00; none ends it")
    step.add_argument("--weekdays", default=_EVERY_DAY, help="1 is Monday: 12345")
    step.set_defaults(run=set_times)


def show(args: argparse.Namespace) -> int:  # noqa: ARG001
    """Print each store with its slots, the longest wait and the next slot."""
    from firsthand.domain.sla import queries
    from firsthand.domain.stores.queries import stores_of
    from firsthand.foundation.scoping import Everything

    plans = queries.plans_of(Everything())
    for store in stores_of(Everything()).filter(closed_at=None):
        plan = plans.get(store.pk)
        print(f"{store.name}: {_in_words(store) if plan else 'at no fixed times'}")
    return 0


def _in_words(store: Store) -> str:
    from django.utils import timezone

    from firsthand.domain.sla import queries
    from firsthand.domain.stores.queries import reply_duty

    plan = queries.slots_of(store.pk)
    assert plan is not None, store
    within = reply_duty(store.channel).within
    hours = plan.worst().length.total_seconds() / 3600
    late = "" if plan.keeps(within) else ": too long for the marketplace"
    days = "".join(map(str, sorted(plan.weekdays)))
    return (
        f"{queries.write_times(plan.minutes)} on days {days} ({store.time_zone}), "
        f"longest wait {hours:g} h{late}, next "
        f"{plan.next_after(timezone.now()):%Y-%m-%d %H:%MZ}"
    )


def set_times(args: argparse.Namespace) -> int:
    """Set or end the slots of a store, and print what they come to.

    Raises:
        NoSuchStore: none has this name.
        NotATime: a time cannot be read.
    """
    from django.utils import timezone

    from firsthand.domain.sla import commands, queries
    from firsthand.domain.stores.queries import stores_of
    from firsthand.foundation.scoping import Everything

    store = stores_of(Everything()).filter(name=args.store).first()
    if store is None:
        raise NoSuchStore(
            f"There is no store {args.store}.", fix="See `firsthand slots list`."
        )
    at = timezone.now()
    if args.times == "none":
        commands.drop_slots(store_id=store.pk, by=None, at=at)
        print(f"{store.name}: at no fixed times")
        return 0
    try:
        minutes = queries.read_times(args.times)
        weekdays = [int(day) for day in args.weekdays]
    except ValueError as problem:
        raise NotATime(
            f"{problem} is no time or day.", fix="Write 9:30,17:00 and --weekdays 12345."
        ) from problem
    commands.set_slots(
        store_id=store.pk, minutes=minutes, weekdays=weekdays, by=None, at=at
    )
    print(f"{store.name}: {_in_words(store)}")
    return 0
