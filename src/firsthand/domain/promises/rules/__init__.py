"""What a reply promises, when a promise is due, and whether it was kept."""

from __future__ import annotations

from firsthand.domain.promises.rules.detecting import LANGUAGES, Detected, detect

__all__ = ["LANGUAGES", "Detected", "detect"]
