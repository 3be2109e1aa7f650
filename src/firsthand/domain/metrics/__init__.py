"""Figures: what the journal means. Contacts, issues, metric definitions, one query path.

Reads the journal, never the ticket tables. Its facts can be deleted at any time and built
again. Every figure carries its definition, window, n, interval and maturity.
"""
