"""Promises to buyers: below a reply, beside a ticket, and the times of day for replies."""
