"""What is judged, and what is found."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

LANGUAGES = ("en", "zh", "de", "ja", "fr", "it", "es")


class Severity(StrEnum):
    """How much a finding weighs."""

    BLOCK = "block"
    WARN = "warn"
    INFO = "info"


@dataclass(frozen=True)
class Facts:
    """What is known besides the text. None: not known, and a rule about it stays silent.

    Attributes:
        days_since_completion: whole days since the order was completed.
        locked_parts: sentences of the macro that must stand in the text as they are.
        altered_amount: the text names an amount other than the ledger's.
        attachment_kinds: what each attached file was declared to be.
        words_per_sentence: of the text; for the reading level.
    """

    buyer_opted_out: bool | None = None
    contact_owned_by_marketplace: bool | None = None
    fulfilled_by_marketplace: bool | None = None
    days_since_completion: int | None = None
    review_already_requested: bool | None = None
    is_review_request: bool | None = None
    reason_fits_text: bool | None = None
    has_marketing_consent: bool | None = None
    answers_a_claim: bool | None = None
    approved_by_compliance: bool | None = None
    locked_parts: tuple[str, ...] | None = None
    altered_amount: bool | None = None
    over_authority: bool | None = None
    promise_outside_duty: bool | None = None
    language_fits_buyer: bool | None = None
    names_wrong_order: bool | None = None
    names_next_step: bool | None = None
    repeats_last_reply: bool | None = None
    questions_left_open: int | None = None
    spelling_mistakes: int | None = None
    attachment_kinds: tuple[str, ...] | None = None
    claims_off_listing: bool | None = None
    inbound_only_thanks: bool | None = None


@dataclass(frozen=True)
class Outgoing:
    """A text about to leave, and to whom.

    Attributes:
        language: two letters, the buyer's.
        marketplace: two letters, as in US, UK, JP.
        channel: `amazon` or `own_shop`.
        message_type: `reply` to a buyer's message, or `proactive`.
        role: the author's: `agent`, `lead` or `compliance`.
    """

    text: str
    language: str
    marketplace: str
    channel: str = "amazon"
    message_type: str = "reply"
    role: str = "agent"
    facts: Facts = field(default_factory=Facts)


@dataclass(frozen=True)
class Finding:
    """A rule broken at a place of the text.

    Attributes:
        start, end: characters of the original text; both 0: the text as a whole.
        message, fix: by language of the reader, `en` and `zh`.
    """

    rule: str
    severity: Severity
    start: int
    end: int
    message: dict[str, str]
    fix: dict[str, str]
