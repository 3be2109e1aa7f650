"""What a notice of Amazon's says line by line: "Quantity: 1", "Rückgabegrund: defekt".

Only what stands behind a label with a colon is read, or on the line below one. What a
label does not name is not guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from firsthand.connectors.email.relay.letters import plain

MAX_WORDS = 500
_MOST_LINES = 2_000


class Label(Enum):
    """What a line of a notice is about."""

    QUANTITY = auto()
    REASON = auto()
    COMMENT = auto()
    CARRIER = auto()
    TRACKING = auto()
    AMOUNT = auto()
    OTHER = auto()  # Ends a comment before it.


# By language: en, de, fr, it, es, pt, nl, sv, pl, tr, ar, hi, ja, zh, ko. First match wins.
_LABELS = tuple(
    (label, re.compile(pattern, re.IGNORECASE))
    for label, pattern in (
        (
            Label.TRACKING,
            r"tracking|sendungs(?:verfolgungs)?nummer|trackingnummer|suivi|tracciamento|"
            r"tracciatura|seguimiento|rastre|spårning|śledzenia|przesyłki|takip|التتبع|"
            r"ट्रैकिंग|追跡|お問い合わせ番号|追踪|跟踪|物流单号|운송장",
        ),
        (
            Label.COMMENT,
            r"comment|kommentar|anmerkung|remarque|commento|comentario|comentário|"
            r"opmerking|uwagi|komentarz|yorum|تعليق|ملاحظ|टिप्पणी|コメント|留言|备注|評論|评论|"
            r"의견",
        ),
        (
            Label.REASON,
            r"reason|grund|motif|motivo|\breden|anledning|orsak|powód|przyczyna|neden|"
            r"سبب|कारण|理由|原因|사유",
        ),
        (
            Label.QUANTITY,
            r"quantity|\bqty|menge|anzahl|quantité|quantità|cantidad|quantidade|aantal|"
            r"antal|ilość|liczba|adet|miktar|الكمية|मात्रा|数量|數量|수량",
        ),
        (
            Label.CARRIER,
            r"carrier|versanddienst|versandunternehmen|transporteur|corriere|transportista|"
            r"transportadora|vervoerder|transportör|przewoźnik|kargo|الناقل|شركة الشحن|"
            r"कैरियर|配送業者|運送会社|承运|택배사",
        ),
        (
            Label.AMOUNT,
            r"refund (?:amount|total)|total refund|amount refunded|erstattungsbetrag|"
            r"erstattet|montant (?:remboursé|du remboursement)|remboursement total|"
            r"importo (?:rimborsato|del rimborso)|rimborso totale|importe (?:reembolsado|"
            r"del reembolso)|reembolso total|valor (?:reembolsado|do reembolso)|"
            r"terugbetaald bedrag|terugbetaling|återbetalt belopp|återbetalningsbelopp|"
            r"kwota zwrotu|iade tutarı|مبلغ الاسترداد|المبلغ المسترد|रिफंड राशि|返金額|"
            r"返金合計|退款金额|退款金額|환불 금액",
        ),
        (
            Label.OTHER,
            r"order|asin|\bsku\b|\brma\b|\bitem|product|date|artikel|bestell|datum|commande|"
            r"produit|article|ordine|prodotto|articolo|pedido|producto|artículo|produto|"
            r"beställning|zamówieni|produkt|sipariş|ürün|طلب|المنتج|ऑर्डर|उत्पाद|注文|商品|订单|"
            r"訂單|주문|상품",
        ),
    )
)
_LINE = re.compile(
    r"[ \t]{0,20}(?:[-*•·][ \t]{0,5})?([^\W\d_][^\n:：]{0,50}?)[ \t]{0,5}(?<![0-9])[:：]"
    r"(?!//)[ \t]{0,20}(.*)"
)
_TRACKING_NUMBER = re.compile(r"(?=[A-Z0-9]*[0-9])[A-Z0-9]{8,40}")


@dataclass(frozen=True)
class Fields:
    """What the labels of a notice say; empty or None where none says it, or two differ."""

    quantity: int | None
    reason: str
    comment: str
    carrier: str
    tracking_number: str
    amount_words: str


def fields_of(text: str) -> Fields:
    """Return what the labelled lines of a notice say."""
    said: dict[Label, list[str]] = {label: [] for label in Label}
    lines = text.split("\n", _MOST_LINES)[:_MOST_LINES]
    for at, line in enumerate(lines):
        found = _labelled(line)
        if found is not None:
            label, value = found
            said[label].append(_value(lines, at, value, is_long=label == Label.COMMENT))
    return Fields(
        quantity=_total(said[Label.QUANTITY]),
        reason=_only(said[Label.REASON]),
        comment="\n".join(filter(None, dict.fromkeys(said[Label.COMMENT])))[:MAX_WORDS],
        carrier=_only(said[Label.CARRIER])[:80],
        tracking_number=_tracking_number(said[Label.TRACKING]),
        amount_words=_only(said[Label.AMOUNT]),
    )


def _labelled(line: str) -> tuple[Label, str] | None:
    match = _LINE.match(line[: MAX_WORDS * 2])
    if match is None:
        return None
    for label, pattern in _LABELS:
        if pattern.search(match[1]):
            return label, match[2].strip()
    return None


def _value(lines: list[str], at: int, value: str, *, is_long: bool) -> str:
    """Return what stands behind a label, or below it; a comment goes on to a blank line."""
    start = at + 1
    if not value:
        while start < len(lines) and start <= at + 2 and not lines[start].strip():
            start += 1
        if start == len(lines) or _labelled(lines[start]) is not None:
            return ""
        value, start = lines[start].strip(), start + 1
    if not is_long:
        return value[:MAX_WORDS]
    more = [value]
    for line in lines[start:]:
        if not line.strip() or _labelled(line) is not None:
            break
        more.append(line.strip())
    return "\n".join(more)


def _only(values: list[str]) -> str:
    different = {value for value in values if value}
    return different.pop()[:MAX_WORDS] if len(different) == 1 else ""


def _total(values: list[str]) -> int | None:
    """Return how many pieces in all; None as soon as one line gives no number."""
    numbers = [re.match(r"[0-9]{1,4}(?![0-9.,])", plain(value)) for value in values]
    if not numbers or not all(numbers):
        return None
    return sum(int(number[0]) for number in numbers if number is not None)


def _tracking_number(values: list[str]) -> str:
    numbers = {
        found[0] for value in values for found in _TRACKING_NUMBER.finditer(plain(value))
    }
    return numbers.pop() if len(numbers) == 1 else ""
