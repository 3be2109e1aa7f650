"""What a reply promises, when a promise is due, and whether it was kept."""

from __future__ import annotations

from firsthand.domain.promises.rules.detecting import (
    LANGUAGES,
    Detected,
    detect,
    times_in,
)
from firsthand.domain.promises.rules.keeping import (
    Kept,
    escalate_at,
    grace_in,
    is_on_duty,
    kept,
    remind_at,
)

__all__ = [
    "LANGUAGES", "Detected", "Kept", "detect", "escalate_at", "grace_in", "is_on_duty",
    "kept", "remind_at", "times_in",
]  # fmt: skip
