"""The sandbox as a process: `firsthand sandbox serve`, `faults`, `truth`.

It needs neither database nor settings nor framework, and so is there in a blink.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from firsthand.connectors.sandbox.marketplace.faults import Fault, Operation
from firsthand.connectors.sandbox.marketplace.running import Sandbox, Whereabouts
from firsthand.connectors.sandbox.marketplace.terms import at_pace
from firsthand.connectors.sandbox.steering import NotSteered, Steering
from firsthand.foundation.fault_plans import WrongPlan

_REFUSED = 3
_PLANS = f"""\
A plan: OPERATION[@ACCOUNT]=FAULT[:SECONDS][xTIMES|x*|~SHARE], with commas. For example:
  act=apply_then_500, read=stale:30x*, process=fatal_half~0.1
Operations: {", ".join(Operation)}.
Faults: {", ".join(Fault)}.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one step and return its exit status: 0 fine, 2 misused, 3 refused."""
    args = _parser().parse_args(arguments)
    try:
        return int(args.run(args))
    except (WrongPlan, NotSteered, OSError) as problem:
        print(f"firsthand: {problem}", file=sys.stderr)
        return _REFUSED


def serve(args: argparse.Namespace) -> int:
    """Run the sandbox until told to stop."""
    # Blocked before any thread is there, so that none of them takes the signal up.
    told = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, told)
    sandbox = Sandbox(
        port=args.port,
        seed=args.seed,
        faults=args.faults,
        state=args.state,
        is_open_to_any=args.open,
        terms=at_pace(args.pace),
    )
    sandbox.start()
    print(f"The sandbox marketplace answers at {sandbox.whereabouts.address}", flush=True)
    signal.sigwait(told)
    sandbox.stop()
    return 0


def faults(args: argparse.Namespace) -> int:
    """Set a plan, if one was given; print what is still to come."""
    steering = _steering(args.state)
    if args.plan is not None:
        steering.set_faults(args.plan)
    print(steering.faults_left() or "Nothing goes wrong.")
    return 0


def truth(args: argparse.Namespace) -> int:
    """Print what has really happened on an order."""
    found = _steering(args.state).truth(args.account, args.order)
    for effect in found:
        print(
            f"{effect.external_id} {effect.kind} {effect.minor_units} {effect.currency}"
            f" ({effect.cause}) {effect.reference}".rstrip()
        )
    if not found:
        print("Nothing has happened on it.")
    return 0


def _steering(state: Path) -> Steering:
    found = Whereabouts.of(state)
    if found is None:
        raise NotSteered("No sandbox is running. Start one: firsthand sandbox serve.")
    return Steering(found)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="firsthand sandbox",
        description="A marketplace of our own, to try things on.",
        epilog=_PLANS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    steps = parser.add_subparsers(required=True, metavar="STEP")
    step = steps.add_parser("serve", help="run it")
    step.add_argument("--port", type=int, default=0, help="0: any")
    step.add_argument("--seed", type=int, default=0, help="decides what is left to chance")
    step.add_argument("--faults", default="", metavar="PLAN", help="what goes wrong")
    step.add_argument(
        "--open", action="store_true", help="accounts and orders exist when mentioned"
    )
    step.add_argument(
        "--pace", type=float, default=1.0, help="0.1: all that takes time takes a tenth"
    )
    step.set_defaults(run=serve)
    _add_state(step)
    step = steps.add_parser("faults", help="say what is to go wrong from now on")
    step.add_argument("plan", nargs="?", metavar="PLAN", help="none: only show it")
    step.set_defaults(run=faults)
    _add_state(step)
    step = steps.add_parser("truth", help="what has really happened on an order")
    step.add_argument("account", metavar="ACCOUNT", help="the number of the store")
    step.add_argument("order", metavar="ORDER")
    step.set_defaults(run=truth)
    _add_state(step)
    return parser


def _add_state(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--state",
        type=Path,
        required=True,
        metavar="FILE",
        help="where its books are kept; beside it stands where it answers",
    )


if __name__ == "__main__":
    sys.exit(main())
