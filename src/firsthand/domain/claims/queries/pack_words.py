"""Money, claims and findings of a pack, in words of the language in force."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from firsthand.domain.orders import queries as orders
from firsthand.domain.reasons import queries as reasons
from firsthand.foundation.money import Money

if TYPE_CHECKING:
    from firsthand.domain.claims.models import Basis, Claim, Finding
    from firsthand.domain.claims.queries.packs import Pack
    from firsthand.domain.reasons.models import Reason


def money_words(currency: str, minor_units: int) -> str:
    """Return an exact amount with the letters of its currency."""
    return f"{Money(currency, minor_units).decimal()} {currency}"


def money_rows(pack: Pack) -> Iterator[tuple[str, str, str, str]]:
    """Yield what was given or went back: when (UTC), what, how much, the proof."""
    for remedy in pack.remedies:
        what = f"{remedy.get_kind_display()}: {remedy.get_state_display()}"
        if pack.choice.with_notes and remedy.note:
            what += f" · {remedy.note}"
        amount = remedy.minor_units
        yield (
            f"{remedy.state_at.astimezone(UTC):%Y-%m-%d %H:%M:%S}Z",
            what,
            money_words(remedy.currency, amount) if amount else "—",
            remedy.external_id or "—",
        )
    for fact in pack.outside:
        yield (
            f"{fact.happened_at.astimezone(UTC):%Y-%m-%d %H:%M:%S}Z",
            _("Went back without us"),
            money_words(fact.currency, fact.minor_units),
            fact.external_id,
        )
    if pack.ledger is not None:
        sums = pack.ledger
        yield "", _("Paid in all"), money_words(sums.currency, sums.captured), ""
        yield "", _("Given back in all"), money_words(sums.currency, sums.settled), ""
        if sums.over:
            yield "", _("Beyond what was paid"), money_words(sums.currency, sums.over), ""


def claim_lines(pack: Pack) -> Iterator[str]:
    """Yield what counts against us on the order, a line each."""
    for each in sorted(pack.order.setbacks.all(), key=lambda each: each.happened_at):
        words = [
            str(each.get_kind_display()),
            each.external_id,
            pack.time(each.happened_at),
        ]
        if each.stars:
            words.append(f"{each.stars}★")
        if each.denied_at:
            words.append(_("denied"))
        if each.kind in orders.CLAIM_KINDS:
            words += _of_claim(pack, getattr(each, "claim", None))
        if each.comment:
            words.append(each.comment)
        yield " · ".join(words)


def _of_claim(pack: Pack, claim: Claim | None) -> Iterator[str]:
    if claim is not None and claim.respond_by is not None:
        by = pack.time(claim.respond_by)
        yield _("to be answered by %(time)s") % {"time": by}
    if claim is not None and claim.outcome:
        yield str(claim.get_outcome_display())


def finding_parts(pack: Pack, finding: Finding) -> tuple[str, str, list[str]]:
    """Return what was found in a line, its note, and what it rests on, a line each."""
    words = {
        "said": reason_words(finding.said),
        "truth": finding.get_truth_display(),
    }
    heading = _("The buyer says: %(said)s. Found: %(truth)s.") % words
    if finding.true_reason is not None:
        true = reason_words(finding.true_reason)
        heading += " " + _("The true reason: %(reason)s.") % {"reason": true}
    if hasattr(finding, "replaced_by"):
        heading += " " + _("A later finding has replaced this one.")
    return heading, finding.note, [_basis(pack, each) for each in finding.bases.all()]


def _basis(pack: Pack, basis: Basis) -> str:
    words = [str(basis.get_kind_display()), basis.note]
    if basis.attachment_id is not None:
        words.append(pack.path_of(basis.attachment_id) or _("the file is not in this pack"))
    if basis.message_id is not None:
        is_in = basis.message_id in pack.message_ids
        words.append(
            _("message #m%(id)d") % {"id": basis.message_id}
            if is_in
            else _("the message is not in this pack")
        )
    if basis.scanned:
        words.append(f"{basis.scanned['carrier']} {basis.scanned['tracking_number']}")
    return " · ".join(filter(None, words))


def reason_words(reason: Reason) -> str:
    """Return what a reason is called, with its code."""
    return f"{reasons.label_of(reason.labels)} ({reason.code})"
