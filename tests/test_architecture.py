"""The floor plan, where import-linter cannot express it."""

from __future__ import annotations

import grimp

PUBLIC = {"commands", "queries", "events", "ports"}


def area_of(module: str) -> str | None:
    parts = module.split(".")
    inside = parts[:2] == ["firsthand", "domain"] and len(parts) > 2
    return parts[2] if inside else None


def test_a_module_knows_its_area() -> None:
    assert area_of("firsthand.domain.tickets.models") == "tickets"
    assert area_of("firsthand.web.tickets.views") is None


def test_areas_meet_only_through_their_public_modules() -> None:
    graph = grimp.build_graph(
        "firsthand", exclude_type_checking_imports=True, cache_dir=None
    )
    trespasses = [
        f"{importer} -> {imported}"
        for importer in sorted(graph.modules)
        for imported in sorted(graph.find_modules_directly_imported_by(importer))
        if (area := area_of(imported)) is not None
        and area_of(importer) not in (None, area)
        and [*imported.split("."), ""][3] not in PUBLIC
    ]
    assert trespasses == []
