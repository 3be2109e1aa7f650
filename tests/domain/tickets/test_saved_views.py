"""Lists with a name: whose they are, who may change them, what is refused."""

from __future__ import annotations

import pytest

from firsthand.domain.journal.models import Entry
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.people.models import Person, Team
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets import commands, queries
from firsthand.domain.tickets.commands import ViewTerms
from firsthand.domain.tickets.commands.views import MOST_PINNED, MOST_VIEWS
from firsthand.domain.tickets.models import SavedView
from firsthand.domain.tickets.queries import Condition, Sorting, Wanted
from tests.people import NOON, lin, maya, person, store, wen

OPEN = Wanted((Condition("state", "is", "open"),))


@pytest.fixture
def german(db) -> Store:
    return store("DE")


@pytest.fixture
def agent(german: Store) -> Person:
    return lin(german)


def saved(by: Person, name: str = "Open", **more) -> SavedView:
    terms = ViewTerms(name, **({"wanted": OPEN} | more))
    return commands.save_view(terms=terms, by=by, at=NOON)


def names(views) -> list[str]:
    return [view.name for view in views]


def test_a_view_keeps_what_was_asked_for_and_the_journal_no_words(agent) -> None:
    wanted = Wanted((*OPEN.conditions, Condition("due", "within", "4h")), Sorting.LATEST)
    view = saved(agent, "  My   morning ", wanted=wanted)
    view.refresh_from_db()
    assert (view.name, view.wanted) == (
        "My morning",
        Wanted(
            (Condition("state", "is", "open"), Condition("due", "within", "4h")),
            Sorting.LATEST,
        ),
    )
    entry = Entry.objects.get(kind="tickets.view_saved")
    assert entry.subject_id == view.pk
    assert entry.facts == {"team": None, "fields": ["due", "state"]}


def test_a_view_of_ones_own_is_seen_by_nobody_else(german, agent) -> None:
    view = saved(agent)
    for other in (maya(german), wen()):
        assert queries.views_of(other) == []
        assert queries.view_for(other, view.pk) is None
        with pytest.raises(SavedView.DoesNotExist):
            commands.delete_view(view_id=view.pk, by=other, at=NOON)


def test_a_team_has_the_views_its_lead_saves(german, agent) -> None:
    lead, stranger = maya(german), person("Yui", "agent", store("JP"))
    team = Team.objects.get(people=lead)
    team.people.add(agent)
    view = saved(lead, team_id=team.pk, is_pinned=True)
    saved(agent, "Zebra", is_pinned=True)
    saved(agent, "not in the rail")
    assert names(queries.views_of(agent)) == ["not in the rail", "Zebra", "Open"]
    assert names(queries.pinned_views(agent)) == ["Zebra", "Open"]
    assert names(queries.pinned_views(lead)) == ["Open"]
    assert queries.pinned_views(stranger) == queries.views_of(stranger) == []
    # An owner may open and change it, but his rail is his own.
    owner = wen()
    assert names(queries.views_of(owner)) == ["Open"]
    assert queries.pinned_views(owner) == []
    with pytest.raises(NotAllowed):
        commands.delete_view(view_id=view.pk, by=agent, at=NOON)
    commands.delete_view(view_id=view.pk, by=lead, at=NOON)
    assert names(queries.views_of(agent)) == ["not in the rail", "Zebra"]
    assert Entry.objects.get(kind="tickets.view_deleted").facts["team"] == team.pk


def test_nobody_saves_a_view_for_a_team_he_does_not_lead(german, agent) -> None:
    lead = maya(german)
    foreign = Team.objects.create(name="Tokyo")
    for by, team in ((agent, Team.objects.get(people=agent)), (lead, foreign)):
        with pytest.raises(NotAllowed):
            saved(by, team_id=team.pk)
    assert saved(wen(), team_id=foreign.pk).team == foreign


def test_a_change_replaces_everything_and_is_written_down(german, agent) -> None:
    lead = maya(german)
    view = saved(lead)
    saved(lead, "Other")
    terms = ViewTerms("OPEN", Wanted((Condition("language", "is", "de"),)), is_pinned=True)
    commands.change_view(view_id=view.pk, terms=terms, by=lead, at=NOON)
    view.refresh_from_db()
    assert (view.name, view.is_pinned) == ("OPEN", True)
    assert Entry.objects.get(kind="tickets.view_changed").facts["fields"] == ["language"]
    taken = ViewTerms("other", OPEN)
    with pytest.raises(commands.ViewNameTaken):
        commands.change_view(view_id=view.pk, terms=taken, by=lead, at=NOON)


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "open"])
def test_a_name_is_there_and_of_its_own(agent, name) -> None:
    saved(agent)
    with pytest.raises(commands.ViewNameTaken):
        saved(agent, name)


def test_two_people_may_call_their_views_the_same(german, agent) -> None:
    assert saved(agent).name == saved(maya(german)).name


@pytest.mark.parametrize(
    "rows",
    [
        (),
        (Condition("mood", "is", "bad"),),
        (Condition("store", "is", "999999"),),
        tuple(Condition("due", "within", f"{n}h") for n in range(1, 22)),
    ],
)
def test_what_cannot_be_shown_is_not_saved(agent, rows) -> None:
    with pytest.raises(commands.ViewUnfit) as refusal:
        saved(agent, wanted=Wanted(rows))
    assert refusal.value.fix
    assert not SavedView.objects.exists()


def test_there_are_never_more_views_than_anybody_can_look_at(agent) -> None:
    for n in range(MOST_PINNED):
        saved(agent, f"pinned {n}", is_pinned=True)
    with pytest.raises(commands.TooManyViews):
        saved(agent, "one more", is_pinned=True)
    rest = [
        SavedView(name=f"view {n}", owner=agent, created_at=NOON)
        for n in range(MOST_VIEWS - MOST_PINNED)
    ]
    SavedView.objects.bulk_create(rest)
    with pytest.raises(commands.TooManyViews):
        saved(agent, "one more")


def test_a_view_saved_when_a_field_was_there_opens_and_says_that_it_is_gone(agent) -> None:
    view = saved(agent)
    SavedView.objects.update(conditions=[["mood", "is", "bad"], ["state", "is", "open"]])
    view.refresh_from_db()
    reading = queries.reading_of(view.wanted, agent, at=NOON)
    assert [row.condition.field for row in reading.problems] == ["mood"]
