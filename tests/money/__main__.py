"""All of `make test-money`: two processes beside each other, one verdict.

The crashes with their controls in one, the state machine in the other; both with the same
seed, MONEY_SEED or one by chance. Prints what each came to, and last `N passed, N failed`.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FOLDER = Path(__file__).parent
MACHINE = "test_state_machine.py"
FILES = sorted(str(each) for each in FOLDER.glob("test_*.py") if each.name != MACHINE)


def main() -> int:
    began = time.monotonic()
    seed = os.environ.get("MONEY_SEED") or str(random.SystemRandom().randrange(10**6))
    print(f"seed {seed}: make test-money SEED={seed} runs it again", flush=True)
    parts = [[str(FOLDER / "test_crashes.py")]]
    if not os.environ.get("MONEY_CELL"):
        parts = [FILES, [str(FOLDER / MACHINE)]]
    with tempfile.TemporaryDirectory() as reports:
        running = [
            subprocess.Popen(
                [sys.executable, "-m", "pytest", *files, *sys.argv[1:]],
                env=os.environ
                | {"MONEY_SEED": seed, "MONEY_REPORT": f"{reports}/{number}"},
            )
            for number, files in enumerate(parts)
        ]
        statuses = [each.wait() for each in running]
        came = [_report(Path(reports, str(number))) for number in range(len(parts))]
    for each in came:
        print("\n".join(each["lines"]))
    print(f"{(time.monotonic() - began) / 60:.1f} minutes")
    passed = sum(each["passed"] for each in came)
    failed = sum(each["failed"] for each in came)
    # Whatever ended a run before it could count is a failure, too.
    failed += sum(bool(status) and not r["failed"] for status, r in zip(statuses, came))  # noqa: B905
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def _report(file: Path) -> dict:
    if not file.exists():
        return {"lines": ["a run ended without a word"], "passed": 0, "failed": 1}
    return json.loads(file.read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main())
