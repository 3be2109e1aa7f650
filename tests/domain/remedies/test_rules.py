"""The rules of remedies, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.domain.remedies.ports import (
    Answer,
    Capabilities,
    Component,
    Declined,
    Done,
    Instruction,
    Kind,
    NotSent,
    Part,
    Taken,
    Unclear,
)  # fmt: skip
from firsthand.domain.remedies.rules import answers, matching
from firsthand.domain.remedies.rules.answers import DOUBTFUL, Outcome, Pace, Tried
from firsthand.domain.remedies.rules.breaker import OPENS_AFTER, rest_after
from firsthand.domain.remedies.rules.requests import (
    Portion,
    Request,
    canonical,
    instruction_hash,
    request_hash,
)
from firsthand.domain.remedies.rules.splitting import MoreThanThereIs, in_order, pro_rata
from firsthand.domain.remedies.rules.states import (
    ALLOWED,
    FINAL,
    RESERVING,
    UNDER_WAY,
    State,
    may_follow,
)
from tests.people import NOON
from tests.remedies import HOUR, LAG, MINUTE, key, seen

FREE = st.lists(st.integers(0, 10**9), min_size=1, max_size=12)
PACE = Pace()


@given(FREE, st.data())
def test_a_split_is_exact_and_asks_nobody_for_more_than_he_has(free, data) -> None:
    amount = data.draw(st.integers(0, sum(free)))
    shares = pro_rata(amount, free)
    assert sum(shares) == amount
    assert all(0 <= share <= most for share, most in zip(shares, free, strict=True))
    total = sum(free)
    for share, each in list(zip(shares, free, strict=True))[:-1]:
        # A unit for its own rounding, and one for each other cell's that it may bear.
        assert abs(share - amount * each / max(total, 1)) <= len(free)


@given(FREE, st.integers(1, 10))
def test_a_split_of_more_than_there_is_is_refused(free, more: int) -> None:
    with pytest.raises(MoreThanThereIs):
        pro_rata(sum(free) + more, free)


@pytest.mark.parametrize(
    ("amount", "free", "shares"),
    [
        (333, [700, 200, 60, 40], [233, 67, 20, 13]),
        (1, [1, 1], [1, 0]),  # Half a unit each: up, and the last one bears it.
        (5, [0, 5], [0, 5]),
        (0, [0, 0], [0, 0]),
        (10, [3, 3, 4], [3, 3, 4]),
        (17, [10, 10, 10, 1], [5, 5, 6, 1]),  # The last has no more to bear it with.
    ],
)
def test_halves_go_up_and_the_last_bears_the_remainder(amount, free, shares) -> None:
    assert pro_rata(amount, free) == shares


@given(FREE, st.integers(0, 10**10))
def test_taking_in_order_leaves_only_what_nobody_has(free, amount: int) -> None:
    shares, rest = in_order(amount, free)
    assert sum(shares) + rest == amount
    assert rest == max(0, amount - sum(free))


PORTIONS = st.lists(
    st.builds(
        Portion,
        st.integers(1, 99),
        st.sampled_from(Component),
        st.integers(0, 999),
        st.integers(0, 9),
    ),
    max_size=5,
)
PAIRS = st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), max_size=3)


@given(PORTIONS, PAIRS, st.randoms(use_true_random=False))
def test_the_order_of_what_is_said_makes_no_other_request(portions, pairs, rng) -> None:
    one = asked(portions=tuple(portions), details=tuple(pairs))
    turned = list(portions), list(pairs)
    rng.shuffle(turned[0])
    rng.shuffle(turned[1])
    other = replace(one, portions=tuple(turned[0]), details=tuple(turned[1]))
    assert request_hash(one) == request_hash(other)


def asked(**values) -> Request:
    plain = {
        "key": key(1),
        "order_id": 1,
        "kind": Kind.REFUND,
        "currency": "EUR",
        "reason": "x",
    }
    return Request(**plain | values)


@pytest.mark.parametrize(
    "changed",
    [
        {"key": key(2)}, {"order_id": 2}, {"kind": Kind.CANCEL}, {"currency": "USD"},
        {"minor_units": 1}, {"reason": "y"}, {"note": "n"}, {"ticket_id": 1},
        {"details": (("a", "b"),)}, {"portions": (Portion(1, Component.TAX, 5),)},
        {"portions": (Portion(None, Component.TAX, 5),)},
    ],
)  # fmt: skip
def test_whatever_is_changed_is_another_request(changed) -> None:
    assert canonical(asked(**changed)) != canonical(asked())


def test_what_is_hashed_is_the_same_text_for_ever() -> None:
    portions = Portion(2, Component.PRICE, 5), Portion(None, Component.SHIPPING, 3)
    details = ("b", "é"), ("a", "1")
    one = asked(portions=portions, details=details, note="碎了", ticket_id=7, minor_units=8)
    assert canonical(one) == (
        '{"currency":"EUR","details":[["a","1"],["b","é"]],'
        '"key":"00000000-0000-0000-0000-000000000001","kind":"refund","minor_units":8,'
        '"note":"碎了","order":1,"portions":[[0,"shipping",3,0],[2,"price",5,0]],'
        '"reason":"x","ticket":7}'
    )


TOLD = Instruction(
    remedy_id=key(1), key="k", kind=Kind.REFUND, account="a", order_number="1",
    currency="EUR", minor_units=300, parts=(Part(1, "L1", Component.PRICE, 300),),
)  # fmt: skip


@pytest.mark.parametrize(
    "changed",
    [
        {"key": "l"}, {"kind": Kind.CANCEL}, {"account": "b"}, {"order_number": "2"},
        {"currency": "USD"}, {"minor_units": 301}, {"parts": ()}, {"reason": "r"},
        {"details": (("a", "b"),)}, {"remedy_id": key(2)},
    ],
)  # fmt: skip
def test_whatever_a_channel_is_told_otherwise_is_another_body(changed) -> None:
    assert instruction_hash(replace(TOLD, **changed)) != instruction_hash(TOLD)


SOUGHT = matching.Sought(TOLD, NOON)
FITS = seen("R-1", 300, at=NOON)


@pytest.mark.parametrize(
    ("effect", "is_ours"),
    [
        (FITS, True),
        (replace(FITS, at=NOON - timedelta(seconds=5)), True),
        (replace(FITS, at=NOON - timedelta(seconds=6)), False),
        (replace(FITS, minor_units=301), False),
        (replace(FITS, currency="USD"), False),
        (replace(FITS, kind=Kind.GOODWILL_CREDIT), False),
        (replace(FITS, line_number=1), True),
        (replace(FITS, line_number=2), False),
        (replace(FITS, reference="somebody else's"), False),
        (replace(FITS, reference="k", minor_units=5), True),
        (replace(FITS, reference="k", at=NOON - HOUR), True),
    ],
)
def test_an_effect_is_ours_by_its_reference_or_by_all_it_is(effect, is_ours) -> None:
    found = matching.found(SOUGHT, [effect], used=set())
    assert (found.ours is effect) == is_ours
    assert matching.found(SOUGHT, [effect], used={"R-1"}).ours is None


def test_what_looks_older_than_the_first_attempt_proves_nothing_either_way() -> None:
    older = replace(FITS, at=NOON - HOUR)
    assert matching.found(SOUGHT, [older], used=()) == matching.Found(older=(older,))
    assert matching.found(SOUGHT, [older], used={"R-1"}) == matching.Found()
    other = replace(FITS, external_id="R-2")
    assert matching.found(SOUGHT, [older, other], used=()) == matching.Found(other)
    unlike = replace(older, minor_units=301)
    assert matching.found(SOUGHT, [unlike], used=()) == matching.Found()


def test_two_that_fit_are_nobodys_to_choose_and_a_reference_ends_the_doubt() -> None:
    other = replace(FITS, external_id="R-2")
    assert matching.found(SOUGHT, [FITS, other], used=()) == matching.Found(
        candidates=(FITS, other)
    )
    ours = replace(other, reference="k")
    assert matching.found(SOUGHT, [FITS, ours], used=()).ours is ours
    later = replace(ours, external_id="R-3", at=NOON + MINUTE)
    assert matching.found(SOUGHT, [later, ours], used=()).ours is ours


def test_a_listing_does_not_say_whether_goods_were_to_come_back() -> None:
    returnless = matching.Sought(replace(TOLD, kind=Kind.RETURNLESS_REFUND), NOON)
    assert matching.could_be(returnless, FITS)
    assert matching.could_be(SOUGHT, replace(FITS, kind=Kind.RETURNLESS_REFUND))
    assert not matching.could_be(returnless, replace(FITS, minor_units=301))
    credit = matching.Sought(replace(TOLD, kind=Kind.GOODWILL_CREDIT), NOON)
    assert not matching.could_be(credit, FITS)


def test_an_effect_without_money_is_found_whatever_its_amount_and_currency() -> None:
    told = replace(TOLD, kind=Kind.CANCEL, minor_units=0, parts=())
    cancel = matching.Sought(told, NOON)
    bare = seen("C-1", 0, kind=Kind.CANCEL, currency="")
    assert matching.found(cancel, [FITS, bare], used=()).ours is bare
    assert matching.could_be(cancel, replace(bare, currency="EUR", minor_units=900))
    assert not matching.could_be(cancel, replace(bare, kind=Kind.RESEND))
    assert not matching.could_be(cancel, replace(bare, at=NOON - HOUR))


def sought(name: str, *, after: timedelta = timedelta(), **told) -> matching.Sought:
    return matching.Sought(replace(TOLD, key=name, **told), NOON + after)


def test_of_remedies_that_happened_the_earlier_gets_the_earlier_effect() -> None:
    first, second = sought("a"), sought("b", after=MINUTE)
    early = replace(FITS, external_id="R-9", at=NOON + 2 * MINUTE)
    late = replace(FITS, at=NOON + 3 * MINUTE)
    pairs = {"a": early, "b": late}
    assert matching.paired([second, first], [late, early]) == pairs
    assert matching.paired([first, second], [early, late]) == pairs
    assert matching.paired([first, second], [late]) == {"a": late}


def test_nobody_goes_without_because_another_chose_first() -> None:
    any_line = replace(FITS, external_id="R-2")
    of_line = replace(FITS, line_number=1, at=NOON + MINUTE)
    first = sought("a")
    other_line = sought("b", parts=(Part(2, "L2", Component.PRICE, 300),))
    pairs = matching.paired([first, other_line], [any_line, of_line])
    assert pairs == {"a": of_line, "b": any_line}


def test_two_make_room_for_a_third() -> None:
    first, second, third = (
        sought(name, after=n * MINUTE, parts=(Part(line, "L", Component.PRICE, 300),))
        for n, (name, line) in enumerate((("a", 1), ("b", 2), ("c", 1)))
    )
    one, other, two = (
        replace(FITS, external_id=f"R-{n}", line_number=line, at=NOON + (3 + n) * MINUTE)
        for n, line in enumerate((1, None, 2))
    )
    pairs = matching.paired([first, second, third], [one, other, two])
    assert pairs == {"c": one, "a": other, "b": two}


def test_what_looks_older_than_its_attempt_is_a_remedys_if_nothing_else_is() -> None:
    older = replace(FITS, external_id="R-0", at=NOON - 2 * HOUR)
    assert matching.paired([sought("a")], [older]) == {"a": older}
    assert matching.paired([sought("a")], [older, FITS]) == {"a": FITS}
    assert matching.paired([sought("a"), sought("b")], [older, FITS]) == {
        "a": FITS, "b": older,
    }  # fmt: skip
    assert matching.paired([sought("a")], [older], known={"R-0"}) == {}
    assert matching.paired([sought("a")], [FITS], known={FITS.external_id}) == {"a": FITS}


def test_a_pair_has_all_in_common_or_the_reference() -> None:
    theirs = replace(FITS, reference="b", minor_units=5)
    assert matching.paired([sought("a"), sought("b")], [theirs]) == {"b": theirs}
    assert matching.paired([sought("a")], [replace(FITS, minor_units=301)]) == {}
    assert matching.paired([], [FITS]) == {}


@given(
    st.lists(st.sampled_from([0, 1, 2]), max_size=6), st.lists(st.booleans(), max_size=6)
)
def test_no_effect_is_two_remedies_and_no_remedy_waits_beside_a_free_one(
    minutes, lines
) -> None:
    remedies = [sought(str(n), after=m * MINUTE) for n, m in enumerate(minutes)]
    effects = [
        replace(
            FITS,
            external_id=f"R-{n}",
            line_number=1 if has_line else None,
            at=NOON + n * MINUTE,
        )
        for n, has_line in enumerate(lines)
    ]
    pairs = matching.paired(remedies, effects)
    assert len({seen.external_id for seen in pairs.values()}) == len(pairs)
    free = [seen for seen in effects if seen not in pairs.values()]
    waiting = [one for one in remedies if one.instruction.key not in pairs]
    # They differ by nothing but their time here.
    assert not (waiting and free)


AFTER = [
    # outcome, an earlier attempt may have happened: the state then
    (Outcome.DONE, False, State.SUCCEEDED), (Outcome.DONE, True, State.SUCCEEDED),
    (Outcome.TAKEN, False, State.TAKEN), (Outcome.TAKEN, True, State.TAKEN),
    (Outcome.DECLINED, False, State.FAILED), (Outcome.DECLINED, True, State.UNKNOWN),
    (Outcome.NOT_SENT, False, State.APPROVED), (Outcome.NOT_SENT, True, State.UNKNOWN),
    (Outcome.UNCLEAR, False, State.UNKNOWN), (Outcome.UNCLEAR, True, State.UNKNOWN),
    (Outcome.LOST, False, State.UNKNOWN), (Outcome.OPEN, False, State.UNKNOWN),
]  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "outcome", "of_asking"),
    [
        (Done("R1"), Outcome.DONE, Outcome.DONE),
        (Taken("F1"), Outcome.TAKEN, None),
        (Declined("closed"), Outcome.DECLINED, Outcome.DECLINED),
        (NotSent("busy"), Outcome.NOT_SENT, None),
        (Unclear("cut off"), Outcome.UNCLEAR, Outcome.UNCLEAR),
    ],
)
def test_what_an_answer_says_of_its_attempt_and_of_what_was_taken(
    answer: Answer, outcome: Outcome, of_asking: Outcome | None
) -> None:
    assert answers.outcome_of(answer) is outcome
    assert answers.outcome_of_asking(answer) is of_asking


@pytest.mark.parametrize(("outcome", "is_doubtful", "state"), AFTER)
def test_what_follows_from_an_answer(outcome, is_doubtful: bool, state: State) -> None:
    assert answers.state_after(outcome, is_doubtful=is_doubtful) == state


def can(**values) -> Capabilities:
    plain = {
        "kinds": frozenset(Kind),
        "native_key": True,
        "key_life": None,
        "read_lag": LAG,
    }
    return Capabilities(**plain | values)


def history(*outcomes: Outcome, body: str = "b") -> answers.History:
    tried = [
        Tried(NOON + n * HOUR, outcome, None, "b") for n, outcome in enumerate(outcomes)
    ]
    return answers.history_of(tried, body_hash=body, pace=PACE)


LOST, UNCLEAR = Outcome.LOST, Outcome.UNCLEAR
AGAIN = [
    # the channel, the attempts, hours after the first: may it be sent again?
    (can(), partial(history, UNCLEAR), 1, True),
    (can(native_key=False), partial(history, UNCLEAR), 1, False),
    (can(native_key=False, is_definitive=True), partial(history, UNCLEAR), 1, False),
    (can(key_life=HOUR), partial(history, UNCLEAR), 0.98, True),
    (can(key_life=HOUR), partial(history, UNCLEAR), 3540 / 3600, False),  # To the second.
    (
        can(key_life=HOUR),
        partial(history, UNCLEAR),
        0.99,
        False,
    ),  # Less than a call may take.
    (can(), partial(history, UNCLEAR, body="other"), 1, False),
    (can(), partial(history, LOST), 1, True),
    (can(), partial(history, LOST, LOST), 1, False),
    (can(), partial(history, *[UNCLEAR] * 7), 1, True),
    (can(), partial(history, *[UNCLEAR] * 8), 1, False),
    (can(), partial(history, UNCLEAR, *[Outcome.NOT_SENT] * 20), 1, True),
    (can(), partial(history, UNCLEAR, Outcome.DECLINED), 1, False),
]


@pytest.mark.parametrize(("channel", "tried", "hours", "may"), AGAIN)
def test_only_a_living_key_with_the_same_body_is_sent_again(channel, tried, hours, may):
    at = NOON + hours * HOUR
    assert answers.may_send_again(channel, tried(), at=at, pace=PACE) == may


def test_a_listing_is_read_after_the_lag_of_the_last_possible_effect() -> None:
    tried = history(UNCLEAR, LOST)
    can_act = NOON + HOUR + PACE.patience + PACE.within
    assert tried.could_act_until == can_act
    assert answers.readable_from(can(), tried) == can_act + LAG
    taken = [Tried(NOON, UNCLEAR, NOON + 9 * HOUR, "b")]
    late = answers.history_of(taken, body_hash="b", pace=PACE)
    assert answers.readable_from(can(), late) == NOON + 9 * HOUR + LAG


@pytest.mark.parametrize(
    ("is_definitive", "tried", "state"),
    [
        (False, partial(history, UNCLEAR), State.NEEDS_HUMAN),
        (True, partial(history, UNCLEAR), State.APPROVED),
        (True, partial(history, LOST, LOST), State.NEEDS_HUMAN),
    ],
)
def test_absence_is_proof_only_where_the_channel_says_so(is_definitive, tried, state):
    channel = can(is_definitive=is_definitive)
    assert answers.state_when_absent(channel, tried()) == state


def test_doubt_is_of_earlier_attempts_only() -> None:
    assert not history(UNCLEAR).is_doubtful
    assert history(UNCLEAR, Outcome.DECLINED).is_doubtful
    assert not history(Outcome.ABSENT, Outcome.DECLINED).is_doubtful
    assert Outcome.ABSENT not in DOUBTFUL


def test_nothing_leads_out_of_an_end_and_every_state_is_reached() -> None:
    assert {before for before, _ in ALLOWED} == RESERVING
    reached = {after for _, after in ALLOWED} | {State.PENDING_APPROVAL}
    assert reached == set(State)
    assert UNDER_WAY < RESERVING
    assert not RESERVING & FINAL


def test_what_may_have_left_is_never_sent_again_by_a_table() -> None:
    assert not may_follow(State.NEEDS_HUMAN, State.APPROVED)
    assert not may_follow(State.NEEDS_HUMAN, State.SENDING)
    assert not may_follow(State.TAKEN, State.APPROVED)
    for end in FINAL:
        assert not any(before == end for before, _ in ALLOWED)


def test_pauses_grow_and_stay_at_the_longest() -> None:
    assert [PACE.pause(n).total_seconds() for n in (0, 1, 2, 5, 99)] == [
        5,
        5,
        30,
        1800,
        1800,
    ]


def test_a_breaker_opens_after_failures_in_a_row_and_rests_longer_each_time() -> None:
    assert rest_after(OPENS_AFTER - 1) is None
    assert rest_after(OPENS_AFTER) == MINUTE
    assert rest_after(OPENS_AFTER + 1) == 2 * MINUTE
    assert rest_after(OPENS_AFTER + 99) == 15 * MINUTE
