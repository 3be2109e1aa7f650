"""What claims write into the journal: ids, codes, times; never words of people."""

from __future__ import annotations

# Subject: the finding. {said, truth, true_reason: codes or None, bases: kinds, replaces}
FOUND = "claims.found"
# Subjects below: the setback. {respond_by: ISO time or None, source: a `Claim.Source`}
DEADLINE_SET = "claims.deadline_set"
ANSWERED = "claims.answered"
# {respond_by: ISO time, is_assumed, percent: of the time from filing to then}
REMINDED = "claims.reminded"
DECIDED = "claims.decided"  # {outcome: a `Claim.Outcome`}
RETURNS_ANSWERED = "claims.returns_answered"  # Subject: the order.
# Subject: the order. {with_notes, with_names, files, left_out, sha256}
PACK_EXPORTED = "claims.pack_exported"
