"""Macros: reviewed answers with live data, whose locked parts leave as written."""
