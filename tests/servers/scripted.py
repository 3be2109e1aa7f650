"""Servers that misbehave on purpose, at the step they are told."""

from __future__ import annotations

import socket
import threading
from dataclasses import dataclass, field


@dataclass
class ScriptedSmtp:
    """Speaks SMTP; at `step` it answers `says`, or breaks off if that is empty.

    Steps: "greeting", "ehlo", "mail", "rcpt", "data", "text".
    """

    step: str = ""
    says: str = ""
    texts: list[bytes] = field(default_factory=list)

    def __enter__(self) -> ScriptedSmtp:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            with line, line.makefile("rwb", buffering=0) as talk:
                self._talk(talk)

    def _talk(self, talk: socket.SocketIO) -> None:
        answers = {
            "ehlo": "250 hello",
            "mail": "250 ok",
            "rcpt": "250 ok",
            "data": "354 go",
        }
        if not self._answer(talk, "greeting", "220 here"):
            return
        while words := talk.readline():
            step = words.decode().split(":")[0].split()[0].lower()
            if not self._answer(talk, step, answers.get(step, "250 ok")):
                return
            if step == "data":
                text = b""
                while not (text.endswith(b"\r\n.\r\n")):
                    text += talk.readline()
                if self.step != "text":
                    self.texts.append(text)
                if not self._answer(talk, "text", "250 taken"):
                    return

    def _answer(self, talk: socket.SocketIO, step: str, usual: str) -> bool:
        is_it = step == self.step
        if is_it and not self.says:
            return False
        answer = self.says if is_it else usual
        talk.write(f"{answer}\r\n".encode())
        # After a refusal of the DATA command no text follows.
        return not (is_it and step == "data")


@dataclass
class BreakingImap:
    """Passes everything on to a real IMAP server, and breaks off after `bytes_through`."""

    target_port: int
    bytes_through: int

    def __enter__(self) -> BreakingImap:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                near, _ = self._socket.accept()
            except OSError:
                return
            with near, socket.create_connection(("127.0.0.1", self.target_port)) as far:
                there = threading.Thread(target=self._pass, args=(near, far), daemon=True)
                there.start()
                left = self.bytes_through
                while left > 0 and (data := far.recv(min(left, 4096))):
                    near.sendall(data)
                    left -= len(data)
                for line in (near, far):
                    line.shutdown(socket.SHUT_RDWR)
                there.join(5)

    def _pass(self, near: socket.socket, far: socket.socket) -> None:
        try:
            while data := near.recv(4096):
                far.sendall(data)
        except OSError:
            return
