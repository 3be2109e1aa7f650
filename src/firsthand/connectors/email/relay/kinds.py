"""What a mail of Amazon's own is: by its header, and by its subject where that fails.

The header is Amazon's own word for it; mail programs that pass mail on may drop it. The
subject must then name the thing itself; what names nothing we know stays `OTHER`.
"""

from __future__ import annotations

import re

from firsthand.domain.mail.ports import RelayKind

NOTIFICATIONS = {
    "BBC_MESSAGE_CONFIRMATION_TO_MERCHANT": RelayKind.OWN_REPLY_COPY,
    "BUYER_OPTED_OUT_BSM_MESSAGES": RelayKind.BUYER_OPTED_OUT,
    "BRC_SELLER_NOTIFICATION": RelayKind.CANCEL_REQUEST,
    "RETURN_REQUEST": RelayKind.RETURN_REQUEST,
    "REFUND_ISSUED": RelayKind.REFUND_ISSUED,
    "A_Z_CLAIM_RESPONDENT_NOTIFY": RelayKind.CLAIM_OPENED,
    "A_Z_CLAIM_RESPONDENT_CLOSE": RelayKind.CLAIM_CLOSED,
}
OF_CLAIMS = "atoz-guarantee-no-reply"
OF_DELIVERY = "auto-communication"
SENDERS = {"donotreply", OF_DELIVERY, OF_CLAIMS}


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# By language: en, de, fr, it, es, pt, nl, sv, pl, tr, ar, hi, ja, zh, ko.
_DECIDED = _words(
    r"decision|decided|closed|resolved|granted|denied|entschied|entscheidung|"
    r"geschlossen|abgeschlossen|décision|clôtur|ferm[ée]|decis|chius|risolt|cerrad|"
    r"resuelt|resoluci|encerrad|decid|resolvid|beslis|besluit|gesloten|beslut|avslut|"
    r"avgjor|zamkni|rozpatrz|decyzj|karar|kapat|sonuçlan|قرار|إغلاق|निर्णय|बंद|決定|結果|"
    r"クローズ|终结|已关闭|裁定|结果|종결|결정"
)
_REFUNDED = _words(
    r"refund|erstattung|rembours|rimbors|reembols|terugbetal|återbetal|"
    r"zwrot (?:pieni|środk|koszt|płatn)|para iade|iade tutar|iadesi yap|استرداد|रिफंड|"
    r"धनवापसी|返金|退款|환불"
)
_SENT_BACK = _words(
    r"\breturns?\b|rücksend|rückgabe|retour|\breso\b|devoluci|devolução|\bretur|zwrot|iade|"
    r"إرجاع|वापसी|返品|退货|退貨|반품"
)
_CALLED_OFF = _words(
    r"cancel|storni|annul|anul|avbok|avbest|iptal|إلغاء|रद्द|キャンセル|取消|취소"
)
# Of a mail of ours, that it went to nobody: the buyer wants none, or Amazon took none.
_OPTED_OUT = _words(
    r"opted out|opt-?out|unsubscrib|abgemeldet|abbestellt|désinscri|désabonn|"
    r"disattiva|disiscri|rinuncia|cancelado la suscripción|no recibir|optou por|descadastr|"
    r"afgemeld|uitgeschreven|avböjt|avregistr|zrezygnow|wypisa|vazgeç|çıkmış|"
    r"إلغاء الاشتراك|受信を拒否|配信停止|受け取らない|拒收|退订|選擇不|选择不|수신 거부"
)
# Said of an address, which tells it from a return that is not approved.
_NOT_APPROVED = _words(
    r"(?:not|un-?)\s?(?:been )?(?:an? )?(?:approved|authori[sz]ed|registered)|"
    r"nicht (?:als )?(?:zugelassen|genehmigt|autorisiert|registriert|freigegeben)|"
    r"(?:non|pas) (?:été )?(?:approuvé|autorisé|enregistré)|"
    r"non (?:è )?(?:approvat|autorizzat|registrat)|"
    r"no (?:está )?(?:aprobad|autorizad|registrad)|"
    r"não (?:está )?(?:aprovad|autorizad|registrad)|"
    r"niet (?:goedgekeurd|geautoriseerd)|inte (?:är )?(?:godkän|auktoriser)|"
    r"nie (?:jest |został )?(?:zatwierdzon|autoryzowan)|onaylanmam|onaylı değil|"
    r"غير معتمد|स्वीकृत नहीं|承認されていない|未承認|未经批准|未獲批准|未授权|"
    r"승인되지 않"
)
_ADDRESS = _words(
    r"address|sender|adress|absender|expédit|indirizz|mittent|direcci|remitent|endereço|"
    r"remetent|afzender|avsändar|\badres|nadawc|gönderen|عنوان|مرسل|पता|प्रेषक|アドレス|"
    r"送信者|差出人|地址|发件人|주소"
)
_NEAR = 80


def kind_of(local: str, named: str, subject: str, text: str) -> RelayKind:
    """Return what a mail from one of Amazon's own addresses is.

    Args:
        local: the sender's name in lower case, one of `SENDERS`.
        named: the mail's header, empty without one.
        subject: of the mail.
        text: of the mail; only for what befell a mail of ours, which subjects do not say.
    """
    known = NOTIFICATIONS.get(named.upper())
    if known is not None:
        return known
    if local == OF_CLAIMS:
        decided = _DECIDED.search(subject) is not None
        return RelayKind.CLAIM_CLOSED if decided else RelayKind.CLAIM_OPENED
    said = f"{subject}\n{text[:2_000]}"
    if _is_of_our_address(said):
        return RelayKind.SENDER_NOT_APPROVED
    if local == OF_DELIVERY:
        opted_out = _OPTED_OUT.search(said) is not None
        return RelayKind.BUYER_OPTED_OUT if opted_out else RelayKind.OTHER
    for pattern, kind in (
        (_CALLED_OFF, RelayKind.CANCEL_REQUEST),
        (_REFUNDED, RelayKind.REFUND_ISSUED),
        (_SENT_BACK, RelayKind.RETURN_REQUEST),
    ):
        if pattern.search(subject):
            return kind
    return RelayKind.OTHER


def _is_of_our_address(said: str) -> bool:
    return any(
        _ADDRESS.search(said, max(0, match.start() - _NEAR), match.end() + _NEAR)
        for match in _NOT_APPROVED.finditer(said)
    )
