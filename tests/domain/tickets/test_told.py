"""Who follows a ticket and who is named in a note sees what is new, and nobody else."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from firsthand.domain.journal.models import Entry
from firsthand.domain.people.models import Person
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets import commands, queries
from firsthand.domain.tickets.models import Mention, Ticket, Watch
from tests.letters import arrives, letter, mailbox
from tests.people import NOON, lin, maya, person, store
from tests.sheets import sheet

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def german() -> Store:
    return store("DE")


@pytest.fixture
def agent(german: Store) -> Person:
    return lin(german)


@pytest.fixture
def lead(german: Store) -> Person:
    return maya(german)


@pytest.fixture
def box(german: Store):
    return mailbox(german)


@pytest.fixture
def number(box) -> int:
    return arrives(box, letter()).ticket_id or 0


def notes(number: int, by: Person, words: str, at=NOON) -> None:
    commands.add_note(ticket_id=number, body=words, by=by, at=at, idempotency_key=uuid4())


def looks(number: int, by: Person, at=NOON) -> None:
    commands.note_presence(ticket_id=number, by=by, at=at)


def news(of: Person) -> list[tuple[int, int, bool, bool]]:
    return [
        (each.messages, each.notes, each.was_closed, each.changed_hands)
        for each in queries.followed_by(of)
    ]


def test_following_shows_what_others_did_since_one_looked(number, box, agent, lead) -> None:
    commands.follow(ticket_id=number, by=lead, at=NOON)
    commands.follow(ticket_id=number, by=lead, at=NOON + HOUR)
    assert news(lead) == [(0, 0, False, False)]
    notes(number, agent, "Ask the carrier", NOON + HOUR)
    notes(number, lead, "I did", NOON + HOUR)
    commands.assign(ticket_id=number, to=agent.pk, expected=None, by=agent, at=NOON + HOUR)
    commands.solve(ticket_id=number, sheet=sheet(), by=agent, at=NOON + HOUR)
    assert news(lead) == [(0, 1, True, True)]
    looks(number, lead, NOON + 2 * HOUR)
    assert news(lead) == [(0, 0, False, False)]
    assert Watch.objects.get().since == NOON
    assert news(agent) == []


def test_what_has_news_stands_first(number, box, agent, lead) -> None:
    other = arrives(box, letter(sender="eve@buyers.example", sent_at=NOON + HOUR)).ticket_id
    for each in (number, other):
        commands.follow(ticket_id=each, by=lead, at=NOON + HOUR)
    assert [each.ticket.pk for each in queries.followed_by(lead)] == [other, number]
    notes(number, agent, "Look", NOON + 2 * HOUR)
    assert [each.ticket.pk for each in queries.followed_by(lead)] == [number, other]


def test_unfollowing_ends_it_and_both_are_in_the_journal_once(number, lead) -> None:
    for _ in range(2):
        commands.follow(ticket_id=number, by=lead, at=NOON)
    for _ in range(2):
        commands.unfollow(ticket_id=number, by=lead, at=NOON)
    kinds = list(Entry.objects.filter(actor_id=lead.pk).values_list("kind", flat=True))
    assert kinds == ["tickets.followed", "tickets.unfollowed"]
    assert news(lead) == []


def test_nobody_follows_what_he_may_not_see_and_sees_no_more_what_he_may_not(
    number, lead
) -> None:
    stranger = person("Stranger", "agent", store("JP"))
    with pytest.raises(Ticket.DoesNotExist):
        commands.follow(ticket_id=number, by=stranger, at=NOON)
    commands.follow(ticket_id=number, by=lead, at=NOON)
    lead.teams.clear()
    assert news(Person.objects.get(pk=lead.pk)) == []


def test_who_follows_a_merged_ticket_follows_the_other(number, box, agent, lead) -> None:
    other = arrives(box, letter("And?")).ticket_id or 0
    commands.follow(ticket_id=number, by=lead, at=NOON)
    commands.merge(ticket_id=number, into=other, by=agent, at=NOON)
    notes(other, agent, "One case now", NOON + HOUR)
    (followed,) = queries.followed_by(lead)
    assert (followed.ticket.pk, followed.notes) == (other, 1)


def test_who_is_named_has_it_in_his_list_until_he_opens_the_ticket(
    number, agent, lead
) -> None:
    notes(number, agent, "@Maya may we refund? Asks @Lin")
    (mention,) = queries.mentions_of(lead)
    assert (mention.note.author, mention.read_at) == (agent, None)
    assert queries.mentions_of(agent) == []  # Nobody is told what he wrote himself.
    looks(number, agent)
    assert Mention.objects.get().read_at is None
    looks(number, lead, NOON + HOUR)
    assert Mention.objects.get().read_at == NOON + HOUR
    looks(number, lead, NOON + 2 * HOUR)
    assert Mention.objects.get().read_at == NOON + HOUR


def test_only_who_may_see_the_ticket_can_be_named(number, german, agent, lead) -> None:
    person("Noor", "agent", store("JP"))
    gone = person("Omar", "reviewer", german)
    notes(number, agent, "@Noor @Omar look")
    assert [each.person for each in Mention.objects.all()] == [gone]
    gone.teams.clear()
    assert queries.mentions_of(Person.objects.get(pk=gone.pk)) == []


def test_the_same_note_twice_names_once(number, agent, lead) -> None:
    key = uuid4()
    for _ in range(2):
        commands.add_note(
            ticket_id=number, body="@Maya", by=agent, at=NOON, idempotency_key=key
        )
    assert Mention.objects.count() == 1
    entry = Entry.objects.get(kind="tickets.note_written")
    assert entry.facts == {"mentions": [lead.pk]}


def test_all_can_be_read_at_once(number, agent, lead) -> None:
    notes(number, agent, "@Maya one")
    notes(number, agent, "@Maya two")
    assert commands.read_all_mentions(by=lead, at=NOON) == 2
    assert commands.read_all_mentions(by=lead, at=NOON) == 0


def test_the_rail_counts_what_the_lists_show_as_new(number, box, agent, lead) -> None:
    quiet = arrives(box, letter(sender="eve@buyers.example")).ticket_id or 0
    closed = arrives(box, letter(sender="kim@buyers.example")).ticket_id or 0
    for each in (number, quiet, closed):
        commands.follow(ticket_id=each, by=lead, at=NOON)
    notes(number, agent, "@Maya one", NOON + HOUR)
    notes(number, agent, "@Maya two", NOON + HOUR)
    notes(quiet, lead, "My own", NOON + HOUR)
    commands.solve(ticket_id=closed, sheet=sheet(), by=agent, at=NOON + HOUR)
    counts = queries.desk_counts(lead, at=NOON + HOUR)
    news_of = [each.ticket.pk for each in queries.followed_by(lead) if each.is_new]
    assert sorted(news_of) == [number, closed]
    assert (counts["following"], counts["mentions"]) == (2, 1)
    looks(number, lead, NOON + HOUR)
    counts = queries.desk_counts(lead, at=NOON + HOUR)
    assert (counts["following"], counts["mentions"]) == (1, 0)
    lead.teams.clear()
    counts = queries.desk_counts(Person.objects.get(pk=lead.pk), at=NOON + HOUR)
    assert (counts["following"], counts["mentions"]) == (0, 0)
