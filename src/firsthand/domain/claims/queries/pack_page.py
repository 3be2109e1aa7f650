"""A pack for people: one printable page, without scripts, in the language in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.utils.dateparse import parse_datetime
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from firsthand.domain.claims.queries.pack_words import (
    claim_lines,
    finding_parts,
    money_rows,
)
from firsthand.domain.claims.rules.files import LeftOut

if TYPE_CHECKING:
    from firsthand.domain.claims.queries.packs import Pack, PackedFile
    from firsthand.domain.tickets.models import Message

# By language: what its page is called in the zip.
PAGES = {"en": "index.html", "zh-hans": "index.zh.html"}
_NAMES = {"en": "English", "zh-hans": "中文"}
_LANG = {"en": "en", "zh-hans": "zh-Hans"}
_STYLE = """
body{font:14px/1.5 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;
max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
h1{font-size:1.4rem}h2{font-size:1.1rem;border-bottom:1px solid #bbb;margin-top:2rem}
table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;
padding:.25rem .5rem;border-bottom:1px solid #ddd}td.n,th.n{text-align:right}
article{break-inside:avoid;border-left:3px solid #bbb;padding-left:.75rem;margin:1rem 0}
.text{white-space:pre-wrap;overflow-wrap:anywhere}.soft{color:#555}
code{font-size:.85em;overflow-wrap:anywhere}
@media print{body{margin:0;max-width:none}a{color:inherit}}"""
_NUMERIC, _PLAIN = format_html(' class="{}"', "n"), format_html("{}", "")
_LEFT_OUT = {
    LeftOut.DANGEROUS: gettext_lazy("left out: it is a program, or may hold one"),
    LeftOut.GONE: gettext_lazy("left out: its bytes were deleted when their time was over"),
    LeftOut.DAMAGED: gettext_lazy("left out: its bytes are not those that came in"),
}


def page(pack: Pack, language: str) -> Iterator[str]:
    """Yield the page in pieces, its messages one by one. Everything is escaped."""
    title = _("Evidence for order %(number)s") % {"number": pack.order.number}
    yield format_html(
        '<!doctype html>\n<html lang="{}"><head><meta charset="utf-8"><title>{}</title>'
        "<style>{}</style></head><body><main><h1>{}</h1>\n",
        _LANG[language], title, mark_safe(_STYLE), title,  # noqa: S308 -- our own
    )  # fmt: skip
    yield _opening(pack, language)
    yield from _order(pack)
    yield _section(_("Money"), _table(_money_heads(), money_rows(pack), right={2}))
    yield from _parcels(pack)
    yield _returns(pack)
    yield _list(_("Claims, chargebacks and feedback"), claim_lines(pack))
    yield from _findings(pack)
    yield format_html("<h2>{}</h2>\n", _("Messages"))
    yield from _messages(pack)
    yield _files(pack)
    yield "</main></body></html>\n"


def _money_heads() -> tuple[str, ...]:
    return _("When"), _("What"), _("Amount"), _("Proof")


def _opening(pack: Pack, language: str) -> str:
    other = next(each for each in PAGES if each != language)
    words = [
        _("%(store)s, put together %(when)s.")
        % {"store": pack.store.name, "when": pack.time(pack.at)},
        _("Times are UTC, with the time of the marketplace (%(zone)s) behind it.")
        % {"zone": pack.store.time_zone},
        _("Agents are named.")
        if pack.choice.with_names
        else _("Agents appear by their role; in what was written their names stay."),
        *_absent(pack),
    ]
    return format_html(
        '<p><a href="{}" lang="{}">{}</a> · <a href="pack.json">JSON</a> ·'
        ' <a href="SHA256SUMS">SHA-256</a></p>\n<ul>{}</ul>\n',
        PAGES[other], _LANG[other], _NAMES[other],
        format_html_join("", "<li>{}</li>", ((each,) for each in words)),
    )  # fmt: skip


def _absent(pack: Pack) -> Iterator[str]:
    """Say what of the order is not in the pack, so that nothing is missing unseen."""
    if pack.choice.with_notes:
        yield _("Internal notes are included, as chosen.")
    else:
        notes = pack.notes_left_out
        yield ngettext(
            "%(n)d internal note is not included.",
            "%(n)d internal notes are not included.",
            notes,
        ) % {"n": notes}
    if pack.beside_left_out:
        yield ngettext(
            "%(n)d mail with warehouses and suppliers is not included.",
            "%(n)d mails with warehouses and suppliers are not included.",
            pack.beside_left_out,
        ) % {"n": pack.beside_left_out}
    absent = sum(bool(each.left_out) for each in pack.files)
    if absent:
        yield ngettext(
            "%(n)d file is left out; the list of files says why.",
            "%(n)d files are left out; the list of files says why.",
            absent,
        ) % {"n": absent}


def _order(pack: Pack) -> Iterator[str]:
    order = pack.order
    facts = [
        (_("State"), order.get_state_display()),
        (_("Fulfilment"), order.get_fulfilment_display()),
        (_("Placed"), pack.time(order.placed_at)),
        (_("Ship by"), pack.time(order.ship_by)),
        (_("Promised by"), pack.time(order.deliver_by)),
        (_("Delivered"), pack.time(order.delivered_at)),
    ]
    rows = format_html_join("", "<tr><th>{}</th><td>{}</td></tr>", facts)
    yield _section(_("Order"), format_html("<table>{}</table>", rows))
    lines: list[tuple[object, ...]] = [
        (
            f"{line.title} {line.product.sku if line.product else ''}".strip(),
            line.quantity,
            pack.money(line.price_minor_units),
        )
        for line in sorted(order.lines.all(), key=lambda line: line.line_number)
    ]
    lines += [
        (_("Shipping"), "", pack.money(order.shipping_minor_units)),
        (_("Tax"), "", pack.money(order.tax_minor_units)),
        (_("Paid"), "", pack.money(order.total_minor_units)),
    ]
    yield _table((_("Item"), _("Quantity"), _("Amount")), lines, right={1, 2})


def _parcels(pack: Pack) -> Iterator[str]:
    parcels = list(pack.order.parcels.all())
    if not parcels:
        yield _list(_("Parcels and tracking"), [])
    for parcel in parcels:
        title = _("Parcel: %(carrier)s %(number)s") % {
            "carrier": parcel.carrier,
            "number": parcel.tracking_number or "—",
        }
        scans = [
            (pack.time(parse_datetime(str(scan.get("at", "")))), scan.get("what", ""))
            for scan in parcel.scans
        ]
        scans += [
            (pack.time(at), what)
            for at, what in (
                (parcel.shipped_at, _("Handed over, as recorded")),
                (parcel.delivered_at, _("Delivered, as recorded")),
            )
            if at is not None
        ]
        yield _section(title, _table((_("When"), _("Scan")), scans))


def _returns(pack: Pack) -> str:
    rows = [
        (
            back.quantity,
            pack.time(back.requested_at),
            pack.time(back.received_at),
            back.reason_text,
        )
        for back in pack.order.returns.all()
    ]
    heads = _("Pieces"), _("Requested"), _("Received"), _("The buyer says")
    return _section(_("Returns"), _table(heads, rows))


def _findings(pack: Pack) -> Iterator[str]:
    yield format_html("<h2>{}</h2>\n", _("What was found to be true"))
    if not pack.findings:
        yield _nothing()
    for finding in pack.findings:
        heading, note, bases = finding_parts(pack, finding)
        yield format_html(
            '<article><p><b>{}</b> <span class="soft">{} · {}</span></p>'
            '<p class="text">{}</p><ul>{}</ul></article>\n',
            heading, pack.time(finding.at), pack.author(finding.by), note,
            format_html_join("", "<li>{}</li>", ((each,) for each in bases)),
        )  # fmt: skip


def _messages(pack: Pack) -> Iterator[str]:
    files: dict[int, list[PackedFile]] = {}
    for file in pack.files:
        files.setdefault(file.message_id, []).append(file)
    is_any = False
    for message in pack.messages():
        is_any = True
        yield _message(pack, message, files.get(message.pk, []))
    if not is_any:
        yield _nothing()


def _message(pack: Pack, message: Message, files: list[PackedFile]) -> str:
    kinds = [message.get_direction_display()]
    if message.nature == message.Nature.NOTICE:
        kinds = [message.get_nature_display()]
    if message.delivery:
        kinds.append(message.get_delivery_display())
    return format_html(
        '<article id="m{}"><p><b>{}</b> <span class="soft">{} · #{} {}</span></p>'
        '<div class="text">{}</div>{}</article>\n',
        message.pk, " · ".join(map(str, kinds)), pack.time(message.sent_at),
        message.ticket_id, pack.author(message.author),
        message.body or _("(the text was deleted when its time was over, or never was)"),
        format_html_join("", "<p>{}</p>", ((_file(each),) for each in files)),
    )  # fmt: skip


def _files(pack: Pack) -> str:
    rows = [
        (
            _file(each),
            format_html('<a href="#m{0}">#m{0}</a>', each.message_id),
            each.size,
            format_html("<code>{}</code>", each.sha256),
        )
        for each in pack.files
    ]
    heads = _("File"), _("Message"), _("Bytes"), _("SHA-256")
    return _section(_("Files, as they came"), _table(heads, rows, right={2}))


def _file(file: PackedFile) -> SafeString:
    if file.left_out:
        return format_html("{} — <b>{}</b>", file.name, _LEFT_OUT[file.left_out])
    return format_html('<a href="{}">{}</a>', file.path, file.name)


def _section(title: str, content: str) -> str:
    return format_html("<h2>{}</h2>\n{}\n", title, content)


def _list(title: str, lines: Iterable[str]) -> str:
    found = format_html_join("", "<li>{}</li>", ((each,) for each in lines))
    return _section(title, format_html("<ul>{}</ul>", found) if found else _nothing())


def _nothing() -> SafeString:
    return format_html('<p class="soft">{}</p>', _("Nothing is known of this."))


def _table(
    heads: tuple[str, ...],
    rows: Iterable[tuple[object, ...]],
    *,
    right: Iterable[int] = (),
) -> SafeString:
    rows, numeric = list(rows), set(right)
    if not rows:
        return _nothing()
    kinds = [_NUMERIC if n in numeric else _PLAIN for n in range(len(heads))]
    body = [
        (format_html_join("", "<td{}>{}</td>", zip(kinds, row, strict=True)),)
        for row in rows
    ]
    return format_html(
        "<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>\n",
        format_html_join("", "<th{}>{}</th>", zip(kinds, heads, strict=True)),
        format_html_join("\n", "<tr>{}</tr>", body),
    )
