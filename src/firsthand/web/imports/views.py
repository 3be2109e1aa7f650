"""Bring a table in: upload, look at how it would be taken, say so, watch."""

from __future__ import annotations

import shutil
from itertools import islice
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firsthand import wiring
from firsthand.domain.imports import commands, queries, words
from firsthand.domain.imports.ports import CannotRead
from firsthand.domain.imports.queries import Run
from firsthand.domain.people.queries import Person, Right
from firsthand.foundation import queue
from firsthand.foundation.errors import Refused
from firsthand.web.imports.forms import ImportForm
from firsthand.web.shared.refusals import accepted, status_of, tell
from firsthand.web.shared.rights import needs, person_of

GO_ON = "firsthand.jobs.tasks.go_on_with_imports"
SHOWN_RUNS, SHOWN_REJECTIONS = 50, 20


@require_http_methods(["GET", "POST"])
@needs(Right.IMPORT_DATA)
def imports(request: HttpRequest) -> HttpResponse:
    """List the imports, and take another file to look at."""
    by = person_of(request)
    form = ImportForm(request.POST or None, request.FILES or None, person=by)
    begun: list[Run] = []

    def deed() -> None:
        begun.append(_begin(form, by))

    if accepted(form, deed):
        return redirect("settings_import", begun[0].pk)
    shown = {"form": form, "runs": queries.runs(by)[:SHOWN_RUNS]}
    return render(request, "imports/imports.html", shown, status=status_of(form))


def _begin(form: ImportForm, by: Person) -> Run:
    """Keep the file, and refuse it at once if its columns cannot be used."""
    given = form.cleaned_data
    path = _kept(given["file"])
    asked = commands.Asked(
        kind=given["kind"],
        store_id=given["store"].pk,
        path=path,
        file_name=str(given["file"].name),
        mapping=form.full_mapping(),
        is_upload=True,
    )
    try:
        commands.check(asked, open_table=wiring.open_table, by=by)
        run = commands.begin(asked, by=by, at=timezone.now())
    except Refused:
        path.unlink(missing_ok=True)
        raise
    if run.file_path != str(path):
        path.unlink(missing_ok=True)  # The same file is being imported already.
    return run


def _kept(upload: BinaryIO) -> Path:
    folder = Path(settings.IMPORTS_FOLDER)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / uuid4().hex
    with path.open("xb") as kept:
        shutil.copyfileobj(upload, kept)
    return path


@require_safe
@needs(Right.IMPORT_DATA)
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """Show an import: how it would be taken, how far it is, or what came of it."""
    by = person_of(request)
    one = get_object_or_404(queries.runs(by), pk=run_id)
    shown: dict[str, object] = {
        "run": one,
        "problem": queries.problem_of(one),
        "notices": queries.notices_of(one),
        "is_going": one.state in {Run.State.CHECKING, Run.State.APPLYING},
        "may_undo": queries.may_be_taken_back(one),
    }
    if one.state == Run.State.WAITING:
        shown |= _looked_at(one, by)
    else:
        rejected = queries.rejections(one)
        shown["rejections"] = list(islice(rejected, SHOWN_REJECTIONS))
    template = (
        "imports/_state.html" if request.headers.get("HX-Request") else "imports/run.html"
    )
    return render(request, template, shown)


def _looked_at(one: Run, by: Person) -> dict[str, object]:
    asked = commands.Asked(
        kind=one.kind,
        store_id=one.store_id,
        path=Path(one.file_path),
        file_name=one.file_name,
        mapping=one.mapping,
    )
    try:
        table, checker = commands.check(asked, open_table=wiring.open_table, by=by)
        return {"preview": queries.preview(checker), "encoding": table.encoding}
    except CannotRead as problem:
        return {"unreadable": words.reason(problem)}
    except Refused as refusal:
        return {"unreadable": str(refusal)}


@require_POST
@needs(Right.IMPORT_DATA)
def start(request: HttpRequest, run_id: int) -> HttpResponse:
    """Have an import carried out, or gone on with."""
    by = person_of(request)
    get_object_or_404(queries.runs(by), pk=run_id)

    def deed() -> None:
        commands.start(run_id, by=by, at=timezone.now())
        queue.ring(GO_ON)

    # Nothing is said of it: the page shows how far it is, and would say it to the end.
    tell(request, deed)
    return redirect("settings_import", run_id)


@require_POST
@needs(Right.IMPORT_DATA)
def drop(request: HttpRequest, run_id: int) -> HttpResponse:
    """Forget an import of which nothing was brought in."""
    by = person_of(request)
    get_object_or_404(queries.runs(by), pk=run_id)

    def deed() -> None:
        commands.drop(run_id, by=by, at=timezone.now())

    tell(request, deed, done=_("Dropped. Nothing was brought in."))
    return redirect("settings_imports")


@require_POST
@needs(Right.IMPORT_DATA)
def undo(request: HttpRequest, run_id: int) -> HttpResponse:
    """Take a finished import back."""
    by = person_of(request)
    get_object_or_404(queries.runs(by), pk=run_id)

    def deed() -> None:
        commands.take_back(run_id, by=by, now=timezone.now)

    tell(request, deed, done=_("Taken back."))
    return redirect("settings_import", run_id)
