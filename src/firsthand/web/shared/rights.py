"""Ask for a right before a view runs. Which objects it may touch is asked again, below."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from firsthand.domain.people.queries import Person, Right

Rest = ParamSpec("Rest")
View = Callable[Concatenate[HttpRequest, Rest], HttpResponseBase]


def needs(*rights: Right) -> Callable[[View[Rest]], View[Rest]]:
    """Answer 403 unless the person's role has the right, or one of several."""

    def decorate(view: View[Rest]) -> View[Rest]:
        @wraps(view)
        def checked(
            request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs
        ) -> HttpResponseBase:
            if not any(map(person_of(request).may, rights)):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return checked

    return decorate


def person_of(request: HttpRequest) -> Person:
    """Return who asks. Every view without `login_not_required` has somebody."""
    return cast(Person, request.user)
