"""Pages about people: log-in, one's own account, and who works here."""
