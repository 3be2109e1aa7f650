"""What stands in a header field: words, addresses, parameters, message ids."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from firsthand.connectors.email import transfer
from firsthand.connectors.email.charset import Decoder, safe

MAX_ADDRESSES = 1_000
MAX_PARAMETERS = 100
MAX_NAME = 200
MAX_ADDRESS = 320
_SEARCHED = 4_000  # Characters of a field looked through for what should stand first.
_LONGEST_NAME = 20  # Commas and words of a name that should have been quoted.

_ENCODED_WORD = re.compile(
    r"=\?([^?\s=]{1,60})\?([bBqQ])\?([^?]*+(?:\?(?!=)[^?]*+){0,8})\?="
)
_PARAMETER = re.compile(
    r";\s*+([^\s=;]{1,80})\s*+=\s*+(?:\"([^\"\\]*+(?:\\.[^\"\\]*+)*+)(?:\"|$)|([^;]*+))",
    re.DOTALL,
)
_SECTION = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*)?")
_ADDRESS_TOKEN = re.compile(
    r"\"[^\"\\]*+(?:\\.[^\"\\]*+)*+\"?|\([^()]*+\)?|<[^<>]*+>?|[,;]|[^\"(<,;]++", re.DOTALL
)
_ADDRESS = re.compile(r"[^\s<>\"(),;:@]{1,256}@[^\s<>\"(),;:@]{1,253}")
_MESSAGE_ID = re.compile(r"<\s*+([^<>\s]++)\s*+>")
_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")

Address = tuple[str, str]  # The name shown to people, and the address itself.


def one_line(text: str, limit: int) -> str:
    """Return `text` on one line, without marks that turn its reading direction."""
    return " ".join(_OVERRIDES.sub("", text[: limit * 4]).split())[:limit]


def words(value: bytes, decoder: Decoder) -> str:
    """Decode a field meant for people: RFC 2047 words, or raw 8-bit text.

    Neighbouring words of one charset are joined as bytes first, because many programs
    cut a character in two between them.
    """
    text = decoder.text(value)
    if "=?" not in text:
        return text
    pieces: list[str] = []
    run: list[bytes] = []
    charset, position = "", 0
    for word in _ENCODED_WORD.finditer(text):
        between = text[position : word.start()]
        if run and (between.strip() or word[1] != charset):
            pieces.append(decoder.text(b"".join(run), charset.partition("*")[0]))
            run = []
        # White space between two words is only there to fold the line.
        if between.strip() or not position:
            pieces.append(between)
        charset, position = word[1], word.end()
        run.append(_word_bytes(word[2].lower(), word[3]))
    if run:
        pieces.append(decoder.text(b"".join(run), charset.partition("*")[0]))
    return "".join([*pieces, text[position:]])


def addresses(value: bytes, decoder: Decoder) -> list[Address]:
    """Return the (name, address) pairs of a From, To or Reply-To field, in order."""
    text = value.decode("latin-1")
    found: list[Address] = []
    for tokens in _between_commas(text):
        if address := _address(tokens, decoder):
            found.append(address)
        if len(found) > MAX_ADDRESSES:
            decoder.note(f"more than {MAX_ADDRESSES} addresses, the rest not read")
            return found[:MAX_ADDRESSES]
    if not found and (hidden := _ADDRESS.search(text[:_SEARCHED])):
        found.append(("", _normal(hidden[0])))
    # "MAILER-DAEMON <>", or a name of this machine: no address, and still somebody.
    if not found and (name := _shown(text, decoder).strip("<> ")):
        found.append((name, "") if " " in name else ("", name))
    return found


def _between_commas(text: str) -> Iterator[list[str]]:
    """Yield the tokens of one address after the other.

    A comma in a name that should have been quoted does not divide; looking for an address
    only where one can be keeps a field full of commas cheap.
    """
    pending: list[str] = []
    for token in _ADDRESS_TOKEN.finditer(text):
        if token[0] not in {",", ";"}:
            pending.append(token[0])
        elif any("@" in part or part[0] == "<" for part in pending[-3:]):
            yield pending
            pending = []
        else:
            pending = [*pending, ", "] if len(pending) < _LONGEST_NAME else []
    yield pending


def parameters(value: bytes, decoder: Decoder) -> tuple[str, dict[str, str]]:
    """Split a Content-Type or -Disposition into its value and its parameters.

    RFC 2231 continuations and charsets are put together; RFC 2047 words inside quotes,
    which no standard allows and most programs write, are decoded as well.
    """
    text = value.decode("latin-1")
    main = text[:_SEARCHED].partition(";")[0]
    sections: dict[str, dict[int, tuple[str, bool]]] = {}
    for count, found in enumerate(_PARAMETER.finditer(text)):
        if count >= MAX_PARAMETERS:
            decoder.note(f"more than {MAX_PARAMETERS} parameters, the rest not read")
            break
        content = _unquoted(found[2]) if found[2] is not None else found[3].strip()
        section = _SECTION.fullmatch(found[1].lower())
        if section is None:
            continue
        sections.setdefault(section[1], {}).setdefault(
            int(section[2] or 0), (content, section[3] is not None)
        )
    return safe(main).strip().lower(), {
        name: _joined(numbered, decoder) for name, numbered in sections.items()
    }


def message_ids(value: bytes) -> tuple[str, ...]:
    """Return the ids of a Message-ID, In-Reply-To or References field, in order."""
    text = safe(value.decode("latin-1"))
    ids = _MESSAGE_ID.findall(text) or [
        word.strip("<>,;") for word in text.split() if "@" in word[1:-1]
    ]
    return tuple(dict.fromkeys(ids))


def _word_bytes(encoding: str, content: str) -> bytes:
    data = content.encode()
    if encoding == "q":
        return binascii.a2b_qp(data, header=True)
    return transfer.decode(data, "base64")[0]


def _address(tokens: list[str], decoder: Decoder) -> Address | None:
    """Return the pair that these tokens make, None when no address is among them."""
    angle = next((t for t in reversed(tokens) if t[0] == "<" and t.strip("<> \t")), "")
    comment = next((t for t in tokens if t[0] == "("), "")
    plain = "".join(_bare(t) for t in tokens if t[0] not in "<(")[:_SEARCHED]
    if angle:
        address = _ADDRESS.search(angle[:_SEARCHED])
        return _shown(plain, decoder), _normal(address[0] if address else angle)
    address = _ADDRESS.search(plain)
    if address is None:
        return None
    name = plain.replace(address[0], "", 1) if not comment else comment.strip("()")
    return _shown(name, decoder), _normal(address[0])


def _bare(token: str) -> str:
    return _unquoted(token.strip('"')) if token[0] == '"' else token


def _shown(name: str, decoder: Decoder) -> str:
    return one_line(words(name[:2000].encode("latin-1"), decoder), MAX_NAME).strip("'\" ,:")


def _normal(address: str) -> str:
    """Return the address with its domain in lower case, as domains do not have case."""
    local, at, domain = safe(address.strip("<> \t")).rpartition("@")
    return f"{local}{at}{domain.lower()}".strip()[:MAX_ADDRESS]


def _unquoted(text: str) -> str:
    # Windows writes paths unescaped, so only quotes and backslashes lose their escape.
    return re.sub(r"\\([\"\\])", r"\1", text)


def _joined(numbered: dict[int, tuple[str, bool]], decoder: Decoder) -> str:
    parts = [numbered[number] for number in sorted(numbered)]
    if not any(encoded for _, encoded in parts):
        return words("".join(text for text, _ in parts).encode("latin-1"), decoder)
    charset = ""
    if parts[0][1] and parts[0][0].count("'") >= 2:
        charset, _, rest = parts[0][0].split("'", 2)
        parts[0] = (rest, True)
    data = b"".join(
        unquote_to_bytes(text.encode("latin-1")) if encoded else text.encode("latin-1")
        for text, encoded in parts
    )
    return decoder.text(data, charset)
