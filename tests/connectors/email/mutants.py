"""Damaged mails, each made from a number, so that a failure can be made again."""

from __future__ import annotations

import random
from collections.abc import Sequence

INJECTED = [
    b"Content-Type: multipart/mixed; boundary=\r\n",
    b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n',
    b"Content-Transfer-Encoding: base64\r\n",
    b"Content-Transfer-Encoding: quoted-printable\r\n",
    b"Content-Type: text/html; charset=utf-7\r\n",
    b"Content-Type: text/plain; charset=utf-16\r\n",
    b"Content-Type: message/rfc822\r\n",
    b"Content-Type: text/plain; charset*0*=x'y'%ff; charset*1=z\r\n",
    b"Subject: =?utf-16?b?//8=?= =?iso-2022-jp?q?=1b$B?=\r\n",
    b'From: "<<(( ,;:\\ <a@marketplace.amazon.de\r\n',
    b"Date: Mon, 99 Foo 99999 99:99:99 +9999999999\r\n",
    b"References: <<>> <a@b> >< @\r\n",
    b"Message-ID:\r\n",
    b"\x00\xff\xfe\r\n",
    b"begin 644 a\r\nM\r\nend\r\n",
    b"------- x -------\r\n",
    b"<div><table><b><a href=jav&#x09;ascript:x>&#xD800;&#0;",
    b"On 1 Jan 2026 at 10:00, a <a@b.c> wrote:\r\n> x\r\n",
]


def mutant(seeds: Sequence[bytes], number: int) -> bytes:
    """Return the damaged mail of `number`, always the same one."""
    dice = random.Random(number)  # noqa: S311 -- it has to be repeatable
    mail = bytearray(dice.choice(seeds))
    for _ in range(dice.randint(1, 4)):
        mail = dice.choice(DAMAGES)(mail, seeds, dice)
    return bytes(mail)


def flip_bits(mail: bytearray, seeds: Sequence[bytes], dice: random.Random) -> bytearray:
    for _ in range(dice.randint(1, 40)):
        if mail:
            mail[dice.randrange(len(mail))] ^= 1 << dice.randrange(8)
    return mail


def splice(mail: bytearray, seeds: Sequence[bytes], dice: random.Random) -> bytearray:
    other = dice.choice(seeds)
    cut, other_cut = dice.randint(0, len(mail)), dice.randint(0, len(other))
    return mail[:cut] + other[other_cut:]


def inject(mail: bytearray, seeds: Sequence[bytes], dice: random.Random) -> bytearray:
    at = mail.find(b"\n", dice.randint(0, max(1, len(mail) // 2))) + 1
    return mail[:at] + dice.choice(INJECTED) * dice.choice([1, 1, 1, 50]) + mail[at:]


def truncate(mail: bytearray, seeds: Sequence[bytes], dice: random.Random) -> bytearray:
    return mail[: dice.randint(0, len(mail))]


def repeat(mail: bytearray, seeds: Sequence[bytes], dice: random.Random) -> bytearray:
    start = dice.randint(0, len(mail))
    piece = mail[start : start + dice.randint(1, 200)]
    return mail[:start] + piece * dice.randint(2, 200) + mail[start:]


DAMAGES = [flip_bits, splice, inject, truncate, repeat]
