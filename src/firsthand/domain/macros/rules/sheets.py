"""What one version of a macro says: read from plain values strictly, and written back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from firsthand.domain.macros.rules import templates
from firsthand.domain.macros.rules.templates import Piece
from firsthand.domain.macros.rules.variables import Kind, catalogue

# Languages a text may be in: those buyers write in that we have words for.
LANGUAGES = ("en", "zh-Hans", "de", "ja", "fr", "it", "es")
TITLES = ("en", "zh-Hans")
LONGEST_TEXT, LONGEST_TITLE = 4_000, 80
_CODE = re.compile(r"[A-Z]{3}(\.[A-Z0-9]{2,16}){0,2}")
_SHORTCUT = re.compile(r"[a-z0-9][a-z0-9-]{0,23}")
_WORD = re.compile(r"[a-zA-Z_]{1,24}")
_MOST_HOURS = 24 * 30


class Do(StrEnum):
    """What may happen together with the answer."""

    TAG = "tag"
    STATUS = "status"
    PROMISE = "promise"
    REMEDY = "remedy"
    SNOOZE = "snooze"


class Status(StrEnum):
    """What becomes of the ticket once it is answered."""

    SOLVED = "solved"
    WAITING = "waiting"


class Unreadable(Exception):
    """Plain values that are no macro.

    Attributes:
        where: the place, such as "texts.de" or "actions.2".
        what: what is wrong with it, or what stands there.
    """

    def __init__(self, where: str, what: object) -> None:
        super().__init__(f"{where}: {what!s:.80}")
        self.where, self.what = where, f"{what!s:.80}"


@dataclass(frozen=True)
class Action:
    """One thing done together with the answer.

    Attributes:
        of: a reason's code, a status, a remedy's kind, or a variable that says when.
        hours: for a snooze of a certain length; 0: until the variable `of`.
    """

    do: Do
    of: str = ""
    hours: int = 0


@dataclass(frozen=True)
class Case:
    """One example the text must stand up to: what it says with these values.

    Attributes:
        values: by variable, as they stand in the letter.
        contains: what must stand in it.
    """

    language: str
    values: Mapping[str, str]
    contains: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """All a version says.

    Attributes:
        titles: by language of the agent.
        texts: by language of the buyer.
        reasons: codes it answers; the first is its family.
        is_locked: nothing of it may be changed; otherwise what stands in `[[ ]]`.
        marketplaces: letters ("DE"); empty: all.
        channels: "amazon", "shop"…; empty: all.
        fulfilment: "FBA" or "FBM", where it is for one of them only.
        order_states: for which it is suggested; empty: any.
        roles: who may use it; empty: whoever answers.
        actions: done together with it.
        cases: what it is tested by.
    """

    titles: Mapping[str, str]
    texts: Mapping[str, str]
    reasons: tuple[str, ...]
    shortcut: str = ""
    is_locked: bool = False
    marketplaces: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    fulfilment: str = ""
    order_states: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()
    cases: tuple[Case, ...] = field(default=())

    def pieces(self, language: str) -> tuple[Piece, ...]:
        """Return the text in a language, read.

        Raises:
            KeyError: there is none in this language.
        """
        return _pieces(self.texts[language], is_locked=self.is_locked)

    def variables(self, language: str) -> tuple[str, ...]:
        """Return the names of what the text in a language needs, actions included.

        Raises:
            KeyError: there is no text in this language.
        """
        timed = (
            action.of
            for action in self.actions
            if action.do in (Do.PROMISE, Do.SNOOZE) and action.of
        )
        return tuple(dict.fromkeys([*templates.slots_of(self.pieces(language)), *timed]))

    def failing_cases(self) -> Iterator[tuple[int, str]]:
        """Return the number of each example that fails, from 1, and what it lacks."""
        for number, case in enumerate(self.cases, 1):
            if case.language not in self.texts:
                yield number, case.language
                continue
            made = templates.fill(self.pieces(case.language), case.values)
            wanting = [*("{{" + name + "}}" for name in made.missing)]
            wanting += [words for words in case.contains if words not in made.text]
            if wanting:
                yield number, wanting[0]


def _pieces(text: str, *, is_locked: bool) -> tuple[Piece, ...]:
    pieces = templates.read(text, catalogue())
    if not is_locked:
        return pieces
    return tuple(Piece(piece.text, piece.is_slot, part=1) for piece in pieces)


def plain(sheet: Sheet) -> dict[str, Any]:
    """Return a sheet as JSON holds it. `read` of it is the same sheet."""
    return {
        "titles": dict(sheet.titles),
        "texts": dict(sheet.texts),
        "reasons": list(sheet.reasons),
        "shortcut": sheet.shortcut,
        "locked": sheet.is_locked,
        "marketplaces": list(sheet.marketplaces),
        "channels": list(sheet.channels),
        "fulfilment": sheet.fulfilment,
        "order_states": list(sheet.order_states),
        "roles": list(sheet.roles),
        "actions": [_plain_action(action) for action in sheet.actions],
        "cases": [
            {
                "language": case.language,
                "values": dict(case.values),
                "contains": list(case.contains),
            }
            for case in sheet.cases
        ],
    }


def _plain_action(action: Action) -> dict[str, object]:
    said: dict[str, object] = {"do": str(action.do)}
    if action.of:
        said["of"] = action.of
    if action.hours:
        said["hours"] = action.hours
    return said


_NAMES = frozenset(plain(Sheet(titles={}, texts={}, reasons=())))


def read(values: Mapping[str, Any]) -> Sheet:
    """Return the sheet that plain values say.

    Raises:
        Unreadable: something is missing, not known, too long, or no text for a letter.
    """
    if unknown := sorted(set(values) - _NAMES):
        raise Unreadable(unknown[0], "unknown")
    is_locked = values.get("locked", False)
    if not isinstance(is_locked, bool):
        raise Unreadable("locked", is_locked)
    return Sheet(
        titles=_titles(values.get("titles")),
        texts=_texts(values.get("texts"), is_locked=is_locked),
        reasons=_reasons(values.get("reasons")),
        shortcut=_matching(values.get("shortcut", ""), _SHORTCUT, "shortcut"),
        is_locked=is_locked,
        marketplaces=_names(values, "marketplaces"),
        channels=_names(values, "channels"),
        fulfilment=_one_of(values.get("fulfilment", ""), ("", "FBA", "FBM"), "fulfilment"),
        order_states=_names(values, "order_states"),
        roles=_names(values, "roles"),
        actions=tuple(_actions(_list(values, "actions"))),
        cases=tuple(_cases(_list(values, "cases"))),
    )


def _titles(given: object) -> dict[str, str]:
    titles = _texts_by_language(given, "titles", TITLES)
    for language in TITLES:
        if not 0 < len(titles.get(language, "").strip()) <= LONGEST_TITLE:
            raise Unreadable(f"titles.{language}", titles.get(language, ""))
    return titles


def _texts(given: object, *, is_locked: bool) -> dict[str, str]:
    texts = _texts_by_language(given, "texts", LANGUAGES)
    if not texts:
        raise Unreadable("texts", "none")
    for language, text in texts.items():
        if len(text) > LONGEST_TEXT:
            raise Unreadable(f"texts.{language}", f"longer than {LONGEST_TEXT}")
        try:
            _pieces(text, is_locked=is_locked)
        except templates.Unfit as problem:
            raise Unreadable(f"texts.{language}", problem) from problem
    return texts


def _texts_by_language(
    given: object, where: str, languages: tuple[str, ...]
) -> dict[str, str]:
    if not isinstance(given, Mapping):
        raise Unreadable(where, given)
    for language, text in given.items():
        if language not in languages or not isinstance(text, str):
            raise Unreadable(f"{where}.{language}", text)
    return {
        language: given[language].strip() for language in languages if language in given
    }


def _reasons(given: object) -> tuple[str, ...]:
    if not isinstance(given, list | tuple) or not given:
        raise Unreadable("reasons", given)
    return tuple(_matching(code, _CODE, "reasons", is_needed=True) for code in given)


def _names(values: Mapping[str, Any], where: str) -> tuple[str, ...]:
    return tuple(
        _matching(each, _WORD, where, is_needed=True) for each in _list(values, where)
    )


def _list(values: Mapping[str, Any], where: str) -> list[Any]:
    given = values.get(where, [])
    if not isinstance(given, list | tuple):
        raise Unreadable(where, given)
    return list(given)


def _matching(
    given: object, pattern: re.Pattern[str], where: str, *, is_needed: bool = False
) -> str:
    if given == "" and not is_needed:
        return ""
    if not isinstance(given, str) or pattern.fullmatch(given) is None:
        raise Unreadable(where, given)
    return given


def _one_of(given: object, choices: Iterable[str], where: str) -> str:
    for choice in choices:
        if given == choice:
            return choice
    raise Unreadable(where, given)


def _actions(given: list[Any]) -> Iterable[Action]:
    for number, values in enumerate(given, 1):
        where = f"actions.{number}"
        if not isinstance(values, Mapping) or set(values) - {"do", "of", "hours"}:
            raise Unreadable(where, values)
        do = Do(_one_of(values.get("do"), list(Do), where))
        of, hours = values.get("of", ""), values.get("hours", 0)
        if not isinstance(of, str) or type(hours) is not int:
            raise Unreadable(where, values)
        action = Action(do, of, hours)
        if not _is_fit(action):
            raise Unreadable(where, values)
        yield action


def _is_fit(action: Action) -> bool:
    match action.do:
        case Do.TAG:
            return _CODE.fullmatch(action.of) is not None and not action.hours
        case Do.STATUS:
            return action.of in list(Status) and not action.hours
        case Do.REMEDY:
            return _WORD.fullmatch(action.of) is not None and not action.hours
        case Do.PROMISE:
            return _tells_when(action.of) and not action.hours
        case Do.SNOOZE:
            if action.hours:
                return not action.of and 0 < action.hours <= _MOST_HOURS
            return _tells_when(action.of)


def _tells_when(name: str) -> bool:
    variable = catalogue().get(name)
    return variable is not None and variable.kind in (Kind.DATE, Kind.MOMENT)


def _cases(given: list[Any]) -> Iterable[Case]:
    for number, values in enumerate(given, 1):
        where = f"cases.{number}"
        if not isinstance(values, Mapping) or set(values) != {
            "language", "values", "contains",
        }:  # fmt: skip
            raise Unreadable(where, values)
        filled, contains = values["values"], values["contains"]
        if not isinstance(filled, Mapping) or not isinstance(contains, list | tuple):
            raise Unreadable(where, values)
        if unknown := sorted(set(filled) - set(catalogue())):
            raise Unreadable(f"{where}.values.{unknown[0]}", "unknown")
        yield Case(
            language=_one_of(values["language"], LANGUAGES, where),
            values={name: str(value) for name, value in filled.items()},
            contains=tuple(str(each) for each in contains),
        )
