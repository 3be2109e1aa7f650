"""Firsthand: every buyer's issue solved at first contact, and proved."""

from importlib.metadata import version

__version__ = version("firsthand")
