"""Try changes of the code of money one after the other; say which ones no test notices.

    python -m tools.mutants [--only remedies/rules] [--most N] [--seed N]

The tests of the area are run once, and it is noted which of them come through which
function. Then, for each change, a copy of that process (a fork) has it put into the living
functions and runs those tests, the quickest first, until one fails. So a change takes a
fraction of a second, and the database is made once. Tests that commit are left out: what
they leave behind would fail others.

With `--most` a sample is tried, by its seed. Status 1 if fewer than 90 % are noticed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import pytest
from tools.mutants.running import Trial

ROOT = Path(__file__).parents[2]
DOMAIN = ROOT / "src" / "firsthand" / "domain"
AREAS = ("remedies", "authority")
PARTS = tuple(f"{area}/{part}" for area in AREAS for part in ("rules", "commands"))
LEAST_SHARE = 0.9


def main() -> int:
    """Try the parts that were asked for; print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", choices=PARTS, default=list(PARTS))
    parser.add_argument("--most", type=int, default=0, help="so many of each area")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    trials = []
    for area in AREAS:
        parts = [part for part in args.only if part.startswith(area)]
        files = [file for part in parts for file in sorted((DOMAIN / part).glob("*.py"))]
        if files:
            trials.append(Trial(files, most=args.most, seed=args.seed))
            tests = [f"tests/domain/{area}", "tests/wiring"]
            if pytest.main(["-p", "no:cacheprovider", *tests], plugins=[trials[-1]]):
                return 2
    print("\n".join(line for trial in trials for line in trial.told()))
    tried = sum(sum(trial.tried.values()) for trial in trials)
    noticed = sum(sum(trial.noticed.values()) for trial in trials)
    print(f"{noticed} of {tried} noticed: {100 * noticed / tried:.1f} %")
    return 0 if noticed >= LEAST_SHARE * tried else 1


if __name__ == "__main__":
    sys.exit(main())
