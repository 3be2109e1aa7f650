"""A version of the rules, read from data, with everything that can be wrong in it named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from firsthand.domain.policies.rules.conditions import WINDOWS, Condition
from firsthand.domain.policies.rules.outgoing import Facts, Outgoing, Severity
from firsthand.domain.policies.rules.patterns import Unreadable
from firsthand.domain.policies.rules.structures import STRUCTURES
from firsthand.domain.policies.rules.vocabulary import Vocabulary

SCOPES = ("channels", "marketplaces", "languages", "message_types", "roles")


@dataclass(frozen=True)
class Rule:
    """What must not leave, where that holds, and how to say it better.

    Attributes:
        scope: by `channels`, `marketplaces`, `languages`, `message_types`, `roles`: the
            values for which the rule holds. One that is not named holds for all.
        also: names under which other catalogues know the rule, as CG05.
    """

    id: str
    severity: Severity
    scope: Mapping[str, frozenset[str]]
    message: Mapping[str, str]
    fix: Mapping[str, str]
    source: str
    conditions: tuple[Condition, ...]
    also: tuple[str, ...] = ()

    def holds_for(self, outgoing: Outgoing) -> bool:
        """Say whether the text is of a kind the rule speaks about."""
        values = (
            outgoing.channel,
            outgoing.marketplace,
            outgoing.language,
            outgoing.message_type,
            outgoing.role,
        )
        return all(
            value in self.scope[scope]
            for scope, value in zip(SCOPES, values, strict=True)
            if scope in self.scope
        )


class RuleSet:
    """Rules, the vocabularies they speak of, and tables of hosts, endings and the like."""

    def __init__(
        self,
        rules: tuple[Rule, ...],
        vocabularies: Mapping[str, Mapping[str, list[str]]],
        tables: Mapping[str, list[str]],
    ) -> None:
        self.rules = rules
        self.tables = tables
        self._vocabularies = {
            language: Vocabulary(language, lines)
            for language, lines in vocabularies.items()
        }

    def vocabulary(self, language: str) -> Vocabulary:
        """Return the words of a language; of one nobody wrote words for: none."""
        if language not in self._vocabularies:
            self._vocabularies[language] = Vocabulary(language, {})
        return self._vocabularies[language]

    def problems(self) -> list[str]:
        """Return what is wrong: names nobody defined or uses, lines that are no pattern."""
        spoken = {
            name for rule in self.rules for condition in rule.conditions
            for name in condition.names()
        }  # fmt: skip
        return [*self._unknown_names(spoken), *self._unreadable_lines()]

    def _unknown_names(self, spoken: set[str]) -> Iterator[str]:
        defined = {name for words in self._vocabularies.values() for name in words.lines}
        for name in sorted(spoken):
            if name.startswith("@") and name not in STRUCTURES:
                yield f"{name} is no structure."
            elif not name.startswith("@") and name not in defined:
                yield f"No language has words for {name}."

    def _unreadable_lines(self) -> Iterator[str]:
        for language, words in self._vocabularies.items():
            for name in words.lines:
                try:
                    words.compile(name)
                except Unreadable as problem:
                    yield f"{language}, {name}: {problem}"


def rule_from(data: Mapping[str, Any]) -> Rule:
    """Read one rule of a file; `ValueError` says what is missing or wrong."""
    for needed in ("id", "severity", "message", "fix", "source", "when"):
        if needed not in data:
            raise ValueError(f"{data.get('id', 'A rule')}: {needed!r} is missing.")
    if unknown := data.get("scope", {}).keys() - set(SCOPES):
        raise ValueError(f"{data['id']}: a rule has no scope {', '.join(unknown)}.")
    return Rule(
        id=data["id"],
        severity=Severity(data["severity"]),
        scope={name: frozenset(values) for name, values in data.get("scope", {}).items()},
        message=data["message"],
        fix=data["fix"],
        source=data["source"],
        conditions=tuple(_condition(data["id"], one) for one in data["when"]),
        also=tuple(data.get("also", ())),
    )


def _condition(rule: str, data: Mapping[str, Any]) -> Condition:
    known = {one.name for one in fields(Condition)}
    if unknown := data.keys() - known:
        raise ValueError(f"{rule}: a condition has no {', '.join(sorted(unknown))}.")
    if data.get("within", "sentence") not in WINDOWS:
        raise ValueError(f"{rule}: {data['within']!r} is none of {', '.join(WINDOWS)}.")
    if unknown := data.get("facts", {}).keys() - {one.name for one in fields(Facts)}:
        raise ValueError(f"{rule}: nothing is known of {', '.join(sorted(unknown))}.")
    if not data.get("all") and not data.get("facts"):
        raise ValueError(
            f"{rule}: a condition without `all` or `facts` matches everything."
        )
    read = {name: _value(name, value) for name, value in data.items()}
    return Condition(**read)


def _value(name: str, value: Any) -> Any:  # noqa: ANN401 - Whatever a file holds.
    if name in ("all", "also_in_text"):
        return tuple(tuple(one.split("|")) for one in value)
    return tuple(value) if isinstance(value, list) else value
