"""What the frame of every page needs to know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.domain.claims.queries import claims_waiting
from firsthand.domain.people.queries import Person, Right
from firsthand.domain.tickets.queries import pinned_views
from firsthand.wiring.approvals import MOST_LISTED as MOST_COUNTED
from firsthand.wiring.approvals import how_many_wait

# Routes whose name does not begin with the area they belong to.
_AREA_OF = {
    "account_change_password": "settings",
    "mfa_index": "settings",
    "order_money": "money",
}


@dataclass(frozen=True)
class Section:
    """One link in the line of sections of the settings."""

    name: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class Pinned:
    """A saved view in the rail. `key`: what a page calls the list it shows."""

    id: int
    key: str
    name: str
    url: str


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
            "may_work": person is not None and person.may(Right.WORK_TICKETS),
            "may_measure": person is not None and person.may(Right.READ_FIGURES),
            "may_watch_money": person is not None
            and (person.may(Right.SETTLE_REMEDIES) or person.may(Right.STOP_REMEDIES)),
            "may_approve": person is not None and person.may(Right.APPROVE_REMEDIES),
            # Called by the rail, and not by the parts of a page.
            "approvals_waiting": lambda: _approvals_waiting(person),
            "may_defend": person is not None and person.may(Right.EXPORT_PACKS),
            "claims_waiting": lambda: _claims_waiting(person) if person else None,
            # Called by a page that lists the desk's views, and not by the parts of it.
            "pinned_views": lambda: _pinned(person) if person else [],
            "sections": _sections(person, route) if person and area == "settings" else [],
        }
    }


def _approvals_waiting(person: Person | None) -> str:
    """Return how many requests he is asked about, capped as the desk's lists are."""
    return _capped(how_many_wait(person, at=timezone.now()) if person is not None else 0)


def _capped(count: int) -> str:
    most = MOST_COUNTED
    return f"{most - 1}+" if count >= most else str(count or "")


def _claims_waiting(person: Person) -> dict[str, object]:
    """Return how many claims are to be answered, and by when the next one has to be."""
    at = timezone.now()
    found = claims_waiting(person, at=at)
    return {"n": _capped(found.n), "due_at": found.due_at, "at": at}


def _pinned(person: Person) -> Sequence[Pinned]:
    return [
        Pinned(
            each.id, f"saved-{each.id}", each.name, reverse("queue_saved", args=[each.id])
        )
        for each in pinned_views(person)
    ]


def _sections(person: Person, route: str) -> list[Section]:
    sections = [
        ("settings", _("My account")),
        ("account_change_password", _("Password")),
        ("mfa_index", _("One-time codes")),
    ]
    by_right = (
        (Right.USE_API, "settings_tokens", _("API tokens")),
        (Right.MANAGE_PEOPLE, "settings_people", _("People")),
        (Right.MANAGE_PEOPLE, "settings_teams", _("Teams")),
        (Right.MANAGE_STORES, "settings_stores", _("Stores")),
        (Right.MANAGE_STORES, "settings_connections", _("Connections")),
        (Right.MANAGE_REASONS, "settings_reasons", _("Reasons")),
        (Right.MANAGE_REASONS, "settings_resolutions", _("Resolutions")),
        (Right.MANAGE_REASONS, "settings_checklists", _("Checklists")),
        (Right.ASSIGN_OTHERS, "settings_contacts", _("Contacts")),
        (Right.MANAGE_SLA, "settings_sla", _("Service levels")),
        (Right.MANAGE_SLA, "settings_calendars", _("Calendars")),
        (Right.MANAGE_SLA, "settings_slots", _("Reply slots")),
        (Right.MANAGE_ROUTING, "settings_routing", _("Assignment")),
        (Right.MANAGE_AUTHORITY, "settings_authority", _("Authority")),
        (Right.IMPORT_DATA, "settings_imports", _("Imports")),
        (Right.EXPORT_DATA, "settings_exports", _("Exports")),
    )
    sections += [(to, name) for right, to, name in by_right if person.may(right)]
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
