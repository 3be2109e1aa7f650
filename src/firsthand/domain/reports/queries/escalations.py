"""What it costs to have somebody else decide, and what is missed while he does."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from firsthand.domain.authority import queries as authority
from firsthand.domain.metrics.ports import CONTACTS, ISSUES
from firsthand.domain.orders.ports import CLAIMED, ORDERED, SET_BACK
from firsthand.domain.remedies.ports import GIVEN
from firsthand.domain.reports.queries.table import (
    Column,
    Report,
    Row,
    Wanted,
    person_names,
    run,
    store_names,
)
from firsthand.domain.reports.rules import Counted, Verdict, change
from firsthand.foundation.money import Money

_MOST = 500  # Cases; who has more of them has another problem than a longer list.

# What was decided, and when it had happened. Waiting ends with the decision.
_TIMED = f"""
    SELECT given.*,
           CASE WHEN given.needs_approval THEN coalesce(given.approved_at,
                CASE WHEN given.state IN ('rejected', 'expired') THEN given.state_at END)
           END AS decided_at,
           CASE WHEN given.state = 'succeeded' THEN given.state_at END AS done_at
      FROM ({GIVEN}) AS given
     WHERE given.requested_at >= %(since)s AND given.requested_at < %(until)s
       AND given.store_id = ANY(%(stores)s) AND given.minor_units > 0
       AND given.state <> 'cancelled'"""

_COST = f"""
    SELECT given.needs_approval, count(*) AS n,
           count(given.decided_at) AS decided, count(given.done_at) AS done,
           percentile_cont(0.5) WITHIN GROUP (
               ORDER BY extract(epoch FROM given.decided_at - given.requested_at))
               AS wait_seconds,
           percentile_cont(0.5) WITHIN GROUP (
               ORDER BY extract(epoch FROM given.done_at - given.requested_at))
               AS done_seconds,
           count(given.ticket_id) AS with_ticket, sum(later.contacts) AS contacts,
           count(*) FILTER (WHERE given.approved_by_id IS NOT NULL) AS second_persons,
           count(*) FILTER (WHERE given.requested_at + interval '30 days' <= %(at)s)
               AS ripe,
           count(*) FILTER (WHERE given.requested_at + interval '30 days' <= %(at)s
                              AND later.claimed) AS claims
      FROM ({_TIMED}) AS given
     CROSS JOIN LATERAL (
           SELECT (SELECT count(*) FROM ({CONTACTS}) AS contact
                    WHERE contact.ticket_id = given.ticket_id
                      AND contact.started_at > given.requested_at
                      AND contact.started_at <= given.requested_at + interval '7 days'
                   ) AS contacts,
                  EXISTS (SELECT FROM ({CLAIMED}) AS claim
                           WHERE claim.order_id = given.order_id
                             AND claim.claimed_at > given.requested_at
                             AND claim.claimed_at
                                 <= given.requested_at + interval '30 days') AS claimed
           ) AS later
     GROUP BY given.needs_approval ORDER BY given.needs_approval"""


def cost(wanted: Wanted) -> Report:
    """Return time, contacts and claims of what was approved against what was not."""
    found = {each["needs_approval"]: each for each in run(_COST, wanted.parameters())}
    names = {False: _("On his own word"), True: _("Somebody else decides")}
    return Report(
        columns=[
            Column("who", _("Who decides")),
            Column("n", _("Remedies (n)"), "number"),
            Column("wait", _("Waits for the decision (median)"), "time"),
            Column("done", _("Until the buyer has it (median)"), "time"),
            Column("people", _("People per remedy"), "decimal"),
            Column("contacts", _("Contacts within 7 days, each"), "decimal"),
            Column("claims", _("Claims within 30 days"), "number"),
            Column("ripe", _("of (n)"), "number"),
            Column("rate", _("Claim rate"), "share"),
        ],
        rows=[_cost_row(names[asked], found[asked]) for asked in names if asked in found],
        finding=_claims_differ(found),
        notes=[
            _(
                "Remedies of money that were not taken back. What is sent for approval is "
                "larger and riskier to begin with, so that not all of a difference comes "
                "from the waiting. Claims count where thirty days have passed."
            )
        ],
    )


def _cost_row(name: str, each: dict[str, Any]) -> Row:
    ripe = each["ripe"]
    tickets = each["with_ticket"]
    return {
        "who": name,
        "n": each["n"],
        "wait": each["wait_seconds"],
        "done": each["done_seconds"],
        "people": 1 + each["second_persons"] / each["n"],
        "contacts": float(each["contacts"]) / tickets if tickets else None,
        "claims": each["claims"] if ripe else None,
        "ripe": ripe,
        "rate": each["claims"] / ripe if ripe else None,
    }


def _claims_differ(found: dict[bool, dict[str, Any]]) -> str:
    if len(found) < 2:
        return ""
    alone, asked = (Counted(found[k]["claims"], found[k]["ripe"]) for k in (False, True))
    compared = change(alone, asked, better="lower")
    if compared.difference is None or compared.verdict == Verdict.TOO_FEW:
        return _("There are too few to compare their claims.")
    says = {
        Verdict.UNCLEAR: _(
            "Claims do not differ beyond chance: %(low)s to %(high)s points."
        ),
        Verdict.WORSE: _(
            "More claims where somebody else decided: %(low)s to %(high)s points."
        ),
        Verdict.BETTER: _(
            "Fewer claims where somebody else decided: %(low)s to %(high)s points."
        ),
    }[compared.verdict]
    ends = compared.difference.low, compared.difference.high
    low, high = (f"{each * 100:+.1f}" for each in ends)
    return says % {"low": low, "high": high}


# Something happened on the order after it was asked for and before it was done.
_WAITED = f"""
    SELECT 'waited' AS missed, given.store_id, ordered.number, given.ticket_id,
           given.requested_by_id AS agent_id, given.minor_units, given.currency,
           given.requested_at AS begun_at, since.kind, since.happened_at,
           extract(epoch FROM since.happened_at - given.requested_at) AS waited
      FROM ({_TIMED}) AS given
      JOIN ({ORDERED}) AS ordered ON ordered.id = given.order_id
      JOIN LATERAL (
           SELECT kind, happened_at FROM ({SET_BACK}) AS back
            WHERE back.order_id = given.order_id
              AND back.happened_at > given.requested_at
              AND back.happened_at < coalesce(given.decided_at, %(at)s)
            ORDER BY happened_at LIMIT 1) AS since ON true
     WHERE given.needs_approval"""
# The buyer had written, nothing was asked for, and something happened on the order. It
# starts from what happened, as few orders have any of it.
_UNUSED = f"""
    SELECT 'unused' AS missed, issue.store_id, ordered.number, issue.ticket_id,
           issue.first_agent_id AS agent_id, ordered.total_minor_units AS minor_units,
           ordered.currency, issue.opened_at AS begun_at, issue.kind, issue.happened_at,
           extract(epoch FROM issue.happened_at - issue.opened_at) AS waited
      FROM (SELECT DISTINCT ON (issue.id) issue.*, back.kind, back.happened_at
              FROM ({SET_BACK}) AS back
              JOIN ({ISSUES}) AS issue ON issue.order_id = back.order_id
               AND issue.opened_at < back.happened_at
               AND issue.opened_at + interval '30 days' >= back.happened_at
             WHERE issue.opened_at >= %(since)s AND issue.opened_at < %(until)s
               AND issue.store_id = ANY(%(stores)s)
             ORDER BY issue.id, back.happened_at) AS issue
      JOIN ({ORDERED}) AS ordered ON ordered.id = issue.order_id
     WHERE NOT EXISTS (SELECT FROM ({GIVEN}) AS given
                        WHERE given.order_id = issue.order_id
                          AND given.requested_at <= issue.happened_at)"""


def missed(wanted: Wanted) -> Report:
    """List where a claim, bad feedback or return came while nobody used authority."""
    sql = f"""SELECT * FROM ({_WAITED} UNION ALL {_UNUSED}) AS missed
               ORDER BY happened_at DESC, number LIMIT %(most)s"""
    found = run(sql, wanted.parameters(most=_MOST))
    limits = _Limits(wanted.at, wanted.tz)
    shown = [each for each in found if each["missed"] == "waited" or limits.cover(each)]
    names = person_names([each["agent_id"] for each in shown])
    places = store_names()
    counts = dict.fromkeys(("waited", "unused"), 0)
    for each in shown:
        counts[each["missed"]] += 1
    return Report(
        columns=_missed_columns(),
        rows=[_missed_row(each, names, places) for each in shown],
        finding=_("While it waited for approval: %(waited)d. Not used: %(unused)d.")
        % counts,
        notes=[
            _(
                "Waited: it came before anybody had decided. Not used: the buyer had "
                "written, nothing was asked for on the order, and all of it was within "
                "what an agent may give on his own word by today’s policy and rates. "
                "That a remedy would have prevented it is not said. At most 500 cases "
                "are looked at."
            )
        ],
    )


def _missed_columns() -> list[Column]:
    return [
        Column("missed", _("Missed")),
        Column("store", _("Store")),
        Column("order", _("Order")),
        Column("ticket", _("Ticket"), "ticket"),
        Column("agent", _("Agent")),
        Column("amount", _("Amount"), "money"),
        Column("begun_at", _("Asked for, or written"), "moment"),
        Column("what", _("Then came")),
        Column("happened_at", _("At"), "moment"),
        Column("waited", _("After"), "time"),
    ]


def _missed_row(each: dict[str, Any], names: Any, places: Any) -> Row:  # noqa: ANN401
    kinds = {
        "claim": _("A-to-z claim"),
        "chargeback": _("Chargeback"),
        "feedback": _("Bad feedback"),
        "return": _("Return"),
    }
    which = {"waited": _("Waited for approval"), "unused": _("Authority not used")}
    return {
        "missed": which[each["missed"]],
        "store": places.get(each["store_id"], ""),
        "order": each["number"],
        "ticket": each["ticket_id"],
        "agent": names.get(each["agent_id"], ""),
        "amount": Money(each["currency"], each["minor_units"]),
        "begun_at": each["begun_at"],
        "what": kinds[each["kind"]],
        "happened_at": each["happened_at"],
        "waited": float(each["waited"]),
    }


class _Limits:
    """What an agent may give on his own word, by store, looked up once."""

    def __init__(self, at: datetime, tz: ZoneInfo) -> None:
        self._at, self._day = at, at.astimezone(tz).date()
        self._known: dict[int, tuple[int, authority.Rates]] = {}

    def cover(self, each: dict[str, Any]) -> bool:
        """Say whether all of an order is within the limit; not where a rate is unknown."""
        store_id = each["store_id"]
        if store_id not in self._known:
            terms = authority.in_force(store_id, self._at).terms
            grant = terms.grant("agent", 0)
            limit = grant.alone_minor_units if grant else 0
            self._known[store_id] = limit, authority.rates(terms, self._day)
        limit, rates = self._known[store_id]
        if rates.unknown(each["currency"]) is not None:
            return False
        return rates.exact(Money(each["currency"], each["minor_units"])) <= limit
