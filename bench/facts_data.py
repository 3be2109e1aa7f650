"""A big desk's journal as columns: a year and more of work, made up, the same every time.

About four messages a ticket, two orders; buyers who come back, product and reason known or
not, tags given late, claims, merges. Times are whole seconds.
"""

from __future__ import annotations

import duckdb
import numpy as np

from firsthand.domain.metrics.bulk import arrays as a
from firsthand.domain.metrics.bulk.encoding import Vocabulary, place

DAYS = 730
BEGIN = 1_704_067_200  # 2024-01-01
DAY = 86_400
REASONS, PRODUCTS, AGENTS = 80, 5000, 60


def make(tickets: int, seed: int = 20260101) -> tuple[duckdb.DuckDBPyConnection, int]:
    """Return a database with the tables `events` and `orders`, and how many messages."""
    chance = np.random.default_rng(seed)
    orders = _orders(chance, 2 * tickets)
    asked = _tickets(chance, tickets, orders)
    rows = _events(chance, asked, orders)
    con = duckdb.connect()
    con.register("made", rows)
    con.execute("create table events as select * from made")
    con.register("made_orders", {k: v for k, v in orders.items() if k != "ends"})
    con.execute("create table orders as select * from made_orders")
    con.unregister("made")
    con.unregister("made_orders")
    messages = int(np.isin(rows["kind"], (a.ASKED, a.REPLIED)).sum())
    return con, messages


def words() -> Vocabulary:
    """Return what the places in the columns stand for: four reasons to a topic."""
    known = Vocabulary()
    for number in range(REASONS):
        place(known.reasons, f"L1.{number // 4}.{number % 4}")
    for number in range(PRODUCTS):
        known.products_of(frozenset([f"B{number:09}"]))
    return known


def _orders(chance: np.random.Generator, size: int) -> dict[str, np.ndarray]:
    placed = BEGIN + np.sort(chance.integers(0, DAYS * DAY, size))
    buyers = int(size * 0.55)
    return {
        "order_id": np.arange(1, size + 1),
        # A few buyers order very often, most once.
        "buyer_id": chance.permutation(buyers)[
            (buyers * chance.random(size) ** 2.2).astype("int64")
        ]
        + 1,
        "placed_at": placed * a.SECOND,
        "product": chance.integers(1, PRODUCTS + 1, size).astype("int32"),
        "store_id": chance.integers(1, 7, size),
    }


def _tickets(
    chance: np.random.Generator, size: int, orders: dict[str, np.ndarray]
) -> dict[str, np.ndarray]:
    again = int(size * 0.13)
    order = chance.integers(0, len(orders["order_id"]), size - again)
    at = orders["placed_at"][order] // a.SECOND + (
        chance.gamma(1.6, 5.5, size - again) * DAY
    ).astype("int64")
    weights = 1 / np.arange(1, REASONS + 1) ** 1.25
    reason = chance.choice(REASONS, size - again, p=weights / weights.sum()) + 1
    parent = chance.integers(0, size - again, again)
    late = at[parent] + 600 + (chance.exponential(6.0, again) * DAY).astype("int64")
    other = chance.integers(1, REASONS + 1, again)
    same = chance.random(again) < 0.8
    at = np.minimum(np.concatenate([at, late]), BEGIN + DAYS * DAY - 1)
    order = np.concatenate([order, order[parent]])
    reason = np.concatenate([reason, np.where(same, reason[parent], other)])
    by_time = np.argsort(at, kind="stable")
    return {
        "at": at[by_time],
        "order": order[by_time],
        "reason": reason[by_time],
        "agent": chance.integers(1, AGENTS + 1, size),
        "touches": np.where(
            chance.random(size) < 0.02, 0, chance.geometric(0.62, size).clip(1, 9)
        ),
        "more": chance.poisson(1.45, size),
        "wait": np.exp(chance.normal(np.log(4.5 * 3600), 1.25, size))
        .clip(20, 9 * DAY)
        .astype("int64"),
        "gap": np.exp(chance.normal(np.log(7 * 3600), 1.0, size)).astype("int64"),
    }


def _part(
    kind: int, which: np.ndarray, at: np.ndarray, **columns: np.ndarray
) -> dict[str, np.ndarray]:
    return {"kind": np.full(len(which), kind), "which": which, "at": at, **columns}


def _messages(
    chance: np.random.Generator, t: dict[str, np.ndarray], orders: dict[str, np.ndarray]
) -> list[dict[str, np.ndarray]]:
    size = len(t["at"])
    every = np.arange(size)
    known = chance.random(size) > 0.12  # Others do not say which order it is about.
    order, product = orders["order_id"][t["order"]], orders["product"][t["order"]]
    named = {"order": np.where(known, order, 0), "products": np.where(known, product, 0)}
    parts = [_part(a.ASKED, every, t["at"], **named)]
    for number in range(1, int(t["more"].max()) + 1):
        some = every[t["more"] >= number]
        at = t["at"][some] + 60 + (chance.random(len(some)) * 3 * DAY).astype("int64")
        nature = np.where(chance.random(len(some)) < 0.1, a.THANKS_ONLY, a.QUESTION)
        more = {name: column[some] for name, column in named.items()}
        parts.append(_part(a.ASKED, some, at, nature=nature, **more))
    for number in range(1, 10):
        some = every[t["touches"] >= number]
        at = t["at"][some] + t["wait"][some] + (number - 1) * t["gap"][some]
        early = t["touches"][some] > number
        nature = np.where(
            early, chance.integers(a.RESOLUTION, a.COURTESY + 1, len(some)), a.RESOLUTION
        )
        macro = chance.integers(0, 121, len(some))
        agent = t["agent"][some]
        parts.append(_part(a.REPLIED, some, at, nature=nature, other=macro, actor=agent))
    return parts


def _events(
    chance: np.random.Generator, t: dict[str, np.ndarray], orders: dict[str, np.ndarray]
) -> dict[str, np.ndarray]:
    size = len(t["at"])
    every = np.arange(size)
    parts = _messages(chance, t, orders)
    order = orders["order_id"][t["order"]]

    def add(kind: int, which: np.ndarray, at: np.ndarray, **columns: np.ndarray) -> None:
        parts.append(_part(kind, which, at, **columns))

    last = t["at"] + t["wait"] + (t["touches"] - 1).clip(0) * t["gap"]
    tagged = every[chance.random(size) < 0.93]
    at = t["at"][tagged] + (chance.random(len(tagged)) * (last - t["at"])[tagged]).astype(
        "int64"
    )
    add(a.TAGGED, tagged, at, reason=t["reason"][tagged], actor=t["agent"][tagged])
    solved = every[(chance.random(size) < 0.96) & (t["touches"] > 0)]
    add(a.SOLVED, solved, last[solved] + 30, actor=t["agent"][solved])
    given = every[chance.random(size) < 0.3]
    add(a.ASSIGNED, given, t["at"][given] + 5, other=t["agent"][given])
    by_order = np.argsort(t["order"], kind="stable")
    same = t["order"][by_order][1:] == t["order"][by_order][:-1]
    pairs = np.flatnonzero(same & (chance.random(size - 1) < 0.05))
    merged, into = by_order[pairs + 1], by_order[pairs] + 1
    add(a.MERGED, merged, t["at"][merged] + 300, other=into)
    claimed = every[chance.random(size) < 0.006]
    add(
        a.ESCAPED,
        claimed,
        t["at"][claimed] + chance.integers(0, 20 * DAY, len(claimed)),
        order=order[claimed],
        nature=np.full(len(claimed), a.CLAIM),
    )
    return _columns(parts, t, orders)


def _columns(
    parts: list[dict[str, np.ndarray]],
    t: dict[str, np.ndarray],
    orders: dict[str, np.ndarray],
) -> dict[str, np.ndarray]:
    def joined(name: str, kind: str) -> np.ndarray:
        return np.concatenate(
            [part.get(name, np.zeros(len(part["at"]))) for part in parts]
        ).astype(kind)

    which, kind = joined("which", "int64"), joined("kind", "int8")
    at = np.minimum(joined("at", "int64"), BEGIN + DAYS * DAY)
    buyer = orders["buyer_id"][t["order"][which]]
    return {
        "entry_id": np.arange(1, len(kind) + 1),
        "buyer": buyer,
        "happened_at": at * a.SECOND,
        "recorded_at": at * a.SECOND,
        "kind": kind,
        "key": np.arange(1, len(kind) + 1),
        "ticket": np.where(kind == a.ESCAPED, 0, which + 1),
        "actor": joined("actor", "int64"),
        "order_id": joined("order", "int64"),
        "products": joined("products", "int32"),
        "reason": joined("reason", "int32"),
        "nature": joined("nature", "int8"),
        "session": np.zeros(len(kind), dtype="int32"),
        "other": joined("other", "int64"),
        "store": orders["store_id"][t["order"][which]].astype("int32"),
        "channel": (which % 5 + 1).astype("int8"),
    }
