"""Change the code of money in small ways, one after the other; say what no test notices.

    python -m tools.mutants [--only remedies/rules] [--most N] [--seed N]
                            [--kept FILE] [--minutes N] [--slow N]

The tests are run once, and it is noted which of them come through which line. Then, for
each change, a copy of that process (a fork) has it put into the living functions and runs
the tests that come there, the likely and the quick first, until one fails. So a change
takes a fraction of a second, and the database is made once. Only what survives these is
shown to the tests that commit: they have a copy of the database.

With `--most` a sample is tried, by its seed. With `--kept` results are kept in a file,
and a run that was stopped, or stopped itself after `--minutes`, goes on where it was:
what survived is tried again once any test has changed, or with more of the slow ones.
Status 1 if fewer than 90 % are killed.
"""

from __future__ import annotations

import argparse
import sys
from operator import attrgetter
from pathlib import Path

import pytest
from tools.mutants.keeping import Kept
from tools.mutants.running import Trial
from tools.mutants.telling import LEAST_SHARE, share, told

ROOT = Path(__file__).parents[2]
DOMAIN = ROOT / "src" / "firsthand" / "domain"
MONEY = ("remedies/rules", "remedies/commands", "remedies/queries", "authority/rules")
PARTS = (*MONEY, "authority/commands", "authority/queries")
TESTS = (
    "domain/remedies", "domain/authority", "wiring", "web/money", "api/test_money.py",
    "api/test_remedies.py", "api/test_approvals.py", "api/test_authority.py",
)  # fmt: skip


def main() -> int:
    """Try the parts that were asked for; print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", choices=PARTS, default=list(MONEY))
    parser.add_argument("--most", type=int, default=0, help="a sample of so many")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kept", type=Path, help="where results are kept")
    parser.add_argument("--minutes", type=int, default=0, help="stop after so many")
    parser.add_argument("--slow", type=int, default=20, help="so many slow tests a change")
    args = parser.parse_args()
    trial = Trial(
        [file for part in args.only for file in sorted((DOMAIN / part).glob("*.py"))],
        Kept(args.kept, slow=args.slow), most=args.most, seed=args.seed,
        minutes=args.minutes, slow=args.slow,
    )  # fmt: skip
    tests = [f"tests/{each}" for each in TESTS]
    if pytest.main(["-p", "no:cacheprovider", *tests], plugins=[trial]):
        return 2
    results = sorted(trial.results, key=attrgetter("place", "line"))
    print("\n".join(told(results, left=trial.left)))
    return 0 if share(results) >= LEAST_SHARE else 1


if __name__ == "__main__":
    sys.exit(main())
