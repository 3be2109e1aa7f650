"""Our addresses, where whoever is turned away is told so in a word.

Most answers of the permission matrix turn somebody away. What the page then says is always
the same, and was most of their cost.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from firsthand.urls import urlpatterns

__all__ = ["urlpatterns"]


def handler403(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return HttpResponse("forbidden", status=403)


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse("not found", status=404)
