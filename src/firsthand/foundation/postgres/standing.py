"""Questions that every page asks: planned once per connection, not with every page."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from functools import cached_property
from inspect import signature
from typing import Any, Generic, TypeVar

from django.db import connection, models
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler

Model = TypeVar("Model", bound=models.Model)
_Cursor: Any = ServerBindingCursor  # Its types know nothing of what it takes.
_ASKED_BEFORE = 2  # So often, until its plan is kept.
GREATEST_NUMBER = 2**63 - 1  # A bigint: whatever is beyond, in an address say, is no id.
_PLACE = -2_000_000_000  # The first of the numbers that stand for values; no id is one.


def standing_cursor() -> CursorWrapper:
    """Return a cursor for SQL whose text is always the same.

    Its plan is made for whatever values may come, and they go beside the text instead of in
    it. So it is for SQL that one plan suits, and its values need types PostgreSQL can tell:
    write `%(at)s::timestamptz` where nothing else says.
    """
    connection.ensure_connection()
    link = connection.connection
    # Within a transaction the setting would go with it, if that came to nothing.
    if link.prepare_threshold is None and not connection.in_atomic_block:
        # Left to itself PostgreSQL plans the desk's counts anew with every page, for three
        # times as long as it then counts: the kept plan looks a little dearer to it.
        link.execute("SET plan_cache_mode = force_generic_plan")
        link.prepare_threshold = _ASKED_BEFORE
    # As `connection.cursor()` does it, so that tests can count what is asked.
    if connection.queries_logged:
        return connection.make_debug_cursor(_Cursor(link))
    return connection.make_cursor(_Cursor(link))


class StandingList(Generic[Model]):
    """Rows of a model with what they refer to, asked for by numbers alone.

    The ORM builds the SQL once a process, and PostgreSQL plans it once a connection. Of a
    wide question with a few rows for an answer either takes longer than to answer it.

    Args:
        build: makes the queryset from its numbers. The numbers must be all that differs.
    """

    def __init__(self, build: Callable[..., models.QuerySet[Model]]) -> None:
        self._build = build

    def __call__(self, *numbers: int) -> list[Model]:
        """Return the rows for these numbers, in the order of the queryset."""
        if max(numbers) > GREATEST_NUMBER:
            return []
        compiler, sql, places = self._built
        given = [
            numbers[value - _PLACE] if is_number else value for is_number, value in places
        ]
        with standing_cursor() as cursor:
            cursor.execute(sql, given)
            rows = cursor.fetchall()
        answered: Any = _Answered(compiler, rows)
        return list(ModelIterable(answered, chunked_fetch=False))

    @cached_property
    def _built(self) -> tuple[SQLCompiler, str, Sequence[tuple[bool, Any]]]:
        count = len(signature(self._build).parameters)
        stand_ins = range(_PLACE, _PLACE + count)
        compiler = self._build(*stand_ins).query.get_compiler(connection.alias)
        sql, values = compiler.as_sql()
        # Some fields send theirs as an int of a width of their own; True is an int, too.
        places = [
            (isinstance(each, int) and int(each) in stand_ins, each) for each in values
        ]
        assert {each for is_number, each in places if is_number} == set(stand_ins)
        return compiler, sql, places


class _Answered:
    """Rows and what they are, as far as Django's own way from rows to objects asks."""

    def __init__(self, compiler: SQLCompiler, rows: Sequence[Any]) -> None:
        self.db, self.query = connection.alias, self
        self._known_related_objects: dict[Any, Any] = {}
        with_answer: Any = copy.copy(compiler)
        with_answer.execute_sql = lambda **_how: [rows]
        self._compiler: SQLCompiler = with_answer

    def get_compiler(self, using: str) -> SQLCompiler:
        assert using == self.db
        return self._compiler
