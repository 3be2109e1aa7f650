from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from firsthand.connectors.email.parse import parse
from firsthand.domain.mail.ports import ParsedMail, Unreadable
from tests.chance import examples
from tests.connectors.email.limits import Limited
from tests.connectors.email.mails import FIXTURES, mail, multipart, part, relay
from tests.connectors.email.mutants import mutant

MUTANTS = examples(1000)
BATCH = 500
LARGEST_SEED = 8_000
MEGABYTE = 1024 * 1024

OWN = [
    mail(),
    mail("Grüße aus Köln", headers="Content-Type: text/plain; charset=iso-8859-1\n"),
    mail("<p>Hello <b>there</b></p>", headers="Content-Type: text/html; charset=utf-8\n"),
    multipart(
        part(b"Hello"),
        part(b"SGVsbG8=", "image/png", "Content-Transfer-Encoding: base64\n"),
    ),
    multipart(part(b"Hi"), part(b"<p>Hi</p>", "text/html"), kind="alternative"),
    relay("届いていません", site="amazon.co.jp"),
    mail("x", subject="=?utf-8?b?5rOo5paH?= =?iso-2022-jp?b?GyRCQ20bKEI=?="),
]


def seeds() -> list[bytes]:
    """Return small fixtures where they are at hand, and always our own mails."""
    files = sorted(FIXTURES.glob("message/*/*")) if FIXTURES.is_dir() else []
    small = (f for f in files if 0 < f.stat().st_size <= LARGEST_SEED)
    return OWN + [file.read_bytes() for file in small]


def flaws_of(mails: Sequence[bytes], numbers: range) -> list[str]:
    """Return what is wrong with how these mutants are read; empty when nothing is."""
    read = ((number, flaw_in_reading(mutant(mails, number))) for number in numbers)
    return [f"mutant {number}: {flaw}" for number, flaw in read if flaw]


def flaw_in_reading(raw: bytes) -> str:
    """Return what is wrong with reading `raw`; being refused is not."""
    try:
        return flaw_of(parse(raw))
    except Unreadable as refusal:
        return f"our fault: {refusal.__cause__!r}" if refusal.__cause__ else ""


def flaw_of(got: ParsedMail) -> str:
    """Return which promise of a parsed mail is broken; empty when all hold."""
    texts = [got.message_id, got.subject, got.from_name, got.from_address, got.text,
             got.full_text, got.html, got.reply_to, *got.to_addresses, *got.references,
             *(file.name for file in got.attachments)]  # fmt: skip
    if any("\x00" in text for text in texts):
        return "a NUL that no database takes"
    "".join(texts).encode()  # A lone surrogate raises here.
    if not 0 < len(got.message_id) <= 500 or len(got.subject) > 500:
        return "an id or subject of the wrong length"
    if got.full_text and not got.text:
        return "text trimmed to nothing"
    return (
        "" if all(0 < len(file.name) <= 200 for file in got.attachments) else "a file name"
    )


def test_mails_damaged_by_chance_are_read_or_refused():
    mails = seeds()
    batches = [range(start, start + BATCH) for start in range(0, MUTANTS, BATCH)]
    failed = []
    for pair in zip(batches[::2], batches[1::2], strict=True):
        running = [(numbers, reading(mails, numbers, cpu_seconds=60)) for numbers in pair]
        failed += [numbers for numbers, child in running if child.outcome() != "[]"]

    assert [flaw for numbers in failed for flaw in one_by_one(mails, numbers)] == []


def reading(mails: Sequence[bytes], numbers: range, *, cpu_seconds: int) -> Limited:
    return Limited(
        lambda: flaws_of(mails, numbers),
        cpu_seconds=cpu_seconds,
        extra_memory=300 * MEGABYTE,
    )


def one_by_one(mails: Sequence[bytes], numbers: range) -> list[str]:
    """Return how each failing mutant of a batch fails, or that they only fail together."""
    outcomes = {
        number: reading(mails, range(number, number + 1), cpu_seconds=2).outcome()
        for number in numbers
    }
    flaws = [
        f"mutant {number}: {said}" for number, said in outcomes.items() if said != "[]"
    ]
    return flaws or [f"mutants {numbers} fail only together"]


@settings(max_examples=examples(100), deadline=None)
@given(st.binary(max_size=2_000))
def test_any_bytes_are_read_or_refused(raw):
    assert flaw_in_reading(raw) == ""


@settings(max_examples=examples(100), deadline=None)
@given(
    st.sampled_from(["From", "Subject", "Date", "Content-Type", "References", "To"]),
    st.binary(max_size=300),
    st.sampled_from(["utf-8", "utf-7", "utf-16", "hz", "iso-2022-kr", "gb18030", "x"]),
    st.binary(max_size=300),
)
def test_any_value_of_a_field_and_any_body_are_read(name, value, charset, body):
    head = f"Content-Type: text/html; charset={charset}\r\n{name}: ".encode()
    assert flaw_of(parse(b"To: a@b.c\r\n" + head + value + b"\r\n\r\n" + body)) == ""
