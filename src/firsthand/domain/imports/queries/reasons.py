"""What the reasons of tables are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Q

from firsthand.domain.imports.models import ReasonText


def reason_texts(codes: Iterable[str]) -> Mapping[str, str]:
    """Return what tables call these reasons, and all above and below them, by code.

    Codes that no table gave are left out; those are made when a table is brought in, and
    have no rights of their own: ask only for what somebody's figures hold, or he names.
    """
    wanted = Q(pk__in=())
    for code in set(codes):
        parts = code.split(".")
        above = [".".join(parts[:level]) for level in range(1, len(parts) + 1)]
        wanted |= Q(code__in=above) | Q(code__startswith=f"{code}.")
    return dict(ReasonText.objects.filter(wanted).values_list("code", "text"))
