"""What reasons write into the journal: ids and codes, never texts.

Subject: the reason or resolution. A change of the tree changes no tag that was given: the
tag holds its own snapshot (`tickets.events.Tag`). These entries say from when on today's
tree gives another picture of the same tags.
"""

from __future__ import annotations

LOADED = "reasons.loaded"  # {profile, reasons, resolutions}: how many came into use.
ADDED = "reasons.added"  # {code, parent_id}
CHANGED = "reasons.changed"  # {fields}: the names of what changed.
MOVED = "reasons.moved"  # {from, to}: ids of the parents.
MERGED = "reasons.merged"  # {into}: an id.
ARCHIVED = "reasons.archived"
RESTORED = "reasons.restored"
RESOLUTION_ADDED = "reasons.resolution_added"  # {code}
RESOLUTION_CHANGED = "reasons.resolution_changed"
RESOLUTION_ARCHIVED = "reasons.resolution_archived"
RESOLUTION_RESTORED = "reasons.resolution_restored"
