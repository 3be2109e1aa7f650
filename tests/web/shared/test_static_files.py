from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from firsthand.web.shared.static_files import Storage


@pytest.fixture
def storage(tmp_path: Path, settings) -> Storage:
    settings.DEBUG = False
    made = Storage(location=tmp_path, base_url="/static/")
    made.save("desk.css", ContentFile(b"a { color: red }"))
    list(made.post_process({"desk.css": (made, "desk.css")}))
    return made


def test_a_file_is_named_after_what_it_holds(storage: Storage) -> None:
    assert storage.url("desk.css").startswith("/static/desk.")
    assert storage.url("desk.css").endswith(".css")
    assert storage.url("desk.css") != "/static/desk.css"


def test_an_address_is_worked_out_once(storage: Storage) -> None:
    first = storage.url("desk.css")
    storage.hashed_files.clear()
    assert storage.url("desk.css") == first


def test_a_missing_file_is_an_error_each_time(storage: Storage) -> None:
    for _ in range(2):
        with pytest.raises(ValueError, match=r"no-such\.css"):
            storage.url("no-such.css")
