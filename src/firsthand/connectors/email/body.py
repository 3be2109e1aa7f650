"""What a person reads in a mail, and the files that came with it."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from firsthand.connectors.email import sanitise, transfer
from firsthand.connectors.email.charset import Decoder
from firsthand.connectors.email.mime import Part
from firsthand.domain.mail.ports import ParsedAttachment

MAX_TEXT_BYTES = 2 * 1024 * 1024
MAX_FILE_NAME = 200

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w.:-]{1,40})", re.I)
_UU_FILE = re.compile(
    rb"^begin [0-7]{3,4} ([^\r\n]{1,200})\r*\n"
    rb"((?:[!-`][^\r\n]{1,90}\r*\n)++)(?:`?\r*\n)?+end[ \t]*\r*\n?",
    re.MULTILINE,
)
# What is read by dropping the tags; the last two are from before HTML.
_MARKUP = {"text/html", "application/xhtml+xml", "text/enriched", "text/richtext"}
_HIDDEN_MARKS = re.compile(
    '[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff"<>|*?:]'
)
_EXTENSIONS = {
    "application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png",
    "image/gif": ".gif", "text/plain": ".txt", "text/html": ".html", "text/csv": ".csv",
    "text/calendar": ".ics", "message/rfc822": ".eml", "application/zip": ".zip",
    "message/delivery-status": ".txt", "text/rfc822-headers": ".txt",
}  # fmt: skip


@dataclass
class Body:
    """The readable text of a mail, its HTML (still as sent), and its files."""

    text: str
    html: str
    attachments: tuple[ParsedAttachment, ...]


@dataclass
class _Passage:
    """One stretch of a mail in the forms it came in; either may be empty."""

    plain: str = ""
    html: str = ""

    def readable(self) -> str:
        if self.plain.strip() or not self.html:
            return self.plain
        return sanitise.text_of(self.html)

    def as_html(self) -> str:
        return self.html or f"<pre>{html.escape(self.plain)}</pre>"


class BodyReader:
    """Walks the tree of one mail and sorts its leaves into text and files."""

    def __init__(self, data: bytes, decoder: Decoder) -> None:
        self._data = data
        self._decoder = decoder
        self._files: list[ParsedAttachment] = []
        self._text_left = MAX_TEXT_BYTES
        self._html_left = sanitise.MAX_HTML

    def read(self, root: Part) -> Body:
        """Return everything in the mail that is there to be read or opened."""
        passages = self._passages(root, is_only=not root.children)
        with_html = any(passage.html for passage in passages)
        return Body(
            text="\n".join(p.readable().strip("\n") for p in passages).strip(),
            html="\n".join(p.as_html() for p in passages) if with_html else "",
            attachments=tuple(self._files),
        )

    def _passages(self, part: Part, *, is_only: bool = False) -> list[_Passage]:
        if part.children:
            inner = [
                passage
                for child in part.children
                for passage in self._passages(child, is_only=len(part.children) == 1)
            ]
            return _one_of(inner) if part.content_type.endswith("/alternative") else inner
        if not _is_text(part, is_only=is_only):
            self._add_file(part)
            return []
        if part.content_type in _MARKUP:
            return [_Passage(html=self._text(part))]
        return [_Passage(plain=self._text(part))]

    def _text(self, part: Part) -> str:
        content = part.body(self._data, self._decoder)
        if b"\nend" in content and not part.headers.raw("content-transfer-encoding"):
            content = _UU_FILE.sub(self._take_uuencoded, content)
        if len(content) > self._text_left:
            self._decoder.note(f"text over {MAX_TEXT_BYTES // 1024} KB cut")
            content = content[: self._text_left]
        self._text_left -= len(content)
        charset = part.parameters.get("charset", "")
        if part.content_type in _MARKUP:
            if len(content) > self._html_left:
                self._decoder.note(f"HTML over {sanitise.MAX_HTML // 1000} KB cut")
                content = content[: self._html_left]
            self._html_left -= len(content)
            named = _META_CHARSET.search(content, 0, 2048)
            charset = charset or (named[1].decode("ascii") if named else "")
        text = self._decoder.text(content, charset)
        if part.content_type in _MARKUP and sanitise.is_intricate(text):
            self._decoder.note("HTML too intricate, shown as text only")
        return text

    def _take_uuencoded(self, found: re.Match[bytes]) -> bytes:
        name = self._decoder.text(found[1])
        content, defect = transfer.decode(found[2], "uuencode")
        if defect:
            self._decoder.note(defect)
        self._keep(name, "application/octet-stream", content)
        return b""

    def _add_file(self, part: Part) -> None:
        self._keep(part.file_name, part.content_type, part.body(self._data, self._decoder))

    def _keep(self, name: str, content_type: str, content: bytes) -> None:
        number = len(self._files) + 1
        fallback = f"attachment-{number}{_EXTENSIONS.get(content_type, '')}"
        safe_type = re.sub(r"[^a-z0-9.+/_-]", "", content_type)[:120]
        self._files.append(
            ParsedAttachment(file_name(name) or fallback, safe_type, content)
        )


def file_name(name: str) -> str:
    """Return a name that is safe to show and to save under; empty when nothing is left.

    No folders, no control characters, no marks that turn the reading direction (which
    make `exe.gpj` look like a picture), at most 200 characters with the ending kept.
    """
    base = re.split(r"[/\\]", name[:4000])[-1]
    base = " ".join(_HIDDEN_MARKS.sub("", base).split()).strip(". ")
    if len(base) <= MAX_FILE_NAME:
        return base
    stem, dot, ending = base.rpartition(".")
    if not dot or len(ending) > 20:
        return base[:MAX_FILE_NAME]
    return f"{stem[: MAX_FILE_NAME - len(ending) - 1]}.{ending}"


def _is_text(part: Part, *, is_only: bool) -> bool:
    """Tell whether a leaf is there to be read rather than to be opened as a file."""
    kind = part.content_type
    if part.disposition == "attachment":
        return is_only and kind == "text/plain" and not part.file_name
    if kind != "text/plain" and kind not in _MARKUP:
        return False
    # A name in the Content-Type alone says little: some programs name their text.
    return is_only or not (part.disposition and part.file_name)


def _one_of(passages: list[_Passage]) -> list[_Passage]:
    """Join the alternatives of one text into a single passage."""
    plain = next((p.plain for p in passages if p.plain.strip()), "")
    page = next((p.html for p in reversed(passages) if p.html.strip()), "")
    return [_Passage(plain, page)] if plain or page else []
