"""The same definitions by hand: pandas for the columns, plain rules for the linking.

Linking goes through a buyer's messages one by one, each depending on what the ones before
were linked to: pandas can sort and group them, not link them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from firsthand.domain.metrics import rules
from firsthand.domain.metrics.bulk import arrays as a
from firsthand.domain.metrics.bulk.encoding import NATURES, REPLIES

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def build(events: Path, share: int) -> pd.DataFrame:
    """Return the issues of one buyer in `share`, with both outcomes."""
    read = pd.concat(map(pd.read_feather, sorted(events.glob("*/*.arrow"))))
    chosen = read[read["buyer"] % share == 0]
    chosen = chosen.sort_values(["buyer", "happened_at", "kind", "key"])
    rows: list[dict[str, Any]] = []
    for buyer, of_buyer in chosen.groupby("buyer", sort=False):
        happened = list(_events(of_buyer))
        contacts = len(rules.contacts(happened))
        for issue in rules.issues(happened):
            week, month = (rules.failure(issue, days) for days in (7, 30))
            rows.append(
                {"buyer": buyer, "opened_at": issue.opened_at, "contacts": contacts,
                 "failed_at": week and week[0], "failed_30_at": month and month[0]}
            )  # fmt: skip
        rules.first_replies(happened)
        rules.courses(happened)
    return pd.DataFrame(rows)


def _events(of_buyer: pd.DataFrame) -> Iterator[rules.Event]:
    for row in of_buyer.itertuples(index=False):
        common: dict[str, Any] = {
            "at": EPOCH + timedelta(microseconds=row.happened_at),
            "key": row.key,
        }
        if row.kind != a.ESCAPED:
            common["ticket"] = row.ticket
        yield MAKERS[row.kind](common, row)


def _asked(common: dict[str, Any], row: Any) -> rules.Event:  # noqa: ANN401
    return rules.Asked(
        **common,
        order=row.order_id or None,
        asins=frozenset([str(row.products)] if row.products else []),
        nature=NATURES[row.nature],
    )


MAKERS: dict[int, Callable[[dict[str, Any], Any], rules.Event]] = {
    a.ASKED: _asked,
    a.REPLIED: lambda common, row: rules.Replied(
        **common, agent=row.actor, kind=REPLIES[row.nature]
    ),
    a.TAGGED: lambda common, row: rules.Tagged(
        **common, reason=f"L1.{(row.reason - 1) // 4}.{row.reason}"
    ),
    a.SOLVED: lambda common, row: rules.Solved(**common, agent=row.actor),
    a.ASSIGNED: lambda common, row: rules.Assigned(**common, to=row.other or None),
    a.MERGED: lambda common, row: rules.Merged(**common, into=row.other),
    a.ESCAPED: lambda common, row: rules.Escaped(**common, order=row.order_id, way="claim"),
}
