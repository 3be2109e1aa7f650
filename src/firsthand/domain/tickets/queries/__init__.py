"""Questions about tickets. Nothing here writes.

Every function that answers on behalf of a person starts from `visible_to(person)`.
"""

from firsthand.domain.tickets.models import Message, Ticket
from firsthand.domain.tickets.queries.cases import Case, Deadline, Duty, case_of
from firsthand.domain.tickets.queries.clocks import NOT_ANSWERS, marketplace_clock
from firsthand.domain.tickets.queries.counts import Counts, desk_counts, today_counts
from firsthand.domain.tickets.queries.duplicates import Duplicate, possible_duplicates
from firsthand.domain.tickets.queries.export import Conversation, conversations
from firsthand.domain.tickets.queries.held import (
    HeldStanding,
    held_beside,
    held_replies_of,
    held_standing,
    undoable_by,
)
from firsthand.domain.tickets.queries.merging import (
    Alike,
    Likeness,
    Preview,
    alike,
    mergings_of,
    preview,
)
from firsthand.domain.tickets.queries.presence import Here, OnDuty, on_duty, others_on
from firsthand.domain.tickets.queries.search import find
from firsthand.domain.tickets.queries.suggestions import Suggestion, Why, suggestions
from firsthand.domain.tickets.queries.tags import snapshot
from firsthand.domain.tickets.queries.thread import (
    drafts_of,
    message_ids_of,
    message_of,
    other_tickets_of_buyer,
    thread_of,
    ticket_for,
)
from firsthand.domain.tickets.queries.timeline import Line, Timeline, What, timeline_of
from firsthand.domain.tickets.queries.views import (
    Filters,
    Page,
    Row,
    View,
    latest_late,
    next_in,
    page_of,
    rows_of,
)
from firsthand.domain.tickets.rules import Band, Preset, band, presets

ReplyKind = Message.ReplyKind
Truth = Ticket.Truth

__all__ = [
    "NOT_ANSWERS",
    "Alike",
    "Band",
    "Case",
    "Conversation",
    "Counts",
    "Deadline",
    "Duplicate",
    "Duty",
    "Filters",
    "HeldStanding",
    "Here",
    "Likeness",
    "Line",
    "OnDuty",
    "Page",
    "Preset",
    "Preview",
    "ReplyKind",
    "Row",
    "Suggestion",
    "Timeline",
    "Truth",
    "View",
    "What",
    "Why",
    "alike",
    "band",
    "case_of",
    "conversations",
    "desk_counts",
    "drafts_of",
    "find",
    "held_beside",
    "held_replies_of",
    "held_standing",
    "latest_late",
    "marketplace_clock",
    "mergings_of",
    "message_ids_of",
    "message_of",
    "next_in",
    "on_duty",
    "other_tickets_of_buyer",
    "others_on",
    "page_of",
    "possible_duplicates",
    "presets",
    "preview",
    "rows_of",
    "snapshot",
    "suggestions",
    "thread_of",
    "ticket_for",
    "timeline_of",
    "today_counts",
    "undoable_by",
]
