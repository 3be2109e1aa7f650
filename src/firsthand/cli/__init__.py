"""The `firsthand` command: one file for each of its sub-commands."""
