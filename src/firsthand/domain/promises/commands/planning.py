"""What its writer says of the promises in a reply, kept until the reply is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.promises import events, rules
from firsthand.domain.promises.commands import _common
from firsthand.domain.promises.models import PlannedPromise, Promise
from firsthand.domain.promises.queries import Detected, read_in
from firsthand.domain.tickets import queries as tickets
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person
    from firsthand.domain.tickets.models import Message, Ticket

# Longer than any reply waits for its time.
_KEPT_FOR = timedelta(days=30)
MOST_PLANNED = 30


class NoTimeNamed(Refused):
    code = "promises.no_time_named"


class NotInTheText(Refused):
    code = "promises.not_in_the_text"


@dataclass(frozen=True)
class Choice:
    """What is said of one promise of a reply.

    Attributes:
        begins, ends: where in the text its time is named, without the spaces around the
            text; None: it is promised beside the words.
        due_at: by when; None: as it is read when the reply leaves.
        is_dropped: it is none, or is not to count.
    """

    begins: int | None = None
    ends: int | None = None
    due_at: datetime | None = None
    is_dropped: bool = False


@transaction.atomic
def plan(
    *,
    ticket_id: int,
    reply_key: UUID,
    text: str,
    choices: Sequence[Choice],
    by: Person,
    at: datetime,
    leaves_at: datetime,
    is_all: bool = False,
) -> None:
    """Keep what is said of the promises of a reply, until it is written; the last counts.

    What nothing is said of is found in the reply as ever, and counts once it is confirmed.

    Args:
        ticket_id: the ticket that is answered.
        reply_key: the key that the reply is asked for with.
        text: the reply.
        choices: what is said.
        by: who answers.
        at: when (UTC).
        leaves_at: when the reply will leave.
        is_all: whether all was to be said: then a promise without a time is refused.

    Raises:
        ObjectDoesNotExist: there is no such ticket in the stores `by` may see.
        NotInTheText: a place is none of the text, or there are too many.
        NoTimeNamed: no time is known of one that is to count.
        NotATimeToCome: a time has passed when the reply leaves, or is too far away.
    """
    # Whether he may answer it is the reply's to say, in the same transaction.
    ticket = tickets.ticket_for(by, ticket_id)
    if ticket is None:
        raise ObjectDoesNotExist
    found = {one.start: one for one in read_in(ticket, text.strip(), "", at=leaves_at)}
    for choice in choices:
        _check(choice, found, len(text.strip()), leaves_at)
    _check_number(choices)
    if is_all:
        said = {choice.begins for choice in choices}
        for one in found.values():
            if one.due is None and one.start not in said:
                raise _no_time(one.quote)
    PlannedPromise.objects.filter(reply_key=reply_key, person=by).delete()
    PlannedPromise.objects.bulk_create(
        PlannedPromise(reply_key=reply_key, person=by, made_at=at, **vars(choice))
        for choice in choices
    )


def _check_number(choices: Sequence[Choice]) -> None:
    places = [choice.begins for choice in choices if choice.begins is not None]
    if len(places) != len(set(places)) or len(choices) > MOST_PLANNED:
        raise _not_in_the_text()


def _check(
    choice: Choice, found: Mapping[int, Detected], length: int, leaves_at: datetime
) -> None:
    _common.check_to_come(choice.due_at, leaves_at)
    if choice.begins is None or choice.ends is None:
        if choice.due_at is None:
            raise _no_time("")
        return
    if not 0 <= choice.begins < choice.ends <= length:
        raise _not_in_the_text()
    if not choice.is_dropped and choice.due_at is None:
        one = found.get(choice.begins)
        if one is None or one.due is None:
            raise _no_time(one.quote if one else "")
        _common.check_to_come(one.due, leaves_at)


def take_planned(*, message_id: int, key: UUID) -> None:
    """Make what its writer promised in a reply count, where the reply is written.

    What has become of no time to come meanwhile is left to be found as ever.

    Args:
        message_id: the reply.
        key: it was asked for with.
    """
    planned = list(PlannedPromise.objects.filter(reply_key=key).order_by("pk"))
    message = tickets.message_taken(message_id) if planned else None
    if message is None or message.author is None:
        return
    ticket = message.ticket
    said = read_in(ticket, message.body, message.language, at=message.sent_at)
    found = {one.start: one for one in said}
    for each in planned:
        if each.person_id == message.author_id:
            _take(each, found, message, message.author)
    PlannedPromise.objects.filter(reply_key=key).delete()


def _take(
    each: PlannedPromise, found: Mapping[int, Detected], message: Message, by: Person
) -> None:
    one = None if each.begins is None else found.get(each.begins)
    at = message.sent_at
    due_at = each.due_at or (one.due if one else None)
    if not each.is_dropped and (due_at is None or not _common.is_to_come(due_at, at)):
        return
    promise = _promise(message.ticket, each, due_at)
    promise.message_id, promise.made_at = message.pk, at
    promise.promised_by = promise.keeper = by
    if not each.is_dropped:
        _common.count_from(promise, by=by, at=at)
        return
    promise.dismissed_at = at
    promise.save()
    _common.record(events.DISMISSED, promise, at=at, by=by)


def _promise(ticket: Ticket, each: PlannedPromise, due_at: datetime | None) -> Promise:
    origin = Promise.Origin
    return Promise(
        ticket_id=ticket.pk,
        begins=each.begins,
        ends=each.ends,
        store_id=ticket.store_id,
        origin=origin.DECLARED if each.begins is None else origin.DETECTED,
        due_at=due_at,
        buyer_zone=ticket.store.time_zone,
        grace_minutes=rules.grace_in(ticket.store.marketplace) // timedelta(minutes=1),
    )


def forget_planned(*, at: datetime) -> int:
    """Forget what was planned for replies that were never written; return how much."""
    old = PlannedPromise.objects.filter(made_at__lt=at - _KEPT_FOR)
    return old.delete()[0]


def _no_time(quote: str) -> NoTimeNamed:
    words = _("The reply promises something without a time: “%(quote)s”. Nothing was sent.")
    plain = _("A promise without a time was to count. Nothing was sent.")
    return NoTimeNamed(
        words % {"quote": quote[:80]} if quote else plain,
        fix=_("Say by when below the text, or untick it there."),
    )


def _not_in_the_text() -> NotInTheText:
    return NotInTheText(
        _("A promise was to count that is not in the text. Nothing was sent."),
        fix=_("Have the text read again, then send it."),
    )
