"""Telling mail of programs from mail of people, in layers.

Only two in three machine mails say what they are by a standard header, so weaker signs
follow the strong ones. A weak sign that a buyer's words could give as well ("delivery
failed" is also said of parcels) counts only together with another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from firsthand.connectors.email.charset import Decoder
from firsthand.connectors.email.headers import Headers, read_headers
from firsthand.connectors.email.mime import Part
from firsthand.connectors.email.values import message_ids
from firsthand.domain.mail.ports import MachineKind

_READ_OF_A_RETURNED_PART = 64 * 1024
_READ_OF_THE_TEXT = 20_000

_DAEMON = re.compile(
    r"(?:^|[<\s._-])(?:mailer-?daemon|mail[._-]?daemon|mdaemon|daemon|post[_-]?master|"
    r"mail[._-]?delivery|mailadmin|mail[._-]?administrator|root|internet mail delivery|"
    r"bounces?|double-bounce|system[._ -]?administrator|"
    r"mail delivery (?:sub)?system)(?:$|[@+>\s_-])",
    re.IGNORECASE,
)
_NO_REPLY = re.compile(
    r"^(?:no[._-]?reply|do[._-]?not[._-]?reply|noreply[+-].*|notifications?)@",
    re.IGNORECASE,
)
_BOUNCE_SUBJECT = re.compile(
    r"undeliver|non[- ]?(?:deliver|remis)|returned (?:mail|to sender)|mail (?:could not|"
    r"delivery|"
    r"system error|failure|returned)|deliver(?:y|ing) (?:status|failure|failed|"
    r"notification|"
    r"report|error|problem|delay|has failed|incomplete|unsuccessful|temporarily)|"
    r"failure notice|failed delivery|"
    r"failed mail|failure (?:delivery|notification|report)|message (?:status|could not|"
    r"undeliver|delivery|not delivered|you sent blocked)|(?:delayed|blocked|rejected|"
    r"failed|bounced?) (?:mail|message|e-?mail)|"
    r"\bbounced?\b|\bdsn\b|\bndn\b|\bndr\b|user unknown|could not be delivered|"
    r"can'?t be delivered|"
    r"warning: (?:could not|message)|problems? delivering|not delivered|"
    r"unzustellbar|nicht zugestellt|zustell(?:ung|problem|fehler)|mailzustellung|"
    r"non remis|non distribu|[ée]chec d|retour[ée]? [àa] l'exp|"
    r"mancata consegna|consegna non|non recapitabil|impossibile recapitare|"
    r"no se (?:puede|pudo|ha podido) entregar|no entregado|error en la entrega|devuelto|"
    r"n[ãa]o (?:foi )?entreg|falha na entrega|devolvid|onbestelbaar|niet bezorgd|"
    r"配信|配達|エラー|送信できません|退信|投递失败|无法投递|未送达|無法傳遞|недостав",
    re.IGNORECASE,
)
_AUTO_REPLY_SUBJECT = re.compile(
    r"^(?:\W{0,3}(?:re|aw|sv|tr|rif|"
    r"fwd?)\s?:\s{0,3}){0,3}\W{0,3}(?:out of (?:the )?office|auto(?:matic|mated|"
    r"mated)?[- ]?(?:reply|"
    r"response|answer|respon|:)|auto(?:matic)?\s?:|automatisch|abwesen|vacation|"
    r"i am (?:away|out of (?:the )?office)|away from|on (?:vacation|"
    r"holiday|leave)|réponse automatique|reponse automatique|absen|risposta automatica|"
    r"fuori (?:sede|ufficio)|"
    r"respuesta automática|respuesta automatica|fuera de la oficina|resposta autom|"
    r"fora do escrit|automatisch antwoord|"
    r"afwezig|自動(?:返信|応答|回复|回覆)|不在|自动(?:回复|答复|应答)|автоответ)",
    re.IGNORECASE,
)
# A provider's feedback loop: its user pressed "this is spam".
_COMPLAINT_SUBJECT = re.compile(r"complaint about message from [0-9.a-f:]+$", re.IGNORECASE)
_BOUNCE_TEXT = re.compile(
    r"\b[45]\.\d{1,3}\.\d{1,3}\b|\b(?:4[2-5]\d|5[0-5]\d)[ -](?:\d|[A-Z<])|final-recipient:|"
    r"returned message|original message (?:follows|headers|was received)|"
    r"(?:could|can)(?: ?not|n't) be delivered|undeliver(?:able|ed)|user unknown|"
    r"permanent(?:ly)? (?:error|fail|fatal)|delivery (?:failed|failure|to the following)|"
    r"following (?:address|recipient)|mailbox (?:full|unavailable|is full|not found)|"
    r"was not delivered|unable to deliver|not able to deliver",
    re.IGNORECASE,
)
_RETURNED_ID = re.compile(
    rb"^[ \t>|]{0,4}Message-I[Dd]:\s{0,4}(<[^<>\s]{1,500}>)", re.M | re.I
)
_STATUS = re.compile(r"^Status:\s{0,4}([245])\.\d{1,3}\.\d{1,3}", re.M | re.I)
_ENHANCED_CODE = re.compile(r"(?<![\d.])([45])\.\d{1,3}\.\d{1,3}(?![\d.])")
_REPLY_CODE = re.compile(r"(?<![\d.:-])([45])[0-5]\d(?=[ -]\D|[ -]\d\.\d)")
_PERMANENT_WORDS = re.compile(
    r"user unknown|unknown user|no such (?:user|mailbox|recipient)|does not exist|"
    r"permanent(?:ly)? |doesn't have a|not found|unrouteable|invalid (?:recipient|mailbox)",
    re.IGNORECASE,
)
_RETURNED_TYPES = {"message/rfc822", "text/rfc822-headers", "message/rfc822-headers",
                   "message/global", "message/global-headers"}  # fmt: skip
_STATUS_TYPES = {"message/delivery-status", "message/global-delivery-status"}


@dataclass(frozen=True)
class Bounce:
    """Which of our mails came back, and whether trying again is pointless."""

    message_ids: tuple[str, ...]
    is_permanent: bool


@dataclass(frozen=True)
class Suspect:
    """What the layers look at."""

    headers: Headers
    root: Part
    sender: str  # Name and address together.
    address: str
    subject: str
    text: str

    def types(self) -> set[str]:
        """Return the content types of all parts."""
        return {part.content_type for part in self.root.walk()}


def machine_kind(mail: Suspect) -> MachineKind | None:
    """Return what kind of program wrote the mail, or None for a person."""
    for layer in (_by_report, _by_bounce_signs, _by_headers, _by_subject, _by_list):
        if (kind := layer(mail)) is not None:
            return kind
    return None


def _by_report(mail: Suspect) -> MachineKind | None:
    """RFC 3464 and its relatives say it themselves."""
    types = mail.types()
    if types & _STATUS_TYPES or mail.headers.raw("x-failed-recipients"):
        return MachineKind.BOUNCE
    if "message/disposition-notification" in types:
        return MachineKind.AUTO_REPLY
    if "message/feedback-report" in types:
        return MachineKind.NOTICE
    if _COMPLAINT_SUBJECT.match(mail.subject) and types & _RETURNED_TYPES:
        return MachineKind.NOTICE
    if mail.root.content_type == "multipart/report":
        return MachineKind.BOUNCE
    return None


def _by_bounce_signs(mail: Suspect) -> MachineKind | None:
    """Two of: no way back, a daemon's name, a subject of bounces, a text of bounces."""
    signs = (
        _has_no_way_back(mail.headers),
        _DAEMON.search(mail.sender) is not None,
        _BOUNCE_SUBJECT.search(mail.subject) is not None,
        _BOUNCE_TEXT.search(mail.text[:_READ_OF_THE_TEXT]) is not None,
    )
    only_words = not signs[0] and not signs[1]
    returned = bool(mail.types() & _RETURNED_TYPES)
    if only_words and not (signs[2] and signs[3] and returned):
        return None
    return MachineKind.BOUNCE if sum(signs) >= 2 else None


def _by_headers(mail: Suspect) -> MachineKind | None:
    """RFC 3834 and the habits from before it."""
    headers = mail.headers
    submitted = headers.plain("auto-submitted").strip().lower()
    precedence = headers.plain("precedence").strip().lower()
    marks = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply-from")
    if submitted.startswith("auto-replied") or any(map(headers.raw, marks)):
        return MachineKind.AUTO_REPLY
    if submitted and not submitted.startswith("no"):
        return MachineKind.NOTICE
    if precedence.replace("-", "_") == "auto_reply":
        return MachineKind.AUTO_REPLY
    if _has_no_way_back(headers):
        return MachineKind.AUTO_REPLY
    return None


def _by_subject(mail: Suspect) -> MachineKind | None:
    return MachineKind.AUTO_REPLY if _AUTO_REPLY_SUBJECT.match(mail.subject) else None


def _by_list(mail: Suspect) -> MachineKind | None:
    """Mail to many, and mail that asks for no answer."""
    precedence = mail.headers.plain("precedence").strip().lower()
    if mail.headers.raw("list-id") or precedence in {"list", "bulk", "junk"}:
        return MachineKind.LIST
    if mail.headers.raw("x-auto-response-suppress") or _NO_REPLY.match(mail.address):
        return MachineKind.NOTICE
    return MachineKind.NOTICE if _DAEMON.search(mail.address) else None


def _has_no_way_back(headers: Headers) -> bool:
    """Tell whether the envelope had no sender, which only programs write."""
    way_back = headers.plain("return-path").replace(" ", "")
    return way_back == "<>" or "mailer-daemon" in way_back.lower()


def bounce_of(mail: Suspect, data: bytes) -> Bounce:
    """Return what a bounce says about the mail that came back."""
    ids: list[str] = []
    statuses: list[str] = []
    for part in mail.root.walk():
        content = data[part.start : min(part.end, part.start + _READ_OF_A_RETURNED_PART)]
        if part.content_type in _RETURNED_TYPES:
            returned, _ = read_headers(content, 0, len(content), Decoder())
            ids.extend(message_ids(returned.raw("message-id")))
        elif part.content_type in _STATUS_TYPES:
            statuses.extend(_STATUS.findall(content.decode("latin-1")))
    if not ids:
        body = data[mail.root.start : mail.root.start + 4 * _READ_OF_A_RETURNED_PART]
        ids.extend(i for found in _RETURNED_ID.findall(body) for i in message_ids(found))
    if not ids:
        ids.extend(message_ids(mail.headers.raw("in-reply-to"))[:1])
    return Bounce(tuple(dict.fromkeys(ids))[:20], _is_permanent(mail.text, statuses))


def _is_permanent(text: str, statuses: list[str]) -> bool:
    """Judge by the report's status, else by the first code in the text (RFC 3463)."""
    if statuses:
        return "5" in statuses
    sample = text[:_READ_OF_THE_TEXT]
    for pattern in (_ENHANCED_CODE, _REPLY_CODE):
        if found := pattern.search(sample):
            return found[1] == "5"
    return _PERMANENT_WORDS.search(sample) is not None
