"""Who and what takes part: the shop's people, its stores, its things, its buyers' names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from firsthand.domain.people.queries import Role

# Long enough for the password rule, shown at every start of the demonstration.
PASSWORD = "our demo lamps stay on"  # noqa: S105 -- opens invented data only


@dataclass(frozen=True)
class Colleague:
    """Somebody who logs in. Hours are those of Shanghai; 26 is two in the night.

    `comes_back` multiplies how often buyers answered by this person write again.
    """

    key: str
    name: str
    role: Role
    markets: tuple[str, ...]
    language: str = "zh-hans"
    starts: int = 9
    ends: int = 18
    off: tuple[int, ...] = (5, 6)
    comes_back: float = 1.0
    family_name: str = ""  # How a Japanese letter is signed.

    @property
    def email(self) -> str:
        return f"{self.key}@demo.example"


COLLEAGUES = (
    Colleague("lin", "Lin Yue", Role.AGENT, ("US",), starts=8, ends=17, off=(2, 3)),
    Colleague(
        "ivy", "Ivy Zhao", Role.AGENT, ("US",), "en", starts=13, ends=22, off=(5, 6),
        comes_back=0.85,
    ),
    Colleague(
        "ben", "Ben Xu", Role.AGENT, ("US",), starts=18, ends=27, off=(0, 1),
        comes_back=1.15,
    ),
    Colleague("kai", "Kai Song", Role.AGENT, ("US",), starts=22, ends=31, off=(3, 4)),
    Colleague("dora", "Dora Jin", Role.AGENT, ("US",), starts=6, ends=15, off=(6, 0)),
    Colleague(
        "anna", "Anna Weber", Role.AGENT, ("DE",), "en", starts=14, ends=23, off=(5, 6),
        comes_back=0.85,
    ),
    Colleague("felix", "Felix Guo", Role.AGENT, ("DE",), starts=12, ends=21, off=(1, 2)),
    Colleague(
        "mona", "Mona Tang", Role.AGENT, ("DE",), starts=9, ends=18, off=(3, 4),
        comes_back=1.15,
    ),
    Colleague("nils", "Nils Ho", Role.AGENT, ("DE",), starts=15, ends=24, off=(0, 3)),
    Colleague(
        "yuki", "Yuki Tanaka", Role.AGENT, ("JP",), "en", starts=8, ends=17, off=(6, 0),
        comes_back=0.85, family_name="田中",
    ),
    Colleague(
        "sora", "Sora Chen", Role.AGENT, ("JP",), starts=10, ends=19, off=(2, 3),
        comes_back=1.1, family_name="陳",
    ),
    Colleague(
        "emi", "Emi Lau", Role.AGENT, ("JP",), starts=13, ends=22, off=(4, 5),
        family_name="劉",
    ),
    Colleague("maya", "Maya Lu", Role.LEAD, ("US", "DE", "JP"), "en"),
    Colleague("rui", "Rui Fang", Role.REVIEWER, ("US", "DE", "JP")),
    Colleague("chen", "Chen Hao", Role.COMPLIANCE, ("US", "DE", "JP")),
    Colleague("ada", "Ada Sun", Role.ANALYST, ("US", "DE", "JP")),
    Colleague("wen", "Wen Jing", Role.OWNER, (), "en"),
)  # fmt: skip


@dataclass(frozen=True)
class Market:
    """One store: how many of a hundred tickets are its own, and how its buyers live."""

    code: str
    language: str
    share: int
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    places: tuple[str, ...]
    carriers: tuple[str, ...]
    order_starts: str

    @property
    def store(self) -> str:
        return f"Lumo {self.code}"

    @property
    def domain(self) -> str:
        return {"US": "amazon.com", "DE": "amazon.de", "JP": "amazon.co.jp"}[self.code]

    @property
    def mailbox(self) -> str:
        return f"help-{self.code.lower()}@demo.example"


MARKETS = (
    Market(
        "US", "en", 45,
        ("Emily", "Jacob", "Olivia", "Marcus", "Grace", "Daniel", "Harper", "Leo", "Nora",
         "Isaac", "Ruth", "Wyatt", "Priya", "Caleb", "June", "Andre", "Maribel", "Owen"),
        ("Carter", "Nguyen", "Brooks", "Ramirez", "Foster", "Hayes", "Patel", "Sullivan",
         "Greene", "Kowalski", "Dunn", "Okafor", "Meyer", "Whitfield", "Lang", "Ortiz"),
        ("Columbus", "Reno", "Tulsa", "Madison", "Albany", "Fresno", "Macon", "Boise"),
        ("UPS", "USPS", "FedEx"), "11",
    ),
    Market(
        "DE", "de", 33,
        ("Jonas", "Lea", "Matthias", "Heike", "Finn", "Greta", "Uwe", "Sabine", "Emre",
         "Katrin", "Lukas", "Birgit", "Nele", "Torsten", "Ayse", "Holger", "Mia", "Karl"),
        ("Brandt", "Vogel", "Krüger", "Yilmaz", "Lindner", "Sommer", "Hartwig", "Böhm",
         "Petersen", "Schuster", "Ott", "Reinhardt", "Jansen", "Seidel", "Kurz", "Auer"),
        ("Kassel", "Erfurt", "Bremen", "Ulm", "Rostock", "Siegen", "Gera", "Passau"),
        ("DHL", "Hermes", "DPD"), "30",
    ),
    Market(
        "JP", "ja", 22,
        ("翔太", "美咲", "健一", "陽子", "大輔", "彩", "直樹", "結衣", "和也", "真理",
         "拓海", "恵子", "優子", "亮", "千尋", "誠"),
        ("佐藤", "森田", "小川", "中村", "石井", "山口", "藤原", "岡本", "西川", "村上",
         "三浦", "松井", "原田", "清水", "高木", "上野"),
        ("仙台", "浜松", "岡山", "金沢", "宇都宮", "松山", "熊本", "盛岡"),
        ("ヤマト運輸", "佐川急便", "日本郵便"), "50",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Thing:
    """One product in all three stores. Prices in minor units by market.

    Its German kinds are all feminine, so that the sentences need no other articles.
    """

    key: str
    name: str
    family: str
    kinds: dict[str, str]
    parts: dict[str, str]
    prices: dict[str, int]
    fault: float = 1.0

    @property
    def sku(self) -> str:
        return f"LUMO-{self.key.upper()}"

    def asin(self, market: str) -> str:
        return f"B0DEMO{self.key[:2].upper()}{market}"


THINGS = (
    Thing("arc", "Lumo Arc", "Lamps",
          {"en": "desk lamp", "de": "Schreibtischlampe", "ja": "デスクライト"},
          {"en": "arm joint", "de": "das Armgelenk", "ja": "アームの関節"},
          {"US": 4599, "DE": 4490, "JP": 5980}),
    Thing("stem", "Lumo Stem", "Lamps",
          {"en": "floor lamp", "de": "Stehlampe", "ja": "フロアライト"},
          {"en": "base plate", "de": "die Fußplatte", "ja": "台座"},
          {"US": 8999, "DE": 8790, "JP": 11800}, 1.2),
    Thing("dot", "Lumo Dot", "Lamps",
          {"en": "night light", "de": "Nachtlampe", "ja": "ナイトライト"},
          {"en": "charging cable", "de": "das Ladekabel", "ja": "充電ケーブル"},
          {"US": 1999, "DE": 1990, "JP": 2480}, 0.8),
    Thing("wake", "Lumo Wake", "Lamps",
          {"en": "sunrise lamp", "de": "Wecklampe", "ja": "目覚ましライト"},
          {"en": "power adapter", "de": "das Netzteil", "ja": "電源アダプター"},
          {"US": 5499, "DE": 5290, "JP": 6980}, 1.5),
    Thing("glow", "Lumo Glow", "Garden",
          {"en": "string light", "de": "Lichterkette", "ja": "ガーデンライト"},
          {"en": "solar panel", "de": "das Solarmodul", "ja": "ソーラーパネル"},
          {"US": 2899, "DE": 2790, "JP": 3480}, 1.1),
    Thing("brew", "Lumo Brew", "Kitchen",
          {"en": "glass teapot", "de": "Teekanne", "ja": "ガラスティーポット"},
          {"en": "strainer", "de": "das Sieb", "ja": "茶こし"},
          {"US": 3299, "DE": 3190, "JP": 3980}, 1.3),
    Thing("grind", "Lumo Grind", "Kitchen",
          {"en": "coffee grinder", "de": "Kaffeemühle", "ja": "コーヒーミル"},
          {"en": "lid", "de": "der Deckel", "ja": "ふた"},
          {"US": 5999, "DE": 5790, "JP": 7480}),
    Thing("scale", "Lumo Scale", "Kitchen",
          {"en": "kitchen scale", "de": "Küchenwaage", "ja": "キッチンスケール"},
          {"en": "battery cover", "de": "die Batterieabdeckung", "ja": "電池カバー"},
          {"US": 2499, "DE": 2390, "JP": 2980}, 0.7),
)  # fmt: skip


@dataclass(frozen=True)
class Topic:
    """One trouble of a family: which subjects, details and answers go with it."""

    subjects: tuple[int, ...]
    details: tuple[int, ...]
    answers: tuple[int, ...]


@dataclass(frozen=True)
class Reason:
    """Why buyers write: how often, and how often they have to write again.

    `topics` follow the order of the problems in the sentences; `again` says which later
    complaint fits which answer (None: just a question how things stand).
    """

    key: str
    weight: int
    comes_back: float
    topics: tuple[Topic, ...]
    again: tuple[int | None, ...]
    asks_for_details: float = 0.0
    has_photo: float = 0.0
    # How much more often than elsewhere, by market.
    more_in: Mapping[str, float] = field(default_factory=dict)

    def weight_in(self, market: str) -> float:
        """Return how often buyers of this market write for it, beside the other reasons."""
        return self.weight * self.more_in.get(market, 1)


_ANY = (0, 1, 2, 3)
REASONS = (
    Reason(
        "parcel", 27, 0.18,
        (Topic((0, 1, 2), _ANY, (0, 1)), Topic((1, 3), _ANY, (0, 1)),
         Topic((0, 1), (1, 2, 3), (2,)), Topic((0, 1), (0, 2, 3), (0,))),
        (0, 0, 1), more_in={"US": 1.15},
    ),
    Reason(
        "damaged", 11, 0.14,
        (Topic((0, 1, 2), (0, 2, 3), (0, 1, 2)), Topic((0, 1, 2), (0, 2, 3), (0, 2)),
         Topic((2, 3), (2, 3), (0, 1, 2)), Topic((1, 2), (0, 2, 3), (0, 2))),
        (0, 1, None), 0.08, 0.55, {"JP": 1.5},
    ),
    Reason(
        "defect", 13, 0.25,
        (Topic((1, 2, 3), _ANY, (0, 1)), Topic((2, 3), (0, 2, 3), (1, 2)),
         Topic((0, 2, 3), _ANY, (0, 1)), Topic((2, 3), (2, 3), (2,))),
        (0, 1, None), 0.14, 0.15,
    ),
    Reason(
        "missing", 8, 0.13,
        (Topic((0, 1, 2), _ANY, (0, 2)), Topic((0, 1, 2), _ANY, (0, 2)),
         Topic((0, 1, 2), _ANY, (0, 2)), Topic((2,), (0, 3), (1,))),
        (1, None, 0), 0.08, 0.20,
    ),
    Reason(
        "returns", 13, 0.13,
        (Topic((0, 1, 2), _ANY, (0, 1, 2)), Topic((0, 3), _ANY, (0, 1, 2)),
         Topic((0, 1), _ANY, (0, 1, 2)), Topic((0, 1, 2), _ANY, (0, 1, 2))),
        (0, 1, 0), more_in={"DE": 1.4, "JP": 0.6},
    ),
    Reason(
        "refund", 9, 0.21,
        (Topic((0, 1, 3), _ANY, (0, 2)), Topic((0, 2), (0, 1, 2), (1,)),
         Topic((0, 1, 3), (0, 1, 2), (0,)), Topic((1, 3), (1, 3), (2,))),
        (0, 1, 0),
    ),
    Reason(
        "usage", 9, 0.16,
        (Topic((0, 1), _ANY, (0,)), Topic((0, 3), (2, 3), (1,)),
         Topic((0, 2), (0, 1, 3), (2,)), Topic((0,), (2,), (2,))),
        (0, None, 1), more_in={"JP": 1.4},
    ),
    Reason(
        "change", 6, 0.11,
        (Topic((0, 2), (0, 1, 2), (1,)), Topic((1, 3), (0, 1, 3), (0,)),
         Topic((4,), (0, 1), (2,)), Topic((0, 2), (0, 1), (1,))),
        (0, 1, None),
    ),
    Reason(
        "invoice", 4, 0.10,
        (Topic((0,), _ANY, (0,)), Topic((2,), (0, 2, 3), (1,)),
         Topic((0, 3), (0, 2, 3), (2,)), Topic((1,), _ANY, (0,))),
        (1, 0, 1), more_in={"US": 0.5, "DE": 2.2},
    ),
)  # fmt: skip
