"""What the send gate writes into the journal: numbers and codes of rules, never words.

The subject is the version of the rules; of a text, its ticket.
"""

from __future__ import annotations

LOADED = "policies.loaded"  # {version, pack: sha256 of its files}
DRAFTED = "policies.drafted"  # {version, rules: whose change was written}
DISCARDED = "policies.discarded"  # {version}
PUBLISHED = "policies.published"  # {version, ends: version, pack, sha256: of the changes}
# A text: {version, rules}; blocked: it did not leave.
BLOCKED = "policies.blocked"
WARNED = "policies.warned"
# Somebody lets a text leave that the rules block: {rules, allowance}; then it left.
ALLOWED = "policies.allowed"
OVERRIDDEN = "policies.overridden"
