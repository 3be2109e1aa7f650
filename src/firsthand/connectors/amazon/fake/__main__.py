"""The fake as a process: `firsthand sandbox amazon`. Needs no database and no settings."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from firsthand.connectors.amazon.fake import tokens
from firsthand.connectors.amazon.fake.faults import (
    DOWNLOAD,
    POSTINGS,
    PROCESS,
    TOKEN,
    UPLOAD,
    Fault,
)
from firsthand.connectors.amazon.fake.lives import Sellers
from firsthand.connectors.amazon.fake.running import FakeAmazon, Terms
from firsthand.domain.stores.rules import BY_CODE
from firsthand.foundation.errors import Refused
from firsthand.foundation.fault_plans import WrongPlan
from firsthand.settings import environment

_REFUSED = 3
_MODELS = Path(environment.SPAPI_MODELS_DIR) if environment.SPAPI_MODELS_DIR else None
_PLANS = f"""\
A plan: OPERATION[@ACCOUNT]=FAULT[:SECONDS][xTIMES|x*|~SHARE], with commas. For example:
  createFeed=apply_then_reset, process=fatal_all, getFeed=html_503x3
Operations: all of Amazon's, and {TOKEN}, {UPLOAD}, {DOWNLOAD}, {PROCESS} (what becomes of a
feed) and {POSTINGS} (when a refund shows).
Faults: {", ".join(Fault)}.
"""


class UnknownSeller(Refused):
    code = "amazon.unknown_seller"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the fake until told to stop; return 0, or 3 where it cannot begin."""
    args = _parser().parse_args(arguments)
    try:
        fake = FakeAmazon(_terms(args), port=args.port)
    except (WrongPlan, Refused, OSError) as problem:
        print(f"firsthand: {problem}", file=sys.stderr)
        return _REFUSED
    # Blocked before any thread is there, so that none of them takes the signal up.
    told = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, told)
    fake.start()
    print(_greeting(fake, args.models), flush=True)
    signal.sigwait(told)
    fake.stop()
    return 0


def _terms(args: argparse.Namespace) -> Terms:
    sellers = _sellers(args.sell, args.a_day, args.seed, timedelta(hours=args.lag))
    return Terms(
        sellers=sellers,
        models=args.models,
        reports=args.reports,
        only_examples=args.examples,
        is_throttled=not args.unthrottled,
        speed=args.speed,
        processing=timedelta(seconds=args.processing),
        lag=timedelta(hours=args.lag),
        faults=args.faults,
        seed=args.seed,
    )


def _sellers(told: Sequence[str], a_day: int, seed: int, lag: timedelta) -> Sellers | None:
    """Return the sellers at work; None: there are none.

    Raises:
        UnknownSeller: there is no such marketplace.
    """
    places = {name: tuple(codes.upper().split(",")) for name, _, codes in _parted(told)}
    for code in {code for codes in places.values() for code in codes} - set(BY_CODE):
        raise UnknownSeller(
            f"There is no marketplace {code!r}.",
            fix="Write ACCOUNT=DE,FR with letters of: " + ", ".join(sorted(BY_CODE)),
        )
    today = datetime.now(UTC).date()
    return Sellers(places, a_day, today, seed, lag) if places else None


def _parted(told: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    return (one.partition("=") for one in told)


def _greeting(fake: FakeAmazon, models: Path | None) -> str:
    source = f"the models in {models}" if models else "our own few examples"
    return (
        f"The fake of Amazon answers at {fake.address}, from {source}.\n"
        f"  client id      {tokens.CLIENT_ID}\n"
        f"  client secret  {tokens.CLIENT_SECRET}\n"
        f"  refresh token  {tokens.REFRESH_TOKEN}NAME: any name is an account"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="firsthand sandbox amazon",
        description="A fake of Amazon's interface, to try a connection on.",
        epilog=_PLANS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    option = parser.add_argument
    option("--port", type=int, default=0, help="0: any")
    option(
        "--models", type=Path, default=_MODELS, metavar="DIR",
        help="Amazon's model files; by default SPAPI_MODELS_DIR",
    )  # fmt: skip
    option(
        "--reports", type=Path, metavar="DIR",
        help="what is in reports: files called as their kinds",
    )  # fmt: skip
    option("--examples", action="store_true", help="examples only, nothing has state")
    option("--unthrottled", action="store_true", help="any number of calls at any rate")
    option("--speed", type=float, default=1.0, help="60: its time runs so much faster")
    option("--processing", type=float, default=6.0, metavar="SECONDS", help="of a feed")
    option("--lag", type=float, default=48.0, metavar="HOURS", help="until refunds show")
    option(
        "--sell", action="append", default=[], metavar="ACCOUNT=DE,FR",
        help="have an account sell on these marketplaces, since twelve days ago",
    )  # fmt: skip
    option("--a-day", type=int, default=20, metavar="ORDERS", help="of each of its stores")
    option("--faults", default="", metavar="PLAN", help="what goes wrong")
    option("--seed", type=int, default=0, help="decides what is left to chance")
    return parser


if __name__ == "__main__":
    sys.exit(main())
