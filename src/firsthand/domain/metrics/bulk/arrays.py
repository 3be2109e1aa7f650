"""The columns the compiled rules read and write. Whole numbers only.

Times are microseconds since 1970 (UTC), NONE where there is none. Ids are 0 where there is
none. Texts are the places of words in a list of their own, 0 for none.
"""

from __future__ import annotations

import ctypes
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Kind = np.dtype[Any] | str
NONE = int(np.iinfo(np.int64).min)
# Buyers are shared out over so many files by the last digits of their ids.
BUCKET_BITS = 4
BUCKETS = 1 << BUCKET_BITS
SECOND = 1_000_000
HOUR = 3600 * SECOND
DAY = 24 * HOUR

# Kinds of events, in the order in which those of one moment are read.
MERGED, TAGGED, ORDER_LINKED, ASKED, REOPENED, ASSIGNED = range(6)
ESCALATED, REPLIED, SOLVED, ESCAPED, FOCUSED, TAKEN_BACK = range(6, 12)
# `nature` of a question: from here on nobody needs to answer.
QUESTION, INFO_SUPPLIED, THANKS_ONLY, AUTO_REPLY, SPAM, NOTICE = range(6)
SILENT_FROM = THANKS_ONLY
# `nature` of a reply.
RESOLUTION, INFO_REQUEST, HOLDING, COURTESY = range(4)
# `nature` of a tag: what it says of the front line.
NOT_SAID, BEYOND_FRONT_LINE, WITHIN_FRONT_LINE = range(3)
# `nature` of a solved status: whether it is known when it was.
TIMED, UNTIMED = range(2)
# `nature` of what takes something back, or no longer does.
UNDELIVERED, DELIVERED, NO_RESPONSE_NEEDED, RESPONSE_NEEDED = range(1, 5)
CLAIM_DENIED, WITHDRAWN = range(5, 7)
# `gone` of an event: taken back, which may be taken back in turn; or never to come back.
BACK, FOR_GOOD = 1, 2
# Why an issue failed, in the order of the alphabet: it decides between two of one moment.
WHY = ("", "chargeback", "chase", "claim", "escalated", "feedback", "return", "unresolved")
CHARGEBACK, CHASE, CLAIM, _, FEEDBACK, RETURN, UNRESOLVED = range(1, 8)


class Events(NamedTuple):
    """What happened, one row each, in any order.

    Attributes:
        buyer: to whom.
        at: when.
        kind: one of the kinds above.
        key: of messages their id, of everything else the journal's entry.
        ticket: on which.
        actor: who of us.
        order: about which; of an escape the order it is on.
        products: a set of products, as a place in `Words.products`.
        reason: a place in `Words.topics`.
        nature: more about the kind; of an escape one of WHY.
        session: of live channels; of claims what the marketplace calls them; of an
            assignment how often the ticket had changed hands; of a withdrawal the kind
            of what it withdraws.
        other: where a ticket was merged into, to whom it was given, the macro of a reply,
            seconds of focus, the message something is taken back of, the key of what is
            withdrawn, the code a tag was linked by when it was given (a reason); 1 where a
            message says that the front line cannot settle it.
    """

    buyer: Array
    at: Array
    kind: Array
    key: Array
    ticket: Array
    actor: Array
    order: Array
    products: Array
    reason: Array
    nature: Array
    session: Array
    other: Array


class Words(NamedTuple):
    """What places stand for, as far as the rules look into it.

    Attributes:
        topics: of each reason its first two levels, as any number.
        begins: where the members of each set of products begin; one more at the end.
        members: the products of all sets, in each by the alphabet.
    """

    topics: Array
    begins: Array
    members: Array


def _table(**fields: str) -> np.dtype[Any]:
    return np.dtype(list(fields.items()), align=True)


# One row per issue, in order of buyers and of opening; see `models.Issue`.
ISSUE = _table(
    opening="i4",  # The row of the message that opened it.
    ticket="i4",
    order="i4",
    product="i4",
    reason="i4",
    reason_now="i4",
    front_line="i1",
    resolved_at="i8",
    # NONE, or the moment before which it was not resolved, if nobody knows when it was.
    resolved_after="i8",
    resolver="i4",
    failed_at="i8",
    why="i1",
    settles_at="i8",
    failed_30_at="i8",
    why_30="i1",
    settles_30_at="i8",
    returned_at="i8",
    escalated_at="i8",
    first_agent="i4",
    first_macro="i4",
    touches="i4",
    touched_again_at="i8",
    contacts="i4",
    # Only needed on the way.
    topic="i4",  # Of `reason` as it was given; -1 for none.
    last_activity="i8",
    waiting_since="i8",
    kinds_since="i1",
    chased_at="i8",
    escaped_at="i8",
    escaped_way="i1",
    older="i4",  # The next older issue of the buyer that can still be continued.
    listed="i1",
    # Where its chain of tickets, orders, sets of products and sessions begins.
    tickets="i4",
    orders="i4",
    sets="i4",
    talks="i4",
)
# One row per contact, in order of buyers and of beginning; see `models.Contact`.
CONTACT = _table(
    first="i4",  # The row of its first message.
    issue="i4",
    course="i4",
    number="i4",
    answered_at="i8",
    answered_by="i4",
    assigned_at="i8",
    answer_known="i1",
    waits_with="i4",  # The next contact that waits on the same ticket.
)
# One row per ticket; where nobody asked, `first` is -1; see `models.Course`.
COURSE = _table(
    ticket="i4",
    first="i4",
    answered_at="i8",
    answered_by="i4",
    assigned_at="i8",
    answer_known="i1",
    order="i4",
    product="i4",
    reason="i4",
    reassignments="i4",
    opened_again="i4",
    last_solving="i4",
    # Only needed on the way.
    holder="i4",
    held_by="i4",
    held_since="i8",
    handed_on="i4",
    counted_elsewhere="i4",
    waiting="i4",
    running="i4",
    issue="i4",
    tag="i4",
    sessions="i4",
    into="i4",
    merged_at="i8",
)
# One row per time a ticket was solved; see `models.Solving`.
SOLVING = _table(row="i4", course="i4", opened_again_at="i8", came_back_at="i8")
# Short lists as chains of places, for what an issue or a ticket has several of.
LINK = _table(value="i8", at="i8", next="i4")
# What is noted about each event on the way.
MARK = _table(
    course="i4",  # Of the ticket it is on, by the name of the survivor of merges.
    issue="i4",  # That a message belongs to.
    gone="i1",  # Counts as if it had never been.
    silent="i1",  # Nobody needs to answer it.
    goes_on="i1",  # A message of a live session that has begun before.
    ends="i1",  # The last reply of a live session that holds an answer.
)


class State(NamedTuple):
    """What is read, all columns that are written, and how many rows of them are used."""

    e: Events
    w: Words
    linked: Array  # Both of the next two.
    issues: Array
    audit: Array
    # Places in `linked` of the issues there are without a look at reasons: of the buyers
    # of whom reasons kept nothing apart they are the same.
    audited: Array
    contacts: Array
    courses: Array
    solvings: Array
    chains: Array
    marks: Array
    tickets: Array  # Of the buyer at hand, sorted.
    # How many issues, audit issues, contacts, courses, solvings, links of chains are
    # used; the newest issue of the buyer at hand that can be continued; whether reasons
    # are ignored just now; whether they kept any two of his messages apart; and how many
    # issues are audited.
    used: Array


ISSUES, AUDIT, CONTACTS, COURSES, SOLVINGS, LINKS = range(6)
NEWEST, IGNORES_REASONS, KEPT_APART, AUDITED = range(6, 10)


_M_ARENA_MAX = -8  # In glibc's malloc.h.


def share_heaps() -> None:
    """Have threads share two heaps from here on.

    # TRICKY: glibc gives each thread a heap of its own, and what one has let go of serves
    no other: with a few threads per rebuild that came to 120 MB. Other libraries of C have
    no such heaps.
    """
    limit = getattr(ctypes.CDLL(None), "mallopt", None)
    if limit is not None:
        limit(_M_ARENA_MAX, 2)


class Room:
    """Columns that are used again and again: fresh memory costs more than the linking."""

    def __init__(self) -> None:
        self._kept: dict[str, Array] = {}

    def columns(self, name: str, size: int, kind: Kind) -> Array:
        """Return so many rows, whatever is in them."""
        kept = self._kept.get(name)
        if kept is None or len(kept) < size:
            kept = self._kept[name] = np.empty(size + size // 4, dtype=kind)
        return kept[:size]

    def zeros(self, name: str, size: int, kind: Kind) -> Array:
        """Return so many rows, all of them zero."""
        found = self.columns(name, size, kind)
        found.view("u1")[:] = 0
        return found


def state(events: Events, words: Words, most_of_one_buyer: int, room: Room) -> State:
    """Return room for whatever these events can come to."""
    size = len(events.at)
    kinds = np.bincount(events.kind, minlength=TAKEN_BACK + 1)
    asked = int(kinds[ASKED])
    linked = room.columns("linked", 2 * asked, ISSUE)
    return State(
        e=events,
        w=words,
        linked=linked,
        issues=linked[:asked],
        audit=linked[asked:],
        audited=room.columns("audited", asked, "int32"),
        contacts=room.columns("contacts", asked, CONTACT),
        courses=room.columns("courses", size + int(kinds[MERGED]), COURSE),
        solvings=room.columns("solvings", int(kinds[SOLVED]), SOLVING),
        # Emptied after each buyer, who puts at most nine links for one event.
        chains=room.columns("chains", 9 * most_of_one_buyer, LINK),
        marks=room.zeros("marks", size, MARK),
        tickets=room.columns("tickets", 2 * most_of_one_buyer, "int64"),
        used=room.zeros("used", 10, "int64"),
    )
