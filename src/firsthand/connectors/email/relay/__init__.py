"""Amazon's relay mail: whose message it is, about which order, and what was written.

Amazon documents none of its mails. What is read here was learned from real ones: headers
and senders first, words only where those leave something open.
"""

from __future__ import annotations

from firsthand.connectors.email.relay.reading import (
    UNDELIVERED,
    bounced_ids,
    is_called_forged,
    read_relay,
)

__all__ = ["UNDELIVERED", "bounced_ids", "is_called_forged", "read_relay"]
