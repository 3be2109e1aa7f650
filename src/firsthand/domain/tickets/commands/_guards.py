"""Whoever has a say in what leaves, or follows it: set once, asked in its transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from django.db import transaction

from firsthand.domain.policies import commands as policies
from firsthand.domain.tickets.ports import Leaving

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person
    from firsthand.domain.tickets.models import Message, ReplyFile, Ticket
    from firsthand.domain.tickets.ports import ReplyFollower, ReplyGuard

P = ParamSpec("P")
T = TypeVar("T")
_guards: list[ReplyGuard] = []
_followers: list[ReplyFollower] = []


def guard_replies(*guards: ReplyGuard) -> None:
    """Have each of `guards` asked before a reply is held, scheduled or sent; set once."""
    _guards[:] = guards


def macro_of(
    ticket: Ticket,
    text: str,
    by: Person,
    *,
    at: datetime,
    files: Sequence[ReplyFile],
    is_final: bool,
) -> int | None:
    """Return the version of the macro a text was made from, if it may leave.

    Raises:
        Refused: a guard says that it may not.
    """
    purposes = tuple(each.purpose for each in files)
    leaving = Leaving(ticket.pk, by.pk, text, at, purposes, is_final)
    told = [guard(leaving) for guard in _guards]
    return next((each for each in told if each is not None), None)


def follow_replies(*followers: ReplyFollower) -> None:
    """Have each of `followers` told of a reply where it is written; set once."""
    _followers[:] = followers


def tell_followers(message: Message) -> None:
    """Tell them of a reply that was just written."""
    if message.idempotency_key is not None:
        for follower in _followers:
            follower(message_id=message.pk, key=message.idempotency_key)


@contextmanager
def around_reply() -> Iterator[None]:
    """Make one transaction of a reply and what goes with it; a block stays noted."""
    try:
        with transaction.atomic():
            yield
    except policies.Blocked as refusal:
        policies.note_blocked(refusal)
        raise


def noting_blocked(command: Callable[P, T]) -> Callable[P, T]:
    """Have it noted that a text was blocked: stands outside the command's transaction.

    What is written inside one is undone with it. Where commands call each other the note
    of the inner one is undone as well, and that of the outermost stays.
    """

    @wraps(command)
    def noted(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return command(*args, **kwargs)
        except policies.Blocked as refusal:
            policies.note_blocked(refusal)
            raise

    return noted
