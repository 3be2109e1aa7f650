"""Mails as mail programs write them: what each says of the thread, and how it quotes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime
from itertools import count

_numbers = count(1)


@dataclass(frozen=True)
class Written:
    """What a buyer writes, and what is before him when he does.

    Attributes:
        sender: his address, with or without a name.
        thread: the Message-IDs of the thread so far, the first mail's first.
        answered: what was said to him, which programs quote; empty: nothing.
    """

    sender: str
    subject: str
    text: str
    at: datetime
    thread: Sequence[str] = ()
    answered: str = ""


Program = Callable[[Written], tuple[str, bytes]]


def _mail(
    written: Written, message_id: str, *, marks: str, subject: str, text: str
) -> tuple[str, bytes]:
    head = (
        f"From: {written.sender}\nTo: help@shop.example\n"
        f"Subject: {_encoded(subject)}\nDate: {format_datetime(written.at)}\n"
        f"Message-ID: <{message_id}>\n{marks}"
        "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
        "Content-Transfer-Encoding: 8bit\n\n"
    )
    return message_id, (head + text + "\n").replace("\n", "\r\n").encode()


def _encoded(subject: str) -> str:
    return subject if subject.isascii() else Header(subject, "utf-8").encode()


def _answer(subject: str, mark: str) -> str:
    return subject if subject.startswith(mark) else f"{mark} {subject}"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.splitlines())


def gmail(written: Written) -> tuple[str, bytes]:
    """Gmail: the whole chain, folded, and a line of its own before the quotation."""
    message_id = f"CAJ{next(_numbers):030x}@mail.gmail.com"
    marks, text, subject = "", written.text, written.subject
    if written.thread:
        chain = "\n ".join(f"<{each}>" for each in written.thread)
        marks = f"References: {chain}\nIn-Reply-To: <{written.thread[-1]}>\n"
        subject = _answer(subject, "Re:")
        text += (
            f"\n\nOn {written.at:%a, %b %d, %Y at %I:%M %p} Shop <help@shop.example> wrote:"
            f"\n\n{_quoted(written.answered)}"
        )
    return _mail(written, message_id, marks=marks, subject=subject, text=text)


def outlook(written: Written) -> tuple[str, bytes]:
    """Outlook: the chain and its own index; the old mail below a rule, with its head."""
    message_id = f"AM0PR04MB{next(_numbers):04d}@AM0PR04MB.eurprd04.prod.outlook.com"
    marks, text, subject = "Thread-Topic: My order\nThread-Index: AQHZ\n", written.text, ""
    subject = written.subject
    if written.thread:
        chain = "\n\t".join(f"<{each}>" for each in written.thread)
        marks += f"References: {chain}\nIn-Reply-To: <{written.thread[-1]}>\n"
        subject = _answer(subject, "AW:")
        text += (
            "\n\n________________________________\nVon: Shop <help@shop.example>\n"
            f"Gesendet: Montag\nAn: Jonas\nBetreff: {written.subject}\n\n{written.answered}"
        )
    return _mail(written, message_id, marks=marks, subject=subject, text=text)


def outlook_phone(written: Written) -> tuple[str, bytes]:
    """Outlook on some phones: only what it answers, without the chain."""
    message_id = f"{next(_numbers):08X}-outlook-android@hotmail.com"
    marks = f"In-Reply-To: <{written.thread[-1]}>\n" if written.thread else ""
    subject = _answer(written.subject, "Re:") if written.thread else written.subject
    return _mail(written, message_id, marks=marks, subject=subject, text=written.text)


def apple(written: Written) -> tuple[str, bytes]:
    """Apple Mail: first and last of the chain, in capitals of its own."""
    message_id = f"{next(_numbers):08X}-7C1E-4A0B-9B1D-000000000000@icloud.com"
    marks, text = "", written.text
    if written.thread:
        ends = dict.fromkeys((written.thread[0], written.thread[-1]))
        marks = (
            f"In-Reply-To: <{written.thread[-1]}>\n"
            f"References: {' '.join(f'<{each}>' for each in ends)}\n"
        )
        text += (
            f"\n\n> On 3. Mar 2026, at 09:12, Shop wrote:\n>\n{_quoted(written.answered)}"
        )
    subject = _answer(written.subject, "Re:") if written.thread else written.subject
    return _mail(written, message_id, marks=marks, subject=subject, text=text)


def qq(written: Written) -> tuple[str, bytes]:
    """QQ Mail: Chinese marks in the subject, the chain separated by commas."""
    message_id = f"tencent_{next(_numbers):032X}@qq.com"
    marks, text = "", written.text
    if written.thread:
        chain = ", ".join(f"<{each}>" for each in written.thread)
        marks = f"References: {chain}\nIn-Reply-To: <{written.thread[-1]}>\n"
        text += f"\n\n------------------ 原始邮件 ------------------\n{written.answered}"
    subject = _answer(written.subject, "回复：") if written.thread else written.subject
    return _mail(written, message_id, marks=marks, subject=subject, text=text)


def wordy(written: Written) -> tuple[str, bytes]:
    """An old program: says in words what it answers, and writes ids in capitals."""
    message_id = f"{next(_numbers)}.old@isp.example"
    marks = ""
    if written.thread:
        marks = f'In-Reply-To: Your message of "Mon" <{written.thread[-1]}>\n'
        marks += f"References:\n <{written.thread[0]}>\n <{written.thread[-1]}>\n"
    return _mail(
        written, message_id, marks=marks, subject=f"RE: {written.subject}",
        text=written.text,
    )  # fmt: skip


PROGRAMS: dict[str, Program] = {
    "gmail": gmail,
    "outlook": outlook,
    "outlook_phone": outlook_phone,
    "apple": apple,
    "qq": qq,
    "wordy": wordy,
}


def relay(
    written: Written, *, number: str = "", case: str = "", kind: str = ""
) -> tuple[str, bytes]:
    """Return a buyer's message as a marketplace passes it on; `sender` is the alias.

    Nothing of the thread comes along: only the alias, its case part and the order number.
    """
    message_id = f"0102{next(_numbers):016x}-000000@eu-west-1.amazonses.com"
    name, _at, domain = written.sender.partition("@")
    address = f"{name}+{case}@{domain}" if case else written.sender
    kind = kind or "BBC_MESSAGE_SENT_TO_MERCHANT"
    about = f" (Order: {number})" if number else ""
    text = (
        f"\n------------- Nachricht: -------------\n{written.text}\n"
        "------------- Ende der Nachricht -------------\n\n"
        f"https://www.amazon.de/surveys/1?customAttribute1Value={kind}\n"
    )
    sent = Written(
        f'"Jonas" <{address}>', written.subject + about, written.text, written.at
    )
    return _mail(
        sent, message_id, marks=f"X-Space-Notification-Type: {kind}\n",
        subject=sent.subject, text=text,
    )  # fmt: skip
