"""How the shop's people tag what they close: mostly right, and each in the same way."""

from __future__ import annotations

import random

from firsthand.cli.demo.cast import Reason
from firsthand.domain.tickets.commands import Sheet

# By family, the reason of each of its troubles, in the order of the sentences.
_CODES: dict[str, tuple[str, ...]] = {
    "parcel": ("INS.LOG.DELAY", "INS.LOG.NOTRACK", "INS.LOG.DNR", "INS.LOG.WISMO"),
    "damaged": ("AFT.DMG.TRANSIT", "AFT.DMG.TRANSIT", "AFT.DMG.PACK", "AFT.DMG.TRANSIT"),
    "defect": ("AFT.QUA.EARLY", "AFT.QUA.DEFECT", "AFT.QUA.DEFECT", "AFT.QUA.SAFETY"),
    "missing": ("AFT.ERR.PARTS", "AFT.ERR.PARTS", "AFT.ERR.PARTS", "AFT.ERR.SHORT"),
    "returns": ("AFT.RET.NOFIT", "AFT.RET.MIND", "AFT.RET.MIND", "AFT.RET.HOWTO"),
    "refund": ("AFT.RFD.WHERE", "AFT.RFD.AMOUNT", "AFT.RFD.WHERE", "AFT.RFD.WHERE"),
    "usage": ("AFT.USE.TROUBLE", "PRE.SPEC.FUNC", "AFT.USE.APP", "PRE.SPEC.COMPAT"),
    "change": ("INS.ORD.ADDR", "INS.ORD.CANERR", "INS.ORD.CHANGE", "INS.ORD.ADDR"),
    "invoice": ("INS.PAY.INVOICE",) * 4,
}
# By family, how each of its answers ends the matter.
_RESOLUTIONS: dict[str, tuple[str, ...]] = {
    "parcel": ("answered", "resent", "answered"),
    "damaged": ("resent", "resent", "refunded"),
    "defect": ("answered", "resent", "resent"),
    "missing": ("resent", "resent", "answered"),
    "returns": ("return_arranged",) * 3,
    "refund": ("refunded", "part_refunded", "answered"),
    "usage": ("answered",) * 3,
    "change": ("order_changed", "answered", "order_changed"),
    "invoice": ("answered",) * 3,
}
# How often things were as the buyer said, where it is not nearly always so.
_VALID = {("missing", 2): 0.15, ("defect", 0): 0.55, ("refund", 2): 0.4, ("parcel", 2): 0.6}
_USUALLY_VALID, _UNKNOWN, _MISTAKEN = 0.9, 0.05, 0.05


def reason_of(reason: Reason, topic: int) -> str:
    """Return the code of what a trouble really is, however it is tagged."""
    return _CODES[reason.key][topic]


def reasons_with_parents() -> set[str]:
    """Return the codes of all reasons there are in the demonstration, on every level."""
    codes = {code for codes in _CODES.values() for code in codes}
    return (
        codes | {code[:3] for code in codes} | {code.rpartition(".")[0] for code in codes}
    )


def sheet(dice: random.Random, reason: Reason, topic: int, answer: int) -> Sheet:
    """Return the sheet a ticket is closed with after that answer."""
    codes = _CODES[reason.key]
    code = dice.choice(codes) if dice.random() < _MISTAKEN else codes[topic]
    luck = dice.random()
    valid = _VALID.get((reason.key, answer), _USUALLY_VALID)
    truth = "unknown" if luck > 1 - _UNKNOWN else "valid" if luck < valid else "invalid"
    return Sheet(code, truth, _RESOLUTIONS[reason.key][answer])
