"""What one key does about a finding: take the words or sentence out, or say it better."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from typing import NamedTuple

from firsthand.domain.policies.rules import splitting
from firsthand.domain.policies.rules.normalising import plain
from firsthand.domain.policies.rules.outgoing import Finding, Outgoing


class Way(NamedTuple):
    """How a rule's findings are repaired.

    Attributes:
        takes: `words` or `sentence`, what of the text goes.
        says: by language, what is written instead; nothing where there is none.
    """

    takes: str
    says: Mapping[str, str]


class Repair(NamedTuple):
    """What is put in place of `text[start:end]`."""

    start: int
    end: int
    text: str


def repair(finding: Finding, outgoing: Outgoing, way: Way | None) -> Repair | None:
    """Return what one key does; None: only a person can put it right."""
    if way is None or finding.start >= finding.end:
        return None
    start, end = finding.start, finding.end
    if way.takes == "sentence":
        start, end = _sentences(outgoing.text, start, end)
    said = way.says.get(outgoing.language, "")
    if said:
        return Repair(start, end, said)
    while end < len(outgoing.text) and outgoing.text[end] in " \u3000":
        end += 1
    return Repair(start, end, "")


def _sentences(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a range to the whole sentences it touches."""
    read = plain(text)
    first = bisect_left(read.starts, start)
    last = max(first, bisect_left(read.starts, end) - 1)
    touched = [
        span
        for span in splitting.sentences(read.text)
        if span[0] <= last and first < span[1]
    ]
    if not touched:
        return start, end
    begins, ends = read.place(touched[0][0], touched[-1][1])
    begins, ends = min(begins, start), max(ends, end)
    said = text[begins:ends]
    return begins + len(said) - len(said.lstrip()), ends - len(said) + len(said.rstrip())
