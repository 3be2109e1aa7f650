"""Files that cannot be right leave nothing behind but the reason."""

from __future__ import annotations

import gzip

import pytest

from firsthand import wiring
from firsthand.domain.imports import commands, queries
from firsthand.domain.imports.commands import staging
from firsthand.domain.imports.models import Rejection, Run, Staged
from firsthand.domain.imports.words import UnusableFile, mapping_of
from firsthand.domain.journal.models import Entry
from firsthand.domain.tickets.models import Ticket
from tests.domain.imports.bringing import SERVICE_NOW, counts, import_file
from tests.domain.imports.test_kinds import NEEDS, table
from tests.people import NOON, store
from tests.shared import SHARED, needs

pytestmark = pytest.mark.django_db
LOG = SHARED / "data/uci_incident_dev/incident_event_log_dev.csv.gz"


def nothing_was_left() -> None:
    assert not Ticket.objects.exists()
    assert not Staged.objects.exists()
    assert not Entry.objects.exclude(kind="stores.opened").exists()


@needs("data/uci_incident_dev/incident_event_log_dev.csv.gz")
@pytest.mark.parametrize("ended", ["inside a row", "inside a quotation"])
def test_a_file_cut_in_half_is_noticed_and_nothing_of_it_comes_in(tmp_path, ended) -> None:
    content = gzip.decompress(LOG.read_bytes())
    half = content[: content.index(b"\n", len(content) // 2) + 40]
    path = tmp_path / "half.csv"
    path.write_bytes(half + (b',"' if ended == "inside a quotation" else b""))
    with pytest.raises(UnusableFile, match="cut off"):
        import_file("events", path, store(), mapping=SERVICE_NOW)
    nothing_was_left()
    run = Run.objects.get()
    assert run.state == "refused"
    line = half.count(b"\n") + 1
    assert str(line) in queries.problem_of(run)


@pytest.mark.parametrize("good", [1, 3, 4, 9])
def test_wherever_the_damage_is_in_a_portion_nothing_comes_in(
    tmp_path, monkeypatch, good: int
) -> None:
    monkeypatch.setattr(staging, "ROWS_AT_ONCE", 4)
    lines = [f"C{n},2026-01-05T00:{n:02},New,B1" for n in range(good)]
    path = tmp_path / "log.csv"
    path.write_text("\n".join(["case,at,state,buyer", *lines, "C99,2026-01-05T00:5"]))
    with pytest.raises(UnusableFile, match="cut off"):
        import_file("events", path, store(), mapping={"states": {"New": "open"}})
    nothing_was_left()
    assert Run.objects.get().state == "refused"


def test_a_last_line_without_an_end_is_taken_and_said(tmp_path) -> None:
    path = table(tmp_path / "needs.csv", NEEDS)
    path.write_bytes(path.read_bytes().rstrip())
    run = import_file("needs", path, store())
    assert counts(run)["added"] == 3
    assert "cut off" in queries.notices_of(run)[0]


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        (["咨询时间", "订单编号"], "商品编码"),
        (["咨询时间", "咨询时间"], "Two columns"),
        (["a", "b", "c"], "a, b, c"),
    ],
)
def test_wrong_columns_are_named_with_those_that_are_there(tmp_path, columns, told) -> None:
    path = table(tmp_path / "needs.csv", [columns, ["1"] * len(columns)])
    with pytest.raises(UnusableFile) as refused:
        import_file("needs", path, store())
    assert told in str(refused.value)
    nothing_was_left()


@pytest.mark.parametrize(
    ("mapping", "told"),
    [
        ({"colums": {}}, "colums"),
        ({"columns": {"cas": "number"}}, "cas"),
        ({"columns": {"case": "nr"}}, "nr"),
        ({"columns": ["case"]}, "columns"),
        ({"time_zone": "Mars/Olympus"}, "Mars/Olympus"),
        ({"states": {"New": "fresh"}}, "fresh"),
        ({"replies": [{"from": "New"}]}, "replies"),
        ({"kind": "orders"}, "orders"),
        ({"times": 3}, "times"),
        ({"reopening_is_contact": "no"}, "reopening_is_contact"),
        ({"currency": "euro"}, "euro"),
        ({"date": "last week"}, "last week"),
        ({}, "mapping"),
    ],
)
def test_a_mapping_that_cannot_be_right_is_refused_with_the_place(
    tmp_path, mapping, told
) -> None:
    path = table(
        tmp_path / "log.csv", [["case", "at", "state"], ["1", "2026-01-01", "New"]]
    )
    with pytest.raises(UnusableFile) as refused:
        import_file("events", path, store(), mapping=mapping)
    assert told in str(refused.value)
    assert refused.value.fix
    nothing_was_left()


@pytest.mark.parametrize("text", ["a: [", "- just\n- a list", "a:\n\tb: c"])
def test_a_mapping_that_is_no_yaml_is_refused(text) -> None:
    with pytest.raises(UnusableFile):
        mapping_of(text)


def test_a_mapping_cannot_make_python_do_anything() -> None:
    with pytest.raises(UnusableFile):
        mapping_of("!!python/object/apply:os.system ['true']")


ROWS = [
    # cells, code, column
    (["2", "", "x", "B0897OYRYG", "no", "t"], "empty_cell", "咨询时间"),
    (["2", "2026-02-30", "x", "B0897OYRYG", "no", "t"], "not_a_time", "咨询时间"),
    (
        ["2", "2026-02-03", "x", "306-1111111-1111111", "no", "t"],
        "order_as_product",
        "商品编码",
    ),
    (["2", "2026-02-03", "B0897OYRYG", "y", "no", "t"], "asin_as_order", "订单编号"),
    (["2", "2026-02-03", "1.1E+16", "y", "no", "t"], "damaged_number", "订单编号"),
    (["2", "2026-02-03", "x", "y", "perhaps", "t"], "not_yes_or_no", "是否解决"),
    (["2", "2026-02-03", "x"], "too_few_cells", ""),
    (["2", "2026-02-03", "x", "y", "no", "t", "more"], "too_many_cells", ""),
]


@pytest.mark.parametrize(("cells", "code", "column"), ROWS)
def test_a_bad_row_is_rejected_by_line_and_column_and_the_others_come_in(
    tmp_path, cells, code, column
) -> None:
    head = ["NO.", "咨询时间", "订单编号", "商品编码", "是否解决", "需求记录"]
    good = ["1", "2026-02-01", "306-1", "B0897OYRYG", "yes", "ok"]
    reason = [[*row, *["物流"] * (len(row) == 6)] for row in (good, good)]
    wrong = [*cells[:6], "物流", *cells[6:]] if len(cells) >= 6 else cells
    rows = [
        [*head, "第一级原因"],
        reason[0],
        wrong,
        ["3", *reason[1][1:5], "again", "物流"],
    ]
    run = import_file("needs", table(tmp_path / "needs.csv", rows), store())
    assert counts(run) == {"read": 3, "added": 2, "rejected": 1}
    rejected = Rejection.objects.get()
    assert (rejected.line, rejected.code, rejected.column) == (3, code, column)
    assert Ticket.objects.count() == 2


def test_negative_durations_are_rejected_and_not_averaged(tmp_path) -> None:
    rows = [
        ["case", "at", "state", "opened", "first_reply", "resolved"],
        ["1", "2026-01-02", "Done", "2026-01-01", "2026-01-01", "2026-01-02"],
        ["2", "2026-01-02", "Done", "2026-01-01", "2026-01-03", "2026-01-02"],
        ["3", "2026-01-02", "Done", "2026-01-05", "", "2026-01-02"],
    ]
    run = import_file(
        "events",
        table(tmp_path / "log.csv", rows),
        store(),
        mapping={"states": {"Done": "solved"}},
    )
    assert counts(run) == {"read": 3, "added": 1, "rejected": 2}
    told = [one.reason for one in queries.rejections(run)]
    assert all("resolved" in one and "before" in one for one in told)


@needs("data/kaggle_support_tickets_SYNTHETIC/customer_support_tickets.csv.gz")
def test_tickets_that_end_before_their_first_answer_are_all_rejected() -> None:
    run = import_file(
        "events",
        SHARED / "data/kaggle_support_tickets_SYNTHETIC/customer_support_tickets.csv.gz",
        store(),
        mapping={
            "columns": {
                "case": "Ticket ID",
                "state": "Ticket Status",
                "at": "First Response Time",
                "first_reply": "First Response Time",
                "resolved": "Time to Resolution",
            },
            "states": {
                "Open": "open",
                "Pending Customer Response": "open",
                "Closed": "solved",
            },
        },
    )
    rejected = Rejection.objects.filter(run=run, code="negative_duration")
    assert rejected.count() == 1_365


def test_a_file_that_changed_since_it_was_uploaded_is_not_brought_in(tmp_path) -> None:
    one, path = store(), table(tmp_path / "needs.csv", NEEDS)
    asked = commands.Asked(
        kind="needs", store_id=one.pk, path=path, file_name="n", mapping={}
    )
    run = commands.begin(asked, by=None, at=NOON)
    table(path, NEEDS[:2])
    with pytest.raises(UnusableFile, match="not the file"):
        commands.carry_out(
            run.pk,
            open_table=wiring.open_table,
            path=path,
            now=lambda: NOON,
            tell=lambda what, done, total: None,
        )
    run.refresh_from_db()
    assert run.state == "waiting"
    nothing_was_left()


def test_the_same_row_twice_in_a_file_counts_once(tmp_path) -> None:
    path = table(tmp_path / "needs.csv", [*NEEDS, NEEDS[1]])
    run = import_file("needs", path, store())
    assert counts(run) == {"read": 4, "added": 3, "repeated": 1}


def test_every_reason_can_be_told_in_both_languages() -> None:
    from django.utils import translation

    from firsthand.domain.imports import words

    for language in ("en", "zh-hans"):
        with translation.override(language):
            for told in (words._OF_FILES, words._OF_ROWS, words._OF_TABLES):
                for code, (message, fix) in told.items():
                    values = {"line": 3, "value": "v", "known": "k", "column": "c"}
                    assert str(message) % values, code
                    assert str(fix) % values, code


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_field_of_every_table_has_a_name(language) -> None:
    from django.utils import translation

    from firsthand.domain.imports import rules, words

    with translation.override(language):
        for fields in rules.OF_KIND.values():
            for name in fields.names:
                assert words.field(name)
        assert words.value("solved", True) == words.value("promise_kept", True)
        assert words.value("means", "ignored") != "ignored"
        # A buyer's own word stays as it is.
        assert words.value("text", "open") == "open"
