"""Judge a text that is to leave: block it, or let it leave and note what was found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.policies import events, queries
from firsthand.domain.policies.models import Allowance, Raised
from firsthand.domain.policies.rules import Finding, Outgoing, Severity
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person
    from firsthand.domain.policies.queries import InForce

LONGEST_NOTE = 500
_SHOWN = 3  # Of several rules, so many are told at once.
_QUOTED = 80  # Characters of the words at fault.


class Letter(NamedTuple):
    """A text to a buyer, and whose it is.

    Attributes:
        also_in: languages spoken in it besides the buyer's.
    """

    outgoing: Outgoing
    store_id: int
    ticket_id: int
    person: Person
    also_in: tuple[str, ...] = ()


class TextTooLong(Refused):
    code = "policies.text_too_long"


class NothingBlocked(Refused):
    code = "policies.nothing_blocked"


class NoteMissing(Refused):
    code = "policies.note_missing"


class Blocked(Refused):
    """A rule blocks the text. Nothing of it was sent."""

    code = "policies.blocked"

    def __init__(
        self,
        letter: Letter,
        blocks: Sequence[Finding],
        version_id: int | None,
        at: datetime,
    ) -> None:
        first = list({one.rule: one for one in blocks}.values())[:_SHOWN]
        told = " ".join(_told(one, letter.outgoing.text) for one in first)
        fixes = dict.fromkeys(in_readers_language(one.fix) for one in first)
        super().__init__(told, fix=" ".join(fixes))
        self.letter, self.blocks = letter, tuple(blocks)
        self.version_id, self.at = version_id, at


def judge(letter: Letter, *, at: datetime, leaves: bool) -> None:
    """Let a text leave, or refuse it.

    Args:
        letter: the text, and what is known besides it.
        at: when (UTC).
        leaves: it leaves in this transaction, so that what was found is noted; else it is
            only asked whether it may.

    Raises:
        TextTooLong: it is longer than any letter.
        Blocked: rules block it, and nobody has let this text leave all the same.
    """
    refuse_too_long(letter.outgoing.text)
    now = queries.in_force()
    found = queries.findings(letter.outgoing, now.rules, also_in=letter.also_in)
    blocks = queries.blocks(found)
    allowed = _allowance(letter, blocks) if blocks else None
    if blocks and allowed is None:
        raise Blocked(letter, blocks, now.version_id, at)
    if not leaves:
        return
    warned = [one for one in found if one.severity == Severity.WARN]
    _note(letter, warned, Raised.Outcome.WARNED, now.version_id, at)
    if allowed is not None:
        allowed.used_at = at
        allowed.save(update_fields=["used_at"])
        _note(letter, blocks, Raised.Outcome.OVERRIDDEN, now.version_id, at)


@transaction.atomic
def note_blocked(refusal: Blocked) -> None:
    """Note that a text was blocked: after what was refused has been undone."""
    _note(
        refusal.letter,
        refusal.blocks,
        Raised.Outcome.BLOCKED,
        refusal.version_id,
        refusal.at,
    )


@transaction.atomic
def allow(letter: Letter, *, note: str, at: datetime) -> Allowance:
    """Let one text leave on one ticket although rules block it; its writer decides.

    Args:
        letter: the text as it is to leave; of one who may decide that.
        note: why, in a sentence.
        at: when (UTC).

    Raises:
        NotAllowed: the person may not.
        TextTooLong: it is longer than any letter.
        NoteMissing: nothing, or too much, was said.
        NothingBlocked: no rule blocks it.
    """
    by = letter.person
    require(by, Right.OVERRIDE_POLICIES)
    refuse_too_long(letter.outgoing.text)
    if not 0 < len(note.strip()) <= LONGEST_NOTE:
        raise NoteMissing(
            _("A text that a rule blocks leaves with a reason only."),
            fix=_("Say in a sentence why it may leave."),
        )
    now: InForce = queries.in_force()
    found = queries.findings(letter.outgoing, now.rules, also_in=letter.also_in)
    rules = sorted({one.rule for one in queries.blocks(found)})
    if not rules:
        raise NothingBlocked(_("No rule blocks this text."), fix=_("Send it."))
    allowance = Allowance.objects.create(
        store_id=letter.store_id,
        ticket_id=letter.ticket_id,
        text_hash=queries.hash_of(letter.outgoing.text),
        rules=rules,
        note=note.strip(),
        by=by,
        at=at,
    )
    journal.record(
        events.ALLOWED,
        subject_id=letter.ticket_id,
        at=at,
        by=by,
        about=journal.About(store_id=letter.store_id, ticket_id=letter.ticket_id),
        facts={"rules": rules, "allowance": allowance.pk},
    )
    return allowance


def refuse_too_long(text: str) -> None:
    """Refuse a text that is longer than any letter, or has a word longer than any word.

    What is left takes well under a second to judge, whatever somebody thinks up.

    Raises:
        TextTooLong: it is; says how long, or which word.
    """
    if len(text) > queries.LONGEST:
        raise TextTooLong(
            _("The text has %(n)s characters; %(most)s are the most.")
            % {"n": len(text), "most": queries.LONGEST},
            fix=_("Make it shorter, or add a file. Nothing was sent."),
        )
    word = queries.endless_word(text)
    if word:
        raise TextTooLong(
            _("“%(word)s…” goes on without an end: no word or link is so long.")
            % {"word": word[:40]},
            fix=_("Take it out, or break it. Nothing was sent."),
        )


def in_readers_language(said: dict[str, str]) -> str:
    """Return what a rule says in the language of who reads it."""
    return said["zh" if (get_language() or "").startswith("zh") else "en"]


def _told(finding: Finding, text: str) -> str:
    words = " ".join(text[finding.start : finding.end].split())
    said = in_readers_language(finding.message)
    if not words:
        return said
    if len(words) > _QUOTED:
        words = words[:_QUOTED] + "…"
    return _("“%(words)s”: %(said)s") % {"words": words, "said": said}


def _allowance(letter: Letter, blocks: Sequence[Finding]) -> Allowance | None:
    rules = {one.rule for one in blocks}
    return queries.allowance_for(letter.ticket_id, letter.outgoing.text, rules)


_KINDS = {
    Raised.Outcome.BLOCKED: events.BLOCKED,
    Raised.Outcome.WARNED: events.WARNED,
    Raised.Outcome.OVERRIDDEN: events.OVERRIDDEN,
}


def _note(
    letter: Letter,
    found: Sequence[Finding],
    outcome: Raised.Outcome,
    version_id: int | None,
    at: datetime,
) -> None:
    """Write down which rules found what where; nothing when there is nothing."""
    if not found:
        return
    Raised.objects.bulk_create(
        Raised(
            store_id=letter.store_id,
            ticket_id=letter.ticket_id,
            person=letter.person,
            version_id=version_id,
            rule=one.rule,
            outcome=outcome,
            begins=one.start,
            ends=one.end,
            at=at,
        )
        for one in found
    )
    journal.record(
        _KINDS[outcome],
        subject_id=letter.ticket_id,
        at=at,
        by=letter.person,
        about=journal.About(store_id=letter.store_id, ticket_id=letter.ticket_id),
        facts={"version": version_id, "rules": sorted({one.rule for one in found})},
    )
