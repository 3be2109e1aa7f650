"""The API with its document, written once."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema


class DescribedOnce(NinjaAPI):
    """Keeps its document: to write it takes a second, and anybody may ask for it."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._documents: dict[str, OpenAPISchema] = {}

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Return the OpenAPI document, for addresses that begin with `path_prefix`."""
        if path_prefix is None:
            path_prefix = self.get_root_path(path_params or {})
        if path_prefix not in self._documents:
            self._documents[path_prefix] = super().get_openapi_schema(
                path_prefix=path_prefix
            )
        return self._documents[path_prefix]
