"""Votes that come in, and what other areas may select from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class VoteFacts:
    """One answer: to "solved" 1 is yes and 0 no; to "stars" one to five."""

    question: Literal["solved", "stars"]
    value: int
    voted_at: datetime
    order_number: str = ""
    conversation: str = ""


# One row per vote, with whether the same was asked and answered again later by `as_of`:
# about the order, and in the conversation.
VOTED = """
    SELECT vote.*,
           EXISTS (SELECT FROM surveys_vote AS later
                    WHERE later.store_id = vote.store_id
                      AND later.question = vote.question
                      AND later.order_number = vote.order_number
                      AND (later.voted_at, later.id) > (vote.voted_at, vote.id)
                      AND later.voted_at <= %(as_of)s) AS is_voted_again_on_order,
           EXISTS (SELECT FROM surveys_vote AS later
                    WHERE later.store_id = vote.store_id
                      AND later.question = vote.question
                      AND later.conversation = vote.conversation
                      AND (later.voted_at, later.id) > (vote.voted_at, vote.id)
                      AND later.voted_at <= %(as_of)s) AS is_voted_again
      FROM surveys_vote AS vote"""
