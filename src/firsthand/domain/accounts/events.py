"""What accounts write into the journal: ids, codes, times; never a secret."""

from __future__ import annotations

# Subject of all: the account. {name, region}
ADDED = "accounts.added"
CHANGED = "accounts.changed"
# {stores: ids of those it serves from now on}
SERVES = "accounts.serves"
SECRETS_CHANGED = "accounts.secrets_changed"
REMOVED = "accounts.removed"
PAUSED = "accounts.paused"
RESUMED = "accounts.resumed"
# {problems: kinds, roles: those that are missing}
TESTED = "accounts.tested"
# {flow, part, problem: its kind}: with the first failure, and with another problem.
FLOW_FAILS = "accounts.flow_fails"
# {flow, part, problem, since: ISO time}: with the first success after failures.
FLOW_GOES_ON = "accounts.flow_goes_on"
