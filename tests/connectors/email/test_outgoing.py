from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.connectors.email.outgoing import compose
from firsthand.connectors.email.parse import parse
from firsthand.domain.mail.ports import Letter, NotSent, ParsedAttachment

HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References",
    "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
}  # fmt: skip


def letter(**values) -> Letter:
    defaults = {
        "message_id": "fh.1.0123456789ab.abc@shop.example",
        "sender": "help@shop.example",
        "recipient": "jonas@buyers.example",
        "subject": "Re: My order",
        "body": "Guten Tag, es kommt am Freitag.",
        "written_at": datetime(2026, 3, 2, 12, 0, tzinfo=UTC),
    }
    return Letter(**(defaults | values))


def read(raw: bytes):
    return message_from_bytes(raw, policy=policy.default)


def test_the_reader_sees_what_was_typed_and_nothing_else() -> None:
    body = "Größe 42 – 包裹周五到\n\n.punkt\n\nGruß"
    mail = read(compose(letter(body=body)))
    assert mail.get_content().split() == body.split()
    assert mail.get_content().splitlines() == body.splitlines()
    assert not mail.is_multipart()
    assert set(mail.keys()) <= HEADERS


def test_the_conversation_is_named_for_the_mailer_of_the_buyer() -> None:
    mail = read(compose(letter(in_reply_to="b@x", references=("a@x", "b@x"))))
    assert mail["Message-ID"] == "<fh.1.0123456789ab.abc@shop.example>"
    assert mail["In-Reply-To"] == "<b@x>"
    assert mail["References"].split() == ["<a@x>", "<b@x>"]
    assert mail["Date"].datetime == datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "address",
    ["a@b\r\nBcc: eve@evil.example", "a@b, eve@evil.example", "<a@b>", "no address", "",
     "ü@b.example", "a@b@c"],
)  # fmt: skip
def test_an_address_that_is_more_than_an_address_is_not_written_to(address: str) -> None:
    with pytest.raises(NotSent) as caught:
        compose(letter(recipient=address))
    assert caught.value.permanent


def test_a_reference_that_is_none_is_left_out() -> None:
    mail = read(compose(letter(in_reply_to="a b", references=("x\r\nBcc:y", "ok@x", "ü"))))
    assert mail["In-Reply-To"] is None
    assert mail["References"] == "<ok@x>"


anything = st.text(st.characters(codec="utf-8"), max_size=100)


@given(
    subject=anything,
    parent=anything,
    references=st.lists(anything, max_size=3),
    body=anything,
)
def test_no_text_ever_becomes_a_header_or_breaks_a_line(
    subject: str, parent: str, references: list[str], body: str
) -> None:
    raw = compose(
        letter(subject=subject, in_reply_to=parent, references=tuple(references), body=body)
    )
    head = raw.partition(b"\r\n\r\n")[0]
    assert raw.isascii()
    assert set(read(raw).keys()) <= HEADERS
    assert b"\r" not in head.replace(b"\r\n", b"")
    assert b"\n" not in head.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=200))
def test_a_subject_in_any_language_is_read_as_written(subject: str) -> None:
    assert read(compose(letter(subject=subject)))["Subject"] == subject


def test_files_come_out_as_they_went_in_whatever_they_are_called() -> None:
    files = (
        ParsedAttachment(
            "Anleitung für 折叠灯 – lang genug für zwei Zeilen.pdf",
            "application/pdf",
            bytes(range(256)),
        ),
        ParsedAttachment("a.txt", "text/plain", "Größe\r\n.\r\n42".encode()),
        ParsedAttachment('x"; filename="evil.exe.png', "image/png", b"\x89PNG"),
    )  # fmt: skip
    raw = compose(letter(files=files))
    assert raw.isascii()
    text, *attached = read(raw).iter_parts()
    assert text.get_content().strip() == "Guten Tag, es kommt am Freitag."
    assert [
        (part.get_filename(), part.get_content_type(), part.get_payload(decode=True))
        for part in attached
    ] == [(file.name, file.content_type, file.content) for file in files]
    assert {part.get_content_disposition() for part in attached} == {"attachment"}
    # Our own reader, too, takes them for files and not for words.
    parsed = parse(raw)
    assert [each.content for each in parsed.attachments] == [each.content for each in files]
