"""The desk: lists of tickets, one ticket, and mail that could not be read."""
