"""Each fault that was named when money began to move, with the tests that cover it."""

from __future__ import annotations

from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
REMEDIES, AUTHORITY = "domain/remedies", "domain/authority"
ASKING, DECIDING = f"{REMEDIES}/test_asking.py", f"{REMEDIES}/test_deciding.py"
SENDING, TOGETHER = f"{REMEDIES}/test_sending.py", f"{REMEDIES}/test_together.py"
FACTS, JUMPS = f"{REMEDIES}/test_facts.py", f"{REMEDIES}/test_clocks_and_commits.py"
STOPPING, GUARDS = f"{REMEDIES}/test_stopping.py", f"{REMEDIES}/test_guards.py"
CRASHES, DATABASES = "money/test_crashes.py", "money/test_databases.py"
AMAZON = "money/test_with_amazon.py"
SANDBOX, MACHINE = "money/test_with_the_sandbox.py", "money/test_state_machine.py"

FAULTS: dict[str, tuple[tuple[str, str], ...]] = {
    "double click": (
        (ASKING, "test_the_same_request_again_finds_the_one_that_is_there"),
        (MACHINE, "test_whatever_happens_in_whatever_order_what_must_hold_holds"),
    ),
    "two tabs": (
        (TOGETHER, "test_one_key_in_twenty_tabs_is_one_remedy"),
        (TOGETHER, "test_one_key_for_two_orders_at_once_is_one_remedy"),
        (ASKING, "test_a_key_never_stands_for_two_requests"),
    ),
    "24 agents on one order": (
        (TOGETHER, "test_two_dozen_agents_on_one_order_never_give_more_than_was_paid"),
    ),
    "wrong currency": (
        (ASKING, "test_what_makes_no_sense_is_refused"),
        (FACTS, "test_another_currency_is_kept_beside_the_books"),
        (GUARDS, "test_the_database_refuses_each_by_its_own_guard"),
    ),
    "amount 0 or more than left": (
        (ASKING, "test_what_makes_no_sense_is_refused"),
        (GUARDS, "test_a_cell_holds_when_everything_above_it_has_failed"),
    ),
    "refund after claim": (
        (f"{AUTHORITY}/test_deciding.py", "test_some_things_nobody_does_from_here"),
        (f"{AUTHORITY}/test_judging.py", "test_a_claim_that_was_not_denied_is_open"),
        ("wiring/test_authority.py", "test_a_claim_that_came_meanwhile_stops_the_approval"),
    ),
    "refund after chargeback": ((ASKING, "test_after_a_chargeback_no_refund"),),
    "order of another store": (
        (ASKING, "test_an_order_of_another_store_is_not_there"),
        (DECIDING, "test_a_lead_of_another_store_does_not_see_it"),
        (GUARDS, "test_the_database_refuses_each_by_its_own_guard"),
    ),
    "approval of an altered request": (
        (DECIDING, "test_another_request_than_was_shown_is_not_approved"),
        (DECIDING, "test_another_amount_voids_the_request_and_stands_as_one_of_its_own"),
        (GUARDS, "test_the_database_refuses_each_by_its_own_guard"),
    ),
    "self-approval": (
        (DECIDING, "test_nobody_approves_what_he_asked_for"),
        (GUARDS, "test_the_database_refuses_each_by_its_own_guard"),
    ),
    "clock jumps": (
        (JUMPS, "test_a_clock_that_jumps_after_a_lost_answer_sends_nothing_again"),
        (JUMPS, "test_a_clock_that_is_set_back_does_not_make_an_approval_last"),
        (f"{AUTHORITY}/test_using.py", "test_a_clock_that_is_set_back_hides_nothing"),
        (MACHINE, "test_whatever_happens_in_whatever_order_what_must_hold_holds"),
    ),
    "marketplace answering twice": (
        (SENDING, "test_what_a_channel_does_twice_is_found_counted_and_reported"),
        (SANDBOX, "test_what_a_marketplace_does_twice_is_counted_twice_and_told"),
        (AMAZON, "test_what_amazon_does_twice_is_counted_twice_and_told"),
        (CRASHES, "test_a_crash_never_pays_twice_and_never_loses_a_payment"),
    ),
    "marketplace answering late": (
        (SANDBOX, "test_what_happened_is_found_and_counted_once"),
        (AMAZON, "test_what_happened_is_found_and_counted_once"),
        (SENDING, "test_what_was_taken_is_asked_for_until_it_is_decided"),
        (CRASHES, "test_a_crash_never_pays_twice_and_never_loses_a_payment"),
    ),
    "marketplace answering never": (
        (SENDING, "test_what_is_taken_for_too_long_is_unknown"),
        (SENDING, "test_without_a_key_an_unclear_answer_is_never_sent_again"),
        (SANDBOX, "test_what_nobody_can_know_waits_for_people_with_its_money_set_aside"),
        (AMAZON, "test_what_nobody_can_know_waits_for_people_with_its_money_set_aside"),
    ),
    "marketplace answering garbage": (
        (SENDING, "test_a_faulty_adapter_counts_as_unclear"),
        ("connectors/conformance/test_remedy_channel.py",
         "test_no_garbage_passes_for_an_answer"),
        (CRASHES, "test_a_crash_never_pays_twice_and_never_loses_a_payment"),
    ),
    "worker killed at each step": (
        (CRASHES, "test_a_worker_was_killed_at_every_step_there_is"),
        (CRASHES, "test_a_crash_never_pays_twice_and_never_loses_a_payment"),
    ),
    "database restarted mid-transaction": (
        (DATABASES, "test_a_database_that_is_restarted_at_once_loses_and_doubles_nothing"),
        (DATABASES, "test_sessions_that_are_cut_again_and_again_send_each_remedy_once"),
    ),
    "commit whose answer is lost": (
        (JUMPS, "test_a_commit_whose_answer_is_lost_while_sending_is_done_once"),
        (JUMPS, "test_a_request_whose_commit_is_not_answered_is_found_by_the_same_form"),
    ),
    "poison action of one account": (
        (STOPPING, "test_a_check_that_fails_stops_its_account_and_no_other"),
        (SENDING, "test_an_account_that_keeps_failing_is_left_alone_and_others_go_on"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_what_covers_a_fault_is_there(fault: str) -> None:
    for file, test in FAULTS[fault]:
        assert f"def {test}(" in (TESTS / file).read_text(encoding="utf-8"), test
