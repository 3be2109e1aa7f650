"""Remedies in the ticket: what is possible, the form, what became of it."""
