"""What is new in a reply: quoted history and signatures taken off, carefully.

Cutting too much loses a buyer's words, cutting too little only shows them twice, so every
rule needs a clear sign, and text is never trimmed to nothing.
"""

from __future__ import annotations

import re

# Lines of a very long text behind this one are history, or nothing a person wrote today.
MAX_LINES = 5_000
_LONGEST_ATTRIBUTION = 4
_AROUND = " \t\xa0*_-\u202a\u202c\u200e"
_LONGEST_LINE = 1_000
_LONGEST_SIGNATURE = 12

_WROTE_WORDS = (
    r"wrote|writes|schrieb|schreef|het volgende geschreven|a écrit|ha scritto|escribió|"
    r"escreveu|"
    r"escreve|napisał(?:\(a\))?|skrev|kirjoitti|написа(?:л|ла|в)(?:\(а\))?|пишет|пише|"
    r"yazdı|ha escrit|je napisao|napsala?|a scris|írta|έγραψε"
)
_WROTE_UNSPACED = r"写道|寫道|寫到|のメール|さんは書きました|は書きました|作成:|님이 작성"
_WROTE_WORD = re.compile(rf"(?:(?<!\w)(?:{_WROTE_WORDS})(?!\w)|{_WROTE_UNSPACED})", re.I)
_STARTS_ATTRIBUTION = re.compile(
    r"(?:on|am|le|el|il|em|op|den|dne|dnia|w dniu|в|от|på|pe|il giorno|a\(z\)|"
    r"mon|tue|wed|thu|fri|sat|sun|lun|mar|mer|jeu|ven|sam|dim|\d{1,4}[-/.])(?![^\W\d_])"
    r"|\d{4}年",
    re.IGNORECASE,
)
# A date and an address say it without "wrote".
_SENDER_AT_END = re.compile(r"<\s?(?:mailto:)?[^<>\s]{1,200}@[^<>\n]{1,200}>\s?[:：]?$")
_BRACKETED_SENDER = re.compile(r"<[^<>\s]{1,200}@[^<>\s]{1,200}>")
_DATED = re.compile(r"\d{1,2}[:.]\d\d|\d{4}[-/年.]")
_ORIGINAL = re.compile(
    r"^[\s>]*[-_=*]{2,}\s{0,4}(?:original|ursprüngliche|originalnachricht|weitergeleitete|"
    r"message d'origine|message original|messaggio original|mensaje original|"
    r"mensagem original|"
    r"oorspronkelijk|reply message|original appointment|urspr|oprindelig|opprinnelig|"
    r"原始邮件|原邮件|原始郵件|回复的原邮件|元のメッセージ|转发|回复)[^\n]{0,60}?[-_=*]{2,}\s*$|"
    r"^\s*-{2,}\s{0,4}original (?:message|email)\b[^\n]{0,60}$",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    r"^[\s>]*(?:-{3,}\s{0,4}(?:forwarded|fwd)[^\n]{0,60}|begin forwarded message:|"
    r"-{3,}\s{0,4}(?:weitergeleitete|message transféré|messaggio inoltrato|"
    r"mensaje reenviado|"
    r"mensagem encaminhada|doorgestuurd|転送)[^\n]{0,60})$",
    re.IGNORECASE,
)
_FIRST_FIELD = re.compile(
    r"^[\s>*_]*(?:from|von|de|da|van|från|fra|frá|od|от|від|发件人|"
    r"發件人|寄件者|差出人|from address)"
    r"[*_]*\s?[:：][*_]*\s{0,5}\S",
    re.IGNORECASE,
)
_LATER_FIELD = re.compile(
    r"^[\s>*_]*(?:sent|date|to|cc|subject|reply-to|gesendet|datum|an|betreff|envoyé|"
    r"date d'envoi|à|objet|"
    r"inviato|data|a|oggetto|enviado|enviada(?: em)?|fecha|para|asunto|assunto|verzonden|"
    r"aan|"
    r"onderwerp|skickat|till|ämne|sendt|til|emne|wysłano|do|temat|отправлено|дата|кому|"
    r"тема|"
    r"发送时间|日期|收件人|抄送|主题|主旨|傳送日期|送信日時|日付|宛先|件名)"
    r"[*_]*\s?[:：]",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"^\s{0,3}>")
_SIGNATURE = re.compile(r"^\s?(?:--|—|–|__)\s?$")
# Lines that programs add. "Sent from China" is a buyer's own, so a device must be named.
_SENT_BY_PROGRAM = re.compile(
    r"^[\s*_<(\[]*(?:(?:sent|from my|get|von mein|gesendet|diese nachricht wurde|envoyé|"
    r"inviato|"
    r"enviad[oa]|verzonden|sendt fra|skickat från|wysłan[eo]|отправлено|lähetetty|発信|"
    r"发自|發自|從我的|来自|來自|发送自)|[^\n]{0,30}から送信)",
    re.IGNORECASE,
)
_DEVICE = re.compile(
    r"\b(?:i-?(?:phone|pad|pod)|android|outlook|black ?berry|samsung|galaxy|huawei|xiaomi|"
    r"nokia|"
    r"windows (?:phone|mail|\d+)|yahoo|gmail|g ?mail|aol|gmx|web\.de|proton|airmail|"
    r"mailbox|"
    r"blue ?mail|type ?app|k-9|thunderbird|my (?:mobile|phone|cell|tablet|htc|alcatel|ti-)|"
    r"(?:a|via) (?:phone|mobile)|mobile device|mon (?:mobile|téléphone)|mobil(?:gerät|"
    r"telefon)|"
    r"handy|smartphone|dispositivo|cellulare|móvil|celular|mobiel|telefoon)"
    r"|iphone|ipad|android|手机|手機|\[mail\]",
    re.IGNORECASE,
)
_LONGEST_PROGRAM_LINE = 140
_ONLY_MARKS = re.compile(r"^[\s\-—–_=*#~+.ᐧ•·|]*$")


def newest_part(text: str) -> str:
    """Return what the sender wrote now; all of `text` when nothing else would be left."""
    whole = text.strip()
    lines = [line.rstrip() for line in whole.split("\n", MAX_LINES)]
    kept = _without_history(lines)
    if not _has_words(kept):
        return whole
    unsigned = _without_signature(kept)
    return "\n".join(unsigned if _has_words(unsigned) else kept).strip()


def _without_history(lines: list[str]) -> list[str]:
    """Drop attributions with the quote behind them, and everything under a header block."""
    kept: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line:
            kept.append(line)
            at += 1
        elif _FORWARD.match(_short(line)):
            # A forwarded mail is what the sender wants to show.
            return kept + lines[at:]
        elif _begins_old_mail(lines, at) and _has_words(kept):
            return kept
        elif length := _attribution_length(lines, at):
            at = _behind_quote(lines, at + length)
            if at == len(lines):
                return kept
        else:
            if not _QUOTED.match(line):
                kept.append(line)
            at += 1
    return kept


def _short(line: str) -> str:
    return line if len(line) <= _LONGEST_LINE else ""


def _begins_old_mail(lines: list[str], at: int) -> bool:
    """Tell whether an "original message" line or a block of mail headers begins here."""
    line = _short(lines[at])
    if _ORIGINAL.match(line):
        return True
    if not _FIRST_FIELD.match(line):
        return False
    following = [_short(later) for later in lines[at + 1 : at + 6]]
    return sum(_LATER_FIELD.match(later) is not None for later in following) >= 2


def _attribution_length(lines: list[str], at: int) -> int:
    """Return over how many lines "On <date> <who> wrote:" goes; 0 if it is none."""
    first = _bare(lines[at])
    folded = _STARTS_ATTRIBUTION.match(first) is not None
    folded = folded or _BRACKETED_SENDER.search(first) is not None
    joined = ""
    for length in range(1, _LONGEST_ATTRIBUTION + 1 if folded else 2):
        line = lines[at + length - 1 : at + length]
        if not line or (not line[0].strip() and length > 1):
            return 0
        joined = f"{joined} {_bare(line[0])}".strip()
        if len(joined) > _LONGEST_LINE:
            return 0
        if _is_attribution(joined):
            return length
    return 0


def _bare(line: str) -> str:
    """Return the line without quote marks before it and emphasis around it."""
    return line.lstrip(f">{_AROUND}").rstrip(_AROUND)


def _is_attribution(text: str) -> bool:
    has_colon = text.endswith((":", "："))
    wrote = list(_WROTE_WORD.finditer(text))
    if not wrote:
        sender = _SENDER_AT_END.search(text)
        return sender is not None and _DATED.search(text, 0, sender.start()) is not None
    names_somebody = any(c.isdigit() or c == "@" for c in text) or " via " in text
    if not names_somebody:
        return False
    # Without a colon at its end it must end with the word: people also write "wrote".
    return has_colon or wrote[-1].end() == len(text)


def _behind_quote(lines: list[str], at: int) -> int:
    """Return the line behind the quote that follows an attribution.

    A quote without marks goes to the end of the mail: then nothing after it is new.
    """
    start = at
    while at < len(lines) and not lines[at].strip():
        at += 1
    if at == len(lines) or not _QUOTED.match(lines[at]):
        return len(lines) if _has_words(lines[:start]) else at
    while at < len(lines) and (_QUOTED.match(lines[at]) or not lines[at].strip()):
        at += 1
    return at


def _without_signature(lines: list[str]) -> list[str]:
    """Drop a marked signature, lines that programs add, and rulers at the end."""
    kept: list[str] = []
    for number, line in enumerate(lines):
        is_short = len(lines) - number <= _LONGEST_SIGNATURE
        if _SIGNATURE.match(line) and is_short and _has_words(kept):
            break
        if not _is_of_a_program(line):
            kept.append(line)
    while kept and not _has_words(kept[-1:]):
        kept.pop()
    return kept


def _is_of_a_program(line: str) -> bool:
    if len(line) > _LONGEST_PROGRAM_LINE or not _SENT_BY_PROGRAM.match(line):
        return False
    return _DEVICE.search(line) is not None


def _has_words(lines: list[str]) -> bool:
    return any(
        not _ONLY_MARKS.match(_short(line) or ("x" if line else "")) for line in lines
    )
