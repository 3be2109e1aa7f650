"""What reports say, in whatever charset and order of columns; one cut off says nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from firsthand.connectors.amazon.reported import Found, read
from firsthand.connectors.amazon.reports import Kind, Unreadable
from firsthand.domain.stores.rules import BY_CODE
from tests.reports_of_amazon import content, odr, report

FBM = (
    "Order ID\tReturn request date\tReturn request status\tAmazon RMA ID\tMerchant SKU\t"
    "Return quantity\tReturn Reason\tA-to-Z Claim\tReturn delivery date\n"
)
FBA = (
    "return-date\torder-id\tsku\tasin\tquantity\tdetailed-disposition\treason\tstatus\t"
    "license-plate-number\tcustomer-comments\n"
)
NUMBER = "305-0000001-0000001"


def table(text: str, kind: Kind, country: str = "DE", charset: str = "utf-8") -> Found:
    return read(text.encode(charset), kind=kind, place=BY_CODE[country])


def test_a_return_to_us_with_a_claim_is_both() -> None:
    row = f"{NUMBER}\t03-Nov-2026\tApproved\tRMA1\tTEA-1\t2\tCR-DEFECTIVE\tY\t\n"
    found = table(FBM + row, Kind.RETURNS_FBM)
    (back,) = found.returns
    assert (back.order_number, back.external_id) == (NUMBER, "fbm RMA1 TEA-1")
    assert (back.quantity, back.reason, back.received_at) == (2, "CR-DEFECTIVE", None)
    # A day is its noon in Berlin.
    assert back.requested_at == datetime(2026, 11, 3, 11, tzinfo=UTC)
    (claim,) = found.claims
    assert (claim.order_number, claim.happened_at) == (NUMBER, back.requested_at)


def test_a_return_to_amazon_is_known_by_its_plate_and_keeps_the_buyers_words() -> None:
    row = (
        f"2026-11-03T10:00:00+00:00\t{NUMBER}\tTEA-1\tB0TEA00001\t1\tCUSTOMER_DAMAGED\t"
        "DEFECTIVE\tReimbursed\tLPN7\tDeckel gebrochen\n"
    )
    (back,) = table(FBA + row, Kind.RETURNS_FBA).returns
    assert (back.external_id, back.condition) == ("fba LPN7", "CUSTOMER_DAMAGED")
    assert back.reason == "DEFECTIVE: Deckel gebrochen"
    assert back.received_at == datetime(2026, 11, 3, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("country", "charset", "words"),
    [
        ("JP", "cp932", "サイズが合わない"),
        ("JP", "utf-8-sig", "サイズが合わない"),
        ("DE", "cp1252", "Zu groß für mich"),
        ("PL", "cp1250", "Zły rozmiar"),
        ("FR", "utf-16", "Trop serré"),
    ],
)
def test_every_charset_a_marketplace_may_use_is_read(
    country: str, charset: str, words: str
) -> None:
    row = f"2026-11-03T10:00:00Z\t{NUMBER}\tT\tB\t1\tSELLABLE\tX\tY\tLPN7\t{words}\r\n"
    (back,) = table(FBA + row, Kind.RETURNS_FBA, country, charset).returns
    assert back.reason == f"X: {words}"


def test_feedback_is_read_by_its_places_where_the_headings_are_in_another_language() -> (
    None
):
    row = f"03/11/26\t2\tKam zu spät\t\t{NUMBER}\tx@example.com\n"
    for heading in (
        "Date\tRating\tComments\tYour Response\tOrder ID\tRater Email\n",
        "Datum\tBewertung\tKommentare\tIhre Antwort\tBestellnummer\tE-Mail\n",
    ):
        (review,) = table(heading + row, Kind.FEEDBACK).reviews
        assert (review.stars, review.comment) == (2, "Kam zu spät")
        assert review.happened_at.date().isoformat() == "2026-11-03"
    american = f"11/03/26\t1\tLate\t\t{NUMBER}\tx@example.com\n"
    heading = "Date\tRating\tComments\tYour Response\tOrder ID\tRater Email\n"
    (review,) = table(heading + american, Kind.FEEDBACK, "US").reviews
    assert review.happened_at.date().isoformat() == "2026-11-03"


def test_rows_that_say_nothing_are_left_out_and_counted() -> None:
    rows = f"\t03-Nov-2026\tA\tR\tS\t1\tX\tN\t\n{NUMBER}\tsoon\tA\tR\tS\t1\tX\tN\t\n"
    found = table(FBM + rows, Kind.RETURNS_FBM)
    assert (found.returns, found.left_out) == ([], 2)


def test_the_last_of_several_rows_on_one_return_counts() -> None:
    rows = "".join(
        f"{NUMBER}\t03-Nov-2026\t{state}\tRMA1\tTEA-1\t1\tX\tN\t\n"
        for state in ("Pending", "Approved")
    )
    (back,) = table(FBM + rows, Kind.RETURNS_FBM).returns
    assert back.status == "Approved"


@pytest.mark.parametrize(
    "text",
    [
        "order-id\tsku\n1\t2\n",  # Another table.
        "<html><body>503</body></html>",
        FBM + f"{NUMBER}",
        FBM + f"{NUMBER}\t03-Nov-2026\tApproved\tRM",
    ],
)
def test_another_table_or_one_that_was_cut_off_is_refused_whole(text: str) -> None:
    with pytest.raises(Unreadable):
        table(text, Kind.RETURNS_FBM)


def test_bytes_in_no_charset_are_refused() -> None:
    with pytest.raises(Unreadable):
        read(FBM.encode() + b"\x81\xff\xfe\n", kind=Kind.RETURNS_FBM, place=BY_CODE["JP"])


def test_an_empty_document_says_nothing() -> None:
    assert table("", Kind.RETURNS_FBM) == table(FBM, Kind.RETURNS_FBM) == Found()


def test_how_an_account_is_judged_is_read_and_half_of_it_is_refused() -> None:
    whole = content(report(orderDefectRate={"mfn": odr(3, 400)}, newMeasure={"a": 1}))
    found = read(whole, kind=Kind.PERFORMANCE, place=BY_CODE["DE"])
    assert found.performance is not None
    assert [(one.hits, one.n) for one in found.performance.markets[0].readings] == [
        (3, 400)
    ]
    assert found.left_out == 1
    assert found.newest_at() == datetime(2026, 3, 2, tzinfo=UTC)
    for other in (whole[: len(whole) // 2], b"<html></html>", b"[]"):
        with pytest.raises(Unreadable):
            read(other, kind=Kind.PERFORMANCE, place=BY_CODE["DE"])
