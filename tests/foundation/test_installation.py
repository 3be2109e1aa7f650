from __future__ import annotations

import os
from pathlib import Path

import pytest

from firsthand.foundation import keyfiles
from firsthand.foundation.installation import SHARED_HOME, Installation, default_folder
from firsthand.foundation.postgres import tuning
from firsthand.foundation.postgres.accounts import can_enter
from tests.folders import short_folder

GIGABYTE = 1024**3


def test_lost_keys_beside_a_database_are_not_replaced_in_silence(tmp_path: Path) -> None:
    here = Installation(tmp_path / "data")
    here.prepare(own_database=True)
    (here.postgres / "pgdata").mkdir(parents=True)
    (here.keys / "mail.key").unlink()
    with pytest.raises(keyfiles.KeysMissing, match="mail"):
        here.prepare(own_database=True)
    assert not (here.keys / "mail.key").exists()


def test_a_data_folder_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Exception, match="cannot be used") as refusal:
        Installation(tmp_path / "file" / "data").prepare(own_database=True)
    assert "DATA_DIR" in str(refusal.value)


def test_the_data_lies_beside_the_program_where_the_server_can_reach_it() -> None:
    with short_folder() as checkout:
        assert default_folder(checkout) == checkout / "data"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to give its server away")
def test_two_closed_checkouts_of_one_name_get_different_folders() -> None:
    with short_folder() as closed:
        closed.chmod(0o700)
        one, two = closed / "a" / "desk", closed / "b" / "desk"
        assert default_folder(one).parent == SHARED_HOME
        assert default_folder(one).name.startswith("desk-")
        assert default_folder(one) != default_folder(two)
        assert not can_enter(one, None)


@pytest.mark.parametrize(
    ("memory", "cache"), [(GIGABYTE // 4, "64MB"), (8 * GIGABYTE, "1024MB")]
)
def test_the_cache_follows_the_memory_of_the_machine(memory: int, cache: str) -> None:
    settings = tuning.settings_for(memory, programs=Path("/nowhere/bin"))
    assert f"shared_buffers={cache}" in settings
    assert not any("pg_stat_statements" in setting for setting in settings)
