"""Tell somebody in a group chat, by the group's robot: one JSON text by POST.

WeCom: the key is part of the address. DingTalk: each call is signed with the robot's
secret, HMAC-SHA256 over the time in milliseconds, a new line and the secret
(open.dingtalk.com, custom robot, security settings).
Both answer 200 with `errcode` 0 when they have taken it, and 200 with another when not.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

from firsthand.domain.people.ports import Notice, NotTold
from firsthand.foundation.http_calls import Broken, Deadline, NotReached, call

_WITHIN = timedelta(seconds=5)


@dataclass(frozen=True)
class WeComRobot:
    """A robot of a WeCom group. Answers `people.ports.Notifier`."""

    url: str = field(repr=False)  # Its key is in it.

    def tell(self, notice: Notice) -> None:
        """Say it in the group; raises NotTold."""
        _post(self.url, notice)


@dataclass(frozen=True)
class DingTalkRobot:
    """A robot of a DingTalk group, with a secret. Answers `people.ports.Notifier`."""

    url: str = field(repr=False)
    secret: str = field(repr=False)
    now: Callable[[], float] = time.time

    def tell(self, notice: Notice) -> None:
        """Say it in the group; raises NotTold."""
        moment = str(round(self.now() * 1000))
        signed = urlencode({"timestamp": moment, "sign": sign(moment, self.secret)})
        joint = "&" if "?" in self.url else "?"
        _post(f"{self.url}{joint}{signed}", notice)


def sign(timestamp: str, secret: str) -> str:
    """Return the signature DingTalk asks for, in Base64."""
    text = f"{timestamp}\n{secret}".encode()
    return base64.b64encode(hmac.digest(secret.encode(), text, hashlib.sha256)).decode()


def _post(url: str, notice: Notice) -> None:
    words = f"{notice.name}: {notice.subject}\n{notice.body}\n{notice.link}"
    body = json.dumps({"msgtype": "text", "text": {"content": words}}).encode()
    try:
        answer = call(
            "POST",
            url,
            deadline=Deadline(_WITHIN),
            headers={"Content-Type": "application/json"},
            body=body,
        )
        said = json.loads(answer.body)
    except (NotReached, Broken, ValueError) as problem:
        # Never the address: its key would stand in the log.
        raise NotTold(f"the robot cannot be reached: {type(problem).__name__}") from problem
    if answer.status != 200 or not isinstance(said, dict) or said.get("errcode") != 0:
        raise NotTold(f"the robot answered {answer.status}")
