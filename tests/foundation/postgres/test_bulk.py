"""Many rows at once are found and written as one by one."""

from __future__ import annotations

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DataError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from firsthand.domain.orders.models import Buyer, BuyerIdentity
from firsthand.foundation.postgres.bulk import (
    AT_ONCE,
    Among,
    as_json,
    copy_in,
    copying_beside,
    new_keys,
)
from tests.people import NOON

BUYER = Buyer, ("name", "language", "first_seen_at")
pytestmark = pytest.mark.django_db
NAMES = [
    "plain",
    "O'Neil",
    'a "b"',
    "back\\slash",
    "{1,2}",
    "comma, space",
    "NULL",
    "",
    "雷",
]


def buyers(*names: str) -> dict[str, int]:
    made = Buyer.objects.bulk_create(Buyer(name=one, first_seen_at=NOON) for one in names)
    return {one.name: one.pk for one in made}


def test_among_finds_what_in_finds_whatever_the_texts_hold() -> None:
    buyers(*NAMES, "somebody else")
    found = Buyer.objects.filter(Among("name", NAMES)).values_list("name", flat=True)
    assert sorted(found) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_among_takes_each_text_for_nothing_but_itself(name: str) -> None:
    made = buyers(*NAMES)
    found = Buyer.objects.filter(Among("name", [name])).values_list("pk", flat=True)
    assert list(found) == [made[name]]


def test_among_nothing_finds_changes_and_deletes_nothing() -> None:
    buyers("a")
    for nothing in (Among("name", []), Among("pk", [])):
        assert not Buyer.objects.filter(nothing).exists()
        assert Buyer.objects.filter(nothing).update(language="de") == 0
        assert Buyer.objects.filter(nothing).delete()[0] == 0
    assert Buyer.objects.count() == 1


def test_among_goes_with_other_conditions_and_deletes_only_those() -> None:
    made = buyers("a", "b", "c")
    chosen = Buyer.objects.filter(Among("pk", [made["a"], made["b"]]), name="b")
    assert chosen.delete()[0] == 1
    assert set(Buyer.objects.values_list("name", flat=True)) == {"a", "c"}


def test_thousands_of_values_are_one_parameter() -> None:
    buyers("a")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert Buyer.objects.filter(Among("pk", range(10_000))).count() <= 1
    assert len(asked) == 1
    assert asked[0]["sql"].count("ANY") == 1


def test_new_keys_are_different_and_nobody_else_gets_them() -> None:
    keys = new_keys(Buyer, 1000)
    assert len(set(keys)) == 1000
    assert buyers("later")["later"] not in keys
    assert new_keys(Buyer, 0) == []


def test_rows_are_taken_one_by_one_while_they_are_written() -> None:
    def rows():
        for number in range(3):
            yield f"buyer {number}", "", NOON

    with transaction.atomic():
        copy_in(Buyer, ("name", "language", "first_seen_at"), rows())
    assert Buyer.objects.count() == 3


def test_when_the_rows_end_in_an_error_none_is_written_and_the_error_is_told() -> None:
    def rows():
        yield "first", "", NOON
        raise LookupError("the second row is damaged")

    with pytest.raises(LookupError, match="damaged"), transaction.atomic():
        copy_in(Buyer, ("name", "language", "first_seen_at"), rows())
    assert not Buyer.objects.exists()


def test_tables_written_beside_are_written_in_order_and_all_or_none() -> None:
    keys = new_keys(Buyer, 2)

    def write(last: object) -> None:
        with transaction.atomic(), copying_beside():
            copy_in(BUYER[0], ("id", *BUYER[1]), [(keys[0], "", "", NOON)])
            # Refers to the row above, which must be there first.
            copy_in(
                BuyerIdentity,
                ("buyer_id", "kind", "key_hash", "address"),
                [(keys[0], "email", "0", "")],
            )
            copy_in(BUYER[0], ("id", *BUYER[1]), [(last, "", "", NOON)])

    with pytest.raises(DataError):
        write("no number")
    assert not Buyer.objects.exists()
    write(keys[1])
    assert Buyer.objects.count() == 2
    assert BuyerIdentity.objects.get().buyer_id == keys[0]


def test_more_rows_than_go_at_once_are_all_written_beside() -> None:
    with transaction.atomic(), copying_beside():
        copy_in(*BUYER, [(f"buyer {one}", "", NOON) for one in range(2 * AT_ONCE + 1)])
        copy_in(*BUYER, [])
    assert Buyer.objects.count() == 2 * AT_ONCE + 1


def test_any_other_statement_sees_what_was_to_be_written_beside_before() -> None:
    with transaction.atomic(), copying_beside():
        copy_in(*BUYER, [("a", "", NOON)])
        assert Buyer.objects.get().name == "a"
        copy_in(*BUYER, [("b", "", NOON)])
        Buyer.objects.update(language="de")
    assert set(Buyer.objects.values_list("name", "language")) == {("a", "de"), ("b", "de")}


def test_a_statement_after_one_that_failed_beside_is_told_why() -> None:
    def write() -> None:
        with transaction.atomic(), copying_beside():
            copy_in(
                BuyerIdentity,
                ("buyer_id", "kind", "key_hash", "address"),
                # Nobody has this number: it is noticed now, and not at the commit.
                [(0, "email", "0", "")],
            )
            with pytest.raises(IntegrityError):
                Buyer.objects.count()
            raise LookupError

    with pytest.raises(LookupError):
        write()
    assert not BuyerIdentity.objects.exists()


def test_what_was_refused_in_part_can_be_taken_back_to_a_savepoint() -> None:
    (key,) = buyers("somebody").values()
    columns = ("buyer_id", "kind", "key_hash", "address")
    known = [(key, "email", str(number), "") for number in range(3 * AT_ONCE)]
    with transaction.atomic(), copying_beside():
        with pytest.raises(IntegrityError), transaction.atomic():
            copy_in(BuyerIdentity, columns, [known[0], *known])
        copy_in(*BUYER, [("a", "", NOON)])
    assert not BuyerIdentity.objects.exists()
    assert Buyer.objects.count() == 2


def test_when_making_the_rows_fails_nothing_written_beside_stays() -> None:
    def write() -> None:
        with transaction.atomic(), copying_beside():
            copy_in(*BUYER, [("a", "", NOON)])
            raise LookupError

    with pytest.raises(LookupError):
        write()
    assert not Buyer.objects.exists()
    # From here on rows are written at once again.
    with transaction.atomic():
        copy_in(*BUYER, [("b", "", NOON)])
    assert Buyer.objects.get().name == "b"


@pytest.mark.parametrize(
    "value", [{"a": [1, "é雷", None, True]}, "text", {"at": NOON}, [], {"b": 1.5}]
)
def test_json_is_what_the_usual_encoder_makes(value: object) -> None:
    usual = DjangoJSONEncoder(ensure_ascii=False).encode(value)
    assert as_json(value) == usual


def test_a_byte_of_nothing_is_never_taken_for_the_end_of_a_value() -> None:
    with pytest.raises(ValueError, match="byte"):
        Among("name", ["a\0b"])
