"""The API's first version: what it offers, where it is described."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver
from django.views.decorators.http import require_safe

from firsthand import __version__
from firsthand.api import (
    account_health,
    accounts,
    approvals,
    authority,
    beside,
    bulks,
    cases,
    claims,
    exports,
    gate,
    invoices,
    macros,
    metrics,
    money,
    promises,
    promises_made,
    reasons,
    remedies,
    reply_files,
    reply_slots,
    reports,
    routing,
    snoozing,
    steps,
    tickets,
    views,
)
from firsthand.api.document import DescribedOnce
from firsthand.api.problems import PROBLEMS, answer_with_problems
from firsthand.api.schemas import Me
from firsthand.api.tokens import Token, caller

api = DescribedOnce(
    title="Firsthand",
    version=__version__,
    urls_namespace="api",
    description=(
        "Tickets, messages, reasons, figures and tables for programs. Every call needs a "
        "token of a person, and can do what that person may do, within the token's scopes. "
        "At most 300 calls a minute."
    ),
)
answer_with_problems(api)
api.add_router("/tickets", tickets.router)
api.add_router("/tickets", cases.router)
api.add_router("/tickets", routing.router)
api.add_router("", routing.mine)
api.add_router("/assignment-rules", routing.rules)
api.add_router("/tickets", snoozing.router)
api.add_router("/tickets", steps.router)
api.add_router("/tickets", beside.router)
api.add_router("/tickets", promises.router)
api.add_router("/tickets", invoices.router)
api.add_router("/tickets", reply_files.router)
api.add_router("/tickets", promises_made.of_tickets)
api.add_router("/tickets", macros.of_tickets)
api.add_router("/macros", macros.router)
api.add_router("/promises", promises_made.router)
api.add_router("/tickets", gate.of_tickets)
api.add_router("/gate", gate.router)
api.add_router("/calendars", promises.calendar_router)
api.add_router("/policies", promises.policy_router)
api.add_router("/stores", reply_slots.router)
api.add_router("/authority", authority.router)
api.add_router("/remedies", remedies.router)
api.add_router("/claims", claims.router)
api.add_router("/tickets", claims.of_tickets)
api.add_router("/orders", claims.of_orders)
api.add_router("/money", money.router)
api.add_router("/connections", accounts.router)
api.add_router("/approvals", approvals.router)
api.add_router("/bulks", bulks.router)
api.add_router("/views", views.router)
api.add_router("/filter", views.filter_router)
api.add_router("/reasons", reasons.router)
api.add_router("/metrics", metrics.router)
api.add_router("/reports", reports.router)
api.add_router("/account-health", account_health.router)
api.add_router("/exports", exports.router)


@api.get("/me", response={200: Me, **PROBLEMS}, auth=Token(), tags=["token"])
def me(request: HttpRequest) -> Me:
    """Say for whom this token acts and what it may do."""
    asking = caller(request)
    stores = asking.person.visible_store_ids()
    return Me(
        person_id=asking.person.pk,
        name=asking.person.name,
        role=asking.person.role,
        store_ids=None if stores is None else sorted(stores),
        token_name=asking.token.name,
        scopes=asking.token.scopes,
        expires_at=asking.token.expires_at,
    )


def urls() -> tuple[list[URLPattern | URLResolver], str, str]:
    """Return the addresses; they ask for a token themselves, not for a log-in."""
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name in {"openapi-json", "openapi-view"}:
                pattern.callback = require_safe(pattern.callback)
            login_not_required(pattern.callback)
    return patterns, app_name, namespace
