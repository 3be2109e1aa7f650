from __future__ import annotations

from firsthand.connectors.email.relay.fields import fields_of


def test_pieces_of_several_lines_add_up_unless_one_is_no_number() -> None:
    assert fields_of("Quantity: 2\nQty: 3").quantity == 5
    assert fields_of("Quantity: 2\nQuantity: two").quantity is None
    assert fields_of("Quantity: 1.5").quantity is None


def test_two_reasons_are_none() -> None:
    assert fields_of("Reason: Damaged\nReason: Late").reason == ""
    assert fields_of("Reason: Late\nReturn reason: Late").reason == "Late"


def test_a_comment_goes_on_until_a_blank_line_or_a_label_of_the_marketplace() -> None:
    text = "Buyer comment: It hums.\nNote: only at night!\nASIN: B0ABCDEF12\n\nBye"
    assert fields_of(text).comment == "It hums.\nNote: only at night!"


def test_a_label_without_a_value_takes_the_line_below_but_no_other_label() -> None:
    assert fields_of("Quantity:\n\n4").quantity == 4
    assert fields_of("Reason:\nQuantity: 4").reason == ""


def test_neither_a_time_nor_a_link_is_a_label() -> None:
    text = "Quantity at 10:30\nReason https://www.amazon.de/x"
    assert (fields_of(text).quantity, fields_of(text).reason) == (None, "")


def test_a_tracking_number_has_a_digit_and_is_the_only_one() -> None:
    assert fields_of("Tracking number: 1Z999AA10123456784").tracking_number == (
        "1Z999AA10123456784"
    )
    assert fields_of("Tracking: NOTASSIGNED").tracking_number == ""
    assert fields_of("Tracking: 12345678\nTracking: 87654321").tracking_number == ""
