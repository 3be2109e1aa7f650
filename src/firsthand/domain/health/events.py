"""What account health writes into the journal: codes, counts and times."""

from __future__ import annotations

# Subject: the snapshot. {source, reported_at: ISO time, status, measures: how many}
REPORTED = "health.reported"
# Subject: the store. {from, to: statuses of the account as the marketplace calls them}
STATUS_CHANGED = "health.status_changed"
# Subject: the store. {measure, from, to: its status as the marketplace calls it}
MEASURE_CHANGED = "health.measure_changed"
