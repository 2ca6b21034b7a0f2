"""What `Places` promises, over databases of both layouts, and over the real one where it is installed."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mmdb_writer import MMDBWriter
from netaddr import IPSet

from insights.adapters.maxmind.places import MaxMindPlaces, UnknownPlaces, open_places
from insights.application.ports.enrichment import Place, Places

FLAT = {"country_code": "GB", "state1": "England", "city": "London (Shadwell)", "postcode": ""}
NESTED = {
    "country": {"iso_code": "GB", "names": {"en": "United Kingdom"}},
    "subdivisions": [{"iso_code": "ENG", "names": {"en": "England"}}],
    "city": {"names": {"de": "London", "en": "London"}},
}
COUNTRY_ONLY = {"country": {"iso_code": "GB"}}

V4, V6 = "81.2.69.142", "2a02:c7c::1"
LONDON = Place(country="GB", region="England", city="London")
NOWHERE = Place()


def write(file: Path, version: int, network: str, record: dict[str, Any]) -> Path:
    writer = MMDBWriter(ip_version=version, database_type="test", ipv4_compatible=version == 6)
    writer.insert_network(IPSet([network]), record)
    writer.to_db_file(str(file))
    return file


def two_flat_files(folder: Path) -> Path:
    write(folder / "v4.mmdb", 4, "81.2.69.0/24", FLAT)
    write(folder / "v6.mmdb", 6, "2a02:c7c::/32", FLAT)
    return folder


def one_nested_file(folder: Path) -> Path:
    writer = MMDBWriter(ip_version=6, database_type="test", ipv4_compatible=True)
    writer.insert_network(IPSet(["81.2.69.0/24", "2a02:c7c::/32"]), NESTED)
    writer.to_db_file(str(folder / "both.mmdb"))
    return folder / "both.mmdb"


@pytest.fixture(params=[two_flat_files, one_nested_file])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Places]:
    opened = open_places(request.param(tmp_path))
    assert isinstance(opened, MaxMindPlaces)
    yield opened
    opened.close()


@pytest.mark.parametrize("address", [V4, V6, f"::ffff:{V4}", f"{V6}%eth0"])
def test_an_address_on_the_list_has_its_place(places: Places, address: str) -> None:
    assert places.locate(address) == LONDON


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "127.0.0.1", "10.0.0.1", "::1", "fe80::1%eth0", "", "nonsense", "81.2.69.142:80"]
)
def test_any_other_address_has_an_empty_place(places: Places, address: str) -> None:
    assert places.locate(address) == NOWHERE


@given(text=st.text())
def test_no_text_brings_it_down(text: str) -> None:
    assert UnknownPlaces().locate(text) == NOWHERE


def test_a_database_of_countries_leaves_region_and_city_empty(tmp_path: Path) -> None:
    places = open_places(write(tmp_path / "country.mmdb", 4, "81.2.69.0/24", COUNTRY_ONLY))
    assert places.locate(V4) == Place(country="GB")


@pytest.mark.parametrize("path", [None, Path("/nowhere/at/all.mmdb")])
def test_without_a_file_every_place_is_empty(path: Path | None) -> None:
    places = open_places(path)
    assert isinstance(places, UnknownPlaces)
    assert places.locate(V4) == NOWHERE
    assert places.databases == ()


def test_an_empty_folder_is_no_file(tmp_path: Path) -> None:
    assert isinstance(open_places(tmp_path), UnknownPlaces)


def test_it_says_what_was_opened(tmp_path: Path) -> None:
    opened = open_places(two_flat_files(tmp_path))
    assert [(one.path.name, one.kind, one.ip_version) for one in opened.databases] == [
        ("v4.mmdb", "test", 4),
        ("v6.mmdb", "test", 6),
    ]
    assert all(one.built.year >= 2026 for one in opened.databases)


def test_the_installed_database_knows_well_known_addresses() -> None:
    path = os.environ.get("INSIGHTS_GEO_FILE")
    if not path:
        pytest.skip("INSIGHTS_GEO_FILE is not set: `make geo` installs the database")
    places = open_places(Path(path))
    assert places.locate("8.8.8.8").country == "US"
    assert places.locate(V4) == LONDON
    assert places.locate(V6).country == "GB"
