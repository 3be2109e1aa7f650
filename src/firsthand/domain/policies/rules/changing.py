"""What a team changes about the rules that come with the program.

Changes are kept as plain values:

    {"rules": {"L-29": {"severity": "off", "marketplaces": ["JP"],
                        "message": {"en": …, "zh": …}, "fix": {…}, "when": […]}},
     "words": {"ja": {"throw_away": {"add": ["すてて"], "remove": []}}}}

Only what differs stands in them. A rule whose id was used before is `L-22-2`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from firsthand.domain.policies.rules.outgoing import LANGUAGES, Severity
from firsthand.domain.policies.rules.patterns import (
    Line,
    Unreadable,
    compiled,
    named_in,
    translated,
)
from firsthand.domain.policies.rules.reading import EXCEPT
from firsthand.domain.policies.rules.ruleset import Rule, RuleSet, rule_from
from firsthand.domain.policies.rules.vocabulary import Vocabulary

OFF = "off"
MODES = (*Severity, OFF)
FIELDS = ("severity", "message", "fix", "marketplaces", "when")
READERS = ("en", "zh")  # In whose languages a rule speaks.
LONGEST_WORDS, LONGEST_SAID = 200, 400
MOST_LINES, MOST_CONDITIONS = 200, 20
# What a line of somebody's own may hold. Of patterns only "?", "*", gaps and alternatives:
# nothing repeats what repeats, so that no text takes longer than its length.
_LINE = re.compile(r"[^\\\[\]{}+^$&=!]*")
_REPEATED_GROUP = re.compile(r"\)\s*\*")
_LONE_STOP = re.compile(r"(?<!\.)\.(?!\.)")

Plain = Mapping[str, Any]


class Unfit(ValueError):
    """A change cannot be kept; says where and what is wrong there."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")
        self.where, self.what = where, what


class ChangedVocabulary(Vocabulary):
    """The vocabularies of one language; what nobody touched is compiled only once."""

    def __init__(
        self, base: Vocabulary, lines: Mapping[str, list[str]], touched: Collection[str]
    ) -> None:
        super().__init__(base.language, lines)
        self._base, self._touched = base, frozenset(touched)

    def line(self, name: str, number: int) -> re.Pattern[str]:
        """Return what matches a line at its place; `Unreadable`: it is no pattern."""
        if name in self._touched:
            return super().line(name, number)
        return self._base.line(name, number)

    def _read(self, name: str) -> list[Line]:
        return super()._read(name) if name in self._touched else self._base._read(name)


class ChangedRuleSet(RuleSet):
    """Rules as a team changed them; words nobody touched are those of the pack itself."""

    def __init__(
        self,
        base: RuleSet,
        rules: tuple[Rule, ...],
        words: Mapping[str, Mapping[str, list[str]]],
    ) -> None:
        super().__init__(rules, {}, base.tables)
        self._vocabularies = {each: base.vocabulary(each) for each in LANGUAGES}
        for language, lines in words.items():
            was = base.vocabulary(language)
            other = {name for name, each in lines.items() if was.lines.get(name) != each}
            other |= {name for name in was.lines if name not in lines}
            touched = _named_by(was, other)
            self._vocabularies[language] = ChangedVocabulary(was, lines, touched)

    def unknown_names(self) -> list[str]:
        """Return what is wrong with the names that conditions speak of."""
        spoken = {
            name for rule in self.rules for condition in rule.conditions
            for name in condition.names()
        }  # fmt: skip
        return list(self._unknown_names(spoken))


def keyed(shipped: Iterable[Plain]) -> dict[str, Plain]:
    """Return the rules of a pack by what they are called here, in their order."""
    by_key: dict[str, Plain] = {}
    for one in shipped:
        key, n = one["id"], 2
        while key in by_key:
            key, n = f"{one['id']}-{n}", n + 1
        by_key[key] = one
    return by_key


def empty() -> dict[str, Any]:
    """Return the changes of somebody who changes nothing."""
    return {"rules": {}, "words": {}}


def with_change(changes: Plain, key: str, fields: Plain) -> dict[str, Any]:
    """Return changes with the fields of one rule instead of those that stood there."""
    others = {name: one for name, one in changes["rules"].items() if name != key}
    return {**changes, "rules": others | ({key: dict(fields)} if fields else {})}


def with_words(
    changes: Plain, language: str, name: str, add: Sequence[str], remove: Sequence[str]
) -> dict[str, Any]:
    """Return changes with other lines of one vocabulary; none at all: as it was shipped."""
    words = {each: dict(of) for each, of in changes["words"].items()}
    words.setdefault(language, {}).pop(name, None)
    if add or remove:
        words[language][name] = {"add": list(add), "remove": list(remove)}
    return {**changes, "words": {each: of for each, of in words.items() if of}}


def merged(one: Plain, change: Plain) -> dict[str, Any]:
    """Return a rule as a pack writes it, with what somebody changed about it."""
    whole = {**one, **{name: change[name] for name in FIELDS if name in change}}
    whole.pop("marketplaces", None)
    if "marketplaces" in change:
        scope = {**one.get("scope", {}), "marketplaces": change["marketplaces"]}
        whole["scope"] = {name: values for name, values in scope.items() if values}
    return whole


def apply(base: RuleSet, shipped: Mapping[str, Plain], changes: Plain) -> ChangedRuleSet:
    """Return the rules with what was changed.

    A change that does not fit the pack of today is left out: the rule holds as shipped.
    """
    rules = []
    for key, one in shipped.items():
        change = changes["rules"].get(key, {})
        if change.get("severity") != OFF:
            rules.append(_rule(one, change))
    return ChangedRuleSet(base, tuple(rules), _words(base, changes["words"]))


def only(rules: RuleSet, ids: Iterable[str]) -> ChangedRuleSet:
    """Return a set of some of its rules, which is quicker to ask."""
    wanted = set(ids)
    chosen = tuple(rule for rule in rules.rules if rule.id in wanted)
    return ChangedRuleSet(rules, chosen, {})


def problems(base: RuleSet, shipped: Mapping[str, Plain], changes: Plain) -> None:
    """Look at every change.

    Raises:
        Unfit: one cannot be kept.
    """
    for key, change in changes["rules"].items():
        if key not in shipped:
            raise Unfit(key, "there is no such rule")
        _check_rule(key, shipped[key], change)
    for language, names in changes["words"].items():
        for name, lines in names.items():
            _check_words(base, language, name, lines)
    for unknown in apply(base, shipped, changes).unknown_names():
        raise Unfit("when", unknown)


def affected(
    base: RuleSet, shipped: Mapping[str, Plain], before: Plain, after: Plain
) -> tuple[str, ...]:
    """Return the ids of the rules that may judge otherwise after a change, in order."""
    words = _touched(base, before["words"], after["words"])
    ids = {}
    for key, one in shipped.items():
        was, will = (each["rules"].get(key, {}) for each in (before, after))
        names = {
            name
            for change in (was, will)
            for condition in _rule(one, change).conditions
            for name in condition.names()
        }
        if _judges(was) != _judges(will) or names & words:
            ids[one["id"]] = key
    return tuple(ids)


def _judges(change: Plain) -> dict[str, Any]:
    """Return what of a change decides, and is not only said."""
    deciding = ("severity", "marketplaces", "when")
    return {name: change[name] for name in deciding if name in change}


def _touched(base: RuleSet, before: Plain, after: Plain) -> set[str]:
    """Return the vocabularies that find other things, those that name them included."""
    names = set()
    for language in {*before, *after}:
        was, will = before.get(language, {}), after.get(language, {})
        changed = {each for each in {*was, *will} if was.get(each) != will.get(each)}
        names |= _named_by(base.vocabulary(language), changed)
    return names | {each.removesuffix(EXCEPT) for each in names}


def _named_by(words: Vocabulary, names: set[str]) -> set[str]:
    """Return vocabularies and all that name them in their lines."""
    while more := {
        name
        for name, lines in words.lines.items()
        if name not in names and named_in(lines) & names
    }:
        names = names | more
    return names


def _rule(one: Plain, change: Plain) -> Rule:
    if change.get("severity") == OFF:
        change = {name: value for name, value in change.items() if name != "severity"}
    try:
        return rule_from(merged(one, change))
    except (ValueError, TypeError, AttributeError):
        return rule_from(one)


def _words(base: RuleSet, changed: Plain) -> dict[str, dict[str, list[str]]]:
    words = {}
    for language, names in changed.items():
        lines = dict(base.vocabulary(language).lines)
        for name, change in names.items():
            kept = [each for each in lines.get(name, ()) if each not in change["remove"]]
            lines[name] = kept + [each for each in change["add"] if each not in kept]
        words[language] = {name: each for name, each in lines.items() if each}
    return words


def _check_rule(key: str, one: Plain, change: Plain) -> None:
    for name, value in change.items():
        if name not in FIELDS:
            raise Unfit(f"{key}.{name}", "nothing of that name can be changed")
        _CHECKS[name](f"{key}.{name}", value)
    try:
        severity = {} if change.get("severity") != OFF else {"severity": one["severity"]}
        rule_from(merged(one, {**change, **severity}))
    except (ValueError, TypeError, AttributeError) as problem:
        raise Unfit(f"{key}.when", str(problem)) from problem


def _check_severity(where: str, value: object) -> None:
    if value not in MODES:
        raise Unfit(where, f"{value!r} is none of {', '.join(MODES)}")


def _check_said(where: str, value: object) -> None:
    if not isinstance(value, Mapping) or set(value) != set(READERS):
        raise Unfit(where, "it has to be said in English and Chinese")
    for text in value.values():
        if not isinstance(text, str) or not 0 < len(text.strip()) <= LONGEST_SAID:
            raise Unfit(where, f"1 to {LONGEST_SAID} characters in each language")


def _check_marketplaces(where: str, value: object) -> None:
    letters = isinstance(value, Sequence) and all(
        isinstance(each, str) and re.fullmatch("[A-Z]{2}", each) for each in value
    )
    if isinstance(value, str) or not letters:
        raise Unfit(where, "two capital letters each, as in JP")


def _check_when(where: str, value: object) -> None:
    is_list = isinstance(value, Sequence) and not isinstance(value, str)
    if not is_list or not 0 < len(list(value)) <= MOST_CONDITIONS:  # type: ignore[call-overload]
        raise Unfit(where, f"a list of 1 to {MOST_CONDITIONS} conditions")


_CHECKS = {
    "severity": _check_severity,
    "message": _check_said,
    "fix": _check_said,
    "marketplaces": _check_marketplaces,
    "when": _check_when,
}


def _check_words(base: RuleSet, language: str, name: str, lines: Plain) -> None:
    where = f"{language}.{name}"
    if language not in LANGUAGES:
        raise Unfit(where, "no words are kept in this language")
    known = {each for other in LANGUAGES for each in base.vocabulary(other).lines}
    if name not in known:
        raise Unfit(where, "there is no such vocabulary")
    if len(lines["add"]) > MOST_LINES:
        raise Unfit(where, f"{MOST_LINES} lines at most")
    for line in lines["add"]:
        _check_line(where, line, language, base)


def _check_line(where: str, line: object, language: str, base: RuleSet) -> None:
    if not isinstance(line, str) or not 1 < len(line.strip()) <= LONGEST_WORDS:
        raise Unfit(where, f"2 to {LONGEST_WORDS} characters a line")
    is_plain = (
        _LINE.fullmatch(line)
        and not _REPEATED_GROUP.search(line)
        and not _LONE_STOP.search(line)
    )
    if not is_plain:
        raise Unfit(where, f"“{line}”: only words, “..”, “~”, “*”, “?” and (a|b)")
    own = base.vocabulary(language).lines
    if missing := named_in([line]) - set(own):
        raise Unfit(where, f"“{line}”: no vocabulary is called {', '.join(missing)}")
    try:
        [read] = translated([line], language)
        found = compiled(read, dict.fromkeys(named_in([line]), "x"))
    except (Unreadable, re.error) as problem:
        raise Unfit(where, str(problem)) from problem
    if found.search(""):
        raise Unfit(where, f"“{line}” is found in every text")
