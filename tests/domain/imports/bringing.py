"""Bring files in, as the command line does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from firsthand import wiring
from firsthand.domain.imports import commands
from firsthand.domain.imports.models import Run
from firsthand.domain.stores.models import Store
from tests.people import NOON

SERVICE_NOW: dict[str, Any] = {
    "source": "servicenow",
    "time_zone": "UTC",
    "times": ["%d/%m/%Y %H:%M"],
    "nothing": ["?"],
    "columns": {
        "case": "number",
        "at": "sys_updated_at",
        "state": "incident_state",
        "sequence": "sys_mod_count",
        "buyer": "caller_id",
        "agent": "assigned_to",
        "reason": ["category", "subcategory", "u_symptom"],
        "opened": "opened_at",
        "resolved": "resolved_at",
        "reopens": "reopen_count",
        "reassignments": "reassignment_count",
        "promise_kept": "made_sla",
    },
    "states": {
        "New": "open",
        "Active": "open",
        "Awaiting User Info": "open",
        "Awaiting Problem": "open",
        "Awaiting Vendor": "open",
        "Awaiting Evidence": "open",
        "Resolved": "solved",
        "Closed": "solved",
        "-100": "ignored",
    },
    "replies": [{"from": "New", "to": "Active", "kind": "holding"}],
}


def quiet(what: str, done: int, total: int) -> None:
    assert 0 <= done <= total, what


def import_file(
    kind: str, path: Path, store: Store, *, mapping: dict[str, Any] | None = None
) -> Run:
    asked = commands.Asked(
        kind=kind,
        store_id=store.pk,
        path=path,
        file_name=path.name,
        mapping=mapping or {},
    )
    run = commands.begin(asked, by=None, at=NOON)
    return commands.carry_out(
        run.pk, open_table=wiring.open_table, path=path, now=lambda: NOON, tell=quiet
    )


def counts(run: Run) -> dict[str, int]:
    names = ("read", "added", "changed", "unchanged", "repeated", "rejected")
    found = {name: getattr(run, name) for name in names if getattr(run, name)}
    run.refresh_from_db()
    assert run.read == run.accepted + run.rejected + run.repeated
    assert run.accepted == run.added + run.changed + run.unchanged
    return found
