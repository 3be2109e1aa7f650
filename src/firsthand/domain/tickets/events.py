"""What tickets write into the journal. Ids, times, kinds; never words of people."""

from __future__ import annotations

from dataclasses import asdict, dataclass
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
        return asdict(self) | {"asins": list(self.asins)}


@dataclass(frozen=True)
class ReplyWritten:
    """A person answered from here. Subject: the message; actor: who answered."""

    kind = "tickets.reply_written"
    version = 1
    reply_kind: str

    def facts(self) -> dict[str, Any]:
        return {"kind": self.reply_kind}


OWN_REPLY_COPIED = "tickets.own_reply_copied"  # Answered on the marketplace's own pages.
REPLY_UNDELIVERED = "tickets.reply_undelivered"  # It came back: as if never sent.
REPLY_DELIVERED = "tickets.reply_delivered"  # Known to be out after it was doubtful.
SOLVED = "tickets.solved"
REOPENED = "tickets.reopened"
ASSIGNED = "tickets.assigned"
NOTE_WRITTEN = "tickets.note_written"
NO_RESPONSE_NEEDED = "tickets.no_response_needed"
RESPONSE_NEEDED = "tickets.response_needed"
ORDER_LINKED = "tickets.order_linked"
FOCUSED = "tickets.focused"
# What another system says of an imported ticket as a whole, at its last line. Facts, each
# only if it says so: `opened`, `resolved` (ISO times), `reopens`, `reassignments` (counts),
# `promise_kept`. Imported entries of every kind carry `import`, the number of the run; a
# `tickets.solved` whose moment is not known carries `is_timed: false`.
HISTORY_REPORTED = "tickets.history_reported"
BUYER_ERASED = "buyers.erased"
