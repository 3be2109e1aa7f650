"""A real SMTP server (aiosmtpd) in a process of its own; every mail becomes a file."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path

from tests.servers.ports import free_port, wait_for


@dataclass
class Sink:
    """Takes all mail sent to `port` into `folder`."""

    folder: Path
    port: int = field(default_factory=free_port)
    _server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.folder.mkdir(exist_ok=True)
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.servers.sink", str(self.folder), str(self.port)]
        )
        wait_for(self.port)

    def stop(self) -> None:
        if self._server is not None:
            self._server.terminate()
            self._server.wait(10)
            self._server = None

    def mails(self) -> list[bytes]:
        return [file.read_bytes() for file in sorted(self.folder.glob("*.eml"))]

    def message_ids(self) -> list[str]:
        return [message_from_bytes(mail)["Message-ID"].strip("<>") for mail in self.mails()]


async def _serve(folder: Path, port: int) -> None:
    from aiosmtpd.smtp import SMTP, Envelope, Session

    class ToFiles:
        taken = 0

        async def handle_DATA(  # noqa: N802 -- aiosmtpd's name
            self, server: SMTP, session: Session, envelope: Envelope
        ) -> str:
            self.taken += 1
            whole = folder / f"{self.taken:06}.eml"
            assert isinstance(envelope.content, bytes)
            whole.with_suffix(".part").write_bytes(envelope.content)
            whole.with_suffix(".part").rename(whole)
            return f"250 taken as {self.taken}"

    handler = ToFiles()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(handler, enable_SMTPUTF8=False), "127.0.0.1", port
    )
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1]), int(sys.argv[2])))
