"""Say what a row of the audit log means, as a sentence in the language that is active."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firsthand.domain.orders import queries as orders
from firsthand.domain.people import queries as people
from firsthand.domain.remedies.models import AuditRow, HandDecision, Incident, Remedy, Stop
from firsthand.domain.remedies.queries.refusal_words import of_refusal
from firsthand.domain.remedies.queries.words import STATES, why_in_words
from firsthand.foundation.money import Money

# What somebody wanted to do and was refused.
_REFUSED: dict[str, Promise] = {
    "remedy.request": gettext_lazy("wanted to give %(object)s; refused: %(why)s"),
    "remedy.approve": gettext_lazy("wanted to approve %(object)s; refused: %(why)s"),
    "remedy.reject": gettext_lazy("wanted to reject %(object)s; refused: %(why)s"),
    "remedy.withdraw": gettext_lazy("wanted to take back %(object)s; refused: %(why)s"),
    "remedy.decide_by_hand": gettext_lazy(
        "wanted to say by hand what became of %(object)s; refused: %(why)s"
    ),
    "remedy.confirm_by_hand": gettext_lazy(
        "wanted to confirm by hand what became of %(object)s; refused: %(why)s"
    ),
    "incident.close": gettext_lazy("wanted to close %(object)s; refused: %(why)s"),
    "remedies.stop": gettext_lazy("wanted to stop remedies; refused: %(why)s"),
    "remedies.lift": gettext_lazy("wanted to lift %(object)s; refused: %(why)s"),
    "authority": gettext_lazy("wanted to change the policy; refused: %(why)s"),
}
_PLAIN: dict[str, Promise] = {
    "outside.recorded": gettext_lazy("%(amount)s went back without us (%(id)s)"),
    "outside.counted": gettext_lazy("%(amount)s that went back without us was counted"),
    "outside.explained": gettext_lazy("%(amount)s (%(id)s) was a remedy of ours all along"),
    "incident.raised": gettext_lazy("incident %(subject)s: %(incident)s"),
    "incident.closed": gettext_lazy("incident %(subject)s closed: %(found)s"),
    "remedies.stopped": gettext_lazy("stopped: %(scope)s"),
    "remedies.stop_lifted": gettext_lazy("stop lifted: %(scope)s"),
    "remedies.decision_proposed": gettext_lazy("said by hand: %(says)s; %(id)s"),
    "remedies.decision_confirmed": gettext_lazy("confirmed by hand: %(says)s; %(id)s"),
    "authority.drafted": gettext_lazy("wrote version %(subject)s of the policy"),
    "authority.draft_changed": gettext_lazy("changed version %(subject)s of the policy"),
    "authority.draft_discarded": gettext_lazy("threw version %(subject)s away"),
    "authority.published": gettext_lazy("published version %(subject)s of the policy"),
    "authority.rates_recorded": gettext_lazy("noted exchange rates of %(on)s"),
    "people.role_changed": gettext_lazy("gave %(whom)s the role %(role)s"),
    "remedy.escalated": gettext_lazy("nobody had decided; now asked: %(role)s"),
    "claim.handed_over": gettext_lazy("handed a claim over to compliance"),
    "claims.pack_exported": gettext_lazy("took the evidence for a claim out"),
}


@dataclass(frozen=True)
class Line:
    """A row of the log in words. `who` is None for the program."""

    seq: int
    at: datetime
    what: str
    who: str | None
    order_id: int | None
    order_number: str
    words: str
    is_refusal: bool


def lines(rows: Iterable[AuditRow]) -> list[Line]:
    """Return these rows in words, in their order."""
    read = [(row, _facts(row)) for row in rows]
    numbers = orders.numbers_of(
        {facts["order"] for _row, facts in read if "order" in facts}
    )
    names = people.names_of(_people_in(read))
    return [_line(row, facts, numbers, names) for row, facts in read]


def _facts(row: AuditRow) -> dict[str, Any]:
    found = json.loads(row.facts)
    return found if isinstance(found, dict) else {}


def _people_in(read: Sequence[tuple[AuditRow, dict[str, Any]]]) -> set[int]:
    found = {row.actor_id for row, _facts in read if row.actor_id is not None}
    found |= {int(r.subject) for r, _facts in read if r.what == "people.role_changed"}
    agents = (f["name"] for _row, f in read if f.get("scope") == Stop.Scope.AGENT)
    return found | {int(name) for name in agents if str(name).isdecimal()}


def _line(
    row: AuditRow, facts: dict[str, Any], numbers: dict[int, str], names: dict[int, str]
) -> Line:
    order = facts.get("order")
    return Line(
        seq=row.seq,
        at=row.at,
        what=row.what,
        who=None if row.actor_id is None else names.get(row.actor_id, f"#{row.actor_id}"),
        order_id=order,
        order_number=numbers.get(order, "") if order is not None else "",
        words=_words(row, facts, names),
        is_refusal=row.what.endswith(".refused"),
    )


def _words(row: AuditRow, facts: dict[str, Any], names: dict[int, str]) -> str:
    refused = _REFUSED.get(row.what.removesuffix(".refused"))
    if row.what.endswith(".refused") and refused is not None:
        return str(refused) % {
            "object": _what(facts) or _named(facts),
            "why": of_refusal(facts.get("refused", "")),
        }
    if row.what in _PLAIN:
        return str(_PLAIN[row.what]) % _values(row, facts, names)
    state = str(STATES.get(row.what.removeprefix("remedy."), ""))
    if state:
        return _of_state(facts, state)
    return row.what


def _of_state(facts: dict[str, Any], state: str) -> str:
    words = {
        "what": _what(facts),
        "state": state,
        "why": why_in_words(facts.get("why") or ""),
    }
    if facts.get("external_id"):
        words["id"] = facts["external_id"]
        return _("%(what)s: %(state)s; the channel’s id is %(id)s") % words
    if words["why"]:
        return _("%(what)s: %(state)s, because: %(why)s") % words
    return _("%(what)s: %(state)s") % words


def _what(facts: dict[str, Any]) -> str:
    """Return kind and amount of a remedy."""
    kinds = dict(Remedy.KindOf.choices)
    kind = str(kinds.get(facts.get("kind", ""), ""))
    amount = _amount(facts)
    return f"{kind} {amount}".strip()


def _named(facts: dict[str, Any]) -> str:
    """Return what a refusal was about, by its number."""
    if "incident" in facts:
        return _("incident %(n)s") % {"n": facts["incident"]}
    if "stop" in facts:
        return _("stop %(n)s") % {"n": facts["stop"]}
    return _("remedy %(n)s") % {"n": facts.get("remedy", "?")}


def _amount(facts: dict[str, Any]) -> str:
    if not facts.get("minor_units") or not facts.get("currency"):
        return ""
    amount = Money(facts["currency"], facts["minor_units"])
    return f"{amount.decimal()} {amount.currency}"


def _values(
    row: AuditRow, facts: dict[str, Any], names: dict[int, str]
) -> dict[str, object]:
    return {
        "subject": row.subject,
        "amount": _amount(facts),
        "id": facts.get("external_id") or "—",
        "incident": dict(Incident.Kind.choices).get(facts.get("kind", ""), ""),
        "found": dict(Incident.Found.choices).get(facts.get("found", ""), ""),
        "scope": _scope(facts, names),
        "says": dict(HandDecision.Says.choices).get(facts.get("says", ""), ""),
        "on": facts.get("on", ""),
        "whom": _called(row.subject, names),
        "role": people.role_name(str(facts.get("to", ""))),
    }


def _scope(facts: dict[str, Any], names: dict[int, str]) -> str:
    scope = facts.get("scope", "")
    name = str(facts.get("name", ""))
    if scope == Stop.Scope.AGENT:
        name = _called(name, names)
    label = str(dict(Stop.Scope.choices).get(scope, scope))
    return f"{label} {name}".strip()


def _called(number: str, names: dict[int, str]) -> str:
    """Return the name of the person with this number; what is none stays as it is."""
    return names.get(int(number), number) if number.isdecimal() else number
