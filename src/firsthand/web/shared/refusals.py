"""One way for a full page to show an expected "no": on the form that asked."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest

from firsthand.foundation.errors import Refused


def accepted(form: BaseForm, deed: Callable[[], object]) -> bool:
    """Do the deed if the form is right, and say whether it was done.

    A refusal goes on the form.
    """
    if not form.is_valid():
        return False
    try:
        deed()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def tell(request: HttpRequest, deed: Callable[[], object], *, done: str = "") -> None:
    """Do what a single button asks for, and say on the next page what came of it.

    Without `done`, only a refusal: the next page shows by itself how things are.
    """
    try:
        deed()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        if done:
            messages.success(request, done)


def status_of(form: BaseForm) -> int:
    """Return 422 for a page that shows what was wrong, else 200."""
    return 422 if form.is_bound else 200
