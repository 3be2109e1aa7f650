"""Answer with a macro: fill it, keep what must not change, note what left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.macros import events, queries, rules
from firsthand.domain.macros.commands.doing import Doing, done_with
from firsthand.domain.macros.models import MacroUse
from firsthand.domain.macros.queries import Ready
from firsthand.domain.macros.rules import deeds, templates, values
from firsthand.domain.macros.rules.variables import catalogue
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.tickets import queries as tickets
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.macros.queries import About
    from firsthand.domain.people.models import Person
    from firsthand.domain.tickets.models import Ticket

# So much changed that it is another letter: the macro was only where it began.
_NO_MORE_THE_MACRO = 0.75


class NotForThis(Refused):
    code = "macros.not_for_this"


class NoTextInLanguage(Refused):
    code = "macros.no_text_in_language"


class ValuesMissing(Refused):
    code = "macros.values_missing"


class ValueUnfit(Refused):
    code = "macros.value_unfit"


class LockedTextAltered(Refused):
    code = "macros.locked_text_altered"


@dataclass(frozen=True)
class Prepared:
    """An answer that was begun.

    Attributes:
        text: what stands in the field now.
        locked: where it must not be changed.
        moments: by variable, the day or time it says: what a promise or a snooze goes by.
    """

    use: MacroUse
    text: str
    locked: tuple[templates.Locked, ...]
    actions: tuple[rules.Action, ...]
    moments: Mapping[str, date]


@transaction.atomic
def prepare(
    *,
    ticket_id: int,
    macro_id: int,
    language: str,
    given: Mapping[str, str],
    by: Person,
    at: datetime,
) -> Prepared:
    """Fill a macro for a ticket, and remember what of it must leave as it is.

    Args:
        ticket_id: the ticket to answer.
        macro_id: of the macro.
        language: of the letter.
        given: what `by` typed for variables nobody else knows, see `rules.values.read`.
        by: who answers.
        at: when (UTC).

    Raises:
        NotAllowed: `by` answers no tickets.
        ObjectDoesNotExist: there is no such ticket that he may work.
        NotForThis: the macro is not in use, or not for this store, order or role.
        NoTextInLanguage: it has none.
        ValuesMissing: something is not known; says what.
        ValueUnfit: what was typed is no date, amount and so on; says which.
    """
    ticket = tickets.ticket_for(by, ticket_id)
    if ticket is None or not tickets.may_work(by, ticket):
        require(by, Right.WORK_TICKETS)
        raise ObjectDoesNotExist
    known = queries.about(ticket, person=by, language=language)
    version_id, sheet = queries.drawn_for(_usable(macro_id, known, at), ticket.pk)
    if language not in sheet.texts:
        raise NoTextInLanguage(
            _("This macro has no text in this language."),
            fix=_("Choose another language or macro, or write the answer yourself."),
        )
    names = sheet.variables(language)
    typed = _typed(names, given, known)
    # What is known is not typed over.
    found = typed | queries.known_values(known, names)
    store = ticket.store
    filled = {
        name: values.in_words(
            value, language=language, zone=known.zone, marketplace=store.marketplace
        )
        for name, value in found.items()
    }
    _refuse_missing(names, filled)
    made = templates.fill(sheet.pieces(language), filled)
    moments = {name: one for name, one in found.items() if isinstance(one, date)}
    use = _note_use(
        ticket, version_id, language, made, deeds.begun(sheet.actions, found),
        by=by, at=at,
    )  # fmt: skip
    return Prepared(use, made.text, made.locked, sheet.actions, moments)


def _usable(macro_id: int, known: About, at: datetime) -> Ready:
    there = [each for each in queries.ready(at=at) if each.macro_id == macro_id]
    for each in queries.fitting(there, known.ticket, known.order, known.person):
        return each
    raise NotForThis(
        _("This macro is not in use, or not meant for this store, order or role."),
        fix=_("Choose another one from the list."),
    )


def _typed(
    names: tuple[str, ...], given: Mapping[str, str], known: About
) -> dict[str, values.Value]:
    typed = {}
    for name in names:
        variable = catalogue()[name]
        try:
            value = values.read(
                variable.kind, given.get(name, ""), currency=known.currency, zone=known.zone
            )
        except values.Unreadable as problem:
            raise ValueUnfit(
                _("“%(given)s” does not fit “%(name)s”.")
                % {"given": problem.given, "name": queries.label_of(name)},
                fix=_("Type a date, time, amount or words, as the field says."),
            ) from problem
        if value is not None:
            typed[name] = value
    return typed


def _refuse_missing(names: tuple[str, ...], filled: Mapping[str, str]) -> None:
    missing = [queries.label_of(name) for name in names if not filled.get(name)]
    if missing:
        raise ValuesMissing(
            _("Nothing is known for: %(names)s.") % {"names": ", ".join(missing)},
            fix=_("Fill in these fields, or choose another macro."),
        )


def _note_use(
    ticket: Ticket,
    version_id: int,
    language: str,
    made: templates.Made,
    actions: Iterable[deeds.Deed],
    *,
    by: Person,
    at: datetime,
) -> MacroUse:
    use = MacroUse.objects.create(
        version_id=version_id,
        store_id=ticket.store_id,
        ticket_id=ticket.pk,
        person=by,
        language=language,
        at=at,
        made=made.text,
        locked=[part.text for part in made.locked],
        actions=deeds.plain(actions),
    )
    _record(events.USED, use, by=by, at=at, version=version_id, language=language)
    return use


@transaction.atomic
def drop(*, use_id: int, by: Person, at: datetime) -> None:
    """Forget an answer that was begun from a macro and thrown away.

    Raises:
        MacroUse.DoesNotExist: `by` began none such, or it has left.
    """
    use = MacroUse.objects.select_for_update().get(
        pk=use_id, person=by, sent_at=None, dropped_at=None
    )
    _drop(use, at)


def judge_reply(*, ticket_id: int, person_id: int, text: str) -> int | None:
    """Return the version of the macro an answer was made from: the one it has most of.

    Raises:
        LockedTextAltered: a locked part was changed, though not taken out; says which.
    """
    uses = list(_open_uses(ticket_id, person_id))
    for use in uses:
        for part in templates.altered(use.locked, text):
            raise LockedTextAltered(
                _("A locked part of the macro was changed: “%(part)s”")
                % {"part": part[:200]},
                fix=_("Put it back as it was, or take the whole part out."),
            )
    shares = {use.version_id: templates.edited_share(use.made, text) for use in uses}
    version_id = min(shares, key=lambda each: shares[each], default=None)
    if version_id is None or shares[version_id] > _NO_MORE_THE_MACRO:
        return None
    return version_id


@transaction.atomic
def note_sent(
    *,
    ticket_id: int,
    person_id: int,
    message_id: int,
    text: str,
    at: datetime,
    reply_key: UUID | None = None,
) -> int:
    """Note that an answer has left, and do what was to be done with it.

    Args:
        ticket_id: the ticket.
        person_id: who answered.
        message_id: of the answer.
        text: what left.
        at: when (UTC).
        reply_key: the key it was asked for with. What is to leave with another reply, a
            scheduled one, waits for that.

    Returns:
        How many macros are in it.
    """
    sent = 0
    for use in _open_uses(ticket_id, person_id).select_for_update():
        if reply_key is not None and use.reply_key not in (None, reply_key):
            continue
        share = templates.edited_share(use.made, text)
        if share > _NO_MORE_THE_MACRO:
            _drop(use, at)
            continue
        use.sent_at, use.message_id, use.edited_share = at, message_id, share
        use.made, use.locked = "", []
        doing = Doing(ticket_id, message_id, use.person, at)
        became = done_with(use, doing)
        use.actions = deeds.plain(became)
        use.save()
        _record(
            events.SENT, use, by=use.person, at=at, version=use.version_id,
            language=use.language, edited_share=round(share, 4), message=message_id,
            actions=[f"{one.action.do} {one.became}" for one in became if one.is_wanted],
        )  # fmt: skip
        sent += 1
    return sent


def _open_uses(ticket_id: int, person_id: int) -> queries.Uses:
    return queries.open_uses(ticket_id, person_id)


def _drop(use: MacroUse, at: datetime) -> None:
    use.dropped_at, use.made, use.locked = at, "", []
    use.save()


def _record(kind: str, use: MacroUse, *, by: Person, at: datetime, **facts: object) -> None:
    journal.record(
        kind,
        subject_id=use.pk,
        at=at,
        by=by,
        about=journal.About(store_id=use.store_id, ticket_id=use.ticket_id),
        facts=facts,
    )
