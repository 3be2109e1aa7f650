"""Real mail and its damage, from outside the project; see SHARED_DIR."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from firsthand.connectors.email.parse import parse
from firsthand.connectors.email.trimming import newest_part
from firsthand.domain.mail.ports import ParsedMail, Unreadable
from tests.connectors.email.mails import FIXTURES, needs_fixtures

pytestmark = needs_fixtures


@pytest.fixture(scope="module")
def outcomes() -> dict[Path, ParsedMail | None]:
    return {file: outcome(file) for file in sorted(FIXTURES.glob("message/*/*"))}


def outcome(file: Path) -> ParsedMail | None:
    try:
        return parse(file.read_bytes())
    except Unreadable as refusal:
        if refusal.__cause__ is not None:
            raise AssertionError(file.name) from refusal
        return None


def of(
    outcomes: dict[Path, ParsedMail | None], name: str
) -> Iterator[tuple[Path, ParsedMail]]:
    for file, got in outcomes.items():
        if got is not None and name in str(file):
            yield file, got


def test_no_mail_raises_and_at_most_three_in_a_hundred_are_refused(outcomes):
    refused = [file.name for file, got in outcomes.items() if got is None]

    assert len(outcomes) > 1_000
    assert len(refused) <= len(outcomes) * 0.03, refused


def test_ninety_seven_of_a_hundred_machine_mails_are_recognised(outcomes):
    mails = [
        (file, got) for file, got in of(outcomes, "sisimai") if "__not__" not in file.name
    ]
    missed = [file.name for file, got in mails if got.machine is None]

    assert len(missed) <= len(mails) * 0.03, missed


def test_no_mail_that_is_no_bounce_is_taken_for_one(outcomes):
    wrong = [f.name for f, got in of(outcomes, "is-not-bounce") if got.machine is not None]

    assert wrong == []


def test_four_of_five_replies_are_trimmed_as_expected_and_none_too_short():
    folder = FIXTURES / "reply" / "discourse+email_reply_trimmer"
    right, too_short, total = 0, [], 0
    for expected in folder.glob("test__trimmed__*"):
        reply = folder / expected.name.replace("__trimmed__", "__emails__")
        if not reply.is_file():
            continue
        total += 1
        got, wanted = (
            " ".join(t.split()) for t in (newest_part(text(reply)), text(expected))
        )
        right += got == wanted
        too_short += [reply.name] if len(got) < len(wanted) else []

    assert total > 30
    assert too_short == []
    assert right >= total * 0.8


def test_no_reply_is_trimmed_to_nothing():
    files = [file for file in FIXTURES.glob("reply/*/*") if text(file).strip()]

    assert [file.name for file in files if not newest_part(text(file))] == []


def text(file: Path) -> str:
    return file.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
