"""The same mail in the forms in which mail servers and programs pass it on."""

from __future__ import annotations

import html
import re
from base64 import encodebytes
from collections.abc import Callable
from email.header import Header
from email.utils import format_datetime, formataddr
from quopri import encodestring
from zlib import crc32

from tests.connectors.email.relay.templates import SENT_AT, Written

_CHARSETS = {
    "de": "iso-8859-15", "fr": "iso-8859-15", "it": "windows-1252", "es": "iso-8859-15",
    "pt": "windows-1252", "nl": "windows-1252", "sv": "windows-1252", "pl": "iso-8859-2",
    "tr": "windows-1254", "ar": "windows-1256", "ja": "iso-2022-jp", "zh": "gb18030",
    "ko": "euc-kr",
}  # fmt: skip
_URL = re.compile(r"^(.*?)[ ]*(https://\S+)$")
_MARK = re.compile(r"^(-{5,}) (.+) (-{5,})$", re.MULTILINE)
_LABEL = re.compile(r"^([^\n:：{}]{2,40}[:：])\s*(\S.*)$")


def _bytes(mail: Written, body: bytes, more: dict[str, str], *, end: bytes) -> bytes:
    fields = {
        "From": formataddr((str(Header(mail.sender_name, "utf-8")), mail.sender)),
        "To": "help@shop.example",
        "Subject": Header(mail.subject, "utf-8", header_name="Subject").encode(),
        "Date": format_datetime(SENT_AT),
        "Message-ID": f"<{crc32(mail.body.encode())}@email.example>",
        "MIME-Version": "1.0",
        **mail.headers,
        **more,
    }
    head = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return head.encode().replace(b"\n", end) + end + body


def _part(
    text: str, kind: str, charset: str, encoding: str
) -> tuple[dict[str, str], bytes]:
    raw = text.encode(charset)
    encoded = {
        "8bit": lambda: raw,
        "7bit": lambda: raw,
        "quoted-printable": lambda: encodestring(raw),
        "base64": lambda: encodebytes(raw),
    }[encoding]()
    head = {
        "Content-Type": f"text/{kind}; charset={charset}",
        "Content-Transfer-Encoding": encoding,
    }
    return head, encoded.replace(b"\n", b"\r\n")


def _alone(kind: str, encoding: str) -> Callable[[Written, str], bytes]:
    def form(mail: Written, _language: str) -> bytes:
        text = mail.body if kind == "plain" else as_html(mail)
        head, body = _part(text, kind, "utf-8", encoding)
        return _bytes(mail, body, head, end=b"\r\n")

    return form


def of_its_country(mail: Written, language: str) -> bytes:
    """In the letters of the language, where all of the mail can be written in them."""
    charset = _CHARSETS.get(language, "us-ascii")
    try:
        mail.body.encode(charset)
    except UnicodeEncodeError:
        charset = "utf-8"
    encoding = "7bit" if charset in {"iso-2022-jp", "us-ascii"} else "8bit"
    head, body = _part(mail.body, "plain", charset, encoding)
    return _bytes(mail, body, head, end=b"\n")


def in_parts(mail: Written, _language: str) -> bytes:
    """As text and as a page, with a picture beside both."""
    inner = b""
    for kind, text in (("plain", mail.body), ("html", as_html(mail))):
        head, body = _part(text, kind, "utf-8", "quoted-printable")
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        inner += b"--inner\r\n" + lines.encode() + b"\r\n" + body + b"\r\n"
    picture = "Content-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\n"
    body = (
        b'--outer\r\nContent-Type: multipart/alternative; boundary="inner"\r\n\r\n'
        + inner
        + b"--inner--\r\n--outer\r\n"
        + picture.encode()
        + b"\r\niVBORw0KGgo=\r\n--outer--\r\n"
    )
    mixed = {"Content-Type": 'multipart/mixed; boundary="outer"'}
    return _bytes(mail, body, mixed, end=b"\r\n")


def redirected(mail: Written, _language: str) -> bytes:
    """Passed on by a rule of the mailbox it came to first, which keeps the sender."""
    head, body = _part(mail.body, "plain", "utf-8", "quoted-printable")
    passed_on = {
        "Resent-From": "first@shop.example",
        "Resent-To": "help@shop.example",
        "X-Forwarded-For": "first@shop.example help@shop.example",
        "Authentication-Results": "mx.shop.example; dkim=pass header.d=amazon.com;"
        " spf=softfail smtp.mailfrom=first@shop.example; dmarc=pass header.from=amazon.com",
    }
    received = b"Received: from mx1.shop.example by mx2.shop.example; x\r\n" * 3
    return received + _bytes(mail, body, {**head, **passed_on}, end=b"\r\n")


def with_marks_for_the_eye(mail: Written, _language: str) -> bytes:
    """With marks of direction around numbers, and hyphens at which no line breaks."""
    order = mail.wanted.order_numbers[0] if mail.wanted.order_numbers else ""
    shown = f"\u200e\u2066{order.replace('-', chr(0x2011))}\u2069"
    body = mail.body.replace(order, shown) if order else mail.body
    head, encoded = _part(body, "plain", "utf-8", "quoted-printable")
    return _bytes(mail, encoded, head, end=b"\r\n")


def with_broken_marks(mail: Written, _language: str) -> bytes:
    """With every line of hyphens broken into three, as narrow mail programs do."""
    body = _MARK.sub(r"\1\n\2\n\3", mail.body)
    head, encoded = _part(body, "plain", "utf-8", "base64")
    return _bytes(mail, encoded, head, end=b"\r\n")


def as_html(mail: Written) -> str:
    """Return the text as a page: labels in tables, links behind words, lines by breaks."""
    said = (mail.wanted.text or "").split("\n")
    lines = [_as_html(line, said) for line in mail.body.split("\n")]
    style = "<style>p {color: black}</style>"
    return f"<html><head>{style}</head><body>{''.join(lines)}</body></html>"


def _as_html(line: str, said: list[str]) -> str:
    if link := _URL.match(line):
        words, url = link[1] or "more", link[2]
        return f'<a style="x" href="{html.escape(url)}">{html.escape(words)}</a><br>\n'
    label = _LABEL.match(line)
    if label and line not in said and not line.startswith(("#", "1 /", "---")):
        cells = f"<td>{html.escape(label[1])}</td><td>{html.escape(label[2])}</td>"
        return f"<table><tr>{cells}</tr></table>"
    return f"{html.escape(line)}<br>\n"


FORMS: dict[str, Callable[[Written, str], bytes]] = {
    "as text": _alone("plain", "8bit"),
    "quoted-printable": _alone("plain", "quoted-printable"),
    "base64": _alone("plain", "base64"),
    "as a page only": _alone("html", "quoted-printable"),
    "in parts": in_parts,
    "in the letters of its country": of_its_country,
    "redirected": redirected,
    "with marks for the eye": with_marks_for_the_eye,
    "with broken marks": with_broken_marks,
}
