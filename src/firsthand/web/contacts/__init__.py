"""Whom a store asks: the settings page."""
