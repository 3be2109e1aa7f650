"""What other areas may select from."""

from __future__ import annotations

# The codes of reasons from which much may come: claims, bad ratings, the law.
RISKY = "SELECT code FROM reasons_reason WHERE risk IN ('high', 'critical')"
