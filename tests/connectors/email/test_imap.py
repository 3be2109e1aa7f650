from __future__ import annotations

import re

import pytest

from firsthand.connectors.email import imap
from firsthand.connectors.email.access import Access, Security
from firsthand.connectors.email.imap import ImapMailbox
from firsthand.domain.mail.ports import MailUnreachable
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.ports import free_port
from tests.servers.scripted import BreakingImap


def mailbox(dovecot: Dovecot, user: str, *mails: bytes, **values) -> ImapMailbox:
    dovecot.deliver(user, *mails)
    folder = values.pop("folder", "INBOX")
    defaults = {
        "host": "127.0.0.1",
        "port": dovecot.port,
        "security": Security.PLAIN,
        "user": user,
        "password": PASSWORD,
    }
    access = Access(**(defaults | values))
    return ImapMailbox(access, address="help@shop.example", folder=folder)


def complaint(source: ImapMailbox) -> MailUnreachable:
    """Return what the source says when it cannot be reached."""
    with pytest.raises(MailUnreachable) as caught:
        list(source.mail_after(0))
    source.close()
    assert PASSWORD not in f"{caught.value}{caught.value.fix}{caught.value.__cause__}"
    assert "help@shop.example" in str(caught.value)
    return caught.value


def test_reading_marks_no_mail_as_seen(dovecot: Dovecot) -> None:
    source = mailbox(dovecot, "unseen", b"Subject: a\r\n\r\nx\r\n")
    assert len(list(source.mail_after(0))) == 1
    source.close()
    assert dovecot.seen("unseen") == []


def test_a_refused_log_in_names_host_user_and_what_to_do(dovecot: Dovecot) -> None:
    problem = complaint(mailbox(dovecot, "anna", password="wrong"))
    assert "refused the log-in" in str(problem)
    assert "127.0.0.1" in str(problem)
    assert "user anna" in str(problem)
    assert problem.fix == "Check the user name and password."


def test_a_missing_folder_is_named(dovecot: Dovecot) -> None:
    problem = complaint(mailbox(dovecot, "berta", folder="Support"))
    assert "no folder 'Support'" in str(problem)


def test_a_folder_may_have_any_name(dovecot: Dovecot) -> None:
    dovecot.deliver("ming", b"Subject: a\r\n\r\nx\r\n", folder="&W6JiNw- &- co")
    source = mailbox(dovecot, "ming", folder="客户 & co")
    assert [mail.raw for mail in source.mail_after(0)] == [b"Subject: a\r\n\r\nx\r\n"]
    source.close()


def test_nobody_listening_is_said_so(dovecot: Dovecot) -> None:
    problem = complaint(mailbox(dovecot, "carl", port=free_port()))
    assert "no connection" in str(problem)
    assert problem.fix == "Check host, port, TLS setting and firewall."


def test_an_unknown_host_is_said_so(dovecot: Dovecot) -> None:
    source = mailbox(dovecot, "dora", host="mail.invalid", security=Security.TLS)
    problem = complaint(source)
    assert "host name" in problem.fix


def test_an_untrusted_certificate_is_refused(dovecot: Dovecot) -> None:
    problem = complaint(
        mailbox(dovecot, "emil", port=dovecot.tls_port, security=Security.TLS)
    )
    assert "certificate is not trusted" in str(problem)


def test_a_password_never_goes_unprotected_to_another_machine(dovecot: Dovecot) -> None:
    problem = complaint(mailbox(dovecot, "frida", host="192.0.2.1"))
    assert "only allowed on this machine" in str(problem)


def test_a_silent_server_is_left_after_the_time_limit(dovecot: Dovecot) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        source = mailbox(dovecot, "gustav", port=port, timeout_seconds=0.2)
        assert "did not answer in time" in str(complaint(source))


def test_a_server_that_breaks_off_says_so_after_what_it_gave(dovecot: Dovecot) -> None:
    large = b"Subject: large\r\n\r\n" + b"x" * 70 * 1000 + b"\r\n"
    mails = [large] * 150  # Some batches pass before the line breaks.
    with BreakingImap(dovecot.port, bytes_through=6_000_000) as broken:
        source = mailbox(dovecot, "hans", *mails, port=broken.port)
        coming = source.mail_after(0)
        assert next(coming).raw == large
        with pytest.raises(MailUnreachable, match="broke off"):
            list(coming)
        source.close()


def test_of_a_mail_beyond_the_limit_only_the_headers_come(
    dovecot: Dovecot, monkeypatch
) -> None:
    small, huge = b"Subject: s\r\n\r\nx\r\n", b"Subject: huge\r\n\r\n" + b"y" * 5000
    monkeypatch.setattr(imap, "MAX_MAIL_BYTES", 4000)
    monkeypatch.setattr(imap, "_BATCH_BYTES", 3000)
    source = mailbox(dovecot, "ida", small, huge, small)
    found = list(source.mail_after(0))
    source.close()
    assert [mail.raw for mail in found] == [small, b"Subject: huge\r\n\r\n", small]
    assert "at most 4000 are taken" in found[1].not_whole


def test_gaps_between_uids_are_crossed(dovecot: Dovecot) -> None:
    source = mailbox(dovecot, "karl", b"Subject: a\r\n\r\nx\r\n")
    assert len(list(source.mail_after(0))) == 1
    source.close()
    uids = dovecot.home / "mail" / "karl" / "dovecot-uidlist"
    head, rest = uids.read_text().split("\n", 1)
    uids.write_text(re.sub(r" N\d+ ", " N900000 ", head) + "\n" + rest)
    for index in uids.parent.glob("dovecot.index*"):
        index.unlink()
    dovecot.deliver("karl", b"Subject: b\r\n\r\nx\r\n")
    assert [mail.uid for mail in source.mail_after(0)] == [1, 900_000]
    source.close()


def test_the_password_is_not_in_the_description_of_the_access() -> None:
    access = Access("h", 1, Security.TLS, user="u", password="secret words")
    assert "secret" not in repr(access)
