"""What the frame of every page needs to know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from firsthand.domain.people.queries import Person, Right

# Routes whose name does not begin with the area they belong to.
_AREA_OF = {
    "account_change_password": "settings",
    "mfa_index": "settings",
}


@dataclass(frozen=True)
class Section:
    """One link in the line of sections of the settings."""

    name: str
    url: str
    is_current: bool


def shell(request: HttpRequest) -> dict[str, object]:
    """Return theme and density of the person, the area of this page, and its sections.

    The area is the first word of the route's name, so that a page marks its place in the
    rail by being called what it is: `queue`, `settings_people`.
    """
    asked = getattr(request, "user", None)
    person = cast(Person, asked) if asked and asked.is_authenticated else None
    match = request.resolver_match
    route = (match.url_name or "") if match else ""
    area = _AREA_OF.get(route, route.split("_")[0])
    return {
        "shell": {
            "theme": person.theme if person else Person.Theme.SYSTEM,
            "density": person.density if person else Person.Density.COMPACT,
            "area": area,
            "may_measure": person is not None and person.may(Right.READ_FIGURES),
            "sections": _sections(person, route) if person and area == "settings" else [],
        }
    }


def _sections(person: Person, route: str) -> list[Section]:
    sections = [("settings", _("My account")), ("account_change_password", _("Password"))]
    sections.append(("mfa_index", _("One-time codes")))
    if person.may(Right.USE_API):
        sections.append(("settings_tokens", _("API tokens")))
    if person.may(Right.MANAGE_PEOPLE):
        sections += [("settings_people", _("People")), ("settings_teams", _("Teams"))]
    if person.may(Right.MANAGE_STORES):
        sections.append(("settings_stores", _("Stores")))
    if person.may(Right.MANAGE_REASONS):
        sections += [
            ("settings_reasons", _("Reasons")),
            ("settings_resolutions", _("Resolutions")),
        ]
    if person.may(Right.MANAGE_SLA):
        sections += [
            ("settings_sla", _("Service levels")),
            ("settings_calendars", _("Calendars")),
        ]
    if person.may(Right.IMPORT_DATA):
        sections.append(("settings_imports", _("Imports")))
    if person.may(Right.EXPORT_DATA):
        sections.append(("settings_exports", _("Exports")))
    return [Section(name, reverse(to), _is_within(route, to)) for to, name in sections]


def _is_within(route: str, section: str) -> bool:
    """Say whether a page is the section's own, or one that it leads to."""
    if section == "settings":
        return route == section
    return (
        route == section
        or route.startswith(section.removesuffix("s") + "_")
        or (route == section.removesuffix("s"))
    )
