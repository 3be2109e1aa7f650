"""What authority writes into the journal: ids, amounts, codes; never words of people.

Entries about a version have it as subject and its store in `about`, if it is for one.
"""

from __future__ import annotations

# Of a version: {terms_sha256}, of its terms as JSON with sorted keys.
DRAFTED = "authority.drafted"
DRAFT_CHANGED = "authority.draft_changed"
DRAFT_DISCARDED = "authority.draft_discarded"
PUBLISHED = "authority.published"  # {valid_from}: ISO time.
# {reference, on, rates: {currency: worth as text}}; the subject is 0.
RATES_RECORDED = "authority.rates_recorded"
# Somebody wanted to change the policy and could not: {what, refused}, codes. The subject is
# the version, or 0.
REFUSED = "authority.refused"
# Somebody wanted to give something, and was allowed to or has to have it approved. Subject:
# the draw; actor: who. {key: of the remedy, kind, reason, risk, said: a `Draw.Said`,
# grounds: codes, is_split: within the limit by itself, and over it with what the order was
# given before, has_note: judged complete, minor_units: of `currency`, the policy's; None
# where a rate was unknown, flags: of the buyer}
USED = "authority.used"
