"""What other areas may select from."""

from __future__ import annotations

# What was asked for and what was said to it, known by the key of the remedy. Amounts are
# minor units of the policy's currency; NULL where a rate was unknown.
DRAWN = """
    SELECT key, store_id, agent_id, at, decision, version_id, minor_units, currency,
           (use->>'has_note')::boolean AS has_note, use->'flags' AS flags
      FROM authority_draw"""
