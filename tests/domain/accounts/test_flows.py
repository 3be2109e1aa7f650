from __future__ import annotations

from datetime import timedelta

import pytest

from firsthand.domain.accounts import commands, queries
from firsthand.domain.accounts.commands import Done, Planned, Run, Secrets, TakenOver
from firsthand.domain.accounts.models import Flow
from firsthand.domain.accounts.ports import Trial
from firsthand.domain.accounts.queries import Problem, ProblemKind
from firsthand.domain.journal.models import Entry
from firsthand.foundation.errors import Refused
from tests.accounts import ORDERS, RETURNS, account, flow
from tests.people import NOON

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
OTHER = Problem(ProblemKind.OTHER, {"message": "It rains.", "fix": "Wait."})


def begun(one: Flow, at=NOON) -> Run:
    run = commands.begin_flow(flow_id=one.pk, at=at)
    assert run is not None
    return run


def test_a_flow_goes_on_from_where_it_was() -> None:
    one = flow(account())
    run = begun(one)
    assert (run.cursor, run.name, run.part) == ({}, "orders", "")
    commands.finish_flow(
        run,
        Done({"after": "noon"}, {"orders": 12}, newest_at=NOON, complete_until=NOON),
        at=NOON + MINUTE,
    )
    one.refresh_from_db()
    assert (one.cursor, one.counts) == ({"after": "noon"}, {"orders": 12})
    assert (one.newest_at, one.complete_until) == (NOON, NOON)
    assert one.succeeded_at == NOON + MINUTE
    assert one.next_due_at == NOON + 4 * MINUTE
    assert begun(one, at=NOON + 4 * MINUTE).cursor == {"after": "noon"}


def test_a_flow_is_not_begun_before_it_is_due_nor_while_its_account_rests() -> None:
    one = flow(account())
    assert commands.begin_flow(flow_id=one.pk, at=NOON - MINUTE) is None
    commands.pause_account(account_id=one.account_id, by=None, at=NOON)
    assert queries.due_flows(at=NOON) == []
    assert commands.begin_flow(flow_id=one.pk, at=NOON) is None
    commands.resume_account(account_id=one.account_id, by=None, at=NOON)
    assert queries.due_flows(at=NOON) == [one]
    assert begun(one).number == 1


def test_what_was_kept_on_the_way_survives_a_worker_that_died() -> None:
    one = flow(account())
    run = begun(one)
    commands.save_progress(run, cursor={"page": 2}, counts={"orders": 100}, at=NOON)
    again = begun(one, at=NOON + MINUTE)
    assert (again.cursor, again.was_cut_off) == ({"page": 2}, True)
    assert (run.was_cut_off, again.number) == (False, 2)


def test_a_worker_that_was_given_up_can_write_nothing_any_more() -> None:
    one = flow(account())
    old, new = begun(one), begun(one, at=NOON + MINUTE)
    for deed in (
        lambda: commands.save_progress(old, cursor={"page": 9}, at=NOON),
        lambda: commands.finish_flow(old, Done({"page": 9}), at=NOON),
        lambda: commands.fail_flow(old, OTHER, at=NOON),
    ):
        with pytest.raises(TakenOver):
            deed()
    commands.finish_flow(new, Done({"page": 3}), at=NOON + MINUTE)
    one.refresh_from_db()
    assert (one.cursor, one.failures) == ({"page": 3}, 0)


def test_a_failure_keeps_its_place_and_is_tried_again_ever_later() -> None:
    one = flow(account())
    pauses = []
    at = NOON
    for _ in range(8):
        run = begun(one, at=at)
        commands.save_progress(run, cursor={"page": run.number}, at=at)
        commands.fail_flow(run, OTHER, at=at)
        one.refresh_from_db()
        pauses.append((one.next_due_at - at) // MINUTE)
        at = one.next_due_at
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    assert (one.failures, one.cursor) == (8, {"page": 8})
    assert (one.problem, one.problem_since) == (OTHER, NOON)


def test_what_only_a_person_can_mend_is_tried_every_hour() -> None:
    one = flow(account())
    withdrawn = Problem(ProblemKind.PERMISSION_WITHDRAWN)
    commands.fail_flow(begun(one), withdrawn, at=NOON)
    one.refresh_from_db()
    assert one.next_due_at == NOON + timedelta(hours=1)


def test_what_a_person_has_mended_is_tried_at_once_and_the_rest_in_its_time() -> None:
    one = flow(account())
    fixed = Secrets(refresh_token="Atzr|new")
    for problem, is_due in (
        (Problem(ProblemKind.PERMISSION_WITHDRAWN), True),
        (OTHER, False),
    ):
        commands.fail_flow(begun(one), problem, at=NOON)
        commands.rotate_secrets(
            account_id=one.account_id, credentials=fixed, by=None, at=NOON
        )
        assert (queries.due_flows(at=NOON) == [one]) is is_due


def test_a_test_that_finds_nothing_wrong_has_it_tried_at_once() -> None:
    one = flow(account())
    missing = Problem(ProblemKind.ROLE_MISSING)
    commands.fail_flow(begun(one), missing, at=NOON)
    for trial, is_due in ((Trial([missing]), False), (Trial(), True)):
        commands.note_test(account_id=one.account_id, trial=trial, by=None, at=NOON)
        assert (queries.due_flows(at=NOON) == [one]) is is_due


def test_what_was_asked_for_is_waited_for() -> None:
    one = flow(account())
    wanted = timedelta(minutes=17)
    commands.fail_flow(begun(one), OTHER, at=NOON, again_after=wanted)
    one.refresh_from_db()
    assert one.next_due_at == NOON + wanted


def test_the_journal_has_the_first_failure_and_the_first_success_after_it() -> None:
    one = flow(account())
    for minute in (0, 10):
        at = NOON + minute * MINUTE
        commands.fail_flow(begun(one, at=at), OTHER, at=at)
    at = NOON + 60 * MINUTE
    for _ in range(2):
        commands.finish_flow(begun(one, at=at), Done({}, due_at=at), at=at)
    entries = Entry.objects.filter(kind__startswith="accounts.flow").order_by("pk")
    assert [entry.kind for entry in entries] == [
        "accounts.flow_fails",
        "accounts.flow_goes_on",
    ]
    assert entries[1].facts["since"] == NOON.isoformat()
    one.refresh_from_db()
    assert (one.problem, one.problem_since, one.failures) == (None, None, 0)


def test_the_newest_record_never_grows_older() -> None:
    one = flow(account())
    for newest in (NOON, NOON - MINUTE, None):
        done = Done({}, newest_at=newest, due_at=NOON)
        commands.finish_flow(begun(one), done, at=NOON)
    one.refresh_from_db()
    assert one.newest_at == NOON


def test_planning_makes_what_is_missing_and_keeps_the_place_of_what_is_there() -> None:
    one = account()
    assert commands.plan_flows(account_id=one.pk, planned=[ORDERS], at=NOON) == 1
    commands.finish_flow(begun(Flow.objects.get()), Done({"a": 1}), at=NOON)
    slower = Planned("orders", timedelta(minutes=9))
    assert commands.plan_flows(account_id=one.pk, planned=[slower, RETURNS], at=NOON) == 1
    orders = queries.flow_of(one, "orders")
    assert orders is not None
    assert (orders.cursor, orders.every) == ({"a": 1}, timedelta(minutes=9))
    assert commands.plan_flows(account_id=one.pk, planned=[RETURNS], at=NOON) == 0
    assert [str(left) for left in queries.flows_of(one)] == ["returns_fbm"]


def test_a_flow_nobody_wants_any_more_ends_without_harm() -> None:
    one = flow(account())
    run = begun(one)
    commands.plan_flows(account_id=one.account_id, planned=[], at=NOON)
    with pytest.raises(TakenOver):
        commands.finish_flow(run, Done({}), at=NOON)


def test_all_flows_of_an_account_can_be_hurried() -> None:
    one = flow(account())
    commands.finish_flow(begun(one), Done({}), at=NOON)
    assert queries.due_flows(at=NOON) == []
    assert commands.hurry_flows(account_id=one.account_id, at=NOON) == 1
    assert queries.due_flows(at=NOON) == [one]


class Rain(Refused):
    pass


def worked(one: Flow, work, at=NOON) -> str:
    return commands.run_flow(
        flow_id=one.pk,
        work=work,
        problem_of=lambda refusal: (
            Problem(ProblemKind.OTHER, {"message": refusal.message, "fix": refusal.fix}),
            5 * MINUTE,
        ),
        now=lambda: at,
    )


def test_work_ends_done_failed_or_not_taken_and_says_so() -> None:
    one = flow(account())

    def rains(run: Run) -> Done:
        commands.save_progress(run, cursor={"page": 1}, at=NOON)
        raise Rain("It rains.", fix="Wait.")

    assert worked(one, rains) == "failed"
    one.refresh_from_db()
    assert (one.problem, one.cursor) == (OTHER, {"page": 1})
    assert one.next_due_at == NOON + 5 * MINUTE
    assert worked(one, rains) == "not_taken"
    later = NOON + 5 * MINUTE
    assert worked(one, lambda run: Done(run.cursor), at=later) == "done"


def test_a_fault_of_ours_stops_one_flow_and_nobody_else() -> None:
    one = flow(account())
    assert worked(one, lambda run: Done(run.cursor["not there"])) == "failed"
    one.refresh_from_db()
    assert one.problem == Problem(ProblemKind.FAULT, {"what": "KeyError"})


def test_work_on_a_flow_that_was_taken_over_is_thrown_away() -> None:
    one = flow(account())

    def slow(run: Run) -> Done:
        Flow.objects.filter(pk=run.flow_id).update(run=run.number + 1)
        return Done({"page": 9})

    assert worked(one, slow) == "taken_over"
    one.refresh_from_db()
    assert one.cursor == {}
