"""What macros write into the journal: keys, ids, codes; never the words of a text.

The subject is the macro; of a use, the use.
"""

from __future__ import annotations

DRAFTED = "macros.drafted"  # {version}: its number, and so below.
CHANGED = "macros.changed"  # {version}
SUBMITTED = "macros.submitted"  # {version}
SENT_BACK = "macros.sent_back"  # {version}
DISCARDED = "macros.discarded"  # {version}
PUBLISHED = "macros.published"  # {version, sha256: of its sheet, ends: version or None}
ENDED = "macros.ended"  # {version, why: "retired", "expired", "replaced", "lost"}
ARCHIVED = "macros.archived"
LOOKED_AFTER = "macros.looked_after"  # {owner: id or None, review_on: a day or ""}
TRIAL_STARTED = "macros.trial_started"  # {trial, control, challenger, share}
TRIAL_ENDED = "macros.trial_ended"  # {trial, winner}
USED = "macros.used"  # {version, language}
# The answer left: {version, language, edited_share, message, actions: what was to be done
# with it and what became of it, as in "tag done"; each has an entry of its own}
SENT = "macros.sent"
