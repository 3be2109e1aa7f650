"""An import is killed at every step, for real, and goes on to the same end."""

from __future__ import annotations

import multiprocessing
import signal
from pathlib import Path

import pytest
from django.db import connections

from firsthand.domain.imports import commands, queries
from firsthand.domain.imports.commands import applying, staging
from firsthand.domain.imports.models import Rejection, Row, Run, Staged
from firsthand.domain.journal.models import Entry
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets.models import Message, Ticket
from firsthand.foundation import failpoints
from tests.domain.imports.bringing import counts, import_file
from tests.domain.imports.test_order_of_files import COLUMNS, MAPPING, left
from tests.people import NOON, store

pytestmark = pytest.mark.django_db(transaction=True)
STEPS = [
    "imports.check.before_commit",
    "imports.check.committed",
    "imports.apply.before_commit",
    "imports.apply.committed",
]
_inherited: list[object] = []  # Kept, so that the child never closes the test's session.


@pytest.fixture(autouse=True)
def small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "ROWS_AT_ONCE", 7)
    monkeypatch.setattr(applying, "ROWS_AT_ONCE", 7)


def log(folder: Path) -> Path:
    path = folder / "log.csv"
    rows = [",".join(COLUMNS)]
    for number in range(20):
        for place, state in enumerate(("New", "Active", "Done")):
            at = f"2026-01-05T{number:02}:{place:02}"
            rows.append(f"C{number:02},{at},{state},{place},Lin,Late,B{number}")
    rows.insert(9, "C99,not a time,New,0,Lin,Late,B9")
    path.write_text("\n".join(rows) + "\n")
    return path


def killed(path: Path, one: Store, failpoint: str) -> int | None:
    process = multiprocessing.get_context("fork").Process(
        target=_work, args=(path, one, failpoint)
    )
    process.start()
    process.join(60)
    return process.exitcode


def _work(path: Path, one: Store, failpoint: str) -> None:
    _inherited.append(connections["default"].connection)
    connections["default"].connection = None
    failpoints.arm(failpoint)
    import_file("events", path, one, mapping=MAPPING)


@pytest.mark.parametrize("nth", [1, 3])
@pytest.mark.parametrize("step", STEPS)
def test_whenever_it_dies_the_end_is_the_same(tmp_path, step: str, nth: int) -> None:
    whole, one = store("DE"), store("FR")
    path = log(tmp_path)
    import_file("events", path, whole, mapping=MAPPING)
    assert killed(path, one, f"{step}=kill@{nth}") == -signal.SIGKILL
    (interrupted,) = Run.objects.filter(store=one)
    if step.startswith("imports.check"):
        assert not Ticket.objects.filter(store=one).exists()
    again = import_file("events", path, one, mapping=MAPPING)
    assert again.pk == interrupted.pk
    assert counts(again) == {"read": 61, "added": 60, "rejected": 1}
    assert Rejection.objects.filter(run=again).count() == 1
    assert left(one) == left(whole)
    assert not Staged.objects.exists()


def test_before_anything_was_brought_in_it_can_be_dropped(tmp_path) -> None:
    one = store()
    path = log(tmp_path)
    assert killed(path, one, "imports.check.committed=kill@2") == -signal.SIGKILL
    run = Run.objects.get()
    assert commands.drop(run.pk, by=None, at=NOON).state == "dropped"
    assert not Staged.objects.exists()
    assert counts(import_file("events", path, one, mapping=MAPPING))["added"] == 60


def test_what_is_half_in_can_only_be_gone_on_with(tmp_path) -> None:
    one = store()
    path = log(tmp_path)
    assert killed(path, one, "imports.apply.committed=kill@1") == -signal.SIGKILL
    run = Run.objects.get()
    with pytest.raises(commands.NotNow):
        commands.drop(run.pk, by=None, at=NOON)
    with pytest.raises(commands.NotNow):
        commands.take_back(run.pk, by=None, now=lambda: NOON)
    assert not queries.may_be_taken_back(run)
    # All was checked and set out: the file is not needed any more.
    path.unlink()
    done = commands.carry_out(
        run.pk, open_table=_never, now=lambda: NOON, tell=lambda what, done, total: None
    )
    assert done.state == "done"
    assert Ticket.objects.filter(store=one).count() == 20


def _never(*args, **kwargs):
    raise AssertionError("the file was opened")


def test_a_finished_import_can_be_taken_back_whole(tmp_path) -> None:
    one = store()
    kept = tmp_path / "kept.csv"
    kept.write_text(",".join(COLUMNS) + "\nC00,2026-01-05T00:00,New,0,Lin,Late,B0\n")
    import_file("events", kept, one, mapping=MAPPING)
    before = left(one)
    run = import_file("events", log(tmp_path), one, mapping=MAPPING)
    assert Ticket.objects.count() == 20
    undone = commands.take_back(run.pk, by=None, now=lambda: NOON)
    assert (undone.state, undone.taken_back) == ("undone", 59)
    assert left(one) == before
    assert Message.objects.count() == 1
    assert Row.objects.count() == 1
    # Nothing of the journal was changed: what was written is only withdrawn.
    assert Entry.objects.filter(kind="tickets.solved").count() == 20


def test_a_ticket_somebody_worked_on_here_stays_when_its_import_is_taken_back(
    tmp_path,
) -> None:
    from django.utils import timezone

    from firsthand.domain.tickets import commands as tickets
    from tests.people import lin

    one = store()
    run = import_file("events", log(tmp_path), one, mapping=MAPPING)
    ticket = Ticket.objects.filter(store=one).first()
    tickets.reopen(ticket_id=ticket.pk, by=lin(one), at=timezone.now())
    commands.take_back(run.pk, by=None, now=lambda: NOON)
    assert list(Ticket.objects.values_list("pk", flat=True)) == [ticket.pk]


def test_only_one_import_at_a_time(tmp_path) -> None:
    one = store()
    process = multiprocessing.get_context("fork").Process(
        target=_work, args=(log(tmp_path), one, "imports.apply.committed=stop@1")
    )
    process.start()
    try:
        while not Run.objects.filter(state="applying", added__gt=0).exists():
            assert process.is_alive()
        other = tmp_path / "other.csv"
        other.write_text(",".join(COLUMNS) + "\nC00,2026-01-05T00:00,New,0,,,B0\n")
        with pytest.raises(commands.AnotherImportRuns):
            import_file("events", other, one, mapping=MAPPING)
    finally:
        process.kill()
        process.join()
