"""Macros: the pages on which they are read, written and published."""
