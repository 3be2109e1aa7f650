"""What a run of simulated agents is said to have come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from bench.agents import judge
from bench.agents.judge import Request, Result, Run
from bench.agents.watch import Sample

BEGIN, END = 1000.0, 1100.0


def sample(at: float, web: float, postgres: float) -> Sample:
    return Sample(at, web, web / 10, postgres, postgres / 4, 0.0, {"web": web, "db": 100.0})


def request(
    due: float, waited: float = 0.1, name: str = "ticket", how: str = "ok"
) -> Request:
    words = "" if how == "ok" else "No."
    return Request(name, due, due, due + waited, how, words)


def of(requests: Sequence[Request], planned: float = 1.0) -> list[Result]:
    samples = [sample(900.0 + 10 * n, 1.0 * n, 0.5 * n) for n in range(30)]
    return judge.results_of(
        Run("firsthand", 5000, requests, samples, BEGIN, END, planned, 100, "abc", "now")
    )


def a_hundred(waited: float = 0.1) -> list[Request]:
    return [request(BEGIN + n, waited) for n in range(100)]


def test_only_what_was_due_after_the_warm_up_counts() -> None:
    early, late = request(BEGIN - 0.1, 9.0), request(END, 9.0)
    assert of([early, *a_hundred(), late])[0].n == 100


def test_a_request_costs_what_the_program_and_all_of_postgres_used() -> None:
    whole = of(a_hundred())[0]
    # In 100 s: 10 s of the web, 5 s of PostgreSQL, for 100 requests.
    assert whole.cpu_ms == 150.0
    assert whole.parts_ms["web"] == 100.0
    assert whole.parts_ms["for_worker"] == 12.5
    assert whole.parts_ms["worker"] == 10.0


def test_waiting_counts_from_when_a_step_was_due_and_not_from_when_it_was_sent() -> None:
    late = Request("ticket", BEGIN, BEGIN + 0.4, BEGIN + 0.5, "ok", "")
    whole = of([late])[0]
    assert (whole.p95_ms, whole.p95_answer_ms) == (500.0, 100.0)


def test_kinds_are_told_apart_the_most_frequent_first() -> None:
    results = of([*a_hundred(), request(BEGIN, name="note"), request(BEGIN, name="note")])
    assert [(one.case, one.n) for one in results] == [
        ("all", 102),
        ("ticket", 100),
        ("note", 2),
    ]


def test_a_kind_costs_what_its_answers_say_it_did() -> None:
    cheap = request(BEGIN)._replace(program_ms=2.0, database_ms=1.0)
    dear = request(BEGIN)._replace(program_ms=6.0, database_ms=2.0)
    kind = of([cheap, dear])[1]
    assert (kind.cpu_ms, kind.parts_ms) == (5.5, {"program": 4.0, "database": 1.5})


def test_refusals_are_counted_apart_from_errors_with_their_words() -> None:
    no = request(BEGIN, name="reply", how="refused")
    whole = of([*a_hundred(), no, request(BEGIN, how="error")])[0]
    assert (whole.errors, whole.refused) == (1, 1)
    assert whole.words == {"refused: reply: No.": 1, "error: ticket: No.": 1}


def test_cpu_between_two_looks_goes_by_evenly() -> None:
    samples = [sample(0.0, 0.0, 0.0), sample(10.0, 4.0, 2.0)]
    assert judge.between(samples, 2.5, 5.0)["web"] == pytest.approx(1.0)


def test_the_course_tells_each_half_minute_in_percent_of_a_core() -> None:
    told = of(a_hundred())[0].course
    assert [one["second"] for one in told] == [30, 60, 90, 100]
    assert {one["web"] for one in told} == {10}
    assert told[0]["db_mb"] == 100


@pytest.mark.parametrize(
    ("values", "percent", "wanted"),
    [([], 95, 0.0), ([3.0], 95, 3.0), ([1.0, 2.0, 3.0, 4.0], 50, 2.0)],
)
def test_a_percentile_is_a_value_that_was_measured(
    values: list[float], percent: float, wanted: float
) -> None:
    assert judge.percentile(values, percent) == wanted


def test_a_hundred_values_have_the_95th_as_p95() -> None:
    assert judge.percentile([float(n) for n in range(1, 101)], 95) == 95.0


GOOD = Result(
    "firsthand", "all", 10, 19.9, 20.0, 250.0, None, 500.0, 1000, "abc", "now",
    refused=20, per_s=22.0, planned_per_s=24.0,
)  # fmt: skip


def test_a_run_within_all_limits_has_no_problem() -> None:
    assert judge.judged([GOOD]) == []


@pytest.mark.parametrize(
    "bad",
    [
        replace(GOOD, cpu_ms=20.1),
        replace(GOOD, p95_ms=250.1),
        replace(GOOD, errors=1),
        replace(GOOD, refused=21),
        replace(GOOD, per_s=21.5),
    ],
)
def test_each_limit_is_judged_by_itself(bad: Result) -> None:
    assert len(judge.judged([bad])) == 1


def test_a_refund_has_a_limit_of_its_own() -> None:
    refund = replace(GOOD, case="refund", p95_ms=300.0)
    assert judge.judged([GOOD, refund]) == []
    (said,) = judge.judged([GOOD, replace(refund, p95_ms=300.1)])
    assert said.startswith("p95 from the click until a refund is accepted is 300.1 ms")


def test_of_another_desk_nothing_is_promised_and_of_no_run_something() -> None:
    slow = replace(GOOD, subject="another", cpu_ms=900.0, errors=3)
    assert judge.judged([GOOD, slow]) == []
    assert judge.judged([slow]) == ["Nothing was measured."]
    assert judge.judged([replace(GOOD, n=0)]) == ["Nothing was measured."]


def test_the_table_names_each_desk_and_each_kind() -> None:
    text = judge.table(of([*a_hundred(), request(BEGIN, name="note", how="refused")]))
    assert "150.0 CPU ms" not in text  # One request more shares it.
    assert "148.5 CPU ms a request" in text
    assert "\nnote " in text
    assert "CPU ms  program  database" in text
    assert "1 x refused: note: No." in text
