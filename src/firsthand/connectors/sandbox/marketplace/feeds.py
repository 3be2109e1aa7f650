"""Feeds and the documents they are made of, as the books keep them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Feed:
    """One feed. What becomes of it is known when it is made; `done_at` says when it shows.

    Attributes:
        done_at: seconds since the epoch; None: it is in progress for ever.
        state: what it is in the end: "DONE", "FATAL" or "CANCELLED".
        report: the document that tells how it went; empty: there is none.
    """

    feed_id: str
    account: str
    feed_type: str
    created_at: float
    done_at: float | None
    state: str
    report: str

    def state_at(self, now: float) -> str:
        """Return what the marketplace says of it now."""
        if self.done_at is not None and self.done_at <= now:
            return self.state
        return "IN_QUEUE" if now - self.created_at < 0.1 else "IN_PROGRESS"


@dataclass
class Feeds:
    """`documents`: id -> the account that may use it, and its text once it was uploaded."""

    documents: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    _feeds: dict[str, Feed] = field(default_factory=dict)

    def take(self, feed: Feed) -> None:
        self._feeds[feed.feed_id] = feed

    def of(self, account: str, feed_id: str) -> Feed | None:
        found = self._feeds.get(feed_id)
        return found if found is not None and found.account == account else None
