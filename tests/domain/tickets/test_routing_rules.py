"""Who gets a ticket, and whom a note names: for every desk there can be."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.domain.tickets.rules.routing import (
    Choice,
    Step,
    Terms,
    Wanted,
    Worker,
    choose,
    mentioned,
    spoken,
)

LANGUAGES = st.frozensets(st.sampled_from(["de", "en", "ja"]))
REASONS = st.frozensets(st.sampled_from(["INS", "INS.LOG", "AFT"]))
TERMS = st.builds(
    Terms,
    steps=st.permutations(list(Step)).flatmap(
        lambda steps: st.integers(1, 5).map(lambda n: tuple(steps[:n]))
    ),
    cap=st.none() | st.integers(1, 5),
    must_fit=st.booleans(),
)
WANTED = st.builds(
    Wanted,
    language=st.sampled_from(["", "de", "de-at", "fr"]),
    reason_path=st.sampled_from([(), ("INS", "INS.LOG"), ("AFT",)]),
    earlier=st.none() | st.integers(1, 8),
    not_to=st.frozensets(st.integers(1, 8), max_size=2),
)


@st.composite
def desks(draw: st.DrawFn) -> list[Worker]:
    ids = draw(st.lists(st.integers(1, 8), unique=True, max_size=6))
    return [
        Worker(
            person,
            open_tickets=draw(st.integers(0, 6)),
            last_turn=draw(st.integers(0, 20)),
            languages=draw(LANGUAGES),
            reasons=draw(REASONS),
        )
        for person in ids
    ]


@given(TERMS, desks(), st.lists(WANTED, max_size=25))
def test_no_cap_is_ever_exceeded(terms, desk, tickets) -> None:
    held = {worker.id: worker for worker in desk}
    for turn, wanted in enumerate(tickets, start=21):
        choice = choose(terms, held.values(), wanted)
        if choice is None:
            continue
        before = held[choice.person]
        assert choice.open_tickets == before.open_tickets
        held[choice.person] = replace(
            before, open_tickets=before.open_tickets + 1, last_turn=turn
        )
        assert terms.cap is None or held[choice.person].open_tickets <= terms.cap


@given(desks(), st.integers(0, 60))
def test_turns_are_fair_within_one(desk, tickets) -> None:
    held = {worker.id: replace(worker, last_turn=0) for worker in desk}
    given_to: Counter[int] = Counter(dict.fromkeys(held, 0))
    for turn in range(1, tickets + 1):
        choice = choose(Terms((Step.TURN,)), held.values(), Wanted())
        if choice is None:
            assert not held
            return
        given_to[choice.person] += 1
        held[choice.person] = replace(held[choice.person], last_turn=turn)
    assert not held or max(given_to.values()) - min(given_to.values()) <= 1


@given(TERMS, desks().flatmap(lambda d: st.tuples(st.just(d), st.permutations(d))), WANTED)
def test_the_same_desk_in_any_order_gives_the_same_choice(terms, desk, wanted) -> None:
    one, other = desk
    assert choose(terms, one, wanted) == choose(terms, other, wanted)


@given(TERMS, desks(), WANTED)
def test_somebody_gets_it_exactly_if_somebody_may(terms, desk, wanted) -> None:
    choice = choose(terms, desk, wanted)
    can = {
        worker.id
        for worker in desk
        if (terms.cap is None or worker.open_tickets < terms.cap)
        and worker.id not in wanted.not_to
    }
    if not terms.must_fit:
        assert (choice is not None) == bool(can)
    if choice is not None:
        assert choice.person in can
        assert len(set(choice.why)) == len(choice.why)


@given(desks(), WANTED)
def test_who_must_fit_fits(desk, wanted) -> None:
    terms = Terms((Step.LANGUAGE, Step.REASON, Step.LOAD), must_fit=True)
    choice = choose(terms, desk, wanted)
    if choice is None:
        return
    chosen = next(worker for worker in desk if worker.id == choice.person)
    assert not wanted.language or spoken(wanted.language) in chosen.languages
    assert not wanted.reason_path or set(wanted.reason_path) & chosen.reasons


LIN = Worker(1, open_tickets=3, last_turn=1, languages=frozenset({"de"}))
MAYA = Worker(2, open_tickets=1, last_turn=2, reasons=frozenset({"INS"}))
NOOR = Worker(3, open_tickets=1, last_turn=3, languages=frozenset({"de", "ja"}))
ALL = [LIN, MAYA, NOOR]
CASES = [
    # steps, what is wanted -> who and why
    ((Step.TURN,), Wanted(), Choice(1, (Step.TURN,), 3)),
    ((Step.LOAD, Step.TURN), Wanted(), Choice(2, (Step.LOAD, Step.TURN), 1)),
    ((Step.LANGUAGE, Step.LOAD), Wanted("de-at"), Choice(3, (Step.LANGUAGE, Step.LOAD), 1)),
    # Nobody writes it: the next preference counts.
    ((Step.LANGUAGE, Step.TURN), Wanted("fr"), Choice(1, (Step.TURN,), 3)),
    ((Step.REASON,), Wanted(reason_path=("INS", "INS.LOG")), Choice(2, (Step.REASON,), 1)),
    ((Step.RETURNING, Step.LOAD), Wanted(earlier=1), Choice(1, (Step.RETURNING,), 3)),
    # Whoever had it is not there.
    ((Step.RETURNING, Step.TURN), Wanted(earlier=9), Choice(1, (Step.TURN,), 3)),
    # The order is the rule's own.
    ((Step.LOAD, Step.LANGUAGE), Wanted("ja"), Choice(3, (Step.LOAD, Step.LANGUAGE), 1)),
    ((Step.TURN,), Wanted(not_to={1}), Choice(2, (Step.TURN,), 1)),
]


@pytest.mark.parametrize(("steps", "wanted", "chosen"), CASES)
def test_preferences_narrow_down_in_their_order(steps, wanted, chosen) -> None:
    assert choose(Terms(steps), ALL, wanted) == chosen


def test_the_only_one_there_gets_it_without_a_why() -> None:
    assert choose(Terms((Step.LOAD, Step.TURN)), [LIN], Wanted()) == Choice(1, (), 3)


NAMES = {1: "Lin", 2: "Lin Wei", 3: "王芳", 4: "Maya", 5: "maya"}
NOTES = [
    ("@Lin please look", {1}),
    ("@lin wei, please look", {2}),  # The longest name counts.
    ("@Linda knows", set()),  # Another word.
    ("请@王芳看一下", {3}),  # No space before or behind.
    ("＠王芳", {3}),  # As an input method writes it.
    ("mail to jonas@lin.example", set()),  # An address.
    ("(@Maya)", {4, 5}),  # Two of one name: both.
    ("@Lin@Maya", {1}),  # Not parted from the word before.
    ("@Lin @王芳.", {1, 3}),
    ("@ Lin", set()),
]


@pytest.mark.parametrize(("text", "named"), NOTES)
def test_a_note_names_whom_it_says(text, named) -> None:
    assert mentioned(text, NAMES) == named


@given(st.text(max_size=60))
def test_no_text_names_somebody_whose_name_it_does_not_hold(text) -> None:
    folded = text.casefold()
    assert all(NAMES[each].casefold() in folded for each in mentioned(text, NAMES))
