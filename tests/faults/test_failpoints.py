from __future__ import annotations

import re
from pathlib import Path

from tests.domain.imports import test_killed as test_kill_while_importing
from tests.faults import (
    test_kill_web,
    test_kill_while_sending,
    test_kill_while_taking,
    test_kill_while_working_many,
)
from tests.money import crashing

SOURCE = Path(__file__).resolve().parents[2] / "src" / "firsthand"


def test_a_worker_is_killed_at_every_failpoint_there_is() -> None:
    # The kill tests fail when a worker gets past its failpoint alive: each is reached.
    in_source = {
        name
        for file in SOURCE.rglob("*.py")
        for name in re.findall(
            r'^\s.*\bfail_point[(,]\s*"(\w+\.\w+\.[^"]+)"\)', file.read_text(), re.M
        )
    }
    killed_at = {step for step, *_ in test_kill_while_sending.STEPS}
    killed_at |= {*test_kill_while_taking.STEPS, *test_kill_web.STEPS}
    # Of these, tests/money counts that each was reached.
    killed_at |= {step for step in crashing.FAILPOINTS if step.startswith("remedies.")}
    killed_at |= {*test_kill_while_importing.STEPS, *test_kill_while_working_many.STEPS}
    assert in_source == killed_at
