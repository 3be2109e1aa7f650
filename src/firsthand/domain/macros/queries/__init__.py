"""Questions about macros. Nothing here writes."""

from __future__ import annotations

from typing import TypeAlias

from firsthand.domain.macros.models import Macro, MacroTrial, MacroUse, MacroVersion
from firsthand.domain.macros.queries.deeds import (
    Offered,
    offered,
    offered_by,
    waiting_for,
)
from firsthand.domain.macros.queries.in_use import (
    Ready,
    drawn_for,
    fitting,
    found_by,
    ready,
    suggested,
)
from firsthand.domain.macros.queries.lists import Line, macros_page
from firsthand.domain.macros.queries.live import (
    About,
    about,
    known_values,
    live_values,
)
from firsthand.domain.macros.queries.naming import kind_of, label_of
from firsthand.domain.macros.queries.previews import (
    Preview,
    actions_in_words,
    language_for,
    preview,
    title_of,
)
from firsthand.domain.macros.queries.standing import (
    DAYS,
    Fares,
    TrialResult,
    fares_of,
    trial_result,
)
from firsthand.domain.macros.rules.packs import pack
from firsthand.domain.macros.rules.sheets import LANGUAGES, LONGEST_TEXT, LONGEST_TITLE
from firsthand.domain.macros.rules.standing import Advice, Held, Why
from firsthand.domain.macros.rules.trials import Arm, Difference, Verdict
from firsthand.domain.macros.rules.variables import Kind
from firsthand.foundation.scoping import StoreScoped

__all__ = [
    "DAYS",
    "LANGUAGES",
    "LONGEST_TEXT",
    "LONGEST_TITLE",
    "About",
    "Advice",
    "Arm",
    "Difference",
    "Fares",
    "Held",
    "Kind",
    "Line",
    "Offered",
    "Preview",
    "Ready",
    "State",
    "TrialResult",
    "Verdict",
    "Why",
    "about",
    "actions_in_words",
    "drawn_for",
    "fares_of",
    "fitting",
    "found_by",
    "is_any",
    "kind_of",
    "known_values",
    "label_of",
    "language_for",
    "live_values",
    "macro",
    "macros_page",
    "offered",
    "offered_by",
    "open_uses",
    "pack",
    "preview",
    "ready",
    "suggested",
    "title_of",
    "trial_of",
    "trial_result",
    "trials_of",
    "versions_of",
    "waiting_for",
]

State = MacroVersion.State
Uses: TypeAlias = StoreScoped[MacroUse]


def is_any() -> bool:
    """Say whether there is a macro, in use or not."""
    return Macro.objects.exists()


def macro(macro_id: int) -> Macro | None:
    """Return one macro, in use or not."""
    return Macro.objects.filter(pk=macro_id).select_related("owner").first()


def versions_of(macro_id: int) -> list[MacroVersion]:
    """Return the versions of a macro, the newest first."""
    found = MacroVersion.objects.filter(macro=macro_id).order_by("-number")
    return list(found.select_related("drafted_by", "published_by"))


def trial_of(macro_id: int) -> MacroTrial | None:
    """Return the trial that runs of a macro."""
    found = MacroTrial.objects.filter(macro=macro_id, ended_at=None)
    return found.select_related("control", "challenger").first()


def trials_of(macro_id: int) -> list[MacroTrial]:
    """Return all trials of a macro, the newest first."""
    found = MacroTrial.objects.filter(macro=macro_id).order_by("-started_at")
    return list(found.select_related("control", "challenger", "winner"))


def open_uses(ticket_id: int, person_id: int) -> Uses:
    """Return the answers somebody began from macros on a ticket that have not left yet."""
    found = MacroUse.objects.filter(
        ticket_id=ticket_id, person=person_id, sent_at=None, dropped_at=None
    )
    return found.order_by("pk")
