from __future__ import annotations

from io import BytesIO

from firsthand.connectors.email.parse import MAX_MAIL_BYTES
from firsthand.connectors.email.sources import mails_in, split_mbox
from tests.connectors.email.mails import mail

LINE = b"From jane@example.com Mon Nov  2 10:00:00 2026\n"


def test_an_mbox_is_split_at_its_lines_and_quoted_ones_lose_their_mark():
    first = b"From: a@b.example\n\n>From here on it was wet.\n"
    second = b"From: c@d.example\n\nTwo\n"

    assert list(split_mbox(BytesIO(LINE + first + b"\n" + LINE + second))) == [
        first.replace(b">From", b"From"),
        second,
    ]


def test_a_sentence_that_begins_with_from_does_not_split():
    text = b"From: a@b.example\n\nHi\n\nFrom 10:00 on:\n\nFrom a@b.example\nnothing\n"

    assert list(split_mbox(BytesIO(LINE + text))) == [text]


def test_a_folder_is_read_with_its_sub_folders_in_order(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "one.eml").write_bytes(mail())
    (tmp_path / "a.mbox").write_bytes(LINE + b"To: x\n\n1\n\n" + LINE + b"To: x\n\n2\n")
    (tmp_path / ".hidden").write_bytes(b"x")

    assert list(mails_in(tmp_path)) == [
        ("a.mbox#1", b"To: x\n\n1\n"),
        ("a.mbox#2", b"To: x\n\n2\n"),
        ("b/one.eml", mail()),
    ]


def test_a_single_file_has_its_own_name(tmp_path):
    (tmp_path / "one.eml").write_bytes(mail())

    assert list(mails_in(tmp_path / "one.eml")) == [("one.eml", mail())]


def test_of_a_file_that_is_too_large_only_one_byte_too_much_is_read(tmp_path):
    for name, begin in [("large.eml", b""), ("large.mbox", LINE + b"To: x\n\n")]:
        with (tmp_path / name).open("wb") as file:
            file.write(begin)
            file.truncate(200 * 1024 * 1024)

    sizes = [len(raw) for _, raw in mails_in(tmp_path)]

    assert sizes == [MAX_MAIL_BYTES + 1] * 2
