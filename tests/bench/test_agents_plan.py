"""The open model of the simulated agents: drawn beforehand, and as heavy as it says."""

from __future__ import annotations

import random
import statistics
from itertools import pairwise

import pytest
from bench.agents import plan
from bench.agents.plan import Journey, Step

MINUTES_10, WARM_UP = 600.0, 60.0


def dice_of(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 -- times to think are no secrets


def the_plans(agents: int = 100, seed: int = 1) -> list[list[Journey]]:
    return [
        plan.plan(n, seconds=MINUTES_10, warm_up=WARM_UP, seed=seed) for n in range(agents)
    ]


def by_hand(journeys: list[Journey]) -> list[Journey]:
    return [one for one in journeys if any(step.lane == "hand" for step in one.steps)]


def test_the_same_seed_plans_the_same_and_another_plans_something_else() -> None:
    assert the_plans(3) == the_plans(3)
    assert the_plans(3) != the_plans(3, seed=2)


def test_each_agent_walks_one_journey_after_the_other_from_within_the_warm_up() -> None:
    for journeys in the_plans(20):
        walked = by_hand(journeys)
        assert 0 <= walked[0].at < WARM_UP
        for one, following in pairwise(walked):
            assert following.at == pytest.approx(one.at + one.seconds)
        assert walked[-1].at < MINUTES_10 <= walked[-1].at + walked[-1].seconds


def test_steps_come_in_order_and_before_the_journey_ends() -> None:
    dice = dice_of(3)
    for _ in range(300):
        steps, seconds = plan.journey(dice)
        moments = [step.at for step in steps]
        assert moments == sorted(moments)
        assert moments[-1] < seconds
        assert [step.deed for step in steps].count("leave") == 1
        assert not {"write", "jot"} & {step.deed for step in steps}


REDRAWS = (
    "reply and close", "reply", "undo", "note", "tag", "assign", "close", "merge",
)  # fmt: skip


def test_an_open_ticket_is_asked_about_every_eight_seconds_until_it_is_left() -> None:
    dice = dice_of(5)
    for _ in range(100):
        steps, _seconds = plan.journey(dice)
        asked = [step.at for step in steps if step.deed == "presence"]
        drawn = [step.at for step in steps if step.deed in REDRAWS]
        (left,) = (step.at for step in steps if step.deed == "leave")
        assert left - plan.PRESENCE_EVERY <= asked[-1] < left
        for before, after in pairwise(asked):
            # A page that is drawn anew asks at once.
            anew = [at for at in drawn if before <= at < after]
            wanted = anew[-1] + 0.3 if anew else before + plan.PRESENCE_EVERY
            assert after == pytest.approx(wanted)


def test_a_page_looks_again_at_a_reply_until_it_has_left() -> None:
    dice, seen = dice_of(6), set()
    for _ in range(300):
        steps, _seconds = plan.journey(dice)
        if "refund" in {step.deed for step in steps}:
            continue
        sent = [step.at for step in steps if step.deed in {"reply", "reply and close"}]
        looks = [step.at for step in steps if step.deed == "thread"]
        assert sent or not looks
        seen |= {round(at - max(each for each in sent if each < at), 1) for at in looks}
    assert seen == {5.0, 10.0, plan.LEFT_AFTER}


def test_a_refund_is_foretold_before_it_is_asked_for_and_looked_at_until_it_is_done() -> (
    None
):
    dice, seen = dice_of(8), 0
    for _ in range(300):
        steps, _seconds = plan.journey(dice)
        asked = [step.at for step in steps if step.deed == "refund"]
        foretold = [step.at for step in steps if step.deed == "refund foretold"]
        looks = [step.at for step in steps if step.deed == "remedies"]
        assert len(foretold) == 2 * len(asked)
        assert asked or not looks
        assert all(before < at for at in asked for before in foretold)
        assert not looks or looks[0] == pytest.approx(asked[0] + 0.3)
        seen += len(asked)
    assert 30 < seen < 80


@pytest.mark.parametrize("deed", ["at desk", "counts"])
def test_once_a_minute_is_the_most_whatever_the_journeys_are(deed: str) -> None:
    for journeys in the_plans(20):
        moments = [one.at + s.at for one in journeys for s in one.steps if s.deed == deed]
        gaps = [after - before for before, after in pairwise(moments)]
        assert min(gaps) >= plan.MINUTE - 0.001
        assert len(moments) >= MINUTES_10 / plan.MINUTE / 2


def test_drafts_are_kept_only_between_opening_a_ticket_and_what_they_become() -> None:
    dice, seen = dice_of(7), 0
    for _ in range(200):
        steps, _seconds = plan.journey(dice)
        drafts = [step.at for step in steps if step.lane == "draft"]
        sent = [s.at for s in steps if s.deed in {"reply", "reply and close", "note"}]
        assert all(moment < max(sent) for moment in drafts)
        seen += len(drafts)
    assert seen > 200


def test_times_to_think_have_the_mean_that_was_asked_for() -> None:
    dice = dice_of(11)
    drawn = [plan.think(dice, 20.0) for _ in range(20_000)]
    assert statistics.mean(drawn) == pytest.approx(20.0, rel=0.02)
    assert min(drawn) > 0


def test_a_third_of_the_agents_leave_the_queue_open_in_another_tab() -> None:
    open_tabs = [
        one for journeys in the_plans(99) for one in journeys if not by_hand([one])
    ]
    assert len(open_tabs) == 33
    for one in open_tabs:
        assert {step.deed for step in one.steps} == {"refresh"}
        assert one.steps[1].at - one.steps[0].at == plan.REFRESH_EVERY
        assert one.at + one.steps[-1].at < MINUTES_10


def test_the_rate_counts_the_steps_between_two_moments_alone() -> None:
    journeys = [
        Journey(0.0, 30.0, [Step(1.0, "queue"), Step(10.0, "ticket"), Step(20.0, "note")]),
        Journey(15.0, 9.0, [Step(0.0, "queue")]),
    ]
    assert plan.rate([journeys], begin=10.0, end=20.0) == pytest.approx(0.2)
    assert plan.rate([journeys], begin=0.0, end=30.0, only={"queue"}) == pytest.approx(
        2 / 30
    )


def test_the_load_of_all_agents_is_as_heavy_in_every_minute() -> None:
    plans = the_plans()
    rates = [plan.rate(plans, begin=60.0 * n, end=60.0 * (n + 1)) for n in range(1, 10)]
    assert max(rates) < 1.25 * min(rates)


@pytest.mark.parametrize(
    ("status", "led_to", "wanted"),
    [
        (200, "", "ok"),
        (204, "", "ok"),
        (302, "/tickets/3/", "ok"),
        (302, "/log-in/?next=/", "error"),
        (422, "", "refused"),
        (403, "", "error"),
        (404, "", "error"),
        (500, "", "error"),
        (0, "", "error"),
    ],
)
def test_a_refusal_is_no_error_and_the_log_in_is_one(
    status: int, led_to: str, wanted: str
) -> None:
    assert plan.outcome(status, led_to) == wanted
