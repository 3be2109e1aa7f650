from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firsthand.domain.metrics.rules import product_table
from firsthand.domain.metrics.rules.product_table import ProductRow, checked
from firsthand.foundation.statistics import percent


def row(rank: int, product: str, share: str, *types: str, satisfied: str = "100"):
    return ProductRow(
        rank=rank,
        product=product,
        share=Decimal(share),
        satisfied=Decimal(satisfied),
        types=tuple(Decimal(each) for each in types),
    )


ROWS = [
    row(1, "mat", "5.82", "73.33", "0.00", "6.67", "0.00"),
    row(2, "lamp", "6.60", "76.47", "5.88", "0.00", "0.00"),
    row(3, "desk", "6.73", "53.85", "0.00", "11.54", "5.77"),
    row(4, "fan", "3.88", "60.00", "0.00", "10.00", "0.00"),
    row(5, "kettle", "4.66", "33.33", "0.00", "16.67", "0.00"),
]


def test_printed_ranks_that_their_own_shares_contradict() -> None:
    table = checked(ROWS)
    assert table.by_share == ("desk", "lamp", "mat", "kettle", "fan")
    assert table.displaced == ["mat", "desk", "fan", "kettle"]
    assert table.share_of_first() == Decimal("27.69")


def test_the_smallest_number_of_inquiries_behind_all_percentages() -> None:
    table = checked(ROWS)
    assert table.total == 773
    assert table.counts is not None
    assert [counts.inquiries for counts in table.counts] == [45, 51, 52, 30, 36]
    assert table.counts[2].types == (28, 0, 6, 3)
    assert [counts.unexplained for counts in table.counts] == [9, 9, 15, 9, 18]
    assert table.unexplained[1] == Decimal("17.65")


def test_satisfaction_that_is_the_same_everywhere_says_nothing() -> None:
    assert checked(ROWS).satisfaction_says_nothing
    differing = [*ROWS[:4], row(5, "kettle", "4.66", satisfied="96.67")]
    assert not checked(differing).satisfaction_says_nothing


def test_a_type_the_picture_shows_and_the_table_does_not() -> None:
    shown = product_table.LEADING_COLUMNS + product_table.INQUIRY_TYPES[:4]
    assert product_table.missing_types(shown) == ["订单确认咨询占比"]


def test_equal_shares_keep_their_printed_order() -> None:
    table = checked([row(2, "b", "25"), row(1, "a", "25"), row(3, "c", "50")])
    assert table.by_share == ("c", "a", "b")
    assert table.displaced == ["b", "a", "c"]
    assert table.total == 4


def test_an_empty_table_has_nothing_behind_it() -> None:
    table = checked([])
    assert (table.total, table.counts, table.displaced) == (None, None, [])
    assert not table.satisfaction_says_nothing


def test_a_product_nobody_asked_about_has_no_types() -> None:
    table = checked([row(1, "a", "100", "50"), row(2, "b", "0", "0")])
    assert table.total == 2
    assert table.counts is not None
    assert (table.counts[1].inquiries, table.counts[1].types) == (0, (0,))


def test_more_than_a_whole_is_refused() -> None:
    with pytest.raises(ValueError, match="shares add up to more"):
        checked([row(1, "a", "60"), row(2, "b", "40.02")])
    with pytest.raises(ValueError, match="types of a add up to more"):
        row(1, "a", "50", "60", "40.02")
    # One hundredth too much is what rounding does.
    assert checked([row(1, "a", "60"), row(2, "b", "40.01")]).total is not None


@pytest.mark.parametrize("share", ["-1", "100.01", "5.825", "NaN"])
def test_what_is_no_percentage_is_refused(share: str) -> None:
    with pytest.raises(ValueError, match=r"percentage|between"):
        row(1, "a", share)


def test_a_product_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        checked([row(1, "a", "10"), row(2, "a", "20")])


products = st.lists(
    st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=1, max_size=4
).filter(lambda counts: any(map(any, counts)))


def printed(products: list[list[int]], others: int) -> list[ProductRow]:
    """Return the table of counts by product and type; the last type is not shown."""
    total = sum(map(sum, products)) + others
    return [
        ProductRow(
            rank=place,
            product=str(place),
            share=percent(sum(counts), total, 2),
            satisfied=Decimal(90),
            types=tuple(
                percent(count, sum(counts), 2) if any(counts) else Decimal()
                for count in counts[:-1]
            ),
        )
        for place, counts in enumerate(products, start=1)
    ]


def fits(rows: list[ProductRow], total: int) -> bool:
    """Say by trying everything whether the table can come from a total."""
    least = []
    for each in rows:
        fitting = [
            n
            for n in range(total + 1)
            if percent(n, total, 2) == each.share
            and (n or not any(each.types))
            and all(
                not n or any(percent(k, n, 2) == share for k in range(n + 1))
                for share in each.types
            )
        ]
        if not fitting:
            return False
        least.append(fitting[0])
    return sum(least) <= total


@settings(deadline=None, max_examples=60)
@given(products, st.integers(0, 12))
def test_the_total_found_is_the_smallest_that_fits(counts, others: int) -> None:
    rows = printed(counts, others)
    table = checked(rows)
    assert table.total is not None
    assert table.total <= sum(map(sum, counts)) + others
    assert fits(rows, table.total)
    for smaller in range(max(1, table.total - 15), table.total):
        assert not fits(rows, smaller)
