"""Links, and whether they lead where a buyer may be sent."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from firsthand.domain.policies.rules.normalising import folded

if TYPE_CHECKING:
    from firsthand.domain.policies.rules.reading import Reading
    from firsthand.domain.policies.rules.splitting import Span

_REST = r"[a-z0-9._~:/?#@!$&*+=%\-]*[a-z0-9/=#&_]"
_LABEL = r"[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?"
# A full stop that was written out or set apart to hide the host.
_HIDDEN_DOT = (
    r"\s?[(\[{]\s?(?:\.|dot|punkt|punto|point|点|ドット)\s?[)\]}]\s?"
    r"|\s(?:dot|punkt|punto|point)\s|\s?点\s?|\s?ドット\s?"
)
# Behind these words an ending is a word too: "punto de recogida", "point de retrait".
_NO_ENDING = (
    r"(?!(?<=punto )(?:de|la|me|in|so|no|at|one|es(?= (?:que|el|la|un|no|muy)))\b)"
    r"(?!(?<=point )(?:de|to|in|at|so|is|be|no|me|la)\b)"
    r"(?!(?<=dot )(?:is|it|in|at|so|to|be|no|me|my|us|do|as|am)\b(?!\s?/))"
    r"(?!(?<=punkt )(?:in|so|am|es|an|la)\b(?!\s?/))"
)
_HOST = re.compile(r"(?:https?|hxxps?|ftp)?:?/*(?:[^/@\s]*@)?([a-z0-9.\-]+)")
# Words of the languages judged that are also endings of hosts: only with a path or www.
_ALSO_WORDS = frozenset(
    {"it", "me", "es", "us", "is", "in", "at", "so", "to", "no", "be", "my"}
)


# Endings that stand behind "point" and "punto" in an address, and are no word there.
_SPELLED_ENDINGS = frozenset(
    {"com", "net", "org", "info", "eu", "fr", "it", "co", "shop", "store", "online", "biz"}
)
_GOES_ON = re.compile(r"\s?(?:/|barra|slash|sbarra)")
_FIGURES = re.compile(r"(?:\d+\.){2,}[a-z]+")


def links(reading: Reading) -> Iterator[Span]:
    """Yield every link of the text, whoever it belongs to."""
    for start, end, _ in _links(reading):
        yield start, end


def foreign_links(reading: Reading) -> Iterator[Span]:
    """Yield links to hosts that are not on the list `hosts`, or that only look like one."""
    allowed = tuple(reading.tables["hosts"])
    for start, end, host in _links(reading):
        if not _is_allowed(host, allowed) or _is_disguised(reading, start, end):
            yield start, end


def contact_links(reading: Reading) -> Iterator[Span]:
    """Yield links that open a conversation, to hosts of the list `contact_hosts`."""
    hosts = tuple(reading.tables["contact_hosts"])
    for start, end, host in _links(reading):
        if _is_allowed(host, hosts):
            yield start, end


def remote_images(reading: Reading) -> Iterator[Span]:
    """Yield pictures that the buyer's program would load from somewhere."""
    for found in re.finditer(r"<img\b[^>]*\bsrc\s*=", reading.plain.original, re.I):
        place = _first_behind(reading, found.start())
        yield place, min(place + 1, len(reading.plain.text))


def _links(reading: Reading) -> list[tuple[int, int, str]]:
    text = reading.plain.text
    emails = reading.hits("@email")
    found = []
    for match in _pattern(tuple(reading.tables["host_endings"])).finditer(text):
        if any(start <= match.start() < end for start, end in emails):
            continue
        if _is_word(match, reading):
            continue
        found.append((*match.span(), _host(match[0])))
    for address, start, _ in reading.plain.addresses:
        if not address.lower().startswith(("mailto:", "tel:", "#", "cid:")):
            place = _first_behind(reading, start)
            host = _host(folded(address))
            found.append((place, min(place + 1, len(text)), host))
    return sorted(found)


@lru_cache(maxsize=8)
def _pattern(endings: tuple[str, ...]) -> re.Pattern[str]:
    ending = "|".join(sorted(map(re.escape, endings), key=len, reverse=True))
    return re.compile(
        rf"(?:https?|hxxps?|ftp)\s?:\s?/\s?/\s?{_REST}"
        rf"|(?<![a-z0-9@.\-])www\s?\.\s?{_REST}"
        rf"|(?<![a-z0-9@.\-])(?:{_LABEL}\.)+(?P<ending>{ending})(?![a-z0-9\-]|\.[a-z0-9])(?P<path>[:/?]{_REST})?"
        rf"|(?<![a-z0-9@.\-])(?P<label>(?:{_LABEL}\.)*{_LABEL})(?:{_HIDDEN_DOT}){_NO_ENDING}(?:{ending})(?![a-z0-9])(?:/{_REST})?"
        rf"|(?<![a-z0-9@.\-])[a-z0-9][a-z0-9\-]+ ?\. (?:com|net|org)(?![a-z0-9])"
        rf"|(?<![a-z0-9@.\-])[a-z][a-z0-9\-]{{0,24}} \. ?(?:{ending}) ?/ ?[a-z0-9]+"
    )


def _is_word(match: re.Match[str], reading: Reading) -> bool:
    """Say whether two words were only written without a blank, as in "arrived.It"."""
    if _FIGURES.fullmatch(match[0]):
        return True
    parts = match[0].split()
    if match["label"] and parts[1:2] in (["point"], ["punto"]):
        ending = parts[-1].split("/")[0].split(".")[0]
        behind = reading.plain.text[match.end() : match.end() + 10]
        return ending not in _SPELLED_ENDINGS and not _GOES_ON.match(behind)
    ending = match["ending"]
    if not ending or match["path"] or match[0].count(".") > 1:
        return False
    language = reading.outgoing.language
    own = {"it", "es"} & {language}
    first = reading.plain.original[reading.plain.starts[match.start("ending")]]
    if (
        first.isupper()
        and not reading.plain.original[reading.plain.starts[match.start()]].isupper()
    ):
        return True
    return ending in _ALSO_WORDS - own


def _host(link: str) -> str:
    dotted = re.sub(_HIDDEN_DOT, ".", link)
    dotted = re.sub(r"\s", "", dotted)
    found = _HOST.match(dotted)
    return found[1].strip(".") if found else ""


def _is_allowed(host: str, allowed: tuple[str, ...]) -> bool:
    return any(host == one or host.endswith("." + one) for one in allowed)


def _is_disguised(reading: Reading, start: int, end: int) -> bool:
    """Say whether letters of another script stand in for Latin ones."""
    first, last = reading.plain.place(start, end)
    written = unicodedata.normalize("NFKC", reading.plain.original[first:last])
    host = written.split("//")[-1].split("/")[0]
    return any(ord(c) > 127 and unicodedata.category(c)[0] == "L" for c in host)


def _first_behind(reading: Reading, place: int) -> int:
    """Return the first plain character at or behind a place of the original."""
    for at, start in enumerate(reading.plain.starts):
        if start >= place:
            return at
    return max(0, len(reading.plain.text) - 1)
