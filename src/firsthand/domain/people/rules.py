"""What each role may do. One table, read by pages, API and commands alike."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator
from enum import StrEnum


class Role(StrEnum):
    """What somebody is here to do."""

    AGENT = "agent"
    LEAD = "lead"
    REVIEWER = "reviewer"
    COMPLIANCE = "compliance"
    ANALYST = "analyst"
    OWNER = "owner"


class Right(StrEnum):
    """One thing a role may be allowed to do."""

    READ_TICKETS = "tickets.read"
    WORK_TICKETS = "tickets.work"
    # Work the tickets that were handed over to oneself, and no others.
    WORK_HANDED_OVER = "tickets.work_handed_over"
    ASSIGN_OTHERS = "tickets.assign_others"
    READ_FIGURES = "metrics.read"
    # Figures split by the people they are credited to.
    READ_FIGURES_OF_PEOPLE = "metrics.read_people"
    MANAGE_PEOPLE = "people.manage"
    MANAGE_STORES = "stores.manage"
    MANAGE_REASONS = "reasons.manage"
    # Calendars and service level policies.
    MANAGE_SLA = "sla.manage"
    # Assignment rules, and what people are able to do.
    MANAGE_ROUTING = "routing.manage"
    # Who may give buyers how much, and what exchange rates that goes by.
    MANAGE_AUTHORITY = "authority.manage"
    ERASE_BUYERS = "buyers.erase"
    IMPORT_DATA = "data.import"
    EXPORT_DATA = "data.export"
    USE_API = "api.use"
    # Refunds, replacements, cancellations: ask for them, agree to what others ask for.
    REQUEST_REMEDIES = "remedies.request"
    APPROVE_REMEDIES = "remedies.approve"
    # Say by hand what became of one, which takes two people.
    SETTLE_REMEDIES = "remedies.settle"
    # Kill switches: nothing is sent for an account, of an agent, or at all.
    STOP_REMEDIES = "remedies.stop"
    READ_AUDIT = "audit.read"
    # Say what was true of what a buyer said, by when a claim must be answered, and that a
    # return was.
    FIND_TRUTH = "claims.find"
    # Take the evidence of an order out of here.
    EXPORT_PACKS = "claims.export_packs"
    # Say that an A-to-z claim or chargeback was answered, and what came of it.
    ANSWER_CLAIMS = "claims.answer"
    # Write drafts of macros; have buyers answered with them. Using them is answering.
    WRITE_MACROS = "macros.write"
    PUBLISH_MACROS = "macros.publish"
    # Write drafts of the rules that outgoing texts are judged by; have them judge; let
    # one text leave that they block.
    WRITE_POLICIES = "policies.write"
    PUBLISH_POLICIES = "policies.publish"
    OVERRIDE_POLICIES = "policies.override"


_READING = frozenset({Right.READ_TICKETS, Right.READ_FIGURES, Right.USE_API})
_WORKING = _READING | {
    Right.WORK_TICKETS,
    Right.REQUEST_REMEDIES,
    Right.FIND_TRUTH,
}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.AGENT: _WORKING,
    Role.LEAD: _WORKING
    | {
        Right.ASSIGN_OTHERS,
        Right.MANAGE_REASONS,
        Right.MANAGE_SLA,
        Right.MANAGE_ROUTING,
        Right.IMPORT_DATA,
        Right.EXPORT_DATA,
        Right.READ_FIGURES_OF_PEOPLE,
        Right.APPROVE_REMEDIES,
        Right.SETTLE_REMEDIES,
        Right.STOP_REMEDIES,
        Right.READ_AUDIT,
        Right.EXPORT_PACKS,
        Right.WRITE_MACROS,
        Right.PUBLISH_MACROS,
        Right.WRITE_POLICIES,
        Right.OVERRIDE_POLICIES,
    },
    Role.REVIEWER: _READING,
    Role.COMPLIANCE: _READING
    | {
        Right.WORK_HANDED_OVER,
        Right.ERASE_BUYERS,
        Right.MANAGE_REASONS,
        Right.APPROVE_REMEDIES,
        Right.SETTLE_REMEDIES,
        Right.STOP_REMEDIES,
        Right.READ_AUDIT,
        Right.MANAGE_AUTHORITY,
        Right.FIND_TRUTH,
        Right.EXPORT_PACKS,
        Right.ANSWER_CLAIMS,
        Right.WRITE_MACROS,
        Right.PUBLISH_MACROS,
        Right.WRITE_POLICIES,
        Right.PUBLISH_POLICIES,
        Right.OVERRIDE_POLICIES,
    },
    Role.ANALYST: _READING | {Right.EXPORT_DATA},
    Role.OWNER: frozenset(Right),
}


MINIMUM_PASSWORD_LENGTH = 15
# Shorter parts of a name, or shorter words, would forbid ordinary sentences.
_PERSONAL_FROM = 4
_SUBSTITUTES = str.maketrans("@013457$!", "aoleastsi")


class Weakness(StrEnum):
    """What is wrong with a password."""

    SHORT = "short"
    PERSONAL = "personal"
    COMMON = "common"


def weakness(
    password: str, *, about: Iterable[str], common: Collection[str]
) -> Weakness | None:
    """Return the first thing that is wrong with a password, or None.

    Args:
        password: as typed.
        about: name and address of the person; neither may be in it.
        common: passwords known from breaches, lower case.
    """
    folded = _folded(password)
    if len(folded) < MINIMUM_PASSWORD_LENGTH:
        return Weakness.SHORT
    if any(part in folded for part in _parts(about)):
        return Weakness.PERSONAL
    if len(set(folded)) < 5 or _is_padding_around_one_word(folded, common):
        return Weakness.COMMON
    return None


def _folded(text: str) -> str:
    """Return a text without the differences of case, width and composition."""
    return unicodedata.normalize("NFKC", text).casefold()


def _parts(about: Iterable[str]) -> Iterator[str]:
    for value in about:
        before_at = _folded(value).partition("@")[0]
        words = "".join(c if c.isalnum() else " " for c in before_at).split()
        yield from (w for w in (before_at, *words) if len(w) >= _PERSONAL_FROM)


def _is_padding_around_one_word(folded: str, common: Collection[str]) -> bool:
    """Say whether only digits and signs are left without one known word.

    The word may be repeated, cut off at the end, or written with look-alikes: "P@$$w0rd".
    """
    head = folded[:128]
    for text in (head, head.translate(_SUBSTITUTES)):
        for word in _words_in(text, common):
            letters = "".join(c for c in _without(word, text, head) if c.isalpha())
            if word.startswith(letters):
                return True
    return False


def _words_in(text: str, common: Collection[str]) -> Iterator[str]:
    for start in range(len(text)):
        for end in range(start + _PERSONAL_FROM, len(text) + 1):
            if text[start:end] in common:
                yield text[start:end]


def _without(word: str, text: str, typed: str) -> str:
    """Return what was typed where `text` does not hold the word."""
    rest, i = [], 0
    while i < len(text):
        if text.startswith(word, i):
            i += len(word)
        else:
            rest.append(typed[i])
            i += 1
    return "".join(rest)
