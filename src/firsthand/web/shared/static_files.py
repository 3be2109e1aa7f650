"""Where styles, scripts and pictures lie."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class KnownAddresses(StaticFilesStorage):
    """Works each address out once a process.

    A page names some thirty files. To look one up in the manifest, split and quote it anew
    each time took a millisecond a page.
    """

    @cached_property
    def _known(self) -> dict[str | None, str]:
        return {}

    def url(self, name: str | None, *more: Any, **named: Any) -> str:
        """Return the address of a file."""
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = str(super().url(name, *more, **named))
        return found


class Storage(KnownAddresses, CompressedManifestStaticFilesStorage):
    """Files named after what they hold, to be kept by browsers for ever."""
