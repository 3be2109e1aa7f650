"""HTML of strangers: what may be shown of it, and the text in it."""

from __future__ import annotations

import re
from html import unescape

import nh3

# Longer HTML is cut: a page of a megabyte is nothing that a person wrote to us.
MAX_HTML = 1_000_000

_SHOWN_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "center", "cite", "code", "col",
    "colgroup", "dd", "del", "div", "dl", "dt", "em", "font", "h1", "h2", "h3", "h4", "h5",
    "h6", "hr", "i", "img", "ins", "li", "ol", "p", "pre", "q", "s", "small", "span",
    "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
    "tt", "u", "ul", "wbr",
}  # fmt: skip
_SHOWN_ATTRIBUTES = {
    "*": {"dir", "lang", "title"},
    "a": {"href"},
    # No source, so that opening a mail tells nobody that it was opened.
    "img": {"alt"},
    "ol": {"start"},
    "td": {"colspan", "rowspan", "align", "valign"},
    "th": {"colspan", "rowspan", "align", "valign", "scope"},
}
_DROPPED_WITH_CONTENT = {
    "script", "style", "title", "head", "template", "noscript", "iframe", "object", "svg",
    "math", "select", "textarea", "button",
}  # fmt: skip
_SCHEMES = {"http", "https", "mailto"}
_TEXT_TAGS = {"p", "div", "br", "li", "tr", "td", "th", "blockquote", "pre", "hr", "ul", "ol",
              "table", "h1", "h2", "h3", "h4", "h5", "h6"}  # fmt: skip

_LINK = re.compile(r"(?:https?://[^/]|mailto:[^/])", re.IGNORECASE)
_IGNORED_IN_LINKS = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\ufeff]")
_TAG = re.compile(r"<(/?)([a-z0-9]+)[^<>]*>")
_BLANK_LINES = re.compile(r"\n{3,}")
_SPACES = re.compile(r"[ \t\n]+")

_CLEANER = nh3.Cleaner(
    tags=_SHOWN_TAGS,
    clean_content_tags=_DROPPED_WITH_CONTENT,
    attributes=_SHOWN_ATTRIBUTES,
    attribute_filter=lambda tag, name, value: _checked(tag, name, value),
    url_schemes=_SCHEMES,
    link_rel="noopener noreferrer",
    strip_comments=True,
)
_TEXT_CLEANER = nh3.Cleaner(
    tags=_TEXT_TAGS,
    clean_content_tags=_DROPPED_WITH_CONTENT,
    attributes={},
    link_rel=None,
    strip_comments=True,
)


def sanitised(html: str) -> str:
    """Return `html` with only harmless tags, no images from afar and plain links.

    The page shows it inside a sandboxed frame all the same.
    """
    return _CLEANER.clean(html[:MAX_HTML]).strip()


def text_of(html: str) -> str:
    """Return the text that a reader of `html` sees, paragraphs as lines."""
    clean = _TEXT_CLEANER.clean(html[:MAX_HTML])
    pieces: list[str] = []
    position = 0
    preformatted = 0
    for tag in _TAG.finditer(clean):
        piece = clean[position : tag.start()]
        pieces.append(piece if preformatted else _SPACES.sub(" ", piece))
        pieces.append(_break(tag[1] == "/", tag[2]))
        if tag[2] == "pre":
            preformatted = max(0, preformatted + (-1 if tag[1] else 1))
        position = tag.end()
    pieces.append(_SPACES.sub(" ", clean[position:]))
    text = unescape("".join(pieces)).replace("\xa0", " ")
    lines = "\n".join(line.strip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", lines).strip()


def _break(closing: bool, tag: str) -> str:
    if tag in {"td", "th"}:
        return " " if closing else ""
    if tag in {"br", "hr"}:
        return "\n"
    if tag in {"p", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol"}:
        return "\n\n" if closing else "\n"
    return "" if closing and tag != "div" else "\n"


def _checked(tag: str, name: str, value: str) -> str | None:
    """Refuse a link whose scheme only shows when entities and white space are undone."""
    if (tag, name) != ("a", "href"):
        return value
    bare = _IGNORED_IN_LINKS.sub("", unescape(value))
    return value if _LINK.match(bare) else None
