"""The reasons tickets are tagged with, and the resolutions they are closed with."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from firsthand.api.problems import PROBLEMS
from firsthand.api.schemas import ReasonOut, ReasonsOut, ResolutionOut
from firsthand.api.tokens import Token, caller
from firsthand.domain.people.commands import require
from firsthand.domain.people.models import ApiToken
from firsthand.domain.people.queries import Right
from firsthand.domain.reasons import queries
from firsthand.domain.reasons.queries import Node, Taxonomy

router = Router(tags=["reasons"])


@router.get(
    "",
    response={200: ReasonsOut, **PROBLEMS},
    auth=Token(ApiToken.Scope.TICKETS_READ),
)
def list_reasons(request: HttpRequest) -> ReasonsOut:
    """List all reasons and resolutions, in use or not: old tickets have old ones."""
    require(caller(request).person, Right.READ_TICKETS)
    tree = queries.taxonomy()
    return ReasonsOut(
        reasons=[_reason(tree, node) for node in tree.in_order()],
        resolutions=[
            ResolutionOut(
                code=each.code, labels=each.labels, is_in_use=each.archived_at is None
            )
            for each in queries.resolutions()
        ],
    )


def _reason(tree: Taxonomy, node: Node) -> ReasonOut:
    path = tree.path(node.id)
    return ReasonOut(
        id=node.id,
        code=node.code,
        level=node.level,
        parent=path[-2].code if len(path) > 1 else None,
        labels=dict(node.labels),
        group=node.group,
        risk=node.risk,
        l1_resolvable=node.l1_resolvable,
        is_in_use=node.is_in_use,
        may_be_given=tree.may_be_given(node),
        counts_as=tree.today(node.id).code,
    )
