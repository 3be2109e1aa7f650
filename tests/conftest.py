"""One throwaway database cluster per process, or the server of TEST_DATABASE_URL.

Per process, because a transaction holds up the journal's readers in every database of its
cluster: tests that run side by side would wait for each other.
"""

from __future__ import annotations

import gc
import os
import pwd
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling, Scheduling

# Bytecode is kept whatever the shell says: to compile every module anew takes half a minute
# in each process of the suite, and a second or two in every program that a test starts.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# What the shell says about an installation must not reach the tests of the program.
for _name in [name for name in os.environ if name.startswith("FIRSTHAND_")]:
    if _name != "FIRSTHAND_TEST_POSTGRES":
        del os.environ[_name]
os.environ.pop("DATABASE_URL", None)

from firsthand.foundation.postgres import binaries  # noqa: E402 -- reads the environment
from firsthand.foundation.postgres.cluster import OWNER, Cluster  # noqa: E402
from tests import chance  # noqa: E402, F401 -- before the tests, which take its numbers

FAST = [
    "fsync=off", "synchronous_commit=off", "full_page_writes=off",
    "wal_level=minimal", "max_wal_senders=0", "max_connections=100",
    "lock_timeout=60s",  # Two that wait for each other fail, and say so.
    # What is worth its cost to a server that stays: compiled queries, a table's statistics.
    "jit=off", "autovacuum=off", "track_counts=off", "update_process_title=off",
]  # fmt: skip
# Files of browser tests with a test of many pages, the longest first.
LONGEST = (
    "test_a_shift.py", "test_money_journey.py", "test_pages.py", "test_desk_pages.py",
    "test_authority.py", "test_claims.py", "test_remedies.py", "test_away.py",
    "test_money.py", "test_first_figures.py", "test_service.py", "test_held.py",
)  # fmt: skip
_cluster: Cluster | None = None


def pytest_configure(config: pytest.Config) -> None:
    global _cluster  # noqa: PLW0603 -- pytest gives its hooks nowhere else to keep it
    only_hands_out = getattr(config.option, "dist", "no") != "no"
    if only_hands_out and not hasattr(config, "workerinput"):
        if "TEST_DATABASE_URL" in os.environ:
            raise pytest.UsageError("TEST_DATABASE_URL is one server: run with -n 0.")
        return
    gc.disable()  # Until all is collected, which makes much and throws nothing away.
    if "TEST_DATABASE_URL" in os.environ:
        return
    home = Path(tempfile.mkdtemp(prefix="fh"))  # Short: a socket path has 107 bytes.
    home.chmod(0o711)
    _cluster = Cluster(
        home,
        user=pwd.getpwnam("nobody") if os.geteuid() == 0 else None,
        settings=FAST,
        initdb_options=["--no-sync"],
        is_throwaway=True,
        programs=_programs(),
    )
    _cluster.start()
    os.environ["TEST_DATABASE_URL"] = (
        f"postgresql://{OWNER}:{_cluster.password(OWNER)}@/postgres?host={_cluster.socket_folder}"
    )


def pytest_collection_finish(session: pytest.Session) -> None:
    """Spare the collector what stays to the end: modules, models, ten thousand tests."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the browser for last: its event loop stays in this thread until the end.

    A test that runs a worker, or anything else with a loop of its own, cannot follow it.
    Of its files those with the longest tests come first, so that no process ends long
    after the others.
    """
    if "FIRSTHAND_TEST_POSTGRES" in os.environ:
        _leave_out_what_asks_no_database(config, items)
    for item in items:
        # A page may be kept waiting by all else a machine does. Which needed the second try
        # is listed at the end as RERUN. Nothing else has one: it could hide a double.
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.flaky(reruns=1))
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    if "browser" not in item.path.parts:
        return 0
    name = item.path.name
    return 1 + (LONGEST.index(name) if name in LONGEST else len(LONGEST))


def _leave_out_what_asks_no_database(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Leave out what would come to the same on every version of PostgreSQL."""
    ours = [item for item in items if not _asks_a_database(item)]
    config.hook.pytest_deselected(items=ours)
    items[:] = [item for item in items if _asks_a_database(item)]


def _asks_a_database(item: pytest.Item) -> bool:
    return (
        item.get_closest_marker("django_db") is not None
        or not {"db", "transactional_db", "django_db_setup"}.isdisjoint(item.fixturenames)
        or "postgres" in item.path.parts
    )


class _BrowserOneByOne(LoadFileScheduling):
    """The tests of a file in one process, but those in the browser: they share nothing.

    They come last, and some of them take longer than all the others of their file.
    """

    def _split_scope(self, nodeid: str) -> str:
        return nodeid if "/browser/" in nodeid else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling | None:
    if config.getvalue("dist") != "loadfile":
        return None
    return _BrowserOneByOne(config, log)


@pytest.fixture(scope="session", autouse=True)
def _emptied_quickly() -> None:
    from tests.emptying import empty_quickly

    empty_quickly()


@pytest.fixture(autouse=True)
def _in_the_usual_language() -> Iterator[None]:
    """Forget the language a page was asked for in: the next test would speak it too."""
    yield
    from django.utils import translation

    translation.deactivate()


def _programs() -> Path:
    """Return PostgreSQL's programs: FIRSTHAND_TEST_POSTGRES names another version's."""
    chosen = os.environ.get("FIRSTHAND_TEST_POSTGRES")
    return Path(chosen) if chosen else binaries.find()


def pytest_unconfigure(config: pytest.Config) -> None:
    if _cluster is not None:
        _cluster.stop()
        shutil.rmtree(_cluster.home, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Leave the database to its cluster, which goes with it.

    To drop it asks that nobody is connected, and a browser's last question may still be.
    """
    return _cluster is not None


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> None:
    from django.db import connections

    connections["default"].settings_dict.update(server_of(os.environ["TEST_DATABASE_URL"]))


def server_of(url: str) -> dict[str, Any]:
    """Return Django's connection settings for the server of a database address."""
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if pair)
    return {
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
    }
