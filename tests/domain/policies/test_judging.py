"""A text leaves, is blocked, or leaves because somebody with the right let it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from firsthand.domain.journal.models import Entry
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.people.models import Person
from firsthand.domain.policies import commands, queries
from firsthand.domain.policies.models import Allowance, Raised
from firsthand.domain.stores.models import Store
from tests.people import NOON, lin, person, store
from tests.policies import LINK, letter

pytestmark = pytest.mark.django_db
WARNED = "We will get back to you soon."


@pytest.fixture
def shop() -> Store:
    return store("US")


@pytest.fixture
def agent(shop: Store) -> Person:
    return lin(shop)


def outcomes() -> list[tuple[str, str]]:
    return list(Raised.objects.order_by("pk").values_list("rule", "outcome"))


def test_a_blocked_text_is_refused_with_words_reason_and_way_out(
    shop: Store, agent: Person
) -> None:
    with pytest.raises(commands.Blocked) as refusal:
        commands.judge(letter(LINK, shop, agent), at=NOON, leaves=True)
    assert "“https://lamps.example/offer”" in refusal.value.message
    assert "carrier's tracking page" in refusal.value.message
    assert "Remove the link" in refusal.value.fix
    assert outcomes() == []  # It is noted by who undoes the rest.
    commands.note_blocked(refusal.value)
    assert outcomes() == [("L-06", "blocked")]
    noted = Entry.objects.get(kind="policies.blocked")
    assert noted.facts == {"version": None, "rules": ["L-06"]}
    with translation.override("zh-hans"), pytest.raises(commands.Blocked, match="该链接"):
        commands.judge(letter(LINK, shop, agent), at=NOON, leaves=True)


def test_a_warning_leaves_and_is_noted_once_it_does(shop: Store, agent: Person) -> None:
    commands.judge(letter(WARNED, shop, agent), at=NOON, leaves=False)
    assert outcomes() == []
    commands.judge(letter(WARNED, shop, agent), at=NOON, leaves=True)
    assert ("L-27", "warned") in outcomes()
    raised = Raised.objects.get(rule="L-27")
    assert WARNED[raised.begins : raised.ends] == "you soon"


def test_a_text_leaves_all_the_same_by_right_once_and_to_the_letter(
    shop: Store, agent: Person
) -> None:
    chen = person("Chen", "compliance", shop)
    with pytest.raises(NotAllowed):
        commands.allow(letter(LINK, shop, agent), note="Carrier's own page.", at=NOON)
    with pytest.raises(commands.NoteMissing):
        commands.allow(letter(LINK, shop, chen), note=" ", at=NOON)
    with pytest.raises(commands.NothingBlocked):
        commands.allow(letter("It is on page 4.", shop, chen), note="Why not.", at=NOON)
    commands.allow(letter(LINK, shop, chen), note="Carrier's own page.", at=NOON)
    for other in (letter(LINK + "!", shop, agent), letter(LINK, shop, agent, ticket_id=8)):
        with pytest.raises(commands.Blocked):
            commands.judge(other, at=NOON, leaves=True)
    commands.judge(letter(LINK, shop, agent), at=NOON, leaves=True)
    assert outcomes() == [("L-06", "overridden")]
    with pytest.raises(commands.Blocked):
        commands.judge(letter(LINK, shop, agent), at=NOON, leaves=True)
    kinds = set(Entry.objects.values_list("kind", flat=True))
    assert {"policies.allowed", "policies.overridden"} <= kinds
    assert all("Carrier" not in str(each.facts) for each in Entry.objects.all())


def test_an_allowance_is_for_the_rules_it_was_given_for(shop: Store, agent: Person) -> None:
    chen = person("Chen", "compliance", shop)
    given = commands.allow(letter(LINK, shop, chen), note="Known.", at=NOON)
    Allowance.objects.filter(pk=given.pk).update(rules=["L-07"])
    with pytest.raises(commands.Blocked):
        commands.judge(letter(LINK, shop, agent), at=NOON, leaves=True)


def test_notes_are_forgotten_with_the_buyer_and_after_their_time(
    shop: Store, agent: Person
) -> None:
    chen = person("Chen", "compliance", shop)
    given = commands.allow(letter(LINK, shop, chen), note="Kim asked for it.", at=NOON)
    assert commands.purge_due(keep_days=30, at=NOON + timedelta(days=29)) == 0
    assert commands.purge_due(keep_days=30, at=NOON + timedelta(days=31)) == 1
    Allowance.objects.filter(pk=given.pk).update(note="Kim asked for it.")
    assert commands.forget_words_on([given.ticket_id]) == 1
    given.refresh_from_db()
    assert given.note == ""


@pytest.mark.parametrize(
    "text",
    [
        "Write to kim@lamps\u200b.com",  # Zero width.
        "Write to \u202ekim@lamps.com",  # Right to left.
        "Write to kіm@lаmps.com",  # Cyrillic letters.
        "<p>Write to <b>kim</b>@lamps.com</p>",  # Pasted HTML.
        "&#107;im&#64;lamps.com",
        "ｋｉｍ＠ｌａｍｐｓ．ｃｏｍ",
    ],
)
@pytest.mark.parametrize("language", ["en", "pt"])  # Of one nobody wrote words for.
def test_tricks_of_writing_hide_nothing_in_any_language(
    shop: Store, agent: Person, text: str, language: str
) -> None:
    with pytest.raises(commands.Blocked) as refusal:
        commands.judge(letter(text, shop, agent, language=language), at=NOON, leaves=True)
    assert {one.rule for one in refusal.value.blocks} & {"L-06", "L-07"}


def test_what_is_longer_than_any_letter_is_refused_unread(
    shop: Store, agent: Person
) -> None:
    text = "a" * (queries.LONGEST + 1)
    with pytest.raises(commands.TextTooLong, match="20001 characters"):
        commands.judge(letter(text, shop, agent), at=NOON, leaves=True)


@pytest.mark.parametrize("word", ["1" * 300, "a b " * 300, "12-" * 700])
def test_a_word_without_an_end_is_refused_unread(
    shop: Store, agent: Person, word: str
) -> None:
    with pytest.raises(commands.TextTooLong, match="goes on without an end"):
        commands.judge(letter(f"Hello {word}", shop, agent), at=NOON, leaves=True)


def test_words_are_read_in_the_language_they_are_written_in(
    shop: Store, agent: Person
) -> None:
    german = (
        "Bitte geben Sie uns eine 5-Sterne-Bewertung, die wir für unseren Shop brauchen."
    )
    one = letter(german, shop, agent)._replace(also_in=queries.spoken_in(german))
    with pytest.raises(commands.Blocked):
        commands.judge(one, at=NOON, leaves=True)
