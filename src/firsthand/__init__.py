"""Firsthand: every buyer's issue solved at first contact, and proved."""
