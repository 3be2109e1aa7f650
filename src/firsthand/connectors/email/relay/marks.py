"""The lines of hyphens between which Amazon puts what a person wrote.

Their words differ by language and have changed ("Message:" to "Begin message"), so what
counts is not a list of sentences: a noun for a message makes a line of hyphens one of
Amazon's, and with it a word for an end the last of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# By language: en fr, de, it, es, pt, nl, sv, pl, tr, ar, hi, ja, zh, ko.
_NOUN = re.compile(
    r"messag|nachricht|messaggi|mensaje|mensagem|bericht|meddeland|wiadomo|mesaj|رسال|"
    r"संदेश|メッセージ|消息|留言|信息|訊息|讯息|邮件|메시지",
    re.IGNORECASE,
)
_END = re.compile(
    r"\bend|ende\b|\bfin(?:al|e|alizar|aliser|ir|)\b|\bfim\b|encerrar|termin|\beinde|beëindig|"
    r"\bslut|avsluta|koniec|zako[nń]cz|\bson|bitir|bitiş|نهاية|إنهاء|انتهاء|समाप्त|अंत|終|"
    r"ここまで|结束|結束|끝|종료|beenden",
    re.IGNORECASE,
)
# What mail programs write above quoted mail, in the same fashion.
_OF_QUOTES = re.compile(
    r"origin|ursprüng|forward|weitergel|transf|inoltrat|reenviad|encaminh|doorgest|"
    r"vidarebef|przekaz|iletilen|転送|转发|轉寄|原始|原邮|元の",
    re.IGNORECASE,
)
_DASH = r"\u2010-\u2015\-"
_LINE = re.compile(
    rf"^[ \t]{{0,20}}([{_DASH}]{{3,80}})[ \t]{{0,20}}([^\s{_DASH}][^\n]{{0,58}}?)"
    rf"[ \t:：]{{0,9}}([{_DASH}]{{3,80}})[ \t]{{0,20}}$",
    re.MULTILINE,
)
# The same broken up into three lines by a mail program.
_BROKEN = re.compile(
    rf"^[ \t]{{0,20}}([{_DASH}]{{5,80}})[ \t]{{0,20}}\n{{1,2}}[ \t]{{0,20}}"
    rf"([^\s{_DASH}][^\n]{{0,58}}?)[ \t:：]{{0,9}}"
    rf"\n{{1,2}}[ \t]{{0,20}}([{_DASH}]{{5,80}})[ \t]{{0,20}}$",
    re.MULTILINE,
)
_FOOTER = re.compile(
    # Not every link to a page of the marketplace: buyers send links to products.
    r"^(?:[^\n]{0,300}https://(?:sellercentral\.amazon\.[a-z.]{2,6}/"
    r"|www\.amazon\.[a-z.]{2,6}/"
    r"(?:messaging/|gp/help/|surveys/|[^\s]{0,200}customAttribute1Value=))"
    r"|[^\n]{0,200}customAttribute1Value=BBC_|SPC-[A-Z]{2}Amazon-[0-9]+)",
    re.MULTILINE,
)
_MOST_WORDS = 5


@dataclass(frozen=True)
class _Mark:
    start: int
    end: int
    dashes: tuple[int, int]
    is_amazons: bool
    is_end: bool


@dataclass(frozen=True)
class Divided:
    """A text in three: of Amazon before the person's words, those words, Amazon's again.

    `before` is empty where no line of hyphens begins the words, and `after` where none
    ends them: then nothing around them is certainly Amazon's.
    """

    before: str
    written: str
    after: str


def divide(text: str) -> Divided:
    """Return the words of a person and what Amazon put around them.

    The last end is the true one, because only Amazon writes behind the buyer. Lines of
    hyphens that the buyer typed himself neither begin nor end anything, unless nothing
    else does and they look like the line that began.
    """
    marks = _marks(text)
    begin = next((mark for mark in marks if mark.is_amazons and not mark.is_end), None)
    begin = begin or next((mark for mark in marks if not mark.is_end), None)
    start = begin.end if begin is not None else 0
    end = _end(marks, begin, start)
    before = text[: begin.end] if begin is not None else ""
    if end is not None:
        return Divided(before, text[start : end.start].strip(), text[end.end :])
    footer = _FOOTER.search(text, start)
    return Divided(before, text[start : footer.start() if footer else None].strip(), "")


def _end(marks: list[_Mark], begin: _Mark | None, start: int) -> _Mark | None:
    later = [mark for mark in marks if mark.start >= start]
    ends = [mark for mark in later if mark.is_end]
    if ends:
        return ends[-1]
    # In a language we do not know: it looks like the one before the words.
    alike = [mark for mark in later if begin and mark.dashes == begin.dashes]
    return alike[-1] if alike else None


def _marks(text: str) -> list[_Mark]:
    found = [_mark(match) for match in _LINE.finditer(text)]
    broken = (_mark(match) for match in _BROKEN.finditer(text))
    found += [mark for mark in broken if mark is not None and mark.is_amazons]
    return sorted((mark for mark in found if mark is not None), key=lambda mark: mark.start)


def _mark(match: re.Match[str]) -> _Mark | None:
    words = match[2]
    if _OF_QUOTES.search(words) is not None:
        return None
    is_short = len(words.split()) <= _MOST_WORDS
    is_amazons = is_short and _NOUN.search(words) is not None
    return _Mark(
        start=match.start(),
        end=match.end(),
        dashes=(len(match[1]), len(match[3])),
        is_amazons=is_amazons,
        is_end=is_amazons and _END.search(words) is not None,
    )
