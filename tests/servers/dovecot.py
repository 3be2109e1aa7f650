"""Debian's dovecot with a configuration of its own: a real IMAP server for a test."""

from __future__ import annotations

import itertools
import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.certificate import write_certificate
from tests.servers.ports import free_port, wait_for

PASSWORD = "pass wörd \"with' \\ everything"
PROGRAM = shutil.which("dovecot", path="/usr/sbin:/usr/bin:/usr/local/sbin")
_CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
mail_location = maildir:{home}/mail/%u
mail_max_userip_connections = 100
first_valid_uid = 1
ssl = yes
ssl_cert = <{home}/server.crt
ssl_key = <{home}/server.key
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=everybody {home}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
"""


@dataclass
class Dovecot:
    """One server below `home`. Anybody may log in with `PASSWORD`."""

    home: Path
    port: int = field(default_factory=free_port)
    tls_port: int = field(default_factory=free_port)
    _numbers: itertools.count[int] = field(default_factory=itertools.count)
    _server: subprocess.Popen[bytes] | None = None

    @property
    def certificate(self) -> Path:
        return self.home / "server.crt"

    def start(self) -> None:
        assert PROGRAM is not None
        is_root = os.geteuid() == 0
        me = pwd.getpwnam("nobody") if is_root else pwd.getpwuid(os.geteuid())
        (self.home / "mail").mkdir(exist_ok=True)
        os.chown(self.home / "mail", me.pw_uid, me.pw_gid)
        write_certificate(self.certificate, self.home / "server.key")
        (self.home / "users").write_text(f"everybody:{{PLAIN}}{PASSWORD}\n")
        config = self.home / "dovecot.conf"
        config.write_text(
            _CONFIG.format(
                home=self.home,
                internal="dovecot" if is_root else me.pw_name,
                internal_group="dovecot" if is_root else me.pw_gid,
                login="dovenull" if is_root else me.pw_name,
                uid=me.pw_uid,
                gid=me.pw_gid,
                port=self.port,
                tls_port=self.tls_port,
            )
        )
        self._server = subprocess.Popen(
            [PROGRAM, "-F", "-c", str(config)], stderr=subprocess.DEVNULL
        )
        wait_for(self.port)

    def stop(self) -> None:
        if self._server is not None:
            self._server.terminate()
            self._server.wait(10)
            self._server = None

    def deliver(self, user: str, *mails: bytes, folder: str = "") -> None:
        """Put mails into a folder, in this order, as a mail server would."""
        place = self._folder(user, folder)
        for part in ("new", "cur", "tmp"):
            (place / part).mkdir(parents=True, exist_ok=True)
        for mail in mails:
            number = next(self._numbers)
            (place / "new" / f"{1_700_000_000 + number}.{number}.test").write_bytes(mail)
        self._give_away(place)

    def renumber(self, user: str) -> None:
        """Have the folder get another UIDVALIDITY and its mail uids from 1 on."""
        place = self._folder(user, "")
        uids = place / "dovecot-uidlist"
        validity = int(re.match(r"3 V(\d+)", uids.read_text())[1])  # type: ignore[index]
        for file in place.glob("dovecot*"):
            file.unlink()
        uids.write_text(f"3 V{validity + 1} N1 G{'0' * 31}1\n")
        self._give_away(place)

    def seen(self, user: str) -> Sequence[str]:
        """Return the names of mails that carry any flag: reading must set none."""
        names = [file.name for file in self._folder(user, "").glob("cur/*")]
        return [name for name in names if not name.endswith((":2,", ".test"))]

    def _folder(self, user: str, folder: str) -> Path:
        place = self.home / "mail" / user
        return place / f".{folder}" if folder else place

    def _give_away(self, place: Path) -> None:
        """Have the server own the folder. Nobody else's: it writes in those meanwhile."""
        if os.geteuid() == 0:
            owner = pwd.getpwnam("nobody")
            for path in (place.parent, place, *place.rglob("*")):
                os.chown(path, owner.pw_uid, owner.pw_gid)
