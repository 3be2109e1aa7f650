"""What kind a file is, and how it is called."""

from __future__ import annotations

import pytest

from firsthand.foundation.file_kinds import (
    JPEG,
    LONGEST_NAME,
    OLD_WORD,
    PDF,
    PNG,
    TEXT,
    TIFF,
    WORD,
    FileKind,
    kind_of,
    plain_name,
)

ALL = (PDF, JPEG, PNG, TIFF, TEXT, WORD, OLD_WORD)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("rechnung.pdf", b"%PDF-1.7\n", PDF),
        ("FOTO.JPEG", b"\xff\xd8\xff\xe0", JPEG),
        ("notes.txt", "Größe 42".encode(), TEXT),
        ("letter.docx", b"PK\x03\x04\x14", WORD),
        ("notes.txt", b"MZ\x00\x01", None),  # A program is no text.
        ("invoice.pdf", b"MZ\x90", None),  # Dressed up.
        ("invoice.pdf", b"", None),
        ("invoice.pdf.exe", b"%PDF-1.7", None),
        ("invoice", b"%PDF-1.7", None),
        ("moving.gif", b"GIF89a", None),
        ("page.html", b"<html>", None),
    ],
)
def test_name_and_first_bytes_have_to_agree(
    name: str, content: bytes, kind: FileKind | None
) -> None:
    assert kind_of(name, content, ALL) is kind


def test_only_the_kinds_that_are_wanted_count() -> None:
    assert kind_of("foto.png", b"\x89PNG\r\n\x1a\n", (PDF,)) is None


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("C:\\Rechnungen\\2026\\R-17.pdf", "R-17.pdf"),
        ("../../etc/rechnung.pdf", "rechnung.pdf"),
        ("rech\r\nnung\x00.pdf", "rechnung.pdf"),
        ("gpj\u202efdp.exe", "gpjfdp.exe"),  # Read from the right it ends otherwise.
        ("发票 2026.pdf", "发票 2026.pdf"),
        (" . ", ""),
    ],
)
def test_a_name_keeps_what_is_read_and_nothing_else(name: str, plain: str) -> None:
    assert plain_name(name) == plain


def test_a_long_name_keeps_its_ending() -> None:
    plain = plain_name("r" * 500 + ".pdf")
    assert (len(plain), plain[-5:]) == (LONGEST_NAME, "r.pdf")
