"""Where styles, scripts and pictures lie."""

from __future__ import annotations

from functools import cached_property

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """Files named after what they hold; each address is worked out once a process.

    A page names some thirty of them, mostly icons. To look one up in the manifest, split
    and quote it anew each time took a millisecond a page.
    """

    @cached_property
    def _known(self) -> dict[str | None, str]:
        return {}

    def url(self, name: str | None, force: bool = False) -> str:
        """Return the address of a file."""
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = str(super().url(name, force))
        return found
