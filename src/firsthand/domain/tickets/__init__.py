"""Conversations with buyers: tickets, messages, cycles, drafts, time in focus.

Owns the marketplace clock and who works on what. Keeps and sends mail through `mail`, finds
buyers and orders through `orders`. Never computes a figure: `metrics` reads the journal.
"""
