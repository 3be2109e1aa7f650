"""Judge whether what is said at some time is an action of ours that is still to come.

A sentence is cut into clauses, and each says whether the action in it is ours. A clause
without a verb of its own ("by Friday at the latest") belongs to the one it hangs on; one
without a subject ("and will write") goes on with who acted before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from firsthand.domain.promises.rules.reading import Phrase

BLANK = "\x00"
NOTHING, ANYTHING = re.compile(r"(?!)"), re.compile(r"")
# What stands farther from a time has nothing to do with it, in however long a sentence.
_FAR = 300
_COLONS = (":", "=")


class Mark(Enum):
    OURS = "we act, and it is to come"
    THEIRS = "the buyer, a carrier, a bank acts"
    OTHER = "anything else: the past, denied, hypothetical, how something is"
    GOES_ON = "an action to come, but no word of who acts: who acted before"
    OPEN = "an action to come of somebody or something that is none of the others"
    BARE = "no verb at all"


@dataclass(frozen=True)
class Clauses:
    """How a language says who acts, and when that counts for nothing.

    Attributes:
        ends: between sentences.
        cuts: between the clauses of a sentence; what it matches begins the next one.
        forward: a bare clause that begins so belongs to the clause after it.
        asks: in a sentence: it asks or proposes.
        waits: in a clause: what follows in the sentence waits for an open event.
        waits_after: in the clause after another: that other one waits for it.
        wonders: of those, what is no condition after a verb of telling (`tells`).
        despite: in a clause: it holds whatever is waited for ("Friday at the latest").
        theirs: in a clause: the buyer, a carrier, a bank is its subject.
        spoils: in a clause: the past, denied, hypothetical, a policy.
        ours: in a clause: we act, and it is still to come.
        goes_on: in a clause: an action still to come without a word of who acts.
        acts: in a clause: any other finite verb.
        elliptic: in a clause without a verb, and with none to hang on: it is a promise in
            telegraphic style ("Answer by Friday").
        they: in a clause: people act who were named before.
        staff: our people, of whom "they" may be said; `others`: anybody else.
        before: right before the time phrase: it is none of a promise ("valid until").
        after: the same right after it ("24 hours after receipt").
        idle: in a clause without a verb, or in its label: it is none ("Ground shipping: 3
            days").
        note: a clause without a verb that says enough to stand by itself, or to go on with
            what was said before it ("boots re-soled by Tuesday").
        opens: in a clause: somebody or something acts in the present or future, no word of
            who it is. A day of the calendar makes that a promise ("the lamp goes into the
            kiln on Friday"), a span does not ("the paint dries in two hours").
        hears: in a clause: what follows is what somebody else told us.
        aside: in a clause: it breaks in upon another, and says nothing of that one's time.
        headline: in a clause without a verb: it stands for itself, whatever is beside it.
        deadline: in a time phrase: whatever happens by then is a deed, as on a dated day
            ("within two business days"; no paint dries by them).
        contrasts: in a clause without a verb: it holds although the one it hangs on is
            denied ("not on Monday, but on Tuesday").
        within: in a span: it ends at some time; any other says how long something takes.
    """

    ends: re.Pattern[str]
    cuts: re.Pattern[str]
    forward: re.Pattern[str]
    asks: re.Pattern[str]
    waits: re.Pattern[str]
    waits_after: re.Pattern[str]
    wonders: re.Pattern[str]
    tells: re.Pattern[str]
    despite: re.Pattern[str]
    theirs: re.Pattern[str]
    spoils: re.Pattern[str]
    ours: re.Pattern[str]
    goes_on: re.Pattern[str]
    acts: re.Pattern[str]
    elliptic: re.Pattern[str]
    they: re.Pattern[str]
    staff: re.Pattern[str]
    others: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    idle: re.Pattern[str] = NOTHING
    note: re.Pattern[str] = NOTHING
    opens: re.Pattern[str] = NOTHING
    hears: re.Pattern[str] = NOTHING
    aside: re.Pattern[str] = NOTHING
    headline: re.Pattern[str] = NOTHING
    deadline: re.Pattern[str] = NOTHING
    within: re.Pattern[str] = ANYTHING
    contrasts: re.Pattern[str] = NOTHING

    def is_ours(self, text: str, phrase: Phrase) -> bool:
        """Say whether a time phrase of the text is that of a promise."""
        start, end = phrase.start, phrase.end
        said = text[phrase.lead : end]
        if phrase.moment.is_counted and not self.within.search(said):
            return False
        by_then = self.deadline.search(said)
        is_dated = phrase.moment.is_dated or by_then is not None
        begin, stop = _around(text, self.ends, start, end)
        sentence = text[begin:stop]
        if self.asks.search(sentence):
            return False
        if self.before.search(text[begin:start]) or self.after.match(text[end:stop]):
            return False
        cuts = list(_cut(sentence, self.cuts, (start - begin, end - begin)))
        home = next(i for i, (_from, to) in enumerate(cuts) if start - begin < to)
        # The time itself says nothing of who acts.
        plain = text[begin:start] + BLANK * (end - start) + text[end:stop]
        parts = [plain[a:b] for a, b in cuts]
        they = self.they.search(parts[home])
        plainly = not (self.spoils.search(parts[home]) or self.waits.search(parts[home]))
        if they is not None and plainly:
            told = text[: begin + cuts[home][0] + they.start()]
            is_staff = self._names_staff_last(told)
            if is_staff is not None:
                return is_staff
        return self._is_ours(parts, home, is_dated=is_dated)

    def _names_staff_last(self, text: str) -> bool | None:
        """Say whether those of whom a text spoke last are our people; None: of nobody."""
        ours = max((found.end() for found in self.staff.finditer(text)), default=-1)
        others = max((found.end() for found in self.others.finditer(text)), default=-1)
        return None if ours == others else ours > others

    def sentence_of(self, text: str, at: int) -> range:
        """Return where the sentence begins and ends in which that place lies."""
        return range(*_around(text, self.ends, at, at + 1))

    def clause_of(self, text: str, at: int) -> range:
        """Return where the clause begins and ends in which that place lies."""
        begin, stop = _around(text, self.ends, at, at + 1)
        cuts = _cut(text[begin:stop], self.cuts, (0, 0))
        return next(
            range(begin + a, begin + b) for a, b in cuts if at - begin < b or b >= stop
        )

    def _is_ours(self, parts: Sequence[str], home: int, *, is_dated: bool) -> bool:
        if self.despite.search(parts[home]):
            kept = [i for i, one in enumerate(parts) if i == home or not self._waits(one)]
            parts, home = [parts[i] for i in kept], kept.index(home)
        marks = [self._mark(part) for part in parts]
        at = self._governing(parts, marks, home)
        if any(self.waits.search(part) for part in parts[: max(at, home) + 1]):
            return False
        if self._waits_for_next(parts, at, max(at, home) + 1):
            return False
        if marks[at] is Mark.BARE:
            return self._is_note(parts, at)
        if marks[at] in {Mark.GOES_ON, Mark.OPEN}:
            return self._is_left_to_us(parts, marks, at, is_dated=is_dated)
        if at != home and marks[at] is Mark.OTHER and self.contrasts.search(parts[home]):
            return self.ours.search(parts[at]) is not None
        return marks[at] is Mark.OURS

    def _is_note(self, parts: Sequence[str], at: int) -> bool:
        """Say whether a clause without a verb is a promise: "Refund: tomorrow"."""
        label = at - (at > 0 and parts[at][:1] in _COLONS)
        said = parts[label : at + 1]
        if any(self.idle.search(one) or self.others.search(one) for one in said):
            return False
        if any(self.hears.search(part) for part in parts):
            return False
        # As in "I arrange the call: Wednesday at a quarter to four".
        is_labelled = label < at and self._mark(parts[label]) is Mark.OURS
        return is_labelled or self.elliptic.search(parts[at]) is not None

    def _is_left_to_us(
        self, parts: Sequence[str], marks: Sequence[Mark], at: int, *, is_dated: bool
    ) -> bool:
        """Say whether nobody else can be meant by a clause that does not say who acts."""
        if any(self.hears.search(part) for part in parts):
            return False
        earlier = [mark for mark in marks[:at] if mark not in {Mark.BARE, Mark.GOES_ON}]
        before = earlier[-1] if earlier else None
        if before is Mark.THEIRS:
            return False
        if is_dated or (marks[at] is Mark.GOES_ON and before is not Mark.OPEN):
            return True
        # "At six the kiln is cold, and I measure for you."
        return Mark.OURS in marks[at + 1 : at + 2]

    def _waits(self, part: str) -> bool:
        waits = self.waits.search(part) or self.waits_after.search(part)
        return bool(waits) and self._mark(part) is not Mark.THEIRS

    def _waits_for_next(self, parts: Sequence[str], at: int, following: int) -> bool:
        if following >= len(parts) or not self.waits_after.search(parts[following]):
            return False
        tells = self.tells.search(parts[at]) or self.tells.search(parts[following - 1])
        return not (tells and self.wonders.search(parts[following]))

    def _governing(self, parts: Sequence[str], marks: Sequence[Mark], home: int) -> int:
        """Return the clause that says what happens at the time that stands in `home`."""
        if marks[home] is not Mark.BARE or self.headline.search(parts[home]):
            return home
        # What follows a colon stands by itself: "our side: label printed tomorrow".
        first = max((i for i in range(home + 1) if parts[i][:1] in _COLONS), default=0)
        acts = [
            i
            for i, part in enumerate(parts)
            if marks[i] is not Mark.BARE and not self.aside.search(part)
        ]
        alone = self.note.search(parts[home]) is not None
        later = [i for i in acts if i > home and not alone]
        sooner = [i for i in acts if first <= i < home]
        if later and (not sooner or self.forward.search(parts[home])):
            return later[0]
        return sooner[-1] if sooner else home

    def _mark(self, part: str) -> Mark:
        kinds = (
            (self.theirs, Mark.THEIRS),
            (self.spoils, Mark.OTHER),
            (self.ours, Mark.OURS),
            (self.goes_on, Mark.GOES_ON),
            (self.aside, Mark.OTHER),
            (self.opens, Mark.OPEN),
            (self.acts, Mark.OTHER),
        )
        return next((mark for kind, mark in kinds if kind.search(part)), Mark.BARE)


def _around(text: str, ends: re.Pattern[str], start: int, end: int) -> tuple[int, int]:
    begin, stop = max(0, start - _FAR), min(len(text), end + _FAR)
    for found in ends.finditer(text, begin, stop):
        # The full stop of "by 2 p.m." may end the sentence as well.
        if found.start() >= end - 1:
            return begin, max(end, found.end())
        if found.end() <= start:
            begin = found.end()
    return begin, stop


def _cut(
    sentence: str, cuts: re.Pattern[str], whole: tuple[int, int]
) -> Iterator[tuple[int, int]]:
    """Yield the clauses; a cut within the time phrase `whole` is none."""
    begin = 0
    for found in cuts.finditer(sentence):
        at = found.start()
        if at > begin and not whole[0] < at < whole[1]:
            yield begin, at
            begin = at
    yield begin, len(sentence)
