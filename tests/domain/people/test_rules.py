from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.domain.people.rules import (
    MINIMUM_PASSWORD_LENGTH,
    RIGHTS,
    Right,
    Role,
    Weakness,
    weakness,
)

COMMON = frozenset({"password", "dragon", "qwerty"})

DECIDING = {
    Right.APPROVE_REMEDIES, Right.SETTLE_REMEDIES, Right.STOP_REMEDIES, Right.READ_AUDIT,
}  # fmt: skip
TABLE = [
    # role, what it may beyond reading
    (Role.AGENT, {Right.WORK_TICKETS, Right.REQUEST_REMEDIES, Right.FIND_TRUTH}),
    (
        Role.LEAD,
        {
            Right.WORK_TICKETS,
            Right.ASSIGN_OTHERS,
            Right.MANAGE_REASONS,
            Right.MANAGE_SLA,
            Right.MANAGE_ROUTING,
            Right.IMPORT_DATA,
            Right.EXPORT_DATA,
            Right.READ_FIGURES_OF_PEOPLE,
            Right.REQUEST_REMEDIES,
            Right.FIND_TRUTH,
            Right.EXPORT_PACKS,
            Right.WRITE_MACROS,
            Right.PUBLISH_MACROS,
            Right.WRITE_POLICIES,
            Right.OVERRIDE_POLICIES,
            *DECIDING,
        },
    ),
    (Role.REVIEWER, set()),
    (
        Role.COMPLIANCE,
        {
            Right.WORK_HANDED_OVER,
            Right.ERASE_BUYERS,
            Right.MANAGE_REASONS,
            Right.MANAGE_AUTHORITY,
            Right.FIND_TRUTH,
            Right.EXPORT_PACKS,
            Right.ANSWER_CLAIMS,
            Right.WRITE_MACROS,
            Right.PUBLISH_MACROS,
            Right.WRITE_POLICIES,
            Right.PUBLISH_POLICIES,
            Right.OVERRIDE_POLICIES,
            *DECIDING,
        },
    ),
    (Role.ANALYST, {Right.EXPORT_DATA}),
]
READING = {Right.READ_TICKETS, Right.READ_FIGURES, Right.USE_API}


@pytest.mark.parametrize(("role", "more"), TABLE)
def test_each_role_may_exactly_what_was_agreed(role: Role, more: set[Right]) -> None:
    assert RIGHTS[role] == READING | more


def test_every_role_has_rights_and_owners_have_all() -> None:
    assert set(RIGHTS) == set(Role)
    assert RIGHTS[Role.OWNER] == set(Right)


@given(st.text(max_size=400))
def test_every_text_is_judged(password: str) -> None:
    found = weakness(password, about=["Lin", "lin@example.com"], common=COMMON)
    assert found is None or found in set(Weakness)


@given(st.text(max_size=MINIMUM_PASSWORD_LENGTH - 1, alphabet=string.printable))
def test_a_short_password_is_always_too_short(password: str) -> None:
    assert weakness(password, about=[], common=COMMON) == Weakness.SHORT


letters = st.characters(categories=["Lu", "Ll"])


@given(
    st.text(letters, min_size=4, max_size=20),
    st.text(string.ascii_lowercase + " ", min_size=15, max_size=30),
    st.text(string.ascii_lowercase + " ", max_size=30),
)
def test_ones_own_name_makes_any_password_weak(name: str, before: str, after: str) -> None:
    found = weakness(before + name + after, about=[name], common=())
    assert found == Weakness.PERSONAL


@pytest.mark.parametrize("name", ["Ｗｅｎｄｙ", "WENDY", "ﬁona", "Straße"])
def test_a_name_written_in_other_letters_is_the_same_name(name: str) -> None:
    password = f"tea for {name.casefold()} and the dragon"
    assert weakness(password, about=[name], common=()) == Weakness.PERSONAL


@given(
    st.sampled_from(sorted(COMMON)),
    st.text(string.digits + "!$ ._-", min_size=15, max_size=40),
    st.integers(0, 15),
)
def test_digits_and_signs_around_one_known_word_do_not_help(
    word: str, padding: str, place: int
) -> None:
    password = padding[:place] + word + padding[place:]
    assert weakness(password, about=[], common=COMMON) == Weakness.COMMON


GOOD = [
    "tea under the plum tree",
    "four dragons drink green tea",
    "梅树下的茶与四条龙在夜里慢慢地喝水",
]


@pytest.mark.parametrize("password", GOOD)
def test_a_sentence_is_a_good_password(password: str) -> None:
    assert weakness(password, about=["Lin", "lin@x.example"], common=COMMON) is None


@pytest.mark.parametrize("about", ["Li", "Mao", "bo@example.com"])
def test_a_name_too_short_to_be_avoided_is_let_pass(about: str) -> None:
    password = f"tea {about.partition('@')[0]} under the plum tree"
    assert weakness(password, about=[about], common=COMMON) is None
