"""What other areas may select from: the facts, one row per unit."""

from __future__ import annotations

CONTACTS = "SELECT ticket_id, issue_id, store_id, started_at FROM metrics_contact"
ISSUES = """
    SELECT opening_message_id AS id, store_id, order_id, first_ticket_id AS ticket_id,
           reason, opened_at, resolved_at, first_agent_id
      FROM metrics_issue"""
