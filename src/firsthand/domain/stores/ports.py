"""What other areas may select from."""

from __future__ import annotations

# One row per store: its id, and the zone in whose days it lives.
ZONES = "SELECT id AS store_id, time_zone FROM stores_store"
