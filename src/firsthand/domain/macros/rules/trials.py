"""Who reads which version while two are tried, and what came of it."""

from __future__ import annotations

from hashlib import sha256

_BUCKETS = 2**32


def is_challenged(trial_id: int, ticket_id: int, share: float) -> bool:
    """Say whether a conversation gets the challenger: by lot, and always the same.

    The hash of both numbers decides, so that neither who answers nor when has a say, and
    one conversation is on the same side in two trials only by chance.

    Args:
        trial_id: which trial.
        ticket_id: the conversation, under the number it had first.
        share: of conversations that get the challenger, 0 to 1.
    """
    drawn = sha256(f"{trial_id}:{ticket_id}".encode()).digest()[:4]
    return int.from_bytes(drawn) < share * _BUCKETS
