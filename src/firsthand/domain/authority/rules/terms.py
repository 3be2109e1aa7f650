"""What one version of the policy says. Amounts are minor units of its own currency."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Flag(StrEnum):
    """What a buyer's history shows."""

    REPEAT_CLAIMANT = "repeat_claimant"
    HIGH_VALUE = "high_value"


class Of(StrEnum):
    """Whose uses are summed up."""

    AGENT = "agent"
    TEAM = "team"
    BUYER = "buyer"


class Period(StrEnum):
    """For how long a budget is."""

    DAY = "day"
    MONTH = "month"


# As the tree of reasons has them, the least first.
RISKS = ("low", "medium", "high", "critical")


@dataclass(frozen=True, kw_only=True)
class Grant:
    """What a role may give, from a level on.

    Attributes:
        alone_minor_units: up to this for one order in all, without asking anybody.
        approves_minor_units: up to this for what others ask; None: whatever it comes to.
    """

    role: str
    level: int = 0
    alone_minor_units: int
    approves_minor_units: int | None = 0


@dataclass(frozen=True, kw_only=True)
class Restriction:
    """For some uses less than was granted; it never gives more.

    What is empty or None does not matter to it. Every restriction that fits counts.

    Attributes:
        reason: a code of the tree of reasons; it is meant with all below it.
        risk: this risk or a greater one.
        mastery_below: who has mastered the reason less than this.
        most_minor_units: so much for one order in all.
        most_share: so much of what the buyer paid for the order, 0 to 1.
        always_asks: somebody else has to approve, whatever the amount.
    """

    kind: str = ""
    reason: str = ""
    risk: str = ""
    channel: str = ""
    marketplace: str = ""
    fulfilment: str = ""
    flag: str = ""
    mastery_below: int | None = None
    most_minor_units: int | None = None
    most_share: Decimal | None = None
    always_asks: bool = False

    def asked(self) -> dict[str, str | int]:
        """Return what it asks for, by name."""
        names = (
            "kind", "reason", "risk", "channel", "marketplace", "fulfilment", "flag",
            "mastery_below",
        )  # fmt: skip
        return {name: value for name in names if (value := getattr(self, name))}


@dataclass(frozen=True, kw_only=True)
class Budget:
    """What may be given without asking, in all, in a day or month of the store's zone.

    Attributes:
        number: of the one agent or team it is for; None: for each that has none of its own.
    """

    of: str
    period: str
    number: int | None = None
    most_minor_units: int


@dataclass(frozen=True, kw_only=True)
class Window:
    """What one agent may give, or one buyer get, without asking within so many hours.

    It catches what was split up to stay below the limit of a single use.
    """

    of: str
    hours: int
    most_minor_units: int


@dataclass(frozen=True, kw_only=True)
class FlagTerms:
    """From when on a buyer is flagged.

    Attributes:
        claims: claims and chargebacks that make a repeat claimant...
        channels: ...if they came by so many channels at least...
        claims_on_one_channel: ...or so many of them, on whichever.
        claims_within_days: older ones do not count.
        value_minor_units: orders in all that make a buyer one of high value.
        value_within_days: older orders do not count.
    """

    claims: int = 3
    channels: int = 2
    claims_on_one_channel: int = 5
    claims_within_days: int = 180
    value_minor_units: int = 100_000
    value_within_days: int = 365


@dataclass(frozen=True, kw_only=True)
class NoteTerms:
    """What a note has to be.

    Attributes:
        words: words that say something, at least; two Chinese characters count as one.
        alike: two notes of one author that share so much of themselves are the same.
        days: notes of the author that are older are not compared.
    """

    words: int = 6
    alike: Decimal = Decimal("0.8")
    days: int = 30


@dataclass(frozen=True, kw_only=True)
class Terms:
    """One version of the policy, whole."""

    currency: str = "USD"
    grants: tuple[Grant, ...]
    restrictions: tuple[Restriction, ...] = ()
    budgets: tuple[Budget, ...] = ()
    windows: tuple[Window, ...] = ()
    flags: FlagTerms = field(default_factory=FlagTerms)
    note: NoteTerms = field(default_factory=NoteTerms)
    rates_valid_days: int = 7

    def grant(self, role: str, level: int) -> Grant | None:
        """Return what a role of this level may give; None if it may give nothing."""
        reached = [each for each in self.grants if each.role == role]
        reached = [each for each in reached if each.level <= level]
        return max(reached, key=lambda each: each.level, default=None)


# What holds until somebody publishes a version: up to 100 USD for one order at once.
DEFAULT = Terms(
    grants=(
        Grant(role="agent", alone_minor_units=10_000),
        Grant(role="lead", alone_minor_units=10_000, approves_minor_units=50_000),
        Grant(role="compliance", alone_minor_units=0, approves_minor_units=200_000),
        Grant(role="owner", alone_minor_units=10_000, approves_minor_units=None),
    ),
    restrictions=(
        Restriction(flag=Flag.REPEAT_CLAIMANT, always_asks=True),
        Restriction(risk="critical", always_asks=True),
        Restriction(kind="goodwill_credit", most_minor_units=2_500),
    ),
    budgets=(
        Budget(of=Of.AGENT, period=Period.DAY, most_minor_units=100_000),
        Budget(of=Of.AGENT, period=Period.MONTH, most_minor_units=1_000_000),
        Budget(of=Of.TEAM, period=Period.DAY, most_minor_units=500_000),
        Budget(of=Of.TEAM, period=Period.MONTH, most_minor_units=5_000_000),
    ),
    windows=(
        Window(of=Of.AGENT, hours=1, most_minor_units=30_000),
        Window(of=Of.BUYER, hours=24 * 30, most_minor_units=20_000),
    ),
)
