"""Mails made to hurt: each must be read within its share of time and memory."""

from __future__ import annotations

import base64
import io
import os
import zipfile
import zlib
from collections.abc import Callable
from email.message import EmailMessage

import pytest

from firsthand.connectors.email.parse import MAX_MAIL_BYTES, parse
from firsthand.domain.mail.ports import ParsedMail, Unreadable
from tests.connectors.email.limits import limited
from tests.connectors.email.mails import mail, multipart, part

MEGABYTE = 1024 * 1024


def nested(levels: int) -> bytes:
    lines = [
        f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(levels)
    ]
    return ("From: a@example.com\n" + "".join(lines) + "\nfound me\n").encode()


def html(page: str) -> bytes:
    return mail(page, headers="Content-Type: text/html\n")


def encoded(data: bytes, encoding: str = "base64") -> bytes:
    headers = f"Content-Type: application/zip\nContent-Transfer-Encoding: {encoding}\n"
    return mail(data, headers=headers)


def zip_bomb() -> bytes:
    return base64.encodebytes(zlib.compress(bytes(200 * MEGABYTE), 9))


def fifty_megabytes() -> bytes:
    content = base64.encodebytes(os.urandom(36 * MEGABYTE))
    file = part(content, "application/pdf", "Content-Transfer-Encoding: base64\n")
    return multipart(part(b"See the file."), file)


SENDERS = (
    "jane@example.com", "a@example.com", "x@marketplace.amazon.de", "donotreply@amazon.com",
)  # fmt: skip
OF_THE_MARKETPLACE = {
    "sender": "donotreply@amazon.com",
    "headers": "X-Space-Notification-Type: REFUND_ISSUED\n",
}

BOMBS: dict[str, Callable[[], bytes]] = {
    "a notice of labels": lambda: mail(
        "Quantity: 1\nGrund: \n" * 100_000, **OF_THE_MARKETPLACE
    ),
    "a notice of hyphens": lambda: mail(
        "-----\nMessage:\n" * 130_000, **OF_THE_MARKETPLACE
    ),
    "a notice of sums": lambda: mail(
        "Refund amount: " + "1,234 " * 300_000,
        subject="1,234.5 EU" * 50_000,
        **OF_THE_MARKETPLACE,
    ),
    "links to messages": lambda: mail(
        "<a href='https://www.amazon.de/messaging/x' " * 40_000,
        sender="x@marketplace.amazon.de",
        headers="Content-Type: text/html\n",
    ),
    "10,000 nested multiparts": lambda: nested(10_000),
    "one boundary nested in itself": lambda: mail(
        'Content-Type: multipart/mixed; boundary="b"\n\n--b\n' * 10_000,
        headers='Content-Type: multipart/mixed; boundary="b"\n',
    ),
    "a header of a megabyte": lambda: mail(headers=f"X-Long: {'a' * MEGABYTE}\n"),
    "a folded header of a megabyte": lambda: mail(headers="X-Long: a\n" + " a\n" * 300_000),
    "100,000 fields": lambda: mail(headers="".join(f"X-{n}: y\n" for n in range(100_000))),
    "a megabyte of =? in the subject": lambda: mail(subject="=?" * (MEGABYTE // 2)),
    "half encoded words": lambda: mail(subject="=?a?q?" * 40_000),
    "charsets nobody knows": lambda: mail(
        subject="".join(f"=?x{n}?q?=ff=fe?= " for n in range(9_000))
    ),
    "a field of commas": lambda: mail(headers="Cc: " + "a," * 120_000 + "\n"),
    "open quotes": lambda: mail(headers="Cc: " + '"a" <' * 50_000 + "\n"),
    "open parameters": lambda: mail(
        headers="Content-Type: text/plain" + '; a="' * 50_000 + "\n"
    ),
    "3,000 parts": lambda: multipart(*[part(b"caf\xe9", "text/plain; charset=q")] * 3_000),
    "base64 of a zip bomb": lambda: encoded(zip_bomb()),
    "base64 of nothing but padding": lambda: encoded(b"=" * (20 * MEGABYTE)),
    "base64 in pieces": lambda: encoded(b"AA=" * (7 * MEGABYTE)),
    "quoted-printable": lambda: encoded(b"=3D=\n" * (4 * MEGABYTE), "quoted-printable"),
    "uuencoded rubbish": lambda: encoded(
        b"begin 644 a\n" + b"Mzz\n" * 4_000_000, "uuencode"
    ),
    "boundaries only": lambda: multipart() + b"--frontier\r\n" * (2 * MEGABYTE),
    "nearly boundaries": lambda: multipart() + b"\r\n--frontierx" * (2 * MEGABYTE),
    "open div": lambda: html("<div>" * 150_000),
    "open fonts": lambda: html("".join(f"<font size={n}>" for n in range(50_000))),
    "fonts opened again": lambda: html(
        "".join(f"<font size={n}>" for n in range(390)) + "<p>x" * 19_000
    ),
    "nothing but <": lambda: html("<" * MEGABYTE),
    "comments": lambda: html("<!--" * 200_000),
    "a long line": lambda: mail("a" * (20 * MEGABYTE)),
    "noise": lambda: mail(os.urandom(2 * MEGABYTE)),
    "markers": lambda: mail("--- a ---\n" * 90_000, sender="x@marketplace.amazon.de"),
    "50 MB": fifty_megabytes,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_read_within_two_seconds_and_ten_times_its_size(name):
    raw = BOMBS[name]()
    memory = max(10 * len(raw), 100 * MEGABYTE)

    outcome = limited(lambda: parse(raw).from_address, cpu_seconds=2, extra_memory=memory)

    assert outcome in {repr(sender) for sender in SENDERS}


def test_nesting_stops_at_thirty_and_what_is_below_is_kept_as_text():
    got = parse(nested(10_000))

    assert "found me" in got.full_text
    assert "parts nested deeper than 30" in "\n".join(got.defects)


def test_the_body_behind_too_long_headers_is_still_read():
    got = parse(mail("The lamp is broken.", headers=f"X-Long: {'a' * MEGABYTE}\n"))

    assert got.text == "The lamp is broken."
    assert "headers over 256 KB" in "\n".join(got.defects)


def test_of_too_many_recipients_the_first_thousand_are_read():
    many = ", ".join(f"u{n}@example.com" for n in range(100_000))
    got = parse(f"From: a@example.com\nTo: {many}\n\nHello\n".encode())

    assert len(got.to_addresses) == 1_000
    assert got.text == "Hello"
    assert "more than 1000 addresses" in "\n".join(got.defects)


def test_of_too_many_parts_the_first_thousand_are_split():
    got = parse(multipart(*[part(b"x", "application/pdf")] * 1_500))

    assert len(got.attachments) == 1_000
    assert "more than 1000 parts" in "\n".join(got.defects)


def test_a_file_of_fifty_megabytes_comes_out_byte_by_byte():
    content = os.urandom(36 * MEGABYTE)
    body = base64.encodebytes(content)
    got = parse(
        multipart(part(body, "application/pdf", "Content-Transfer-Encoding: base64\n"))
    )

    assert got.attachments[0].content == content


@pytest.mark.parametrize("raw", [b"", b"\r\n \t\n", bytes(range(32)) * 500])
def test_what_is_empty_or_no_text_at_all_is_refused(raw):
    with pytest.raises(Unreadable) as refusal:
        parse(raw)
    assert refusal.value.__cause__ is None


def test_what_is_over_fifty_megabytes_is_refused_with_the_limit():
    with pytest.raises(Unreadable, match="50 MB"):
        parse(mail(b"a" * MAX_MAIL_BYTES))


def test_intricate_html_is_shown_as_text_only():
    got: ParsedMail = parse(html("<div>" * 5_000 + "broken lamp"))

    assert got.html == ""
    assert got.text == "broken lamp"
    assert "too intricate" in "\n".join(got.defects)


def test_a_packed_file_is_never_unpacked():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("zeros", bytes(50_000_000))
    mail = EmailMessage()
    mail["From"] = "jonas@buyers.example"
    mail.set_content("See the file.")
    mail.add_attachment(
        packed.getvalue(), maintype="application", subtype="zip", filename="photos.zip"
    )
    (file,) = parse(mail.as_bytes()).attachments
    assert (file.name, file.content) == ("photos.zip", packed.getvalue())
