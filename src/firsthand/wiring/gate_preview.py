"""What a draft of the rules would change: macros that fail, replies blocked or let go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any

from firsthand.domain.macros import queries as macros
from firsthand.domain.macros.rules import templates
from firsthand.domain.policies import commands as policies
from firsthand.domain.policies import queries as gate
from firsthand.domain.policies.queries import Outgoing
from firsthand.domain.tickets import queries as tickets
from firsthand.wiring.gate import language_of, outgoing_of

if TYPE_CHECKING:
    from firsthand.domain.macros.queries import Ready
    from firsthand.domain.people.models import Person
    from firsthand.domain.policies.models import RuleSetVersion
    from firsthand.domain.policies.queries import RuleSet
    from firsthand.domain.tickets.queries import SentReply

DAYS = 90
MOST_REPLIES = 2000
MOST_SECONDS = 6.0  # Somebody waits for the page.
_FILLED_IN = "Alex"  # For whatever a macro is filled with: no rule minds the name.


@dataclass(frozen=True)
class MacroJudged:
    """A text of a macro that the draft judges otherwise."""

    macro: Ready
    language: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class ReplyJudged:
    """A reply that was sent, which the draft judges otherwise."""

    ticket_id: int
    message_id: int
    rules: tuple[str, ...]


@dataclass
class Preview:
    """What a draft would change.

    Attributes:
        rules: the ids of those that were held against the texts: the changed ones.
        n_macros: how many texts of macros were read.
        failing: those the draft blocks and the rules in force do not.
        sent: how many replies people sent in the last `DAYS` days.
        n: how many of them were read: all, or a sample.
        blocked, freed: replies it would have blocked, and would not have any more.
        examples_failing: of the rules' own examples, by rule: which kind does not hold.
    """

    rules: tuple[str, ...] = ()
    n_macros: int = 0
    failing: list[MacroJudged] = field(default_factory=list)
    sent: int = 0
    n: int = 0
    blocked: list[ReplyJudged] = field(default_factory=list)
    freed: list[ReplyJudged] = field(default_factory=list)
    examples_failing: dict[str, int] = field(default_factory=dict)


def preview(draft: RuleSetVersion, person: Person, *, at: datetime) -> Preview:
    """Hold a draft and the rules in force against texts; only changed rules are asked.

    What was known besides a text when it left is not known any more, so rules that need it
    stay silent here.

    Args:
        draft: of the rules.
        person: who asks: of the replies only those of his stores are read.
        at: when (UTC).
    """
    before, after = _both(gate.in_force().changes, draft.changes)
    shown = Preview(rules=gate.affected(gate.in_force().changes, draft.changes))
    if not shown.rules:
        return shown
    _read_examples(shown, after)
    for macro, language, outgoing in _macro_texts(at):
        shown.n_macros += 1
        was, will = (_blocked_by(outgoing, each) for each in (before, after))
        if new := will - was:
            shown.failing.append(MacroJudged(macro, language, tuple(sorted(new))))
    _read_replies(shown, person, before, after, at)
    return shown


def publish(*, by: Person, at: datetime, seen_at: datetime | None) -> RuleSetVersion:
    """Publish the draft unless it blocks what is harmless, the macros in use included.

    Raises:
        Refused: as `policies.commands.publish`.
    """
    texts = [outgoing for _macro, _language, outgoing in _macro_texts(at)]
    return policies.publish(by=by, at=at, harmless=texts, seen_at=seen_at)


def _both(was: Mapping[str, Any], will: Mapping[str, Any]) -> tuple[RuleSet, RuleSet]:
    ids = gate.affected(was, will)
    before, after = gate.rules_with(was), gate.rules_with(will)
    return gate.only(before, ids), gate.only(after, ids)


def _blocked_by(outgoing: Outgoing, rules: RuleSet) -> set[str]:
    return {one.rule for one in gate.blocks(gate.findings(outgoing, rules))}


def _macro_texts(at: datetime) -> list[tuple[Ready, str, Outgoing]]:
    """Return every text of the macros in use, filled in, where it would be sent."""
    found = []
    for macro in macros.ready(at=at):
        for code in macro.sheet.texts:
            language = language_of(code)
            filled = dict.fromkeys(macro.sheet.variables(code), _FILLED_IN)
            text = templates.fill(macro.sheet.pieces(code), filled).text
            for marketplace in macro.sheet.marketplaces or (_home_of(language),):
                outgoing = outgoing_of(
                    text,
                    language=language,
                    marketplace=marketplace,
                    channel="amazon",
                    role="agent",
                )
                found.append((macro, code, outgoing))
    return found


def _home_of(language: str) -> str:
    return {"en": "US", "zh": "US", "ja": "JP"}.get(language, language.upper())


def _read_examples(shown: Preview, after: RuleSet) -> None:
    for rule in shown.rules:
        wrong = sum(
            (rule in {one.rule for one in gate.findings(each.outgoing, after)})
            != each.must_match
            for each in gate.examples_of(rule)
        )
        if wrong:
            shown.examples_failing[rule] = wrong


def _read_replies(
    shown: Preview, person: Person, before: RuleSet, after: RuleSet, at: datetime
) -> None:
    """Read replies until all of the sample are read or somebody has waited too long."""
    shown.sent, sample = tickets.sent_replies(
        person, at - timedelta(days=DAYS), at, most=MOST_REPLIES
    )
    until = monotonic() + MOST_SECONDS
    for reply in sample:
        if monotonic() > until:
            break
        shown.n += 1
        outgoing = _outgoing(reply)
        was, will = (_blocked_by(outgoing, each) for each in (before, after))
        for new, told in ((will - was, shown.blocked), (was - will, shown.freed)):
            if new:
                told.append(_judged(reply, sorted(new)))


def _outgoing(reply: SentReply) -> Outgoing:
    spoken = gate.spoken_in(reply.body)
    return outgoing_of(
        reply.body,
        language=language_of(reply.language) or (spoken or ("en",))[0],
        marketplace=reply.marketplace,
        channel=reply.channel,
        role=reply.role,
    )


def _judged(reply: SentReply, rules: Sequence[str]) -> ReplyJudged:
    return ReplyJudged(reply.ticket_id, reply.message_id, tuple(rules))
