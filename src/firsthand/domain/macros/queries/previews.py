"""What a macro would say on a ticket, before it is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from firsthand.domain.macros import rules
from firsthand.domain.macros.queries.live import about, live_values
from firsthand.domain.macros.queries.naming import label_of
from firsthand.domain.macros.rules import templates
from firsthand.domain.reasons import queries as reasons
from firsthand.domain.remedies import queries as remedies

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person
    from firsthand.domain.tickets.models import Ticket


@dataclass(frozen=True)
class Bit:
    """A stretch of a text as it is shown: open to change, locked, or still to be filled."""

    text: str
    is_locked: bool = False
    is_open: bool = False


@dataclass(frozen=True)
class Preview:
    """What a macro would say.

    Attributes:
        bits: the text, in order.
        asked: names of the variables that nobody but the writer knows.
        drafts: the same text in other languages, by language, with what is known filled in.
    """

    bits: Sequence[Bit]
    asked: Sequence[str]
    drafts: Mapping[str, str]

    def draft_in(self, language: str) -> str:
        """Return the text in the reader's language, to be held beside the buyer's."""
        same = [code for code in self.drafts if code.lower() == language.lower()]
        return self.drafts[same[0]] if same else ""


def preview(
    sheet: rules.Sheet,
    ticket: Ticket,
    *,
    person: Person,
    language: str,
) -> Preview:
    """Return what a macro would say on a ticket, in a language it has."""
    names = sheet.variables(language)
    known = live_values(about(ticket, person=person, language=language), names)
    asked = [name for name in names if name not in known]
    bits = [
        _bit(piece, known, is_locked=bool(piece.part)) for piece in sheet.pieces(language)
    ]
    drafts = {
        other: _draft(sheet, ticket, person, other)
        for other in sheet.texts
        if other != language
    }
    return Preview(bits, asked, drafts)


def _bit(piece: templates.Piece, known: Mapping[str, str], *, is_locked: bool) -> Bit:
    if not piece.is_slot:
        return Bit(piece.text, is_locked)
    if piece.text in known:
        return Bit(templates.clean(known[piece.text]), is_locked)
    return Bit(label_of(piece.text), is_open=True)


def _draft(sheet: rules.Sheet, ticket: Ticket, person: Person, language: str) -> str:
    """Return a text with what is known, and "…" for the rest: it is read, not sent."""
    names = sheet.variables(language)
    known = live_values(about(ticket, person=person, language=language), names)
    return templates.fill(
        sheet.pieces(language), {name: known.get(name, "…") for name in names}
    ).text


def language_for(sheet: rules.Sheet, wanted: str) -> str:
    """Return the language of a text there is: the wanted one, English, or the first."""
    known = {code.lower(): code for code in sheet.texts}
    short = wanted.lower().split("-")[0]
    if wanted.lower() in known:
        return known[wanted.lower()]
    for code, language in known.items():
        if code.split("-")[0] == short:
            return language
    return known.get("en") or next(iter(sheet.texts))


def title_of(sheet: rules.Sheet, language: str) -> str:
    """Return what a macro is called, in the reader's language."""
    titles = {code.lower(): title for code, title in sheet.titles.items()}
    return titles.get(language.lower()) or titles["en"]


def actions_in_words(actions: Sequence[rules.Action]) -> list[str]:
    """Return what is meant to be done together with an answer, one sentence each."""
    return [_in_words(action) for action in actions]


def _in_words(action: rules.Action) -> str:
    match action.do:
        case rules.Do.TAG:
            reason = reasons.called(action.of)
            return _("Tag: %(reason)s") % {"reason": reason.label if reason else action.of}
        case rules.Do.STATUS:
            is_solved = action.of == "solved"
            return _("Then close the ticket") if is_solved else _("Then wait for the buyer")
        case rules.Do.PROMISE:
            return _("Promise: %(when)s") % {"when": label_of(action.of)}
        case rules.Do.REMEDY:
            kinds = dict(remedies.KINDS_NAMED)
            return _("Ask for: %(remedy)s") % {"remedy": kinds.get(action.of, action.of)}
        case rules.Do.SNOOZE:
            if action.of:
                return _("Snooze until: %(when)s") % {"when": label_of(action.of)}
            return _("Snooze for %(hours)d hours") % {"hours": action.hours}
