from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from firsthand.foundation import keyfiles, secrets


def test_the_first_start_makes_keys_only_we_can_read(tmp_path: Path) -> None:
    keyfiles.make_missing(tmp_path / "keys")
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    for name in keyfiles.NAMES:
        assert stat.S_IMODE((tmp_path / "keys" / name).stat().st_mode) == 0o600
    assert keyfiles.complaints(tmp_path / "keys") == []


def test_a_later_start_keeps_the_keys(tmp_path: Path) -> None:
    keyfiles.make_missing(tmp_path / "keys")
    before = keyfiles.load(tmp_path / "keys")
    keyfiles.make_missing(tmp_path / "keys")
    assert keyfiles.load(tmp_path / "keys") == before


def test_two_installations_have_different_keys(tmp_path: Path) -> None:
    for name in ("one", "two"):
        keyfiles.make_missing(tmp_path / name)
    one, two = keyfiles.load(tmp_path / "one"), keyfiles.load(tmp_path / "two")
    assert one.secret != two.secret
    assert one.hashing != two.hashing
    assert one.mail != two.mail


def test_a_missing_key_is_refused_and_reported(tmp_path: Path) -> None:
    keyfiles.make_missing(tmp_path / "keys")
    (tmp_path / "keys" / "hashing.key").unlink()
    with pytest.raises(keyfiles.KeysMissing, match="hashing"):
        keyfiles.load(tmp_path / "keys")
    assert keyfiles.complaints(tmp_path / "keys") == ["hashing.key is missing"]


def test_a_key_others_can_read_is_reported(tmp_path: Path) -> None:
    keyfiles.make_missing(tmp_path / "keys")
    (tmp_path / "keys" / "mail.key").chmod(0o644)
    assert keyfiles.complaints(tmp_path / "keys") == [
        "mail.key can be read by other accounts"
    ]


def test_a_new_key_on_top_is_used_and_the_old_one_still_reads(
    tmp_path: Path, settings: object
) -> None:
    keyfiles.make_missing(tmp_path / "keys")
    path = tmp_path / "keys" / "mail.key"
    settings.ENCRYPTION_KEYS = keyfiles.load(tmp_path / "keys").mail
    old = secrets.encrypt("pass phrase")
    path.write_text(Fernet.generate_key().decode() + "\n" + path.read_text())
    settings.ENCRYPTION_KEYS = keyfiles.load(tmp_path / "keys").mail
    assert secrets.decrypt(old) == "pass phrase"
    new = secrets.encrypt("pass phrase")
    settings.ENCRYPTION_KEYS = settings.ENCRYPTION_KEYS[:1]
    assert secrets.decrypt(new) == "pass phrase"
    with pytest.raises(secrets.CannotDecrypt):
        secrets.decrypt(old)


def test_what_is_encrypted_does_not_show_and_cannot_be_changed() -> None:
    token = secrets.encrypt("pass phrase")
    assert "pass" not in token
    with pytest.raises(secrets.CannotDecrypt, match="keys"):
        secrets.decrypt(token[:-4] + "AAA=")


def test_what_a_killed_start_left_behind_does_not_stop_the_next(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    folder.mkdir(mode=0o700)
    # In a container every start has the same process id.
    (folder / f".secret.key.{os.getpid()}").write_text("half a")
    keyfiles.make_missing(folder)
    assert len(keyfiles.load(folder).secret) == 1


@pytest.mark.parametrize("content", ["", "\n \n"])
def test_an_empty_key_is_refused(tmp_path: Path, content: str) -> None:
    keyfiles.make_missing(tmp_path)
    (tmp_path / "mail.key").write_text(content)
    with pytest.raises(keyfiles.KeysMissing, match="empty"):
        keyfiles.load(tmp_path)


def test_keys_of_the_environment_are_read_in_their_order() -> None:
    one, other = (Fernet.generate_key().decode() for _ in range(2))
    assert keyfiles.encryption_keys(f" {one}, {other} ,") == (one, other)
    assert keyfiles.encryption_keys("") == ()


def test_a_key_of_the_environment_that_is_none_is_named_by_its_number_only() -> None:
    one = Fernet.generate_key().decode()
    with pytest.raises(keyfiles.KeysMissing, match="key 2 is no key") as problem:
        keyfiles.encryption_keys(f"{one},sesame")
    assert "sesame" not in str(problem.value)
