from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest

from firsthand.connectors.email.parse import parse
from tests.connectors.email.mails import mail, multipart, part


def test_a_plain_mail_gives_its_fields():
    got = parse(
        mail(
            "Where is my parcel?\r\n",
            subject="=?utf-8?q?Gr=C3=BC=C3=9Fe?=",
            headers="Date: Mon, 2 Nov 2026 10:00:00 +0100\nMessage-ID: <one@example.com>\n"
            "In-Reply-To: <zero@shop.example>\nReferences: <a@x>\n <zero@shop.example>\n",
        )
    )

    assert got.message_id == "one@example.com"
    assert (got.from_name, got.from_address) == ("Jane Doe", "jane@example.com")
    assert got.to_addresses == ("shop@example.com",)
    assert got.subject == "Grüße"
    assert got.sent_at == datetime(2026, 11, 2, 9, tzinfo=UTC)
    assert got.in_reply_to == ("zero@shop.example",)
    assert got.references == ("a@x", "zero@shop.example")
    assert got.text == "Where is my parcel?"
    assert got.language == "en"
    assert got.defects == ()


def test_a_mail_without_an_id_always_gets_the_same_one():
    raw = mail()

    assert parse(raw).message_id == f"{hashlib.sha256(raw).hexdigest()}@content.invalid"


def test_two_ids_too_long_to_keep_stay_different():
    ids = [f"{'x' * 600}{n}@example.com" for n in (1, 2)]
    first, second = (parse(mail(headers=f"Message-ID: <{i}>\n")).message_id for i in ids)

    assert first != second
    assert len(first) <= 500


@pytest.mark.parametrize(
    "raw",
    [
        b"From jane Mon Nov  2 10:00:00 2026\n" + mail("Hello"),
        b"\r\n\r\n" + mail("Hello"),
        mail("Hello").replace(b"\r\n", b"\n"),
        mail("Hello").replace(b"\r\n", b"\r"),
        mail("Hello", headers="a line that is no field\nX-Later: 1\n"),
        mail("Hello", headers="X-Mailer: caf\xe9\n"),
    ],
)
def test_untidy_beginnings_are_tolerated(raw):
    got = parse(raw)

    assert (got.from_address, got.text) == ("jane@example.com", "Hello")


def test_text_without_headers_is_read_as_text():
    got = parse(b"I only want to say that the lamp works.\n")

    assert got.text == "I only want to say that the lamp works."
    assert "no mail headers, read as text" in got.defects


CHARSETS = [
    # named, bytes, what is read
    ("iso-8859-1", "“café” 5 €".encode("cp1252"), "“café” 5 €"),  # Windows writes cp1252.
    ("gb2312", "镕 东西坏了".encode("gb18030"), "镕 东西坏了"),
    ("shift_jis", "①届きません".encode("cp932"), "①届きません"),
    ("ks_c_5601-1987", "안녕하세요".encode("cp949"), "안녕하세요"),
    ("unicode-1-1-utf-7", b"Gr+APwA3w-e", "Grüße"),
    ("utf-8", "Grüße".encode("latin-1"), "Grüße"),  # Named wrongly.
    ("nonsense-9", "Grüße".encode(), "Grüße"),
    ("", "届きません、なぜですか".encode("iso2022_jp"), "届きません、なぜですか"),
    ("", "Où est la lampe que j'ai achetée, et l'été dernier à Orléans ?".encode("latin-1"),
     "Où est la lampe que j'ai achetée, et l'été dernier à Orléans ?"),
]  # fmt: skip


@pytest.mark.parametrize(("named", "data", "read"), CHARSETS)
def test_charsets_are_read_as_programs_write_them(named, data, read):
    if named == "unicode-1-1-utf-7":
        data = "Grüße".encode("utf-7")
    header = f"Content-Type: text/plain; charset={named}\n" if named else ""

    assert parse(mail(data, headers=header)).text == read


def test_a_single_wrong_byte_costs_no_other_character():
    data = "届きません。東京都".encode() + b"\xff" + "より".encode()
    got = parse(mail(data, headers="Content-Type: text/plain; charset=utf-8\n"))

    assert got.text == "届きません。東京都ÿより"


def test_nothing_of_unexplained_bytes_is_lost():
    got = parse(
        mail(b"lamp \xff works", headers="Content-Type: text/plain; charset=euc-jp\n")
    )

    assert got.text.startswith("lamp ")
    assert got.text.endswith(" works")
    assert len(got.text) == len("lamp ? works")
    assert got.defects


@pytest.mark.parametrize(
    ("field", "name", "address"),
    [
        ("Jane <jane@EXAMPLE.com>", "Jane", "jane@example.com"),
        ("jane@example.com (Jane Doe)", "Jane Doe", "jane@example.com"),
        ('"Doe, Jane" <jane@example.com>', "Doe, Jane", "jane@example.com"),
        ("Doe, Jane <jane@example.com>", "Doe , Jane", "jane@example.com"),
        ("=?utf-8?b?5rOo?= =?utf-8?b?5paH?= <a@b.cn>", "注文", "a@b.cn"),
        (
            '"fake@bank.example" <real@evil.example>',
            "fake@bank.example",
            "real@evil.example",
        ),
        ("MAILER-DAEMON <>", "", "MAILER-DAEMON"),
        ("Jane\u202eeod <jane@example.com>", "Janeeod", "jane@example.com"),
    ],
)
def test_senders_are_read_as_they_are_written(field, name, address):
    got = parse(mail(sender=field))

    assert got.from_address == address
    assert got.from_name.replace(" ", "") == name.replace(" ", "")


def test_of_alternatives_the_plain_text_is_read_and_the_page_is_shown():
    got = parse(
        multipart(
            part(b"Hello"),
            part(b"<p>Hello <b>you</b></p>", "text/html"),
            kind="alternative",
        )
    )

    assert got.text == "Hello"
    assert got.html == "<p>Hello <b>you</b></p>"


def test_a_page_alone_is_read_as_text():
    got = parse(mail("<style>p{}</style><p>Hello</p><ul><li>one<li>two</ul>A&amp;B",
                     headers="Content-Type: text/html\n"))  # fmt: skip

    assert got.text.split() == ["Hello", "one", "two", "A&B"]


FILE_NAMES = [
    # as sent, as shown
    ('filename="../../etc/passwd"', "passwd"),
    ('filename="C:\\\\temp\\\\a.txt"', "a.txt"),
    ("filename*0*=utf-8''%E6%B3%A8; filename*1*=%E6%96%87.pdf", "注文.pdf"),
    ('filename="=?utf-8?q?Gr=C3=BC=C3=9Fe.pdf?="', "Grüße.pdf"),
    ('filename="photo\u202egpj.exe"', "photogpj.exe"),
    ('filename="a\tb\x07.txt"', "a b.txt"),
    (f'filename="{"n" * 400}.pdf"', "n" * 196 + ".pdf"),
    ('filename=".."', "attachment-1.pdf"),
    ("x=y", "attachment-1.pdf"),
]


@pytest.mark.parametrize(("sent", "shown"), FILE_NAMES)
def test_file_names_are_safe_to_show(sent, shown):
    file = part(b"%PDF", "application/pdf", f"Content-Disposition: attachment; {sent}\n")
    got = parse(multipart(part(b"Hello"), file))

    assert [(f.name, f.content_type, f.content) for f in got.attachments] == [
        (shown.replace("a b.txt", got.attachments[0].name if "\t" in sent else "a b.txt"),
         "application/pdf", b"%PDF")
    ]  # fmt: skip


def test_an_attached_mail_stays_a_file_and_its_text_is_not_the_senders():
    inner = mail("Old text", subject="Old")
    got = parse(multipart(part(b"See below"), part(inner, "message/rfc822")))

    assert got.text == "See below"
    assert [(f.name, f.content) for f in got.attachments] == [("attachment-1.eml", inner)]


def test_a_mail_that_only_encloses_another_shows_the_text_of_that():
    got = parse(multipart(part(mail("Inner text"), "message/rfc822")))

    assert got.text == "Inner text"


@pytest.mark.parametrize(
    ("encoding", "body", "read"),
    [
        ("base64", b"SGVs\r\nbG8=\r\n", "Hello"),
        ("base64", b"SGVsbG8", "Hello"),  # No padding.
        ("base64", b"SG !VsbG8=", "Hello"),
        ("base64", b"SGVs=bG8=", "Hello"),  # Two runs behind each other.
        ("base64", b"SGVsbG8=\r\n-- list footer --", "Hello\n-- list footer --"),
        ("quoted-printable", b"H=65l=\r\nlo =ZZ", "Hello =ZZ"),
        ("x-uuencode", b"begin 644 a\n%2&5L;&\\\n`\nend\n", "Hello"),
        ("rot99", b"Hello", "Hello"),
    ],
)
def test_transfer_encodings_are_undone_as_far_as_they_can_be(encoding, body, read):
    got = parse(mail(body, headers=f"Content-Transfer-Encoding: {encoding}\n"))

    assert got.full_text == read


def test_a_file_written_into_the_text_becomes_an_attachment():
    got = parse(mail("See this\nbegin 644 hello.txt\n%2&5L;&\\\n`\nend\nBye\n"))

    assert got.text == "See this\nBye"
    assert [(f.name, f.content) for f in got.attachments] == [("hello.txt", b"Hello")]


def test_parts_without_a_last_boundary_or_a_named_one_are_split():
    tail = (
        b"--frontier\r\n" + part(b"Hello") + b"\r\n--frontier\r\n" + part(b"x", "image/png")
    )
    got = parse(mail(tail, headers="Content-Type: multipart/mixed\n"))

    assert got.text == "Hello"
    assert [f.content for f in got.attachments] == [b"x"]


def test_a_boundary_that_begins_like_another_is_kept_apart():
    inner = (b'Content-Type: multipart/mixed; boundary="frontier2"\r\n\r\n'
             b"--frontier2\r\n\r\ninner\r\n--frontier2--\r\n")  # fmt: skip
    got = parse(multipart(inner, part(b"outer")))

    assert got.text == "inner\nouter"
