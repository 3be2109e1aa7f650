"""Judge a text by a set of rules."""

from __future__ import annotations

from firsthand.domain.policies.rules.conditions import NOWHERE
from firsthand.domain.policies.rules.outgoing import Finding, Outgoing
from firsthand.domain.policies.rules.reading import Reading
from firsthand.domain.policies.rules.ruleset import Rule, RuleSet
from firsthand.domain.policies.rules.splitting import Span
from firsthand.domain.policies.rules.structures import STRUCTURES

# A rule broken more often than this in one text is not marked more often.
MARKS = 5


def check(outgoing: Outgoing, rules: RuleSet) -> tuple[Finding, ...]:
    """Return what the rules find in a text, by place, then by rule.

    A rule that needs a fact that is not known finds nothing.
    """
    words = rules.vocabulary(outgoing.language)
    reading = Reading(outgoing, words, rules.tables, STRUCTURES)
    findings = [
        _finding(rule, place, reading)
        for rule in rules.rules
        if rule.holds_for(outgoing)
        for place in _places(rule, reading)
    ]
    return tuple(sorted(findings, key=lambda one: (one.start, one.end, one.rule)))


def _places(rule: Rule, reading: Reading) -> list[Span]:
    places: list[Span] = []
    language = reading.outgoing.language
    for condition in rule.conditions:
        if condition.languages and language not in condition.languages:
            continue
        for place in condition.places(reading):
            if all(place[1] <= start or place[0] >= end for start, end in places):
                places.append(place)
        if len(places) >= MARKS or NOWHERE in places:
            break
    return places[:MARKS]


def _finding(rule: Rule, place: Span, reading: Reading) -> Finding:
    start, end = reading.plain.place(*place)
    return Finding(rule.id, rule.severity, start, end, dict(rule.message), dict(rule.fix))
