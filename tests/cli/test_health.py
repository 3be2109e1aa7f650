from __future__ import annotations

import json
from pathlib import Path

import pytest

from firsthand.cli import health, main
from firsthand.domain.health.models import Snapshot
from firsthand.domain.surveys.commands import NotAVote
from firsthand.domain.surveys.models import Vote
from firsthand.wiring.health import NoSuchTable
from tests.people import store
from tests.reports_of_amazon import US, content, odr, report

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> int:
    args = main._parser().parse_args(["health", *arguments])
    return int(args.run(args))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "report.json"
    document = report(orderDefectRate={"mfn": odr(7, 1000)}, moonPhase=1)
    document["accountStatuses"].append({"marketplaceId": US, "status": "NORMAL"})
    path.write_bytes(content(document))
    return path


def test_a_report_is_taken_in_and_shown(file: Path, capsys) -> None:
    store("DE")
    assert run("import", str(file), "--made", "2026-03-02") == 0
    said = capsys.readouterr().out
    for words in ("Lumo DE: taken in.", f"{US}: no store", "moonPhase: not understood"):
        assert words in said
    assert run("import", str(file), "--store", "Lumo DE") == 0
    assert "known already" in capsys.readouterr().out
    assert run("show") == 0
    shown = capsys.readouterr().out
    assert "Lumo DE: NORMAL; 0 claims to answer" in shown
    assert "theirs 7 of 1000  ours –  room 2 left" in shown
    assert run("show", "--store", "Lumo DE", "--format", "json") == 0
    [row, *_others] = json.loads(capsys.readouterr().out)
    assert (row["measure"], row["room_left"]) == ("odr_fbm", 2)
    assert run("show", "--format", "csv") == 0
    assert "odr_fbm,60," in capsys.readouterr().out


def test_a_report_on_no_store_of_ours_is_no_success(file: Path) -> None:
    store("JP")
    assert run("import", str(file)) == 1
    assert not Snapshot.objects.exists()


def test_what_cannot_be_opened_or_named_is_refused(file: Path, tmp_path: Path) -> None:
    with pytest.raises(health.CannotOpen):
        run("import", str(tmp_path / "nothing"))
    with pytest.raises(health.NoSuchStore):
        run("import", str(file), "--store", "Moon")


def test_a_number_of_their_page_is_noted_once(capsys) -> None:
    store("DE")
    typed = ("note", "service_dissatisfaction", "--store", "Lumo DE", "--hits", "3")
    typed += ("--n", "20", "--from", "2026-01-01", "--to", "2026-01-30")
    assert run(*typed) == 0
    assert "noted." in capsys.readouterr().out
    assert run(*typed) == 0
    assert "known already." in capsys.readouterr().out


def votes(tmp_path: Path, text: str) -> str:
    path = tmp_path / "votes.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_votes_come_from_a_table(tmp_path: Path, capsys) -> None:
    store("DE")
    table = votes(
        tmp_path,
        "Order,Date,Answer,Conversation\n"
        "306-1,2026-03-01,yes,\n306-1,2026-03-02T10:00:00+08:00,No,\n"
        ",2026-03-01,4,c-7\n306-2,2026-03-01,否,\n",
    )
    assert run("votes", table, "--store", "Lumo DE") == 0
    assert "4 new answers" in capsys.readouterr().out
    assert list(Vote.objects.order_by("pk").values_list("question", "value")) == [
        ("solved", 1), ("solved", 0), ("stars", 4), ("solved", 0),
    ]  # fmt: skip
    second = Vote.objects.order_by("pk")[1]
    assert second.voted_at.isoformat() == "2026-03-02T02:00:00+00:00"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("Order,Date\n1,2026-03-01\n", NoSuchTable),
        ("Order,Date,Answer\n1,2026-03-01,maybe\n", NoSuchTable),
        ("Order,Date,Answer\n1,someday,yes\n", NoSuchTable),
        ("Order,Date,Answer\n,2026-03-01,yes\n", NotAVote),
        ("Order,Date,Answer\n1,2999-03-01,yes\n", NotAVote),
    ],
)
def test_a_table_that_says_something_else_takes_nothing_in(
    text: str, refusal: type[Exception], tmp_path: Path
) -> None:
    store("DE")
    with pytest.raises(refusal):
        run("votes", votes(tmp_path, text), "--store", "Lumo DE")
    assert not Vote.objects.exists()
