"""What is written into the journal about a reply's manner: kinds, never words.

Subject: the ticket.
"""

from __future__ import annotations

# The text says something else than its writer's draft, and he means it so: {kinds}
DIFFERENCES_MEANT = "manner.differences_meant"
