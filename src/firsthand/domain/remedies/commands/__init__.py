"""What can be decided and done about remedies."""

from __future__ import annotations

from firsthand.domain.remedies.commands._attempts import Surroundings, instruction_for
from firsthand.domain.remedies.commands._audit import write_audit
from firsthand.domain.remedies.commands._moving import ring_when_due
from firsthand.domain.remedies.commands.asking import (
    AgentStopped,
    KeyTaken,
    MoreThanIsLeft,
    NoSuchCell,
    NoSuchOrder,
    request,
)
from firsthand.domain.remedies.commands.by_hand import (
    IncompleteDecision,
    NotInDoubt,
    SecondPersonNeeded,
    confirm_by_hand,
    propose_by_hand,
)
from firsthand.domain.remedies.commands.closing import (
    IncidentClosed,
    NoSuchIncident,
    NothingFound,
    OwnRemedy,
    close_incident,
)
from firsthand.domain.remedies.commands.deciding import (
    AlreadyDecided,
    AnotherRequest,
    LeftAlready,
    NoSuchRemedy,
    OwnRequest,
    TooLate,
    approve,
    approve_changed,
    as_request,
    expire_due,
    proposal_to_approve,
    reject,
    withdraw,
)
from firsthand.domain.remedies.commands.escalating import escalate_due, next_to_tell
from firsthand.domain.remedies.commands.fitting import DoesNotFit
from firsthand.domain.remedies.commands.forgetting import forget_words_of, purge_due
from firsthand.domain.remedies.commands.handing_over import NoClaimOpen, hand_over_claim
from firsthand.domain.remedies.commands.health import (
    IncompleteStop,
    NothingStopped,
    lift,
    stop,
)
from firsthand.domain.remedies.commands.ledgers import FiguresChanged, FiguresDoNotAddUp
from firsthand.domain.remedies.commands.outside import UnknownOrder, record_outside
from firsthand.domain.remedies.commands.signing import sign_head
from firsthand.domain.remedies.commands.verifying import verify
from firsthand.domain.remedies.commands.working import work_due

__all__ = [
    "AgentStopped", "AlreadyDecided", "AnotherRequest", "DoesNotFit", "FiguresChanged",
    "FiguresDoNotAddUp", "IncidentClosed", "IncompleteDecision", "IncompleteStop",
    "KeyTaken", "LeftAlready", "MoreThanIsLeft", "NoClaimOpen", "NoSuchCell",
    "NoSuchIncident", "NoSuchOrder", "NoSuchRemedy", "NotInDoubt", "NothingFound",
    "NothingStopped", "OwnRemedy", "OwnRequest", "SecondPersonNeeded", "Surroundings",
    "TooLate", "UnknownOrder", "approve", "approve_changed", "as_request",
    "close_incident", "confirm_by_hand", "escalate_due", "expire_due", "forget_words_of",
    "hand_over_claim", "instruction_for", "lift", "next_to_tell", "proposal_to_approve",
    "propose_by_hand", "purge_due", "record_outside", "reject", "request", "ring_when_due",
    "sign_head", "stop", "verify", "withdraw", "work_due", "write_audit",
]  # fmt: skip
