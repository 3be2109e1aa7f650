"""HTML of strangers: what may be shown of it, and the text in it."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

import nh3

# Longer HTML is cut: a page of this size is nothing that a person wrote to us.
MAX_HTML = 600_000
# Parsing HTML takes time with the square of the open elements, and with the product of
# open formatting and text (each paragraph opens all of it again). What is beyond these
# limits is shown as text only; the largest newsletters have a third of them.
MAX_TAGS = 20_000
MAX_OPEN = 400
MAX_REOPENED = 150_000

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
_TEXT_TAGS = {
    "p", "div", "br", "li", "tr", "td", "th", "blockquote", "pre", "hr", "ul", "ol",
    "table",
    "h1", "h2", "h3", "h4", "h5", "h6",
}  # fmt: skip

# Elements that have no inside, or that the next of their kind closes.
_NEVER_OPEN = {
    "area", "base", "br", "col", "dd", "dt", "hr", "img", "input", "li", "link", "meta",
    "option", "p", "tbody", "td", "tfoot", "th", "thead", "tr", "wbr",
}  # fmt: skip
_FORMATTING = {"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike",
               "strong", "tt", "u"}  # fmt: skip

_ANY_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_ANY_MARKUP = re.compile(r"<[^<>]*+>")
_LINK = re.compile(r"(?:https?://[^/]|mailto:[^/])", re.IGNORECASE)
_IGNORED_IN_LINKS = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\ufeff]")
_TAG = re.compile(r"<(/?)([a-z0-9]+)[^<>]*>")
_BLANK_LINES = re.compile(r"\n{3,}")
_SPACES = re.compile(r"[ \t\n]+")
# Amazon's links to its pages of messages, and to questions about the mail itself: what
# its mail is read by, and no words of a person.
_MESSAGING_LINK = re.compile(
    r"<a\s[^<>]{0,400}?href\s?=\s?[\"']?"
    r"(https://[a-z]{3,20}\.amazon\.[a-z.]{2,6}/(?:messaging|surveys)/[^\s\"'<>]{1,2500})"
    r"[^<>]{0,400}>",
    re.IGNORECASE,
)


def _checked(tag: str, name: str, value: str) -> str | None:
    """Refuse a link whose scheme only shows when entities and white space are undone."""
    if (tag, name) != ("a", "href"):
        return value
    bare = _IGNORED_IN_LINKS.sub("", unescape(value))
    return value if _LINK.match(bare) else None


_CLEANER = nh3.Cleaner(
    tags=_SHOWN_TAGS,
    clean_content_tags=_DROPPED_WITH_CONTENT,
    attributes=_SHOWN_ATTRIBUTES,
    attribute_filter=_checked,
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


def is_intricate(html: str) -> bool:
    """Tell whether parsing `html` could cost more than a mail is worth."""
    open_tags: Counter[str] = Counter()
    now_open = formatting = most_formatting = 0
    for number, tag in enumerate(_ANY_TAG.finditer(html[:MAX_HTML])):
        name = tag[2].lower()
        change = -1 if tag[1] else 1
        if name in _NEVER_OPEN or (change < 0 and not open_tags[name]):
            continue
        open_tags[name] += change
        now_open += change
        if name in _FORMATTING:
            formatting += change
            most_formatting = max(most_formatting, formatting)
        if number > MAX_TAGS or now_open > MAX_OPEN:
            return True
    return most_formatting * html.count("<", 0, MAX_HTML) > MAX_REOPENED


def sanitised(html: str) -> str:
    """Return `html` with only harmless tags, no images from afar and plain links.

    The page shows it inside a sandboxed frame all the same. Nothing is left of HTML that
    is too intricate to be looked through.
    """
    if is_intricate(html):
        return ""
    return _CLEANER.clean(html[:MAX_HTML]).strip()


def text_of(html: str) -> str:
    """Return the text that a reader of `html` sees, paragraphs as lines.

    Links to a marketplace's own pages of messages are written out in front of their words.
    """
    html = _MESSAGING_LINK.sub(r"\g<1> \g<0>", html[:MAX_HTML])
    if is_intricate(html):
        return _BLANK_LINES.sub("\n\n", unescape(_ANY_MARKUP.sub(" ", html))).strip()
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
    if tag in {
        "p",
        "pre",
        "blockquote",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "ul",
        "ol",
    }:
        return "\n\n" if closing else "\n"
    return "" if closing and tag != "div" else "\n"
