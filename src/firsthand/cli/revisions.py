"""What became of values that were certain: for `firsthand metrics`."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from firsthand.domain.metrics.models import Revision
    from firsthand.domain.metrics.queries import Figure


def listed(args: argparse.Namespace, keys: Sequence[str]) -> int:
    """Print every revision of these metrics, newest first."""
    from firsthand.domain.metrics import queries
    from firsthand.foundation.scoping import Everything

    found = list(queries.revisions(keys, person=Everything()))
    if args.format == "json":
        print(json.dumps([record(one) for one in found], indent=2))
    elif args.format == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        records = [record(one) | {"why": _why(one)} for one in found]
        writer.writerow(records[0] if records else ())
        writer.writerows(each.values() for each in records)
    else:
        for one in found:
            print(f"{one.metric}, {line(one)}")
        if not found:
            print("No value that was certain has changed since.")
    return 0


def publish() -> int:
    """Publish what has become certain, and print what changed of the older values."""
    from firsthand.domain.metrics import commands

    commands.run_until_done()
    revised = commands.publish(at=datetime.now(UTC))
    for one in revised:
        print(f"{one.metric}, {line(one)}")
    print(f"Published what is certain; {len(revised)} older values had changed.")
    return 0


def of_figures(figures: Sequence[Figure]) -> dict[int, list[Revision]]:
    """Return the revisions of weeks that each figure takes in, by its position."""
    from firsthand.domain.metrics import queries
    from firsthand.foundation.scoping import Everything

    found: dict[int, list[Revision]] = defaultdict(list)
    if not figures:
        return found
    known = queries.revisions(
        {figure.metric for figure in figures},
        person=Everything(),
        since=min(figure.since for figure in figures),
        until=max(figure.until for figure in figures),
    )
    for one in known:
        monday = datetime.combine(one.week_of, datetime.min.time(), UTC)
        for place, figure in enumerate(figures):
            overlaps = monday < figure.until and figure.since < monday + timedelta(days=7)
            is_store = figure.group.get("store", str(one.store_id)) == str(one.store_id)
            if one.metric == figure.metric and overlaps and is_store:
                found[place].append(one)
    return found


def record(one: Revision) -> dict[str, Any]:
    """Return a revision for machines."""
    return {
        "metric": one.metric,
        "store": one.store_id,
        "week_of": one.week_of.isoformat(),
        "old_hits": one.old_hits,
        "old_n": one.old_n,
        "new_hits": one.new_hits,
        "new_n": one.new_n,
        "why": one.why,
        "revised_at": one.revised_at.isoformat(),
    }


def line(one: Revision) -> str:
    """Return a revision in words, without its metric."""
    return (
        f"store {one.store_id}, week of {one.week_of}: {one.old_hits}/{one.old_n} became"
        f" {one.new_hits}/{one.new_n} on {one.revised_at:%Y-%m-%d}"
        f" ({_why(one) or 'nothing in the journal tells why'})"
    )


def _why(one: Revision) -> str:
    return ", ".join(f"{kind} {n}" for kind, n in one.why.items())
