"""The sandbox's memory: what was answered is still true after a kill."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.connectors.sandbox.marketplace.books import (
    Account,
    Books,
    Impossible,
    Manner,
    Order,
    Wanted,
)
from firsthand.connectors.sandbox.marketplace.feeds import Feed
from tests.folders import short_folder


def refund(minor_units: int = 700, *, order: str = "1", currency: str = "USD") -> Wanted:
    return Wanted(order, "refund", currency, minor_units)


def filled(log: Path | None = None) -> Books:
    books = Books(log)
    books.open_account(Account("one", "shop", "secret"))
    books.sell(Order("one", "1", "USD", 1_000))
    return books


@given(
    st.lists(
        st.one_of(
            st.tuples(
                st.just("do"), st.integers(1, 900), st.sampled_from(["", "k1", "k2"])
            ),
            st.tuples(st.just("late"), st.integers(1, 900), st.just("")),
            st.tuples(st.just("clock"), st.integers(1, 10**6), st.just("")),
            st.tuples(st.just("document"), st.integers(1, 9), st.just("")),
        ),
        max_size=12,
    )
)
def test_books_read_again_say_the_same(steps: list[tuple[str, int, str]]) -> None:
    with short_folder() as folder:
        books = filled(folder / "log")
        for what, number, key in steps:
            if what == "clock":
                books.forward(number)
            elif what == "document":
                books.keep_document("one", f"D{number}", "text\n")
            else:
                delay = 3_600.0 if what == "late" else 0.0
                books.do("one", [refund(number)], Manner(delay), key=key)
        books.close()
        again = Books(folder / "log")
        for name in ("k1", "k2"):
            assert again.used_key("one", name) == books.used_key("one", name)
        for until in (None, float("inf")):
            assert again.effects("one", "1", before=until) == books.effects(
                "one", "1", before=until
            )
        assert again.accounts == books.accounts
        assert again.feeds == books.feeds
        assert again.order("one", "1") == books.order("one", "1")
        assert again.next_id("E") == books.next_id("E")
        assert again.now() - books.now() < 1
        again.close()


def test_a_line_cut_off_by_a_kill_is_left_out_and_does_not_spoil_the_next(
    tmp_path: Path,
) -> None:
    log = tmp_path / "log"
    books = filled(log)
    books.do("one", [refund(1)], Manner())
    books.close()
    whole = log.read_bytes()
    log.write_bytes(whole + b'{"what":"effects","account":"one","eff')
    books = Books(log)
    books.do("one", [refund(2)], Manner())
    books.close()
    found = Books(log).effects("one", "1")
    assert [effect.minor_units for effect in found] == [1, 2]


def test_what_is_to_come_happens_by_itself_at_its_time() -> None:
    books = filled()
    books.do("one", [refund()], Manner(delay_seconds=60))
    assert books.effects("one", "1") == []
    books.forward(61)
    assert [effect.minor_units for effect in books.effects("one", "1")] == [700]


def test_what_is_to_come_counts_already_against_what_the_buyer_paid() -> None:
    books = filled()
    books.do("one", [refund(700)], Manner(delay_seconds=60))
    with pytest.raises(Impossible) as refused:
        books.check("one", [refund(301)])
    assert refused.value.code == "MORE_THAN_CAPTURED"
    books.check("one", [refund(300)])


IMPOSSIBLE = [
    (refund(order="2"), "UNKNOWN_ORDER"),
    (refund(currency="EUR"), "WRONG_CURRENCY"),
    (refund(0), "NOT_AN_AMOUNT"),
    (refund(-1), "NOT_AN_AMOUNT"),
    (refund(1_001), "MORE_THAN_CAPTURED"),
]


@pytest.mark.parametrize(("wanted", "code"), IMPOSSIBLE)
def test_what_cannot_be_is_refused_with_its_reason(wanted: Wanted, code: str) -> None:
    with pytest.raises(Impossible) as refused:
        filled().check("one", [wanted])
    assert refused.value.code == code


def test_two_that_are_wanted_together_are_checked_together() -> None:
    with pytest.raises(Impossible):
        filled().check("one", [refund(600), refund(401)])


def test_credentials_open_their_own_account_and_new_ones_only_where_all_is_open() -> None:
    closed, is_open = filled(), Books(is_open_to_any=True)
    assert closed.account("one", kind="shop", secret="secret") is not None
    assert closed.account("one", kind="shop", secret="guess") is None
    assert closed.account("two", kind="shop", secret="any") is None
    assert is_open.account("two", kind="feed", secret="any") is not None
    assert is_open.account("two", kind="feed", secret="other") is None


def test_where_all_is_open_an_order_is_in_the_currency_first_mentioned() -> None:
    books = Books(is_open_to_any=True)
    books.check("one", [Wanted("9", "cancel", "", 0)])
    books.check("one", [refund(10**9, order="9", currency="JPY")])
    with pytest.raises(Impossible) as refused:
        books.check("one", [refund(1, order="9", currency="USD")])
    assert refused.value.code == "WRONG_CURRENCY"


def test_a_feed_shows_what_became_of_it_when_it_is_done_and_only_to_its_account() -> None:
    books = filled()
    feed = Feed("F1", "one", "TYPE", 100.0, 103.0, "FATAL", "")
    books.keep_feed(feed)
    assert [feed.state_at(at) for at in (100.05, 101, 102.9, 103)] == [
        "IN_QUEUE", "IN_PROGRESS", "IN_PROGRESS", "FATAL",
    ]  # fmt: skip
    assert books.feeds.of("one", "F1") == feed
    assert books.feeds.of("two", "F1") is None
