"""Questions about tickets. Nothing here writes.

Every function that answers on behalf of a person starts from `visible_to(person)`.
"""

from firsthand.domain.tickets.models import (
    Assignment,
    AssignmentRule,
    Bulk,
    BulkItem,
    Checklist,
    Contact,
    Message,
    ReplyFile,
    Snooze,
    Ticket,
)
from firsthand.domain.tickets.queries.bulk import (
    Tally,
    bulks_for,
    items_of,
    left_out,
    tallies,
    tally,
)
from firsthand.domain.tickets.queries.cases import Case, Deadline, Duty, case_of
from firsthand.domain.tickets.queries.clocks import (
    NOT_ANSWERS,
    Clocks,
    clocks_of,
    marketplace_clock,
)
from firsthand.domain.tickets.queries.conditions import Meaning
from firsthand.domain.tickets.queries.counts import Counts, desk_counts, today_counts
from firsthand.domain.tickets.queries.duplicates import Duplicate, possible_duplicates
from firsthand.domain.tickets.queries.evidence import (
    claim_mails_of,
    message_taken,
    messages_numbered,
    numbers_of,
    said_beside,
    said_on,
    ticket_ids_of_buyers,
    tickets_numbered,
    tickets_of_orders,
    with_images,
    with_words_of_buyers,
)
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
from firsthand.domain.tickets.queries.presence import (
    Here,
    OnDuty,
    on_duty,
    others_on,
    seen_lately,
)
from firsthand.domain.tickets.queries.reply_files import Added, files_added, files_held
from firsthand.domain.tickets.queries.routing import assignment_rules_of, assignments_of
from firsthand.domain.tickets.queries.saved_views import (
    PinnedView,
    pinned_views,
    view_for,
    views_of,
)
from firsthand.domain.tickets.queries.search import find
from firsthand.domain.tickets.queries.sent import SentReply, sent_replies
from firsthand.domain.tickets.queries.side import (
    contacts_for,
    contacts_of,
    side_message_ids_of,
    sides_of,
)
from firsthand.domain.tickets.queries.steps import checklists, checklists_for, steps_of
from firsthand.domain.tickets.queries.suggestions import Suggestion, Why, suggestions
from firsthand.domain.tickets.queries.tags import snapshot
from firsthand.domain.tickets.queries.thread import (
    drafts_of,
    holder_of,
    may_work,
    message_ids_of,
    message_of,
    other_tickets_of_buyer,
    thread_of,
    ticket_for,
    worked_by,
)
from firsthand.domain.tickets.queries.timeline import Line, Timeline, What, timeline_of
from firsthand.domain.tickets.queries.told import Followed, followed_by, mentions_of
from firsthand.domain.tickets.queries.unlinked import orders_wanted
from firsthand.domain.tickets.queries.views import (
    Filters,
    Page,
    Row,
    View,
    latest_late,
    listed,
    next_in,
    page_of,
    rows_of,
)
from firsthand.domain.tickets.queries.wanted import (
    Reading,
    all_wanted,
    buyers_named,
    next_wanted,
    open_counts,
    page_wanted,
    reading_of,
    readings_of,
)
from firsthand.domain.tickets.queries.whole import whole
from firsthand.domain.tickets.rules import Band, Preset, back_by, band, presets, wakes_at
from firsthand.domain.tickets.rules.filters import Condition, Sorting, Wanted

ReplyKind = Message.ReplyKind
Truth = Ticket.Truth
PassReason = Assignment.Reason
Preference = AssignmentRule.Preference
Until = Snooze.Until
FilePurpose = ReplyFile.Purpose

__all__ = [
    "NOT_ANSWERS",
    "Added",
    "Alike",
    "AssignmentRule",
    "Band",
    "Bulk",
    "BulkItem",
    "Case",
    "Checklist",
    "Clocks",
    "Condition",
    "Contact",
    "Conversation",
    "Counts",
    "Deadline",
    "Duplicate",
    "Duty",
    "FilePurpose",
    "Filters",
    "Followed",
    "HeldStanding",
    "Here",
    "Likeness",
    "Line",
    "Meaning",
    "OnDuty",
    "Page",
    "PassReason",
    "PinnedView",
    "Preference",
    "Preset",
    "Preview",
    "Reading",
    "ReplyKind",
    "Row",
    "SentReply",
    "Sorting",
    "Suggestion",
    "Tally",
    "Timeline",
    "Truth",
    "Until",
    "View",
    "Wanted",
    "What",
    "Why",
    "alike",
    "all_wanted",
    "assignment_rules_of",
    "assignments_of",
    "back_by",
    "band",
    "bulks_for",
    "buyers_named",
    "case_of",
    "checklists",
    "checklists_for",
    "claim_mails_of",
    "clocks_of",
    "contacts_for",
    "contacts_of",
    "conversations",
    "desk_counts",
    "drafts_of",
    "files_added",
    "files_held",
    "find",
    "followed_by",
    "held_beside",
    "held_replies_of",
    "held_standing",
    "holder_of",
    "items_of",
    "latest_late",
    "left_out",
    "listed",
    "marketplace_clock",
    "may_work",
    "mentions_of",
    "mergings_of",
    "message_ids_of",
    "message_of",
    "message_taken",
    "messages_numbered",
    "next_in",
    "next_wanted",
    "numbers_of",
    "on_duty",
    "open_counts",
    "orders_wanted",
    "other_tickets_of_buyer",
    "others_on",
    "page_of",
    "page_wanted",
    "pinned_views",
    "possible_duplicates",
    "presets",
    "preview",
    "reading_of",
    "readings_of",
    "rows_of",
    "said_beside",
    "said_on",
    "seen_lately",
    "sent_replies",
    "side_message_ids_of",
    "sides_of",
    "snapshot",
    "steps_of",
    "suggestions",
    "tallies",
    "tally",
    "thread_of",
    "ticket_for",
    "ticket_ids_of_buyers",
    "tickets_numbered",
    "tickets_of_orders",
    "timeline_of",
    "today_counts",
    "undoable_by",
    "view_for",
    "views_of",
    "wakes_at",
    "whole",
    "with_images",
    "with_words_of_buyers",
    "worked_by",
]
