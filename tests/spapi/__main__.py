"""`make spapi DIR=`: every example of Amazon's model files, through our client.

Prints a table by model, what failed and why, and last `N passed, N failed`. Ends with 0 if
all that failed are examples with the request of another one, which nobody can tell apart.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import django.conf

from firsthand.foundation.errors import Refused
from tests.spapi.replaying import Sheet, replay

USUAL = Path(__file__).parents[3] / "shared" / "spapi-models"
LINE = "{:<48} {:>10} {:>8} {:>8} {:>8}"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make spapi", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="of Amazon's model files")
    named = Path(os.environ.get("SPAPI_MODELS_DIR") or USUAL)
    folder = parser.parse_args(arguments).folder or named
    if not django.conf.settings.configured:
        # The client speaks the reader's language; here there is one, and no database.
        django.conf.settings.configure(USE_I18N=False)
    try:
        sheets = replay(folder)
    except Refused as refusal:
        print(f"firsthand: {refusal}", file=sys.stderr)
        return 3
    print(LINE.format("model", "operations", "examples", "passed", "failed"))
    for model, sheet in sheets.items():
        failed = len(sheet.failed) + len(sheet.ambiguous)
        print(
            LINE.format(
                model, sheet.operations, sheet.passed + failed, sheet.passed, failed
            )
        )
    return _end(sheets)


def _end(sheets: dict[str, Sheet]) -> int:
    failed = {name: why for sheet in sheets.values() for name, why in sheet.failed.items()}
    ambiguous = {
        name: why for sheet in sheets.values() for name, why in sheet.ambiguous.items()
    }
    for name, why in failed.items():
        print(f"FAILED {name}: {why}")
    for name, why in ambiguous.items():
        print(f"failed {name}: {why} (nobody can tell the two apart)")
    passed = sum(sheet.passed for sheet in sheets.values())
    print(f"{passed} passed, {len(failed) + len(ambiguous)} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
