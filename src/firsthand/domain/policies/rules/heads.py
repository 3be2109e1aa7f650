"""With which characters an expression can begin: it is tried only where one of them stands.

Only the head of an expression is read; where it is not plain, anything may stand there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

# Characters compared; more tell lines apart better but make a longer list of beginnings.
LENGTH = 4
# What many words can begin with is tried everywhere: a longer list would cost more.
_MOST = 400
# Behind a beginning that is told in full: what follows it is not plain.
_TOLD = "\0"
_ANYTHING = frozenset({""})
_QUANTIFIER = re.compile(r"(?:[?*+]|\{(\d*),?\d*\})[?+]?")
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")
_NAMED = re.compile(r"<([a-z_]+)>")
_PLAIN = re.compile(r"[^\\\[(){}.*+?^$|<]+(?![*+?{])")
_PARTS_WORDS = ("[\\s\\-]", "\\s")
_PARTING = re.compile(r"[\s\-]")

Heads = frozenset[str]


def heads(written: str, named: Mapping[str, Heads]) -> Heads:
    """Return beginnings, up to `LENGTH` characters each, one of which every match has.

    Args:
        written: an expression, in which `<name>` stands for all of another one.
        named: the beginnings of the expressions that may be named.

    They are beginnings of a text as `keyed` returns it; the empty one means: any.
    """
    found = {head.rstrip(_TOLD) for head in _Reader(written, named).alternatives()}
    return _ANYTHING if "" in found else frozenset(found)


def keyed(text: str) -> str:
    """Return a text in which every character that parts words is a blank."""
    return _PARTING.sub(" ", text)


class _Reader:
    """Reads an expression from the left; `at` is the next character."""

    def __init__(self, written: str, named: Mapping[str, Heads]) -> None:
        self.written = written
        self.named = named
        self.at = 0

    def alternatives(self) -> set[str]:
        """Read up to the end of the group or of the expression."""
        found = self._sequence()
        while self.written[self.at : self.at + 1] == "|":
            self.at += 1
            found |= self._sequence()
        return found if len(found) <= _MOST else {_TOLD}

    def _sequence(self) -> set[str]:
        growing: set[str] = {""}
        told: set[str] = set()
        while self.at < len(self.written) and self.written[self.at] not in "|)":
            if not growing:
                self._skip(stop="|)")
                break
            if (part := self._part()) is not None:
                optional, again = self._quantifier()
                longer = _longer(growing, part, again)
                told |= {head for head in longer if head.endswith(_TOLD)}
                growing = (longer - told) | (growing if optional else set())
        return told | growing

    def _part(self) -> set[str] | None:
        """Return what one part of a sequence begins with; None: it takes no room."""
        if plain := _PLAIN.match(self.written, self.at):
            self.at = plain.end()
            return {keyed(plain[0])}
        if name := _NAMED.match(self.written, self.at):
            self.at = name.end()
            return {head + _TOLD for head in self.named.get(name[1], _ANYTHING)}
        if self.written[self.at] == "(":
            return self._group()
        if found := _CLASS.match(self.written, self.at):
            self.at = found.end()
            return {" " if found[0] in _PARTS_WORDS else _TOLD}
        return self._character()

    def _character(self) -> set[str] | None:
        character = self.written[self.at]
        escaped = self.written[self.at + 1 : self.at + 2] if character == "\\" else ""
        self.at += 2 if escaped else 1
        if character in "^$" or escaped in ("b", "B"):
            return None
        if escaped == "d":
            return set("0123456789")
        if escaped.isalnum() or character == ".":
            return {" " if escaped == "s" else _TOLD}
        return {keyed(escaped or character)}

    def _group(self) -> set[str] | None:
        kind = self.written[self.at : self.at + 3]
        self.at += 3 if kind[1:2] == "?" else 1
        inner = None
        if kind == "(?:" or kind[1:2] != "?":
            inner = self.alternatives()
        else:  # What must or must not stand before or behind.
            self._skip(stop=")")
        self.at += 1
        return inner

    def _skip(self, stop: str) -> None:
        """Go to the first of these characters that is outside of inner groups."""
        depth = 0
        while self.at < len(self.written):
            character = self.written[self.at]
            if not depth and character in stop:
                return
            if character == "[" and (found := _CLASS.match(self.written, self.at)):
                self.at = found.end()
                continue
            depth += (character == "(") - (character == ")")
            self.at += 2 if character == "\\" else 1

    def _quantifier(self) -> tuple[bool, bool]:
        """Return whether the part may be missing, and whether it may come again."""
        found = _QUANTIFIER.match(self.written, self.at)
        if not found:
            return False, False
        self.at = found.end()
        return found[0][0] in "?*" or found[1] in ("", "0"), found[0][0] != "?"


def _longer(growing: set[str], part: set[str], again: bool) -> set[str]:
    """Return the beginnings with a part behind them, cut; marked where they are told."""
    longer = set()
    for before in growing:
        for behind in part:
            head = before + behind
            is_told = again or behind.endswith(_TOLD) or len(head) >= LENGTH
            head = head.rstrip(_TOLD)[:LENGTH]
            longer.add(head + _TOLD if is_told else head)
    if len(longer) > _MOST:
        return {before + _TOLD for before in growing}
    return longer
