from __future__ import annotations

import json

import pytest
from cryptography.fernet import Fernet

from firsthand.domain.accounts import commands, queries
from firsthand.domain.accounts.commands import (
    AccountNameTaken,
    NotAnAddress,
    OtherRegion,
    SecretMissing,
    Secrets,
    ServedElsewhere,
    StillAtWork,
)
from firsthand.domain.accounts.models import MarketplaceAccount
from firsthand.domain.accounts.ports import Granted, Trial, Tried
from firsthand.domain.accounts.queries import Problem, ProblemKind, Region
from firsthand.domain.journal.models import Entry
from firsthand.domain.people.commands import NotAllowed
from firsthand.foundation import secrets
from tests.accounts import GOOD, account, flow
from tests.people import NOON, lin, maya, store, wen

pytestmark = pytest.mark.django_db
SECRETS = Secrets("amzn1.oa2-cs.v1.sesame", "Atzr|pearl")


def added(**to: object) -> MarketplaceAccount:
    words = {
        "name": "Lumo Europe",
        "region": Region.EUROPE,
        "client_id": "amzn1.application-oa2-client.1",
        "credentials": SECRETS,
        "by": None,
        "at": NOON,
    }
    return commands.add_account(**words | to)


def test_secrets_are_kept_encrypted_and_are_in_no_entry() -> None:
    one = MarketplaceAccount.objects.get(pk=added().pk)
    written = json.dumps(
        [list(MarketplaceAccount.objects.values()), list(Entry.objects.values())],
        default=str,
    )
    assert "sesame" not in written
    assert "pearl" not in written
    assert secrets.decrypt(one.client_secret_encrypted) == "amzn1.oa2-cs.v1.sesame"
    assert secrets.decrypt(one.refresh_token_encrypted) == "Atzr|pearl"
    assert Entry.objects.get(kind="accounts.added").subject_id == one.pk
    assert "pearl" not in repr(SECRETS)


def test_what_is_pasted_with_blanks_around_it_is_taken_without_them() -> None:
    one = added(credentials=Secrets(" sesame\n", "\tpearl "))
    assert secrets.decrypt(one.client_secret_encrypted) == "sesame"
    assert secrets.decrypt(one.refresh_token_encrypted) == "pearl"


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"credentials": Secrets("sesame", "")}, SecretMissing),
        ({"credentials": Secrets("", "pearl")}, SecretMissing),
        ({"client_id": " "}, SecretMissing),
        # Two lines of a page in one field: the second would go to Amazon as well.
        ({"credentials": Secrets("sesame\nseeds", "pearl")}, SecretMissing),
        ({"credentials": Secrets("密码", "pearl")}, SecretMissing),
        ({"name": "  "}, AccountNameTaken),
        # Secrets would be sent there.
        ({"address": "http://evil.example:80"}, NotAnAddress),
        ({"address": "https://127.0.0.1:80"}, NotAnAddress),
        ({"address": "http://127.0.0.1:80/path"}, NotAnAddress),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(wrong, refusal) -> None:
    with pytest.raises(refusal) as problem:
        added(**wrong)
    assert problem.value.fix
    assert not MarketplaceAccount.objects.exists()


def test_two_accounts_of_one_name_are_refused_whatever_its_case() -> None:
    added()
    with pytest.raises(AccountNameTaken):
        added(name="lumo  europe")


@pytest.mark.parametrize("somebody", [lin, maya])
def test_only_who_manages_stores_may_touch_an_account(somebody) -> None:
    by = somebody(store())
    one = account()
    with pytest.raises(NotAllowed):
        added(name="Another", by=by)
    with pytest.raises(NotAllowed):
        commands.pause_account(account_id=one.pk, by=by, at=NOON)
    with pytest.raises(NotAllowed):
        commands.rotate_secrets(account_id=one.pk, credentials=SECRETS, by=by, at=NOON)


def test_a_new_secret_takes_the_old_ones_place_and_leaves_the_other() -> None:
    one = account()
    before = secrets.decrypt(one.refresh_token_encrypted)
    one = commands.rotate_secrets(
        account_id=one.pk, credentials=Secrets(client_secret="new"), by=None, at=NOON
    )
    assert secrets.decrypt(one.client_secret_encrypted) == "new"
    assert secrets.decrypt(one.refresh_token_encrypted) == before
    entry = Entry.objects.get(kind="accounts.secrets_changed")
    assert entry.facts == {"changed": ["client_secret"]}


def test_after_a_new_key_all_secrets_are_encrypted_with_it(settings) -> None:
    one = account()
    old, new = settings.ENCRYPTION_KEYS[0], Fernet.generate_key().decode()
    settings.ENCRYPTION_KEYS = [new, old]
    assert commands.encrypt_anew() == 1
    settings.ENCRYPTION_KEYS = [new]
    one.refresh_from_db()
    assert secrets.decrypt(one.refresh_token_encrypted) == GOOD.refresh_token
    settings.ENCRYPTION_KEYS = [old]
    with pytest.raises(secrets.CannotDecrypt):
        commands.encrypt_anew()


def test_rotating_nothing_is_refused() -> None:
    with pytest.raises(SecretMissing):
        commands.rotate_secrets(
            account_id=account().pk, credentials=Secrets(), by=None, at=NOON
        )


def test_pausing_twice_is_written_down_once() -> None:
    one, owner = account(), wen()
    for _ in range(2):
        one = commands.pause_account(account_id=one.pk, by=owner, at=NOON)
    assert (one.is_paused, one.paused_by) == (True, owner)
    for _ in range(2):
        one = commands.resume_account(account_id=one.pk, by=owner, at=NOON)
    assert (one.is_paused, one.paused_by) == (False, None)
    kinds = list(Entry.objects.filter(kind__contains="e").values_list("kind", flat=True))
    assert kinds.count("accounts.paused") == kinds.count("accounts.resumed") == 1


def test_an_account_is_forgotten_with_its_secrets_once_it_is_paused() -> None:
    one = account(store("DE"))
    flow(one)
    with pytest.raises(StillAtWork):
        commands.remove_account(account_id=one.pk, by=None, at=NOON)
    commands.pause_account(account_id=one.pk, by=None, at=NOON)
    commands.remove_account(account_id=one.pk, by=None, at=NOON)
    assert not MarketplaceAccount.objects.exists()
    assert Entry.objects.get(kind="accounts.removed").subject_id == one.pk


def test_an_account_serves_the_stores_it_was_told_and_no_others() -> None:
    german, french = store("DE"), store("FR")
    one = account(german, french)
    assert queries.marketplace_ids(one) == ["A13V1IB3VIYZZH", "A1PA6795UKMFR9"]
    assert queries.account_of(german.pk) == one
    commands.serve_stores(account_id=one.pk, store_ids=[french.pk], by=None, at=NOON)
    assert queries.account_of(german.pk) is None
    assert queries.stores_by_marketplace(one) == {"A13V1IB3VIYZZH": french}
    assert queries.stores_without_account() == [german]


def test_a_store_of_another_region_is_refused() -> None:
    with pytest.raises(OtherRegion, match="Lumo JP"):
        account(store("JP"))


def test_a_store_has_one_account_and_an_account_one_store_per_marketplace() -> None:
    german = store("DE")
    account(german)
    with pytest.raises(ServedElsewhere, match="Lumo Europe"):
        account(german, name="Another")
    with pytest.raises(ServedElsewhere):
        account(store("FR"), store("FR", name="Lumo FR too"), name="A third")


def test_an_account_is_seen_by_who_sees_all_its_stores() -> None:
    german, french = store("DE"), store("FR")
    one = account(german, french)
    assert not queries.accounts_of(lin(german)).exists()
    assert queries.accounts_of(maya(german, french)).get() == one
    assert queries.accounts_of(wen()).get() == one


def test_a_test_says_which_rights_are_missing_and_where_nobody_sells() -> None:
    german, french = store("DE"), store("FR")
    one = account(german, french)
    trial = Trial(
        rights=[
            Tried("Finance and Accounting", "listTransactions", Granted.MISSING),
            Tried("Buyer Communication", "getMessagingActions", Granted.GRANTED),
        ],
        marketplace_ids={"A13V1IB3VIYZZH": True},
    )
    one = commands.note_test(account_id=one.pk, trial=trial, by=None, at=NOON)
    assert [found["kind"] for found in one.test_problems] == [
        ProblemKind.NOT_PARTICIPATING,
        ProblemKind.LISTINGS_SUSPENDED,
    ]
    assert {right.role: right.answer for right in queries.rights_of(one)} == {
        "Buyer Communication": "granted",
        "Finance and Accounting": "missing",
    }
    entry = Entry.objects.get(kind="accounts.tested")
    assert entry.facts["roles"] == ["Finance and Accounting"]


def test_what_could_not_be_tried_leaves_standing_what_is_known() -> None:
    one = account(store("DE"))
    for answer in (Granted.GRANTED, Granted.UNKNOWN):
        commands.note_test(
            account_id=one.pk,
            trial=Trial(
                problems=[Problem(ProblemKind.SERVER_TROUBLE, {"status": "503"})],
                rights=[Tried("Finance and Accounting", "listTransactions", answer)],
            ),
            by=None,
            at=NOON,
        )
    assert queries.rights_of(one).get().answer == "granted"
    assert queries.served_by(one).get().participates is None
