"""Mail on disk: single files, mbox files and folders of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from firsthand.connectors.email.parse import MAX_MAIL_BYTES

# One byte more than a mail may have: enough to be refused, and never read further.
_TOO_LARGE = MAX_MAIL_BYTES + 1
_LONGEST_LINE = 1024 * 1024
_SEPARATOR = re.compile(rb"From (?:-|\S{0,300}@|\S{1,300} [^\n]{0,60}\d:\d\d)")
_FIELD = re.compile(rb">?From |[!-9;-~]{1,200}[ \t]*:")


def mails_in(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield (name, bytes) of every mail in `path`, in the order of file names.

    A folder is walked with its sub-folders; a file that begins with "From " is an mbox,
    any other is one mail. Of a mail that is too large one byte more than allowed is
    given out, so that the parser refuses it and its name is reported.

    Raises:
        OSError: the path, or a file in it, cannot be read.
    """
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    for file in files:
        parts = file.relative_to(path).parts
        if not file.is_file() or any(part.startswith(".") for part in parts):
            continue
        with file.open("rb") as stream:
            yield from mails_of(stream, "/".join(parts) or file.name)


def mails_of(stream: BufferedReader, name: str) -> Iterator[tuple[str, bytes]]:
    """Yield (name, bytes) of every mail in an open stream, which need not be a file."""
    if not stream.peek(5).startswith(b"From "):
        yield name, stream.read(_TOO_LARGE)
        return
    for number, mail in enumerate(split_mbox(stream), start=1):
        yield f"{name}#{number}", mail


def split_mbox(stream: BinaryIO) -> Iterator[bytes]:
    """Yield the mails of an mbox without their "From " lines, reading line by line.

    A "From " line separates when a blank line is before it, a header field behind it, and
    it holds an address or a time: people begin sentences with that word too. Lines quoted
    as ">From " lose their mark. A mail over the limit is cut one byte above it.
    """
    mail: list[bytes] = []
    size = 0
    after_blank = True
    for line, following in _with_next(stream):
        if after_blank and _SEPARATOR.match(line) and _FIELD.match(following):
            if size:
                yield _joined(mail)
            mail, size = [], 0
        elif size < _TOO_LARGE:
            kept = line[1:] if line.startswith(b">From ") else line
            mail.append(kept[: _TOO_LARGE - size])
            size += len(mail[-1])
        after_blank = not line.strip()
    if size:
        yield _joined(mail)


def _with_next(stream: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """Yield every line with the one behind it; endless lines come in bounded pieces."""
    line = stream.readline(_LONGEST_LINE)
    while line:
        following = stream.readline(_LONGEST_LINE)
        yield line, following
        line = following


def _joined(lines: list[bytes]) -> bytes:
    """Return the mail without the blank line that the mbox added behind it."""
    if len(lines) > 1 and not lines[-1].strip():
        lines = lines[:-1]
    return b"".join(lines)
