"""What the frame of every page needs to know."""

from __future__ import annotations

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, object]:
    """Return theme and density of the person, and the area whose page this is.

    The area is the first namespace or the first word of the route's name, so that a page
    marks its place in the rail by being called what it is.
    """
    person = getattr(request, "user", None)
    match = request.resolver_match
    route = (match.view_name or "") if match else ""
    known = person is not None and person.is_authenticated
    return {
        "shell": {
            "theme": getattr(person, "theme", "system") if known else "system",
            "density": getattr(person, "density", "compact") if known else "compact",
            "area": route.split(":")[0].split("_")[0],
        }
    }
