"""How reports compare: pure."""

from firsthand.domain.reports.rules.comparing import (
    Change,
    Counted,
    Difference,
    Verdict,
    change,
    did,
    prevented,
)

__all__ = [
    "Change", "Counted", "Difference", "Verdict", "change", "did", "prevented",
]  # fmt: skip
