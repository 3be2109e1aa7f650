from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from firsthand.domain.stores import commands, queries, rules
from tests.people import NOON, lin, store, wen


def test_there_are_23_marketplaces_each_with_its_own_id_domain_and_letters() -> None:
    assert len(rules.AMAZON) == len(rules.BY_CODE) == len(rules.BY_ID) == 23
    assert len(rules.BY_RELAY_DOMAIN) == 23


@pytest.mark.parametrize("marketplace", rules.AMAZON, ids=lambda m: m.code)
def test_a_marketplaces_zone_exists_and_its_currency_is_three_letters(marketplace) -> None:
    assert ZoneInfo(marketplace.time_zone)
    assert len(marketplace.currency) == 3


def test_a_relay_domain_is_matched_exactly() -> None:
    found = queries.marketplace_of_relay("Marketplace.Amazon.co.uk")
    assert found is not None
    assert found.code == "UK"
    assert queries.marketplace_of_relay("marketplace.amazon.co.uk.evil.example") is None


@pytest.mark.django_db
def test_a_store_takes_currency_language_and_zone_from_its_marketplace() -> None:
    japan = store("JP")
    assert (japan.currency, japan.language, japan.time_zone) == ("JPY", "ja", "Asia/Tokyo")


@pytest.mark.django_db
def test_an_unknown_marketplace_or_a_taken_name_is_refused() -> None:
    store("DE", name="Lumo")
    with pytest.raises(commands.UnknownMarketplace, match="XX"):
        commands.open_amazon_store(name="New", marketplace="XX", by=None, at=NOON)
    with pytest.raises(commands.NameTaken):
        commands.open_amazon_store(name="Lumo", marketplace="DE", by=None, at=NOON)


@pytest.mark.django_db
def test_people_see_the_stores_of_their_teams_and_owners_see_all() -> None:
    germany, japan = store("DE"), store("JP")
    assert list(queries.stores_of(lin(germany))) == [germany]
    assert list(queries.stores_of(wen())) == [germany, japan]
