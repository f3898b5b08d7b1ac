"""Names of places, countries of time zones, and what files of MaxMind's format tell about an address."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mmdb_writer import MMDBWriter
from netaddr import IPSet  # type: ignore[import-untyped]

from groundswell.errors import ConfigError
from groundswell.stores.places import Place, Places, areas, country_of_zone


def city_file(path: Path) -> str:
    """A city file: Madrid, a London whose region is England, and a place known only by registration."""
    writer = MMDBWriter(6, "GeoLite2-City", ipv4_compatible=True)
    writer.insert_network(
        IPSet(["192.0.2.0/24", "2001:db8:1::/48"]),
        {"country": {"iso_code": "ES", "names": {"en": "Spain"}}, "subdivisions": [{"iso_code": "MD"}]},
    )
    writer.insert_network(
        IPSet(["198.51.100.0/24"]),
        {"country": {"iso_code": "GB"}, "subdivisions": [{"iso_code": "ENG"}, {"iso_code": "LND"}]},
    )
    writer.insert_network(IPSet(["203.0.113.0/24"]), {"registered_country": {"iso_code": "PT"}})
    writer.to_db_file(str(path))
    return str(path)


def network_file(path: Path) -> str:
    """A network file of one network."""
    writer = MMDBWriter(6, "GeoLite2-ASN", ipv4_compatible=True)
    writer.insert_network(IPSet(["192.0.2.0/24"]), {"autonomous_system_number": 3352})
    writer.to_db_file(str(path))
    return str(path)


def flat_file(path: Path) -> str:
    """A file in the flat shape that free country files have, country and network in one."""
    writer = MMDBWriter(4, "free-asn-country-ipv4")
    writer.insert_network(IPSet(["192.0.2.0/24"]), {"country_code": "NL", "asn": "AS1136"})
    writer.insert_network(IPSet(["198.51.100.0/24"]), {"country": "EU", "asn": "none"})
    writer.to_db_file(str(path))
    return str(path)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(city_file(tmp_path / "city.mmdb"), network_file(tmp_path / "network.mmdb"))


def test_an_address_tells_country_region_and_network(places: Places) -> None:
    assert places.lookup("192.0.2.7") == Place("ES", "ES-MD", "as3352")
    assert places.lookup("2001:db8:1:2::7") == Place("ES", "ES-MD", "")


def test_of_regions_within_regions_the_largest_is_told(places: Places) -> None:
    assert places.lookup("198.51.100.7") == Place("GB", "GB-ENG", "")


def test_where_a_country_is_not_known_the_one_of_the_registration_stands_in(places: Places) -> None:
    assert places.lookup("203.0.113.7").country == "PT"


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "::1", "10.0.0.1", "", "nonsense", "1.2.3.4.5", "\x00", "é"]
)
def test_what_no_file_knows_and_what_is_no_address_is_nowhere(places: Places, address: str) -> None:
    assert places.lookup(address) == Place("", "", "")


@given(st.text(max_size=60))
def test_no_text_makes_a_lookup_raise(text: str) -> None:
    assert Places().lookup(text) == Place()


def test_files_of_the_flat_shape_are_understood(tmp_path: Path) -> None:
    file = flat_file(tmp_path / "flat.mmdb")
    places = Places(file)
    assert places.lookup("192.0.2.7") == Place("NL", "", "")
    assert places.lookup("198.51.100.7") == Place("", "", "")
    assert places.lookup("2001:db8::1") == Place("", "", "")
    assert Places(network_file=file).lookup("192.0.2.7").network == "as1136"
    assert Places(network_file=file).lookup("198.51.100.7").network == ""


def test_without_files_an_address_tells_nothing() -> None:
    assert Places().lookup("192.0.2.7") == Place("", "", "")


def test_a_file_that_is_not_there_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"geo_country_file: there is no file .*leave the setting empty"):
        Places(str(tmp_path / "none.mmdb"))


@pytest.mark.parametrize("content", [b"", b"<html>not found</html>", b"\x1f\x8b" + bytes(200)])
def test_a_file_of_another_format_is_an_error_that_says_what_to_do(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "broken.mmdb").write_bytes(content)
    with pytest.raises(
        ConfigError, match=r"geo_network_file: .*broken.mmdb.*not a file of MaxMind's format.*Download"
    ):
        Places(network_file=str(tmp_path / "broken.mmdb"))


def test_a_directory_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"geo_country_file: .*cannot be read"):
        Places(str(tmp_path))


def test_files_put_in_each_others_place_are_noticed(tmp_path: Path) -> None:
    city, network = city_file(tmp_path / "city.mmdb"), network_file(tmp_path / "network.mmdb")
    with pytest.raises(ConfigError, match=r"geo_country_file: .*is a network file.*geo_network_file"):
        Places(network, "")
    with pytest.raises(ConfigError, match=r"geo_network_file: .*is a country file.*geo_country_file"):
        Places("", city)


def test_a_file_that_was_cut_off_never_makes_a_lookup_raise(tmp_path: Path) -> None:
    whole = Path(city_file(tmp_path / "city.mmdb")).read_bytes()
    for end in range(len(whole) // 4, len(whole), 23):
        cut = tmp_path / f"cut-{end}.mmdb"
        # What a download lost is in the middle: the table of contents stands at the end.
        cut.write_bytes(whole[: end - 20] + bytes(20) + whole[end:])
        try:
            places = Places(str(cut))
        except ConfigError:
            continue
        for address in ("192.0.2.7", "198.51.100.7", "2001:db8:1:2::7"):
            assert len(places.lookup(address)) == 3


def test_countries_have_the_names_that_people_use() -> None:
    names = {area.code: area.name for area in areas()}
    assert [names[code] for code in ("KR", "GB", "US", "BO", "HK", "CD", "XK", "TW", "RU")] == [
        "South Korea",
        "United Kingdom",
        "United States",
        "Bolivia",
        "Hong Kong",
        "DR Congo",
        "Kosovo",
        "Taiwan",
        "Russia",
    ]


def test_regions_have_the_names_that_people_use_and_lie_in_something() -> None:
    by_code = {area.code: area for area in areas()}
    assert by_code["ES-MD"].name == "Comunidad de Madrid"
    assert by_code["GB-LND"].name == "City of London"
    assert by_code["GB-ABC"].name == "Armagh City, Banbridge and Craigavon"
    for area in by_code.values():
        assert area.name.strip()
        if area.parent:
            assert not set("[]()") & set(area.name), area
            assert by_code[area.parent].parent == ""
            assert area.code.startswith(area.parent + "-")


def test_there_are_all_countries_and_each_area_once() -> None:
    codes = [area.code for area in areas()]
    assert len(codes) == len(set(codes))
    assert sum("-" not in code for code in codes) == 250


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/Madrid", "ES"),
        ("America/Sao_Paulo", "BR"),
        ("Asia/Calcutta", "IN"),
        ("Asia/Kolkata", "IN"),
        ("Europe/Kiev", "UA"),
        ("Europe/Kyiv", "UA"),
        ("US/Eastern", "US"),
        ("Iceland", "IS"),
        ("Europe/Oslo", "NO"),
        ("America/Argentina/Buenos_Aires", "AR"),
        ("UTC", ""),
        ("Etc/GMT+5", ""),
        ("EST", ""),
        ("CET", ""),
        ("", ""),
        ("Mars/Olympus", ""),
    ],
)
def test_a_time_zone_tells_its_country_also_by_an_old_name(zone: str, country: str) -> None:
    assert country_of_zone(zone) == Places().country_of_zone(zone) == country


def test_every_country_of_a_zone_is_a_known_country() -> None:
    places = Places()
    assert all(
        places.is_country(country_of_zone(zone))
        for zone in ("Asia/Tokyo", "Pacific/Auckland", "Africa/Lagos")
    )
    assert not places.is_country("UK")
    assert not places.is_country("es")
    assert not places.is_country("ES-MD")
