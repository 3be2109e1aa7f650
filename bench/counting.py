"""Say with every answer how many queries it took."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

HEADER = "Bench-Queries"


class CountQueries:
    """Count what goes to the database while a request is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        count = 0

        def counted(
            execute: Any, sql: Any, parameters: Any, many: Any, context: Any
        ) -> Any:
            nonlocal count
            count += 1
            return execute(sql, parameters, many, context)

        with connection.execute_wrapper(counted):
            response = self.get_response(request)
        response.headers[HEADER] = str(count)
        return response
