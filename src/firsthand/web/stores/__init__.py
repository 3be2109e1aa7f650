"""Pages about stores and their mailboxes. Owners only."""
