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
PARTS = {
    "remedies/rules": ["tests/domain/remedies", "tests/wiring"],
    "remedies/commands": ["tests/domain/remedies", "tests/wiring"],
    "authority/rules": ["tests/domain/authority", "tests/wiring"],
    "authority/commands": ["tests/domain/authority", "tests/wiring"],
}
LEAST_SHARE = 0.9


def main() -> int:
    """Try the parts that were asked for; print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", choices=PARTS, default=list(PARTS))
    parser.add_argument("--most", type=int, default=0, help="so many of each part")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    share = []
    for part in args.only or PARTS:
        files = sorted((DOMAIN / part).glob("*.py"))
        trial = Trial(files, most=args.most, seed=args.seed)
        status = pytest.main(["-p", "no:cacheprovider", *PARTS[part]], plugins=[trial])
        if status or not trial.tried:
            return 2
        share.append(trial.noticed / trial.tried)
        print(f"{part}: {trial.told()}", flush=True)
    return 0 if min(share) >= LEAST_SHARE else 1


if __name__ == "__main__":
    sys.exit(main())
