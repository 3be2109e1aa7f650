"""The rules' own examples: `python -m tests.gate.examples en zh` prints what fails."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import NamedTuple

import yaml

from firsthand.domain.policies.rules import Outgoing, check
from firsthand.domain.policies.rules.packs import PACKS, shipped

HOME = {"en": "US", "zh": "US", "de": "DE", "ja": "JP", "fr": "FR", "it": "IT", "es": "ES"}


class Example(NamedTuple):
    """A text, and whether the rule must find something in it."""

    rule: str
    outgoing: Outgoing
    must_match: bool

    def fails(self) -> bool:
        found = {finding.rule for finding in check(self.outgoing, shipped())}
        return (self.rule in found) != self.must_match


def examples(language: str, pack: str = "amazon") -> Iterator[Example]:
    """Yield the examples of one language."""
    path = PACKS / pack / "examples" / f"{language}.yaml"
    if not path.exists():
        return
    for rule, given in yaml.safe_load(path.read_text(encoding="utf-8")).items():
        scope = {"marketplace": HOME[language], **given.get("as", {})}
        for kind in ("match", "pass"):
            for one in given.get(kind, ()):
                told = one if isinstance(one, dict) else {"text": one}
                outgoing = Outgoing(**{"language": language, **scope, **told})
                yield Example(rule, outgoing, kind == "match")


if __name__ == "__main__":
    for one in sys.argv[1:] or HOME:
        for example in examples(one):
            if example.fails():
                verb = "misses" if example.must_match else "wrongly finds"
                sys.stdout.write(f"{one} {example.rule} {verb}: {example.outgoing.text}\n")
