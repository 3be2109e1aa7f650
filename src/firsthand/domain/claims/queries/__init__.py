"""Questions about the truth of claims, and about claims themselves. Nothing here writes."""

from __future__ import annotations

from firsthand.domain.claims.models import Basis, Claim, Finding, PackExport, Reminder
from firsthand.domain.claims.queries.findings import (
    COLUMNS,
    findings_of,
    findings_of_order,
    standing_finding,
    table,
)
from firsthand.domain.claims.queries.lists import (
    Line,
    Page,
    State,
    claim_for,
    claims_page,
    line_of,
)
from firsthand.domain.claims.queries.numbers import SaidAndFound, found_versus_said
from firsthand.domain.claims.queries.packs import Choice, Pack, PackedFile, pack_of
from firsthand.domain.claims.queries.returns import (
    ReturnWaiting,
    returns_due,
    returns_near,
    returns_waiting,
)
from firsthand.domain.claims.queries.waiting import (
    Waiting,
    claims_waiting,
    near_their_deadline,
    reminders_of,
)
from firsthand.domain.claims.rules import LONGEST_NOTE, Truth
from firsthand.domain.claims.rules import Kind as BasisKind
from firsthand.domain.claims.rules.evidence import Check, Item
from firsthand.domain.claims.rules.files import LeftOut
from firsthand.domain.claims.rules.periods import Assumed

Outcome = Claim.Outcome
Source = Claim.Source

__all__ = [
    "COLUMNS", "LONGEST_NOTE", "Assumed", "Basis", "BasisKind", "Check", "Choice", "Claim",
    "Finding", "Item", "LeftOut", "Line", "Outcome", "Pack", "PackExport", "PackedFile",
    "Page", "Reminder", "ReturnWaiting", "SaidAndFound", "Source", "State", "Truth",
    "Waiting", "claim_for", "claims_page", "claims_waiting", "findings_of",
    "findings_of_order", "found_versus_said", "line_of", "near_their_deadline", "pack_of",
    "reminders_of", "returns_due", "returns_near", "returns_waiting", "standing_finding",
    "table",
]  # fmt: skip
