"""What remedies write into the journal: ids, times, kinds, amounts; never words.

The subject is the remedy, or for `OUTSIDE` and `EXPLAINED` the fact; `about` says store,
buyer and ticket. Facts of a remedy's entries: `key`, `kind`, `minor_units`, `currency`,
`reason`, `order`, `from` (the state before, "" at first), `requested_by`.
"""

from __future__ import annotations

from firsthand.domain.remedies.rules.states import State

# One kind for each state a remedy comes into: "remedies.approved", and so on.
OF_STATE = {state: f"remedies.{state.value}" for state in State}
# Nobody answered in time, and the role above was asked: {key, order, from, to}.
ESCALATED = "remedies.approval_escalated"
# Money went back without us: {minor_units, currency, over_minor_units, order}.
OUTSIDE = "remedies.outside_recorded"
EXPLAINED = "remedies.outside_explained"  # It was a remedy's after all: {remedy}.
STOPPED = "remedies.stopped"  # {scope, name}: nothing is sent for it.
LIFTED = "remedies.stop_lifted"
# Somebody said by hand what became of a remedy, another confirmed it:
# {order, remedy, says}.
HAND_PROPOSED = "remedies.decision_proposed"
HAND_CONFIRMED = "remedies.decision_confirmed"
# Somebody looked into an incident: {order, remedy, kind, found}; the subject is it.
INCIDENT_CLOSED = "remedies.incident_closed"
