"""What every page asks is planned once per connection."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.test.utils import CaptureQueriesContext

from firsthand.foundation.postgres.standing import StandingList, standing_cursor

QUESTION = "SELECT %(at)s::timestamptz, %(numbers)s::bigint[]"
NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)


def ask(numbers: list[int]) -> tuple[datetime, list[int]]:
    with standing_cursor() as cursor:
        cursor.execute(QUESTION, {"at": NOON, "numbers": numbers})
        at, found = cursor.fetchone()
        return at, found


def plans_kept() -> list[tuple[int, int]]:
    """Return of each kept question how often its kept plan and one of its own was used."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT generic_plans, custom_plans FROM pg_prepared_statements
                WHERE statement LIKE 'SELECT $1::timestamptz%'"""
        )
        return list(cursor.fetchall())


@pytest.mark.django_db(transaction=True)
def test_a_question_asked_again_and_again_keeps_one_plan() -> None:
    connection.close()
    for _ in range(5):
        assert ask([1, 2]) == (NOON, [1, 2])
    ((kept, own),) = plans_kept()
    assert kept >= 2
    assert own == 0


@pytest.mark.django_db(transaction=True)
def test_another_value_gets_another_answer_from_the_same_plan() -> None:
    connection.close()
    assert [ask([number])[1] for number in range(6)] == [[number] for number in range(6)]
    assert ask([])[1] == []
    assert len(plans_kept()) == 1


@pytest.mark.django_db(transaction=True)
def test_within_a_transaction_no_setting_is_made_that_could_go_with_it() -> None:
    connection.close()
    with transaction.atomic():
        for _ in range(5):
            ask([1])
        assert plans_kept() == []
    for _ in range(5):
        ask([1])
    assert len(plans_kept()) == 1


@pytest.mark.django_db
def test_what_is_asked_is_counted_among_the_queries() -> None:
    with CaptureQueriesContext(connection) as asked:
        ask([1])
    assert len(asked) == 1


@StandingList
def permissions(type_id: int, but: int) -> QuerySet[Permission]:
    """Return permissions with their type; `is_alone`: it has no other, and is not `but`."""
    others = Permission.objects.filter(content_type=type_id).exclude(pk=OuterRef("pk"))
    return (
        Permission.objects.filter(content_type=type_id)
        .exclude(pk=but)
        .select_related("content_type")
        .annotate(is_alone=~Exists(others.exclude(pk=but)))
        .order_by("-codename")
    )


@pytest.mark.django_db
def test_a_list_by_numbers_has_the_rows_of_its_queryset_with_what_they_refer_to() -> None:
    kinds = ContentType.objects.order_by("pk")[:2]
    for kind in kinds:
        there = list(Permission.objects.filter(content_type=kind).order_by("-codename"))
        found = permissions(kind.pk, there[0].pk)
        assert found == there[1:]
        with CaptureQueriesContext(connection) as asked:
            assert {each.content_type for each in found} == {kind}
        assert not asked
        assert [each.is_alone for each in found] == [len(found) == 1] * len(found)
    only = there[-1]
    for each in there[:-1]:
        each.delete()
    assert [each.is_alone for each in permissions(kind.pk, 0)] == [True]
    assert permissions(kind.pk, only.pk) == permissions(0, 0) == []


@pytest.mark.django_db
def test_a_row_of_such_a_list_is_saved_like_any_other() -> None:
    (known, *_rest) = permissions(ContentType.objects.first().pk, 0)
    known.name = "changed"
    known.save()
    assert Permission.objects.get(pk=known.pk).name == "changed"
