"""Documents go up and come down whole, or not at all."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator

import pytest

from firsthand.connectors.amazon.documents import NoDocument, download, upload
from firsthand.connectors.amazon.line import Line
from firsthand.foundation.http_serving import Reply
from tests.connectors.amazon.playing import serving

CONTENT = "order-id\tamount\n305-1\t19,90 €\n".encode() * 5000
PACKED = gzip.compress(CONTENT)


@pytest.fixture
def line() -> Iterator[Line]:
    line = Line()
    yield line
    line.close()


@pytest.mark.parametrize(
    ("body", "compression"), [(CONTENT, ""), (PACKED, "GZIP"), (b"", "")]
)
def test_a_document_is_written_as_it_comes_and_unpacked(
    body: bytes, compression: str, line: Line
) -> None:
    into = io.BytesIO()
    with serving(lambda _: Reply(200, body)) as address:
        size = download(line, f"{address}/d", into, compression=compression)
    assert into.getvalue() == (CONTENT if body else b"")
    assert size == len(into.getvalue())


DAMAGED = [
    Reply(200, PACKED[:-100]), Reply(200, b""), Reply(200, b"not packed at all"),
    Reply(403, b"<Error/>"), Reply(404, b""), Reply(503, b"<html>"),
]  # fmt: skip


@pytest.mark.parametrize("reply", DAMAGED)
def test_a_document_that_is_not_whole_is_none(reply: Reply, line: Line) -> None:
    with serving(lambda _: reply) as address, pytest.raises(NoDocument) as raised:
        download(line, f"{address}/d?signature=secret", io.BytesIO(), compression="GZIP")
    assert raised.value.may_pass
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("status", [403, 500])
def test_a_document_that_is_not_taken_is_told_and_nothing_is_in_doubt(
    status: int, line: Line
) -> None:
    with (
        serving(lambda _: Reply(status, b"")) as address,
        pytest.raises(NoDocument) as raised,
    ):
        upload(line, f"{address}/d?signature=secret", b"x", "text/plain")
    assert not raised.value.is_unclear
    assert "secret" not in str(raised.value)


def test_a_place_that_is_not_there_is_told(line: Line) -> None:
    with serving(lambda _: Reply(200, b"")) as address:
        pass
    with pytest.raises(NoDocument):
        upload(line, address, b"x", "text/plain")
    with pytest.raises(NoDocument):
        download(line, address, io.BytesIO())
