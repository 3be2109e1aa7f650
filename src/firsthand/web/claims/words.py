"""Findings and claims in words, for pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firsthand.domain.claims.queries import Basis, Finding, Item, Line, Source, Truth
from firsthand.domain.reasons.queries import label_of
from firsthand.web.shared.formats import moment

ITEMS = {
    Item.TRACKING: gettext_lazy("Tracking number"),
    Item.DELIVERY_SCAN: gettext_lazy("Scan of the delivery"),
    Item.PHOTO: gettext_lazy("Photo"),
    Item.BUYER_WORDS: gettext_lazy("The buyer’s own words"),
    Item.FINDING: gettext_lazy("What was true is found"),
    Item.EARLIER_REFUND: gettext_lazy("Money went back before"),
    Item.RETURN: gettext_lazy("A return was asked for"),
}
_MARKS = {
    Truth.TRUE: "good", Truth.PARTLY: "watch", Truth.NOT_TRUE: "bad", Truth.UNKNOWN: "open",
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """A finding as the page shows it."""

    finding: Finding
    said: str
    true_reason: str
    mark: str
    bases: Sequence[str]
    files: Sequence[int]
    stands: bool


def told(finding: Finding) -> Told:
    """Return a finding in words."""
    true = finding.true_reason
    bases = list(finding.bases.all())
    return Told(
        finding=finding,
        said=label_of(finding.said.labels),
        true_reason=label_of(true.labels) if true is not None else "",
        mark=_MARKS[Truth(finding.truth)],
        bases=[_basis(each) for each in bases],
        files=[each.attachment_id for each in bases if each.attachment_id],
        stands=not hasattr(finding, "replaced_by"),
    )


def _basis(basis: Basis) -> str:
    words = [str(basis.get_kind_display())]
    if basis.note:
        words.append(basis.note)
    if basis.scanned:
        words.append(f"{basis.scanned['carrier']} {basis.scanned['tracking_number']}")
        scans = basis.scanned["scans"]
        if scans:
            words.append(str(scans[-1].get("what", "")))
    if basis.attachment_id:
        words.append(_("a file of this ticket"))
    if basis.message_id:
        words.append(_("a message of this ticket"))
    return " · ".join(words)


@dataclass(frozen=True)
class Shown:
    """A claim as a list or page shows it. `due_at`: as stated; else a dash."""

    line: Line
    due_at: datetime | None
    source: str
    assumed: str
    has: Sequence[str]
    lacks: Sequence[str]


def shown(line: Line) -> Shown:
    """Return a claim in words."""
    return Shown(
        line=line,
        due_at=line.respond_by,
        source=_source(line),
        assumed=_assumed(line),
        has=[str(ITEMS[each.item]) for each in line.checks if each.is_there],
        lacks=[str(ITEMS[each.item]) for each in line.lacks],
    )


def _source(line: Line) -> str:
    claim = line.claim
    if claim is None or claim.respond_by is None:
        return ""
    if claim.source == Source.MAIL:
        if not claim.read_from:
            return _("from the marketplace’s mail")
        return _("from the marketplace’s mail: “%(words)s”") % {"words": claim.read_from}
    name = claim.set_by.name if claim.set_by else ""
    return _("entered by %(name)s") % {"name": name}


def _assumed(line: Line) -> str:
    if line.assumed is None:
        return ""
    return _("assumed: %(time)s, %(hours)d hours after it was filed (%(source)s)") % {
        "time": moment(line.assumed.respond_by),
        "hours": line.assumed.hours,
        "source": line.assumed.source,
    }
