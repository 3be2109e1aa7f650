"""Kill switches hold what they name and nothing else; a fault stops its own account."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from firsthand.domain.journal.models import Entry
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.remedies import commands, queries
from firsthand.domain.remedies.models import Attempt, AuditRow, Incident, Remedy, Stop
from firsthand.domain.remedies.ports import ChannelMissing, Done
from firsthand.domain.remedies.queries.books import books
from firsthand.domain.remedies.rules.answers import Pace
from tests import people
from tests.people import NOON
from tests.remedies import HOUR, MINUTE, Desk, Memory, order, requested

State, Scope = Remedy.State, Stop.Scope


def states() -> dict[str, str]:
    return dict(Remedy.objects.values_list("account", "state"))


@pytest.fixture
def two(shop, lin) -> list[Remedy]:
    return [requested(order(shop, f"302-{name}"), 100, lin, account=name) for name in "ab"]


def stop(scope: Scope, name: str, by) -> Stop:
    return commands.stop(scope=scope, name=name, why="Drill.", by=by, at=NOON)


def test_a_stopped_account_sends_nothing_and_others_go_on(two, maya) -> None:
    stopped = stop(Scope.ACCOUNT, "a", maya)
    desk = Desk(Memory())
    desk.works()
    assert states() == {"a": State.APPROVED, "b": State.SUCCEEDED}
    commands.lift(stop_id=stopped.pk, by=maya, at=NOON)
    desk.works()
    assert states() == {"a": State.SUCCEEDED, "b": State.SUCCEEDED}


def test_when_everything_is_stopped_nothing_is_sent(two, maya) -> None:
    stop(Scope.ALL, "", maya)
    Desk(Memory()).works()
    assert set(states().values()) == {State.APPROVED}


def test_what_a_stopped_agent_asked_for_before_waits(two, lin, maya) -> None:
    stop(Scope.AGENT, str(lin.pk), maya)
    Desk(Memory()).works()
    assert set(states().values()) == {State.APPROVED}


def test_a_stop_holds_also_what_would_be_sent_again_under_its_key(two, maya) -> None:
    desk = Desk(Memory(native_key=True, script=["lost", "lost"]))
    desk.works()
    stop(Scope.ALL, "", maya)
    desk.works(after=HOUR)
    assert len(desk.channel.calls) == 2
    assert set(states().values()) == {State.UNKNOWN}


def test_stopping_twice_is_once_and_is_lifted_once(maya) -> None:
    assert stop(Scope.ALL, "", maya).pk == stop(Scope.ALL, "", maya).pk
    assert [each.scope for each in queries.standing_stops()] == ["all"]
    stopped = queries.standing_stops()[0]
    commands.lift(stop_id=stopped.pk, by=maya, at=NOON)
    with pytest.raises(commands.NothingStopped):
        commands.lift(stop_id=stopped.pk, by=maya, at=NOON)
    kinds = AuditRow.objects.order_by("seq").values_list("what", flat=True)
    assert list(kinds) == [
        "remedies.stopped",
        "remedies.stop_lifted",
        "remedies.lift.refused",
    ]


@pytest.mark.parametrize(
    ("scope", "name", "why"),
    [
        (Scope.ALL, "", " "),
        (Scope.ALL, "9", "Drill."),
        (Scope.ACCOUNT, "", "Drill."),
        (Scope.AGENT, "", "Drill."),
        (Scope.AGENT, "Lin", "Drill."),
    ],
)
def test_a_stop_says_why_and_of_what(maya, scope: Scope, name: str, why: str) -> None:
    with pytest.raises(commands.IncompleteStop):
        commands.stop(scope=scope, name=name, why=why, by=maya, at=NOON)
    assert AuditRow.objects.get().what == "remedies.stop.refused"


def test_whoever_stops_is_told_how_many_wait(two, lin, maya) -> None:
    assert queries.held_back_by(Scope.ALL, "") == 2
    assert queries.held_back_by(Scope.ACCOUNT, "a") == 1
    assert queries.held_back_by(Scope.AGENT, str(lin.pk)) == 2
    assert queries.held_back_by(Scope.AGENT, str(maya.pk)) == 0


def test_an_agent_stops_and_lifts_nothing(lin, maya) -> None:
    with pytest.raises(NotAllowed):
        stop(Scope.ALL, "", lin)
    stopped = stop(Scope.ALL, "", maya)
    with pytest.raises(NotAllowed):
        commands.lift(stop_id=stopped.pk, by=lin, at=NOON)
    assert [each.pk for each in queries.standing_stops()] == [stopped.pk]


def test_a_stop_says_by_whom_since_when_and_why_and_who_lifted_it(maya, wen) -> None:
    stopped = commands.stop(scope=Scope.ACCOUNT, name="a", why=" Drill. ", by=maya, at=NOON)
    assert (stopped.why, stopped.stopped_by_id, stopped.stopped_at) == (
        "Drill.", maya.pk, NOON,
    )  # fmt: skip
    lifted = commands.lift(stop_id=stopped.pk, by=wen, at=NOON + HOUR)
    assert (lifted.lifted_by_id, lifted.lifted_at) == (wen.pk, NOON + HOUR)
    entry = Entry.objects.get(kind="remedies.stop_lifted")
    assert (entry.subject_id, entry.actor_id, entry.facts) == (
        stopped.pk, wen.pk, {"scope": "account", "name": "a"},
    )  # fmt: skip
    row = AuditRow.objects.get(what="remedies.stop_lifted")
    assert (row.subject, row.actor_id) == ("account a", wen.pk)


def test_a_sender_that_was_held_up_too_long_does_not_call(two) -> None:
    desk = Desk(Memory(), pace=replace(Pace(), patience=timedelta(seconds=-1)))
    desk.works()
    assert desk.channel.calls == []
    assert set(states().values()) == {State.APPROVED}
    assert set(Attempt.objects.values_list("answer", flat=True)) == {"held_up"}


def test_an_account_nobody_can_reach_takes_nobodys_place(shop, lin) -> None:
    for number in range(60):
        requested(order(shop, f"301-{number}"), 5, lin, account="gone")
    requested(order(shop), 100, lin, account="here")
    desk = Desk(Memory())

    def channel_of(name: str) -> Memory:
        if name == "gone":
            raise ChannelMissing(name)
        return desk.channel

    commands.work_due(replace(desk.around(), channel_of=channel_of))
    assert [call.account for call in desk.channel.calls] == ["here"]


@pytest.mark.django_db(transaction=True)
def test_a_comparison_that_fails_is_put_off_and_stops_its_account() -> None:
    shop = people.store()
    remedy = requested(order(shop), 100, people.lin(shop))
    desk = Desk(Memory())
    desk.works()
    desk.channel.effects = ["nonsense"]
    desk.works(after=HOUR)
    connection.ensure_connection()
    remedy.refresh_from_db()
    assert (remedy.state, remedy.check_at) == (State.SUCCEEDED, desk.at + 10 * MINUTE)
    assert Incident.objects.get().facts == {"fault": "AttributeError"}
    (stopped,) = queries.standing_stops()
    assert (stopped.scope, stopped.name) == ("account", remedy.account)
    assert stopped.why == f"A check failed over remedy {remedy.pk} (AttributeError)."


@pytest.mark.django_db(transaction=True)
def test_a_check_that_fails_stops_its_account_and_no_other(caplog) -> None:
    shop = people.store()
    lin = people.lin(shop)
    for name in "ab":
        requested(order(shop, f"302-{name}"), 100, lin, account=name)

    def poison(told):
        return Done("x" * 500) if told.account == "a" else Done("R-1")

    desk = Desk(Memory(script=[poison, poison]))
    desk.works()
    connection.ensure_connection()
    assert states() == {"a": State.SENDING, "b": State.SUCCEEDED}
    assert Remedy.objects.get(account="a").due_at == desk.at + 10 * MINUTE
    assert Incident.objects.get().kind == Incident.Kind.FAULT
    assert [stop.name for stop in queries.standing_stops()] == ["a"]
    for _hour in range(3):
        desk.works(after=HOUR)
    assert len(desk.channel.calls) == 2
    assert states()["a"] == State.NEEDS_HUMAN
    assert books().wrong == ()
    assert "a check failed" in caplog.text
