"""The turn to hand in a feed, shared by processes by way of the database."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from firsthand.connectors.amazon.remedies.turns import SharedTurns

NAME = "SELLER.POST_PAYMENT_ADJUSTMENT_DATA"
pytestmark = pytest.mark.django_db(transaction=True)


def had_elsewhere(name: str = NAME) -> bool:
    """Say whether another session gets the turn."""
    found: list[bool] = []

    def try_it() -> None:
        with SharedTurns().taken(name) as is_ours:
            found.append(is_ours)
        connection.close()

    thread = threading.Thread(target=try_it)
    thread.start()
    thread.join()
    return found[0]


def test_one_session_has_the_turn_and_gives_it_back() -> None:
    with SharedTurns().taken(NAME) as is_ours:
        assert is_ours
        assert not had_elsewhere()
        assert had_elsewhere("SELLER.POST_ORDER_ACKNOWLEDGEMENT_DATA")
    assert had_elsewhere()


def test_a_session_that_is_gone_has_no_turn_and_nothing_of_the_answer_is_lost() -> None:
    def answered() -> str:
        with SharedTurns().taken(NAME) as is_ours:
            assert is_ours
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                [pid] = cursor.fetchone()
            end_session(pid)
            return "taken"

    assert answered() == "taken"
    assert had_elsewhere()


def end_session(pid: int) -> None:
    def end() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        connection.close()

    thread = threading.Thread(target=end)
    thread.start()
    thread.join()
