"""What can be done with accounts, and how a worker keeps its place in a flow."""

from __future__ import annotations

from firsthand.domain.accounts.commands.accounts import (
    AccountNameTaken,
    NotAnAddress,
    NotASellerId,
    SecretMissing,
    Secrets,
    StillAtWork,
    add_account,
    change_account,
    encrypt_anew,
    pause_account,
    remove_account,
    resume_account,
    rotate_secrets,
)
from firsthand.domain.accounts.commands.flows import (
    Done,
    Planned,
    Run,
    TakenOver,
    begin_flow,
    fail_flow,
    finish_flow,
    hurry_flows,
    plan_flows,
    run_flow,
    save_progress,
)
from firsthand.domain.accounts.commands.serving import (
    OtherRegion,
    ServedElsewhere,
    serve_stores,
)
from firsthand.domain.accounts.commands.testing import note_test

__all__ = [
    "AccountNameTaken", "Done", "NotASellerId", "NotAnAddress", "OtherRegion",
    "Planned", "Run", "SecretMissing", "Secrets", "ServedElsewhere", "StillAtWork",
    "TakenOver", "add_account", "begin_flow", "change_account", "encrypt_anew",
    "fail_flow", "finish_flow", "hurry_flows", "note_test", "pause_account",
    "plan_flows", "remove_account", "resume_account", "rotate_secrets", "run_flow",
    "save_progress", "serve_stores",
]  # fmt: skip
