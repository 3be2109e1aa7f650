"""Find a free port, and wait until somebody listens."""

from __future__ import annotations

import socket
import time


def free_port() -> int:
    with socket.socket() as somewhere:
        somewhere.bind(("127.0.0.1", 0))
        return int(somewhere.getsockname()[1])


def wait_for(port: int, *, patience_seconds: float = 15) -> None:
    deadline = time.monotonic() + patience_seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < deadline, f"nobody listens on port {port}"
            time.sleep(0.05)
        else:
            return
