"""A macro put into the reply by keyboard, and a locked part that was changed."""

from __future__ import annotations
