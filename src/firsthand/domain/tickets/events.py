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
    """A person answered from here. Subject: the message; actor: who answered.

    Attributes:
        macro_id: the version of the macro it was made from; None: of none.
    """

    kind = "tickets.reply_written"
    version = 1
    reply_kind: str
    macro_id: int | None = None

    def facts(self) -> dict[str, Any]:
        made_from = {} if self.macro_id is None else {"macro_id": self.macro_id}
        return {"kind": self.reply_kind, **made_from}


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


# A ticket left the queue for a while, and came back. Nothing that is counted follows.
SNOOZED = "tickets.snoozed"  # {until: a `Snooze.Until`, wakes_at: ISO time}
WOKEN = "tickets.woken"  # {why: a `Snooze.Woken`}
# Steps of a ticket; subject: the ticket. Nothing that is counted follows.
STEPS_ADDED = "tickets.steps_added"  # {checklist: id or None, steps: ids}
STEP_DONE = "tickets.step_done"  # {step}
STEP_OPENED = "tickets.step_opened"  # {step}: it was not done after all.
STEP_REMOVED = "tickets.step_removed"  # {step}
# Side conversations; subject: the message beside the thread. No contact, no reply: nothing
# that is counted follows.
SIDE_WRITTEN = "tickets.side_written"  # {conversation, contact}
SIDE_ANSWERED = "tickets.side_answered"  # {conversation, by_machine}
SIDE_SETTLED = "tickets.side_settled"  # Subject: the conversation.
# Whom a store asks; subject: the contact.
CONTACT_ADDED = "tickets.contact_added"
CONTACT_CHANGED = "tickets.contact_changed"
CONTACT_ARCHIVED = "tickets.contact_archived"
CONTACT_RESTORED = "tickets.contact_restored"
# Templates of steps; subject: the template.
CHECKLIST_ADDED = "tickets.checklist_added"
CHECKLIST_CHANGED = "tickets.checklist_changed"
CHECKLIST_ARCHIVED = "tickets.checklist_archived"
CHECKLIST_RESTORED = "tickets.checklist_restored"
UNMERGED = "tickets.unmerged"  # {out_of: the ticket it had been merged into}
# Of a bulk action, whose subject it is; what it did to each ticket stands with that.
BULK_BEGUN = "tickets.bulk_begun"  # {deed, tickets: how many, undoes: a bulk or None}
BULK_ENDED = "tickets.bulk_ended"  # {done, same, refused, changed, waiting: how many}
# One ticket of a bulk action is as it was before. Subject: the ticket; what had been
# written of it is withdrawn. {bulk: the one undone, deed}
BULK_UNDONE = "tickets.bulk_undone"
OWN_REPLY_COPIED = "tickets.own_reply_copied"  # Answered on the marketplace's own pages.
REPLY_UNDELIVERED = "tickets.reply_undelivered"  # It came back: as if never sent.
REPLY_DELIVERED = "tickets.reply_delivered"  # Known to be out after it was doubtful.
REOPENED = "tickets.reopened"
# {to: a person or None, how: an `Assignment.How`}; by a rule also its number and what of it
# decided: `rule`, `why`, `open_tickets`; passed on also `reason`, and `team` if to a team.
# The last one of an imported ticket may hold `reassignments`, how often it had changed
# hands as the other system counted, and no `how`.
ASSIGNED = "tickets.assigned"
RULE_ADDED = "tickets.assignment_rule_added"
RULE_CHANGED = "tickets.assignment_rule_changed"
RULE_ARCHIVED = "tickets.assignment_rule_archived"
RULE_RESTORED = "tickets.assignment_rule_restored"
FOLLOWED = "tickets.followed"
UNFOLLOWED = "tickets.unfollowed"
NOTE_WRITTEN = "tickets.note_written"  # {mentions: the people it names}, if any.
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
# The marketplace wrote about a claim. Subject: the message. {what: "opened" or "closed"}
CLAIM_MAIL_TAKEN = "tickets.claim_mail_taken"
# Subject: the view. Facts: {team: an id, None for one's own; fields: which it asks about}.
VIEW_SAVED = "tickets.view_saved"
VIEW_CHANGED = "tickets.view_changed"
VIEW_DELETED = "tickets.view_deleted"
BUYER_ERASED = "buyers.erased"
