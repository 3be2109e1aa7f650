"""What tickets write into the journal. Ids, times, kinds; never words of people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class MessageReceived:
    """A message from the buyer's side was taken. Subject: the message."""

    kind = "tickets.message_received"
    version = 1
    nature: str
    channel: str
    order_id: int | None
    asins: tuple[str, ...]
    reason: str | None = None

    def facts(self) -> dict[str, Any]:
        return vars(self) | {"asins": list(self.asins)}


@dataclass(frozen=True)
class ReplyWritten:
    """A person answered from here. Subject: the message; actor: who answered."""

    kind = "tickets.reply_written"
    version = 1
    reply_kind: str

    def facts(self) -> dict[str, Any]:
        return {"kind": self.reply_kind}


@dataclass(frozen=True)
class Tag:
    """A reason as it stood in the taxonomy at the moment it was given: a snapshot.

    Codes never change, but a reason may be moved, merged or judged differently later.
    Whoever needs what was true then (linking, first-contact resolution, credit) reads this
    and never looks the reason up again; whoever needs today's place of it asks
    `reasons.queries.today()` with `reason_id`.
    """

    reason_id: int
    reason: str  # Code of the deepest level: "INS.LOG.WISMO".
    level1: str  # Codes of its levels then; a reason may end at level 1 or 2.
    level2: str | None
    level3: str | None
    group: str  # pre_sale, in_sale, after_sale or none.
    risk: str  # low, medium, high or critical.
    l1_resolvable: bool  # Whether the first line may solve it at all.

    def facts(self) -> dict[str, Any]:
        return dict(vars(self))


@dataclass(frozen=True)
class Tagged:
    """Somebody said what a ticket is about, for the first time or better. Subject: ticket.

    Written whenever reason, truth or resolution change, on an open ticket or a closed one.
    The latest by (happened_at, id) is the current tag. When a reply closes the ticket, this
    entry comes before `tickets.reply_written` and both before `tickets.solved`, all with
    the same `happened_at`: the tag is already in force when the reply resolves.

    Facts: those of `Tag`, and what the closing sheet said, None where it never did.
    """

    kind = "tickets.tagged"
    version = 1
    tag: Tag
    truth: str | None  # valid, invalid or unknown.
    resolution: str | None  # Code of the resolution: "refunded".

    def facts(self) -> dict[str, Any]:
        return self.tag.facts() | {"truth": self.truth, "resolution": self.resolution}


@dataclass(frozen=True)
class Solved:
    """A ticket was closed. Subject: the ticket; actor: who closed it.

    Facts: as of `Tagged`, the tag in force now. A ticket of machine mail is filed without
    a sheet: `is_filed`, and nothing was solved by that. Empty when it was closed before
    there were reasons.
    """

    kind = "tickets.solved"
    version = 1
    sheet: Tagged | None

    def facts(self) -> dict[str, Any]:
        return self.sheet.facts() if self.sheet else {"is_filed": True}


# A reply that was asked for and is no message yet. Subject: the held reply; nothing that
# is counted follows from any of these.
REPLY_SCHEDULED = "tickets.reply_scheduled"  # {for: ISO time}; for another time: again.
REPLY_TAKEN_BACK = "tickets.reply_taken_back"
REPLY_STOPPED = "tickets.reply_stopped"  # {why: a `HeldReply.Stop`}


@dataclass(frozen=True)
class Merged:
    """A ticket was merged into another. Subject: the merged one; actor None: by its mail.

    It says how to read what was and will be written about the merged ticket: as of the
    other. Undoing it withdraws this entry and adds `tickets.unmerged`.
    """

    kind = "tickets.merged"
    version = 1
    into: int

    def facts(self) -> dict[str, Any]:
        return vars(self)


@dataclass(frozen=True)
class Split:
    """Messages of a ticket began another one. Subject: the new ticket.

    Figures go on reading the two as one: a container more is no issue more.
    """

    kind = "tickets.split"
    version = 1
    out_of: int
    messages: tuple[int, ...]

    def facts(self) -> dict[str, Any]:
        return vars(self) | {"messages": list(self.messages)}


UNMERGED = "tickets.unmerged"  # {out_of: the ticket it had been merged into}
OWN_REPLY_COPIED = "tickets.own_reply_copied"  # Answered on the marketplace's own pages.
REPLY_UNDELIVERED = "tickets.reply_undelivered"  # It came back: as if never sent.
REPLY_DELIVERED = "tickets.reply_delivered"  # Known to be out after it was doubtful.
REOPENED = "tickets.reopened"
# {to: a person or None}; the last one of an imported ticket may hold `reassignments`, how
# often it had changed hands as the other system counted.
ASSIGNED = "tickets.assigned"
NOTE_WRITTEN = "tickets.note_written"
NO_RESPONSE_NEEDED = "tickets.no_response_needed"
RESPONSE_NEEDED = "tickets.response_needed"
PRIORITY_SET = "tickets.priority_set"  # {from, to}
ORDER_LINKED = "tickets.order_linked"
FOCUSED = "tickets.focused"
# What another system says of an imported ticket as a whole, at its last line. Facts, each
# only if it says so: `opened`, `resolved` (ISO times), `reopens`, `reassignments` (counts),
# `promise_kept`. Imported entries of every kind carry `import`, the number of the run; a
# `tickets.solved` whose moment is not known carries `is_timed: false`, and none of a sheet;
# a `tickets.tagged` with a reason that is not ours has the codes made from its texts and
# None for `reason_id` and for all that we would have to judge.
HISTORY_REPORTED = "tickets.history_reported"
BUYER_ERASED = "buyers.erased"
